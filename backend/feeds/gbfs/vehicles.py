"""Vehicles that can be taken (free_bike_status, from version 3 on vehicle_status) and their types.

https://gbfs.org/documentation/reference/#vehicle_statusjson
"""
from backend.feeds.entries import Entry
from backend.feeds.gbfs.facts import PLAIN_BICYCLE, Station, Vehicle, VehicleType
from backend.feeds.gbfs.files import Files, links

MOST_TYPES, MOST_VEHICLES = 1000, 200_000
FARTHEST_M, FASTEST_KPH, MOST_WHEELS = 3_000_000, 300, 20
KPH = 3.6
FORM_FACTORS = ("bicycle", "cargo_bicycle", "car", "moped", "scooter_standing", "scooter_seated", "scooter", "other")
PROPULSIONS = ("human", "electric_assist", "electric", "combustion", "combustion_diesel", "hybrid", "plug_in_hybrid", "hydrogen_fuel_cell")
RETURN_CONSTRAINTS = ("free_floating", "roundtrip_station", "any_station", "hybrid")
OTHER = "other"
PLAIN = VehicleType(PLAIN_BICYCLE, "", "bicycle", "human")


def read_types(files: Files) -> tuple[VehicleType, ...]:
    """A system that tells none has plain bicycles."""
    types: dict[str, VehicleType] = {}
    for entry in files.list_of("vehicle_types", "vehicle_types", MOST_TYPES):
        entry.name = type_id = entry.id("vehicle_type_id")
        if not type_id or type_id in types:
            files.log.add("repeated_vehicle_type" if type_id else "vehicle_type_without_id", type_id)
            continue
        speed_kph = entry.number("max_permitted_speed", 0, FASTEST_KPH)
        types[type_id] = VehicleType(
            type_id, files.text(entry, "name"), one_of(entry, "form_factor", FORM_FACTORS), one_of(entry, "propulsion_type", PROPULSIONS),
            entry.number("max_range_meters", 0, FARTHEST_M), None if speed_kph is None else speed_kph / KPH,
            entry.whole("wheel_count", 0, MOST_WHEELS), one_of(entry, "return_constraint", RETURN_CONSTRAINTS, ""),
            entry.id("default_pricing_plan_id"), entry.ids("pricing_plan_ids"),
        )  # fmt: skip
    return tuple(types.values()) or (PLAIN,)


def one_of(entry: Entry, key: str, known: tuple[str, ...], otherwise: str = OTHER) -> str:
    """As told, `otherwise` for what is not known; bad where a word is told that GBFS does not have."""
    value = entry.text(key)
    if value in known:
        return value
    if value:
        entry.bad(key)
    return otherwise


def read_vehicles(files: Files, types: tuple[VehicleType, ...], stations: tuple[Station, ...]) -> tuple[Vehicle, ...]:
    known, places = {kind.id for kind in types}, {station.id: station for station in stations}
    vehicles: dict[str, Vehicle] = {}
    told = files.list_of("vehicle_status", "vehicles", MOST_VEHICLES) or files.list_of("free_bike_status", "bikes", MOST_VEHICLES)
    for entry in told:
        vehicle = read_vehicle(entry, files, known, places)
        if vehicle is not None and vehicle.id in vehicles:
            files.log.add("repeated_vehicle", vehicle.id)
        elif vehicle is not None:
            vehicles[vehicle.id] = vehicle
    return tuple(vehicles.values())


def read_vehicle(entry: Entry, files: Files, types: set[str], stations: dict[str, Station]) -> Vehicle | None:
    entry.name = vehicle_id = entry.id("vehicle_id") or entry.id("bike_id")
    type_id, station_id = entry.id("vehicle_type_id"), entry.id("station_id")
    if not vehicle_id:
        files.log.add("vehicle_without_id")
        return None
    if PLAIN_BICYCLE in types:
        type_id = PLAIN_BICYCLE
    elif type_id not in types:
        files.log.add("unknown_vehicle_type" if type_id else "vehicle_without_type", type_id or vehicle_id)
        return None
    station = stations.get(station_id)
    if station_id and station is None:
        files.log.add("unknown_station", station_id)
    lat, lon = entry.number("lat", -90, 90), entry.number("lon", -180, 180)
    if (lat is None or lon is None) and station is not None:
        lat, lon = station.lat, station.lon
    if lat is None or lon is None or lat == lon == 0:
        files.log.add("vehicle_without_place", vehicle_id)
        return None
    return Vehicle(
        vehicle_id, lat, lon, type_id, station_id if station else "", taken(entry, "is_reserved"), taken(entry, "is_disabled"),
        entry.number("current_range_meters", 0, FARTHEST_M), entry.number("current_fuel_percent", 0, 1), entry.moment("available_until"),
        entry.id("pricing_plan_id"), links(entry),
    )  # fmt: skip


def taken(entry: Entry, key: str) -> bool:
    """What is not said to be free is not."""
    told = entry.truth(key)
    if told is None:
        entry.log.add(f"no_{key}", entry.name)
    return told is not False
