"""The files of the bike and the scooter system in GBFS 2.3 and 3.0. A writer takes (world, dialect, at_s) and gives the `data` of its file."""
from collections import Counter
from collections.abc import Callable
from typing import Any

from backend.demo.live.bikes import KINDS, Bike, Kind
from backend.demo.live.gbfs_words import VERSIONS, WRITTEN_IN, Dialect
from backend.demo.live.scooters import RANGE_M
from backend.demo.live.world import World

CURRENCY, CONTACT = "EUR", "simulator@example.com"
SCOOTER = "scooter"
MOTORS = {Kind.BIKE: "human", Kind.EBIKE: "electric_assist", Kind.CARGO: "electric_assist"}
FORMS = {Kind.BIKE: "bicycle", Kind.EBIKE: "bicycle", Kind.CARGO: "cargo_bicycle"}
NAMES = {"bike": "Bicycle", "ebike": "Electric bicycle", "cargo": "Cargo bicycle", SCOOTER: "Kick scooter"}
PER_MIN = {"bike": 0.05, "ebike": 0.15, "cargo": 0.2, SCOOTER: 0.22}
UNLOCK = 1.0
File = Callable[[World, Dialect, int], dict[str, Any]]


def information(system_id: str, name: str) -> File:
    def write(world: World, dialect: Dialect, at_s: int) -> dict[str, Any]:
        about = {"system_id": system_id, "name": dialect.text(f"{world.town.name} {name}"), "operator": dialect.text("Simulator")}
        about |= {"timezone": world.town.zone.key, "feed_contact_email": CONTACT}
        return about | ({"languages": [WRITTEN_IN], "opening_hours": "24/7"} if dialect.is_3 else {"language": WRITTEN_IN})

    return write


def bike_types(world: World, dialect: Dialect, at_s: int) -> dict[str, Any]:
    types = []
    for kind in Kind:
        one = vehicle_type(dialect, KINDS[kind].id, FORMS[kind], MOTORS[kind], "any_station")
        types.append(one | ({"max_range_meters": KINDS[kind].range_m} if KINDS[kind].range_m else {}))
    return {"vehicle_types": types}


def scooter_types(world: World, dialect: Dialect, at_s: int) -> dict[str, Any]:
    one = vehicle_type(dialect, SCOOTER, "scooter_standing", "electric", "free_floating")
    return {"vehicle_types": [one | {"max_range_meters": RANGE_M, "max_permitted_speed": 20}]}


def vehicle_type(dialect: Dialect, type_id: str, form: str, motor: str, returned: str) -> dict[str, Any]:
    return {
        "vehicle_type_id": type_id, "form_factor": form, "propulsion_type": motor, "name": dialect.text(NAMES[type_id]),
        "return_constraint": returned, "default_pricing_plan_id": type_id, "pricing_plan_ids": [type_id],
    }  # fmt: skip


def plans(*type_ids: str) -> File:
    def write(world: World, dialect: Dialect, at_s: int) -> dict[str, Any]:
        return {"plans": [plan(dialect, type_id) for type_id in type_ids]}

    return write


def plan(dialect: Dialect, type_id: str) -> dict[str, Any]:
    words = f"{UNLOCK:.2f} {CURRENCY} to unlock, {PER_MIN[type_id]:.2f} {CURRENCY} per minute"
    return {
        "plan_id": type_id, "name": dialect.text(NAMES[type_id]), "currency": CURRENCY, "price": UNLOCK, "is_taxable": False,
        "description": dialect.text(words), "per_min_pricing": [{"start": 0, "rate": PER_MIN[type_id], "interval": 1}],
    }  # fmt: skip


def station_information(world: World, dialect: Dialect, at_s: int) -> dict[str, Any]:
    return {
        "stations": [
            {"station_id": one.id, "name": dialect.text(one.name), "lat": one.lat, "lon": one.lon, "capacity": one.docks, "is_virtual_station": False}
            for one in world.town.stations
        ]
    }


def station_status(world: World, dialect: Dialect, at_s: int) -> dict[str, Any]:
    state = world.bikes.at(at_s)
    stations = []
    for station, bikes, changed_s in zip(world.town.stations, state.stations, state.changed_s):
        counts = Counter(KINDS[bike.kind].id for bike in bikes if not bike.broken)
        stations.append({
            "station_id": station.id, "is_installed": True, "is_renting": True, "is_returning": True, "last_reported": dialect.moment(changed_s),
            f"num_{dialect.vehicles}_available": sum(counts.values()), f"num_{dialect.vehicles}_disabled": len(bikes) - sum(counts.values()),
            "num_docks_available": station.docks - len(bikes), "num_docks_disabled": 0,
            "vehicle_types_available": [{"vehicle_type_id": kind.id, "count": counts[kind.id]} for kind in KINDS],
            "vehicle_docks_available": [{"vehicle_type_ids": [kind.id for kind in KINDS], "count": station.docks - len(bikes)}],
        })  # fmt: skip
    return {"stations": stations}


