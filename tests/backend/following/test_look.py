"""What is told: the break, the one other way, and when it is told again."""
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from backend.contract.following import (
    ActionKind,
    Advice,
    BreakCode,
    FollowedLeg,
    FollowedPlace,
    FollowedRental,
    FollowRequest,
    LegState,
)
from backend.contract.trips import LegMode, Place, PlanRequest, TripMode
from backend.following.look import Mark
from backend.following.models import Followed
from backend.following.reading import request_of
from backend.following.trip import NOTHING_HEARD, Trip
from backend.service.errors import ServiceError
from routing.closures import Closure
from routing.covering import covered_edges
from routing.snapshot import Snapshot
from routing.transit.live import SCHEDULED, SKIPPED, UNTOLD
from tests.backend.following.bikes import say_bikes, station
from tests.backend.following.world import BUSES, FIRST, RIDE_1, RIDE_2, SECOND, World, at, late, open_world, seen_at, updates, works
from tests.routing.door.village import FROM_B_TO_C, A, B, C
from tests.routing.transit.towns import trip
from tests.worlds.town import at as town_at
from tests.worlds.town import open_town

ID, DEVICE = UUID(int=1), UUID(int=2)


@pytest.fixture
def world(tmp_path):
    return open_world(tmp_path)


def followed(chosen: Trip, heard=NOTHING_HEARD) -> Followed:
    return Followed(ID, DEVICE, at(11), heard.fix is not None, chosen, heard)


def look(world, chosen: Trip, now: datetime, standing=None, heard=NOTHING_HEARD):
    return world.looker.look(world.live.view, followed(chosen, heard), standing, now)


def told(world, chosen, now, **more):
    return look(world, chosen, now, **more).state.broken


def trip_ids(itinerary) -> list[str]:
    return [leg.trip_id for leg in itinerary.legs if leg.trip_id]


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def test_nothing_broken_tells_when_to_leave_and_what_comes_next(world):
    chosen = world.chosen()
    actions = [
        (at(8), ActionKind.LEAVE, "08:01", "Home"), (at(8, 5), ActionKind.GO, "08:10", "Stop 0"), (at(8, 12), ActionKind.ALIGHT, "08:20", "Stop 1"),
        (at(8, 22), ActionKind.BOARD, "08:25", "Stop 1"), (at(8, 30), ActionKind.ALIGHT, "08:35", "Stop 2"),
        (at(8, 40), ActionKind.ARRIVE, "08:43", "Work"),
    ]  # fmt: skip
    for now, kind, when, place in actions:
        state = look(world, chosen, now).state
        assert (state.next.kind, clock(state.next.at), state.next.place) == (kind, when, place)
        assert (state.broken, state.as_of) == (None, now)
    over = look(world, chosen, at(8, 50))
    assert (over.state.next, over.ended) == (None, True)
    assert not look(world, chosen, at(8, 45)).ended, "by the clock somebody may be later"


def test_a_cancelled_second_bus_is_told_with_the_next_one(world):
    chosen = world.chosen()
    world.say_trips(updates((SECOND, 0, None)))
    broken = told(world, chosen, at(8))
    assert (broken.code, broken.leg, broken.advice) == (BreakCode.TRIP_CANCELLED, RIDE_2, Advice.WAIT)
    assert trip_ids(broken.alternative)[-1] == "t4"
    assert (broken.live.feed, broken.text) == ("buses", "Bus 1 at 08:25 from Stop 1 is cancelled. The next one gets there at 09:13.")


