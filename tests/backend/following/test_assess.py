"""How a trip stands, from what is known and the clock alone, and from where somebody is."""
from datetime import UTC, timedelta

import pytest

from backend.contract.following import BreakCode, LegState
from backend.following.trip import Heard
from routing.streets.graph import Mode
from routing.transit.live import SCHEDULED, SKIPPED, UNTOLD
from tests.backend.following.world import FIRST, RIDE_1, RIDE_2, SECOND, TO_A, TO_E, at, late, open_world, seen_at, updates, works

S, ON, LATE_, OUT, MISSED, OVER, SHUT = (
    LegState.SCHEDULED, LegState.ON_TIME, LegState.LATE, LegState.CANCELLED, LegState.MISSED, LegState.PASSED, LegState.CLOSED,
)  # fmt: skip


@pytest.fixture
def world(tmp_path):
    return open_world(tmp_path)


@pytest.fixture
def chosen(world):
    return world.chosen()


def seconds_late(position: int, seconds: int) -> tuple:
    return (position, SCHEDULED, seconds, UNTOLD)


def states(found) -> list[LegState]:
    return [leg.state for leg in found.legs]


def clock(moment) -> str:
    return f"{moment.astimezone(at(8).tzinfo):%H:%M:%S}"


def test_where_nothing_is_known_the_timetable_holds_and_nothing_is_called_on_time(world, chosen):
    found = world.assess(chosen, at(8))
    assert states(found) == [S, S, S, S]
    assert found.fault is None
    assert [clock(leg.depart_at) for leg in found.legs] == ["08:01:40", "08:10:00", "08:25:00", "08:35:00"]
    assert {leg.feed for leg in found.legs} == {leg.delay for leg in found.legs} == {None}


def test_a_ride_is_on_time_or_late_as_its_feed_says(world, chosen):
    world.say_trips(updates((FIRST, 0, [seconds_late(1, 59)]), (SECOND, 0, [late(0, 3)])))
    found = world.assess(chosen, at(8))
    assert states(found) == [S, ON, LATE_, S]
    assert [leg.delay for leg in found.legs] == [None, timedelta(seconds=59), timedelta(minutes=3), None]
    assert found.legs[RIDE_2].feed == "buses"
    assert clock(found.arrive_at) == "08:46:20"


@pytest.mark.parametrize("told, leg, code, state", [
    ([(FIRST, 0, None)], RIDE_1, BreakCode.TRIP_CANCELLED, OUT),
    ([(SECOND, 0, None)], RIDE_2, BreakCode.TRIP_CANCELLED, OUT),
    ([(FIRST, 0, None), (SECOND, 0, None)], RIDE_1, BreakCode.TRIP_CANCELLED, OUT),
    ([(FIRST, 0, [(1, SKIPPED, UNTOLD, UNTOLD)])], RIDE_1, BreakCode.STOP_SKIPPED, OUT),
    ([(SECOND, 0, [(0, SKIPPED, UNTOLD, UNTOLD)])], RIDE_2, BreakCode.STOP_SKIPPED, OUT),
    ([(FIRST, 0, [seconds_late(1, 241)])], RIDE_2, BreakCode.CHANGE_MISSED, MISSED),
    ([(FIRST, 0, [late(1, 20)])], RIDE_2, BreakCode.CHANGE_MISSED, MISSED),
    ([(SECOND, 0, [seconds_late(0, -241)])], RIDE_2, BreakCode.CHANGE_MISSED, MISSED),
])  # fmt: skip
def test_the_first_leg_that_cannot_be_made_breaks_the_trip(world, chosen, told, leg, code, state):
    world.say_trips(updates(*told))
    found = world.assess(chosen, at(8))
    assert (found.fault.code, found.fault.leg, found.fault.feed) == (code, leg, "buses")
    assert found.legs[leg].state is state


@pytest.mark.parametrize("told", [
    [(FIRST, 1, None)],  # tomorrow's
    [(1, 0, None)],  # the one after
    [(FIRST, 0, [seconds_late(1, 240)])],  # a minute is left to change
    [(FIRST, 0, [late(1, 20)]), (SECOND, 0, [late(0, 20)])],  # both late
])  # fmt: skip
def test_what_does_not_concern_the_trip_does_not_break_it(world, chosen, told):
    world.say_trips(updates(*told))
    assert world.assess(chosen, at(8)).fault is None


def test_a_first_bus_that_is_early_is_still_caught_by_who_leaves_earlier(world, chosen):
    world.say_trips(updates((FIRST, 0, [seconds_late(0, -90)])))
    found = world.assess(chosen, at(8))
    assert found.fault is None
    assert clock(found.legs[TO_A].depart_at) == "08:00:10"
    assert world.assess(chosen, at(8, 3)).fault.code is BreakCode.CHANGE_MISSED, "on the way already"


@pytest.mark.parametrize("hour, minute, leg, aboard, passed", [
    (7, 0, TO_A, False, 0), (8, 5, TO_A, False, 0), (8, 12, RIDE_1, True, 1), (8, 22, RIDE_2, False, 2), (8, 30, RIDE_2, True, 2),
    (8, 40, TO_E, False, 3),
])  # fmt: skip
def test_by_the_clock_one_goes_from_leg_to_leg(world, chosen, hour, minute, leg, aboard, passed):
    found = world.assess(chosen, at(hour, minute))
    assert (found.here.leg, found.here.aboard, found.here.located) == (leg, aboard, False)
    assert states(found).count(OVER) == passed
    assert not found.here.arrived


