"""A village for door-to-door tests: one long street with three bus stops, a side street, a car park, and timetables written inline.

        w ---- A ----------------------- p - B ------------ C ---- e
        0     600                     7900  8000          12000  12600   metres east; p is the car park

A footpath leads 300 m north from B.
"""
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from routing.atlas import Features, PlaceKind, Places
from routing.city import City
from routing.manifest import FORMAT_VERSION, Manifest
from routing.query import Point
from routing.snapshot import Snapshot
from routing.store import Texts
from tests.routing.streets.ground import E7_PER_METRE, EVERYBODY, FOOT, Edge, make_streets, open_network
from tests.routing.transit.feeds import DAY, ZONE, Feed, Trip, make_transit

A, B, C = 0, 1, 2
# The ends lie a hand short of whole seconds on foot, so that rounding to 1e-7 degrees does not cost one.
EAST_M = (0.3, 600.0, 7900.0, 8000.0, 12000.0, 12599.7)
WEST, EAST, NORTH = (0.3, 0.0), (12599.7, 0.0), (8000.0, 299.7)
STOP_M = {A: 600.0, B: 8000.0, C: 12000.0}
STREET = [Edge(i, i + 1, EVERYBODY, name="Long Street") for i in range(5)]
LANE = Edge(3, 6, FOOT, name="Footpath")
FROM_B_TO_C = 3  # row of STREET
PLACES = [*((east, 0.0) for east in EAST_M), NORTH]


def point(place: tuple[float, float]) -> Point:
    east_m, north_m = place
    return Point(north_m * E7_PER_METRE / 1e7, east_m * E7_PER_METRE / 1e7)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=ZoneInfo(ZONE))


def village(folder: Path, trips: list[Trip], car_park: bool = True, **feed) -> Snapshot:
    """The village with a timetable; stops A, B and C are vertices of the street."""
    streets, network = open_network(make_streets(PLACES, [*STREET, LANE], pins=(1, 3, 4)), folder)
    transit = make_transit(Feed(3, trips, **feed))
    east = np.array([STOP_M[stop] for stop in (A, B, C)]) * E7_PER_METRE / 1e7
    transit = replace(transit, stop_lat=np.zeros(3), stop_lon=np.rint(east * 1e7) / 1e7)
    return Snapshot.of(City(folder, manifest(), streets, transit, places(car_park), features(), network))


def manifest() -> Manifest:
    return Manifest(FORMAT_VERSION, "1", "Village", ZONE, "en", "", (0, 0, 0.01, 0.2), "2026-11-21", "2026-11-27", (), {}, {}, {}, {})


def places(car_park: bool) -> Places:
    rows = 1 if car_park else 0
    columns = {name: np.full(rows, -1, np.int32) for name in ("name", "street", "house_number", "town", "category", "capacity")}
    return Places(
        kind=np.full(rows, PlaceKind.PARK_RIDE, np.uint8), lat_e7=np.zeros(rows, np.int32),
        lon_e7=np.full(rows, round(7900 * E7_PER_METRE), np.int32), osm=np.zeros(rows, np.int64), wheelchair=np.zeros(rows, np.uint8),
        texts=Texts.of([]), **columns,
    )  # fmt: skip


def features() -> Features:
    none = np.zeros(0, np.int32)
    return Features(none, none, none, none, np.zeros(1, np.int32), np.zeros(1, np.int64), none, none, none, Texts.of([]))

