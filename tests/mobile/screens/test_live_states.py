"""Screens with live facts: what is expected, what it was to be, what is cancelled, what a shared vehicle needs, what operators say."""
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from backend.contract.live import AlertSeverity, RentalPlace
from backend.contract.stops import Departure, NearbyDeparture, NextDeparture, Stop
from backend.contract.transit import Route, TransitMode
from backend.contract.trips import HindranceCode, LegMode, PlanResponse, TripMode
from mobile.asking import Ask, Spot
from mobile.client import Client
from mobile.i18n import LANGUAGES, use
from mobile.live import Liveness
from mobile.screens.home import state as home
from mobile.screens.itinerary import state as itinerary
from mobile.screens.itinerary.rental import left_fact, rental_facts, safe, taken_fact
from mobile.screens.results import state as results
from mobile.screens.results.left_out import bar_of
from mobile.screens.stop import state as stop
from mobile.store.needs import Needs
from mobile.words import TRIP_MODES
from tests.mobile.lively import a_rental, alerts, left_out, lively, ridden, source
from tests.mobile.share.trip import START, a_trip, minutes
from tests.mobile.test_client import answering

TRAM = Route("r4", "4", "", None, None, 0, TransitMode.TRAM, "City Trams")
NAMES = ("Home", "Work")


def shown(trip, now=START, told=()):
    return itinerary.state_of(trip, NAMES, "walk", "metric", now, told)


def cards(*trips, told=(), now=START):
    return results.arranged(results.ResultsState(alerts=told), trips, Needs(), "metric", now).results


# Results


def test_a_card_shows_when_its_first_ride_leaves_now_and_was_to_leave():
    (card,) = cards(lively(a_trip(), START), told=alerts(START))
    (late,) = card.runs
    assert (late.struck, late.text, late.tone) == ("08:54", "08:58 · 4 min late", "warn")
    assert card.live == Liveness(START - timedelta(seconds=45), whole=True)
    assert (card.facts[0].text, card.facts[0].tone) == ("1 notice", "warn")
    assert "Tram 4: 4 minutes late. 1 notice. No change." in card.spoken
    assert card.spoken.endswith("on foot. Live")


def test_a_card_by_timetable_is_never_called_live():
    (card,) = cards(a_trip())
    assert (card.runs, card.live) == ((), Liveness(None, whole=False))
    assert card.spoken.endswith("Timetable, not live")
    assert "On time" not in card.spoken


def test_a_card_that_is_live_in_part_says_so():
    trip = a_trip()
    walk, tram, rest = trip.legs
    more = msgspec.structs.replace(tram, trip_id="t2")
    (card,) = cards(msgspec.structs.replace(trip, legs=(walk, ridden(tram, timedelta(), START), more, rest)))
    assert card.live.whole is False
    assert card.runs[0].text == "08:54 · On time"
    assert card.spoken.endswith("Partly live")


def test_a_way_with_a_shared_vehicle_alone_is_named_after_it_and_as_live_as_its_source():
    trip = a_trip()
    ride = msgspec.structs.replace(trip.legs[0], mode=LegMode.SCOOTER, rental=a_rental(START))
    walk = msgspec.structs.replace(trip.legs[2], distance_m=5000)
    by_scooter = msgspec.structs.replace(trip, legs=(ride, walk))
    slower = msgspec.structs.replace(trip, legs=(walk,), duration_s=1, walk_m=1, co2_g=1)
    both = cards(by_scooter, slower)
    card = next(card for card in both if card.itinerary == by_scooter)
    assert card.reason == "Scooter"
    assert "Scooter 5 minutes" in card.spoken
    assert card.live.seen_at == START - timedelta(seconds=45)
    assert card.parts[0].mode == "SCOOTER"
    assert next(card for card in both if card.itinerary == slower).live is None


