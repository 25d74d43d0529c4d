"""A report stands once, whatever happens to phone, network or city while it is sent."""
import asyncio
import json
import socket
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from PIL import Image

from backend.contract.obstacles import NewObstacle, ObstacleKind, ObstacleState
from mobile import reporting as sending
from mobile.device.fake import fake_device
from mobile.session import Session
from mobile.store.reports import ReportState
from tests.mobile.loopback import answering
from tests.mobile.server import LiveBackend

PLACE = (55.4897, 3.5036)
ROOT = Path(__file__).parents[2]
BOX = {"south": 55.40, "west": 3.40, "north": 55.55, "east": 3.60}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(sending, "RETRY_S", (0.02,))


@pytest.fixture
def city(demo):
    live = LiveBackend(demo).start()
    yield live
    live.stop()


def body(kind=ObstacleKind.BINS, lat: float = PLACE[0]) -> NewObstacle:
    return NewObstacle(kind=kind, lat=lat, lon=PLACE[1], accuracy_m=8.0, observed_at=datetime.now(UTC))


@asynccontextmanager
async def phone(folder, address: str, secure=None):
    device = fake_device("nowhere")
    session = Session(folder, replace(device, secure=secure) if secure else device, address)
    try:
        yield session
    finally:
        await session.close()


async def until(holds) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)


async def all_sent(session) -> None:
    await until(lambda: not session.tasks.runs(session.reporting, "send"))


def listed(address: str) -> list[dict]:
    return httpx.get(f"{address}/v1/obstacles", params=BOX).json()["obstacles"]