def test_aboard_the_other_way_goes_on_with_the_bus_one_is_in(tmp_path):
    """Line 3 leaves the stop before the change: one only finds it who looks from the stops ahead."""
    stops = [(A, "8:10"), (B, "8:20"), (C, "8:40")]
    through = trip(", ".join(f"{stop} at {when}" for stop, when in stops), route=0)
    world = open_world(tmp_path, [through, trip(f"{B} at 8:23, {C} at 8:30", route=1), trip(f"{B} at 8:29, {C} at 8:33", route=2)])
    chosen = world.chosen()
    assert [leg.ride.trip for leg in chosen.legs if leg.ride] == [0, 1]
    world.say_trips(updates((1, 0, None), (0, 0, [late(1, 0)])))
    broken = told(world, chosen, at(8, 15))
    first, second = broken.alternative.legs[:2]
    assert (first.trip_id, clock(first.depart_at), first.to.name, clock(first.arrive_at)) == ("t0", "08:10", "Stop 1", "08:20")
    assert (second.trip_id, second.from_.stop_id) == ("t2", "s1")
    assert (broken.advice, broken.at.name, first.live.feed) == (Advice.TAKE, "Stop 1", "buses")
    world.say_trips(updates((1, 0, None), (2, 0, None)))
    on_and_on = told(world, chosen, at(8, 15)).alternative
    assert (trip_ids(on_and_on), clock(on_and_on.legs[0].arrive_at), on_and_on.legs[0].to.name) == (["t0"], "08:40", "Stop 2")
    assert [leg.mode for leg in on_and_on.legs] == [LegMode.BUS, LegMode.WALK]


def test_past_a_skipped_stop_one_goes_on_to_the_next_and_walks_back(tmp_path):
    world = open_world(tmp_path, [trip(f"{A} at 8:10, {B} at 8:20, {C} at 8:25")])
    chosen = world.reader.trip(request_of(world.planned(goal=(8000.0, 299.7))))
    world.say_trips(updates((0, 0, [(1, SKIPPED, UNTOLD, UNTOLD)])))
    broken = told(world, chosen, at(8, 12))
    assert broken.code is BreakCode.STOP_SKIPPED
    assert [(leg.mode, leg.to.name) for leg in broken.alternative.legs] == [(LegMode.BUS, "Stop 2"), (LegMode.WALK, "Work")]


def test_a_missed_change_is_told_once_and_mended_only_when_there_is_surely_time(world):
    chosen = world.chosen()

    def after(seconds: int, standing, minute: int = 14):
        world.say_trips(updates((FIRST, 0, [(1, SCHEDULED, seconds, UNTOLD)])))
        return look(world, chosen, at(8, minute), standing)

    missed = after(250, None)
    assert (missed.state.broken.code, missed.state.legs[RIDE_2].state) == (BreakCode.CHANGE_MISSED, LegState.MISSED)
    for seconds in (235, 200, 245, 181):
        again = after(seconds, missed.standing)
        assert again.mark.broken == missed.mark.broken, "neither mended nor told again"
        assert again.state.legs[RIDE_2].state is LegState.MISSED
    mended = after(180, again.standing)
    assert (mended.state.broken, mended.mark.broken) == (None, "0")
    assert after(235, None).state.broken is None, "four minutes late were enough from the start"


def test_the_same_break_is_told_again_when_its_other_way_breaks_too(world):
    chosen = world.chosen()
    world.say_trips(updates((SECOND, 0, None)))
    first = look(world, chosen, at(8))
    world.say_trips(updates((SECOND, 0, None), (SECOND + 2, 0, [late(0, 1)])))
    same = look(world, chosen, at(8), first.standing)
    assert (same.mark.broken, same.state.broken.alternative) == (first.mark.broken, first.state.broken.alternative)
    world.say_trips(updates((SECOND, 0, None), (SECOND + 1, 0, None)))
    other = look(world, chosen, at(8), same.standing)
    assert other.state.broken.id == first.state.broken.id
    assert other.mark.broken != first.mark.broken
    assert [leg.mode for leg in other.state.broken.alternative.legs] == [LegMode.WALK, LegMode.BUS, LegMode.WALK]


def test_without_another_way_that_is_said_and_it_is_looked_for_again(tmp_path):
    world = open_world(tmp_path, BUSES[:SECOND])
    chosen = world.chosen()
    world.say_closed(works(FROM_B_TO_C))
    none = look(world, chosen, at(8, 15))
    assert (none.state.broken.code, none.state.broken.advice, none.state.broken.alternative) == (BreakCode.STREET_CLOSED, Advice.NONE, None)
    assert none.state.broken.text == "The way to Work is closed: Works. There is no other way within your limits now."
    soon, later = (look(world, chosen, at(8, 15) + timedelta(seconds=waited), none.standing) for waited in (10, 40))
    assert (soon.standing.found_at, later.standing.found_at) == (at(8, 15), at(8, 15) + timedelta(seconds=40))
    world.say_closed()
    assert look(world, chosen, at(8, 16), none.standing).state.broken is None


