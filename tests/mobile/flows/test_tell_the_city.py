"""The city is told: in three taps, by ear, by keys, in words and without network."""
from datetime import UTC, datetime, timedelta

from PIL import Image

from backend.contract.requests import NewRequest, RequestPlace
from mobile.client import Client
from mobile.store.reports import Draft, ReportState
from tests.mobile.driver import using
from tests.mobile.flows.telling import HOLE, KIND, STATION, on_the_map, ready, sent, sent_one, settled, states, told


async def test_three_taps(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await ready(person)
        await person.tap("Report", "tab")
        await person.tap(HOLE, "radio")
        await person.see("Everybody is warned at once.")
        await person.tap("Send", "button")
        await person.hear("Received, number")
        (request,), (obstacle,) = told(own_backend), on_the_map(own_backend)
        assert (request["category"], request["author"], request["body"]) == (KIND, None, sent_one(person).filed.body)
        assert (obstacle["kind"], obstacle["state"], obstacle["reports"]) == ("HOLE_OR_DAMAGE", "REPORTED", 1)
        assert abs(obstacle["lat"] - STATION[0]) < 1e-4
        await person.tap("Take it back")
        await person.hear("Taken back")
        assert (told(own_backend), on_the_map(own_backend)) == ([], []), "one thing, two sides"


async def test_by_keys(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await ready(person)
        await person.press("4", "alt")
        await person.until(lambda: person.page.title == "Report a problem", "the page")
        await person.press("enter", "ctrl")
        await person.hear("Choose what it is.")
        node = await person.see("Broken paving", "radio")
        assert person.app.hearing.reader.focus_on(node.widget)
        await person.press("right")
        await person.press("space")
        await person.until(lambda: person.page.draft.kind == KIND, "arrows go from kind to kind")
        await person.press("enter", "ctrl")
        await person.hear("Received, number")
        assert [one["category"] for one in told(own_backend)] == [KIND]


async def test_spelled_on_the_spoken_keyboard(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION, voice=True) as person:
        await ready(person)
        await person.flick_to("Report")
        await person.double_tap()
        assert not person.find("Speak", "button"), "a device that cannot listen offers nothing"
        await person.flick_to("In your words")
        await person.double_tap()
        for letter in "ice":
            await person.flick_to(letter)
            await person.double_tap()
        assert person.page.draft.kind == "", "nobody is interrupted while they spell"
        await person.flick_to("Done")
        await person.double_tap()
        await person.hear("Understood: What is it? Ice or snow. ")


async def test_without_network_it_is_kept_and_sent_once_when_there_is_one(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await ready(person)
        own_backend.stop()
        person.session.set_reached(False)
        await person.tap("Report", "tab")
        await person.tap("Street light out", "radio")
        await person.tap("Send when online")
        await person.hear("Kept on this phone.")
        await person.tap("My requests")
        await person.see("Street light out, ")
        assert "Waits to be sent" in (person.find("Street light out, ")).name
    async with using(tmp_path, own_backend.address, STATION) as person:  # the app was closed before there was a network
        assert states(person) == [ReportState.WAITING]
        own_backend.start()
        await sent(person)
        assert [one["category"] for one in told(own_backend)] == ["street_light"]
        await person.tap("Report", "tab")
        await person.tap("My requests")
        await settled(person)
        await person.see("Open, 1", "radio")
        await person.see("Step 1 of ")
        person.session.client = Client("http://127.0.0.1:9", person.session.set_reached)
        person.session.set_reached(False)
        await person.see("No connection. As it stood ")
        assert person.find("Step 1 of "), "what was known stays"


async def test_what_waits_can_be_deleted(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await ready(person)
        own_backend.stop()
        await person.tap("Report", "tab")
        await person.tap(HOLE, "radio")
        await person.tap("Send")
        await person.hear("Kept on this phone.")
        await person.tap("My requests")
        await person.tap(HOLE)
        await person.tap("Do not send it")
        await person.see("Nothing open", "heading")
        own_backend.start()
        await person.until(lambda: person.session.reached, "the network is back")
        await person.until(lambda: not person.session.tasks.runs(person.session.reporting, "send"), "nothing is left to send")
        assert told(own_backend) == []


async def test_a_draft_is_kept_and_its_photo_proposes_a_place_and_a_time_and_tells_none(tmp_path, own_backend):
    source = tmp_path / "holiday.jpg"
    picture, exif = Image.new("RGB", (3000, 1200), "brown"), Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of Anna"
    exif.get_ifd(0x8825).update({1: "N", 2: (55.0, 29.0, 32.0), 3: "E", 4: (3.0, 30.0, 12.0)})
    taken = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    exif.get_ifd(0x8769).update({0x9003: f"{taken:%Y:%m:%d %H:%M:%S}", 0x9011: "+00:00"})
    picture.save(source, exif=exif)
    async with using(tmp_path / "phone", own_backend.address, STATION) as person:
        await ready(person)
        person.session.device.pictures.path = source
        await person.tap("Report", "tab")
        await person.tap(HOLE, "radio")
        await person.tap("Add a photo")
        await person.hear("Photo added.")
        await person.hear("Use the place of the photo")
        assert (person.page.draft.chosen, person.page.draft.seen_at) == (None, None), "nothing counts before a tap"
        await person.tap("Use the place of the photo")
        await person.tap("Seen when the photo was taken")
        await person.until(lambda: not person.find("Use the place of the photo"), "it is the place now")
        await person.tap("In your words", "textfield")
        await person.type("deep")
    async with using(tmp_path / "phone", own_backend.address, STATION) as person:
        await person.tap("Report", "tab")
        await person.see(HOLE, "radio")
        draft = person.page.draft
        assert (draft.kind, draft.note, draft.seen_at) == (KIND, "deep", taken)
        assert (round(draft.chosen.lat, 4), round(draft.chosen.lon, 4), draft.chosen.of_photo) == (55.4922, 3.5033, True)
        path = person.session.reporting.photos.path(draft.photo)
        with Image.open(path) as kept:
            assert (kept.size, len(kept.getexif())) == ((819, 2048), 0), "upright, and nothing but pixels"
        assert b"Anna" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
        await person.tap("Send", "button")
        await sent(person)
        body = sent_one(person).body
        assert (body.observed_at, round(body.place.lat, 4)) == (taken, 55.4922)
        await person.until(lambda: not path.exists(), "the photo has followed, and is not kept")
        assert person.page.draft == type(draft)()


async def test_the_place_can_be_chosen_on_the_map(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address) as person:  # nobody knows where this computer is
        await ready(person)
        await person.tap("Report", "tab")
        await person.tap(HOLE, "radio")
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
        assert person.session.reporting.reports.list_reports()[0].body.place.accuracy_m == 0


async def test_from_the_way_one_comes_back_to_it(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await ready(person)
        person.app.router.go("report")
        await person.see("Report a problem", "heading")
        await person.tap("More kinds")
        await person.tap("Search", "textfield")
        await person.type("no sound")
        await person.tap("Crossing signal silent", "radio")
        await person.see("Everybody who passes is warned at once.")
        await person.tap("Back", "button")
        await person.until(lambda: person.page.title == "Plan", "back where it was opened")
        await person.tap("Report", "tab")
        await person.until(lambda: person.page.draft.kind == "signal_silent", "the draft is the same one")


async def test_a_draft_that_is_begun_is_not_lost_to_a_report_that_is_made_anew(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await ready(person)
        reports = person.session.reporting.reports
        body = NewRequest("litter", RequestPlace(lat=STATION[0], lon=STATION[1]), observed_at=datetime.now(UTC))
        reports.refuse(reports.add(own_backend.address, "Mill Lane 3", body).key, "That is outside the city.")
        reports.keep_draft(Draft("ice_road", note="Black ice"))
        await person.tap("Report", "tab")
        await person.tap("My requests")
        await person.tap("Litter")
        await person.tap("Report it anew")
        await person.hear("Another report is begun. Send it first.")
        assert reports.draft() == Draft("ice_road", note="Black ice")
        assert [report.state for report in reports.list_reports()] == [ReportState.REFUSED]
