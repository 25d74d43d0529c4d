"""Following over real HTTP, on both databases: a break reaches whoever listens, with one other way; others see nothing."""
import asyncio
import os

import msgspec
import pytest

from backend.contract.following import TripBreak, TripNow
from backend.database.base import now
from backend.following.service import MOST_STREAMS
from tests.backend.following.served import PATIENCE_S, Client, coming, minutes_late, open_today, serving, today, until

FIRST, SECOND = 0, 3
LISTENERS = 50 if os.environ.get("ALLWAYS_PROOF") else 20


async def test_a_cancelled_second_bus_reaches_who_listens_with_another_way(client, world):
    trip_id = await client.follow_quickest(world)
    async with client.listen(trip_id) as events:
        first = await coming(events)
        assert (first.name, msgspec.convert(first.data, TripNow).broken) == ("state", None)
        world.say_trips(today((SECOND, 0, None)), now())
        broken = await coming(events)
        assert broken.name == "break"
        told = msgspec.convert(broken.data, TripBreak)
        assert (told.code, told.leg, told.advice) == ("TRIP_CANCELLED", 2, "WAIT")
        assert [leg.trip_id for leg in told.alternative.legs][-2] == "t4"
        assert (await coming(events)).data["broken"]["id"] == told.id
        world.say_trips(today(), now())
        mended = await coming(events)
        assert (mended.name, mended.data["id"], mended.data["leg"]) == ("mended", told.id, 2)
        assert (await coming(events)).data["broken"] is None


async def test_a_change_missed_by_delay_is_told_once(quick, world):
    trip_id = await quick.follow_quickest(world)
    async with quick.listen(trip_id) as events:
        await until(events, "state")
        world.say_trips(today((FIRST, 0, [minutes_late(1, 6)])), now())
        told = await until(events, "break")
        assert (told.data["code"], told.data["live"]["feed"]) == ("CHANGE_MISSED", "buses")
        world.say_trips(today((FIRST, 0, [minutes_late(1, 7)])), now())
        await until(events, "state")
        names = [(await coming(events)).name]
        assert "break" not in names


async def test_who_lost_the_connection_gets_what_is_new_and_nothing_twice(quick, world):
    trip_id = await quick.follow_quickest(world)
    async with quick.listen(trip_id) as events:
        await until(events, "state")
        world.say_trips(today((SECOND, 0, None)), now())
        broken = await until(events, "break")
        last = await until(events, "state")
    async with quick.listen(trip_id, broken.id) as events:
        assert (await coming(events)).name == "state"
    async with quick.listen(trip_id, "nonsense") as events:
        assert [(await coming(events)).name, (await coming(events)).name] == ["break", "state"]
    world.say_trips(today(), now())
    async with quick.listen(trip_id, last.id) as events:
        assert [(await coming(events)).name, (await coming(events)).name] == ["mended", "state"]


async def test_a_position_moves_the_trip_and_only_with_consent(client, world):
    trip_id = await client.follow_quickest(world)
    position = {"lat": 0.0, "lon": 0.0123456, "at": now().isoformat()}
    refused = await client.tell(trip_id, position=position)
    assert (refused.status_code, refused.json()["code"]) == (403, "consent_missing")
    async with client.listen(trip_id) as events:
        assert not (await until(events, "state")).data["located"]
        assert (await client.tell(trip_id, position=position, sharePosition=True)).status_code == 204
        assert (await until(events, "state")).data["located"]
        assert (await client.tell(trip_id, sharePosition=False)).status_code == 204
        assert not (await until(events, "state")).data["located"]


async def test_an_ended_trip_ends_its_streams(client, world):
    trip_id = await client.follow_quickest(world)
    async with client.listen(trip_id) as events:
        await until(events, "state")
        assert (await client.delete(f"/v1/trips/{trip_id}", headers=client.signed)).status_code == 204
        assert (await until(events, "ended")).data == {"reason": "GONE"}
        with pytest.raises(StopAsyncIteration):
            await coming(events)
    assert (await client.delete(f"/v1/trips/{trip_id}", headers=client.signed)).status_code == 404


async def test_a_device_listens_a_few_times_at_once(quick, world):
    trip_id = await quick.follow_quickest(world)
    async with asyncio.timeout(60):
        for _ in range(2):  # those that were closed count no more
            streams = [quick.listen(trip_id) for _ in range(MOST_STREAMS)]
            heard = [await stream.__aenter__() for stream in streams]
            for events in heard:
                await until(events, "state")
            refused = await quick.get(f"/v1/trips/{trip_id}/events", headers=quick.signed)
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
            for stream in streams:
                await stream.__aexit__(None, None, None)
            while quick.app.state.following._streams:
                await asyncio.sleep(0.05)


