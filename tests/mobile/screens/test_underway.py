"""Trip in progress: the thing to do at each moment, what the city tells about it, and what is said once."""
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.following import Advice, BreakCode, EndReason, LegNow, LegState, TripEnded, TripMended, TripNow
from mobile.asking import Ask, Spot
from mobile.i18n import LANGUAGES, use
from mobile.screens.underway.progress import as_expected, next_ride, planned_arrival, share_done, spare, stand, where_next
from mobile.screens.underway.state import Trip, countdown, describe, hear, state_of, turn_saying
from tests.mobile.lively import a_break, lively, source
from tests.mobile.share.trip import START, a_trip, minutes

ASK = Ask(Spot("Home", 49.41, 8.69), Spot("Work", 49.421, 8.701))
TRIP = Trip(a_trip(), ASK)


def at(minute: float, trip: Trip = TRIP):
    return state_of(trip, "walk", "metric", minutes(minute))


def told(delay_min: float = 0, leg: int = 0, located: bool = False, broken=None, trip=None) -> TripNow:
    """What the city says of the trip when its tram is so late."""
    by = timedelta(minutes=delay_min)
    legs = []
    trip = trip or a_trip()
    for number, planned in enumerate(trip.legs):
        shift = timedelta() if number == 0 else by
        state = LegState.LATE if delay_min else LegState.ON_TIME
        live = source(START) if planned.route else None
        legs.append(LegNow(number, state, planned.depart_at + shift, planned.arrive_at + shift, live=live))
    end = trip.arrive_at + by
    return TripNow("t", START, minutes(200), leg, False, located, False, end, tuple(legs), None, broken)


@pytest.mark.parametrize(
    ("minute", "count", "action", "hint"),
    [
        (-10, "10 min", "Leave for Market", "Then: Tram 4 to East, Depot; Hall"),
        (0, "5 min", "Walk to Market", "300 m"),
        (4.5, "30 s", "Walk to Market", "300 m"),
        (5.5, "2 min", "Tram 4 to East, Depot; Hall", "Wait at Market"),
        (8, "10 min", "Get off at Bridge", "In 2 stops"),
        (12, "6 min", "Get off at Bridge", "The next stop"),
        (20, "6 min", "Walk to Work", "550 m"),
        (26, "", "You are there: Work", ""),
    ],
)
def test_one_thing_to_do_at_a_time(minute, count, action, hint):
    state = at(minute)
    assert (state.countdown, state.action) == (count, action)
    assert hint in [*(words for _, words in state.hints), ""]


def test_the_ride_one_goes_to_or_is_on():
    before, aboard, after = at(2).ride, at(10).ride, at(20).ride
    assert (before.title, before.at.time, before.detail) == ("Tram 4, Market", "08:54", "You are 2 minutes early")
    assert before.spoken.endswith("Timetable, not live")
    assert (aboard.title, aboard.at.time) == ("Tram 4 to Bridge", "09:05")
    assert after is None


def test_how_far_it_is():
    assert [round(at(minute).share, 2) for minute in (-5, 0, 13, 26, 40)] == [0, 0, 0.5, 1, 1]
    assert (at(13).left, at(13).arrive.time) == ("13 min left", "09:13")
    assert at(13).arrive_spoken == "13 minutes left, Arrive 9 13"


@given(st.integers(-100_000, 100_000))
def test_a_countdown_never_promises_more_than_the_next_full_step(seconds):
    written, spoken = countdown(seconds)
    assert written
    assert spoken
    if seconds <= 0:
        assert (written, spoken) == ("now", "Now")
    elif seconds < 60:
        assert seconds <= int(written.split()[0]) < seconds + 10


@given(st.floats(-30, 60))
def test_at_every_moment_there_is_something_to_do_in_the_order_of_the_trip(minute):
    order = ("leave", "go", "board", "alight", "arrived")
    now, later = stand(a_trip(), minutes(minute)), stand(a_trip(), minutes(minute + 1))
    assert now.kind in order
    assert (now.leg, order.index(now.kind)) <= (later.leg, order.index(later.kind)) or later.leg > now.leg
    assert now.kind == "arrived" or now.at > minutes(minute)


def test_what_the_city_says_moves_the_times():
    trip, saying = hear(TRIP, told(delay_min=5))
    assert saying is None
    state = at(6, trip)
    assert (state.countdown, state.ride.at.time, state.ride.at.struck) == ("6 min", "08:59", "08:54")
    assert state.arrive.time == "09:18"
    assert (state.arrive.struck, state.arrive.tone) == ("09:13", "warn")
    assert state.live.seen_at == START - timedelta(seconds=20)
    between = trip.now.legs[1].intermediate_stops[0]
    assert between.arrive_at == minutes(15)