@pytest.mark.parametrize(
    ("code", "short", "full"),
    [
        (HindranceCode.CLOSED, "street closed", "Closed: Mill Lane"),
        (HindranceCode.OBSTACLE, "something is in the way", "People report that something is in the way, and others confirm it."),
        (HindranceCode.CANCELLED, "Tram 4 cancelled", "Tram 4 is cancelled."),
        (HindranceCode.STOP_SKIPPED, "Tram 4 does not stop", "Tram 4 does not stop at Mill Lane."),
        (HindranceCode.NO_VEHICLE, "nothing to take", "Nothing is left to take at Mill Lane."),
        (HindranceCode.NO_DOCK, "no free place", "No place is free at Mill Lane."),
        (HindranceCode.CAR_PARK_FULL, "car park full", "The car park Mill Lane is full or closed."),
    ],
)
def test_the_faster_way_that_is_left_out_is_admitted_with_its_reasons(code, short, full):
    bar = bar_of((left_out(a_trip(), code, HindranceCode.CLOSED),))
    assert bar.text == f"A way of 26 min is left out: {short}"
    assert bar.spoken == f"A way of 26 minutes is left out: {short}"
    assert [words for _, words in bar.reasons] == [full, "Closed: Mill Lane"]
    assert bar.way == "08:47 – 09:13, Walk, Tram 4, Walk"
    assert bar.gain == "Without this it would save 5 min."
    told = results.describe(results.ResultsState("ready", cards(a_trip()), left_out=bar))
    assert told[-1] == bar.spoken


def test_nothing_is_admitted_where_nothing_is_left_out():
    assert bar_of(()) is None
    assert bar_of((left_out(a_trip()),)) is None
    nameless = bar_of((left_out(a_trip(), HindranceCode.CLOSED, about=""),))
    assert nameless.reasons[0][1] == "As the city says it."


async def test_live_ways_are_asked_for_anew_and_grow_old_without_an_answer(monkeypatch):
    monkeypatch.setattr(results, "REFRESH_S", 0.01)
    ask = Ask(Spot("Home", 49.41, 8.69), Spot("Work", 49.421, 8.701))
    fresh = lively(a_trip(), minutes(1), timedelta(minutes=6))
    answer = PlanResponse((fresh,), (), minutes(1), "v", alerts(START), (left_out(a_trip(), HindranceCode.CLOSED),))
    with answering(200, msgspec.json.encode(answer)) as address:
        client = Client(address)
        begin = replace(results.ResultsState(), phase="ready", results=cards(lively(a_trip(), START)))
        states = results.keep_current(begin, ask, Needs(), client, "metric", lambda: minutes(1))
        newer = await anext(states)
        await client.close()
    assert newer.results[0].runs[0].text == "09:00 · 6 min late"
    assert newer.results[0].live.seen_at == minutes(1) - timedelta(seconds=45)
    assert newer.alerts == alerts(START)
    assert newer.left_out.text.endswith("street closed")
    gone = Client("http://127.0.0.1:9")
    for now, runs in ((minutes(3), 1), (minutes(30), 0)):
        state = await anext(results.keep_current(newer, ask, Needs(), gone, "metric", lambda now=now: now))
        assert len(state.results[0].runs) == runs
    await gone.close()


async def test_ways_by_timetable_are_not_asked_for_again():
    begin = replace(results.ResultsState(), phase="ready", results=cards(a_trip()))
    states = results.keep_current(begin, Ask(), Needs(), None, "metric", lambda: START)
    assert [state async for state in states] == []


# Itinerary


def test_places_and_legs_say_expected_and_scheduled_times():
    lines = shown(lively(a_trip(), START)).lines
    start, walk, market, tram, bridge, bike, end = lines
    assert (market.at.time, market.at.struck, market.at.tone) == ("08:58", "08:54", "warn")
    assert market.spoken == "8 58 at Market, 4 minutes late"
    assert tram.status == ("4 min late", "warn")
    assert tram.spoken.endswith("11 minutes. 4 minutes late")
    assert bridge.spoken == "Get off at Bridge, 9 oh 9, 4 minutes late"
    assert (start.at.tone, walk.status, end.at.tone) == ("", ("", ""), "")
    assert bike.mode == "SHARED_BIKE"


