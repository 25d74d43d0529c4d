"""Who polls: one, until its time is up by the clock of the database, and nobody writes after it lost that."""
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from backend.database.database import Database
from backend.feeds.models import FeedLease, FeedMessage
from backend.feeds.relay.lease import Lease
from backend.feeds.relay.messages import Identity, LeaseLost, Parcel, keep

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
async def database(postgresql_url):
    opened = Database.open(postgresql_url)
    yield opened
    await opened.close()


@pytest.fixture
async def leases(database):
    opened = [Lease(database.url) for _ in range(3)]
    yield opened
    for lease in opened:
        await lease.close()


async def run_out(database: Database) -> None:
    async with database.writing() as session:
        await session.execute(update(FeedLease).values(expires_at=text("clock_timestamp()")))


async def test_one_holds_it_until_it_runs_out(database, leases):
    first, second, third = leases
    assert [await first.ask(60), await first.ask(60), await second.ask(60)] == [1, 1, None]
    await run_out(database)
    assert [await second.ask(60), await first.ask(60), await third.ask(60), await second.ask(60)] == [2, None, None, 2]


async def test_one_that_comes_late_and_first_holds_the_same_term(database, leases):
    assert await leases[0].ask(60) == 1
    await run_out(database)
    assert await leases[0].ask(60) == 1


async def test_only_its_holder_gives_it_back(leases):
    first, second, third = leases
    assert await first.ask(60) == 1
    await second.give_back()
    assert await third.ask(60) is None
    await first.give_back()
    assert await third.ask(60) == 2


async def test_it_ends_by_the_clock_of_the_database(database, leases):
    await leases[0].ask(60)
    async with database.reading() as session:
        left = await session.scalar(text("SELECT expires_at - clock_timestamp() FROM feed_lease"))
    assert timedelta(seconds=0) < left <= timedelta(seconds=60)


async def test_who_lost_it_writes_nothing(database):
    async def told(term: int, what: bytes | None) -> None:
        async with database.writing() as session:
            await keep(session, "trams", bytes(32), term, {"failures": term}, Parcel(Identity(NOON, bytes(32)), what) if what else None)

    await told(1, b"first")
    await told(2, b"second")
    for late in (b"late", None):
        with pytest.raises(LeaseLost):
            await told(1, late)
    await told(2, None)
    async with database.reading() as session:
        (row,) = await session.scalars(select(FeedMessage))
    assert (row.parcel, row.term, row.report, row.received_at) == (b"second", 2, {"failures": 2}, NOON)
