"""What the city tells of a trip, as events of guidance."""

import msgspec
import pytest

from accessibility.guidance import events as e
from backend.contract.following import LegState, TripNow
from mobile.guiding.news import soon_of, told_of
from mobile.guiding.route import route_of
from tests.mobile.guiding.ways import CORNER, START, minutes, told, tram_trip, trip


def events_of(said: TripNow | None, now=START) -> list[e.Event]:
    itinerary = tram_trip()
    return list(told_of(itinerary, route_of(itinerary), said, now, 100.0))


def test_the_tram_is_due_by_timetable_and_as_the_city_tells():
    (planned,) = events_of(None)
    assert (planned.due_s, planned.live, planned.delay_s) == (100 + 7 * 60, False, None)
    (seen,) = events_of(told(by_min=3))
    assert (seen.due_s, seen.live, seen.delay_s, seen.age_s) == (100 + 10 * 60, True, 180.0, 20.0)
    assert str(seen.due_at) == "08:57:00"


@pytest.mark.parametrize(("state", "kinds"), [
    (LegState.CANCELLED, [e.TripCancelled]), (LegState.MISSED, [e.VehicleDue, e.ChangeAtRisk]), (LegState.PASSED, []),
])  # fmt: skip
def test_what_becomes_of_a_ride(state, kinds):
    assert [type(event) for event in events_of(told(state, spare_s=-60))] == kinds


@pytest.mark.parametrize(("state", "reason"), [(LegState.CLOSED, "closed"), (LegState.LIFT_OUT, "lift"), (LegState.OBSTACLE, "other")])
def test_what_blocks_a_walk_lies_ahead_and_asks(state, reason):
    now = told()
    legs = (msgspec.structs.replace(now.legs[0], state=state), *now.legs[1:])
    block = next(event for event in events_of(msgspec.structs.replace(now, legs=legs)) if isinstance(event, e.LimitBroken))
    assert (block.reason, block.option, round(block.s_m)) == (reason, "other_way", 140)


def test_words_about_another_trip_are_by_timetable():
    (due,) = events_of(msgspec.structs.replace(told(by_min=3), legs=()))
    assert (due.live, due.due_s) == (False, 100 + 7 * 60)


def test_how_far_the_stop_to_get_off_at_is_by_the_times_of_now():
    itinerary = tram_trip()
    (tram,) = route_of(itinerary).rides
    soon = soon_of(itinerary, tram, minutes(7.5), 10.0)
    assert (soon.stops_left, soon.eta_s, soon.source) == (2, 270.0, "timetable")
    assert soon_of(itinerary, tram, minutes(9), 10.0).stops_left == 1
    assert soon_of(trip(CORNER), tram, START, 0.0) is None
