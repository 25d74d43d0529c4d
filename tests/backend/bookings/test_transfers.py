"""What operators get: a transfer a day after the trip is settled, less what is claimed meanwhile; what is claimed later is taken back."""
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.bookings.models import Transfer, TransferReversal
from backend.bookings.payees import read_payees
from payments import events

DAY = timedelta(hours=25)


@pytest.fixture
async def paying_out(world):
    """The tram has an account at the payment service, the bike is paid by statement."""
    made = await world.paying.gateway.v1.accounts.create_async({"type": "express", "country": "DE"}, {"idempotency_key": "tram"})
    world.bookings = replace(world.bookings, desk=replace(world.desk, destination={"tram": made.id}.get))
    world.paying.obey(world.bookings.booked)
    return world


async def transfers(world) -> list[tuple[str, int, int]]:
    async with world.database.reading() as session:
        rows = await session.scalars(select(Transfer).order_by(Transfer.id))
        return [(row.state, row.amount_minor, row.reversed_minor) for row in rows]


async def used(world, *names: str):
    booking_id = await world.confirmed(*names)
    for number, _ in enumerate(names, 1):
        await world.apply(booking_id, events.Used(number))
    await world.quiesce()
    return booking_id


async def test_an_operator_is_paid_a_day_later(paying_out):
    await used(paying_out, "tram", "bike")
    assert await transfers(paying_out) == [("ordered", 280, 0)]
    await paying_out.advance(DAY)
    await paying_out.quiesce()
    assert await transfers(paying_out) == [("sent", 280, 0)]
    assert await paying_out.proof() == []


async def test_what_is_claimed_within_the_day_is_not_paid_out(paying_out):
    booking_id = await used(paying_out, "tram")
    await paying_out.apply(booking_id, events.ClaimUpheld(1, 100))
    await paying_out.quiesce()
    assert await transfers(paying_out) == [("ordered", 100, 0)]
    await paying_out.apply(booking_id, events.ClaimUpheld(1, 0))
    await paying_out.advance(DAY)
    await paying_out.quiesce()
    assert await transfers(paying_out) == [("cancelled", 100, 0)]
    assert await paying_out.proof() == []


async def test_what_is_claimed_later_is_taken_back(paying_out):
    booking_id = await used(paying_out, "tram")
    await paying_out.advance(DAY)
    await paying_out.quiesce()
    await paying_out.apply(booking_id, events.ClaimUpheld(1, 0))
    await paying_out.quiesce()
    assert await transfers(paying_out) == [("sent", 280, 280)]
    async with paying_out.database.reading() as session:
        assert [row.state for row in await session.scalars(select(TransferReversal))] == ["sent"]
    assert await paying_out.proof() == []
    assert len(paying_out.control.effects("transfer")) == 1


@pytest.mark.parametrize("text", ["tram", "tram=123", "tram=acct_1,tram=acct_2", "Tram=acct_1", "tram=acct_"])
def test_accounts_that_cannot_be_read_are_refused(text):
    with pytest.raises(ValueError, match="write pairs"):
        read_payees(text)


def test_accounts_by_operator():
    assert read_payees("tram=acct_1, bike=acct_sb_2,") == {"tram": "acct_1", "bike": "acct_sb_2"}
    assert read_payees("") == {}
