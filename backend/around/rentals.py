"""Stations and single vehicles of the sharing systems, as they can be taken now."""
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from math import isfinite

from backend.around.area import Area, degrees_of
from backend.around.sources import Sources
from backend.contract.around import RentalStation, RentalVehicle, VehicleCount
from backend.feeds.gbfs.facts import SharedSystem, Station, Vehicle, VehicleType
from backend.live.fleets import PLAIN, docks_free, is_electric, is_renting, is_returning, on_street, range_of, types_of, vehicles_at

OTHER = "other"  # the form factor in GBFS for what has none of its own
ID_BYTES = 12


@dataclass(frozen=True)
class System:
    feed: str
    told: SharedSystem
    types: Mapping[str, VehicleType]

    @classmethod
    def of(cls, feed: str, told: SharedSystem) -> "System":
        return cls(feed, told, {kind.id: kind for kind in types_of(told)})


class Rentals:
    """Of the systems of one view. now: when vehicles have to be free; secret: hides their ids."""

    def __init__(self, systems: Mapping[str, SharedSystem], now: datetime, secret: bytes):
        self.secret = secret
        every = [System.of(feed, told) for feed, told in systems.items()]
        self.stations = [(system, station) for system in every for station in system.told.stations]
        self.vehicles = [(system, vehicle) for system in every for vehicle in on_street(system.told, now)]
        self._stations_at = degrees_of([station for _, station in self.stations])
        self._vehicles_at = degrees_of([vehicle for _, vehicle in self.vehicles])

    def stations_in(self, area: Area, sources: Sources) -> tuple[tuple[RentalStation, ...], int]:
        rows, omitted = area.nearest(*self._stations_at)
        return tuple(self.station(*self.stations[row], sources) for row in rows), omitted

    def vehicles_in(self, area: Area, sources: Sources) -> tuple[tuple[RentalVehicle, ...], int]:
        rows, omitted = area.nearest(*self._vehicles_at)
        return tuple(self.vehicle(*self.vehicles[row], sources) for row in rows), omitted

    def station(self, system: System, station: Station, sources: Sources) -> RentalStation:
        return RentalStation(
            system_id=system.told.id,
            system=system.told.name,
            station_id=station.id,
            name=station.name,
            lat=station.lat,
            lon=station.lon,
            vehicles=counts(system, station),
            docks=docks_free(station),
            renting=is_renting(station),
            returning=is_returning(station),
            source=sources.of(system.feed),
        )

    def vehicle(self, system: System, vehicle: Vehicle, sources: Sources) -> RentalVehicle:
        kind = system.types.get(vehicle.type, PLAIN)
        range_m = range_of(vehicle, kind)
        return RentalVehicle(
            system_id=system.told.id,
            system=system.told.name,
            vehicle_id=self.passing_id(system.feed, vehicle),
            vehicle=kind.form_factor,
            vehicle_name=kind.name,
            electric=is_electric(kind),
            range_m=range_m if isfinite(range_m) else None,
            lat=vehicle.lat,
            lon=vehicle.lon,
            source=sources.of(system.feed),
        )

    def passing_id(self, feed: str, vehicle: Vehicle) -> str:
        """The same while the vehicle stands there, another one after a ride.

        Before GBFS 3 many systems keep the id of a vehicle for ever, and whoever collects answers could follow its rides from door to door. So the
        id is mixed with all that a ride changes, under a secret, or it could be guessed back.
        """
        told = (feed, vehicle.id, vehicle.lat, vehicle.lon, vehicle.current_range_m, vehicle.fuel_share)
        return blake2b(repr(told).encode(), digest_size=ID_BYTES, key=self.secret).hexdigest()


def counts(system: System, station: Station) -> tuple[VehicleCount, ...]:
    """What can be taken, types that are alike together; of those whose type nobody tells, it is known only where all are alike."""
    found: Counter[tuple[str, bool]] = Counter()
    for kind in system.types.values():
        found[kind.form_factor, is_electric(kind)] += vehicles_at(station, kind)
    untold = (station.vehicles_available or 0) - found.total() if is_renting(station) else 0
    if untold > 0:
        found[next(iter(found)) if len(found) == 1 else (OTHER, False)] += untold
    return tuple(VehicleCount(form, electric, count) for (form, electric), count in found.items() if count)