def docked_bikes(world: World, dialect: Dialect, at_s: int) -> dict[str, Any]:
    state = world.bikes.at(at_s)
    listed = [docked_bike(dialect, bike, station.id) for station, bikes in zip(world.town.stations, state.stations) for bike in bikes]
    return {dialect.vehicles: listed}


def docked_bike(dialect: Dialect, bike: Bike, station_id: str) -> dict[str, Any]:
    kind = KINDS[bike.kind]
    about = vehicle(dialect, bike.id, kind.id, bike.since_s, reserved=False, broken=bike.broken) | {"station_id": station_id}
    return about | ({"current_range_meters": bike.range_m, "current_fuel_percent": round(bike.range_m / kind.range_m, 2)} if kind.range_m else {})


def vehicle(dialect: Dialect, vehicle_id: str, type_id: str, since_s: int, reserved: bool, broken: bool) -> dict[str, Any]:
    return {
        "vehicle_id" if dialect.is_3 else "bike_id": vehicle_id, "vehicle_type_id": type_id, "is_reserved": reserved, "is_disabled": broken,
        "last_reported": dialect.moment(since_s), "pricing_plan_id": type_id,
    }  # fmt: skip


def standing_scooters(world: World, dialect: Dialect, at_s: int) -> dict[str, Any]:
    listed = []
    for one in world.scooters.at(at_s).standing:
        about = vehicle(dialect, one.id, SCOOTER, one.since_s, one.reserved, one.broken)
        about |= {"lat": one.lat, "lon": one.lon, "current_range_meters": one.range_m, "current_fuel_percent": round(one.range_m / RANGE_M, 2)}
        listed.append(about)
    return {dialect.vehicles: listed}


def zones(world: World, dialect: Dialect, at_s: int) -> dict[str, Any]:
    """The first zone that fits a place counts; the area of service comes last. Only 3.0 can say what holds outside of all."""
    features = []
    for zone in world.town.zones:
        about = rule(dialect, zone.may_end, zone.may_ride) | ({"maximum_speed_kph": zone.max_kmh} if zone.max_kmh else {})
        features.append(zone_feature(dialect, zone.name, [dialect.polygon(zone.rings)], about))
    features.append(zone_feature(dialect, "Area of service", [dialect.polygon((world.town.service_area,))], rule(dialect, True, True)))
    found: dict[str, Any] = {"geofencing_zones": {"type": "FeatureCollection", "features": features}}
    return found | ({"global_rules": [rule(dialect, False, True)]} if dialect.is_3 else {})


def rule(dialect: Dialect, may_end: bool, may_ride: bool) -> dict[str, Any]:
    if dialect.is_3:
        return {"vehicle_type_ids": [SCOOTER], "ride_start_allowed": True, "ride_end_allowed": may_end, "ride_through_allowed": may_ride}
    return {"vehicle_type_id": [SCOOTER], "ride_allowed": may_end, "ride_through_allowed": may_ride}


def zone_feature(dialect: Dialect, name: str, polygons: list, about: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return {"type": "Feature", "geometry": geometry, "properties": {"name": dialect.text(name), "rules": [about]}}


def files_of(system: str, dialect: Dialect) -> dict[str, File]:
    """Names of files without `.json`, and who writes them; `gbfs` and `gbfs_versions` are made from this list."""
    if system == "gbfs":
        return {
            "system_information": information("simulated-bikes", "Bikes"), "vehicle_types": bike_types, "station_information": station_information,
            "station_status": station_status, dialect.vehicle_file: docked_bikes, "system_pricing_plans": plans(*(kind.id for kind in KINDS)),
        }  # fmt: skip
    return {
        "system_information": information("simulated-scooters", "Scooters"), "vehicle_types": scooter_types,
        dialect.vehicle_file: standing_scooters, "system_pricing_plans": plans(SCOOTER), "geofencing_zones": zones,
    }  # fmt: skip


def discovery(system: str, dialect: Dialect, base_url: str) -> dict[str, Any]:
    """`gbfs.json`: where the files are."""
    names = ["gbfs_versions", *files_of(system, dialect)]
    feeds = [{"name": name, "url": f"{base_url}/{system}/{dialect.version}/{name}.json"} for name in names]
    return {"feeds": feeds} if dialect.is_3 else {WRITTEN_IN: {"feeds": feeds}}


def versions(system: str, base_url: str) -> dict[str, Any]:
    return {"versions": [{"version": version, "url": f"{base_url}/{system}/{version}/gbfs.json"} for version in VERSIONS]}
