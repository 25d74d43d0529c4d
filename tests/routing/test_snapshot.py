"""A snapshot keeps what is dear to make, per walking speed, and closures make a new one."""
from datetime import UTC, date, datetime

import numpy as np
import pytest

from routing.snapshot import SPEEDS_KEPT
from tests.routing.door.village import FROM_B_TO_C, A, B, C, village
from tests.routing.transit.feeds import DAY
from tests.routing.transit.towns import trip

TRIPS = [trip(f"{A} at 8:10, {C} at 8:25")]
NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)


@pytest.fixture
def snapshot(tmp_path):
    return village(tmp_path, TRIPS)


def test_a_transfer_takes_as_long_as_the_walk_between_the_stops(snapshot):
    assert snapshot.find_transfer(B, C, 1.25).duration_ms == pytest.approx(4000 / 1.25 * 1000, abs=50)
    assert snapshot.find_transfer(B, C, 0.8).duration_ms == pytest.approx(4000 / 0.8 * 1000, abs=50)


def test_a_transfer_over_a_closed_street_is_none(snapshot):
    closed = snapshot.with_closed_edges(np.array([FROM_B_TO_C], np.int32), "works", NOW)
    assert closed.find_transfer(B, C, 1.2) is None
    assert closed.find_transfer(A, B, 1.2) is not None
    assert snapshot.find_transfer(B, C, 1.2) is not None


def test_closures_of_several_sources_add_up_and_say_when_they_were_seen(snapshot):
    later = NOW.replace(hour=8)
    both = snapshot.with_closed_edges(np.array([0], np.int32), "flood", NOW).with_closed_edges(np.array([FROM_B_TO_C], np.int32), "works", later)
    assert dict(both.observed) == {"flood": NOW, "works": later}
    assert both.version == snapshot.version + 2
    assert both.find_transfer(B, C, 1.2) is None
    assert dict(snapshot.observed) == {}


def test_the_same_question_gets_the_same_search(snapshot):
    assert snapshot.search_on(DAY, 0.9) is snapshot.search_on(DAY, 0.9)
    assert snapshot.search_on(DAY, 0.9) is not snapshot.search_on(DAY, 1.0)
    assert snapshot.hubs_at(0.9) is snapshot.hubs_at(0.9)


def test_only_the_last_few_speeds_stay_in_memory(snapshot):
    first = snapshot.walks_at(0.5)
    for speed in np.linspace(0.6, 1.5, SPEEDS_KEPT):
        snapshot.walks_at(float(speed))
    assert snapshot.walks_at(0.5) is not first


def test_a_day_without_service_is_a_timetable_without_trips(snapshot):
    assert len(snapshot.search_on(date(2030, 1, 1)).tt.trip_row) == 0
