"""A trip that goes on after the app was closed or killed, and what the city hears of where somebody is meanwhile."""
import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from mobile import following
from mobile.device.fake import FakeSecureStore, fake_device
from mobile.session import Session
from tests.mobile.following_city import city_that_follows, event
from tests.mobile.lively import a_break
from tests.mobile.polylines import encode
from tests.mobile.screens.test_along import ANGLE, place
from tests.mobile.screens.test_underway import told
from tests.mobile.test_underway import ASK, Ears, trip_in, until

EVENTS, TRIP = "/v1/trips/t1/events", "/v1/trips/t1"
KILLED = """
import asyncio, sys
from pathlib import Path
from mobile.device.fake import fake_device
from mobile.session import Session
from tests.mobile.test_underway import ASK, trip_in

async def main():
    Session(Path(sys.argv[1]), fake_device(), "http://127.0.0.1:9").underway.start(trip_in(5), ASK)
    print("on the way", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture
def phone(tmp_path, monkeypatch):
    """Opens the app again and again on one phone, whose system keeps the pass."""
    monkeypatch.setattr(following, "RETRY_S", (0.02,))
    secure = FakeSecureStore()

    def opened(address: str = "http://127.0.0.1:9", **settings) -> Session:
        session = Session(tmp_path, replace(fake_device(), secure=secure), address)
        session.hearing, session.told = Ears(), []
        session.tasks.on_crash = session.told.append
        session.listen(session.told.append)
        session.settings = replace(session.settings, **settings)
        return session

    return opened


async def closed(session: Session) -> None:
    await session.close()
    assert not [told for told in session.told if isinstance(told, BaseException)]


def on_foot_in(minutes: float):
    """Its first way leads 120 m to the east and 180 m to the north."""
    trip = trip_in(minutes)
    end = place(*ANGLE[-1])
    first = msgspec.structs.replace(
        trip.legs[0], geometry=encode([place(*corner) for corner in ANGLE]), to=msgspec.structs.replace(trip.legs[0].to, lat=end[0], lon=end[1])
    )
    return msgspec.structs.replace(trip, legs=(first, *trip.legs[1:]))


# Closed and opened again


async def test_it_goes_on_behind_the_last_event(phone):
    trip = trip_in(5)
    broken = a_break(trip, other=trip)
    with city_that_follows(event("state", told(3, trip=trip), 4) + event("break", broken, 5), b"") as city:
        session = phone(city.address)
        session.underway.start(trip, ASK)
        await until(lambda: len(city.of("GET", EVENTS)) >= 2)
        state = session.underway.state
        await closed(session)
        before = len(city.of("GET", EVENTS))
        session = phone(city.address)
        session.start()
        underway = session.underway
        assert (underway.trip.itinerary, underway.trip.ask, underway.state.broken) == (trip, ASK, state.broken)
        assert session.told.count("underway") == 1
        await until(lambda: len(city.of("GET", EVENTS)) > before)
        headers, _ = city.of("GET", EVENTS)[before]
        assert (headers["last-event-id"], headers["authorization"]) == ("5", "Bearer pass-1")
        assert len(city.of("POST", "/v1/trips")) == 1
        assert session.hearing.heard == []  # nothing is said twice
        underway.take(broken)
        assert session.hearing.heard == []
        underway.end()
        await until(lambda: city.of("DELETE", TRIP))
        await closed(session)
        session = phone(city.address)
        session.start()
        assert session.underway.trip is None
        await closed(session)


async def test_a_trip_that_the_city_has_lost_is_followed_anew_once(phone):
    trip = trip_in(5)
    with city_that_follows(event("state", told(trip=trip), 4), b"") as city:
        session = phone(city.address)
        session.underway.start(trip, ASK)
        await until(lambda: city.listened)
        await closed(session)
        city.trip_id = "t2"
        session = phone(city.address)
        session.start()
        await until(lambda: city.of("GET", "/v1/trips/t2/events"))
        (first, _), (second, _) = city.of("POST", "/v1/trips")
        assert first["idempotency-key"] != second["idempotency-key"]
        assert "last-event-id" not in city.of("GET", "/v1/trips/t2/events")[0][0]
        session.underway.end()
        await until(lambda: city.of("DELETE", "/v1/trips/t2"))
        await closed(session)


async def test_a_trip_whose_first_answer_was_lost_is_asked_for_with_the_same_key(phone):
    with city_that_follows(b"", refuses={"/v1/trips": (503, "busy")}) as city:
        session = phone(city.address)
        session.underway.start(trip_in(5), ASK)
        await until(lambda: city.of("POST", "/v1/trips"))
        await closed(session)
        city.refuses.clear()
        session = phone(city.address)
        session.start()
        await until(lambda: city.listened)
        assert len({headers["idempotency-key"] for headers, _ in city.of("POST", "/v1/trips")}) == 1
        await closed(session)


async def test_an_app_that_is_killed_has_kept_it(phone, tmp_path):
    root = Path(__file__).parents[2]
    about = {**os.environ, "PYTHONPATH": str(root)}
    killed = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], cwd=root, env=about, stdout=subprocess.PIPE)
    assert await asyncio.to_thread(killed.stdout.readline) == b"on the way\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    killed.stdout.close()
    session = phone()
    session.start()
    assert session.underway.state.action == "Leave for Market"
    assert session.underway.trip.ask == ASK
    session.underway.end()
    await closed(session)


@pytest.mark.parametrize(("begins_in", "goes_on"), [(-30, True), (-40, True), (-42, False), (-600, False)])
async def test_what_is_over_is_not_shown_again_and_forgotten_everywhere(phone, begins_in, goes_on):
    with city_that_follows(b"") as city:
        session = phone(city.address)
        session.underway.start(trip_in(5), ASK)
        await until(lambda: city.listened)
        session.underway.kept.keep(replace(session.underway.kept.find(), itinerary=trip_in(begins_in)))
        await closed(session)
        session = phone(city.address)
        session.start()
        assert (session.underway.trip is not None) is goes_on
        if not goes_on:
            await until(lambda: city.of("DELETE", TRIP))
            assert session.underway.kept.find() is None
        session.underway.end()
        await closed(session)


async def test_a_damaged_one_is_no_trouble(phone):
    session = phone()
    session.underway.start(trip_in(5), ASK)
    session.store.write("UPDATE trip_underway SET itinerary = x'00'")
    await closed(session)
    session = phone()
    session.start()
    assert session.underway.trip is None
    session.underway.start(trip_in(5), ASK)
    session.underway.end()
    assert session.store.list_rows("SELECT * FROM trip_underway") == []
    await closed(session)


async def test_a_full_disk_does_not_end_a_trip(phone):
    session = phone()
    session.underway.start(trip_in(5), ASK)
    session.store.write("DROP TABLE trip_underway")
    session.underway.take(told(trip=session.underway.trip.itinerary))
    assert session.underway.state.action == "Leave for Market"
    await closed(session)


async def test_another_city_does_not_follow_it_and_the_old_one_forgets_it(phone):
    with city_that_follows(b"") as city, city_that_follows(b"") as other:
        session = phone(city.address)
        session.underway.start(trip_in(5), ASK)
        await until(lambda: city.listened)
        session.change(backend=other.address)
        await until(lambda: city.of("DELETE", TRIP))
        assert session.underway.state.action == "Leave for Market"
        await closed(session)
        session = phone(other.address)
        session.start()
        assert session.underway.state.action == "Leave for Market"
        session.underway.end()
        await closed(session)
        assert [path for _, path, _, _ in other.asked if "trips" in path] == []


async def test_how_far_one_has_come_on_foot_is_kept(phone):
    session = phone()
    session.start()
    session.underway.start(on_foot_in(-1), ASK)
    session.device.location.move(*place(100, 0))
    session.underway.tick()
    assert session.underway.state.turn.number == 1
    await closed(session)
    session = phone()
    session.start()
    session.device.location.move(*place(85, 0))  # a tremble, not a way back
    session.underway.tick()
    assert round(session.underway.trip.along.gone_m) == 100
    session.underway.end()
    await closed(session)


# Where somebody is


def patched(city) -> list[dict]:
    return [json.loads(body) for _, body in city.of("PATCH", TRIP)]


def said(city) -> list[str]:
    """What each message was about."""
    return ["place" if message["position"] else message["sharePosition"] for message in patched(city)]


async def test_unless_it_is_switched_on_no_place_leaves_the_phone(phone):
    trip = on_foot_in(-1)
    with city_that_follows(event("state", told(trip=trip), 1), b"") as city:
        session = phone(city.address)
        session.start()
        session.underway.start(trip, ASK)
        await until(lambda: city.listened > 2)
        for metres in (10, 70):
            session.device.location.move(*place(metres, 0))
            session.underway.tick()
        assert session.underway.trip.along.gone_m == pytest.approx(70, abs=2)  # it is looked at on the phone alone
        await asyncio.sleep(0.1)
        assert patched(city) == []
        assert b"sharePosition\":false" in city.of("POST", "/v1/trips")[0][1]
        session.underway.end()
        await closed(session)


async def test_switched_on_it_is_told_now_and_then_and_switched_off_it_is_forgotten_at_once(phone):
    with city_that_follows(b"") as city:
        session = phone(city.address, share_position=True)
        session.start()
        session.underway.start(on_foot_in(-1), ASK)
        session.device.location.move(49.4100012, 8.6901234)
        await until(lambda: said(city) == [True, "place"])
        position = patched(city)[1]["position"]
        assert (position["lat"], position["lon"]) == (49.41, 8.6901)
        session.device.location.move(*place(120, 100))  # far enough, too soon
        session.underway.tick()
        session.change(share_position=False)
        await until(lambda: len(patched(city)) == 3)
        session.device.location.move(*place(120, 200))
        session.underway.tick()
        await asyncio.sleep(0.1)
        assert said(city) == [True, "place", False]
        session.underway.end()
        await closed(session)


async def test_what_was_switched_off_without_network_is_forgotten_after_the_next_start(phone):
    with city_that_follows(b"") as city:
        session = phone(city.address, share_position=True)
        session.start()
        session.underway.start(trip_in(5), ASK)
        await until(lambda: said(city) == [True])
        city.refuses[TRIP] = (503, "busy")
        session.change(share_position=False)
        await until(lambda: len(patched(city)) == 2)
        await closed(session)
        city.refuses.clear()
        session = phone(city.address)
        session.start()
        await until(lambda: said(city) == [True, False, False])
        session.underway.end()
        await closed(session)