def test_on_time_is_green_and_by_timetable_has_no_colour():
    on_time = shown(lively(a_trip(), START, timedelta())).lines[3]
    assert on_time.status == ("On time", "ok")
    assert shown(a_trip()).lines[3].status == ("Timetable, not live", "quiet")
    assert shown(a_trip()).live.seen_at is None


def test_the_legs_of_a_trip_kept_for_hours_are_those_of_the_timetable():
    later = shown(lively(a_trip(), START), START + timedelta(hours=5))
    assert later.lines[3].status == ("Timetable, not live", "quiet")
    assert later.lines[2].at.time == "08:54"
    assert itinerary.describe(later, START + timedelta(hours=5))[1] == "Timetable, not live"


def test_messages_of_operators_about_this_trip_only_the_worst_first():
    trip = a_trip()
    tram = ridden(trip.legs[1], timedelta(), START, alert_ids=("works", "detour"))
    trip = msgspec.structs.replace(trip, legs=(trip.legs[0], tram, trip.legs[2]))
    detour, works = shown(trip, told=alerts(START)).notices
    assert (detour.header, detour.tone, detour.url) == ("Line 4 is diverted", "warn", "https://trams.example/detour")
    assert detour.spoken == "Notice: Line 4 is diverted. Until Friday it does not serve Old Town"
    assert (works.header, works.tone, works.url) == ("Works at night", "info", "")
    assert shown(a_trip(), told=alerts(START)).notices == ()
    nameless = msgspec.structs.replace(alerts(START)[0], header="", description="All of it", severity=AlertSeverity.SEVERE)
    (told,) = shown(trip, told=(nameless,)).notices
    assert (told.header, told.detail, told.tone) == ("All of it", "", "error")


@pytest.mark.parametrize(
    ("address", "opens"),
    [
        ("https://bikes.example/book?id=7", True), ("http://bikes.example", False), ("javascript:alert(1)", False), ("file:///etc/passwd", False),
        ("https://", False), ("https://bank.example@evil.example", False), ("https://[broken", False), ("", False), ("bikes://book", False),
    ],
)  # fmt: skip
def test_only_pages_that_nobody_can_read_along_are_offered(address, opens):
    assert safe(address) is opens
    bike = shown(lively(a_trip(), START, book_url=address)).lines[5]
    assert (bike.link is not None) is opens


def test_a_shared_bike_says_where_it_stands_how_many_there_are_and_what_it_costs():
    bike = shown(lively(a_trip(), START)).lines[5]
    taken, left, price = bike.facts
    assert (taken.text, taken.tone) == ("Take it at Market · 4 there", "ok")
    assert (left.text, left.tone) == ("Leave it at Harbour · 1 free place", "warn")
    assert (price.text, price.spoken) == ("About €1.80, estimated · Day plan", "About 1 euro 80, estimated")
    assert bike.detail == "City Bikes · Cargo bike · electric"
    assert bike.link == ("Open City Bikes to book", "https://bikes.example/book")
    told = itinerary.describe(shown(lively(a_trip(), START)), START)
    assert "Take it at Market, 4 there" in told
    assert "Leave it at Harbour, 1 free place" in told


def test_what_is_not_told_about_a_shared_vehicle_is_not_made_up():
    free = RentalPlace("", None, 1, None)
    assert taken_fact(free, "bike").text == "Take it in the street"
    assert taken_fact(RentalPlace("Market", "s1", None, None), "bike").text == "Take it at Market"
    assert taken_fact(RentalPlace("Market", "s1", 0, None), "bike").tone == "error"
    assert left_fact(None).text == "Leave it in the street, where one may park"
    assert left_fact(RentalPlace("Harbour", "s2", None, None)).text == "Leave it at Harbour"
    trip = lively(a_trip(), START, price=None, electric=False, vehicle_name="")
    assert len(rental_facts(trip.legs[-1])) == 2
    assert shown(trip).lines[5].detail == "City Bikes"


