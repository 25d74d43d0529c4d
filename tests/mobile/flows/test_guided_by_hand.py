"""Led through the demonstration city: what one does meanwhile, by flicks, by keys and by finger; the way rehearsed at home; settings on the way."""
from dataclasses import replace

from accessibility.profiles import ProfileId
from mobile.store.needs import Needs
from tests.mobile.driver import using
from tests.mobile.flows.setting_out import STATION, open_way_on_foot, set_out_on_foot, ways
from tests.mobile.tour import UNIVERSITY


async def test_somebody_blind_finds_four_corners_by_flicks(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, voice=True, welcomed=True) as person:
        person.session.change_needs(replace(Needs(), profile=ProfileId.BLIND))
        walker = await open_way_on_foot(person)
        await person.flick_to("Start guidance")
        await person.double_tap()
        await person.until(lambda: getattr(person.page, "corners", False), "the page of corners")
        await walker.walk(walker.way(), until=lambda: walker.led.scene.s_m >= 20)
        for name, answer in (("Repeat", "repeat"), ("Around me", "around_me"), ("My stop", "answer")):
            await person.flick_to(name)
            await person.double_tap()
            await walker.stand(2)
            assert walker.told[-1][0] == answer, walker.told
        await person.flick_to("Get help")
        await person.double_tap()
        await person.see("Share where I am", "radio")
        await person.flick_to("Share where I am")
        await person.double_tap()
        call = person.session.device.share.calls[-1]
        assert call[0] == "text"
        assert "https://www.openstreetmap.org/?mlat=55.4" in call[2]


async def test_by_keys(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True, guide_screen="corners") as person:
        walker = await open_way_on_foot(person)
        await person.press("l")
        await person.until(lambda: getattr(person.page, "corners", False), "the page of corners")
        await walker.walk(walker.way(), until=lambda: walker.led.scene.s_m >= 10)
        reader = person.app.hearing.reader
        for key, name in (("right", "Repeat"), ("right", "Around me"), ("down", "Get help"), ("left", "My stop"), ("up", "Repeat")):
            await person.press(key)
            assert reader.focused.name.startswith(name)
        before = len(walker.told)
        await person.press("space")
        await walker.stand(2)
        assert "repeat" in [name for name, _ in walker.told[before:]]
        await person.press("h", "ctrl")
        assert walker.told[-1][0] == "where_am_i"
        await person.press("escape")
        await person.see("End guidance?", "heading")
        await person.press("escape")
        assert person.session.leading.on
        await person.press("escape")
        await person.tap("End guidance", "radio")
        await person.until(lambda: not person.session.leading.on, "guidance ends")
        assert person.session.underway.trip is not None
        await person.until(lambda: person.page.title == "Your trip", "the trip goes on")


async def test_things_to_come_and_the_problem_sheet_on_the_map(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        walker = await set_out_on_foot(person)
        await walker.walk(walker.way(), until=lambda: walker.led.scene.s_m >= 10)
        await person.press("right")
        first = walker.told[-1]
        await person.press("right")
        assert walker.told[-1][0] == first[0] == "answer"
        assert walker.told[-1][1] != first[1]
        await person.tap("Report a problem on the way")
        await person.see("Problem", "heading")
        await person.tap("Quiet until the next turn")
        assert walker.led.guide.quiet.on(walker.seconds())
        await person.tap("Report a problem on the way")
        await person.tap("Four large buttons")
        await person.until(lambda: person.page.corners, "the corners")
        assert person.session.settings.guide_screen == "corners"
        await person.tap("Get help")
        await person.tap("Show the map")
        await person.until(lambda: not person.page.corners, "the map")
        await person.tap("Report a problem on the way")
        await person.tap("Report a problem here")
        await person.until(lambda: person.page.title not in ("", "Guidance"), "the page of reports")
        person.app.router.back()
        await person.until(lambda: person.page.title == "Guidance", "back on the way")


async def test_the_way_is_rehearsed_at_home(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        await ways(person, destination=UNIVERSITY)
        trip = person.page.state.results[0].itinerary
        person.app.router.go("itinerary", itinerary=trip, ask=person.session.ask)
        await person.tap("Preview of the way")
        await person.until(lambda: person.page.ready, "all steps")
        page = person.page
        assert len(page.steps) > 3
        await person.hear("Previewing.")
        await person.press("right")
        assert page.at == 1
        assert person.transcript[-1] == page.steps[1].words
        assert (await person.see("Previewing. ", "text")).name.startswith(f"Previewing. {page.steps[1].text}")
        await person.tap("Step before")
        await person.tap("Step before")
        await person.hear("Here the way begins.")
        assert not person.session.leading.on


async def test_settings_hold_at_once_on_the_way(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        walker = await set_out_on_foot(person)
        await walker.walk(walker.way(), until=lambda: walker.led.scene.s_m >= 10)
        session, scene = person.session, walker.led.scene
        session.change(language="de", guide_units="feet", guide_detail=1)
        session.change_needs(replace(session.needs, profile=ProfileId.MANUAL_CHAIR))
        assert (scene.language, scene.settings.units, scene.settings.detail, scene.profile.wheels) == ("de", "ft", 1, True)
        session.leading.ask("where")
        assert walker.told[-1][1].startswith("Sie sind auf:") or "Position" in walker.told[-1][1]
        person.app.router.choose("me")
        person.app.router.go("guiding")
        await person.tap("Unterwegs sprechen", "switch")
        assert not session.settings.guide_voice
        heard = len(person.transcript)
        session.leading.ask("around")
        await walker.stand(1)
        assert not [text for text in person.transcript[heard:] if text == walker.led.last.words]
