"""Elmstead with bikes of a system of stations and scooters that stand anywhere."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from backend.feeds.closures.geojson import Geometry, GeometryKind
from backend.feeds.gbfs.facts import RentalLinks, SharedSystem, Station, Vehicle, VehicleType, Zone, ZoneRule
from backend.feeds.problems import Problems
from backend.live.fleets import fleets_of
from backend.live.service import LiveCity
from backend.service.services import Services
from routing.snapshot import Snapshot
from tests.worlds.town import at

LINKS = RentalLinks(web="https://bikes.example/take")
NOBODY = RentalLinks()


def station(name: str, x: float, y: float, vehicles: int, docks: int) -> Station:
    lat, lon = at(x, y)
    return Station(
        name.lower(), name, lat, lon, vehicles + docks, False, "", None, LINKS, vehicles, (("city", vehicles),), docks, ((("city",), docks),),
        True, True, True, None,
    )  # fmt: skip


def scooter(name: str, x: float, y: float, **more) -> Vehicle:
    lat, lon = at(x, y)
    return replace(Vehicle(name, lat, lon, "kick", "", False, False, 9000.0, None, None, "", NOBODY), **more)


def area(*corners: tuple[float, float]) -> Geometry:
    points = np.array([at(*corner) for corner in (*corners, corners[0])])
    return Geometry(GeometryKind.AREA, points[:, 0].copy(), points[:, 1].copy(), np.array([0, len(points)], np.int32), np.array([0, 1], np.int32))


def system(name: str, kind: VehicleType, stations=(), vehicles=(), zones=(), rules=()) -> SharedSystem:
    return SharedSystem(
        name, name.capitalize(), "", ("en",), "Europe/Berlin", "https://bikes.example", LINKS, (kind,), tuple(stations), tuple(vehicles), (), zones,
        rules, (), (), datetime.now(UTC), 60, len(stations) + len(vehicles), Problems(),
    )  # fmt: skip


def systems(fenced: bool) -> dict[str, SharedSystem]:
    """fenced: scooters do not get across the middle of the town."""
    park = area((1800, 150), (2200, 150), (2200, 250), (1800, 250))
    now = datetime.now(UTC)
    no_parking = ZoneRule((), True, False, True, None, False)
    zones = (Zone("Park", park, (no_parking,)), Zone("Fair", park, (no_parking,), ends=now - timedelta(days=1)))
    if fenced:
        across = area((1600, -200), (2400, -200), (2400, 500), (1600, 500))
        zones = (Zone("Fence", across, (ZoneRule((), False, False, False, None, False),)),)
    return {
        "bikes": system(
            "elmbike", VehicleType("city", "City bike", "bicycle", "human", return_constraint="any_station"),
            stations=(station("Mill", 250, 10, 4, 6), station("Green", 3700, 290, 2, 8)),
        ),
        "scooters": system(
            "elmkick", VehicleType("kick", "Kick", "scooter_standing", "electric", return_constraint="free_floating"),
            vehicles=(scooter("k1", 300, 10), scooter("k2", 2000, 10, is_reserved=True), scooter("k3", 660, 10)), zones=zones,
        ),
    }  # fmt: skip


def sharing_town(town: Services, fenced: bool = False) -> Services:
    """The same town with its shared vehicles, as told just now."""
    now = datetime.now(UTC)
    city = town.planner.live.snapshot.city
    snapshot, offered, shared = Snapshot.of(city), {}, systems(fenced)
    for feed, told in shared.items():
        found = fleets_of(feed, told, now)
        snapshot = snapshot.with_fleets(tuple(fleet for fleet, _ in found.values()), feed, now)
        offered |= {key: of_fleet for key, (_, of_fleet) in found.items()}
    services = Services.of(city, town.places)
    live: LiveCity = services.planner.live
    live.fresh_s |= dict.fromkeys(shared, 3600)  # or the next sweep lets them go
    live.swap(replace(live.view, snapshot=snapshot, told={"bikes": now, "scooters": now}, fleets=offered, systems=shared))
    return services
