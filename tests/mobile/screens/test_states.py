"""The states of the screens, asked of the real backend: from loading to an answer, and what is told when there is none."""
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from backend.contract.trips import Comparison, Label, TripMode
from mobile.asking import Ask, Spot, When, WhenKind
from mobile.client import Client
from mobile.i18n import LANGUAGES, spoken, use
from mobile.screens.around import state as around
from mobile.screens.home import state as home
from mobile.screens.itinerary import state as itinerary
from mobile.screens.results import state as results
from mobile.screens.results.reasons import beside_shortest, compared, sorts_for, why_words
from mobile.screens.search import state as search
from mobile.screens.stop import state as stop
from mobile.store.needs import Needs
from mobile.store.places import SavedPlace
from tests.mobile.share.trip import START, a_trip
from tests.mobile.tour import STATION, UNIVERSITY

SEA = Spot("Sea", 0, 0)
ANY = Needs(modes=(TripMode.WALK, TripMode.TRANSIT, TripMode.BIKE))


@pytest.fixture
async def morning(client):
    """Tomorrow at about eight, in the city."""
    now = (await client.departures_near(STATION.lat, STATION.lon)).as_of
    return now.replace(hour=8, minute=5, second=0, microsecond=0) + timedelta(days=1)


async def last(states):
    found = [state async for state in states]
    return found[0], found[-1]


def ask_at(morning, destination=UNIVERSITY, origin=STATION) -> Ask:
    return Ask(origin, destination, When(WhenKind.DEPART, morning))


async def test_ways_in_the_order_of_the_person_each_with_a_reason(client, morning):
    first, found = await last(results.look_for_ways(results.ResultsState(), ask_at(morning), ANY, client, "metric", lambda: morning))
    assert (first.phase, found.phase) == ("loading", "ready")
    trips = [result.itinerary for result in found.results]
    assert 2 <= len(trips) <= 5
    assert found.results[0].best
    for sort, (key, word) in results.SORTS.items():
        ordered = results.arranged(replace(found, sort=sort), trips, ANY, "metric", morning)
        assert [key(result.itinerary) for result in ordered.results] == sorted(key(trip) for trip in trips)
        assert ordered.results[0].reason == word()
        named = [result.reason for result in ordered.results if result.reason in {words() for _, words in results.SORTS.values()}]
        assert len(named) == len(set(named))
        for result in ordered.results:
            assert all(0 <= part.start_s <= part.end_s <= found.span_s for part in result.parts)
            assert result.spoken.startswith(f"{ordered.results.index(result) + 1} of {len(trips)}, ")


def test_each_way_says_in_numbers_what_it_is_beside_the_first():
    trip = a_trip()
    other = msgspec.structs.replace(trip, duration_s=trip.duration_s + 240, walk_m=trip.walk_m - 300, transfers=trip.transfers + 1)
    assert compared(trip, trip, "walk", "metric") == ""
    assert compared(other, trip, "walk", "metric") == "4 min longer, 300 m less on foot, 1 change more"
    assert compared(trip, other, "roll", "metric", spoken=True) == "4 minutes shorter, 300 metres more rolling, 1 change less"
    assert compared(msgspec.structs.replace(trip, duration_s=trip.duration_s + 30, walk_m=trip.walk_m + 20), trip, "walk", "metric") == ""
    state = results.arranged(results.ResultsState(sort="changes"), (other, trip), ANY, "metric", trip.depart_at)
    assert [result.beside for result in state.results] == ["", "4 min longer, 300 m less on foot, 1 change more"]
    assert ": 4 minutes longer, 300 metres less on foot, 1 change more. " in state.results[1].spoken


SAFER = Comparison(120, 95, 2, 1, 3, 0, 80, 40, 150)


def on_foot(*labels: Label, comparison: Comparison | None = None, **values):
    trip = a_trip()
    walk = msgspec.structs.replace(trip.legs[0], distance_m=values.get("walk_m", trip.walk_m))
    return msgspec.structs.replace(trip, legs=(walk,), transfers=0, labels=labels, comparison=comparison, **values)


