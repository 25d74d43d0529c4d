"""Where somebody is on a way on streets: nearest along it, never back by a tremble, and what follows for what to do next."""
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.trips import LegMode, Step
from mobile.asking import Ask, Spot
from mobile.device.protocols import Fix
from mobile.i18n import LANGUAGES, use
from mobile.screens.underway.along import BACK_M, DEGREE_M, Along, Path, locate, paths_of, turn_ahead
from mobile.screens.underway.sight import in_sight, whole_way
from mobile.screens.underway.state import Trip, describe, state_of, turn_saying
from tests.mobile.polylines import encode
from tests.mobile.share.trip import a_trip, minutes

LAT, LON = 49.41, 8.69
ASK = Ask(Spot("Home", LAT, LON), Spot("Work", 49.421, 8.701))


def place(east_m: float, north_m: float) -> tuple[float, float]:
    return LAT + north_m / DEGREE_M, LON + east_m / DEGREE_M / math.cos(math.radians(LAT))


def fix(east_m: float, north_m: float, accuracy_m: float = 8) -> Fix:
    return Fix(*place(east_m, north_m), accuracy_m, None, datetime.now(UTC))


ANGLE = [(0, 0), (120, 0), (120, 180)]  # 120 m to the east, 180 m to the north


def walked(*corners, **changes):
    """The trip whose first way leads along the corners, in metres."""
    trip = a_trip()
    points = [place(*corner) for corner in corners or ANGLE]
    end = msgspec.structs.replace(trip.legs[0].to, lat=points[-1][0], lon=points[-1][1])
    first = msgspec.structs.replace(trip.legs[0], geometry=encode(points), to=end, **changes)
    return msgspec.structs.replace(trip, legs=(first, *trip.legs[1:]))


def along_of(trip, here: Fix, before: Along | None = None, number: int = 0):
    return locate(paths_of(trip), trip.legs, number, here, before)


# Along a way


@pytest.mark.parametrize(("east", "north", "gone"), [(0, 0, 0), (60, 12, 60), (-20, 5, 0), (130, 90, 210), (118, 200, 300)])
def test_one_is_at_the_nearest_place_of_the_way(east, north, gone):
    found = along_of(walked(), fix(east, north))
    assert found.gone_m == pytest.approx(gone, abs=1)
    assert found.gone_m + found.left_m == pytest.approx(300, abs=0.1)


def test_metres_are_those_of_the_leg():
    assert along_of(walked(distance_m=330), fix(60, 0)).gone_m == pytest.approx(66, abs=1)


def test_away_from_the_way_or_with_a_poor_fix_nobody_knows():
    assert along_of(walked(), fix(60, 70)) is None
    assert along_of(walked(), fix(60, 70, accuracy_m=30)) is not None
    assert along_of(walked(), fix(60, 0, accuracy_m=80)) is None
    assert along_of(a_trip(), fix(0, 0)) is None  # it has no way on streets


def test_a_tremble_does_not_lead_back_and_turning_round_does():
    seen = along_of(walked(), fix(100, 0))
    assert along_of(walked(), fix(80, 0), seen).gone_m == pytest.approx(100, abs=1)
    assert along_of(walked(), fix(60, 0), seen).gone_m == pytest.approx(60, abs=1)


@given(st.lists(st.tuples(st.floats(-15, 135), st.floats(-15, 195)), min_size=2, max_size=12))
def test_never_back_by_less_than_a_tremble(places):
    trip, before = walked(), None
    for east, north in places:
        found = along_of(trip, fix(east, north), before)
        if found and before:
            assert found.gone_m >= before.gone_m - 1e-6 or before.gone_m - found.gone_m > BACK_M - 1
        before = found or before


def test_a_way_that_comes_back_to_a_place_is_followed_in_order():
    there_and_back = walked((0, 0), (0, 200), (4, 200), (4, 0), (300, 0), distance_m=700)
    at_first = along_of(there_and_back, fix(2, 50))
    assert at_first.gone_m == pytest.approx(50, abs=2)
    again = along_of(there_and_back, fix(2, 50), Along(0, 340, 360))
    assert again.gone_m == pytest.approx(354, abs=3)


@given(st.lists(st.tuples(st.floats(-400, 400), st.floats(-400, 400)), min_size=2, max_size=9), st.floats(-300, 300), st.floats(-300, 300))
def test_it_is_as_near_as_any_place_of_the_way(corners, east, north):
    path = Path([place(*corner) for corner in corners])
    found = path.nearest_m(*place(east, north), reach_m=math.inf)
    assert 0 <= found <= path.length_m + 1e-6
    steps = [
        math.dist((x1 + (x2 - x1) * part / 40, y1 + (y2 - y1) * part / 40), (east, north))
        for (x1, y1), (x2, y2) in pairwise(corners)
        for part in range(41)
    ]
    rest, at = found, corners[0]
    for one, other in pairwise(corners):
        length = math.dist(one, other)
        share = min(1.0, rest / length) if length else 0.0
        at = (one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share)
        rest -= length
        if rest <= 0:
            break
    assert math.dist(at, (east, north)) <= min(steps) + 15 + 1


def test_at_the_end_of_a_way_the_next_one_on_streets_begins():
    trip = walked()
    ride = msgspec.structs.replace(trip.legs[0], mode=LegMode.BIKE, geometry=encode([place(120, 180), place(120, 980)]), distance_m=800)
    trip = msgspec.structs.replace(trip, legs=(trip.legs[0], ride, *trip.legs[1:]))
    assert along_of(trip, fix(120, 170)) == Along(1, 0, pytest.approx(800, abs=1))
    seen = along_of(trip, fix(120, 400))
    assert seen is None  # nobody has seen them get there
    seen = along_of(trip, fix(120, 400), Along(1, 0, 800))
    assert (seen.leg, round(seen.gone_m)) == (1, 220)


