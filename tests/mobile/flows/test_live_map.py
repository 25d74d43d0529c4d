"""What is live over the map of the first page: seen, tapped, heard as a list, switched off, and gone when it is too old."""
import asyncio
from datetime import timedelta

import pytest
from kivy.core.window import Window

from backend.contract.around import LiveAreaResponse, LiveLayer
from backend.contract.requests import NewRequest, RequestPlace
from mobile.screens.live.state import SETTINGS
from tests.mobile.driver import using
from tests.mobile.living import LAT, LON, a_station, a_town, an_obstacle, city_that_lives
from tests.mobile.looking import problems
from tests.mobile.requests.told import a_request

HERE, ELSEWHERE = (LAT, LON), (LAT + 0.015, LON)


@pytest.fixture(scope="module")
def city(backend):
    with city_that_lives(backend=backend.address) as city:
        yield city


@pytest.fixture(autouse=True)
def _as_at_first(city):
    city.town, city.status = a_town, 200
    city.asked.clear()


async def live(person, count: int = 1):
    await person.until(lambda: person.page.live_count >= count, "what is live")
    await person.frames(4)


def mark(person, key: str):
    return next(mark for mark in person.page.ids.map.marks.live.marks if mark.key.startswith(key))


async def tap_mark(person, key: str) -> None:
    """A finger on the middle of a mark, where the map shows it."""
    found = mark(person, key)
    await person.tap_at(*person.page.ids.map.to_window_xy(found.lat, found.lon))


async def test_a_tap_on_a_station_says_what_is_there_and_goes_there(tmp_path, city):
    async with using(tmp_path, city.address, HERE) as person:
        await live(person)
        await tap_mark(person, "station/city-bikes/s1")
        await person.see("Market 1", "heading")
        assert [person.find(words, "text") is not None for words in ("6 bikes", "4 free places", "City Bikes says so", "Live, ")] == [True] * 4
        await person.hear("Market 1, 6 bikes")
        await person.tap("Go there")
        await person.see("To Market 1")
        assert (person.session.ask.destination.lat, person.app.router.sheet()) == (a_station(1).lat, None)


async def test_one_cannot_go_to_a_tram_that_is_under_way(tmp_path, city):
    async with using(tmp_path, city.address, HERE) as person:
        await live(person)
        await tap_mark(person, "vehicle/city-live/t401")
        await person.see("Tram 4", "heading")
        assert person.find("3 minutes late", "text")
        assert person.find("Go there") is None
        await person.press("escape")
        await person.until(lambda: person.app.router.sheet() is None, "back on the map")


@pytest.mark.parametrize(("answer", "there"), [("Yes, still there", True), ("No, it is gone", False)])
async def test_whoever_taps_an_obstacle_says_whether_it_is_still_there(tmp_path, city, answer, there):
    async with using(tmp_path, city.address, HERE) as person:
        await live(person)
        await tap_mark(person, f"obstacle/{an_obstacle().id}")
        await person.see("Bins", "heading")
        assert all(person.find(words, "text") for words in ("Last seen 20 minutes ago", "Not confirmed yet", "Is it still there?"))
        await person.hear("Bins, Last seen 20 minutes ago, Not confirmed yet, Is it still there?")
        await person.tap(answer)
        await person.hear("Thank you, the city is told.")
        (voice,) = person.session.reporting.reports.list_unsaid(city.address)  # this city only answers what is asked, so it is kept
        assert (voice.obstacle_id, voice.there, person.app.router.sheet()) == (an_obstacle().id, there, None)


async def test_of_ones_own_report_one_only_says_that_it_is_gone(tmp_path, city):
    async with using(tmp_path, city.address, HERE) as person:
        await live(person)
        reports, told = person.session.reporting.reports, an_obstacle()
        kept = reports.add(city.address, "Mill Lane", NewRequest("broken_paving", RequestPlace(lat=told.lat, lon=told.lon)))
        reports.keep_sent(kept.key, a_request(person.session.now(), obstacle_id=told.id))
        await tap_mark(person, f"obstacle/{an_obstacle().id}")
        await person.see("You reported it. Is it still there?", "text")
        assert person.find("Yes, still there") is None
        assert person.find("No, it is gone", "button")


async def test_whoever_does_not_see_the_map_hears_it_as_a_list_nearest_first(tmp_path, city):
    async with using(tmp_path, city.address, HERE, voice=True) as person:
        await live(person, 8)
        await person.flick_to("What is live here")
        await person.double_tap()
        await person.see("What is live here", "heading")
        rows = [node for node in person.nodes() if node.role == "button" and node.position]
        assert rows[0].position == (1, len(rows))
        assert len(rows) == person.page.live_count
        assert [node.name.split(",")[0] for node in rows][:2] == ["Works in Quay Road", "Tram 4"]
        assert rows[1].name.endswith("89 metres south-east")
        await person.flick_to("Tram 4")
        await person.double_tap()
        await person.see("Tram 4", "heading")
        await person.press("escape")
        await person.see("What is live here", "heading")  # back in the list


async def test_each_layer_can_be_switched_off_and_stays_off(tmp_path, city):
    async with using(tmp_path, city.address, HERE) as person:
        await live(person)
        await person.tap("Choose what is live on the map")
        switches = [node for node in person.nodes() if node.role == "switch"]
        assert [(node.name.split(",")[0], node.value) for node in switches] == [
            (title, "on") for title in ("Shared vehicles", "Trams and buses", "Parking", "Closures", "Lifts", "Obstacles")
        ]
        await person.tap("Trams and buses")
        assert person.find("Trams and buses").value == "off"
        await person.press("escape")
        shown = {found.layer for found in person.page.ids.map.marks.live.marks}
        assert shown == set(LiveLayer) - {LiveLayer.VEHICLES}
        for name in SETTINGS.values():
            person.session.change(**{name: False})
        await person.until(lambda: person.page.live_count == 0, "an empty map")
        assert person.find("What is live here") is None
    async with using(tmp_path, city.address, HERE) as person:
        assert not any(getattr(person.session.settings, name) for name in SETTINGS.values())


