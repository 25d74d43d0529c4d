"""Where rides may start, end and pass, and how fast.

https://gbfs.org/documentation/reference/#geofencing_zonesjson
"""
from backend.feeds.closures.geojson import GeometryKind, GeometryReader, GeometryUnusable
from backend.feeds.entries import Entry
from backend.feeds.gbfs.facts import Zone, ZoneRule
from backend.feeds.gbfs.files import Files
from backend.feeds.gbfs.vehicles import FASTEST_KPH, KPH

MOST_ZONES, MOST_POSITIONS = 50_000, 500_000


def read_zones(files: Files) -> tuple[tuple[Zone, ...], tuple[ZoneRule, ...]]:
    """Zones in their order, and the rules outside of them."""
    file = files.find("geofencing_zones")
    if file is None:
        return (), ()
    whole = Entry(file.members["data"], files.log, "geofencing_zones")
    listed, shapes = whole.child("geofencing_zones"), GeometryReader(MOST_POSITIONS)
    features = listed.list_of("features", MOST_ZONES) if listed else []
    zones = [zone for feature in features if (zone := read_zone(feature, files, shapes)) is not None]
    return tuple(zones), read_rules(whole, "global_rules")


def read_zone(feature: Entry, files: Files, shapes: GeometryReader) -> Zone | None:
    told = feature.child("properties")
    feature.name = name = files.text(told, "name") if told else ""
    try:
        area = shapes.read(feature.find("geometry"))
    except GeometryUnusable as error:
        files.log.add(f"zone_{error}", name)
        return None
    if area.kind is not GeometryKind.AREA or told is None:
        files.log.add("zone_bad_geometry" if told else "zone_without_rules", name)
        return None
    told.name = name
    return Zone(name, area, read_rules(told, "rules"), told.moment("start"), told.moment("end"))


def read_rules(entry: Entry, key: str) -> tuple[ZoneRule, ...]:
    return tuple(read_rule(rule) for rule in entry.list_of(key))


def read_rule(rule: Entry) -> ZoneRule:
    """Version 3 tells start and end apart; before, `ride_allowed` was both. What is not said is allowed, what cannot be read is not."""
    types = rule.ids("vehicle_type_ids") or rule.ids("vehicle_type_id")
    both = allowed(rule, "ride_allowed")
    start, end = (allowed(rule, key, both) for key in ("ride_start_allowed", "ride_end_allowed"))
    speed_kph = rule.number("maximum_speed_kph", 0, FASTEST_KPH)
    return ZoneRule(
        types, start, end, allowed(rule, "ride_through_allowed"), None if speed_kph is None else speed_kph / KPH, bool(rule.truth("station_parking"))
    )


def allowed(rule: Entry, key: str, otherwise: bool = True) -> bool:
    if rule.find(key) is None:
        return otherwise
    return bool(rule.truth(key))
