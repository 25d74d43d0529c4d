"""What reaches closed apps: each change once for each phone, and nothing that is not to be told any more."""
import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from backend.accounts.models import AccountSession
from backend.outbox.entries import Entry
from backend.outbox.models import OutboxEntry
from backend.requests import changes as c
from backend.requests.telling import stopping
from backend.requests.telling.models import RequestNotice
from backend.requests.telling.pace import STALE
from backend.requests.telling.webpush.models import PushEndpoint
from backend.requests.telling.webpush.sending import MOST_TRIES
from backend.requests.telling.webpush.waiting import PUSH
from backend.requests.telling.webpush.wire import PushFailed
from tests.backend.requests.telling.webpush.phones import signed_claims

LOOK = c.Acknowledge("We look.")
HOUR = timedelta(hours=1)


async def endpoints(world) -> int:
    async with world.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(PushEndpoint))


async def waiting(world) -> list[Entry]:
    async with world.database.reading() as session:
        ours = select(OutboxEntry).where(OutboxEntry.kind == PUSH, OutboxEntry.done_at.is_(None)).order_by(OutboxEntry.id)
        return [Entry(one.id, one.id, one.kind, one.key, one.payload, 1) for one in await session.scalars(ours)]


async def told_up_to_pushes(world) -> list[Entry]:
    """All is told but pushes, which wait."""
    sending = world.pushes
    world.pushes = type("NoPushes", (), {"handlers": {}})
    await world.work()
    world.pushes = sending
    return await waiting(world)


async def test_one_change_is_one_message_for_each_phone(town):
    ann = await town.person("ann", mails=False)
    first, second, ben = await town.phone_of(ann), await town.phone_of(ann), await town.device()
    await town.subscribe(first, "one")
    await town.subscribe(second, "two")
    await town.subscribe(ben, "ben", rings=False)
    row = await town.send(ann)
    await town.follow(ben, row)
    await town.work(HOUR)
    await town.change(row, LOOK)
    await town.work(HOUR)
    async with town.database.reading() as session:
        mine = select(RequestNotice.id).where(RequestNotice.account_id == ann.id).order_by(RequestNotice.id)
        wanted = [{"id": str(one), "code": row.code} for one in await session.scalars(mine)]
    assert [json.loads(one) for one in town.read("one")] == [json.loads(one) for one in town.read("two")] == wanted
    assert len(wanted) == 2
    assert town.read("ben") == [], "it may not ring there"
    entry = town.server.received[0]
    assert entry.line.startswith("POST /push/")
    assert {name: entry.headers[name] for name in ("content-encoding", "urgency", "ttl")} == {
        "content-encoding": "aes128gcm", "urgency": "normal", "ttl": str(int(STALE.total_seconds())),
    }  # fmt: skip
    claims = signed_claims(entry.headers["authorization"])
    assert (claims["aud"], claims["sub"]) == ("https://feed.example", "https://allways.example")
    assert claims["key"] == town.pushes.endpoints.signer.public
    assert claims["exp"] <= (town.now + timedelta(hours=24)).timestamp()
    assert len({one.headers["topic"] for one in town.server.received}) == 4
    assert all(len(one.headers["topic"]) == 32 for one in town.server.received)


async def test_it_waits_until_phones_may_ring_and_what_rings_together_is_one(village):
    ann = await village.person("ann", mails=False)
    await village.subscribe(await village.phone_of(ann), "one")
    row = await village.send(ann)
    await village.work()
    await village.change(row, LOOK)
    await village.work(timedelta(minutes=2))
    await village.change(row, c.Start())
    await village.work(timedelta(minutes=5))
    assert len(village.read("one")) == 1
    await village.work(timedelta(minutes=5))
    assert len(village.read("one")) == 2
    assert json.loads(village.read("one")[1])["id"] == str((await village.told(ann)).notices[0].id)
    village.at_wall("23:00")
    await village.change(row, c.Comment("A note.", True))
    await village.work(8 * HOUR)
    assert len(village.read("one")) == 2
    await village.work(2 * HOUR)
    assert len(village.read("one")) == 3


@pytest.mark.parametrize("status", [404, 410, 403])
async def test_an_address_that_is_gone_is_forgotten(village, status):
    ann = await village.person("ann", mails=False)
    await village.subscribe(await village.phone_of(ann), "one")
    village.server.statuses = [status]
    row = await village.send(ann)
    await village.work(HOUR)
    assert await endpoints(village) == 0
    await village.change(row, LOOK)
    await village.work(HOUR)
    assert len(village.server.received) == 1


async def test_what_fails_is_tried_again_and_let_go_in_the_end(village):
    ann = await village.person("ann", mails=False)
    await village.subscribe(await village.phone_of(ann), "one")
    await village.send(ann)
    (entry,) = await told_up_to_pushes(village)
    village.server.statuses = [429, 503, None]
    for code in ("push_429", "push_503", "push_unreachable"):
        with pytest.raises(PushFailed, match=code):
            await village.pushes.send(entry)
    village.server.statuses = [500, 400]
    await village.pushes.send(Entry(entry.id, entry.id, entry.kind, entry.key, entry.payload, MOST_TRIES))
    await village.pushes.send(entry)
    assert (len(village.server.received), await endpoints(village)) == (5, 1), "what it refuses is not sent again, the address stays"


async def test_killed_between_push_and_mark_it_goes_once_more_under_the_same_topic(town):
    ann = await town.person("ann", mails=False)
    await town.subscribe(await town.phone_of(ann), "one")
    await town.send(ann)
    (entry,) = await told_up_to_pushes(town)
    await town.pushes.send(entry)
    await town.work(HOUR)
    first, second = town.server.received
    assert first.headers["topic"] == second.headers["topic"]
    assert len(set(town.read("one"))) == 1
    await town.work(HOUR)
    assert len(town.server.received) == 2


@pytest.mark.parametrize("how", ["read", "muted", "off", "stopped", "signed out", "old", "given up"])
async def test_what_is_not_wanted_any_more_is_not_sent(village, how):
    ann = await village.person("ann")
    phone = await village.phone_of(ann)
    await village.subscribe(phone, "one")
    row = await village.send(ann)
    (entry,) = await told_up_to_pushes(village)
    async with village.database.writing() as session:
        if how == "read":
            (notice,) = (await village.told(ann)).notices
            await village.noticing.mark_read(session, ann, notice.id, village.now)
        elif how == "muted":
            await village.noticing.mute(session, ann, row.code, True)
        elif how == "off":
            await village.noticing.let_ring(session, ann, False, village.now)
        elif how == "stopped":
            token = village.post.to("ann")[0].stop.rpartition("/")[2]
            await stopping.stop(session, await stopping.find(session, token, village.now), True, village.now)
        elif how == "signed out":
            await session.execute(update(AccountSession).where(AccountSession.id == phone.session_id).values(ended_at=village.now))
        elif how == "old":
            village.clock[0] += STALE
        else:
            await village.pushes.endpoints.remove(session, phone)
    await village.pushes.send(entry)
    assert village.server.received == []
