"""What stands on the page of a report, and before an obstacle on the way."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from backend.contract.bodies import Responsible
from backend.contract.obstacles import Affected, HowLong, ObstacleKind, ObstacleState
from backend.contract.request_photos import SameOffer
from backend.contract.request_words import PlaceKind, Visibility
from backend.contract.requests import MAX_ADDRESS, NewRequest, RequestPlace
from backend.contract.trips import ObstacleOnWay
from backend.obstacles.kinds import MEANINGS, affected_by
from mobile.asking import Ask, Spot
from mobile.device.protocols import Fix
from mobile.screens.report import passing, state
from mobile.screens.report.heard import Heard
from mobile.screens.report.words import KINDS, LASTING, STOPS_EVERYBODY, STOPS_NOBODY, ago, effect_of
from mobile.screens.underway.state import Trip, hear
from mobile.store.reports import About, Chosen, Draft, Report, ReportState
from signing.codes import CodeKind
from tests.mobile.requests.told import KINDS as CITY
from tests.mobile.requests.told import a_request
from tests.mobile.screens.test_underway import told
from tests.mobile.share.trip import START, a_trip

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
HERE = Spot("My location", 49.41, 8.69, here=True)
FIX = Fix(49.41, 8.69, 8.0, None, NOON)
PAVING = Draft(kind="broken_paving")
BODY = NewRequest("broken_paving", RequestPlace(lat=49.41, lon=8.69), observed_at=NOON - timedelta(minutes=3))
WAITING = Report("k", "c", "Mill Lane 3", BODY)
STOP = About(CodeKind.STOP, "s-1", "Market Square", 49.42, 8.7)
BUS = About(CodeKind.VEHICLE, "t-1", "Bus 12 to University", 49.43, 8.71, moves=True, line="12")
BY_CODE = {kind.code: kind for kind in CITY}


def place(draft=PAVING, here=HERE, fix=FIX, name="Mill Lane 3"):
    return state.place_of(draft, here, fix, name, "metric")


def test_all_obstacles_can_be_said_and_mean_what_they_mean_there():
    assert set(KINDS) == set(ObstacleKind)
    assert set(LASTING) == set(HowLong)
    for kind in MEANINGS:
        affected = affected_by(kind)
        assert (kind in STOPS_EVERYBODY) == (affected == (Affected.EVERYBODY,))
        assert (kind in STOPS_NOBODY) == (affected == ())
        assert kind in STOPS_EVERYBODY | STOPS_NOBODY or Affected.WHEELCHAIR in affected, "the effect that is promised is true"


def test_the_place_is_there_by_itself_with_how_sure_it_is():
    assert (place().name, place().detail, place().accuracy_m, place().warning) == ("Mill Lane 3", "Where you are, about 8 m", 8.0, "")
    assert place(name="").name == "My location"
    vague = place(fix=replace(FIX, accuracy_m=80))
    assert vague.warning.startswith("The place is not exact.")
    assert place(fix=None).detail == "Where you said you are"
    assert place(here=None, fix=None) is None
    chosen = place(replace(PAVING, chosen=Chosen("Bridge", 49.42, 8.7)), here=None, fix=None)
    assert (chosen.name, chosen.accuracy_m, chosen.warning) == ("Bridge", 0.0, "")
    of_photo = place(replace(PAVING, chosen=Chosen("Mill Lane 31", 49.42, 8.7, 4.0, of_photo=True)))
    assert (of_photo.detail, of_photo.spoken) == ("From the photo, about 4 m", "Mill Lane 31, From the photo, about 4 metres")


def test_what_one_is_at_is_the_place_and_stays_it_and_a_vehicle_moves_on():
    at_stop = replace(PAVING, about=STOP)
    assert (place(at_stop).name, place(at_stop).lat) == ("Market Square", 49.42)
    assert state.where_of(at_stop, place(at_stop)) == RequestPlace(PlaceKind.STOP, 49.42, 8.7, 0.0, "s-1", address="Market Square")
    aboard = replace(PAVING, about=BUS)
    assert (place(aboard).lat, place(aboard, here=None, fix=None).lat) == (49.41, 49.43)
    where = state.where_of(aboard, place(aboard))
    assert (where.kind, where.id) == (PlaceKind.VEHICLE, "t-1")
    odd = replace(PAVING, about=replace(STOP, id="Süd"))
    assert state.where_of(odd, place(odd)).kind is PlaceKind.POINT, "an id that the city would not take is no place of its own"


@pytest.mark.parametrize(("draft", "words"), [
    (Draft(), "Choose what it is."), (PAVING, ""), (Draft(kind="graffiti"), "Answer this first: Is it hateful?"),
    (Draft(kind="graffiti", answers=(("hateful", "no"),)), ""),
    (replace(PAVING, visibility=Visibility.PUBLIC_NAME, name=" "), "Say your name, or hide it."),
])  # fmt: skip
def test_what_is_missing_is_said(draft, words):
    assert state.missing(draft, BY_CODE.get(draft.kind), place(draft)) == words
    if not words:
        assert state.missing(draft, BY_CODE[draft.kind], None) == "Choose the place on the map."


def test_what_is_sent_is_bounded_seen_now_and_names_nobody_who_does_not_want_it():
    draft = replace(PAVING, note=" x" * 1900, how_long=HowLong.TODAY, name="Anna", about=BUS)
    body = state.request_of(draft, place(draft), NOON, "en")
    assert (body.category, body.observed_at, body.place.accuracy_m, len(body.words)) == ("broken_paving", NOON, 8.0, 2000)
    assert (body.name, body.visibility, body.context.line) == (None, Visibility.PUBLIC, "12")
    assert [(one.code, one.value) for one in body.attributes] == [("how_long", "TODAY")]
    assert msgspec.json.decode(msgspec.json.encode(body), type=NewRequest) == body
    named = state.request_of(replace(draft, visibility=Visibility.PUBLIC_NAME), place(name="y" * 900), NOON, "de")
    assert (named.name, named.lang, len(named.place.address)) == ("Anna", "de", MAX_ADDRESS)
    assert state.request_of(PAVING, place(name=""), NOON, "en").place.address == "", "no word of the app is an address"


def test_what_is_likely_the_same_says_how_far_how_old_and_how_many():
    offer = SameOffer("K7M2PX4Q", "broken_paving", "Loose slabs", 20, NOON - timedelta(days=2), 3, False, UUID(int=1))
    same = state.same_of(offer, BY_CODE["broken_paving"], NOON, "metric")
    assert (same.title, same.detail, same.photo) == ("Same problem 20 m away, 2 days ago", "Broken paving · 3 follow it", True)
    assert same.spoken == "Same problem 20 metres away, 2 days ago. Broken paving, 3 follow it. Loose slabs"
    closed = state.same_of(msgspec.structs.replace(offer, closed=True, photo_id=None, submitted_at=NOON), BY_CODE["broken_paving"], NOON, "metric")
    assert (closed.detail, closed.photo) == ("Broken paving · closed", False)
    assert (ago(30)[0], ago(3600)[1], ago(86_400 * 3)[0]) == ("just now", "1 hour ago", "3 days ago")


def test_who_answers_by_when_is_told_before_it_is_sent():
    told = Responsible("City Roads", NOON + timedelta(days=2), NOON + timedelta(days=9), False)
    words = lambda **who: state.who_words(state.Addressee(True, **who), NOON)  # noqa: E731
    assert words(told=told)[0] == "Goes to City Roads, answered by Tue 1 Dec, 12:00."
    assert words(told=told)[1] == "Goes to City Roads, answered by Tuesday 1 December, 12 o'clock."
    desk = msgspec.structs.replace(told, body="Service desk", undecided=True)
    assert words(told=desk)[0] == "Goes to Service desk, who find out whose it is; answered by Tue 1 Dec, 12:00."
    assert words(away=True)[0].startswith("No connection")
    assert words(why="It is outside.") == ("It is outside.", "It is outside.")
    assert words() == ("Finding out who answers.", "Finding out who answers.")
    assert state.who_words(state.Addressee(), NOON) == ("", "")
    heard = state.describe(PAVING, BY_CODE["broken_paving"], place(), None, words(told=told)[1])
    assert heard[-1].startswith("Goes to City Roads")


def test_who_answers_is_asked_without_a_word_a_name_or_an_exact_place():
    asked = state.who_of(replace(PAVING, note="My name is Anna", about=BUS), place(replace(PAVING, about=BUS), fix=replace(FIX, lat=49.4123456)))
    assert (asked.place.lat, asked.place.address, asked.context.trip_id, asked.context.at) == (49.4123, "", "t-1", None)
    assert asked == state.who_of(replace(PAVING, about=BUS), place(replace(PAVING, about=BUS), fix=replace(FIX, lat=49.41232)))


def test_only_what_is_true_is_thanked_for():
    ask = lambda report, reached=True: state.thanks_for(report, reached, NOON)  # noqa: E731
    assert (ask(WAITING).title, ask(WAITING).takes_back) == ("Being sent", "Do not send it")
    assert ask(WAITING, False).detail == "It is sent as soon as there is a connection, also later."
    refused = replace(WAITING, state=ReportState.REFUSED, why="Look again.")
    assert (ask(refused).title, ask(refused).detail) == ("The city did not take it", "Look again.")
    sent = replace(WAITING, state=ReportState.SENT, filed=a_request(NOON))
    assert (ask(sent).title, ask(sent).detail) == ("Received, no. K7M2PX4Q", "City Roads, answered by Tue 1 Dec, 12:00. City Roads mends it.")
    assert ask(sent).spoken.startswith("Received, number K 7 M 2 P X 4 Q. City Roads, answered by Tuesday 1 December, 12 o'clock.")
    assert ask(replace(sent, why="The photo is too large.")).detail.endswith("The photo is too large.")


def test_danger_is_told_before_anything_is_sent():
    assert state.urgent_words(BY_CODE["street_light"], "112") == state.urgent_words(None, "112") == ""
    assert state.urgent_words(BY_CODE["open_manhole"], "112") == "Danger now? A person answers within 10 min."
    assert "Call 112 now" in state.urgent_words(BY_CODE["danger_to_life"], "112")
    assert effect_of(BY_CODE["danger_to_life"]) == ""
    assert effect_of(BY_CODE["street_light"]).startswith("It gets a number")


def test_all_of_it_can_be_heard_in_the_order_of_the_page():
    heard = state.describe(replace(PAVING, visibility=Visibility.BODY), BY_CODE["broken_paving"], place(), None)
    assert heard[:2] == ["What is it? Broken paving", "Mill Lane 3, Where you are, about 8 metres"]
    assert heard[2] == "Only those who answer it"
    assert state.describe(Draft(), None, None, None)[:2] == ["What is it?", "Choose the place on the map."]


def test_what_was_chosen_by_hand_stays():
    heard = Heard(ObstacleKind.BINS, HowLong.DAYS)
    assert state.with_heard(Draft(), "way_blocked", heard, False) == Draft(kind="way_blocked", how_long=HowLong.DAYS)
    by_hand = Draft(kind="ice_road", how_long=HowLong.HOURS)
    assert state.with_heard(by_hand, "way_blocked", heard, True) == by_hand
    assert state.with_heard(replace(by_hand, how_long=HowLong.UNKNOWN), "", heard, True).how_long is HowLong.DAYS
    assert state.with_heard(by_hand, "", Heard(None, None), False) == by_hand


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