# Turns


def test_the_turn_that_comes():
    leg = walked().legs[0]
    number, step, metres = turn_ahead(leg, 40)
    assert (number, step.name, metres) == (1, "High Street", 80)
    assert turn_ahead(leg, 130) is None


def test_a_turn_of_a_few_steps_is_none_and_stairs_are():
    def step(manoeuvre, metres):
        return Step("", "footway", metres, 5, manoeuvre, 0, 0, LAT, LON, ())

    leg = walked(steps=(step("depart", 100), step("left", 2), step("right", 198)), distance_m=300).legs[0]
    assert turn_ahead(leg, 50)[1].manoeuvre == "right"
    leg = walked(steps=(step("depart", 100), step("steps_down", 2), step("right", 198)), distance_m=300).legs[0]
    assert turn_ahead(leg, 50)[1].manoeuvre == "steps_down"


# What to do


def seen(minute: float, east: float, north: float, trip=None, number: int = 0, before: Along | None = None):
    trip = trip or walked()
    return state_of(Trip(trip, ASK, along=along_of(trip, fix(east, north), before, number)), "walk", "metric", minutes(minute))


def test_on_the_way_the_turn_the_metres_and_the_time_that_is_left():
    state = seen(1, 40, 0)
    assert [words for _, words in state.hints] == ["In 80 m: Left into High Street", "260 m left", "Then: Tram 4 to East, Depot; Hall"]
    assert (state.countdown, state.action, state.turn.spoken) == ("5 min", "Walk to Market", "In 80 metres: Left into High Street")
    assert seen(1, 110, 0).hints[0][1] == "Left into High Street"
    assert seen(1, 120, 100).hints[0] == ("map-marker-distance", "80 m left")
    assert seen(1, 120, 0).share == pytest.approx(2 / 26, abs=0.01)


def test_the_phone_knows_better_than_the_clock():
    assert seen(-3, 2, 0).key[0] == "leave"
    assert seen(-3, 60, 0).key[:2] == ("go", 0)  # set out early
    assert seen(2, 120, 170).key[:2] == ("board", 1)  # there before the time
    assert seen(6, 120, 60).key[:2] == ("go", 0)  # still on the way to the stop
    assert seen(6, 500, 500).key[:2] == ("board", 1)  # nobody knows where: the clock
    assert seen(9, 120, 60).key[:2] == ("alight", 1)  # aboard by time


def test_somebody_late_on_the_last_way_is_not_there_yet():
    trip = a_trip()
    last = msgspec.structs.replace(trip.legs[2], geometry=encode([place(0, 0), place(550, 0)]), steps=())
    trip = msgspec.structs.replace(trip, legs=(*trip.legs[:2], last))
    late = seen(27, 280, 0, trip, 2)
    assert (late.key[0], late.countdown, late.left, late.arrive.time) == ("go", "4 min", "4 min left", "09:17")
    assert seen(24, 540, 0, trip, 2).key[0] == "arrived"


def test_each_turn_is_said_twice_and_not_each_metre():
    places = [(10, 0), (30, 0), (60, 0), (94, 0), (100, 0), (118, 0), (120, 30)]
    states, said, before = [seen(1, *place_) for place_ in places], [], None
    for state in states:
        saying = turn_saying(before, state)
        said += [saying.spoken] if saying else []
        before = state
    assert said == ["Left into High Street"]
    first = turn_saying(replace(states[0], turn=None), states[0])
    assert (first.spoken, first.urgent, first.notice) == ("In 110 metres: Left into High Street", False, False)


def test_what_changes_with_each_step_is_not_drawn_anew():
    assert seen(1, 40, 0).still() == seen(1.02, 44, 0).still()
    assert seen(1, 40, 0).still() != seen(1, 120, 100).still()


# What the map shows


def sight(minute: float, here: Fix | None):
    trip = walked()
    along = along_of(trip, here) if here else None
    state = state_of(Trip(trip, ASK, along=along), "walk", "metric", minutes(minute))
    return in_sight(Trip(trip, ASK, along=along), *state.key[:2], paths_of(trip), here)


def test_the_traveller_and_what_they_go_to_are_in_sight():
    trip = walked()
    here = fix(60, 5)
    ahead = [pytest.approx(place(*corner)) for corner in ANGLE[1:]]
    assert sight(2, here) == [(here.lat, here.lon), *ahead, (trip.legs[0].to.lat, trip.legs[0].to.lon)]
    at_stop = fix(120, 175)
    assert sight(6, at_stop) == [(at_stop.lat, at_stop.lon), (trip.legs[1].from_.lat, trip.legs[1].from_.lon)]
    assert sight(10, at_stop)[-1] == (trip.legs[1].to.lat, trip.legs[1].to.lon)


def test_without_a_position_or_from_elsewhere_the_whole_way_is():
    assert sight(2, None) == whole_way(walked())
    assert sight(2, fix(40_000, 0)) == whole_way(walked())


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_can_be_heard_in_each_language(language):
    use(language)
    for east in (10, 60, 110):
        state = seen(1, east, 0)
        assert all(words.strip() and "{" not in words for words in [*describe(state), state.turn.words, state.turn.spoken])


def test_progress_of_another_day_is_no_trouble():
    trip = walked()
    assert along_of(trip, fix(60, 0), Along(7, 900, 0)).leg == 0
    assert along_of(trip, fix(60, 0), Along(2, 900, 0)).leg == 0
    assert state_of(Trip(trip, ASK, along=Along(0, 0, 0)), "walk", "metric", minutes(1) + timedelta(seconds=1)).key[0] == "board"
