import math

import numpy as np
import pytest

from routing.earth import METRES_PER_E7
from routing.streets.graph import Mode
from routing.streets.model import Kind
from routing.streets.snap import build_grid, find_snap, snappable
from tests.routing.streets.ground import CAR, FOOT, Edge, make_streets, random_streets


def usable_of(streets):
    return snappable(streets, np.ones(len(streets.edge_tail), bool)).bits


def brute_force(streets, usable, bit, lat, lon):
    """Metres to the nearest usable edge, every stretch tried."""
    narrow, best = math.cos(math.radians(lat)), (math.inf, -1)
    for edge in range(len(streets.edge_tail)):
        if not usable[edge] & bit:
            continue
        span = range(int(streets.geometry_first[edge]), int(streets.geometry_first[edge + 1]) - 1)
        for p in span:
            a, b = (((streets.geometry_lon_e7[q] - lon * 1e7) * narrow, streets.geometry_lat_e7[q] - lat * 1e7) for q in (p, p + 1))
            d = (b[0] - a[0], b[1] - a[1])
            squared = d[0] ** 2 + d[1] ** 2
            t = 0 if squared == 0 else min(1, max(0, -(a[0] * d[0] + a[1] * d[1]) / squared))
            best = min(best, (math.hypot(a[0] + t * d[0], a[1] + t * d[1]) * METRES_PER_E7, edge))
    return best


@pytest.mark.parametrize("seed", range(6))
def test_the_nearest_street_is_found_from_anywhere(seed):
    rng = np.random.default_rng(seed)
    streets = random_streets(rng, 40)
    grid, usable = build_grid(streets), usable_of(streets)
    for _ in range(80):
        lat, lon = (rng.uniform(-800, 1800, 2) / METRES_PER_E7 / 1e7).tolist()
        for mode in Mode:
            snap = find_snap(grid, streets, usable, 1 << mode, lat, lon, 600.0)
            metres, _ = brute_force(streets, usable, 1 << mode, lat, lon)
            assert (snap is None) == (metres > 600)
            if snap is not None:
                assert snap.distance_m == pytest.approx(metres, abs=1e-6)
                assert 0 <= snap.position <= 1
                assert math.hypot(snap.lat - lat, snap.lon - lon) * 1e7 * METRES_PER_E7 == pytest.approx(metres, abs=0.01)


def test_the_position_is_the_share_of_the_edge_passed():
    streets = make_streets([(0, 0), (100, 100)], [Edge(0, 1, bends=((0, 100),))])
    snap = find_snap(build_grid(streets), streets, usable_of(streets), 1, 50 / METRES_PER_E7 / 1e7, 3 / METRES_PER_E7 / 1e7, 100)
    assert snap.position == pytest.approx(0.25, abs=1e-5)
    assert snap.distance_m == pytest.approx(3, abs=0.01)


def test_a_point_is_joined_to_a_street_of_its_mode_and_never_to_a_passage_inside_a_station():
    streets = make_streets([(0, 0), (100, 0), (0, 30), (100, 30), (0, 10), (100, 10)], [
        Edge(0, 1, CAR), Edge(2, 3, FOOT), Edge(4, 5, FOOT, Kind.STATION_WALKWAY),
    ])  # fmt: skip
    grid, usable = build_grid(streets), usable_of(streets)
    here = (9 / METRES_PER_E7 / 1e7, 50 / METRES_PER_E7 / 1e7)
    assert find_snap(grid, streets, usable, 1 << Mode.FOOT, *here, 100).edge == 1
    assert find_snap(grid, streets, usable, 1 << Mode.CAR, *here, 100).edge == 0
    assert find_snap(grid, streets, usable, 1 << Mode.CAR, *here, 8.9) is None


def test_no_streets_no_snap():
    streets = make_streets([(0, 0)], [])
    assert find_snap(build_grid(streets), streets, usable_of(streets), 1, 0, 0, 1e6) is None


def test_a_point_on_the_other_side_of_the_world_is_answered_at_once():
    streets = make_streets([(0, 0), (100, 0)], [Edge(0, 1)])
    assert find_snap(build_grid(streets), streets, usable_of(streets), 1, 80.0, -170.0, 750) is None
