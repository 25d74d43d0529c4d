"""The worker: everything is done, nothing is done by two at once, whoever crashes."""
import asyncio
import random
from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.database.base import now
from backend.database.database import Database
from backend.identity.models import Device
from backend.outbox.entries import Entry, count_left, enqueue, revive
from backend.outbox.models import OutboxEntry
from backend.outbox.worker import GiveUp, Pace, Worker, code_of, pause_s

QUICK = Pace(first_pause_s=0.01, longest_pause_s=0.05, poll_s=0.05, stop_s=0.2)
PATIENCE_S = 90


class Clock:
    """The time, put forward by hand."""

    def __init__(self):
        self.ahead = timedelta(0)

    def __call__(self):
        return now() + self.ahead


@asynccontextmanager
async def working(*workers: Worker):
    tasks = [asyncio.create_task(worker.run()) for worker in workers]
    yield
    for worker in workers:
        worker.stop()
    await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE_S)


async def write_down(database, *keys: str, kind: str = "mail", **more) -> None:
    async with database.writing() as session:
        for key in keys:
            await enqueue(session, kind, {"to": key}, key, **more)


async def state(database, key: str) -> OutboxEntry:
    async with database.reading() as session:
        return (await session.scalars(select(OutboxEntry).where(OutboxEntry.key == key))).one()


async def until(database, wanted):
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with database.reading() as session:
                left = await count_left(session)
            if wanted(left):
                return left
            await asyncio.sleep(0.02)


async def until_done(database, waiting: int = 0):
    return await until(database, lambda left: left.waiting == waiting and not left.at_work)


async def test_what_is_written_down_is_done_at_once(database):
    done = asyncio.Queue()

    async def mail(entry: Entry):
        await done.put((entry.kind, entry.key, entry.payload, entry.attempt))

    async with working(Worker(database, {"mail": mail}, Pace(poll_s=PATIENCE_S * 2))):
        await asyncio.sleep(0.2)  # asleep until somebody calls
        await write_down(database, "Q1")
        assert await asyncio.wait_for(done.get(), PATIENCE_S) == ("mail", "Q1", {"to": "Q1"}, 1)
        await until_done(database)
    assert (await state(database, "Q1")).done_at


async def test_nothing_is_done_before_its_time(database):
    clock, done = Clock(), asyncio.Queue()

    async def mail(entry: Entry):
        await done.put(entry.key)

    await write_down(database, "tomorrow", at=now() + timedelta(days=1))
    async with working(Worker(database, {"mail": mail}, QUICK, clock)):
        await write_down(database, "today")
        assert await asyncio.wait_for(done.get(), PATIENCE_S) == "today"
        await until_done(database, waiting=1)
        assert done.empty()
        clock.ahead = timedelta(days=1)
        assert await asyncio.wait_for(done.get(), PATIENCE_S) == "tomorrow"
        await until_done(database)


async def test_paperwork_is_left_while_people_wait_but_not_for_ever(database):
    done = []

    async def handle(entry: Entry):
        done.append(entry.kind)

    def worker(longest_s: float) -> Worker:
        pace = Pace(poll_s=0.05, breath_s=0.01, longest_put_off_s=longest_s)
        return Worker(database, dict.fromkeys(("mail", "paper"), handle), pace, paperwork=frozenset({"paper"}))

    async with working(worker(PATIENCE_S * 2)):
        await write_down(database, "M0")
        await until_done(database)  # it looked at everything once
        database._people += 2  # as if one were served and one waited
        await write_down(database, "P1", kind="paper")
        await write_down(database, "M1")
        await until_done(database, waiting=1)
        assert done == ["mail", "mail"]
        database._people -= 2
        await until_done(database)
    database._people += 2
    await write_down(database, "P3", kind="paper")
    async with working(worker(0.2)):
        await until_done(database)


async def test_a_failure_comes_again(database):
    attempts = []

    async def mail(entry: Entry):
        attempts.append(entry.attempt)
        if entry.attempt < 4:
            raise ConnectionError

    await write_down(database, "Q1")
    async with working(Worker(database, {"mail": mail}, QUICK)):
        await until_done(database)
    assert attempts == [1, 2, 3, 4]
    assert (await state(database, "Q1")).last_error is None


@pytest.mark.parametrize("failure, attempts, code", [
    (GiveUp("no_such_address"), 1, "no_such_address"), (ConnectionError("to Jane Doe"), 3, "ConnectionError"),
])  # fmt: skip
async def test_what_cannot_be_done_is_given_up_kept_and_revived(database, failure, attempts, code):
    broken = True

    async def mail(entry: Entry):
        if broken:
            raise failure

    pace = Pace(attempts=3, first_pause_s=0.01, longest_pause_s=0.05, poll_s=0.05)
    await write_down(database, "Q1")
    async with working(Worker(database, {"mail": mail}, pace)):
        assert (await until_done(database)).dead == 1
        dead = await state(database, "Q1")
        assert (dead.attempts, dead.last_error) == (attempts, code)
        broken = False
        async with database.writing() as session:
            assert await revive(session, dead.id)
        assert (await until_done(database)).dead == 0
    assert (await state(database, "Q1")).done_at


