"""My day: the question that leaves the phone, and the answer as it is shown and heard. The answers are those of the real service."""
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from accessibility.profiles import ProfileId
from backend.contract.days import LeftOutErrand, LeftOutReason
from backend.contract.trips import TripMode
from backend.days.service import DayPlanner
from mobile import i18n
from mobile.asking import Spot
from mobile.screens.day.state import (
    DayState,
    PlaceLine,
    WayLine,
    begun,
    bounds_of,
    describe,
    heading_of,
    left_out_of,
    lines_of,
    request_of,
    rest_of,
    still_holds,
    without_words,
)
from mobile.screens.day.words import when_words
from mobile.store.day import DayWish, ErrandWish, KeptSpot
from mobile.store.needs import Needs, limits_of
from tests.backend.days.asked import BAKERY, HOME, POST, SCHOOL
from tests.worlds.town import TIMEZONE, at, open_town

NOW = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo(TIMEZONE))
NEEDS = Needs()


def spot(name: str, point: tuple[float, float]) -> KeptSpot:
    return KeptSpot(name, *at(*point))


BREAD = ErrandWish(spot("Elm Bakery", BAKERY), 5, opens=8 * 60, closes=18 * 60 + 30)
LETTER = ErrandWish(spot("Post Office", POST), 10, opens=8 * 60, closes=12 * 60 + 30)
POST_ = LETTER.spot
CHILD = ErrandWish(spot("School", SCHOOL), 0, at=16 * 60)
WISH = DayWish("2026-11-24", 13 * 60 + 30, 19 * 60, spot("Home", HOME), errands=(BREAD, LETTER, CHILD))


@pytest.fixture(autouse=True)
def english():
    i18n.use("en")


@pytest.fixture(scope="module")
def answer():
    return DayPlanner(open_town().planner).plan(request_of(WISH, NEEDS, NOW))


def test_no_name_of_a_place_leaves_the_phone():
    sent = msgspec.json.encode(request_of(WISH, NEEDS, NOW)).decode()
    assert not any(name in sent for name in ("Home", "Bakery", "Post", "School"))


def test_what_is_asked_is_what_was_put_together():
    request = request_of(WISH, NEEDS, NOW)
    assert (request.leave_at.isoformat(), request.end_by.isoformat()) == ("2026-11-24T13:30:00+01:00", "2026-11-24T19:00:00+01:00")
    bread, _, child = request.errands
    assert [(one.opens_at.hour, one.closes_at.hour, one.closes_at.minute) for one in bread.openings] == [(8, 18, 30)]
    assert (child.begin_at.hour, child.openings) == (16, ())
    assert TripMode.TRANSIT in request.modes


def test_nobody_leaves_before_now():
    late = NOW.replace(hour=14, minute=10)
    assert request_of(WISH, NEEDS, late).leave_at == late


@pytest.mark.parametrize(("around", "modes"), [("WALK", (TripMode.WALK,)), ("BIKE", (TripMode.BIKE,)), ("CAR", (TripMode.CAR,))])
def test_a_vehicle_of_ones_own_is_for_the_whole_day(around, modes):
    wish = DayWish("2026-11-24", start=WISH.start, around=around, errands=(BREAD,))
    assert request_of(wish, NEEDS, NOW).modes == modes
    left_behind = Needs(modes=(TripMode.PARK_RIDE, TripMode.BIKE))
    assert request_of(WISH, left_behind, NOW).modes == (TripMode.WALK, TripMode.TRANSIT)


def test_limits_go_along_without_who_it_is():
    chair = Needs(ProfileId.MANUAL_CHAIR)
    assert request_of(WISH, chair, NOW).limits == limits_of(chair)


def test_a_day_over_midnight_has_its_clocks_on_the_next_day():
    wish = DayWish("2026-11-24", 22 * 60, 2 * 60, WISH.start, errands=(ErrandWish(BREAD.spot, opens=21 * 60, closes=60), ErrandWish(POST_, at=30)))
    assert [moment.isoformat()[:16] for moment in bounds_of(wish, NOW)] == ["2026-11-24T22:00", "2026-11-25T02:00"]
    night, fixed = request_of(wish, NEEDS, NOW).errands
    assert [(one.opens_at.isoformat()[:16], one.closes_at.isoformat()[:16]) for one in night.openings] == [("2026-11-24T21:00", "2026-11-25T01:00")]
    assert fixed.begin_at.isoformat()[:16] == "2026-11-25T00:30"


def test_a_day_that_has_passed_is_today():
    assert bounds_of(DayWish("2026-11-20"), NOW)[0].date() == date(2026, 11, 24)
    assert bounds_of(DayWish("no day"), NOW)[0].date() == date(2026, 11, 24)