# Departures


def leaving(in_min: float, late_min: float | None = None, cancelled: bool = False) -> NextDeparture:
    at = minutes(in_min)
    live = None if late_min is None else source(START)
    return NextDeparture(at, "s", "B", "t", START.date(), True, at - timedelta(minutes=late_min or 0), live, cancelled)


def near(*departures) -> NearbyDeparture:
    return NearbyDeparture(Stop("s", "Market", 1, 2), 200, 240, TRAM, "North", departures)


@pytest.mark.parametrize(
    ("departures", "minutes_shown", "tone", "status", "heard"),
    [
        ([leaving(6, 0), leaving(16)], "6", "ok", "", "Then 16. Live"),
        ([leaving(6, 3), leaving(16)], "6", "warn", "3 min late", "3 minutes late. Then 16. Live"),
        ([leaving(6), leaving(16, 0)], "6", "", "", "Then 16. Timetable, not live"),
        ([leaving(6, 0, True), leaving(16, 0)], "16", "ok", "08:53 is cancelled", "The one at 8 53 is cancelled. Live"),
        ([leaving(6, 0, True)], "6", "", "Cancelled", "It is cancelled."),
    ],
)
def test_what_leaves_near(departures, minutes_shown, tone, status, heard):
    row = home.row_of(near(*departures), START, "walk")
    assert (row.minutes, row.tone, row.status[0]) == (minutes_shown, tone, status)
    assert row.spoken.endswith(heard)


def test_the_heading_of_home_is_as_live_as_what_leaves_first():
    state = replace(home.HomeState("ready", "Market"), rows=(home.row_of(near(leaving(6, 0)), START, "walk"),), live=Liveness(START, whole=True))
    assert home.describe(state, START + timedelta(seconds=12))[:2] == ["Leaving near you", "Live, 12 seconds ago"]


def departure(late_min: float | None = None, in_min: float = 6, cancelled: bool = False) -> Departure:
    at = minutes(in_min)
    live = None if late_min is None else source(START)
    return Departure(at, "s", "", TRAM, "North", "t", START.date(), True, at - timedelta(minutes=late_min or 0), live, cancelled)


def test_a_departure_of_a_stop_late_cancelled_and_by_timetable():
    late = stop.row_of(departure(12), START)
    assert (late.at.time, late.at.struck, late.at.tone, late.minutes) == ("08:53", "08:41", "error", "6 min")
    assert late.spoken == "Tram 4 to North, in 6 minutes, 12 minutes late, Live"
    gone = stop.row_of(departure(0, cancelled=True), START)
    assert (gone.at.time, gone.at.struck, gone.at.tone, gone.minutes) == ("", "08:53", "error", "")
    assert gone.spoken == "Tram 4 to North, 8 53, cancelled"
    planned = stop.row_of(departure(), START)
    assert (planned.at.tone, planned.spoken) == ("", "Tram 4 to North, in 6 minutes, Timetable, not live")
    hours = stop.row_of(departure(0, 90), START)
    assert (hours.minutes, hours.spoken) == ("", "Tram 4 to North, 10 17, On time, Live")


# Words


def test_every_way_of_travelling_can_be_chosen():
    assert set(TRIP_MODES) == set(TripMode)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_can_be_heard_in_each_language(language):
    use(language)
    trip = lively(a_trip(), START)
    told = itinerary.describe(shown(trip, told=alerts(START)), START) + results.describe(results.ResultsState("ready", cards(trip)))
    told += [home.row_of(near(leaving(6, 3, True), leaving(9, 3)), START, "walk").spoken, stop.row_of(departure(3), START).spoken]
    assert all(words.strip() and "{" not in words for words in told)
