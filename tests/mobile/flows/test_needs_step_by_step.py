"""Needs are set up by touch, by keys and without seeing, left half-way and gone on with; and somebody travels along."""

from kivy.metrics import dp

from accessibility.profiles import ProfileId
from mobile.store.draft import load_draft
from mobile.store.needs import Needs
from mobile.store.people import ME, asked_by
from tests.mobile.driver import using
from tests.mobile.share.trip import a_trip

STATION = (55.4897, 3.5036)


async def at_step(person, number: int) -> None:
    await person.until(lambda: person.page.title.startswith(f"Step {number} of 4"), f"step {number}")


async def step(person, name: str, way: int) -> None:
    """Press minus (-1) or plus (1) at the end of a row."""
    person.scroll_to(await person.see(name, "slider"))
    await person.frames(4)
    _, bottom, right, top = person.find(name, "slider").rect
    await person.tap_at(right - dp(36 if way > 0 else 92), (bottom + top) / 2)


async def open_wizard(person) -> None:
    person.app.router.choose("me")
    person.app.router.go("wizard")
    await at_step(person, 1)


async def test_the_first_start_offers_it_and_speech_before_anything_must_be_read(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=False) as person:
        await at_step(person, 1)
        await person.hear("Allways can speak.")
        names = [node.name for node in person.nodes()]
        question = next(number for number, name in enumerate(names) if name.startswith("Step 1 of 4"))
        assert names[question + 1].startswith("Speak the screen")
        await person.tap("Skip")
        await person.until(lambda: person.page.title == "Plan", "home")
        assert person.session.needs == Needs()
        assert person.session.settings.welcomed


async def test_by_touch_from_language_to_a_way_that_fits_and_the_saved_trip_that_changes(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        session = person.session
        session.trips.save("Main Station", "University", a_trip(), asked=asked_by(session.people))
        await open_wizard(person)
        await person.tap("Deutsch", "radio")
        await person.until(lambda: session.language == "de", "German at once")
        await person.tap("English", "radio")
        await step(person, "Text size", 1)
        await person.until(lambda: session.settings.text_percent == 115, "larger text at once")
        await person.tap("Next: getting around")
        await at_step(person, 2)
        await person.tap("None of these", "checkbox")
        await person.tap("Wheelchair, By hand", "checkbox")
        await person.tap("Pram or heavy bags", "checkbox")
        assert person.find("None of these", "checkbox").states == ("unchecked",)
        assert person.find("Wheelchair, By hand", "checkbox").states == ("checked",)
        await person.tap("Next: your limits")
        await person.tap("Wheelchair, with a motor", "radio")
        await step(person, "Kerbs at most", -1)
        await person.tap("Next: try it out")
        await person.until(lambda: person.page.tried.phase == "ready", "a way to try")
        assert person.page.tried.result.itinerary.accessibility is not None
        assert session.needs == Needs()  # nothing holds before somebody says that it fits
        await person.tap("This fits me")
        await person.until(lambda: session.needs.profiles == (ProfileId.PRAM, ProfileId.POWER_CHAIR), "the needs kept")
        assert session.needs.changed == {"max_kerb_m": 0.03}
        assert load_draft(session.store) is None
        await person.tap("See them")
        await person.tap("Main Station to University")
        await person.tap("Ask again with the needs of now")
        await person.until(lambda: person.page.answers, "the ways of now")


async def test_by_keys_space_checks_enter_goes_on_escape_goes_back_and_what_was_answered_waits(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        session = person.session
        await open_wizard(person)
        await person.press("enter")
        await at_step(person, 2)
        for _ in range(20):
            focused = person.app.hearing.reader.focused
            if focused and focused.name.startswith("Walking slowly"):
                break
            await person.press("tab")
        await person.press("space")
        await person.until(lambda: ProfileId.CANE in person.page.draft.needs.profiles, "checked")
        await person.press("enter")
        await at_step(person, 3)
        await person.press("escape")
        await at_step(person, 2)
        await person.press("escape")
        await at_step(person, 1)
        await person.press("escape")
        await person.until(lambda: person.page.title == "Me", "left")
        assert session.needs == Needs()
        person.app.router.go("needs")
        await person.tap("Set up needs: Go on with step 1 of 4")
        await at_step(person, 1)
        await person.press("enter")
        await at_step(person, 2)
        assert person.find("Walking slowly", "checkbox").states == ("checked",)


async def test_without_seeing_by_flicks(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await open_wizard(person)
        await person.press("v")
        await person.hear("The screen is spoken now.")
        await person.flick_to("Next: getting around")
        await person.double_tap()
        await at_step(person, 2)
        await person.hear("Step 2 of 4. How do you get around? Choose all that fit.")
        await person.flick_to("Blind or low vision")
        await person.double_tap()
        await person.until(lambda: person.page.draft.needs.profiles == (ProfileId.BLIND,), "checked")
        await person.flick_to("Stays on this phone.")
        await person.flick_to("Next: your limits")
        await person.double_tap()
        await person.flick_to("Next: try it out")
        await person.double_tap()
        await person.hear("From ")
        await person.flick_to("This fits me")
        await person.double_tap()
        await person.until(lambda: person.session.needs.profile is ProfileId.BLIND, "the needs kept")


async def test_without_a_connection_the_needs_are_kept_all_the_same(tmp_path):
    async with using(tmp_path, "http://127.0.0.1:9", STATION) as person:
        await open_wizard(person)
        person.page.go_to(2)
        await person.tap("Pram or heavy bags", "checkbox")
        person.page.go_to(4)
        await person.see("The way could not be asked for", "heading")
        await person.tap("This fits me")
        await person.until(lambda: person.session.needs.profile is ProfileId.PRAM, "the needs kept")


async def test_with_my_mother_the_ways_fit_both_and_deleting_her_needs_is_asked_once(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        session, router = person.session, person.app.router
        router.choose("me")
        router.go("needs")
        await person.tap("Who travels: With their needs as well")
        await person.tap("Add somebody")
        await person.tap("Name on this phone", "textfield")
        await person.type("me")
        await person.tap("Keep")
        await person.see("There is somebody of this name already.")
        await person.until(lambda: any(node.role == "textfield" and node.widget.focus for node in person.nodes()), "the field to mend it")
        await person.type(" and my mother")
        await person.tap("Keep")
        await at_step(person, 1)
        person.page.go_to(2)
        await person.tap("Wheelchair, By hand", "checkbox")
        person.page.go_to(4)
        await person.until(lambda: person.page.tried.phase == "ready", "a way to try")
        await person.tap("This fits me")
        await person.until(lambda: session.needs.moves == "roll", "her limits hold as well")
        assert session.people.find(ME).needs == Needs()
        router.choose("plan")
        await person.tap("Needs: ")
        await person.tap("me and my mother: ", "checkbox")
        await person.until(lambda: session.needs == Needs(), "I go alone")
        await person.tap("Me: ", "checkbox")
        await person.hear("Somebody has to travel.")
        await person.tap("Change needs")
        await person.tap("me and my mother: ")
        await person.tap("Delete “me and my mother”")
        await person.see("These needs are gone")
        await person.tap("Delete “me and my mother”", "button")
        await person.until(lambda: len(session.people.everyone) == 1, "deleted")
