"""What becomes of a report, its photo and a voice: sent, refused, or kept until there is a city."""
import asyncio
import json
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from uuid import uuid4

import msgspec
from PIL import Image

from mobile.device.fake import fake_device
from mobile.store.reports import ReportState
from tests.mobile.loopback import answering
from tests.mobile.reporting.phones import all_sent, body, listed, phone, until


async def test_two_phones_are_two_voices_two_requests_and_one_obstacle(tmp_path, city):
    async with phone(tmp_path / "one", city.address) as one, phone(tmp_path / "other", city.address) as other:
        for session in (one, other):
            session.reporting.add("Mill Lane", body())
            await all_sent(session)
        first, second = (session.reporting.reports.list_reports()[0] for session in (one, other))
        assert first.filed.code != second.filed.code
        assert one.reporting.own() == {first.obstacle_id}
        assert [summary.code for summary in one.requests.kept.sent] == [first.filed.code], "in the list without asking again"
        await other.requests.refresh()
        assert [summary.code for summary in other.requests.kept.sent] == [second.filed.code]
    (obstacle,) = listed(city.address)
    assert (obstacle["reports"], obstacle["state"]) == (2, "CONFIRMED")


async def test_the_photo_follows_its_report(tmp_path, city):
    source = tmp_path / "x.png"
    Image.new("RGB", (40, 30)).save(source)
    async with phone(tmp_path, city.address) as session:
        name = session.reporting.photos.take_in(source)
        session.reporting.add("Mill Lane", body(), name)
        await all_sent(session)
        (report,) = session.reporting.reports.list_reports()
        assert (report.state, report.photo, report.why) == (ReportState.SENT, "", "")
        assert session.reporting.photos.read(name) is None


async def test_a_photo_the_city_does_not_want_costs_only_the_photo(tmp_path, city):
    async with phone(tmp_path, city.address) as session:
        photos = session.reporting.photos
        photos.folder.mkdir()
        photos.path("broken.jpg").write_bytes(b"no picture")
        session.reporting.add("Mill Lane", body(), "broken.jpg")
        await all_sent(session)
        (report,) = session.reporting.reports.list_reports()
        assert (report.state, report.photo) == (ReportState.SENT, "")
        assert report.why


async def test_what_the_city_refuses_is_kept_with_what_to_do_and_the_rest_is_sent(tmp_path, city):
    async with phone(tmp_path, city.address) as session:
        session.reporting.add("Far away", body(lat=40.0))
        session.reporting.add("Mill Lane", body())
        await all_sent(session)
        near, far = session.reporting.reports.list_reports()
        assert (near.state, far.state) == (ReportState.SENT, ReportState.REFUSED)
        assert far.why == "This place is outside the city. Choose one on the map."


async def test_it_waits_for_a_city_that_does_not_answer_and_for_one_that_is_none(tmp_path, city):
    class Portal(BaseHTTPRequestHandler):
        """The page of a Wi-Fi that wants a sign-in."""

        asked = 0

        def do_any(self):
            self.rfile.read(int(self.headers.get("content-length", 0)))
            Portal.asked += 1
            self.send_response(403 if Portal.asked % 2 else 200)
            self.end_headers()
            self.wfile.write(b"<html>Welcome</html>")

        do_GET = do_POST = do_any

        def log_message(self, *_):
            pass

    with answering(Portal) as address:
        async with phone(tmp_path, address) as session:
            session.reporting.add("Mill Lane", body())
            await until(lambda: Portal.asked > 4)
            assert session.reporting.waits() == 1
    async with phone(tmp_path, "http://127.0.0.1:9") as session:
        session.reporting.start()
        await asyncio.sleep(0.1)
        assert session.reporting.waits() == 1
        session.store.write("UPDATE report SET city = ?", (city.address,))
        session.change(backend=city.address)
        await until(lambda: session.reporting.waits() == 0)
    assert len(listed(city.address)) == 1


async def test_a_pass_the_city_has_forgotten_is_made_anew(tmp_path, city):
    device = fake_device("nowhere")
    device.secure.keep(f"pass for {city.address}", "forgotten")
    async with phone(tmp_path, city.address, device.secure) as session:
        session.reporting.add("Mill Lane", body())
        await all_sent(session)
        assert [report.state for report in session.reporting.reports.list_reports()] == [ReportState.SENT]
        assert device.secure.kept[f"pass for {city.address}"] != "forgotten"


async def test_voices_are_kept_until_they_are_heard_and_tell_nothing_else(tmp_path, city):
    async with phone(tmp_path / "one", city.address) as one:
        one.reporting.add("Mill Lane", body())
        await all_sent(one)
        name = one.reporting.reports.list_reports()[0].obstacle_id
    async with phone(tmp_path / "other", city.address) as other:
        city.stop()
        other.reporting.say(name, True, datetime.now(UTC))
        other.reporting.say(uuid4(), True, datetime.now(UTC))
        await asyncio.sleep(0.1)
        assert len(other.reporting.reports.list_unsaid(city.address)) == 2
        city.start()
        await all_sent(other)
        assert other.reporting.reports.list_unsaid(city.address) == [], "one that no longer exists is dropped"


async def test_words_of_danger_are_not_filed_and_whoever_wrote_them_knows_better(tmp_path, city):
    async with phone(tmp_path, city.address) as session:
        await session.requests.ask_kinds()
        words = msgspec.structs.replace(body(), words=f"There is {session.requests.emergency.words[0]} they say")
        key = session.reporting.add("Mill Lane", words).key
        await all_sent(session)
        (report,) = session.reporting.reports.list_reports()
        assert (report.state, session.requests.danger[key]) == (ReportState.REFUSED, session.requests.emergency_number)
        session.reporting.send_without_danger(report)
        await all_sent(session)
        (report,) = session.reporting.reports.list_reports()
        assert report.state is ReportState.SENT
        assert report.filed.words == words.words


def test_nothing_of_a_person_is_in_what_is_sent():
    sent = json.loads(msgspec.json.encode(body()))
    assert set(sent) == {
        "category", "place", "words", "lang", "visibility", "name", "context", "attributes", "observedAt", "noDanger",
    }  # fmt: skip
    assert set(sent["place"]) == {"kind", "lat", "lon", "accuracyM", "id", "level", "address"}
