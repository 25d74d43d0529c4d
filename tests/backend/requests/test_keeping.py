"""What is forgotten, and what goes with a person: words and marks, never that something was told, and when, and what came of it."""
from datetime import timedelta

from sqlalchemy import select

from backend.accounts import deletion
from backend.accounts.service import find_or_make
from backend.database.base import now
from backend.identity import devices
from backend.identity.actor import Actor, ActorKind
from backend.identity.models import Device
from backend.requests import events, followers, keeping
from backend.requests.models import Follower, Request, RequestEvent
from backend.requests.wording import public_words
from backend.service.leaving import ELSEWHERE
from tests.backend.requests.rows import kept

NAMED = {"name": "Ann", "visibility": "public_name", "address": "Main Street 3", "words": "I am Ann", "words_public": "I am …"}
MARKS = {"network": bytes(16), "sent_name": bytes(32), "sent_content": bytes(32)}


async def read(database, row: Request) -> Request:
    async with database.reading() as session:
        return await session.get_one(Request, row.id)


async def purge(database) -> int:
    async with database.writing() as session:
        return await keeping.purge(session)


async def test_words_go_years_after_the_end_and_the_rest_stays(database):
    old, over = now() - timedelta(days=3 * 365 + 1), {"state": "confirmed", "state_reason": "fixed", "closing_words": "Done.", "referral": "List 4"}
    async with database.writing() as session:
        gone = await kept(session, at=old, **NAMED, **MARKS, **over)
        stays = await kept(session, at=now() - timedelta(days=20), **NAMED, **over)
    while await purge(database):
        continue
    gone, stays = await read(database, gone), await read(database, stays)
    assert (gone.words, gone.words_public, gone.address, gone.name, gone.network, gone.sent_name) == ("", "", "", None, None, None)
    assert (gone.code, gone.state, gone.closing_words, gone.lat_e7) == (gone.code, "confirmed", "Done.", stays.lat_e7)
    assert stays.words_public == "I am …"
    async with database.reading() as session:
        history = await events.list_all(session, gone.id)
    assert [one.note_public for one in history] == [""]
    assert events.is_unbroken(history)


async def test_without_its_sender_an_open_case_goes_on_without_a_name(database):
    async with database.writing() as session:
        device = Device(token_hash=bytes(32), expires_at=now() + timedelta(days=1))
        session.add(device)
        await session.flush()
        row = await kept(session, device_id=device.id, **NAMED)
        actor = Actor(ActorKind.DEVICE, device.id)
        await followers.add(session, row, actor, followers.REPORTER, now())
    assert await purge(database) == 0
    async with database.writing() as session:
        await devices.end(session, actor)
    while await purge(database):
        continue
    row = await read(database, row)
    assert (row.device_id, row.name, row.visibility, row.words) == (None, None, "public", "I am …")
    async with database.reading() as session:
        assert list(await session.scalars(select(Follower))) == []


async def test_with_an_account_goes_what_it_wrote(database):
    async with database.writing() as session:
        account_id, _ = await find_or_make(session, "ann@example.org", "en")
        other_id, _ = await find_or_make(session, "ben@example.org", "en")
        mine, theirs = await kept(session, account_id=account_id, **NAMED, **MARKS), await kept(session, account_id=other_id)
        actor = Actor(ActorKind.ACCOUNT, account_id)
        for row in (mine, theirs):
            await followers.add(session, row, actor, followers.FOLLOWER, now())
    async with database.writing() as session:
        await deletion.erase(session, account_id, ELSEWHERE)
    mine, theirs = await read(database, mine), await read(database, theirs)
    assert (mine.account_id, mine.words, mine.words_public, mine.name, mine.sent_name, mine.visibility) == (None, "", "", None, None, "public")
    assert (theirs.words, theirs.followers) == ("A hole.", 0)
    async with database.reading() as session:
        notes = set(await session.scalars(select(RequestEvent.note_public).where(RequestEvent.request_id == mine.id)))
    assert notes == {""}


def test_what_reaches_a_person_is_taken_out_of_words():
    for words, shown in (
        ("Call 06221 123456.", "Call …."), ("+49 (6221) 12-34-56 or ann@example.org", "… or …"), ("0170/1234567", "…"),
        *((plain, plain) for plain in ("Since 2026-11-24, or 24.11.2026", "3 holes, No. 12345", "Line 5 at 09:21", "Lamp 49.41, 8.69")),
    ):  # fmt: skip
        assert public_words(words) == shown