def test_the_safest_and_the_shortest_way_say_so_and_what_that_costs_and_spares():
    shortest = on_foot(Label.SHORTEST, comparison=Comparison(0, 0, 0, 4, 0, 80, 0, 190, 0), duration_s=600, walk_m=700)
    safest = on_foot(Label.RECOMMENDED, Label.SAFEST, comparison=SAFER, duration_s=695, walk_m=820)
    state = results.arranged(results.ResultsState(), (shortest, safest), ANY, "metric", shortest.depart_at)
    assert [result.reason for result in state.results] == ["Best for you", "Shortest"]
    beside = "120 m longer than the shortest, 2 crossings with signals, 3 fewer without, 80 m less without a pavement"
    assert [result.beside for result in state.results] == [beside, "2 min shorter, 120 m less on foot"]
    assert "best for you: 120 metres longer than the shortest" in state.results[0].spoken.casefold()
    assert why_words(safest, "metric") == (
        "Best for you, safest", "120 m longer than the shortest", "2 crossings with signals, 3 fewer without", "80 m less without a pavement",
        "150 m less in the dark",
    )  # fmt: skip
    assert why_words(a_trip(), "metric") == ()
    tags = [words for _, words, _ in itinerary.tags_of(safest, "walk", "metric")]
    assert tags[:2] == ["Best for you, safest", "120 m longer than the shortest"]
    for sort, first in (("shortest", shortest), ("safest", safest), ("best", safest)):
        assert results.arranged(replace(state, sort=sort), (shortest, safest), ANY, "metric", first.depart_at).results[0].itinerary == first


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sign", [1, -1])
def test_every_comparison_has_words_in_each_language(language, sign):
    use(language)
    told = Comparison(120, 95, 0, 3, 2 * sign, 0, 80 * sign, None, 150.0 * sign)
    words = beside_shortest(told, "metric")
    use("en")
    assert len(words) == 4 == len(set(words))
    assert beside_shortest(Comparison(0, 0, 0, 0, 0, 0, 0), "metric") == ()


def test_orders_that_mean_nothing_for_these_ways_are_not_offered():
    assert "safest" not in sorts_for([a_trip()], "best")
    assert "safest" in sorts_for([a_trip()], "safest")
    assert {"shortest", "safest"} <= set(sorts_for([on_foot(Label.SHORTEST), on_foot(Label.SAFEST)], "best"))


async def test_a_card_tells_when_else_its_lines_leave(client, morning):
    _, found = await last(results.look_for_ways(results.ResultsState(), ask_at(morning), ANY, client, "metric", lambda: morning))
    ridden = next(result for result in found.results if result.itinerary.other_departures_at)
    others = ridden.itinerary.other_departures_at
    assert all(ridden.itinerary.depart_at < at <= morning + timedelta(hours=1, minutes=1) for at in others)
    assert list(others) == sorted(set(others))
    assert ridden.footer.endswith(f"also {', '.join(f'{at:%H:%M}' for at in others)}")
    assert f"Also at {spoken.clock(others[0])}" in ridden.spoken
    walked = next(result for result in found.results if not result.live)
    assert not walked.itinerary.other_departures_at
    assert "also" not in walked.footer


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_whole_of_each_screen_can_be_heard_in_each_language(client, morning, language):
    use(language)
    _, found = await last(results.look_for_ways(results.ResultsState(), ask_at(morning), ANY, client, "metric", lambda: morning))
    told = results.describe(found)
    assert len(told) == len(found.results) + 1
    for result in found.results:
        shown = itinerary.state_of(result.itinerary, (STATION.name, UNIVERSITY.name), "walk", "metric", morning)
        told += itinerary.describe(shown, morning)
        assert len([line for line in shown.lines if isinstance(line, itinerary.LegLine)]) == len(result.itinerary.legs)
    assert all(words.strip() and "{" not in words for words in told)


async def test_reasons_why_there_is_no_way_in_words(client, morning):
    _, found = await last(results.look_for_ways(results.ResultsState(), ask_at(morning), Needs(max_walk_m=0), client, "metric", lambda: morning))
    assert found.phase == "none"
    assert found.sentence == "There is no way within your limits at this time. Allow more walking or another time."
    _, found = await last(results.look_for_ways(results.ResultsState(), ask_at(morning, SEA), ANY, client, "metric", lambda: morning))
    assert (found.phase, found.sentence) == ("trouble", "This place is outside the city. Choose one on the map.")
    far = ask_at(morning + timedelta(days=4000))
    _, found = await last(results.look_for_ways(results.ResultsState(), far, ANY, client, "metric", lambda: morning))
    assert "timetable does not reach this day" in found.notice + found.sentence


