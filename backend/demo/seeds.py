"""Seeds for the live side: shared bikes and scooters in the words of GBFS, car parks, driveways, street parking."""
import json
from pathlib import Path

import numpy as np

from .car_parks import CarPark
from .ground import lon_lat, to_lonlat
from .layout import CENTRE, PLACES, draws, from_centre
from .shapes import circle
from .streets import Streets

BIKE_STATIONS, SCOOTERS = 50, 140
VEHICLE_TYPES = ["bike", "ebike", "cargo"]
NO_PARKING = ("park_city", "park_river", "cemetery", "hospital")
PRICING_PLANS = [{"plan_id": "bike", "price": 1.0, "per_min": 0.05}, {"plan_id": "scooter", "price": 1.0, "per_min": 0.22}]


def ring(points) -> list[list[float]]:
    return [[round(float(value), 7) for value in to_lonlat(x, y)] for x, y in points]


def spread(xy: np.ndarray, count: int, reach_m: float, rng) -> list[int]:
    """Indices of well spaced picks, denser towards the centre."""
    weight = np.exp(-np.hypot(*(xy - CENTRE).T) / reach_m)
    apart_m = np.full(len(xy), 1e9)
    picks = []
    for _ in range(count):
        pick = int(np.argmax(weight * np.minimum(apart_m, 1200) * rng.uniform(0.8, 1, len(xy))))
        picks.append(pick)
        apart_m = np.minimum(apart_m, np.hypot(*(xy - xy[pick]).T))
    return picks


def write_gbfs_seed(path: Path, streets: Streets, plan, seed: int) -> int:
    """Write stations, vehicles and zones; returns the number of bike stations."""
    rng = draws(seed, 11)
    kinds = {"residential", "pedestrian", "living_street", "tertiary"}
    xy = streets.xy[sorted({edge.u for edge in streets.edges if edge.kind in kinds and not edge.over})]
    stations = []
    for number, pick in enumerate(spread(xy, BIKE_STATIONS, 1500, rng), 1):
        docks = int(rng.integers(8, 25))
        bikes = int(rng.integers(1, docks))
        stations.append({
            "station_id": f"bike-{number:02d}", "name": f"{streets.names.word()} Bikes", **lon_lat(*(xy[pick] + (6.5, 6.5))), "capacity": docks,
            "num_vehicles_available": bikes, "num_docks_available": docks - bikes, "vehicle_types": VEHICLE_TYPES[: 1 + number % 3],
        })
    scooters = []
    for number, pick in enumerate(spread(xy, SCOOTERS, 1100, rng), 1):
        scooters.append({
            "vehicle_id": f"scooter-{number:03d}", **lon_lat(*(xy[pick] + rng.uniform(-6, 6, 2))),
            "current_range_meters": int(rng.integers(2000, 32000)),
            "is_reserved": False, "is_disabled": bool(rng.random() < 0.04),
        })
    content = {
        "stations": stations, "vehicles": scooters, "service_area": ring(circle(*CENTRE, 2600, 60)),
        "geofencing_zones": no_parking_zones(plan), "pricing_plans": PRICING_PLANS,
    }
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return len(stations)


def no_parking_zones(plan) -> list[dict]:
    zones = []
    for number, square in enumerate(plan.squares, 1):
        zones.append({"name": f"Square {number}", "polygon": ring(square.exterior.coords), "ride_allowed": False, "end_allowed": False})
    for name in NO_PARKING:
        polygon = ring(circle(*PLACES[name]))
        zones.append({"name": name, "polygon": polygon, "ride_allowed": name != "cemetery", "end_allowed": False, "maximum_speed_kph": 10})
    return zones


def write_parking_seed(path: Path, streets: Streets, car_parks: list[CarPark], driveways: list[dict], seed: int) -> dict:
    """What was written."""
    rng = draws(seed, 12)
    sites = []
    for number, site in enumerate(car_parks, 1):
        sites.append({
            "id": f"site-{number:02d}", "name": site.name, **lon_lat(*site.front), "kind": site.kind, "capacity": site.capacity,
            "park_ride": bool(site.park_ride), "max_height_m": site.max_height_m, "capacity_disabled": max(2, site.capacity // 40),
            "capacity_charging": site.capacity // 20, "price_per_hour_minor": 0 if site.park_ride else int(rng.integers(10, 32)) * 10,
        })
    on_street = []
    for edge in streets.edges:
        if edge.kind == "residential" and edge.length > 60 and from_centre(edge.middle) < 1700 and rng.random() < 0.25:
            on_street.append({
                "id": f"street-{len(on_street) + 1}", "street": edge.name, "line": ring(edge.line.coords), "spaces": int((edge.length - 24) / 6),
                "zone": "core" if edge.faces[0] % 2 else "residents",
            })
    content = {"sites": sites, "driveways": driveways, "on_street": on_street}
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return content