async def test_the_map_asks_for_what_it_shows_and_again_elsewhere(tmp_path, city):
    async with using(tmp_path, city.address, HERE) as person:
        await live(person)
        (first,) = city.asked
        assert float(first["south"][0]) < LAT < float(first["north"][0])
        assert float(first["west"][0]) < LON < float(first["east"][0])
        assert set(first["layers"]) == {str(layer) for layer in LiveLayer}
        drawn = person.page.ids.map
        drawn.pan_by(0, 20)
        await person.frames(20)
        drawn.pan_by(0, -900)
        await person.until(lambda: len(city.asked) == 2, "a question for the part to the north")
        assert float(city.asked[1]["north"][0]) > float(first["north"][0])


async def test_nothing_is_asked_while_another_page_is_shown(tmp_path, city):
    async with using(tmp_path, city.address, HERE) as person:
        await live(person)
        tasks, page = person.session.tasks, person.page
        assert tasks.runs(page, "live")
        await person.tap("Me", "tab")
        await person.until(lambda: not tasks.runs(page, "live"), "rest")
        asked = len(city.asked)
        page.ids.map.zoom_by(1)
        await person.frames(60)
        assert len(city.asked) == asked
        await person.tap("Plan", "tab")
        await person.until(lambda: tasks.runs(page, "live"), "watching again")


async def test_offline_it_stays_as_long_as_it_lasts_and_nothing_is_asked(tmp_path, city, backend):
    async with using(tmp_path, city.address, HERE) as person:
        await live(person)
        person.session.tasks.stop(person.session)
        person.session.set_reached(False)
        asked = len(city.asked)
        page, now = person.page, person.session.now()
        await person.until(lambda: person.app.router.offline, "the bar")
        person.session.tasks.stop(person.session)
        page.ids.map.pan_by(0, 2000)
        page.ids.map.pan_by(0, -2000)
        count = page.live_count
        assert count > 0
        page.live.open_layers()
        await person.see("No connection. What was live stays on the map until it is too old.")
        await person.press("escape")
        person.session.now = lambda: now + timedelta(minutes=11)
        page.live.redraw()
        assert {found.layer for found in page.ids.map.marks.live.marks} == set()
        assert len(city.asked) == asked


async def test_a_city_that_tells_nothing_is_no_trouble(tmp_path, city):
    city.status = 404
    async with using(tmp_path, city.address, HERE) as person:
        await person.until(lambda: city.asked, "the question")
        await person.until(lambda: person.page.live.state.refused_at, "its refusal")
        assert person.page.live_count == 0
        await person.tap("Choose what is live on the map")
        await person.see("The city tells nothing that is live now.")


async def test_another_city_shows_nothing_of_the_old_one(tmp_path, city):
    async with using(tmp_path, city.address, HERE) as person:
        await live(person)
        person.session.change(backend="http://127.0.0.1:9")
        assert person.page.live_count == 0
        assert person.page.ids.map.marks.live.marks == ()


@pytest.mark.parametrize(("theme", "language"), [("light", "de"), ("hc", "es"), ("dark", "ko")])
async def test_all_of_it_is_readable_and_whole_at_twice_the_size(tmp_path, city, theme, language):
    found = {}
    async with using(tmp_path, city.address, HERE, theme=theme, text_percent=200, language=language) as person:
        await live(person)
        page, router = person.page, person.app.router
        await person.until(lambda: page.state.phase == "ready", "departures")
        sheets = {"map": lambda: None, "list": page.live.open_list, "layers": page.live.open_layers}
        sheets |= {shown.key: lambda shown=shown: page.live.open(shown) for shown in page.ids.map.marks.live.marks}
        for name, act in sheets.items():
            act()
            await person.frames(6)
            if wrong := problems():
                found[name] = wrong
            if router.sheet():
                router.back()
                await person.frames(2)
    assert not found
    assert Window.children == []


async def test_the_person_far_from_the_map_is_told_that_it_is_the_middle_that_counts(tmp_path, city):
    city.town = lambda now: LiveAreaResponse(now, 0, stations=(a_station(1, 60, 0, now=now),))
    async with using(tmp_path, city.address) as person:
        await person.until(lambda: person.session.city, "the city")
        person.page.ids.map.centre_on(*HERE, 16, animate=False)
        await live(person)
        await person.tap("What is live here")
        await person.see("Nearest to the middle of the map first")
        await asyncio.sleep(0)
        assert person.find("Market 1, 6 bikes")


async def test_the_service_itself_answers_for_what_the_map_shows(tmp_path, backend):
    """The demonstration city without feeds: it understands the question, and there is nothing to show where no test reports anything."""
    async with using(tmp_path, backend.address, ELSEWHERE) as person:
        await person.until(lambda: person.page.live.state.answer is not None, "an answer")
        state = person.page.live.state
        assert (state.refused_at, state.answer.omitted, person.page.live_count) == (None, 0, 0), state.answer
        assert set(state.layers) == set(LiveLayer)
        await person.tap("Choose what is live on the map")
        await person.see("Nothing is live in this part of the map. Move it, or look closer.")