async def test_a_stopping_service_lets_its_listeners_go(sqlite_url, world):
    async with serving(sqlite_url, world) as client:
        trip_id = await client.follow_quickest(world)
        async with client.listen(trip_id) as events:
            await until(events, "state")
            client.app.state.following.close()
            with pytest.raises(StopAsyncIteration):
                await coming(events)


async def test_a_silent_stream_shows_that_it_lives(quick, world, monkeypatch):
    monkeypatch.setattr("backend.following.stream.HEARTBEAT_S", 0.2)
    trip_id = await quick.follow_quickest(world)
    async with quick.stream("GET", f"/v1/trips/{trip_id}/events", headers=quick.signed) as answer:
        lines = answer.aiter_lines()
        async with asyncio.timeout(PATIENCE_S):
            while await anext(lines) != ": still here":
                pass


async def test_two_processes_hear_of_each_other(postgresql_url, world, tmp_path):
    async with serving(postgresql_url, world) as here, serving(postgresql_url, open_today(tmp_path / "other")) as there:
        trip_id = await here.follow_quickest(world, share_position=True)
        there.token = here.token
        async with here.listen(trip_id) as events:
            assert not (await until(events, "state")).data["located"]
            told = await there.tell(trip_id, position={"lat": 0.0, "lon": 0.0001, "at": now().isoformat()})
            assert told.status_code == 204
            assert (await until(events, "state")).data["located"]




async def test_a_device_that_ends_takes_its_streams_along(quick, world, monkeypatch):
    monkeypatch.setattr("backend.following.watch.TICK_S", 0.1)
    monkeypatch.setattr("backend.following.watch.CHECK_S", 0.1)
    async with serving_again(quick, world) as client:
        trip_id = await client.follow_quickest(world)
        async with client.listen(trip_id) as events:
            await until(events, "state")
            await client.delete("/v1/devices/current", headers=client.signed)
            assert (await until(events, "ended")).data == {"reason": "GONE"}


def serving_again(client, world):
    return serving(client.app.state.database.url.render_as_string(hide_password=False), world)


async def test_a_full_house_asks_to_come_again_and_keeps_those_inside(quick, world, monkeypatch):
    monkeypatch.setattr("backend.following.watch.MOST", 1)
    one, two = await quick.follow_quickest(world), await quick.follow_quickest(world)
    async with quick.listen(one) as events:
        await until(events, "state")
        refused = await quick.get(f"/v1/trips/{two}/events", headers=quick.signed)
        assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "busy", "5")
        world.say_trips(today((SECOND, 0, None)), now())
        await until(events, "break")


async def test_a_mistake_with_one_trip_is_none_with_others(quick, world, monkeypatch, capsys):
    good, bad = await quick.follow_quickest(world), await quick.follow_quickest(world)
    look = quick.app.state.following.looker.look

    def fails_for_bad(view, followed, *given):
        if str(followed.id) == bad:
            raise ZeroDivisionError("a secret place")
        return look(view, followed, *given)

    monkeypatch.setattr(quick.app.state.following.looker, "look", fails_for_bad)
    async with quick.listen(bad), quick.listen(good) as events:
        await until(events, "state")
        world.say_trips(today((SECOND, 0, None)), now())
        await until(events, "break")
    said = "".join(capsys.readouterr())
    assert "ZeroDivisionError" in said
    assert "a secret place" not in said


async def test_many_listeners_all_hear_within_a_moment(quick, world):
    tokens = []
    for _ in range(LISTENERS):
        await quick.sign()
        tokens.append((quick.token, await quick.follow_quickest(world)))

    async def hear(token: str, trip_id: str, ready: asyncio.Semaphore) -> str:
        client = Client(base_url=quick.base_url, timeout=PATIENCE_S)
        client.token = token
        async with client, client.listen(trip_id) as events:
            await until(events, "state")
            ready.release()
            return (await until(events, "break")).data["code"]

    ready = asyncio.Semaphore(0)
    hearing = [asyncio.create_task(hear(*one, ready)) for one in tokens]
    async with asyncio.timeout(PATIENCE_S):
        for _ in tokens:
            await ready.acquire()
    world.say_trips(today((SECOND, 0, None)), now())
    assert await asyncio.gather(*hearing) == ["TRIP_CANCELLED"] * LISTENERS
