"""A day of errands in the app, by touch and by ear, over the real service of a small town: put together, ordered, opened, kept."""
from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest

from mobile.screens.itinerary.screen import ItineraryPage
from mobile.store.day import load_day
from tests.backend.days.asked import BAKERY, HOME, POST, SCHOOL
from tests.mobile.driver import using
from tests.mobile.looking import problems
from tests.mobile.server import LiveBackend
from tests.mobile.tour_day import answered, empty, one_errand
from tests.worlds.town import TIMEZONE, at, open_town_anew

NOWHERE = "http://127.0.0.1:9"  # nobody listens there
PLACES = tuple(at(*point) for point in (BAKERY, POST, SCHOOL, (700, 5)))


@pytest.fixture(scope="module")
def town():
    live = LiveBackend(open_town_anew()).start()
    yield live
    live.stop()


async def put_together(person):
    """The bakery while it is open, and the school at twelve tomorrow."""
    await person.tap("Saved", "tab")
    await person.tap("My day: Several errands")
    await person.tap("Add an errand")
    await person.until(lambda: person.page.title == "Where to?", "the search")
    person.page.ids.field.entry.text = "bakery"
    await person.tap("Elm Bakery")
    await person.until(lambda: person.app.router.sheet(), "when it can be done")
    await person.tap("In your words", "textfield")
    await person.type("soon")
    await person.press("enter")
    await person.see("Say a time or how long it takes", "alert")
    person.app.router.sheet().words.text = ""
    await person.tap("In your words", "textfield")
    await person.type("until 18:30, 5 min")
    await person.press("enter")
    await person.see("Closes", "heading")
    await person.tap("Done", "button")
    await person.tap("Add an errand")
    await person.tap("School")
    await person.tap("At a fixed time", "radio")
    await person.tap("Done", "button")
    await person.tap("Today, 09:00")
    day = await person.see("Day", "slider")
    day.widget.a11y_adjust(1)
    await person.tap("Done", "button")
    await person.see("Tomorrow, 09:00")


async def flawless(person) -> None:
    """Nothing is wrong with what is shown, once what was just built is laid out."""
    found = ["not looked at"]

    def look() -> bool:
        found[:] = problems()
        return not found

    await person.frames(4)
    with suppress(AssertionError):
        await person.until(look, "a page with nothing wrong")
    assert found == []


async def test_by_touch_from_the_errands_to_the_first_way_and_again_without_network(tmp_path, town):
    async with using(tmp_path, town.address, at(*HOME)) as person:
        person.session.places.save("School", *at(*SCHOOL))
        await put_together(person)
        await person.tap("Find the best order", "button")
        await person.see("2 errands done", "heading")
        await person.hear("2 errands done. Leave My location at")
        visits = load_day(person.session.store).answer.visits
        assert sorted(visit.errand for visit in visits) == [0, 1]
        (school,) = (visit for visit in visits if visit.errand == 1)
        assert school.begin_at.astimezone(ZoneInfo(TIMEZONE)).hour == 12
        await flawless(person)
        await person.tap("Open the first way", "button")
        await person.until(lambda: isinstance(person.page, ItineraryPage), "the first way")
        assert person.page.ask.origin.name == "My location"
    async with using(tmp_path, NOWHERE, text_percent=200) as person:
        person.app.router.choose("saved")
        person.app.router.go("day")
        await person.see("2 errands done", "heading")
        await flawless(person)
        await person.tap("School, at 12 o'clock sharp")
        await person.tap("Remove this errand", "button")
        await person.until(lambda: person.find("2 errands done") is None, "the answer gone with what it was to")
        await person.tap("Find the best order", "button")
        await person.see("The day could not be planned", "heading")
        await person.see("No connection to the city.")


async def test_by_ear(tmp_path, town):
    async with using(tmp_path, town.address, at(*HOME), voice=True) as person:
        person.session.places.save("School", *at(*SCHOOL))
        person.app.router.choose("saved")
        person.app.router.go("day")
        await person.flick_to("Add an errand")
        await person.double_tap()
        await person.flick_to("School")
        await person.double_tap()
        await person.flick_to("Takes")
        await person.press("up")
        await person.flick_to("Done")
        await person.double_tap()
        await person.flick_to("School, at any time, 15 minutes")
        await person.press("h")
        await person.hear("School, at any time, 15 minutes")


@pytest.mark.parametrize(("language", "theme", "percent"), [("de", "hc", 200), ("es", "dark", 200)])
async def test_it_is_readable_in_every_language_and_size(tmp_path, town, language, theme, percent):
    async with using(tmp_path, town.address, at(*HOME), language=language, theme=theme, text_percent=percent) as person:
        await empty(person)
        await flawless(person)
        await one_errand(person, at(*HOME), PLACES)
        await flawless(person)
        person.page.router.back()
        await answered(person, at(*HOME), PLACES)
        await person.frames(4)
        for position in (1.0, 0.4, 0.0):
            person.page.ids.list.scroll_y = position
            await flawless(person)
