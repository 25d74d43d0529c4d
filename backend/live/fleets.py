"""What a sharing system reports, as fleets that the engine rides. What nobody says is never taken as free."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import shapely

from backend.feeds.gbfs.facts import PLAIN_BICYCLE, SharedSystem, Station, Vehicle, VehicleType, ZoneRule
from backend.feeds.gbfs.facts import Zone as ToldZone
from backend.live.shapes import shape_of
from backend.live.view import OfferedFleet
from routing.query import TripMode
from routing.shared.fleet import Fleet
from routing.shared.zones import Act, Zone, Zones

KINDS = {
    "bicycle": TripMode.SHARED_BIKE, "cargo_bicycle": TripMode.SHARED_BIKE, "scooter": TripMode.SHARED_SCOOTER,
    "scooter_standing": TripMode.SHARED_SCOOTER, "scooter_seated": TripMode.SHARED_SCOOTER, "car": TripMode.SHARED_CAR,
}  # fmt: skip
ELECTRIC = ("electric", "electric_assist")
PLAIN = VehicleType(PLAIN_BICYCLE, "", "bicycle", "human")
# Of a vehicle that somebody else has from then on.
NEEDED = timedelta(minutes=30)
ANY_NUMBER = 999


@dataclass(frozen=True)
class Spot:
    """A station, or a vehicle that stands on its own."""

    id: str
    name: str
    lat: float
    lon: float
    vehicles: int
    docks: int
    range_m: float


def fleets_of(feed: str, system: SharedSystem, now: datetime) -> dict[str, tuple[Fleet, OfferedFleet]]:
    """By key: one fleet of each type of vehicle that can be ridden one way."""
    plans = {plan.id: plan for plan in system.plans}
    found = {}
    for kind in types_of(system):
        mode = KINDS.get(kind.form_factor)
        if mode is None or kind.return_constraint == "roundtrip_station":
            continue
        docked = list(stations(system, kind))
        spots = [*docked, *alone(system, kind, now)]
        if not spots:
            continue
        key = f"{feed}:{kind.id}"
        found[key] = fleet(key, mode, kind, spots, len(docked), system, now), OfferedFleet(feed, system, kind, plans.get(kind.default_plan))
    return found


def fleet(key: str, mode: TripMode, kind: VehicleType, spots: list[Spot], stations: int, system: SharedSystem, now: datetime) -> Fleet:
    return Fleet(
        key=key,
        kind=mode,
        lat=np.array([spot.lat for spot in spots], np.float64),
        lon=np.array([spot.lon for spot in spots], np.float64),
        vehicles=np.array([spot.vehicles for spot in spots], np.int32),
        docks=np.array([spot.docks for spot in spots], np.int32),
        range_m=np.array([spot.range_m for spot in spots], np.float64),
        anywhere=left_anywhere(system, kind),
        electric=is_electric(kind),
        zones=zones_of(system, kind, now),
        stations=stations,
        spot_id=tuple(spot.id for spot in spots),
        spot_name=tuple(spot.name for spot in spots),
    )


def types_of(system: SharedSystem) -> tuple[VehicleType, ...]:
    """One that tells none has plain bicycles."""
    return system.vehicle_types or (PLAIN,)


def is_electric(kind: VehicleType) -> bool:
    """Whether it is told to be: a car that burns petrol has a motor as well."""
    return kind.propulsion in ELECTRIC


def left_anywhere(system: SharedSystem, kind: VehicleType) -> bool:
    """Where a system does not say, it is as its vehicles stand: without stations there is nowhere else to leave them."""
    if kind.return_constraint:
        return kind.return_constraint in ("free_floating", "hybrid")
    return not system.stations


def stations(system: SharedSystem, kind: VehicleType) -> Iterator[Spot]:
    """Those that have such vehicles, or have room for them."""
    range_at: dict[str, float] = {}
    for vehicle in system.vehicles:
        if vehicle.station_id and vehicle.type == kind.id and usable(vehicle):
            range_at[vehicle.station_id] = max(range_at.get(vehicle.station_id, 0.0), range_of(vehicle, kind))
    for station in system.stations:
        vehicles, docks = vehicles_at(station, kind), docks_at(station, kind)
        if vehicles or docks:
            farthest = range_at.get(station.id, float("inf"))
            yield Spot(station.id, station.name, station.lat, station.lon, vehicles, docks, farthest)


def is_renting(station: Station) -> bool:
    return station.is_installed and station.is_renting


def is_returning(station: Station) -> bool:
    return station.is_installed and station.is_returning


def vehicles_at(station: Station, kind: VehicleType) -> int:
    if not is_renting(station):
        return 0
    return sum(count for type_id, count in station.vehicles_by_type if type_id == kind.id)


def docks_at(station: Station, kind: VehicleType) -> int:
    if not is_returning(station):
        return 0
    if station.docks_by_type:
        return sum(count for types, count in station.docks_by_type if kind.id in types)
    if station.docks_available is None:
        return ANY_NUMBER if station.is_virtual else 0
    return station.docks_available


def docks_free(station: Station) -> int | None:
    """For any vehicle; None where nobody says."""
    if not is_returning(station):
        return 0
    if station.docks_available is None and station.docks_by_type:
        return sum(count for _, count in station.docks_by_type)
    return station.docks_available


def alone(system: SharedSystem, kind: VehicleType, now: datetime) -> Iterator[Spot]:
    for vehicle in on_street(system, now):
        if vehicle.type == kind.id:
            yield Spot(vehicle.id, system.name, vehicle.lat, vehicle.lon, 1, 0, range_of(vehicle, kind))


def on_street(system: SharedSystem, now: datetime) -> Iterator[Vehicle]:
    """Vehicles that stand on their own and can be taken for long enough."""
    for vehicle in system.vehicles:
        held = vehicle.available_until is not None and vehicle.available_until < now + NEEDED
        if not vehicle.station_id and usable(vehicle) and not held:
            yield vehicle


def usable(vehicle: Vehicle) -> bool:
    return not (vehicle.is_reserved or vehicle.is_disabled)


def range_of(vehicle: Vehicle, kind: VehicleType) -> float:
    if vehicle.current_range_m is not None:
        return vehicle.current_range_m
    if vehicle.fuel_share is not None and kind.max_range_m is not None:
        return vehicle.fuel_share * kind.max_range_m
    return float("inf")


def zones_of(system: SharedSystem, kind: VehicleType, now: datetime) -> Zones:
    """Those that hold now and have a rule for this type."""
    found = []
    for zone in system.zones:
        rule = rule_for(zone.rules, kind)
        if rule is not None and holds(zone, now):
            area = shape_of(zone.area)
            shapely.prepare(area)  # it is asked about every corner of the streets
            found.append(Zone(area, allowed_by(rule)))
    elsewhere = rule_for(system.global_rules, kind)
    return Zones(tuple(found), frozenset(Act) if elsewhere is None else allowed_by(elsewhere))


def rule_for(rules: tuple[ZoneRule, ...], kind: VehicleType) -> ZoneRule | None:
    return next((rule for rule in rules if not rule.vehicle_types or kind.id in rule.vehicle_types), None)


def holds(zone: ToldZone, now: datetime) -> bool:
    return (zone.starts is None or zone.starts <= now) and (zone.ends is None or now < zone.ends)


def allowed_by(rule: ZoneRule) -> frozenset[Act]:
    """Where vehicles have to stand at a station, they may not be left on the street; stations are spots of their own."""
    acts = (
        (Act.START, rule.ride_start_allowed),
        (Act.END, rule.ride_end_allowed and not rule.station_parking),
        (Act.THROUGH, rule.ride_through_allowed),
    )
    return frozenset(act for act, may in acts if may)
