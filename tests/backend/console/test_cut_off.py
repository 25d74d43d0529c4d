"""Who is cut off by a closure, in Elmstead: Main Street and Back Street with a lane between them every 500 m."""
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import shapely

from backend.console.cut_off import NOTHING, find_cut_off
from routing.closures import Closure
from routing.covering import covered_edges
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from tests.worlds.town import at, open_town

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return open_town().live.snapshot


def edges(snapshot, *points) -> np.ndarray:
    line = shapely.LineString([at(x, y)[::-1] for x, y in points])
    return covered_edges(snapshot.city, line, {Mode.FOOT})


def test_a_street_with_a_way_round_cuts_nobody_off(snapshot):
    assert find_cut_off(snapshot, edges(snapshot, (500, 0), (1000, 0)), NOW, LATER) == NOTHING


def test_the_last_corner_with_both_its_streets_closed_is_cut_off_with_its_stop(snapshot):
    cut = find_cut_off(snapshot, edges(snapshot, (500, 0), (0, 0), (0, 300)), NOW, LATER)
    assert "West" in cut.stops
    assert "East" not in cut.stops


def test_what_is_closed_at_that_time_already_counts_and_what_is_over_by_then_does_not(snapshot):
    lane = Closure(edges(snapshot, (0, 30), (0, 300)), frozenset({Mode.FOOT}), NOW, LATER)
    held = snapshot.with_closures([lane], "staff", NOW)
    street = edges(snapshot, (0, 0), (500, 0))
    assert find_cut_off(snapshot, street, NOW, LATER) == NOTHING
    assert "West" in find_cut_off(held, street, NOW, LATER).stops
    assert find_cut_off(held, street, LATER + timedelta(hours=1), LATER + timedelta(hours=2)) == NOTHING