class Between(BaseHTTPRequestHandler):
    """Stands between phone and city. `lose`: how many answers to reports and voices never arrive, `lose_photos` the same of photos, before the city
    has them; `on_report` hears of each report or voice that has arrived."""

    city, lose, lose_photos, seen, on_report = "", 0, 0, [], staticmethod(lambda: None)
    protocol_version = "HTTP/1.1"

    def do_any(self):
        sent = self.rfile.read(int(self.headers.get("content-length", 0)))
        names = ("authorization", "idempotency-key", "content-type")
        headers = {name: self.headers[name] for name in names if name in self.headers}
        kind = type(self)
        if self.command == "PUT" and kind.lose_photos:
            kind.lose_photos -= 1
            self.hang_up()
            return
        answer = httpx.request(self.command, f"{self.city}{self.path}", content=sent, headers=headers)
        if self.command == "POST" and self.path.startswith("/v1/obstacles"):
            kind.seen.append((headers.get("idempotency-key"), answer.status_code))
            kind.on_report()
            if kind.lose:
                kind.lose -= 1
                self.hang_up()
                return
        self.send_response(answer.status_code)
        self.send_header("content-type", answer.headers.get("content-type", "application/json"))
        self.send_header("content-length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = do_PUT = do_any

    def hang_up(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_):
        pass


def between(city, **more) -> type[Between]:
    return type("BetweenThese", (Between,), {"city": city.address, "seen": [], **more})


async def test_an_answer_that_is_lost_doubles_nothing(tmp_path, city):
    handler = between(city, lose=3)
    with answering(handler) as address:
        async with phone(tmp_path, address) as session:
            session.reporting.add("Mill Lane", body())
            await all_sent(session)
            (report,) = session.reporting.reports.list_reports()
    assert report.state is ReportState.SENT
    keys, answers = zip(*handler.seen)
    assert (set(keys), len(keys), set(answers)) == ({report.key}, 4, {201})
    (obstacle,) = listed(city.address)
    assert (obstacle["reports"], UUID(obstacle["id"])) == (1, report.obstacle.id)


@pytest.mark.parametrize("lose", [0, 1], ids=["the answer is on its way", "the answer is lost"])
def test_a_phone_that_is_ended_before_it_notes_the_answer_sends_the_same_again(tmp_path, city, lose):
    running = []
    handler = between(city, lose=lose, on_report=staticmethod(lambda: running and running[0].kill()))
    with answering(handler) as address:
        begun = start(address, tmp_path, "add", "BINS")
        running.append(begun)
        begun.wait(60)
        assert begun.returncode != 0, "ended when the city had the report and the phone no answer"
        running.clear()
        assert start(address, tmp_path).communicate(timeout=60)[0].strip() == b"sent"
    keys, answers = zip(*handler.seen)
    assert (len(keys), len(set(keys)), set(answers)) == (2, 1, {201})
    (obstacle,) = listed(city.address)
    assert obstacle["reports"] == 1


@pytest.mark.parametrize("lose", [0, 1], ids=["the answer is on its way", "the answer is lost"])
def test_where_the_pass_ends_with_the_app_what_was_sent_and_not_noted_is_one_voice_all_the_same(tmp_path, city, lose):
    running = []
    handler = between(city, lose=lose, on_report=staticmethod(lambda: running and running[0].kill()))
    with answering(handler) as address:
        for act in (("add", "BINS"), ()):
            running[:] = [start(address, tmp_path, *act, "forgetful")]
            running[0].wait(60)
            assert running[0].returncode != 0, "ended when the city had the report and the phone no answer"
        running.clear()
        assert start(address, tmp_path, "forgetful").communicate(timeout=60)[0].strip() == b"sent"
    keys, answers = zip(*handler.seen)
    assert (len(keys) >= 3, len(set(keys)), set(answers)) == (True, 1, {201})
    (obstacle,) = listed(city.address)
    assert (obstacle["reports"], obstacle["state"]) == (1, "REPORTED")


def test_where_the_pass_ends_with_the_app_a_voice_is_one_all_the_same(tmp_path, city):
    assert start(city.address, tmp_path / "one", "add", "BINS").communicate(timeout=60)[0].endswith(b"sent\n")
    (obstacle,) = listed(city.address)
    running, handler = [], between(city, on_report=staticmethod(lambda: running and running[0].kill()))
    with answering(handler) as address:
        running.append(start(address, tmp_path / "other", "say", obstacle["id"], "forgetful"))
        running[0].wait(60)
        assert running[0].returncode != 0
        running.clear()
        for act in ((), ("say", obstacle["id"])):
            assert start(address, tmp_path / "other", *act, "forgetful").communicate(timeout=60)[0].strip() == b"sent"
    assert [status for _, status in handler.seen] == [200] * 3
    assert listed(city.address)[0]["reports"] == 2


async def test_where_the_pass_ends_with_the_app_one_confirms_nothing_that_one_reported(tmp_path, city):
    async with phone(tmp_path, city.address) as session:
        session.reporting.add("Mill Lane", body())
        await all_sent(session)
        name = session.reporting.reports.list_reports()[0].obstacle.id
    async with phone(tmp_path, city.address) as session:
        session.reporting.say(name, True, datetime.now(UTC))
        await all_sent(session)
        (report,) = session.reporting.reports.list_reports()
        assert (report.obstacle.state, report.obstacle.reports) == (ObstacleState.REPORTED, 1)


async def test_where_the_pass_ends_with_the_app_the_photo_still_finds_its_report(tmp_path, city):
    source = tmp_path / "x.png"
    Image.new("RGB", (40, 30)).save(source)
    handler = between(city, lose_photos=1_000_000)
    with answering(handler) as address:
        async with phone(tmp_path, address) as session:
            session.reporting.add("Mill Lane", body(), session.reporting.photos.take_in(source))
            await until(lambda: session.reporting.reports.list_reports()[0].state is ReportState.SENT)
        handler.lose_photos = 0
        async with phone(tmp_path, address) as session:
            (report,) = session.reporting.reports.list_reports()
            assert report.photo
            session.reporting.start()
            await all_sent(session)
            (report,) = session.reporting.reports.list_reports()
            assert (report.photo, report.why) == ("", "")


async def test_the_name_of_a_voice_stays_and_says_nothing_of_others(tmp_path):
    one, other = uuid4(), uuid4()
    async with phone(tmp_path / "a", "http://127.0.0.1:9") as session:
        names = [session.reporting.reports.name_voice(each) for each in (one, other)]
        assert len({*names}) == 2
    async with phone(tmp_path / "a", "http://127.0.0.1:9") as session:
        assert [session.reporting.reports.name_voice(each) for each in (one, other)] == names
    async with phone(tmp_path / "b", "http://127.0.0.1:9") as session:
        assert session.reporting.reports.name_voice(one) not in names


def test_a_phone_that_is_ended_right_after_it_was_kept_still_sends_it(tmp_path, city):
    begun = start("http://127.0.0.1:9", tmp_path, "add", "ICE")
    assert begun.stdout.readline().strip() == b"kept"
    begun.kill()
    begun.wait(20)
    store = Session(tmp_path, fake_device("nowhere"), city.address).store
    store.write("UPDATE report SET city = ?", (city.address,))  # the city has come back at another address of this test
    store.close()
    assert start(city.address, tmp_path).communicate(timeout=60)[0].strip() == b"sent"
    assert [one["kind"] for one in listed(city.address)] == ["ICE"]


def start(address: str, folder: Path, *more: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.mobile.reporter", address, str(folder), *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


async def test_two_phones_are_two_voices_and_one_obstacle(tmp_path, city):
    async with phone(tmp_path / "one", city.address) as one, phone(tmp_path / "other", city.address) as other:
        one.reporting.add("Mill Lane", body())
        await all_sent(one)
        other.reporting.add("Mill Lane", body(ObstacleKind.PARKED_VEHICLE))
        await all_sent(other)
        first, second = (session.reporting.reports.list_reports()[0] for session in (one, other))
        assert (first.merged, second.merged) == (False, True)
        assert second.obstacle.state is ObstacleState.CONFIRMED
        assert first.obstacle.state is ObstacleState.REPORTED, "as it was heard"
        await one.reporting.refresh()
        assert one.reporting.reports.list_reports()[0].obstacle.state is ObstacleState.CONFIRMED
        assert one.reporting.own() == {first.obstacle.id}
    (obstacle,) = listed(city.address)
    assert obstacle["reports"] == 2


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
        name = one.reporting.reports.list_reports()[0].obstacle.id
    async with phone(tmp_path / "other", city.address) as other:
        city.stop()
        other.reporting.say(name, True, datetime.now(UTC))
        other.reporting.say(uuid4(), True, datetime.now(UTC))
        await asyncio.sleep(0.1)
        assert len(other.reporting.reports.list_unsaid(city.address)) == 2
        city.start()
        await all_sent(other)
        assert other.reporting.reports.list_unsaid(city.address) == [], "one that no longer exists is dropped"


def test_nothing_of_a_person_is_in_what_is_sent():
    sent = json.loads(msgspec.json.encode(body()))
    assert set(sent) == {"kind", "lat", "lon", "accuracyM", "level", "side", "note", "howLong", "observedAt"}
