"""`rentals`: shared systems as their feeds tell them now. Each system is a provider, and a group of its own."""
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from litestar.openapi.spec.enums import OpenAPIType

from backend.feeds.closures.geojson import Geometry
from backend.feeds.gbfs.facts import RentalLinks, SharedSystem, Station, Vehicle, VehicleType, ZoneRule
from backend.live.fleets import PLAIN, holds, is_renting, is_returning, types_of
from backend.motis.lines import polylines
from backend.motis.modes import form_factor
from backend.motis.parameters import Asked, Parameter
from backend.motis.shared_messages import (
    Box,
    MotisProvider,
    MotisProviderGroup,
    MotisRentals,
    MotisStation,
    MotisVehicle,
    MotisVehicleType,
    MotisZone,
    MotisZoneRule,
    MultiPolygon,
)
from backend.motis.stops import Stops
from backend.service.errors import NotFound, Unprocessable
from routing.earth import METRES_PER_DEGREE

BOOLEAN = OpenAPIType.BOOLEAN
WIDEST_M, E6 = 50_000, 1_000_000
PROPULSIONS = {"": "HUMAN"}
CONSTRAINTS = {"free_floating": "NONE", "hybrid": "NONE", "any_station": "ANY_STATION", "roundtrip_station": "ROUNDTRIP_STATION"}
EVERYTHING = MotisZoneRule((), True, True, True)
Inside = Callable[[float, float], bool]

RENTALS = (
    Parameter("min", "`latitude,longitude` of a corner of the box in which to look."),
    Parameter("max", "The corner across."),
    Parameter("point", "`latitude,longitude[,level]`, or a stop id; needs `radius`."),
    Parameter("radius", "Metres around the point, as the crow flies.", OpenAPIType.INTEGER, least=0, most=WIDEST_M),
    Parameter("providers", "Ids of systems.", listed=True),
    Parameter("providerGroups", "The same: each system is a group of its own.", listed=True),
    Parameter("withProviders", "Whether systems are told, beside their groups.", BOOLEAN),
    Parameter("withStations", "Whether stations are told, where a place or a system is asked for.", BOOLEAN),
    Parameter("withVehicles", "Whether vehicles outside of stations are told, likewise.", BOOLEAN),
    Parameter("withZones", "Whether zones are told, likewise.", BOOLEAN),
)  # fmt: skip


@dataclass(frozen=True)
class RentalWishes:
    """inside: None everywhere. systems: ids, none: all."""

    inside: Inside | None
    systems: frozenset[str]
    providers: bool
    stations: bool
    vehicles: bool
    zones: bool


def read_rentals(asked: Asked, stops: Stops) -> RentalWishes:
    """Raises BadRequest, NotFound, Unprocessable. Without a place or a system only the systems are told."""
    inside, systems = read_inside(asked, stops), frozenset((*asked.words("providers"), *asked.words("providerGroups")))
    narrow = inside is not None or bool(systems)
    stations, vehicles, zones = (asked.truth(name, True) and narrow for name in ("withStations", "withVehicles", "withZones"))
    return RentalWishes(inside, systems, asked.truth("withProviders", True), stations, vehicles, zones)


def read_inside(asked: Asked, stops: Stops) -> Inside | None:
    one, other = asked.point("min"), asked.point("max")
    if (one is None) != (other is None):
        raise Unprocessable("Give both corners, min and max.", "max" if other is None else "min")
    if one is not None and other is not None:
        (south, north), (west, east) = (sorted(pair) for pair in zip(one, other))
        return lambda lat, lon: south <= lat <= north and west <= lon <= east
    text, radius = asked.text("point"), asked.whole("radius")
    if text is None:
        return None
    if radius is None:
        raise Unprocessable("Give radius as well, in metres.", "radius")
    row = stops.names.find_stop(text)
    spot = asked.point("point") if row is None and "," in text else None if row is None else stops.spot(row)
    if spot is None:
        raise NotFound("There is no stop of this id. Give latitude and longitude with a comma between.")
    lat0, lon0 = spot
    return lambda lat, lon: METRES_PER_DEGREE * np.hypot(lat - lat0, (lon - lon0) * np.cos(np.radians(lat0))) <= radius


def rentals(found: list[SharedSystem], wishes: RentalWishes, now: datetime) -> MotisRentals:
    systems = [Told(system, wishes.inside, now) for system in found if not wishes.systems or system.id in wishes.systems]
    systems = [told for told in systems if wishes.inside is None or told.is_inside()]
    return MotisRentals(
        provider_groups=tuple(told.group(wishes.providers) for told in systems),
        providers=tuple(told.provider() for told in systems) if wishes.providers else (),
        stations=tuple(one for told in systems for one in told.stations()) if wishes.stations else (),
        vehicles=tuple(one for told in systems for one in told.vehicles()) if wishes.vehicles else (),
        zones=tuple(one for told in systems for one in told.zones()) if wishes.zones else (),
    )


