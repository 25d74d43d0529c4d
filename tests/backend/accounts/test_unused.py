"""An account that nobody uses for two years goes, told thirty days before; whoever signs in keeps it."""
from datetime import timedelta

from sqlalchemy import select, update

from backend.accounts import unused
from backend.accounts.models import Account, AccountDeletion
from backend.accounts.unused import TOLD_BEFORE, UNUSED_FOR
from backend.contract.accounts import Role
from backend.database.base import now
from backend.outbox.models import OutboxEntry
from tests.backend.accounts.people import Phone, account_with, deliver, id_of, signed_in, work

DAY = timedelta(days=1)
NOW = now()


async def purged(database, at) -> int:
    async with database.writing() as session:
        return await unused.purge(session, lambda: at)


async def left_alone(database, since, email: str = "ann@example.org") -> None:
    async with database.writing() as session:
        await session.execute(update(Account).where(Account.email == email).values(last_day=since))


async def test_it_is_told_thirty_days_before_and_goes_then(client, database):
    await signed_in(client, database, Phone())
    await left_alone(database, NOW - UNUSED_FOR + TOLD_BEFORE)
    assert await purged(database, NOW - DAY) == 0, "used less than two years ago"
    assert [await purged(database, NOW + DAY) for _ in range(2)] == [1, 0], "once"
    mail = (await deliver(database))[-1]
    assert mail.subject == "Your account will be deleted"
    assert f"{NOW + DAY + TOLD_BEFORE:%Y-%m-%d}" in mail.text
    assert await purged(database, NOW + TOLD_BEFORE) == 0, "not before its day"
    assert await purged(database, NOW + DAY + TOLD_BEFORE) == 1
    async with database.writing() as session:
        await session.execute(update(OutboxEntry).where(OutboxEntry.done_at.is_(None)).values(next_at=now()))
    await work(client, database)
    assert await id_of(database) is None
    assert (await deliver(database))[-1].subject == "Your account is deleted"


async def test_who_signs_in_keeps_it_and_is_told_anew_after_two_years_more(client, database):
    await signed_in(client, database, Phone())
    await left_alone(database, NOW - UNUSED_FOR)
    assert await purged(database, NOW) == 1
    await signed_in(client, database, Phone("Tablet"))
    assert await purged(database, NOW + TOLD_BEFORE + DAY) == 0
    async with database.reading() as session:
        assert (await session.scalars(select(Account.unused_told_at))).one() is None
    assert await purged(database, NOW + UNUSED_FOR) == 1


async def test_an_account_from_before_this_was_noted_counts_from_when_it_was_made(client, database):
    await signed_in(client, database, Phone())
    await left_alone(database, None)
    assert await purged(database, NOW + UNUSED_FOR - TOLD_BEFORE - DAY) == 0
    assert await purged(database, NOW + UNUSED_FOR) == 1


async def test_who_works_for_the_city_is_left_and_so_is_who_is_going_already(client, database):
    await account_with(database, "ida@example.org", Role.INSPECTOR)
    await account_with(database, "ann@example.org")
    for email in ("ida@example.org", "ann@example.org"):
        await left_alone(database, NOW - 2 * UNUSED_FOR, email)
    async with database.writing() as session:
        ann = select(Account.id).where(Account.email == "ann@example.org")
        session.add(AccountDeletion(account_id=(await session.scalars(ann)).one(), due_at=NOW))
    assert await purged(database, NOW) == 0
