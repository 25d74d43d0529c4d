"""Where rides may start, end and pass."""
from typing import Any

from backend.feeds.gbfs.facts import SharedSystem, Zone, ZoneRule
from backend.gbfs_out.about import type_id
from backend.gbfs_out.words import Dialect, told

KPH = 3.6


def zones(system: SharedSystem, dialect: Dialect) -> dict[str, Any]:
    """Only version 3 can say what holds outside of all zones."""
    listed = {"type": "FeatureCollection", "features": [feature(zone, dialect) for zone in system.zones]}
    found: dict[str, Any] = {"geofencing_zones": listed}
    return found | ({"global_rules": [rule(one, dialect) for one in system.global_rules]} if dialect.is_3 else {})


def feature(zone: Zone, dialect: Dialect) -> dict[str, Any]:
    start, end = (moment and dialect.moment(moment) for moment in (zone.starts, zone.ends))
    about = told(name=dialect.text(zone.name) if zone.name else None, start=start, end=end)
    return {"type": "Feature", "geometry": dialect.area(zone.area), "properties": about | {"rules": [rule(one, dialect) for one in zone.rules]}}


def rule(one: ZoneRule, dialect: Dialect) -> dict[str, Any]:
    """Before version 3 a single word stood for the start and the end of a ride: the stricter of both is kept."""
    kinds = [type_id(kind) for kind in one.vehicle_types]
    written: dict[str, Any] = {"ride_through_allowed": one.ride_through_allowed}
    if dialect.is_3:
        written |= {"ride_start_allowed": one.ride_start_allowed, "ride_end_allowed": one.ride_end_allowed}
    else:
        written["ride_allowed"] = one.ride_start_allowed and one.ride_end_allowed
    speed_kph = None if one.max_speed_mps is None else round(one.max_speed_mps * KPH)
    written |= told(maximum_speed_kph=speed_kph) | {"station_parking": one.station_parking}
    return written | ({"vehicle_type_ids" if dialect.is_3 else "vehicle_type_id": kinds} if kinds else {})
