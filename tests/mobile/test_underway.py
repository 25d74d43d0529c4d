"""The trip somebody is on, from setting out to the end: what is said, what is shown as a notice, what the city keeps."""
import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from mobile import following
from mobile.asking import Ask, Spot
from mobile.device.fake import fake_device
from mobile.device.linux import DesktopNotifications
from mobile.session import Session
from tests.mobile.following_city import city_that_follows, event
from tests.mobile.lively import a_break, moved
from tests.mobile.screens.test_underway import told
from tests.mobile.share.trip import START, a_trip

ASK = Ask(Spot("Home", 49.41, 8.69), Spot("Work", 49.421, 8.701))


class Ears:
    """What would be spoken."""

    def __init__(self):
        self.heard = []

    def announce(self, text, assertive=False, aloud=False):
        self.heard.append((text, assertive))


def trip_in(minutes: float):
    """A trip that begins in so many minutes."""
    by = datetime.now(UTC).astimezone(START.tzinfo) + timedelta(minutes=minutes) - START
    trip = a_trip()
    legs = tuple(moved(leg, by) for leg in trip.legs)
    return msgspec.structs.replace(trip, legs=legs, depart_at=trip.depart_at + by, arrive_at=trip.arrive_at + by)


async def until(holds, patience_s=10):
    end = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


@pytest.fixture
def open_session(tmp_path, monkeypatch):
    monkeypatch.setattr(following, "RETRY_S", (0.05,))

    def opened(address: str = "http://127.0.0.1:9") -> Session:
        session = Session(tmp_path, fake_device(), address)
        session.hearing, session.told = Ears(), []
        session.listen(session.told.append)
        return session

    return opened


async def test_a_break_is_said_shown_and_mended_by_the_way_that_is_ready(open_session):
    trip, other = trip_in(5), trip_in(9)
    with city_that_follows(event("state", told(trip=trip), 1) + event("break", a_break(trip, other=other), 2)) as city:
        session = open_session(city.address)
        underway = session.underway
        underway.start(trip, ASK)
        await until(lambda: underway.state.broken)
        assert session.hearing.heard[-1][1] is True
        assert session.device.notifications.calls == [("show", "Tram 4 is cancelled.", underway.state.broken.detail)]
        underway.take_other()
        assert (underway.trip.itinerary, underway.trip.ask.destination) == (other, ASK.destination)
        await until(lambda: len(city.of("POST", "/v1/trips")) == 2 and city.of("DELETE", "/v1/trips/t1"))
        underway.end()
        await until(lambda: len(city.of("DELETE", "/v1/trips/t1")) == 2)
        assert (underway.trip, underway.state) == (None, None)
        assert session.told.count("underway") >= 3
        await session.close()


async def test_words_that_come_along_with_the_end_of_a_trip_are_not_taken_for_another(open_session):
    past, trip = trip_in(-60), trip_in(5)
    with city_that_follows(event("state", told(trip=past), 1) + event("break", a_break(trip, other=trip), 2)) as city:
        session = open_session(city.address)
        session.tasks.on_crash = session.told.append
        session.underway.start(trip, ASK)
        await until(lambda: session.underway.trip is None)
        await until(lambda: city.of("DELETE", "/v1/trips/t1"))
        assert not [told for told in session.told if isinstance(told, BaseException)]
        await session.close()


async def test_without_a_city_it_goes_by_the_clock(open_session):
    session = open_session()
    session.underway.start(trip_in(5), ASK)
    assert session.underway.state.action == "Leave for Market"
    await until(lambda: session.told.count("progress") >= 3)
    session.underway.take_other()
    assert session.underway.state.action == "Leave for Market"
    session.underway.end()
    await session.close()


async def test_it_ends_by_itself_some_time_after_the_arrival(open_session):
    session = open_session()
    session.underway.start(trip_in(-30), ASK)
    assert session.underway.state.action == "You are there: Work"
    session.underway.end()
    session.underway.start(trip_in(-60), ASK)
    assert session.underway.trip is None
    await until(lambda: not session.tasks.runs(session.underway, "count"))
    await session.close()


async def test_other_ways_begin_at_the_phone_or_aboard_at_the_next_stop(open_session):
    session = open_session()
    session.underway.start(trip_in(-2), ASK)
    assert session.underway.other_start()[0].name == ""
    session.find_me()
    session.device.location.move(49.4101, 8.6901)
    assert session.underway.other_start()[0].here
    session.underway.start(trip_in(-8), ASK)
    assert session.underway.other_start()[0].name == "Old Town"
    session.underway.end()
    await session.close()


async def test_a_device_that_shows_no_notices_is_no_trouble(open_session, monkeypatch):
    monkeypatch.setenv("PATH", "")
    session = open_session()
    session.device = replace(session.device, notifications=DesktopNotifications())
    session.notify("Get off at Bridge", "")
    await session.close()


@pytest.mark.parametrize(("off_s", "counts"), [(3600, True), (-400, True), (2, False), (-4, False)])
async def test_a_phone_with_a_wrong_clock_counts_by_that_of_the_city(open_session, off_s, counts):
    session = open_session()
    session.set_clock(datetime.now(UTC) + timedelta(seconds=off_s))
    ahead = (session.now() - datetime.now(UTC)).total_seconds()
    assert round(ahead) == (off_s if counts else 0)
    await session.close()