def test_limits_hold_for_the_other_way(world):
    chosen = world.chosen()
    walker = Trip(chosen.legs, chosen.modes, 3, None, None)
    stroller = Trip(chosen.legs, chosen.modes, 3, 1000.0, None)
    world.say_trips(updates(*((row, 0, None) for row in range(SECOND, len(BUSES)))))
    assert told(world, walker, at(8, 22)).alternative.legs[-1].mode is LegMode.WALK
    assert told(world, stroller, at(8, 22)).advice is Advice.NONE


def test_ones_own_bike_is_where_it_was_left(world):
    chosen = world.chosen(modes=(TripMode.WALK, TripMode.TRANSIT))
    rider = Trip(chosen.legs, (TripMode.BIKE, TripMode.TRANSIT), 3, None, None)
    world.say_trips(updates((SECOND, 0, None)))
    assert LegMode.BIKE in {leg.mode for leg in told(world, rider, at(7, 50)).alternative.legs}
    assert LegMode.BIKE not in {leg.mode for leg in told(world, rider, at(8, 5)).alternative.legs}


def test_who_has_to_be_there_by_a_time_is_told_to_leave_earlier(tmp_path):
    world = open_world(tmp_path, [trip(f"{A} at {hour}, {C} at {there}") for hour, there in (("8:10", "8:20"), ("8:40", "8:50"), ("9:10", "9:20"))])
    chosen = world.reader.trip(request_of(world.planned(when=at(8, 20))))
    bound = Trip(chosen.legs, chosen.modes, 3, None, at(9, 5))
    world.say_trips(updates((1, 0, None)))
    assert trip_ids(told(world, bound, at(7, 50)).alternative) == ["t0"]
    assert trip_ids(told(world, chosen, at(7, 50)).alternative) == ["t2"]


def test_the_other_way_begins_where_somebody_is(world):
    chosen = world.chosen()
    world.say_trips(updates((FIRST, 0, None)))
    by_clock = told(world, chosen, at(8, 5))
    seen = told(world, chosen, at(8, 5), heard=seen_at(500, at(8, 5)))
    assert by_clock.at.lon * 1.01 < seen.at.lon
    assert seen.alternative.legs[0].from_.lon == pytest.approx(seen.at.lon, abs=1e-6)


def test_an_other_way_that_was_not_begun_in_time_is_looked_for_anew(world):
    chosen = world.chosen()
    world.say_trips(updates((FIRST, 0, None)))
    first = look(world, chosen, at(8, 5))
    later = look(world, chosen, at(8, 39), first.standing)
    assert trip_ids(first.state.broken.alternative)[0] == "t1"
    assert later.standing.found_at > first.standing.found_at


def test_who_has_moved_on_gets_a_way_from_there_and_is_told_only_when_it_is_another(world):
    chosen = world.chosen()
    world.say_trips(updates((SECOND, 0, None)))
    at_home = look(world, chosen, at(8))
    assert trip_ids(at_home.state.broken.alternative) == ["t1", "t4"], "it is enough to leave later"
    aboard = look(world, chosen, at(8, 12), at_home.standing)
    assert (trip_ids(aboard.state.broken.alternative), aboard.state.broken.id) == (["t0", "t4"], at_home.state.broken.id)
    assert aboard.mark.broken != at_home.mark.broken
    waiting = look(world, chosen, at(8, 22), aboard.standing)
    assert trip_ids(waiting.state.broken.alternative) == ["t4"]
    assert waiting.state.broken.advice is aboard.state.broken.advice is Advice.WAIT
    assert waiting.mark.broken == aboard.mark.broken, "still the next bus from the same stop"


