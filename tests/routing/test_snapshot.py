"""A snapshot keeps what is dear to make, per walking speed, and closures make a new one."""
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from routing.closures import EVERY_MODE, Closure
from routing.snapshot import KEPT
from routing.streets.graph import Mode
from tests.routing.door.village import FROM_B_TO_C, A, B, C, village
from tests.routing.streets.ground import E7_PER_METRE
from tests.routing.transit.feeds import DAY
from tests.routing.transit.towns import trip

TRIPS = [trip(f"{A} at 8:10, {C} at 8:25")]
NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def snapshot(tmp_path):
    return village(tmp_path, TRIPS)


def closed_at(edge: int, *modes: Mode, **times) -> Closure:
    return Closure(np.array([edge], np.int32), frozenset(modes) or EVERY_MODE, **times)


def now(snapshot):
    return snapshot.during(NOW, NOW + HOUR)


def test_a_transfer_takes_as_long_as_the_walk_between_the_stops(snapshot):
    assert snapshot.find_transfer(B, C, 1.25).duration_ms == pytest.approx(4000 / 1.25 * 1000, abs=50)
    assert snapshot.find_transfer(B, C, 0.8).duration_ms == pytest.approx(4000 / 0.8 * 1000, abs=50)


def test_a_transfer_over_a_closed_street_is_none(snapshot):
    closed = now(snapshot.with_closures([closed_at(FROM_B_TO_C)], "works", NOW))
    assert closed.find_transfer(B, C, 1.2) is None
    assert closed.find_transfer(A, B, 1.2) is not None
    assert snapshot.find_transfer(B, C, 1.2) is not None


def test_closures_of_several_sources_add_up_and_say_when_they_were_seen(snapshot):
    later = NOW.replace(hour=8)
    both = snapshot.with_closures([closed_at(0)], "flood", NOW).with_closures([closed_at(FROM_B_TO_C)], "works", later)
    assert dict(both.observed) == {"flood": NOW, "works": later}
    assert both.version == snapshot.version + 2
    assert now(both).find_transfer(B, C, 1.2) is None
    assert now(both).network.find_snap(0.0, 300 * E7_PER_METRE / 1e7, Mode.FOOT, 250.0) is None
    assert dict(snapshot.observed) == {}


def test_a_source_that_no_longer_names_a_closure_opens_the_street(snapshot):
    closed = snapshot.with_closures([closed_at(FROM_B_TO_C)], "works", NOW)
    assert now(closed.with_closures([], "works", NOW)).find_transfer(B, C, 1.2) is not None


@pytest.mark.parametrize(("starts", "ends", "holds"), [
    (None, None, True), (NOW, None, True), (None, NOW, False), (NOW + HOUR, None, True), (NOW + 2 * HOUR, None, False),
    (NOW - HOUR, NOW + HOUR, True),
])  # fmt: skip
def test_a_closure_holds_from_its_beginning_to_its_end(snapshot, starts, ends, holds):
    closed = snapshot.with_closures([closed_at(FROM_B_TO_C, starts=starts, ends=ends)], "works", NOW)
    assert (now(closed).find_transfer(B, C, 1.2) is None) == holds


def test_a_street_closed_for_cars_is_open_for_those_who_walk_or_ride(snapshot):
    closed = now(snapshot.with_closures([closed_at(FROM_B_TO_C, Mode.CAR)], "works", NOW))
    here, there = (snapshot.network.vertex_snap(vertex) for vertex in (3, 4))
    for mode in Mode:
        way = closed.network.route(mode, here, there)
        assert (way is None) == (mode is Mode.CAR)
        assert closed.network_at(0.9).route(mode, here, there) is None if mode is Mode.CAR else way is not None


def test_what_was_worked_out_for_a_closure_is_kept_when_buses_are_late(snapshot):
    closed = snapshot.with_closures([closed_at(FROM_B_TO_C)], "works", NOW)
    walks = now(closed).walks_at(0.9)
    later = closed.with_fleets([], "bikes", NOW)
    assert now(later).walks_at(0.9) is walks
    assert now(later.with_closures([closed_at(FROM_B_TO_C)], "works", NOW)).walks_at(0.9) is not walks


def test_streets_as_they_were_under_a_closure_that_is_gone_are_forgotten(snapshot):
    one, other = closed_at(FROM_B_TO_C), closed_at(0)
    both = snapshot.with_closures([one, other], "works", NOW)
    now(both).walks_at(0.9)
    left = both.with_closures([one], "works", NOW)
    now(left).walks_at(0.9)
    assert not [key for key in left._kept if key[0] != "timetable" and other in key[1][0]]
    assert [key for key in left._kept if key[0] == "walks" and key[1] == ((one,), None)]


def test_the_same_question_gets_the_same_search(snapshot):
    assert snapshot.search_on(DAY, 0.9) is snapshot.search_on(DAY, 0.9)
    assert snapshot.search_on(DAY, 0.9) is not snapshot.search_on(DAY, 1.0)
    assert snapshot.hubs_at(0.9) is snapshot.hubs_at(0.9)


def test_only_the_last_few_speeds_stay_in_memory(snapshot):
    first = snapshot.walks_at(0.5)
    for speed in np.linspace(0.6, 1.5, KEPT):
        snapshot.walks_at(float(speed))
    assert snapshot.walks_at(0.5) is not first


def test_a_day_without_service_is_a_timetable_without_trips(snapshot):
    assert len(snapshot.search_on(date(2030, 1, 1)).tt.trip_row) == 0
