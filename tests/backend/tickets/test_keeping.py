"""What is kept of tickets goes in time, and with the account of whoever had them."""
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import func, select

from backend.accounts.deletion import erase
from backend.contract.accounts import Role
from backend.database.base import now
from backend.tickets.keeping import purge
from backend.tickets.models import Inspection, NumberLookup, TicketIssue, TicketNumber
from tests.backend.tickets.world import Holder, checked, sell, send


async def counted(world) -> list[int]:
    async with world.database.reading() as session:
        return [await session.scalar(select(func.count()).select_from(model)) for model in (TicketNumber, TicketIssue, Inspection)]


async def purged(world) -> int:
    async with world.database.writing() as session:
        return await purge(session)


async def test_looks_are_forgotten_after_a_day(world):
    async with world.database.writing() as session:
        session.add_all([NumberLookup(inspector_id=uuid4(), hit=True, created_at=now() - timedelta(hours=hours)) for hours in (1, 25, 26)])
    assert [await purged(world), await purged(world)] == [2, 0]


async def test_ninety_days_after_a_ticket_nothing_says_which_phone_had_it(world):
    ann = await world.sign_in("ann@example.org")
    ida = await world.sign_in("ida@example.org", Role.INSPECTOR)
    account_id = await world.account_id("ann@example.org")
    phone = Holder()
    held = await phone.held(world, ann, (await sell(world.database, account_id)).id)
    await send(world, ida, checked(phone.shows(held)))
    long_ago = await sell(world.database, account_id, now() - timedelta(days=91))
    async with world.database.writing() as session:
        session.add_all([TicketNumber(ticket_id=long_ago.id, number="7K2M94"), TicketIssue(ticket_id=long_ago.id, holder_key=b"k" * 65)])
    assert await counted(world) == [2, 2, 1]
    assert [await purged(world), await purged(world)] == [2, 0]
    assert await counted(world) == [1, 1, 1]


async def test_with_the_account_goes_the_key_of_its_phone(world):
    ann, phone = await world.sign_in("ann@example.org"), Holder()
    account_id = await world.account_id("ann@example.org")
    await phone.held(world, ann, (await sell(world.database, account_id)).id)
    async with world.database.writing() as session:
        await erase(session, account_id, ())
    async with world.database.reading() as session:
        assert list(await session.scalars(select(TicketIssue.holder_key))) == [b""]
    assert (await world.kill_list()).count == 0