async def test_an_itinerary_tells_each_leg_and_place_in_order():
    shown = itinerary.state_of(a_trip(), ("Home", "Work"), "walk", "metric", START)
    assert (shown.total, shown.span) == ("26 min", "08:47 – 09:13")
    assert itinerary.describe(shown, START) == [
        "26 minutes, 8 47 to 9 13",
        "Timetable, not live", "No change", "850 m on foot", "6 m up", "0.2 kg CO₂",
        "Start 8 47, Home",
        "Step 1 of 3. Walk 300 metres, 5 minutes",
        "8 54 at Market",
        "Step 2 of 3. Tram 4 to East, Depot; Hall, 2 stops, 11 minutes. Timetable, not live",
        "Get off at Bridge, 9 oh 5",
        "Step 3 of 3. Walk 550 metres, 8 minutes",
        "Arrive 9 13, Work",
    ]  # fmt: skip
    first, ride = shown.lines[1], shown.lines[3]
    assert first.inner_spoken == ("Start north-east on Mill Lane, 120 metres", "Left into High Street, 180 metres")
    assert ride.inner == (("circle-small", "Old Town", "08:57"),)
    rolling = itinerary.state_of(a_trip(), ("", "Work"), "roll", "imperial", START)
    assert rolling.lines[1].title == "Roll 980 ft · 5 min"


async def test_search_as_you_type(client):
    first, found = await last(search.search(search.SearchState(), "main sta", client, STATION))
    assert (first.phase, found.phase) == ("looking", "found")
    assert found.found[0].title == "Main Station"
    assert "metres away" in found.found[0].spoken
    _, none = await last(search.search(found, "xqzvkw", client, STATION))
    assert (none.phase, none.found) == ("none", ())
    assert "Nothing is called “xqzvkw” here" in none.sentence
    _, own = await last(search.search(found, " m ", client, STATION))
    assert (own.phase, own.found) == ("own", ())


async def test_what_leaves_near_and_stops_near(client, morning):
    states = home.watch_leaving(home.HomeState(), STATION, client, lambda: morning)
    assert (await anext(states)).phase == "loading"
    ready = await anext(states)
    assert ready.phase == "ready"
    assert 0 < len(ready.rows) <= home.SHOWN
    assert all(row.spoken.endswith("Timetable, not live") for row in ready.rows)
    _, near = await last(around.look_around(around.AroundState(), STATION, client, 800, "metric", rolls=False))
    assert near.phase == "ready"
    assert near.stops[0].name == "Main Station"
    assert "on foot" in near.stops[0].spoken
    _, far = await last(around.look_around(near, SEA, client, 800, "metric", rolls=False))
    assert (far.phase, far.stops) == ("none", ())
    departures = stop.watch_stop(stop.StopState(), near.stops[0].stop_id, client, lambda: morning)
    assert (await anext(departures)).phase == "loading"
    shown = await anext(departures)
    assert shown.phase == "ready"
    assert len(stop.describe(shown)) == 1 + len(shown.rows)


async def test_minutes_to_saved_places_and_the_name_of_a_point(client):
    places = [SavedPlace("home", "Home", UNIVERSITY.lat, UNIVERSITY.lon)]
    found = [entry async for entry in home.measure_saved(STATION, places, client, Needs(modes=(TripMode.BIKE,)))]
    assert found[0][0] == "home"
    assert 60 < found[0][1] < 3600
    assert (await home.name_of(STATION.lat, STATION.lon, client)).name


async def test_without_network_each_screen_says_so(backend):
    client = Client("http://127.0.0.1:9")
    _, ways = await last(results.look_for_ways(results.ResultsState(), Ask(STATION, UNIVERSITY), ANY, client, "metric", lambda: START))
    _, places = await last(search.search(search.SearchState(), "station", client, None))
    _, stops = await last(around.look_around(around.AroundState(), STATION, client, 800, "metric", rolls=True))
    leaving = await home.ask_leaving(home.HomeState(), STATION, client, None, "walk", 800)
    for state in (ways, places, stops, leaving):
        assert state.phase == "offline"
        assert state.sentence == "No connection to the city. Saved trips and the map you have seen still work."
    assert (await home.name_of(1, 2, client)).name == "Point on the map"
    await client.close()
