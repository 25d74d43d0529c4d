"""What is forgotten, and what stays for the books."""
from datetime import timedelta

from sqlalchemy import delete, func, select, update

from backend.accounts.models import Account
from backend.bookings import keeping
from backend.bookings.models import BookingLeg, Quote, QuoteLine
from backend.database.base import now
from payments import events


async def purged(world) -> int:
    async with world.database.writing() as session:
        return await keeping.purge(session)


async def count(world, table: type) -> int:
    async with world.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_prices_that_nobody_bought_go_after_a_day(world, monkeypatch):
    await world.held("tram")
    await world.quote("bike")
    assert await purged(world) == 0
    monkeypatch.setattr(keeping, "now", lambda: now() + timedelta(days=2))
    assert await purged(world) == 1
    assert (await count(world, Quote), await count(world, QuoteLine)) == (1, 2)


async def test_a_price_that_was_replaced_by_a_lower_one_stays_with_it(world, monkeypatch):
    quote = await world.quote("tram")
    world.shop.prices["tram"] = 200
    await world.book(quote)
    monkeypatch.setattr(keeping, "now", lambda: now() + timedelta(days=2))
    assert await purged(world) == 0
    assert await count(world, Quote) == 2


async def test_where_people_went_is_emptied_after_ninety_days_and_amounts_stay(world, monkeypatch):
    booking_id = await world.confirmed("tram")
    await world.apply(booking_id, events.Used(1))
    await world.quiesce()
    async with world.database.writing() as session:
        await session.execute(update(BookingLeg).values(rights=["child"]))
    assert await purged(world) == 0
    monkeypatch.setattr(keeping, "now", lambda: now() + timedelta(days=91))
    assert await purged(world) == 1
    assert await purged(world) == 0
    async with world.database.reading() as session:
        leg = (await session.scalars(select(BookingLeg))).one()
        quote = (await session.scalars(select(Quote))).one()
    assert leg.rights == []
    assert (leg.from_name, leg.to_name, leg.facts, quote.asked, quote.shown) == ("", "", {}, {}, {})
    assert (leg.price_minor, quote.total_minor) == (280, 330)
    assert await world.proof() == []


async def test_a_booking_stays_without_its_person(world):
    booking_id = await world.confirmed("tram")
    async with world.database.writing() as session:
        await session.execute(delete(Account).where(Account.id == world.actor.id))
    await world.apply(booking_id, events.Used(1))
    await world.quiesce()
    assert await world.proof() == []
