"""The page as people use it: by touch, by ear, by keyboard; with a network and without."""
import cv2
import numpy as np
import pytest

from tests.mobile.driver import using
from tests.mobile.flows.test_plan_by_keys import tab_to
from tests.mobile.looking import problems
from tests.mobile.scan.street import Street, framed_nothing, marker, wall
from tests.mobile.scan.test_read import qr
from tests.mobile.screens.scan.conftest import STATION, show


async def begin(person) -> None:
    await person.until(lambda: person.session.city, "the city")
    await person.tap("Scan a code", "button")
    await person.until(lambda: person.page.title == "Scan a code", "the page")
    await person.until(lambda: person.page.book.asked or person.session.reached is False, "the keys")


async def test_scan_a_stop_and_see_what_leaves(tmp_path, signs):
    async with using(tmp_path, signs.live.address, STATION) as person:
        await begin(person)
        await person.see("Point the phone at a sign.", "alert")
        await show(person, signs.sheet())
        await person.hear("Stop Main Station B, 1 metre, straight ahead")
        await person.see("Stop Main Station B", "heading")
        await person.see("Signed by the city")
        assert person.session.device.viewfinder.on_frame is None, "the camera rests once something is found"
        await person.until(lambda: person.page.state.stop and person.page.state.stop.rows, "departures")
        await person.see(person.page.state.stop.rows[0].spoken[:12])
        assert problems() == []
        await person.tap("Plan from here")
        assert person.session.ask.origin.name == "Main Station B"


async def test_a_marker_four_metres_away_then_another(tmp_path, signs):
    async with using(tmp_path, signs.live.address, STATION) as person:
        await begin(person)
        both = np.concatenate([marker(42, -0.7)[:, :960], marker(43, 0.7)[:, 960:]], axis=1)
        await show(person, both)
        await person.until(lambda: person.page.state.phase == "found", "a find")
        first = person.page.state.find
        other = person.page.state.others[0]
        assert {first.id, other.id} == {place.id for place in signs.places}
        words = {"stop": "Stop Main Station B, 4 metres, slightly left", "lift": "Lift to platform B, 4 metres, slightly right"}
        await person.hear(words[first.kind])
        await person.tap({"stop": "Stop Main Station B", "lift": "Lift to platform B"}[other.kind], "button")
        await person.hear(words[other.kind])
        assert person.page.state.find is other


async def test_report_and_departures_begin_where_the_code_hangs(tmp_path, signs):
    async with using(tmp_path, signs.live.address, STATION) as person:
        await begin(person)
        await show(person, marker(43))
        await person.tap("Report here")
        about = person.session.reporting.reports.draft().about
        assert (about.name, about.kind, about.lat) == ("Lift to platform B", "lift", signs.places[1].lat)
        assert person.app.router.tab == "report"


@pytest.mark.parametrize("what", ["a stranger", "another city", "another key", "changed"])
async def test_codes_of_others_do_nothing_but_say_so(tmp_path, signs, what):
    text = {
        "a stranger": "https://evil.example/C/PAY", "another city": Street("oaktown", signs.host, signs.places, key=signs.key).text(),
        "another key": Street(signs.city, signs.host, signs.places).text(), "changed": signs.text()[:-5] + "AAAAA",
    }[what]  # fmt: skip
    async with using(tmp_path, signs.live.address, STATION) as person:
        await begin(person)
        person.page.state = type(person.page.state)("looking", said_at=-10.0)
        await show(person, np.pad(qr(text), 60, constant_values=200))
        assert (person.page.state.phase, person.page.state.warning) == ("looking", True)
        await person.hear("This ")
        assert "evil" not in " ".join(person.transcript)
        assert person.session.device.links.calls == []


