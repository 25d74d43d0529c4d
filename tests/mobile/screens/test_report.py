"""What stands on the page of a report, in the list of them, and before an obstacle on the way."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from backend.contract.obstacles import Affected, EndedBy, HowLong, NewObstacle, ObstacleKind, ObstacleState
from backend.contract.trips import ObstacleOnWay
from backend.obstacles.kinds import MEANINGS, affected_by
from mobile.asking import Ask, Spot
from mobile.device.protocols import Fix
from mobile.screens.report import passing, state
from mobile.screens.report.words import FAMILIES, KINDS, LASTING, STOPS_EVERYBODY, STOPS_NOBODY, family_of
from mobile.screens.reports.state import choices_for, describe, rows_of
from mobile.screens.underway.state import Trip, hear
from mobile.store.reports import Chosen, Draft, Report, ReportState
from tests.mobile.lively import an_obstacle
from tests.mobile.screens.test_underway import told
from tests.mobile.share.trip import START, a_trip

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
HERE = Spot("My location", 49.41, 8.69, here=True)
FIX = Fix(49.41, 8.69, 8.0, None, NOON)
BINS = Draft(kind=ObstacleKind.BINS)
BODY = NewObstacle(kind=ObstacleKind.BINS, lat=49.41, lon=8.69, observed_at=NOON - timedelta(minutes=3))
WAITING = Report("k", "c", "Mill Lane 3", BODY)


def place(draft=BINS, here=HERE, fix=FIX, name="Mill Lane 3"):
    return state.place_of(draft, here, fix, name, "metric")


def sent(**obstacle) -> Report:
    known = msgspec.structs.replace(an_obstacle(HERE, NOON, ObstacleKind.BINS, reports=1), **obstacle)
    return replace(WAITING, state=ReportState.SENT, obstacle=known)


def test_all_kinds_of_the_city_can_be_said_and_mean_what_they_mean_there():
    assert set(KINDS) == set(ObstacleKind)
    assert set(LASTING) == set(HowLong)
    for kind, meaning in MEANINGS.items():
        affected = affected_by(kind)
        assert (kind in STOPS_EVERYBODY) == (affected == (Affected.EVERYBODY,))
        assert (kind in STOPS_NOBODY) == (affected == ())
        assert kind in STOPS_EVERYBODY | STOPS_NOBODY or Affected.WHEELCHAIR in affected, "the effect that is promised is true"
        assert family_of(kind) == {other for other, of in MEANINGS.items() if of.family is meaning.family}
    assert all(len(family) > 1 for family in FAMILIES)


def test_the_place_is_there_by_itself_with_how_sure_it_is():
    assert (place().name, place().detail, place().accuracy_m, place().warning) == ("Mill Lane 3", "Where you are, about 8 m", 8.0, "")
    assert place(name="").name == "My location"
    vague = place(fix=replace(FIX, accuracy_m=80))
    assert vague.warning.startswith("The place is not exact.")
    assert place(fix=None).detail == "Where you said you are"
    assert place(here=None, fix=None) is None
    chosen = place(replace(BINS, chosen=Chosen("Bridge", 49.42, 8.7)), here=None, fix=None)
    assert (chosen.name, chosen.accuracy_m, chosen.warning) == ("Bridge", 0.0, "")


def test_what_is_missing_is_said():
    assert state.missing(Draft(), place()) == "Choose what it is."
    assert state.missing(BINS, None) == "Choose the place on the map."
    assert state.missing(BINS, place()) == ""


def test_what_is_sent_is_bounded_and_seen_now():
    body = state.body_of(replace(BINS, note=" x" * 900, how_long=HowLong.TODAY), place(), NOON)
    assert (body.kind, body.observed_at, body.accuracy_m, body.how_long, len(body.note)) == (ObstacleKind.BINS, NOON, 8.0, HowLong.TODAY, 500)
    assert msgspec.json.decode(msgspec.json.encode(body), type=NewObstacle) == body


def near(kind, east_deg: float = 0.0, **changes):
    return msgspec.structs.replace(an_obstacle(Spot("", 49.41 - 0.00018, 8.69 + east_deg), NOON, kind), **changes)


def test_only_what_is_easily_the_same_and_near_is_the_same():
    ask = lambda *known, own=frozenset(): state.same_near(BINS, place(), known, own, NOON, "metric")  # noqa: E731
    assert ask(near(ObstacleKind.ICE), near(ObstacleKind.BINS, 0.001)) is None
    found = ask(near(ObstacleKind.BINS, 0.0004), nearest := near(ObstacleKind.PARKED_VEHICLE, 0.0001))
    assert found.obstacle_id == nearest.id
    assert found.title == "Same problem 7 m away, 20 min ago"
    assert found.detail == "Parked vehicle · others have seen it"
    assert ask(nearest, own=frozenset({nearest.id})).detail == "Parked vehicle · yours"
    assert state.same_near(Draft(), place(), (nearest,), frozenset(), NOON, "metric") is None


@pytest.mark.parametrize(("report", "reached", "title", "detail"), [
    (WAITING, True, "Being sent", "It is kept on this phone until the city has it."),
    (WAITING, False, "Kept on this phone", "It is sent as soon as there is a connection, also later."),
    (sent(), True, "Thank you, the city has it", "Everybody is warned at once. When somebody else confirms it, ways for wheelchairs avoid it."),
    (replace(sent(), merged=True), True, "Thank you, the city has it", "It was known already. Yours is one more voice for it."),
    (sent(blocks=True), True, "Thank you, the city has it", "It is confirmed: ways avoid it now."),
    (sent(state=ObstacleState.ENDED), True, "It is over", "Nobody is warned of it any longer."),
    (replace(WAITING, state=ReportState.REFUSED, why="Look again."), True, "The city did not take it", "Look again."),
])  # fmt: skip
def test_only_what_is_true_is_thanked_for(report, reached, title, detail):
    thanks = state.thanks_for(report, reached)
    assert (thanks.title, thanks.detail) == (title, detail)


@pytest.mark.parametrize(("report", "stands", "choices"), [
    (WAITING, "Waits to be sent", ["delete"]),
    (sent(), "Sent, not confirmed yet", ["there", "gone", "delete"]),
    (replace(sent(), photo="a.jpg"), "Sent, not confirmed yet, photo waits", ["there", "gone", "delete"]),
    (sent(state=ObstacleState.CONFIRMED, reports=3), "Confirmed by 2 others", ["there", "gone", "delete"]),
    (sent(state=ObstacleState.CONFIRMED), "Confirmed", ["there", "gone", "delete"]),
    (sent(state=ObstacleState.ENDED, ended_by=EndedBy.DENIED), "Over, it is gone", ["delete"]),
    (sent(state=ObstacleState.ENDED, ended_by=EndedBy.CLOSED, reason="Swept."), "Closed by the city: Swept.", ["delete"]),
    (replace(WAITING, state=ReportState.REFUSED, why="Look again."), "Not taken: Look again.", ["anew", "delete"]),
])  # fmt: skip
def test_how_ones_own_reports_stand(report, stands, choices):
    (row,) = rows_of([report], NOON)
    assert (row.title, row.detail) == ("Bins, Mill Lane 3", f"{stands} · 3 min ago")
    assert describe((row,)) == [f"Bins, Mill Lane 3: {stands}, 3 minutes ago"]
    assert [key for key, *_ in choices_for(report)] == choices


def on_way(number: int = 1, lat: float = 49.4101, leg: int = 0, state=ObstacleState.REPORTED) -> ObstacleOnWay:
    return ObstacleOnWay(UUID(int=number), ObstacleKind.PARKED_VEHICLE, lat, 8.69, state, START - timedelta(minutes=20), leg, 40.0)


def test_the_notice_names_what_is_reported():
    assert passing.notice_of_way((), (), START) is None
    one = passing.notice_of_way((on_way(),), (), START)
    assert (one.header, one.detail) == ("1 reported obstacle on the way", "Parked vehicle, 20 min ago, not confirmed")
    assert one.spoken == "1 reported obstacle on the way: Parked vehicle, 20 minutes ago, not confirmed"
    mine = passing.notice_of_way((on_way(), on_way(2, state=ObstacleState.CONFIRMED)), {UUID(int=1)}, START)
    assert mine.detail.split("\n") == ["Parked vehicle, 20 min ago, yours", "Parked vehicle, 20 min ago, confirmed"]
    many = passing.notice_of_way([on_way(number) for number in range(1, 9)], (), START)
    assert many.header.startswith("8 reported")
    assert many.detail.endswith("and 3 more")


def test_whoever_stands_before_it_is_asked():
    ask = lambda lat, done=(): passing.ask_about((on_way(1, 49.4101), on_way(2, 49.4103)), replace(FIX, lat=lat), done, "metric", START)  # noqa: E731
    assert ask(49.41).obstacle_id == UUID(int=1)
    assert ask(49.41).title == "Parked vehicle: still there?"
    assert ask(49.41, {UUID(int=1)}).obstacle_id == UUID(int=2), "the next one, 33 metres away"
    assert ask(49.41, {UUID(int=1), UUID(int=2)}) is None
    assert ask(49.4095) is None
    assert passing.ask_about((on_way(),), None, (), "metric", START) is None


def test_a_new_one_ahead_is_said_once_and_one_that_is_gone_is_shown_no_longer():
    trip = Trip(msgspec.structs.replace(a_trip(), obstacles=(on_way(1),)), Ask(HERE, Spot("Work", 49.421, 8.701)))
    both = msgspec.structs.replace(told(), obstacles=(on_way(1), on_way(2)))
    trip, saying = hear(trip, both)
    assert saying.spoken.startswith("1 reported obstacle on the way: Parked vehicle"), "the first was known when the way was chosen"
    assert saying.guided
    assert hear(trip, both)[1] is None
    trip, saying = hear(trip, told())
    assert saying is None
    assert passing.on_trip(trip.itinerary, trip.told) == ()
