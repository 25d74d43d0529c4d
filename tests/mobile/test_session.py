"""What all screens share: it is kept, told, and follows the backend as it comes and goes."""
import asyncio
import time

import pytest

from mobile.asking import Spot
from mobile.device.fake import fake_device
from mobile.i18n import current
from mobile.session import Session
from mobile.store.needs import Needs


async def until(holds, patience_s=10):
    end = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


@pytest.fixture
async def session(tmp_path, backend):
    session = Session(tmp_path, fake_device(), backend.address)
    session.told = []
    session.listen(session.told.append)
    yield session
    await session.close()


async def test_it_meets_the_city_and_takes_its_time(session):
    session.start()
    await until(lambda: session.city)
    assert session.city.name == "Selwenhaven"
    assert session.told == ["reach", "city", "zone"]
    assert session.now().tzinfo.key == session.city.timezone


async def test_choices_are_kept_and_told(session, tmp_path):
    before = session.change(language="ko", text_percent=150)
    assert (before.language, before.text_percent) == ("system", 100)
    assert current() == "ko"
    session.change_needs(Needs(max_walk_m=300))
    session.save_place("home", Spot("Mill Lane 4", 49.4, 8.7))
    assert session.told == ["language", "settings", "needs", "places"]
    again = Session(tmp_path, fake_device())
    assert (again.settings.language, again.needs.max_walk_m) == ("ko", 300)
    assert again.places.find_saved("home").name == "집"
    await again.close()


async def test_another_address_is_another_city(session, backend):
    session.start()
    await until(lambda: session.city)
    session.change(backend="http://127.0.0.1:9")
    assert session.city is None
    await until(lambda: session.reached is False)
    session.change(backend=backend.address)
    await until(lambda: session.city)
    assert session.reached


async def test_the_network_goes_and_comes_back_by_itself(session, backend, monkeypatch):
    monkeypatch.setattr("mobile.session.RETRY_S", (0.1,))
    session.start()
    await until(lambda: session.city)
    backend.stop()
    try:
        with pytest.raises(Exception, match="No connection"):
            await session.client.city()
        assert session.reached is False
    finally:
        await asyncio.to_thread(backend.start)
    await until(lambda: session.reached)


async def test_where_the_person_is(session):
    session.find_me()
    session.device.location.move(49.4, 8.7)
    assert (session.here.lat, session.here.here) == (49.4, True)
    assert session.ask.origin is session.here
    session.set_ask(origin=Spot("Market", 49.5, 8.8))
    session.device.location.move(49.41, 8.71)
    assert session.ask.origin.name == "Market"  # chosen: it does not move with the person
    assert session.here.lat == 49.41
    session.lose_fix("Location is switched off.")
    assert session.why_not_here == "Location is switched off."


async def test_a_device_that_does_not_know_says_what_to_do(tmp_path):
    session = Session(tmp_path, fake_device("Search, or tap the map."))
    session.find_me()
    assert (session.here, session.why_not_here) == (None, "Search, or tap the map.")
    await session.close()
