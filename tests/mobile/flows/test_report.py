"""Something is in the way: reported in three taps, by ear, by keys and without network; others are asked whether it is the same."""
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from backend.contract.obstacles import NewObstacle, ObstacleKind
from mobile.store.reports import Draft, ReportState
from tests.mobile.driver import using

STATION = (55.4897, 3.5036)
BOX = {"south": 55.40, "west": 3.40, "north": 55.55, "east": 3.60}
KIND = "HOLE_OR_DAMAGE"


def on_the_map(backend) -> list[dict]:
    return httpx.get(f"{backend.address}/v1/obstacles", params=BOX).json()["obstacles"]


def stranger(backend, kind: str, lat: float, lon: float) -> dict:
    """Somebody else who reports, on a phone of their own."""
    token = httpx.post(f"{backend.address}/v1/devices", headers={"Idempotency-Key": uuid4().hex}).json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    body = {"kind": kind, "lat": lat, "lon": lon, "observedAt": datetime.now(UTC).isoformat()}
    return httpx.post(f"{backend.address}/v1/obstacles", json=body, headers=headers).json()["obstacle"]


@pytest.fixture
def own_backend(demo):
    """One that nobody else has reported to."""
    from tests.mobile.server import LiveBackend

    live = LiveBackend(demo).start()
    yield live
    live.stop()


async def sent(person) -> None:
    await person.until(lambda: states(person) == [ReportState.SENT], "the city has it")


def states(person) -> list[ReportState]:
    return [report.state for report in person.session.reporting.reports.list_reports()]