async def test_without_a_network_codes_work_and_departures_say_why_not(tmp_path, signs):
    async with using(tmp_path, signs.live.address, STATION) as person:
        await begin(person)
    signs.live.stop()
    try:
        async with using(tmp_path, signs.live.address, STATION) as person:
            await person.tap("Scan a code", "button")
            await person.until(lambda: person.page.book.table, "the markers that are kept")
            await show(person, marker(42))
            await person.see("Stop Main Station B", "heading")
            await person.see("No departures now", "heading")
            await person.see("Departures are not available without a network.")
            assert problems() == []
            signs.live.start()
            await person.until(lambda: person.page.state.stop and person.page.state.stop.rows, "departures again")
    finally:
        signs.live.stop()
        signs.live.start()


async def test_by_ear_alone(tmp_path, signs):
    """Voice on, no sight: hints until something is found, then everything by flicks."""
    async with using(tmp_path, signs.live.address, STATION, voice=True) as person:
        await person.flick_to("Scan a code")
        await person.double_tap()
        await person.until(lambda: person.page.title == "Scan a code" and person.page.book.asked, "the page")
        await person.hear("Point the phone at a sign.")
        person.page.state = type(person.page.state)("looking", said_at=-10.0)
        await show(person, framed_nothing(120, 360))
        await person.hear("Something like a code on the left edge, turn left")
        await show(person, signs.sheet())
        await person.hear("Stop Main Station B, 1 metre")
        await person.flick_to("Plan to here")
        await person.double_tap()
        await person.until(lambda: person.session.ask.destination, "the destination")
        assert person.session.ask.destination.name == "Main Station B"


async def test_by_keyboard_alone(tmp_path, signs):
    async with using(tmp_path, signs.live.address, STATION) as person:
        await person.until(lambda: person.session.city, "the city")
        await tab_to(person, "Scan a code")
        await person.press("enter")
        await person.until(lambda: person.page.title == "Scan a code" and person.page.book.asked, "the page")
        await tab_to(person, "Light on")
        await person.press("enter")
        assert person.session.device.viewfinder.lit
        await show(person, marker(42))
        await person.until(lambda: person.app.hearing.reader.focused.name == "Stop Main Station B", "the focus on what was found")
        await tab_to(person, "All departures")
        await person.press("enter")
        await person.until(lambda: person.page.title != "Scan a code", "the stop")
        await person.press("escape")
        await tab_to(person, "Scan again")
        await person.press("enter")
        await person.until(lambda: person.page.state.phase == "looking", "looking again")


async def test_leaving_switches_camera_and_light_off(tmp_path, signs):
    async with using(tmp_path, signs.live.address, STATION) as person:
        await begin(person)
        await person.tap("Light on")
        await person.tap("Back")
        camera = person.session.device.viewfinder
        assert (camera.on_frame, camera.lit) == (None, False)


async def test_without_a_camera_a_picture_will_do(tmp_path, signs):
    cv2.imwrite(str(tmp_path / "sheet.png"), signs.sheet())
    (tmp_path / "broken.png").write_bytes(b"no picture")
    cv2.imwrite(str(tmp_path / "wall.png"), wall())
    async with using(tmp_path, signs.live.address, STATION) as person:
        person.session.device.viewfinder.why = "There is no camera here. Choose a picture of the code instead."
        await begin(person)
        await person.see("No camera", "heading")
        assert problems() == []
        pictures = person.session.device.pictures
        pictures.path = tmp_path / "broken.png"
        await person.tap("Choose a picture")
        await person.hear("This file is no picture that can be read.")
        pictures.path = tmp_path / "wall.png"
        await person.tap("Choose a picture")
        await person.see("No code in view")
        pictures.path = tmp_path / "sheet.png"
        await person.tap("Choose a picture")
        await person.see("Stop Main Station B", "heading")


async def test_from_around_too(tmp_path, signs):
    async with using(tmp_path, signs.live.address, STATION) as person:
        person.app.router.go("around")
        await person.until(lambda: person.page.state.phase == "ready", "stops")
        await person.tap("Scan a code")
        await person.until(lambda: person.page.title == "Scan a code", "the page")
        person.page.state = type(person.page.state)("looking", said_at=-10.0)
        await show(person, framed_nothing(1160, 360))
        await person.see("Something like a code on the right edge, turn right", "alert")