def test_the_answer_is_a_line_from_leaving_to_being_back(answer):
    lines = lines_of(answer, WISH, "walk")
    places = [line for line in lines if isinstance(line, PlaceLine)]
    ways = [line for line in lines if isinstance(line, WayLine)]
    assert (places[0].name, places[-1].name) == ("Home", "Home")
    assert {line.name for line in places[1:-1]} == {"Elm Bakery", "School"}
    assert len(ways) == 3
    assert [type(line) for line in lines] == [PlaceLine, *[WayLine, PlaceLine] * 3]
    school = next(line for line in places if line.name == "School")
    assert (school.time, school.spoken.split(",")[0]) == ("16:00", "16 o'clock")
    assert ways[0].ask.origin.name == "Home"
    assert heading_of(answer) == "2 errands done"


def test_what_cannot_be_done_says_when_one_would_have_had_to_leave(answer):
    (line,) = left_out_of(answer, WISH)
    assert line.name == "Post Office"
    assert line.why.startswith("You are there at 13:")
    assert "it is over at 12:30. Leave by 11:" in line.why or "it is over at 12:30. Leave by 12:" in line.why
    assert line.spoken.startswith("Not done: Post Office. You are there at ")


@pytest.mark.parametrize(("reason", "said"), [
    (LeftOutReason.NO_WAY, "There is no way there"), (LeftOutReason.TOO_SHORT, "It takes longer"),
    (LeftOutReason.END_TOO_LATE, "With it you are back at 19:30"), (LeftOutReason.NO_ROOM, "There is no time left"),
    (LeftOutReason.CONFLICT, "It cannot be done on one day with Elm Bakery and School."),
])  # fmt: skip
def test_every_reason_has_its_words(answer, reason, said):
    left = LeftOutErrand(1, reason, "", (0, 2), NOW.replace(hour=19, minute=30))
    assert left_out_of(msgspec.structs.replace(answer, left_out=(left,)), WISH)[0].why.startswith(said)


def test_it_is_heard_from_top_to_bottom(answer):
    heard = describe(DayState("ready", answer), WISH, "walk")
    assert heard[0] == "2 errands done"
    assert heard[1].startswith("Leave Home at")
    assert heard[-2].startswith("Back at Home at")
    assert heard[-1].startswith("Not done: Post Office.")
    assert describe(DayState(), WISH, "walk")[0] == "Elm Bakery, open 8 o'clock to 18 30, 5 minutes"


def test_what_an_optional_errand_costs_is_said():
    wish = DayWish("2026-11-24", 13 * 60 + 30, 19 * 60, WISH.start, errands=(BREAD, ErrandWish(POST_, 10, 17 * 60, 18 * 60, optional=True)))
    answer = DayPlanner(open_town().planner).plan(request_of(wish, NEEDS, NOW))
    assert without_words(answer, wish).startswith("Without Post Office you are back 3 h")
    assert without_words(answer, wish, spoken=True).startswith("Without Post Office you are back 3 hours")


def test_the_rest_of_a_day_is_planned_from_here_and_ends_where_it_was_to_end(answer):
    first = answer.visits[0]
    here = Spot("Market", *at(1300, 0))
    wish = rest_of(WISH, answer, here, first.leave_at)
    assert [one.spot.name for one in wish.errands] == [one.spot.name for number, one in enumerate(WISH.errands) if number != first.errand]
    assert (wish.start.name, wish.end.name) == ("Market", "Home")
    assert begun(answer, first.leave_at)
    assert not begun(answer, NOW)
    request = request_of(wish, NEEDS, first.leave_at)
    assert first.leave_at <= request.leave_at < first.leave_at + timedelta(minutes=1)
    assert request.end.lat == WISH.start.lat
    later = DayPlanner(open_town().planner).plan(request)
    assert lines_of(later, wish, "walk")[-1].name == "Home"


def test_a_day_that_cannot_be_done_says_so(answer):
    nothing = msgspec.structs.replace(answer, visits=(), leave_at=None, end_at=None)
    assert lines_of(nothing, WISH, "walk") == ()
    assert heading_of(nothing) == "This day cannot be done"


def test_an_answer_holds_for_whom_it_was_and_until_it_is_over(answer):
    state = DayState("ready", answer)
    assert still_holds(state, limits_of(NEEDS), NEEDS, NOW)
    assert not still_holds(state, limits_of(NEEDS), Needs(ProfileId.MANUAL_CHAIR), NOW)
    assert not still_holds(state, limits_of(NEEDS), NEEDS, NOW.replace(day=25))


def test_when_an_errand_can_be_done_is_written_and_said():
    assert when_words(BREAD) == "open 08:00 to 18:30 · 5 min"
    assert when_words(CHILD, spoken=True) == "at 16 o'clock sharp"
    assert when_words(ErrandWish(POST_, 60, optional=True), spoken=True) == "at any time, 1 hour, if there is time"