def test_where_going_on_is_quicker_than_any_other_way_that_is_said():
    """A fast walker has a way around that no other way beats."""
    world = town_world()
    request = PlanRequest(Place(*town_at(600, 0), "Home"), Place(*town_at(1900, 0), "Work"), depart_at=at(12), modes=(TripMode.WALK,))
    leg = world.reader.trip(request_of(world.planner.plan(request).itineraries[0])).legs[0]
    fast = Trip((replace(leg, arrive_at=leg.depart_at + leg.duration / 2),), (TripMode.WALK,), 3, None, None)
    edges = covered_edges(world.snapshot.city, LineString([(lon, lat) for lat, lon in (town_at(1000, 0), town_at(1500, 0))]))
    world.say_closed(Closure(edges, id="works"))
    broken = told(world, fast, at(12))
    assert (broken.advice, broken.alternative) == (Advice.KEEP, None)
    assert broken.text.startswith("The way to Work is closed. Going on is as good as any other way: there at 12:")
    assert told(world, replace(fast, max_walk_m=1500.0), at(12)).advice is Advice.NONE, "limits are walls"


def town_world() -> World:
    return World(Snapshot.of(open_town().planner.snapshot.city))


def test_equal_states_have_equal_marks_and_others_have_not(world):
    chosen = world.chosen()
    world.say_trips(updates((FIRST, 0, [late(1, 1)])))
    one, two = look(world, chosen, at(8)), look(world, chosen, at(8) + timedelta(seconds=20))
    assert one.mark == two.mark
    assert one.state.legs[RIDE_1].live.age_s != two.state.legs[RIDE_1].live.age_s
    assert look(world, chosen, at(8, 5)).mark != one.mark


@pytest.mark.parametrize("text", ["", "0", "0.0", "1-x.y", "x" * 100, "0.\n0123456789abcdef", "2-0123456789ab-01234567.0123456789abcdef\n"])
def test_a_mark_of_others_means_that_nothing_was_told(text):
    assert Mark.read(text) == Mark()


def test_a_mark_is_read_as_it_was_written():
    for mark in (Mark(), Mark("0", "0123456789abcdef"), Mark("12-0123456789ab-89abcdef", "-")):
        assert Mark.read(str(mark)) == mark
    assert (mark.break_id, mark.leg, Mark().break_id) == ("12-0123456789ab", 12, None)



STANDING_STILL = "????"  # twice the same place
PLACE_A, PLACE_B = FollowedPlace(0.0, 0.001), FollowedPlace(0.0, 0.1)
ODD_LEGS = st.builds(
    FollowedLeg,
    mode=st.sampled_from([LegMode.WALK, LegMode.BIKE, LegMode.SCOOTER, LegMode.CAR]),
    from_=st.sampled_from([PLACE_A, PLACE_B, FollowedPlace(0.0, 0.05, "Stop", "s1")]),
    to=st.sampled_from([PLACE_A, PLACE_B, FollowedPlace(0.0, 0.05, "Stop", "s1")]),
    depart_at=st.just(at(8)),
    arrive_at=st.sampled_from([at(8), at(8, 20), at(9)]),
    geometry=st.sampled_from(["", "?", "??", STANDING_STILL, "??_ibE_ibE"]),
    rental=st.sampled_from([None, FollowedRental("villagebike"), FollowedRental("villagebike", "bicycle", False, "W", "E")]),
)


@pytest.fixture(scope="module")
def busy_world(tmp_path_factory):
    world = open_world(tmp_path_factory.mktemp("busy"))
    say_bikes(world, station("W", 300.0, 0, 1), station("E", 12_000.0, 1, 0))
    world.say_closed(works(FROM_B_TO_C), works(0))
    return world


@settings(max_examples=60, deadline=None)
@given(st.lists(ODD_LEGS, min_size=1, max_size=4), st.integers(0, 90), st.sampled_from([None, 0.0, 5000.0]), st.sampled_from([None, 0, 3, 29]))
def test_whatever_a_client_sends_is_looked_at_or_refused(busy_world, legs, minute, seen_east_m, said_leg):
    now = at(8) + timedelta(minutes=minute)
    try:
        trip = busy_world.reader.trip(FollowRequest(tuple(legs)))
    except ServiceError:
        return
    heard = NOTHING_HEARD if seen_east_m is None else seen_at(seen_east_m, now)
    first = look(busy_world, trip, now, heard=replace(heard, leg=said_leg, leg_at=now))
    again = look(busy_world, trip, now + timedelta(minutes=5), first.standing)
    for found in (first, again):
        assert len(found.state.legs) == len(legs)
        assert (found.state.next is None) == all(leg.state is LegState.PASSED for leg in found.state.legs)