def test_what_the_city_no_longer_vouches_for_falls_back_to_the_timetable():
    trip, _ = hear(TRIP, told(delay_min=5))
    state = at(12, trip)
    assert (state.ride.at.time, state.ride.at.tone, state.live.seen_at) == ("09:05", "", None)
    assert state.arrive.struck == ""


def test_a_shared_bike_ahead_has_as_many_places_as_there_are_now():
    trip = Trip(lively(a_trip(), START, timedelta()), ASK)
    now = told()
    legs = (*now.legs[:2], msgspec.structs.replace(now.legs[2], live=source(START, 5), vehicles=2, docks=0))
    rental = as_expected(trip.itinerary, msgspec.structs.replace(now, legs=legs)).legs[2].rental
    assert (rental.pick_up.vehicles, rental.drop_off.docks, rental.source.age_s) == (2, 0, 5)
    untold = as_expected(trip.itinerary, now).legs[2].rental
    assert untold == trip.itinerary.legs[2].rental


def test_words_about_another_trip_change_nothing():
    other = msgspec.structs.replace(told(5), legs=())
    assert as_expected(a_trip(), other) is not None
    assert as_expected(a_trip(), other) == a_trip()
    assert as_expected(a_trip(), None) == a_trip()


def test_the_clock_does_not_put_a_traveller_behind_where_they_were_seen():
    assert stand(a_trip(), minutes(2)).kind == "go"
    assert stand(a_trip(), minutes(8), told(leg=2, located=True)).leg == 2
    assert stand(a_trip(), minutes(8), told(leg=2, located=False)).leg == 1


def test_a_ride_that_leaves_before_one_is_there_says_so():
    walk, tram, rest = a_trip().legs
    early = msgspec.structs.replace(a_trip(), legs=(walk, msgspec.structs.replace(tram, depart_at=minutes(3)), rest))
    assert spare(early, 1) == timedelta(minutes=-2)
    assert at(1, Trip(early, ASK)).ride.detail == "It leaves before you are there"
    assert at(1, Trip(msgspec.structs.replace(early, legs=(tram, rest)), ASK)).ride.detail == ""


def test_staying_seated_is_said():
    walk, tram, rest = a_trip().legs
    on = msgspec.structs.replace(tram, depart_at=minutes(18), arrive_at=minutes(22), stay_seated=True, headsign="Port")
    trip = Trip(msgspec.structs.replace(a_trip(), legs=(walk, tram, on, rest)), ASK)
    assert at(10, trip).action == "Stay seated in Tram 4 to Port"
    assert at(20, trip).action == "Get off at Bridge"
    assert next_ride(trip.itinerary, stand(trip.itinerary, minutes(10))) == 1


# What broke


@pytest.mark.parametrize(
    ("code", "leg", "title"),
    [
        (BreakCode.TRIP_CANCELLED, 1, "Tram 4 is cancelled."),
        (BreakCode.STOP_SKIPPED, 1, "Tram 4 does not stop where you get on or off."),
        (BreakCode.CHANGE_MISSED, 1, "You will not reach Tram 4 at Market."),
        (BreakCode.NO_VEHICLE, 2, "Nothing is left to take at Bridge."),
        (BreakCode.NO_DOCK, 1, "No place is free at Bridge."),
        (BreakCode.STREET_CLOSED, 0, "A street on your way is closed."),
        (BreakCode.LIFT_OUT, 0, "A lift on your way does not run."),
        (BreakCode.LIFT_OUT, 7, "It broke."),
    ],
)
def test_every_break_has_words_of_the_person(code, leg, title):
    trip, saying = hear(TRIP, a_break(a_trip(), code, other=a_trip(), leg=leg))
    assert at(2, trip).broken.title == title
    assert saying.title == title
    assert saying.spoken == f"{title} Another way arrives 9 13. Button: Take the other way"
    assert (saying.urgent, saying.notice, saying.text) == (True, True, "Another way arrives 09:13.")


