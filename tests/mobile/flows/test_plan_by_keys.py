"""The same trip with the keyboard alone."""
from tests.mobile.driver import using

STATION = (55.4897, 3.5036)


async def tab_to(person, name: str, most: int = 60) -> None:
    await person.until(lambda: person.find(name), name)
    for _ in range(most):
        focused = person.app.hearing.reader.focused
        if focused and focused.name.startswith(name):
            return
        await person.press("tab")
    raise AssertionError(f"Tab never came to {name}")


async def test_a_trip_by_keyboard(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await person.press("l", "ctrl")
        await person.until(lambda: person.page.title == "Where to?", "search opens")
        await person.until(lambda: person.page.ids.field.entry.focus, "the field has the keys")
        await person.type("university")
        await person.until(lambda: person.page.state.phase == "found", "places")
        await tab_to(person, "University")
        await person.press("enter")
        await person.until(lambda: person.page.answers and person.page.state.phase == "ready", "ways")
        await person.press("s")
        await tab_to(person, "Fastest")
        await person.press("enter")
        assert person.page.state.sort == "fastest"
        await person.press("1")
        await person.until(lambda: person.page.title == "Your way", "the itinerary")
        await tab_to(person, "Save the trip")
        await person.press("space")
        await person.until(lambda: person.page.is_saved, "saved")
        await person.press("escape")
        await person.until(lambda: person.page.answers, "back at the ways")
        await person.press("2", "alt")
        await person.until(lambda: person.page.title == "Saved", "the second tab")
        await tab_to(person, "My location to University")


async def test_a_slider_goes_by_arrows(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        person.app.router.choose("me")
        await tab_to(person, "My needs")
        await person.press("enter")
        await tab_to(person, "Changes at most")
        before = person.session.needs.max_transfers
        await person.press("left")
        assert person.session.needs.max_transfers == before - 1
        await person.press("up")
        assert person.session.needs.max_transfers == before