async def test_three_taps(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await person.until(lambda: person.session.city, "the city")
        await person.tap("Report", "tab")
        await person.tap("Hole or damage", "radio")
        await person.tap("Send", "button")
        await person.hear("Thank you, the city has it. Everybody is warned at once.")
        (obstacle,) = on_the_map(own_backend)
        assert (obstacle["kind"], obstacle["state"], obstacle["reports"]) == (KIND, "REPORTED", 1)
        assert abs(obstacle["lat"] - STATION[0]) < 1e-4
        await person.tap("Take it back")
        await person.until(lambda: not on_the_map(own_backend), "whoever alone reported it takes it back")


async def test_by_ear(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION, voice=True) as person:
        await person.until(lambda: person.session.city, "the city")
        await person.flick_to("Report")
        await person.double_tap()
        await person.hear("Report a problem")
        await person.flick_to("Hole or damage")
        await person.double_tap()
        await person.until(lambda: person.page.draft.kind == KIND, "the kind")
        await person.flick_to("Place: ")
        await person.flick_to("Send")
        await person.double_tap()
        await person.hear("Thank you, the city has it.")
        assert [one["kind"] for one in on_the_map(own_backend)] == [KIND]


async def test_by_keys(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await person.until(lambda: person.session.city, "the city")
        await person.press("4", "alt")
        await person.until(lambda: person.page.title == "Report a problem", "the page")
        await person.press("enter", "ctrl")
        await person.hear("Choose what it is.")
        node = await person.see("Parked vehicle", "radio")
        assert person.app.hearing.reader.focus_on(node.widget)
        for _ in range(5):
            await person.press("right")
        await person.press("space")
        await person.until(lambda: person.page.draft.kind == KIND, "arrows go from kind to kind")
        await person.press("enter", "ctrl")
        await person.hear("Thank you, the city has it.")
        assert [one["kind"] for one in on_the_map(own_backend)] == [KIND]


async def test_spoken_to_the_phone(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION, voice=True) as person:
        await person.until(lambda: person.session.city, "the city")
        person.session.device.dictation.said = "There is a big hole, for days"
        await person.flick_to("Report")
        await person.double_tap()
        await person.flick_to("Speak")
        await person.double_tap()
        await person.hear("Understood: What is it? Hole or damage. ")
        assert "Some days" in person.transcript[-1]
        assert person.transcript[-1].endswith("Nothing is sent before you choose Send.")
        assert on_the_map(own_backend) == []
        person.session.device.dictation.said, person.session.device.dictation.why = "", "Nothing was understood. Speak again, or type."
        await person.flick_to("Speak")
        await person.double_tap()
        await person.hear("Nothing was understood.")
        assert person.page.draft.note == "There is a big hole, for days", "what was said before is not lost"
        await person.flick_to("Send")
        await person.double_tap()
        await person.hear("Thank you, the city has it.")
        assert [one["kind"] for one in on_the_map(own_backend)] == [KIND]


async def test_spelled_on_the_spoken_keyboard(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION, voice=True) as person:
        await person.until(lambda: person.session.city, "the city")
        await person.flick_to("Report")
        await person.double_tap()
        assert not person.find("Speak", "button"), "a device that cannot listen offers nothing"
        await person.flick_to("In your words")
        await person.double_tap()
        for letter in "ice":
            await person.flick_to(letter)
            await person.double_tap()
        assert person.page.draft.kind is None, "nobody is interrupted while they spell"
        await person.flick_to("Done")
        await person.double_tap()
        await person.hear("Understood: What is it? Ice. ")


async def test_words_change_nothing_that_was_chosen_by_hand(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await person.until(lambda: person.session.city, "the city")
        await person.tap("Report", "tab")
        await person.tap("Works", "radio")
        await person.tap("In your words", "textfield")
        await person.type("they left bins on the way until tonight")
        await person.tap("Works", "radio")  # the line is left
        await person.until(lambda: person.page.draft.how_long == "TODAY", "how long was said")
        assert person.page.draft.kind == "WORKS"


async def test_without_network_it_is_kept_and_sent_once_when_there_is_one(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await person.until(lambda: person.session.city, "the city")
        own_backend.stop()
        person.session.set_reached(False)
        await person.tap("Report", "tab")
        await person.tap("Bins", "radio")
        await person.tap("Send when online")
        await person.hear("Kept on this phone.")
        await person.tap("My reports")
        await person.see("Bins, ")
        assert "Waits to be sent" in (person.find("Bins, ")).name
    async with using(tmp_path, own_backend.address, STATION) as person:  # the app was closed before there was a network
        assert states(person) == [ReportState.WAITING]
        own_backend.start()
        await sent(person)
        (obstacle,) = on_the_map(own_backend)
        assert (obstacle["kind"], obstacle["reports"]) == ("BINS", 1)
        await person.tap("Report", "tab")
        await person.tap("My reports")
        await person.see("Bins, ")
        assert "Sent, not confirmed yet" in person.find("Bins, ").name


async def test_what_waits_can_be_deleted(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await person.until(lambda: person.session.city, "the city")
        own_backend.stop()
        await person.tap("Report", "tab")
        await person.tap("Bins", "radio")
        await person.tap("Send")
        await person.hear("Kept on this phone.")
        await person.tap("My reports")
        await person.tap("Bins, ")
        await person.tap("Do not send it")
        await person.see("Nothing reported yet", "heading")
        own_backend.start()
        await person.until(lambda: person.session.reached, "the network is back")
        await person.until(lambda: not person.session.tasks.runs(person.session.reporting, "send"), "nothing is left to send")
        assert on_the_map(own_backend) == []


async def test_the_same_nearby_gets_one_more_voice(tmp_path, own_backend):
    known = stranger(own_backend, "SURFACE_BAD", STATION[0] + 0.00018, STATION[1])
    async with using(tmp_path, own_backend.address, STATION) as person:
        await person.until(lambda: person.session.city, "the city")
        await person.tap("Report", "tab")
        await person.tap("Hole or damage", "radio")
        await person.hear("Same problem 20 metres away, just now. Bad ground, others have seen it")
        await person.tap("Yes, the same")
        await person.hear("Thank you. Yours is one more voice for it.")
        await person.until(lambda: on_the_map(own_backend)[0]["reports"] == 2, "both voices")
        assert [one["id"] for one in on_the_map(own_backend)] == [known["id"]]
        assert person.page.draft.kind is None
        assert states(person) == []


async def test_a_draft_is_kept_and_its_photo_tells_no_place(tmp_path, own_backend):
    source = tmp_path / "holiday.jpg"
    picture, exif = Image.new("RGB", (3000, 1200), "brown"), Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of Anna"
    picture.save(source, exif=exif)
    async with using(tmp_path / "phone", own_backend.address, STATION) as person:
        await person.until(lambda: person.session.city, "the city")
        person.session.device.pictures.path = source
        await person.tap("Report", "tab")
        await person.tap("Hole or damage", "radio")
        await person.tap("Add a photo")
        await person.hear("Photo added.")
        await person.tap("In your words", "textfield")
        await person.type("deep")
    async with using(tmp_path / "phone", own_backend.address, STATION) as person:
        await person.tap("Report", "tab")
        await person.see("Hole or damage", "radio")
        draft = person.page.draft
        assert (draft.kind, draft.note) == (KIND, "deep")
        path = person.session.reporting.photos.path(draft.photo)
        with Image.open(path) as kept:
            assert (kept.size, len(kept.getexif())) == ((819, 2048), 0), "upright, and nothing but pixels"
        assert b"Anna" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
        await person.tap("Send", "button")
        await sent(person)
        await person.until(lambda: not path.exists(), "the photo has followed, and is not kept")
        assert person.page.draft == type(draft)()


async def test_the_place_can_be_chosen_on_the_map(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address) as person:  # nobody knows where this computer is
        await person.until(lambda: person.session.city, "the city")
        await person.tap("Report", "tab")
        await person.tap("Bins", "radio")
        await person.tap("Send", "button")
        await person.hear("Choose the place on the map.")
        await person.tap("Choose the place on the map", "button")
        await person.see("Where is it?", "heading")
        await person.until(lambda: person.page.ready, "the name of the place")
        await person.tap("Choose this place")
        await person.see("Place: ")
        assert "Chosen on the map" in person.find("Place: ").name
        await person.tap("Send", "button")
        await sent(person)
        assert person.session.reporting.reports.list_reports()[0].body.accuracy_m == 0


async def test_from_the_way_one_comes_back_to_it(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await person.until(lambda: person.session.city, "the city")
        person.app.router.go("report")
        await person.see("Report a problem", "heading")
        await person.tap("More kinds")
        await person.tap("Silent signal", "radio")
        await person.see("Everybody who passes is warned at once.")
        await person.tap("Back", "button")
        await person.until(lambda: person.page.title == "Plan", "back where it was opened")
        await person.tap("Report", "tab")
        await person.until(lambda: person.page.draft.kind == "CROSSING_SIGNAL_SILENT", "the draft is the same one")


async def test_a_draft_that_is_begun_is_not_lost_to_a_report_that_is_made_anew(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await person.until(lambda: person.session.city, "the city")
        reports = person.session.reporting.reports
        body = NewObstacle(ObstacleKind.BINS, *STATION, observed_at=datetime.now(UTC))
        reports.refuse(reports.add(own_backend.address, "Mill Lane 3", body).key, "That is outside the city.")
        reports.keep_draft(Draft(ObstacleKind.ICE, note="Black ice"))
        await person.tap("Report", "tab")
        await person.tap("My reports")
        await person.tap("Bins, ")
        await person.tap("Report it anew")
        await person.hear("Another report is begun. Send it first.")
        assert reports.draft() == Draft(ObstacleKind.ICE, note="Black ice")
        assert [report.state for report in reports.list_reports()] == [ReportState.REFUSED]
