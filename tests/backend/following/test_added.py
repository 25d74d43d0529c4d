"""A followed trip with a ride that no timetable has: it is followed like any other, and when nobody tells of it any more that breaks the trip."""
from dataclasses import replace

import msgspec
import pytest

from backend.contract.following import Advice, BreakCode, LegState
from backend.following.reading import marked, request_of
from backend.following.trip import UNHEARD
from backend.service.errors import ServiceError
from tests.backend.following.test_look import clock, look, trip_ids
from tests.backend.following.world import BUSES, FIRST, RIDE_2, SECOND, at, late, open_world, updates
from tests.routing.door.village import A, B, C
from tests.routing.transit.towns import extra

SOON = extra(f"{B} at 8:22, {C} at 8:30", "soon", route=1)
QUIET = updates()


@pytest.fixture
def world(tmp_path):
    return open_world(tmp_path)


def chosen(world):
    """With the extra bus, as it is read again from where it was kept."""
    world.say_trips(QUIET, extra=(SOON,))
    request = request_of(world.planned())
    world.reader.trip(request, world.live.snapshot)
    assert trip_ids(world.planned()) == ["t0", "soon"]
    return world.reader.trip(marked(request, world.reader.trip(request, world.live.snapshot)))


def test_it_is_on_time_by_who_tells_of_it(world):
    leg = look(world, chosen(world), at(8)).state.legs[RIDE_2]
    assert (leg.state, clock(leg.depart_at), clock(leg.arrive_at), leg.delay_s, leg.live.feed) == (LegState.ON_TIME, "08:22", "08:30", None, "buses")
    world.say_trips(QUIET, extra=(extra(f"{B} at 8:24, {C} at 8:33", "soon", route=1),))
    leg = look(world, chosen_before(world), at(8)).state.legs[RIDE_2]
    assert (leg.state, clock(leg.depart_at), clock(leg.arrive_at)) == (LegState.ON_TIME, "08:24", "08:33")


def chosen_before(world):
    """The trip as it was chosen when the extra bus was to leave at 8:22, whatever is known now."""
    now = world.live.view
    trip = chosen(world)
    world.live.swap(now)
    return trip


def test_its_disappearance_is_a_break_and_its_return_mends_it(world):
    trip = chosen(world)
    whole = look(world, trip, at(8))
    assert whole.state.broken is None
    world.say_trips(QUIET)
    gone = look(world, trip, at(8, 1), whole.standing)
    assert (gone.state.broken.code, gone.state.broken.leg, gone.state.broken.advice) == (BreakCode.TRIP_CANCELLED, RIDE_2, Advice.TAKE)
    assert gone.state.broken.text == "Bus at 08:22 from Stop 1 is not announced any more. Another way gets there at 08:43."
    assert trip_ids(gone.state.broken.alternative) == ["t0", "t3"]
    world.say_trips(QUIET, extra=(SOON,))
    assert look(world, trip, at(8, 2), gone.standing).state.broken is None


def test_the_same_break_is_told_once_whichever_row_it_had(world):
    trip = chosen(world)
    other = extra(f"{A} at 9:00, {B} at 9:10", "another")
    world.say_trips(QUIET, extra=(other, SOON))
    assert look(world, trip, at(8)).state.legs[RIDE_2].live is not None
    world.say_trips(QUIET, extra=(other,))
    first = look(world, trip, at(8, 1))
    world.say_trips(QUIET)
    second = look(world, trip, at(8, 2), first.standing)
    assert first.standing.id == second.standing.id


def test_one_that_has_left_goes_on_without_a_word(world):
    trip = chosen(world)
    world.say_trips(QUIET)
    aboard = look(world, trip, at(8, 25))
    assert (aboard.state.broken, aboard.state.leg, aboard.state.aboard) == (None, RIDE_2, True)
    assert (aboard.state.legs[RIDE_2].state, clock(aboard.state.legs[RIDE_2].arrive_at)) == (LegState.SCHEDULED, "08:30")
    assert world.reader.placed(trip, world.live.snapshot, at(8, 25)).legs[RIDE_2].ride.trip == UNHEARD
    assert look(world, trip, at(8, 45)).ended


def test_one_that_was_told_not_to_come_has_not_left_when_its_time_is_over(world):
    trip = chosen(world)
    world.say_trips(QUIET)
    gone = look(world, trip, at(8, 10))
    later = look(world, trip, at(8, 23), gone.standing)
    assert (later.state.broken.code, later.state.aboard) == (BreakCode.TRIP_CANCELLED, False)


def test_aboard_one_gets_off_where_it_goes_on_to(world):
    trip = chosen(world)
    world.say_trips(QUIET, at(8, 23), extra=(extra(f"{C} at 8:36", "soon", route=1),))
    aboard = look(world, trip, at(8, 25))
    assert (aboard.state.aboard, clock(aboard.state.legs[RIDE_2].arrive_at)) == (True, "08:36")


def test_a_change_to_it_is_missed_when_the_bus_before_is_late(world):
    trip = chosen(world)
    world.say_trips(updates((FIRST, 0, [late(1, 3)])), extra=(SOON,))
    assert look(world, trip, at(8, 1)).state.broken.code is BreakCode.CHANGE_MISSED


def test_a_replacement_is_followed_and_then_the_planned_bus_in_its_place(world):
    instead = extra(f"{B} at 8:27, {C} at 8:40", "t3", route=1)
    world.say_trips(updates((SECOND, 0, None)), extra=(instead,))
    request = request_of(world.planned())
    trip = world.reader.trip(marked(request, world.reader.trip(request, world.live.snapshot)))
    assert clock(look(world, trip, at(8)).state.legs[RIDE_2].arrive_at) == "08:40"
    world.say_trips(QUIET)
    state = look(world, trip, at(8)).state
    assert (state.broken, clock(state.legs[RIDE_2].arrive_at)) == (None, "08:35")


def test_one_under_the_id_of_a_trip_of_other_days_is_not_taken_for_it(tmp_path):
    world = open_world(tmp_path, [*BUSES[:SECOND], replace(BUSES[SECOND], days=(1,)), *BUSES[SECOND + 1 :]])
    world.say_trips(QUIET, extra=(extra(f"{B} at 8:22, {C} at 8:30", "t3", route=1),))
    request = request_of(world.planned())
    trip = world.reader.trip(marked(request, world.reader.trip(request, world.live.snapshot)))
    world.say_trips(QUIET)
    assert look(world, trip, at(8)).state.broken.code is BreakCode.TRIP_CANCELLED


def test_nobody_follows_one_that_nobody_tells_of(world):
    world.say_trips(QUIET, extra=(SOON,))
    request = request_of(world.planned())
    world.say_trips(QUIET)
    with pytest.raises(ServiceError) as refused:
        world.reader.trip(request, world.live.snapshot)
    assert refused.value.code == "unknown_trip"
    with pytest.raises(ServiceError):
        world.reader.trip(msgspec.structs.replace(request, legs=request.legs[1:]), world.live.snapshot)


def test_rides_of_the_timetable_are_not_marked(world):
    request = request_of(world.planned())
    assert marked(request, world.reader.trip(request, world.live.snapshot)) == request
    assert len(BUSES) == 6