@pytest.mark.parametrize(
    ("advice", "other", "detail", "action"),
    [
        (Advice.TAKE, True, "Another way arrives 09:13.", "Take the other way"),
        (Advice.WAIT, True, "The next one arrives 09:13.", "Take the next one"),
        (Advice.KEEP, False, "Going on as planned is still the best way.", ""),
        (Advice.NONE, False, "There is no other way now. We keep looking.", ""),
        (Advice.TAKE, False, "There is no other way now. We keep looking.", ""),
    ],
)
def test_one_button_where_there_is_something_to_take(advice, other, detail, action):
    trip, _ = hear(TRIP, a_break(a_trip(), advice=advice, other=a_trip() if other else None))
    card = at(2, trip).broken
    assert (card.detail, card.action) == (detail, action)


def test_a_break_is_said_once_and_again_when_the_advice_is_another():
    broken = a_break(a_trip(), other=a_trip())
    trip, first = hear(TRIP, broken)
    trip, again = hear(trip, broken)
    trip, with_state = hear(trip, told(broken=broken))
    trip, other = hear(trip, a_break(a_trip(), advice=Advice.KEEP))
    assert [saying is not None for saying in (first, again, with_state, other)] == [True, False, False, True]


def test_a_stream_that_begins_with_a_broken_state_is_told_at_once_and_only_once():
    broken = a_break(a_trip(), other=a_trip())
    trip, first = hear(TRIP, told(broken=broken))
    trip, second = hear(trip, broken)
    assert first.urgent
    assert second is None


def test_a_cancelled_ride_is_crossed_out():
    trip, _ = hear(TRIP, a_break(a_trip(), other=a_trip()))
    ride = at(2, trip).ride
    assert (ride.at.time, ride.at.struck, ride.at.words) == ("", "08:54", "Cancelled")
    assert "cancelled" in ride.spoken


def test_mended_takes_the_card_away_and_says_so():
    trip, _ = hear(TRIP, a_break(a_trip(), other=a_trip()))
    still, nothing = hear(trip, TripMended("another", 1, ""))
    assert (still.broken, nothing) == (trip.broken, None)
    mended, saying = hear(trip, TripMended("b1", 1, ""))
    assert (mended.broken, saying.spoken, saying.urgent) == (None, "Your trip holds again as planned.", False)
    gone, nothing = hear(trip, told())
    assert (gone.broken, nothing) == (None, None)
    assert hear(trip, TripEnded(EndReason.ARRIVED)) == (trip, None)


# What is said when


def test_a_change_of_what_to_do_is_said_and_getting_off_cuts_in():
    assert turn_saying(None, at(-1)) is None
    assert turn_saying(at(1), at(2)) is None
    leave = turn_saying(at(-1), at(0))
    assert (leave.title, leave.urgent, leave.notice) == ("Walk to Market", False, True)
    boarded = turn_saying(at(6), at(8))
    assert (boarded.title, boarded.urgent, boarded.notice) == ("Get off at Bridge", False, False)
    off = turn_saying(at(16), at(17.5))
    assert (off.spoken.split(".")[0], off.urgent, off.notice) == ("In 30 seconds: Get off at Bridge", True, True)


# Other ways


def test_other_ways_begin_where_the_traveller_is_or_can_be_next():
    trip = a_trip()

    def begin(minute):
        return where_next(trip, stand(trip, minutes(minute)), minutes(minute))

    assert begin(2) == (Spot("", 49.41, 8.69), minutes(2))
    assert begin(6) == (Spot("Market", 49.411, 8.691), minutes(6))
    assert begin(8) == (Spot("Old Town", 49.415, 8.695), minutes(10))
    assert begin(12) == (Spot("Bridge", 49.42, 8.7), minutes(18))
    assert begin(30)[0] == Spot("", 49.421, 8.701)
    nowhere = msgspec.structs.replace(trip.legs[1].intermediate_stops[0], lat=None, lon=None)
    unknown = msgspec.structs.replace(trip.legs[1], intermediate_stops=(nowhere,))
    trip = msgspec.structs.replace(trip, legs=(trip.legs[0], unknown, trip.legs[2]))
    assert begin(8)[0].name == "Bridge"


def test_planned_arrival_is_that_of_the_timetable():
    assert planned_arrival(a_trip()) == minutes(26)
    late = lively(a_trip(), START)
    assert planned_arrival(late) == minutes(26) - timedelta(minutes=4)
    assert share_done(msgspec.structs.replace(a_trip(), arrive_at=START), START) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_can_be_heard_in_each_language(language):
    use(language)
    for trip in (TRIP, replace(TRIP, told=told(3)), hear(TRIP, a_break(a_trip(), other=a_trip()))[0]):
        for minute in (-10, 2, 6, 10, 17.5, 20, 30):
            words = describe(at(minute, trip))
            assert all(said.strip() and "{" not in said for said in words)
