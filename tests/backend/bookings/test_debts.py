"""Debts of travellers whose payment was lost: paid in another way or written off, by as many people as it takes, and the books stay right."""
import asyncio
from zoneinfo import ZoneInfo

import pytest

from backend.bookings import debts
from backend.bookings.claiming import DebtEnded
from backend.bookings.debts import ClaimOpen, NothingOwed, SecondPersonNeeded
from backend.contract.debts import DebtEnd, DebtSettlementRequest, DebtSettlementState
from backend.ledger.reading import get_balance
from backend.ledger.receipt import Issuer, make_receipt
from backend.ledger.receipt_sheet import ReceiptSheet
from backend.ledger.sheet import plain_text
from backend.service.errors import NotFound
from payments import events
from payments.states import Refused
from tests.backend.bookings.test_claims import claim, decide, listed, staff

COLLECTED, WRITTEN_OFF = DebtEnd
ISSUER = Issuer("Elmstead", ZoneInfo("Europe/Berlin"))
DONE, SECOND_NEEDED = DebtSettlementState


async def owing(world, name="tram"):
    """Used, and the bank let the money go."""
    booking_id = await world.confirmed(name)
    await world.apply(booking_id, events.Used(1))
    world.control(f"payment_intents/{(await world.payment(booking_id)).intent_id}/cancel")
    await world.look(booking_id)
    await world.quiesce()
    return booking_id


async def say(world, booking_id, who, how, grounds="transfer 4711"):
    async with world.database.writing() as session:
        return (await debts.settle(session, world.desk, who, booking_id, DebtSettlementRequest(how, grounds))).state


async def balances(world, *codes):
    async with world.database.reading() as session:
        return [await get_balance(session, code, "eur") for code in codes]


@pytest.mark.parametrize("how, account", [(COLLECTED, "bank"), (WRITTEN_OFF, "bad_debt")])
async def test_a_debt_ends_once_whoever_says_so_first(world, how, account):
    booking_id = await owing(world)
    assert [(one.amount_minor, one.second_needed) for one in (await listed(world)).travellers] == [(330, None)]
    with pytest.raises(SecondPersonNeeded):
        await say(world, booking_id, world.actor, how)  # who owes it does not say so
    people = [await staff(world) for _ in range(2)]
    said = await asyncio.gather(*(say(world, booking_id, who, how) for who in people), return_exceptions=True)
    assert sorted(one if isinstance(one, DebtSettlementState) else type(one).code for one in said) == [DONE, NothingOwed.code]
    assert (await listed(world)).travellers == ()
    assert await balances(world, account, "receivable:traveller") == [330, 0]
    async with world.database.reading() as session:
        receipt = await make_receipt(session, (await world.rows(booking_id)).booking, ISSUER, world.clock())
    paid_or_not = (330, 0) if how is COLLECTED else (0, 330)
    assert (receipt.total_minor, receipt.owed_minor, receipt.collected_minor, receipt.written_off_minor) == (330, 0, *paid_or_not)
    said_so = "paid in another way" if how is COLLECTED else "not asked for any more"
    assert said_so in " ".join(plain_text(ReceiptSheet(receipt, "en").sheet()).split())
    with pytest.raises(NotFound):
        await say(world, people[0].id, people[0], how)
    assert await world.proof() == []


async def test_a_large_one_takes_two_people_who_say_the_same(world):
    world.shop.prices |= {"bike": 30_000}
    booking_id = await owing(world, "bike")
    ann, ben = await staff(world), await staff(world)
    for who, how in ((ann, COLLECTED), (ann, COLLECTED), (ben, WRITTEN_OFF)):
        assert await say(world, booking_id, who, how) is SECOND_NEEDED
        assert [one.second_needed for one in (await listed(world)).travellers] == [how]
    assert await balances(world, "bank", "bad_debt", "receivable:traveller") == [0, 0, 30_050]
    assert await world.proof() == []
    assert await say(world, booking_id, ann, WRITTEN_OFF) is DONE
    assert await balances(world, "bank", "bad_debt", "receivable:traveller") == [0, 30_050, 0]
    assert await world.proof() == []


async def test_claims_are_decided_first_and_what_was_paid_otherwise_does_not_come_back_by_itself(world):
    booking_id, ann = await owing(world), await staff(world)
    made = await claim(world, booking_id)
    with pytest.raises(ClaimOpen):
        await say(world, booking_id, ann, COLLECTED)
    await decide(world, made.id, due_minor=100)
    await world.quiesce()
    assert await say(world, booking_id, ann, COLLECTED) is DONE
    assert await balances(world, "bank", "receivable:traveller") == [150, 0]
    with pytest.raises(Refused, match="claim_ended"):
        await world.apply(booking_id, events.ClaimUpheld(1, 50))
    other = await owing(world)
    await say(world, other, ann, WRITTEN_OFF)
    late = await claim(world, other)
    with pytest.raises(DebtEnded):
        await decide(world, late.id)
    await decide(world, late.id, upheld=False)
    await world.quiesce()
    assert await world.proof() == []