async def test_what_takes_too_long_is_ended_and_comes_again(database):
    async def mail(entry: Entry):
        if entry.attempt == 1:
            await asyncio.sleep(PATIENCE_S)

    await write_down(database, "Q1")
    async with working(Worker(database, {"mail": mail}, Pace(handle_s=0.2, first_pause_s=0.01, poll_s=0.05))):
        await until_done(database)
    assert (await state(database, "Q1")).attempts == 2


async def test_kinds_nobody_here_knows_are_left_to_others(database):
    async def mail(entry: Entry):
        assert entry.kind == "mail"

    await write_down(database, "Q1", kind="refund")
    await write_down(database, "Q2")
    async with working(Worker(database, {"mail": mail}, QUICK)):
        await until_done(database, waiting=1)
    assert (await state(database, "Q1")).attempts == 0


async def test_what_a_handler_wants_written_is_written_with_its_end_or_not_at_all(database):
    def device(token: bytes) -> Device:
        return Device(token_hash=token.ljust(32), expires_at=now())

    async def mail(entry: Entry):
        async def finish(session):
            session.add(device(b"%d" % entry.attempt))
            if entry.attempt == 1:
                await session.flush()
                raise ValueError

        return finish

    await write_down(database, "Q1")
    async with working(Worker(database, {"mail": mail}, QUICK)):
        await until_done(database)
    async with database.reading() as session:
        assert [token.strip() for token in await session.scalars(select(Device.token_hash))] == [b"2"]


async def test_who_lost_its_lock_changes_nothing(database):
    clock = Clock()
    finished = []

    async def mail(entry: Entry):
        async def finish(session):
            finished.append(entry.attempt)

        return finish

    await write_down(database, "Q1")
    slow, other = (Worker(database, {"mail": mail}, QUICK, clock) for _ in range(2))
    (first,) = await slow.claim(10)
    assert await other.claim(10) == [], "the lock holds"
    clock.ahead = timedelta(seconds=QUICK.lock_s + 1)
    (second,) = await other.claim(10)
    await slow.handle(first)
    assert (await state(database, "Q1")).done_at is None
    await other.handle(second)
    assert finished == [2]
    assert (await state(database, "Q1")).done_at


async def test_what_crashes_every_worker_is_given_up(database):
    clock = Clock()
    worker = Worker(database, {"mail": None}, QUICK, clock)
    await write_down(database, "Q1")
    for _ in range(QUICK.attempts):
        assert len(await worker.claim(1)) == 1
        clock.ahead += timedelta(seconds=QUICK.lock_s + 1)
    assert await worker.claim(1) == []
    dead = await state(database, "Q1")
    assert dead.dead_at
    assert dead.last_error == "crashed"


async def test_stopping_waits_a_moment_and_then_gives_back(database):
    begun = asyncio.Event()

    async def mail(entry: Entry):
        begun.set()
        await asyncio.sleep(0.05 if entry.key == "short" else PATIENCE_S)

    await write_down(database, "short", "long")
    async with working(Worker(database, {"mail": mail}, QUICK)):
        await begun.wait()
    assert (await state(database, "short")).done_at
    left = await state(database, "long")
    assert (left.done_at, left.lock_id) == (None, None)
    assert left.next_at <= now()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_many_workers_some_crashing_lose_nothing_and_never_work_on_the_same(database, database_url, seed):
    """Four workers over databases of their own where there can be several, one of which claims and is never heard of again."""
    dice, clock = random.Random(seed), Clock()
    several = [Database.open(database_url) for _ in range(4)] if database_url.startswith("postgresql") else [database] * 4
    holding, effects, overlaps = {}, Counter(), []

    async def mail(entry: Entry):
        if entry.key in holding:
            overlaps.append((entry.key, holding[entry.key]))
        holding[entry.key] = entry.lock_id
        await asyncio.sleep(dice.random() * 0.01)
        del holding[entry.key]
        if dice.random() < 0.2:
            raise ConnectionError
        effects[entry.key] += 1

    keys = [f"Q{number}" for number in range(60)]
    for begin in range(0, 60, 20):
        await write_down(database, *keys[begin : begin + 20])
    workers = [Worker(one, {"mail": mail}, QUICK, clock) for one in several]
    crashed = await workers[0].claim(7)
    assert len(crashed) == 7
    async with working(*workers):
        await until(database, lambda left: left.waiting == left.at_work == len(crashed))
        clock.ahead = timedelta(seconds=QUICK.lock_s + 1)
        assert (await until_done(database)).dead == 0
    assert set(effects) == set(keys)
    assert overlaps == []
    assert set(effects.values()) == {1}, "each lock held until its end, so at least once was exactly once"
    for one in several:
        await one.close()


def test_pauses_grow_to_a_limit_and_differ():
    pace = Pace(first_pause_s=2, longest_pause_s=100)
    pauses = [[pause_s(pace, attempt) for _ in range(50)] for attempt in (1, 2, 3, 10, 1000)]
    for longest, drawn in zip((2, 4, 8, 100, 100), pauses, strict=True):
        assert all(longest / 2 <= pause <= longest for pause in drawn)
        assert len(set(drawn)) > 10


def test_of_an_error_only_the_code_is_kept():
    assert code_of(GiveUp("no_such_address")) == "no_such_address"
    assert code_of(GiveUp("Jane Doe")) == "GiveUp"
    assert code_of(ValueError("Jane Doe")) == "ValueError"
