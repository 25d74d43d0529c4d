"""Each change is told once to each person by each way, whoever does the work and whoever dies; and what is private stays so."""
import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from backend.contract.notices import NoticeKind
from backend.contract.request_words import EventKind, Visibility, Waiting
from backend.database.base import now
from backend.database.database import Database
from backend.outbox.entries import enqueue
from backend.outbox.models import OutboxEntry
from backend.outbox.worker import Pace, Worker
from backend.requests import changes as c
from backend.requests import followers
from backend.requests.announcing import TELL
from backend.requests.models import Request, RequestEvent
from backend.requests.telling.kinds import PHOTO_READY
from tests.backend.requests.telling.world import DONE

QUICK = Pace(poll_s=0.05, stop_s=5.0)
PATIENCE_S = 120
CLOSING = (EventKind.RESOLVED, EventKind.REJECTED, EventKind.CLOSED)
OF_THE_HOUSE = {EventKind.ASSIGNED, EventKind.REMINDED, EventKind.REDACTED, EventKind.VISIBILITY}
CLOCK = c.CLOCK


async def test_two_workers_tell_everybody_once(town, database_url):
    people = [await town.person(name) for name in ("ann", "ben", "cat")]
    guest = await town.device()
    row = await town.send(people[0])
    for one in (*people[1:], guest):
        await town.follow(one, row)
    await town.change(row, c.Acknowledge("We look."), c.Start(), DONE)
    second = Database.open(database_url)
    ahead = town.now - now()
    workers = [Worker(database, town.handlers, QUICK, lambda: now() + ahead) for database in (town.database, second)]
    tasks = [asyncio.create_task(worker.run()) for worker in workers]
    try:
        async with asyncio.timeout(PATIENCE_S):
            while await left(town) or len(town.post.sent) < len(people):
                await asyncio.sleep(0.02)
    finally:
        for worker in workers:
            worker.stop()
        await asyncio.gather(*tasks)
        await second.close()
    for one, count in zip((*people, guest), (4, 3, 3, 3)):
        told = Counter(kind for kind, _ in await town.notices(one))
        assert set(told.values()) == {1}
        assert sum(told.values()) == count
    assert {mail for _, mail in await town.notices(guest)} == {None}, "a guest has no address"
    assert sorted(mail.recipient for mail in town.post.sent) == [f"{name}@example.org" for name in ("ann", "ben", "cat")], "within ten minutes one"


async def left(town) -> int:
    async with town.database.reading() as session:
        waiting = select(OutboxEntry.id).where(OutboxEntry.kind == TELL, OutboxEntry.done_at.is_(None))
        return len((await session.scalars(waiting)).all())


async def test_what_is_told_twice_is_there_once(village):
    ann = await village.person("ann")
    row = await village.send(ann)
    await village.work()
    async with village.database.writing() as session:
        event = (await session.scalars(select(RequestEvent).where(RequestEvent.request_id == row.id))).first()
        await village.telling.write(row.id, event.id, session)
    assert await village.notices(ann) == [("submitted", "sent")]


async def test_whoever_sent_it_hears_of_all_but_what_they_did_and_followers_of_how_it_stands(village):
    ann, ben = await village.person("ann", mails=False), await village.device()
    row = await village.send(ann)
    await village.follow(ben, row)
    await village.work()
    await village.change(row, c.Comment("It is deep."), by=c.By(c.Role.REPORTER))
    await village.change(row, c.Comment("We come on Monday.", True), c.Comment("Ring Tom.", False), c.Assign(None))
    await village.change(row, c.MoveDue(village.now + timedelta(days=20), "A holiday."), c.Escalate("The head has it."), by=CLOCK)
    await village.work()
    await village.change(row, c.Escalate("The mayor has it."), by=CLOCK)
    await village.change(row, c.Acknowledge(), c.Wait(Waiting.WEATHER), c.Resume(), DONE)
    await village.change(row, c.Disputed("It is still there."), by=c.By(c.Role.REPORTER))
    await village.work()
    assert [kind for kind, _ in await village.notices(ann)] == [
        "submitted", "comment", "moved", "escalated", "acknowledged", "waiting", "resumed", "resolved",
    ]  # fmt: skip
    assert [kind for kind, _ in await village.notices(ben)] == ["acknowledged", "waiting", "resumed", "resolved", "disputed"]
    told = await village.told(ann)
    texts = " ".join(one.text for one in told.notices)
    assert "We come on Monday." in texts
    assert "Filled and rolled." in texts
    assert not [word for word in ("deep", "Tom", "still there", "mayor") if word in texts + str(await village.told(ben))]
    moved = next(one for one in told.notices if one.kind is NoticeKind.MOVED)
    before = row.due_at.astimezone(village.telling.zone)
    assert f"by {before.day} {before:%B} {before.year}, {before:%H:%M}, and is now by" in moved.text


