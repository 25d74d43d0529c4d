"""Works on streets, and streets closed by order."""
from itertools import pairwise

import numpy as np
import pytest

from backend.demo.live.journal import Entry, Journal, Order
from backend.demo.live.works import GANGS, Works
from routing.streets.model import Access

DAY_S = 86_400


def test_works_lie_on_streets_of_the_city_and_pass(town, eight):
    works, streets = Works(town, 1, Journal()), town.streets
    names = set()
    for day in range(0, 60, 3):
        now = works.at(eight + day * DAY_S)
        assert 1 <= len(now) <= 2 * GANGS
        for one in now:
            points = slice(int(streets.geometry_first[one.edge]), int(streets.geometry_first[one.edge + 1]))
            assert [round(lon * 1e7) for lon, _ in one.line] == streets.geometry_lon_e7[points].tolist()
            assert one.from_s < one.until_s
            assert one.until_s > eight + day * DAY_S
            assert set(one.modes) <= {"foot", "bike", "car", "wheelchair"}
            assert one.modes
            names.add(one.id)
    assert len(names) > 20


def test_some_works_are_under_way_and_some_announced(town, eight):
    works = Works(town, 1, Journal())
    moments = [eight + day * DAY_S for day in range(20)]
    assert any(one.from_s <= at_s for at_s in moments for one in works.at(at_s))
    assert any(one.from_s > at_s for at_s in moments for one in works.at(at_s))


def test_a_street_is_closed_and_opened_by_order(town, eight):
    journal = Journal()
    works = Works(town, 1, journal)
    journal.add(Entry(eight, Order.CLOSE_STREET, "closure-7", seconds=3600, edge=7))
    journal.add(Entry(eight, Order.CLOSE_STREET, "closure-9", edge=9))
    journal.add(Entry(eight + 60, Order.OPEN_STREET, "closure-9"))
    assert [[one.edge for one in works.ordered(at_s)] for at_s in (eight - 1, eight, eight + 60, eight + 3600)] == [[], [7, 9], [7], []]


def test_the_nearest_street_is_found_as_a_slow_search_finds_it(town):
    works, streets = Works(town, 1, Journal()), town.streets
    rng = np.random.default_rng(5)
    drivable = np.flatnonzero(streets.edge_access & int(Access.CAR_F | Access.CAR_B))
    for edge in rng.choice(drivable, 20).tolist():
        points = slice(int(streets.geometry_first[edge]), int(streets.geometry_first[edge + 1]))
        lat, lon = streets.geometry_lat_e7[points].mean() / 1e7 + 1e-4, streets.geometry_lon_e7[points].mean() / 1e7
        found, away_m = works.nearest_edge(lat, lon)
        assert away_m == pytest.approx(slow_distance(town, found, lat, lon), abs=0.01)
        assert away_m <= slow_distance(town, edge, lat, lon) + 0.01


def slow_distance(town, edge: int, lat: float, lon: float) -> float:
    streets = town.streets
    points = range(int(streets.geometry_first[edge]), int(streets.geometry_first[edge + 1]))
    places = [np.array([float(value) for value in town.metres(streets.geometry_lat_e7[p] / 1e7, streets.geometry_lon_e7[p] / 1e7)]) for p in points]
    at = np.array([float(value) for value in town.metres(lat, lon)])
    best = np.inf
    for a, b in pairwise(places):
        length = float((b - a) @ (b - a))
        share = min(max(float((at - a) @ (b - a)) / length, 0), 1) if length else 0
        best = min(best, float(np.hypot(*(a + share * (b - a) - at))))
    return best