class Told:
    """One system."""

    def __init__(self, system: SharedSystem, inside: Inside | None, now: datetime):
        self.system, self.inside, self.now = system, inside or (lambda lat, lon: True), now
        self.types = types_of(system)
        self.by_id = {kind.id: kind for kind in self.types}
        self.forms = tuple(sorted({form_factor(kind.form_factor) for kind in self.types}))

    def is_inside(self) -> bool:
        return next(self.stations(), None) is not None or next(self.vehicles(), None) is not None

    def group(self, with_provider: bool) -> MotisProviderGroup:
        return MotisProviderGroup(self.system.id, self.system.name, (self.system.id,) if with_provider else (), self.forms)

    def provider(self) -> MotisProvider:
        system, rules = self.system, tuple(self.rule(rule) for rule in self.system.global_rules)
        return MotisProvider(
            id=system.id,
            name=system.name,
            group_id=system.id,
            bbox=box_of([spot.lat for spot in self.spots()], [spot.lon for spot in self.spots()]),
            vehicle_types=tuple(self.type(kind) for kind in self.types),
            form_factors=self.forms,
            default_restrictions=next((rule for rule in rules if not rule.vehicle_type_idxs), EVERYTHING),
            global_geofencing_rules=rules,
            operator=system.operator or None,
            url=system.url or None,
        )

    def spots(self) -> list[Station | Vehicle]:
        return [*self.system.stations, *self.system.vehicles]

    def type(self, kind: VehicleType) -> MotisVehicleType:
        return MotisVehicleType(
            kind.id, form_factor(kind.form_factor), propulsion(kind), self.constraint(kind), kind.return_constraint not in CONSTRAINTS,
            kind.name or None,
        )  # fmt: skip

    def constraint(self, kind: VehicleType) -> str:
        """Where nobody says, it is as the vehicles stand: without stations there is nowhere to bring them back to."""
        return CONSTRAINTS.get(kind.return_constraint, "ANY_STATION" if self.system.stations else "NONE")

    def stations(self) -> Iterator[MotisStation]:
        for station in self.system.stations:
            if self.inside(station.lat, station.lon):
                yield self.station(station)

    def station(self, station: Station) -> MotisStation:
        vehicles, docks = dict(station.vehicles_by_type), self.docks(station)
        here = {form_factor(self.by_id[kind].form_factor) for kind in (*vehicles, *docks) if kind in self.by_id}
        area = station.area
        return MotisStation(
            id=station.id,
            provider_id=self.system.id,
            provider_group_id=self.system.id,
            name=station.name,
            lat=station.lat,
            lon=station.lon,
            is_renting=is_renting(station),
            is_returning=is_returning(station),
            num_vehicles_available=station.vehicles_available or 0,
            form_factors=tuple(sorted(here)) or self.forms,
            vehicle_types_available=vehicles,
            vehicle_docks_available=docks,
            bbox=box_of([station.lat], [station.lon]) if area is None else box_of(area.lat, area.lon),
            station_area=None if area is None else polygons(area),
            **links(station.links),
        )

    def docks(self, station: Station) -> dict[str, int]:
        """By type; docks that take several are counted for each."""
        if not station.docks_by_type:
            return {} if station.docks_available is None else {kind.id: station.docks_available for kind in self.types}
        found: dict[str, int] = {}
        for kinds, free in station.docks_by_type:
            for kind in kinds:
                found[kind] = found.get(kind, 0) + free
        return found

    def vehicles(self) -> Iterator[MotisVehicle]:
        """Those that stand on their own."""
        for vehicle in self.system.vehicles:
            if not vehicle.station_id and self.inside(vehicle.lat, vehicle.lon):
                kind = self.by_id.get(vehicle.type, PLAIN)
                yield MotisVehicle(
                    id=vehicle.id,
                    provider_id=self.system.id,
                    provider_group_id=self.system.id,
                    type_id=vehicle.type,
                    lat=vehicle.lat,
                    lon=vehicle.lon,
                    form_factor=form_factor(kind.form_factor),
                    propulsion_type=propulsion(kind),
                    return_constraint=self.constraint(kind),
                    is_reserved=vehicle.is_reserved,
                    is_disabled=vehicle.is_disabled,
                    **links(vehicle.links),
                )

    def zones(self) -> Iterator[MotisZone]:
        """Those that hold now; of two that overlap the earlier one counts, so it lies on top."""
        for place, zone in enumerate(self.system.zones):
            if holds(zone, self.now):
                yield MotisZone(
                    provider_id=self.system.id,
                    provider_group_id=self.system.id,
                    z=len(self.system.zones) - place,
                    bbox=box_of(zone.area.lat, zone.area.lon),
                    area=polygons(zone.area),
                    rules=tuple(self.rule(rule) for rule in zone.rules),
                    name=zone.name or None,
                )

    def rule(self, rule: ZoneRule) -> MotisZoneRule:
        kinds = tuple(place for place, kind in enumerate(self.types) if kind.id in rule.vehicle_types)
        return MotisZoneRule(kinds, rule.ride_start_allowed, rule.ride_end_allowed, rule.ride_through_allowed, rule.station_parking)


def propulsion(kind: VehicleType) -> str:
    return PROPULSIONS.get(kind.propulsion, kind.propulsion.upper())


def links(told: RentalLinks) -> dict[str, str | None]:
    return {"rental_uri_android": told.android or None, "rental_uri_ios": told.ios or None, "rental_uri_web": told.web or None}


def box_of(lats: np.ndarray | list[float], lons: np.ndarray | list[float]) -> Box:
    """Nothing at all lies at 0, 0."""
    if not len(lats):
        return 0.0, 0.0, 0.0, 0.0
    return float(min(lons)), float(min(lats)), float(max(lons)), float(max(lats))


def polygons(area: Geometry) -> MultiPolygon:
    """Of each polygon the outline, then its holes."""
    lat, lon = (np.rint(degrees * E6).astype(np.int64).tolist() for degrees in (area.lat, area.lon))
    rings = polylines([list(zip(lat[a:b], lon[a:b])) for a, b in zip(area.part_first[:-1].tolist(), area.part_first[1:].tolist())])
    return tuple(tuple(rings[a:b]) for a, b in zip(area.polygon_first[:-1].tolist(), area.polygon_first[1:].tolist()))