def test_after_the_end_all_is_passed_and_nothing_breaks(world, chosen):
    world.say_trips(updates((SECOND, 0, None)))
    assert world.assess(chosen, at(9)).fault.leg == RIDE_2, "nobody got on a bus that did not run"
    world.say_trips(updates())
    found = world.assess(chosen, at(9))
    assert found.here.arrived
    assert states(found) == [OVER] * 4


def test_aboard_one_stays_aboard_while_the_bus_is_late(world, chosen):
    world.say_trips(updates((FIRST, 0, [late(0, 1), late(1, 15)])))
    found = world.assess(chosen, at(8, 30))
    assert (found.here.leg, found.here.aboard) == (RIDE_1, True)
    assert clock(found.legs[RIDE_1].arrive_at) == "08:35:00"
    assert found.fault.code is BreakCode.CHANGE_MISSED


def test_a_position_says_how_much_of_the_way_is_left(world, chosen):
    found = world.assess(chosen, at(8, 5), seen_at(300, at(8, 5)))
    assert (found.here.leg, found.here.located) == (TO_A, True)
    assert abs(found.legs[TO_A].arrive_at - at(8, 9, ) - timedelta(seconds=10)) <= timedelta(seconds=1)
    assert found.fault is None


def test_who_is_still_far_from_the_stop_is_told_before_the_bus_leaves(world, chosen):
    found = world.assess(chosen, at(8, 5), seen_at(100, at(8, 5)))
    assert (found.fault.code, found.fault.leg) == (BreakCode.CHANGE_MISSED, RIDE_1)
    assert world.assess(chosen, at(8, 5), seen_at(100, at(8, 5), age_s=121)).fault is None, "an old position says nothing"


def test_waiting_at_the_stop_needs_no_minute_to_change(world, chosen):
    found = world.assess(chosen, at(8, 24), seen_at(8000, at(8, 24)))
    assert (found.here.leg, found.fault) == (RIDE_2, None)
    assert found.legs[RIDE_2].spare == timedelta(seconds=60)


def test_who_stands_at_the_stop_after_the_bus_has_left_missed_it(world, chosen):
    world.say_trips(updates((FIRST, 0, [seconds_late(0, 0)])))
    assert world.assess(chosen, at(8, 12), seen_at(600, at(8, 12))).fault.leg == RIDE_1
    assert world.assess(chosen, at(8, 12), seen_at(3000, at(8, 12))).fault is None
    assert world.assess(chosen, at(8, 10), seen_at(600, at(8, 10))).fault is None, "it may just be leaving"


def test_the_app_knows_better_than_the_clock_for_ten_minutes(world, chosen):
    said = Heard(leg=TO_A, leg_at=at(8, 11))
    assert (world.assess(chosen, at(8, 12), said).here.leg, world.assess(chosen, at(8, 12), said).fault.leg) == (TO_A, RIDE_1)
    assert world.assess(chosen, at(8, 22), said).here.leg == RIDE_2
    assert world.assess(chosen, at(8, 12), Heard(leg=29, leg_at=at(8, 11))).here.leg == TO_E


def test_a_trip_is_not_over_while_somebody_is_elsewhere(world, chosen):
    assert world.assess(chosen, at(8, 50), seen_at(12_600, at(8, 50))).here.arrived
    found = world.assess(chosen, at(8, 50), seen_at(12_300, at(8, 50)))
    assert not found.here.arrived
    assert found.arrive_at > at(8, 50)


FROM_W_TO_A, FROM_C_TO_E = 0, 4  # edges of Long Street


@pytest.mark.parametrize("closure, leg", [
    (works(FROM_W_TO_A), TO_A), (works(FROM_C_TO_E), TO_E), (works(FROM_C_TO_E, modes=frozenset({Mode.FOOT})), TO_E),
    (works(FROM_C_TO_E, starts=at(8, 30).astimezone(UTC), ends=at(8, 40).astimezone(UTC)), TO_E),
])  # fmt: skip
def test_a_closed_street_on_foot_breaks_the_trip(world, chosen, closure, leg):
    world.say_closed(closure)
    found = world.assess(chosen, at(8))
    assert (found.fault.code, found.fault.leg, found.fault.reason, found.fault.feed) == (BreakCode.STREET_CLOSED, leg, "Works", "works")
    assert not found.fault.lets_on, "there is no other street in the village"
    assert found.legs[leg].state is SHUT


@pytest.mark.parametrize("closure", [
    works(2), works(5), works(FROM_C_TO_E, modes=frozenset({Mode.CAR})), works(FROM_C_TO_E, ends=at(8, 20).astimezone(UTC)),
    works(FROM_C_TO_E, starts=at(9).astimezone(UTC)),
])  # fmt: skip
def test_a_street_that_is_closed_elsewhere_for_others_or_at_another_time_does_not(world, chosen, closure):
    world.say_closed(closure)
    assert world.assess(chosen, at(8)).fault is None


def test_what_lies_behind_may_be_closed(world, chosen):
    world.say_closed(works(FROM_W_TO_A))
    assert world.assess(chosen, at(8, 12)).fault is None
