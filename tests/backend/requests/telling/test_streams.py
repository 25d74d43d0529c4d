"""Over real HTTP: whoever listens is told of each change once, in whatever process it was written; a cut loses nothing."""
import asyncio
from contextlib import AsyncExitStack

import pytest

from backend.accounts import sessions
from backend.identity.actor import Actor, ActorKind
from backend.requests.telling import streams
from tests.backend.following.served import PATIENCE_S, coming, read_events, until
from tests.backend.requests.city import citizen, signed_in
from tests.backend.requests.telling.listening import changed, heard, listening, serving, silent


@pytest.fixture
async def client(sqlite_url):
    async with serving(sqlite_url) as client:
        yield client


@pytest.fixture
async def either(database_url, monkeypatch):
    """On each kind of database; whether passes and sessions live is asked more often than elsewhere."""
    monkeypatch.setattr(streams, "CHECK_S", 0.1)
    async with serving(database_url) as client:
        yield client


async def test_each_who_listens_is_told_once_in_whatever_process(postgresql_url):
    async with serving(postgresql_url) as here, serving(postgresql_url) as there:
        ann, ben, cat = await signed_in(here, "ann"), await citizen(here), await citizen(here)
        code, _ = await told_of(ann)
        assert (await ben.does(code, "following", {"following": True}, "PUT")).status_code == 200
        async with listening(ann) as first, listening(ann, at=there) as second, listening(ben, at=there) as third, listening(cat) as other:
            for events in (first, second, third, other):
                assert (await coming(events)).name == "unread"
            await changed(here, code, "acknowledge", words="We look.")
            await changed(there, code, "start")
            await changed(here, code, "comment", words="Soon.", public=True)
            own = await heard(first, 3)
            assert sorted(kind for kind, _, _ in own) == ["acknowledged", "comment", "started"]
            assert [one[:2] for one in await heard(second, 3)] == [one[:2] for one in own], "in one order, for all phones of a person"
            followed = await heard(third, 2)
            assert sorted(kind for kind, _, _ in followed) == ["acknowledged", "started"]
            for events in (first, second, third, other):
                assert await silent(events)


async def told_of(person) -> tuple[str, str]:
    """(the number of a request they sent, the id of the notice that it has arrived)."""
    code = (await person.sent())["code"]
    async with asyncio.timeout(PATIENCE_S):
        while not (listed := (await person.ask("GET", "/v1/notices")).json()["notices"]):
            await asyncio.sleep(0.05)
    return code, listed[0]["id"]


async def test_after_a_cut_comes_what_came_meanwhile_and_nothing_twice(client):
    ann, ben = await citizen(client), await citizen(client)
    code, first = await told_of(ann)
    async with listening(ann, first) as events:
        assert (await coming(events)).data == {"unread": 1}
    await changed(client, code, "acknowledge", words="We look.")
    await changed(client, code, "start")
    async with listening(ann, first) as events:
        came = await heard(events, 2)
        assert sorted(kind for kind, _, _ in came) == ["acknowledged", "started"]
        assert (await ann.ask("POST", "/v1/notices/read", {"upTo": came[0][1]})).json() == {"unread": 1}
        assert (await until(events, "unread")).data == {"unread": 1}, "it was read on another phone"
        assert await silent(events)
    async with listening(ann, first) as events:
        assert [name for _, name, _ in await heard(events, 2)] == [name for _, name, _ in came], "who lost the id is told again, by the same ids"
    for unknown in ("", "nonsense", "01890000-0000-7000-8000-000000000000"):
        async with listening(ann, unknown) as events:
            assert (await coming(events)).name == "unread"
            assert await silent(events)
    async with listening(ben, first) as events:
        assert (await coming(events)).data == {"unread": 0}, "an id of somebody else leads to nothing of theirs"
        assert await silent(events)


async def test_it_ends_with_the_session_and_with_the_pass(either):
    ann, ben = await signed_in(either, "ann"), await citizen(either)
    async with listening(ann) as theirs, listening(ben) as other:
        assert (await coming(theirs)).name == (await coming(other)).name == "unread"
        async with either.database.writing() as session:
            live = await sessions.list_live(session, Actor(ActorKind.ACCOUNT, ann.account_id))
            await sessions.end(session, [one.id for one in live])
        await ended(theirs)
        assert (await ben.ask("DELETE", "/v1/devices/current")).status_code == 204
        await ended(other)
    assert (await either.get("/v1/notices/events")).status_code == 401
    assert (await ben.ask("GET", "/v1/notices/events")).status_code == 401


async def ended(events) -> None:
    async with asyncio.timeout(PATIENCE_S):
        async for event in events:
            assert event.name == "unread"


async def test_a_person_has_four_and_whoever_goes_away_gives_theirs_back(either):
    ann, ben = await citizen(either), await citizen(either)
    async with AsyncExitStack() as phones:
        left = await phones.enter_async_context(AsyncExitStack())
        for stack in (left, phones, phones, phones):
            assert (await coming(await stack.enter_async_context(listening(ann)))).name == "unread"
        refused = await ann.ask("GET", "/v1/notices/events?once=true")
        assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (429, "too_many_streams", "5")
        assert (await ben.ask("GET", "/v1/notices/events?once=true")).status_code == 200, "others have theirs"
        await left.aclose()
        async with asyncio.timeout(PATIENCE_S):
            while (await ann.ask("GET", "/v1/notices/events?once=true")).status_code == 429:
                await asyncio.sleep(0.05)
        assert (await coming(await phones.enter_async_context(listening(ann)))).name == "unread"


async def test_many_asked_for_at_once_are_no_way_around_it(client):
    ann = await citizen(client)
    async with AsyncExitStack() as phones:
        answers = [client.stream("GET", "/v1/notices/events", headers=ann.headers) for _ in range(3 * streams.MOST_EACH)]
        opened = await asyncio.gather(*(phones.enter_async_context(one) for one in answers))
        assert {one.status_code for one in opened} <= {200, 429}
        events = [read_events(one) for one in opened if one.status_code == 200]
        first = await asyncio.gather(*(anext(one, None) for one in events))
        assert len([one for one in first if one]) == streams.MOST_EACH
