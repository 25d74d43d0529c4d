"""A report stands once, whatever happens to phone, network or city while it is sent."""
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from PIL import Image

from mobile.device.fake import fake_device
from mobile.session import Session
from mobile.store.reports import ReportState
from tests.mobile.loopback import answering
from tests.mobile.reporting.phones import all_sent, between, body, listed, phone, start, told, until


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
    (obstacle,), (request,) = listed(city.address), told(city.address)
    assert (obstacle["reports"], UUID(obstacle["id"]), request["code"]) == (1, report.obstacle_id, report.filed.code)


@pytest.mark.parametrize("lose", [0, 1], ids=["the answer is on its way", "the answer is lost"])
def test_a_phone_that_is_ended_before_it_notes_the_answer_sends_the_same_again(tmp_path, city, lose):
    running = []
    handler = between(city, lose=lose, on_report=staticmethod(lambda: running and running[0].kill()))
    with answering(handler) as address:
        begun = start(address, tmp_path, "add", "pothole")
        running.append(begun)
        begun.wait(60)
        assert begun.returncode != 0, "ended when the city had the report and the phone no answer"
        running.clear()
        assert start(address, tmp_path).communicate(timeout=60)[0].strip() == b"sent"
    keys, answers = zip(*handler.seen)
    assert (len(keys), len(set(keys)), set(answers)) == (2, 1, {201})
    (obstacle,), (_,) = listed(city.address), told(city.address)
    assert obstacle["reports"] == 1


@pytest.mark.parametrize("lose", [0, 1], ids=["the answer is on its way", "the answer is lost"])
def test_where_the_pass_ends_with_the_app_what_was_sent_and_not_noted_is_one_voice_all_the_same(tmp_path, city, lose):
    running = []
    handler = between(city, lose=lose, on_report=staticmethod(lambda: running and running[0].kill()))
    with answering(handler) as address:
        for act in (("add", "pothole"), ()):
            running[:] = [start(address, tmp_path, *act, "forgetful")]
            running[0].wait(60)
            assert running[0].returncode != 0, "ended when the city had the report and the phone no answer"
        running.clear()
        assert start(address, tmp_path, "forgetful").communicate(timeout=60)[0].strip() == b"sent"
    keys, answers = zip(*handler.seen)
    assert (len(keys) >= 3, len(set(keys)), set(answers)) == (True, 1, {201})
    (obstacle,), (_,) = listed(city.address), told(city.address)
    assert (obstacle["reports"], obstacle["state"]) == (1, "REPORTED")


def test_where_the_pass_ends_with_the_app_a_voice_is_one_all_the_same(tmp_path, city):
    assert start(city.address, tmp_path / "one", "add", "pothole").communicate(timeout=60)[0].endswith(b"sent\n")
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
        name = session.reporting.reports.list_reports()[0].obstacle_id
    async with phone(tmp_path, city.address) as session:
        session.reporting.say(name, True, datetime.now(UTC))
        await all_sent(session)
    (obstacle,) = listed(city.address)
    assert (obstacle["state"], obstacle["reports"]) == ("REPORTED", 1)


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
    begun = start("http://127.0.0.1:9", tmp_path, "add", "ice_road")
    assert begun.stdout.readline().strip() == b"kept"
    begun.kill()
    begun.wait(20)
    store = Session(tmp_path, fake_device("nowhere"), city.address).store
    store.write("UPDATE report SET city = ?", (city.address,))  # the city has come back at another address of this test
    store.close()
    assert start(city.address, tmp_path).communicate(timeout=60)[0].strip() == b"sent"
    assert [one["kind"] for one in listed(city.address)] == ["ICE"]
    assert [one["category"] for one in told(city.address)] == ["ice_road"]