async def test_joined_people_hear_once(town):
    ann, ben, cat = [await town.person(name, mails=False) for name in ("ann", "ben", "cat")]
    older = await town.send(ann)
    town.clock[0] += timedelta(hours=1)
    newer = await town.send(ben)
    for row in (older, newer):
        await town.follow(cat, row)
    await town.change(newer, c.Merge(older.id))
    await town.change(older, DONE)
    await town.work()
    assert [kind for kind, _ in await town.notices(cat)] == ["merged", "resolved"]
    assert [kind for kind, _ in await town.notices(ben)] == ["submitted", "merged", "resolved"]
    assert [kind for kind, _ in await town.notices(ann)] == ["submitted", "resolved"]


async def test_what_only_the_body_reads_is_told_without_a_word_of_it(village):
    ann, ben = await village.person("ann"), await village.device()
    row = await village.send(ann, visibility=Visibility.BODY)
    await village.work()
    async with village.database.writing() as session:
        row = await session.get_one(Request, row.id)
        await followers.add(session, row, ben, followers.FOLLOWER, village.now)
    await village.change(row, c.Acknowledge("A CANARY note."))
    await village.work(timedelta(minutes=11))
    assert [one.title for one in (await village.told(ann)).notices] == ["Your request: somebody has read it", "Your request: it has arrived"]
    everything = f"{await village.told(ann)} {await village.told(ben)} {village.post.sent}"
    assert not [word for word in ("CANARY", "road", "othole", "Main Street") if word in everything]
    assert row.code in everything


async def test_what_becomes_private_or_is_hidden_is_told_so_from_then_on(village):
    ann, ben = await village.person("ann", mails=False), await village.device()
    row = await village.send(ann)
    await village.follow(ben, row)
    await village.change(row, c.Acknowledge("A CANARY note."))
    await village.work()
    assert "CANARY" in str(await village.told(ben))
    await village.change(row, c.SetVisibility(Visibility.BODY), by=c.By(c.Role.REPORTER))
    assert "CANARY" not in str(await village.told(ben)), "what is read is read from the one row"
    assert "road" not in str(await village.told(ben))


async def test_is_it_fixed_is_asked_after_a_week_and_not_where_somebody_said_so(village):
    ann, ben = await village.person("ann"), await village.person("ben")
    asked, answered, again = [await village.send(ann) for _ in range(3)]
    await village.follow(ben, asked)
    for row in (asked, answered, again):
        await village.change(row, DONE)
    await village.change(answered, c.Confirm(), by=c.By(c.Role.REPORTER))
    await village.change(again, c.Disputed("No."), by=c.By(c.Role.REPORTER))
    await village.work(timedelta(days=3))
    await village.change(again, c.Reopen("You are right."), DONE, by=c.By(c.Role.STAFF, UUID(int=7)))
    await village.work(timedelta(days=3, hours=23))
    assert "asked" not in dict(await village.notices(ann))
    await village.work(timedelta(hours=2))
    assert [kind for kind, _ in await village.notices(ann)].count("asked") == 1
    assert "asked" not in dict(await village.notices(ben))
    assert [one.request_code for one in (await village.told(ann)).notices if one.kind is NoticeKind.ASKED] == [asked.code]
    assert village.post.to("ann")[-1].subject == "Hole in the road: is it done?"
    assert asked.code in village.post.to("ann")[-1].text


async def test_that_a_photo_is_ready_is_told_to_whoever_sent_it(village):
    ann, ben = await village.person("ann", mails=False), await village.device()
    row = await village.send(ann)
    await village.follow(ben, row)
    await village.work()
    async with village.database.writing() as session:
        for number in range(2):
            await enqueue(session, PHOTO_READY, {"requestId": str(row.id)}, f"{number}", village.now)
    await village.work()
    assert [kind for kind, _ in await village.notices(ann)] == ["submitted", "photo"]
    assert await village.notices(ben) == []
    assert "Faces and plates are hidden." in (await village.told(ann)).notices[0].text


async def test_who_mutes_it_hears_nothing_until_they_say_so(village):
    ann = await village.person("ann")
    row = await village.send(ann)
    await village.work()
    for muted in (True, False):
        async with village.database.writing() as session:
            assert (await village.noticing.mute(session, ann, row.code, muted)).muted is muted
        await village.change(row, c.Acknowledge("Seen.") if muted else c.Start())
        await village.work(timedelta(minutes=11))
        assert (await village.told(ann)).notices[0].muted is muted
    assert [kind for kind, _ in await village.notices(ann)] == ["submitted", "started"]


async def test_every_event_can_be_told(village):
    """Also one of a kind that nobody is told of, and of a request that is gone."""
    ann = await village.person("ann", mails=False)
    row = await village.send(ann)
    await village.work()
    for no, kind in enumerate(EventKind, 3):
        async with village.database.writing() as session:
            event = RequestEvent(
                request_id=row.id, no=no, at=village.now, kind=kind.value, role="staff", before="submitted", state="delivered", body_id=row.body_id,
                reason="fixed" if kind in CLOSING else None, note_public="Words.", note_internal="", hash=bytes(32),
            )  # fmt: skip
            session.add(event)
            await session.flush()
            await village.telling.write(row.id, event.id, session)
            await village.telling.write(event.id, event.id, session)
    told = [str(one.kind) for one in (await village.told(ann)).notices]
    assert sorted(told) == sorted([EventKind.SUBMITTED, *set(EventKind) - OF_THE_HOUSE])
