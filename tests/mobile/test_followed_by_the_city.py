"""The app and the real service of following: a bus is cancelled while somebody is on the way, and the other way is there within moments."""
import asyncio

import pytest

from backend.contract.following import Position, TripUpdate
from backend.database.base import now
from mobile.asking import Ask, Spot
from mobile.client import Client
from mobile.device.fake import FakeSecureStore
from mobile.following import Following, request_to_follow
from mobile.screens.underway.state import Trip, hear, state_of
from mobile.store.needs import Needs
from mobile.store.passes import Passes
from tests.backend.following.served import open_today, serving, today
from tests.databases import sqlite_template, sqlite_url  # noqa: F401 fixtures

SECOND = 3


@pytest.fixture
def world(tmp_path):
    return open_today(tmp_path / "village")


async def test_a_cancelled_bus_is_told_with_the_way_that_is_ready_and_then_mended(sqlite_url, world):  # noqa: F811
    ask = Ask(Spot("Home", 0, 0), Spot("Work", 0, 0))
    itinerary = world.planned(when=now(), max_transfers=3)
    async with serving(sqlite_url, world) as served, asyncio.timeout(60):
        client = Client(str(served.base_url))
        following = Following(client, Passes(FakeSecureStore()), request_to_follow(itinerary, ask, Needs()))
        trip, said = Trip(itinerary, ask), []
        async for heard in following.listen():
            trip, saying = hear(trip, heard)
            if saying:
                said.append(saying)
                world.say_trips(today(), now())
            elif not said and trip.told:
                world.say_trips(today((SECOND, 0, None)), now())
            if len(said) == 2:
                break
            if said and trip.broken:
                card = state_of(trip, "walk", "metric", now()).broken
        broken, mended = said
        assert broken.urgent
        assert broken.title == card.title
        assert "is cancelled." in card.title
        assert card.action == "Take the next one"
        assert mended.spoken == "Your trip holds again as planned."
        await following.forget()
        answer = await served.get(f"/v1/trips/{following.trip_id}", headers={"authorization": f"Bearer {await following.passes.get(client)}"})
        assert answer.status_code == 404
        await client.close()


async def told_now(following, update):
    following.whereabouts.begin(update, now())
    await following.tell(update)
    return await following.look()


async def test_a_place_is_used_while_somebody_agrees_and_gone_when_they_do_not(sqlite_url, world):  # noqa: F811
    itinerary = world.planned(when=now(), max_transfers=3)
    start = itinerary.legs[0].from_
    async with serving(sqlite_url, world) as served, asyncio.timeout(60):
        client = Client(str(served.base_url))
        following = Following(client, Passes(FakeSecureStore()), request_to_follow(itinerary, Ask(), Needs()))
        async for _ in following.listen():
            break
        place = TripUpdate(position=Position(start.lat, start.lon, now()))
        refused = await told_now(following, place)
        assert (refused.share_position, refused.located) == (False, False)
        assert (await told_now(following, TripUpdate(share_position=True))).share_position
        assert (await told_now(following, place)).located
        gone = await told_now(following, TripUpdate(share_position=False))
        assert (gone.share_position, gone.located, following.whereabouts.shares) == (False, False, False)
        await following.forget()
        await client.close()


async def test_the_real_city_is_listened_to_again_and_a_trip_it_has_lost_is_followed_anew(sqlite_url, world):  # noqa: F811
    itinerary = world.planned(when=now(), max_transfers=3)
    passes = Passes(FakeSecureStore())
    async with serving(sqlite_url, world) as served, asyncio.timeout(60):
        client = Client(str(served.base_url))

        def opened(thread=None):
            return Following(client, passes, request_to_follow(itinerary, Ask(), Needs()), thread)

        first = opened()
        stream = first.listen()
        assert (await anext(stream)).broken is None
        again = asyncio.ensure_future(anext(stream))  # what was heard is held from here on
        await asyncio.sleep(0.1)
        again.cancel()
        thread = first.thread
        assert thread.last_event_id
        second = opened(thread)
        silent = asyncio.ensure_future(anext(second.listen()))
        await asyncio.sleep(0.5)
        assert not silent.done()  # the city says nothing that is known
        assert (second.trip_id, (await second.look()).id) == (thread.trip_id, thread.trip_id)
        silent.cancel()
        await second.forget()
        third = opened(thread)
        assert (await anext(third.listen())).id == third.trip_id != thread.trip_id
        await third.forget()
        await client.close()
