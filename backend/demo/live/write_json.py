"""Parking, lifts, closures and taxis as JSON."""
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from backend.demo.live.parking import Filling
from backend.demo.live.world import World

PARKING_TYPE = {"surface": "OFF_STREET_PARKING_GROUND", "underground": "UNDERGROUND", "multi-storey": "CAR_PARK"}
OPERATOR = "Simulated Taxis"


def iso(at_s: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at_s, zone).isoformat()


def utc(at_s: int) -> str:
    return f"{datetime.fromtimestamp(at_s, UTC):%Y-%m-%dT%H:%M:%SZ}"


def parking_sites(world: World, at_s: int, stamp_s: int) -> bytes:
    """As the `parking-sites` answer of ParkAPI v3."""
    filling = world.car_parks.at(at_s)
    items = [parking_site(world, filling, row, stamp_s) for row in range(len(world.town.car_parks))]
    return msgspec.json.encode({"items": items, "total_count": len(items)})


def parking_site(world: World, filling: Filling, row: int, stamp_s: int) -> dict[str, Any]:
    site, free = world.town.car_parks[row], int(filling.free[row])
    return {
        "id": row + 1, "source_id": 1, "original_uid": site.id, "name": site.name, "purpose": "CAR", "type": PARKING_TYPE.get(site.kind, "OTHER"),
        "operator_name": "City of " + world.town.name, "lat": f"{site.lat:.7f}", "lon": f"{site.lon:.7f}", "has_fee": site.has_fee,
        "park_and_ride_type": ["YES"] if site.park_ride else ["NO"], "max_height": round(site.max_height_m * 100) if site.max_height_m else None,
        "opening_hours": "24/7", "has_realtime_data": True, "capacity": site.capacity, "capacity_disabled": site.capacity_disabled,
        "capacity_charging": site.capacity_charging, "realtime_capacity": site.capacity, "realtime_free_capacity": free,
        "realtime_free_capacity_disabled": int(filling.free_disabled[row]), "realtime_free_capacity_charging": int(filling.free_charging[row]),
        "realtime_opening_status": "OPEN", "realtime_data_updated_at": utc(stamp_s), "static_data_updated_at": utc(stamp_s // 86_400 * 86_400),
    }  # fmt: skip


def lifts(world: World, at_s: int, stamp_s: int) -> bytes:
    zone, facilities = world.town.zone, []
    for facility in world.lifts.at(at_s):
        lift = facility.lift
        told: dict[str, Any] = {"id": lift.id, "kind": lift.kind, "state": facility.state, "lat": lift.lat, "lon": lift.lon}
        if lift.stop_id:
            told["stopId"] = lift.stop_id
        if lift.name:
            told["name"] = lift.name
        if facility.since_s is not None:
            told["since"] = iso(facility.since_s, zone)
        if facility.until_s is not None:
            told["until"] = iso(facility.until_s, zone)
        if facility.reason:
            told["reason"] = facility.reason
        facilities.append(told)
    return msgspec.json.encode({"version": 1, "lastUpdated": iso(stamp_s, zone), "facilities": facilities})


def closures(world: World, at_s: int, stamp_s: int) -> bytes:
    zone, features = world.town.zone, []
    for works in world.works.at(at_s):
        about = {"id": works.id, "kind": works.kind, "title": works.title, "modes": works.modes, "from": iso(works.from_s, zone)}
        if works.until_s is not None:
            about["until"] = iso(works.until_s, zone)
        features.append({"type": "Feature", "geometry": {"type": "LineString", "coordinates": works.line}, "properties": about})
    return msgspec.json.encode({"type": "FeatureCollection", "lastUpdated": iso(stamp_s, zone), "features": features})


def taxis(world: World, at_s: int, stamp_s: int) -> bytes:
    zones = [
        {
            "id": zone.id, "geometry": {"type": "Polygon", "coordinates": [zone.ring]}, "waitS": zone.wait_s,
            "fare": {"currency": zone.fare.currency, "baseMinor": zone.fare.base, "perKmMinor": zone.fare.per_km, "perMinMinor": zone.fare.per_min,
                     "minMinor": zone.fare.least},
            "operator": {"name": OPERATOR},
        }
        for zone in world.taxis.at(at_s)
    ]  # fmt: skip
    return msgspec.json.encode({"version": 1, "lastUpdated": iso(stamp_s, world.town.zone), "zones": zones})
