"""Claims, refunds paid by hand and disputes: each has a date, an owner and an end, and the books stay right."""
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.bookings import answers, claiming, debts, keeping
from backend.bookings.claiming import ClaimDecided, ClaimExists, ClaimNotLower, NothingToClaim
from backend.bookings.debts import RefundNotFailed, SecondPersonNeeded
from backend.bookings.models import LegClaim, PaidOtherwise, Transfer
from backend.bookings.selling import TooSmall
from backend.contract.debts import ClaimCause, ClaimDecision, ClaimRequest, ClaimState, PaidOtherwiseState
from backend.database.base import now
from backend.paying.bookings import Quarantined
from backend.paying.handling import tell
from backend.paying.refusals import ProviderRefused
from backend.paying.seen import ObjectSeen
from backend.service.errors import NotFound
from payments import events
from payments.cancelling import FeeStep, Ladder
from payments.caps import CapScheme
from payments.states import BookingState, PaymentState
from tests.backend.bookings.test_capped import buy, give_back

LATE = ClaimRequest(ClaimCause.LATE, "It came an hour later.")


async def used(world, *names, **more):
    booking_id = await world.confirmed(*names, **more)
    for number, _ in enumerate(names, 1):
        await world.apply(booking_id, events.Used(number))
    await world.quiesce()
    return booking_id


async def claim(world, booking_id, leg_no=1, actor=None, asked=LATE):
    async with world.database.writing() as session:
        return await claiming.claim(session, world.desk, actor or world.actor, booking_id, leg_no, asked)


async def decide(world, claim_id, upheld=True, due_minor=0):
    async with world.database.writing() as session:
        return await claiming.decide(session, world.desk, await staff(world), UUID(claim_id), ClaimDecision(upheld, due_minor))


async def staff(world):
    return await world.person()


async def listed(world):
    async with world.database.reading() as session:
        return await debts.list_debts(session)


async def answer(world, booking_id):
    async with world.database.reading() as session:
        return await answers.whole(session, await world.rows(booking_id))


async def test_a_claim_is_decided_once_and_what_was_paid_too_much_comes_back(world):
    booking_id = await used(world, "tram", "bike")
    made = await claim(world, booking_id)
    assert made.due_at - made.made_at == claiming.DECIDED_WITHIN
    (open_one,) = (await listed(world)).claims
    assert (str(open_one.claim_id), open_one.paid_minor, open_one.words) == (made.id, 280, LATE.words)
    with pytest.raises(ClaimExists):
        await claim(world, booking_id)
    with pytest.raises(ClaimNotLower):
        await decide(world, made.id, due_minor=280)
    await decide(world, made.id, due_minor=100)
    with pytest.raises(ClaimDecided):
        await decide(world, made.id)
    await world.quiesce()
    told = await answer(world, booking_id)
    assert [(one.leg, one.state, one.due_minor) for one in told.claims] == [(1, ClaimState.UPHELD, 100)]
    assert [(refund.amount_minor, refund.cause) for refund in told.payment.refunds] == [(180, "claim")]
    assert (await listed(world)).claims == ()
    assert "claim_upheld" in await world.notices(booking_id)
    assert await world.proof() == []


async def test_a_claim_that_is_refused_changes_nothing_but_is_told(world):
    booking_id = await used(world, "tram")
    await decide(world, (await claim(world, booking_id)).id, upheld=False)
    await world.quiesce()
    assert (await answer(world, booking_id)).payment.refunds == ()
    assert "claim_refused" in await world.notices(booking_id)


async def test_what_is_open_of_somebody_else_or_long_over_cannot_be_claimed(world):
    booking_id = await world.confirmed("tram")
    with pytest.raises(NothingToClaim):
        await claim(world, booking_id)
    await world.apply(booking_id, events.Used(1))
    for leg_no, actor in ((9, None), (1, await world.person())):
        with pytest.raises(NotFound):
            await claim(world, booking_id, leg_no, actor)
    await world.advance(claiming.CLAIMABLE + timedelta(days=1), sandbox=False)
    with pytest.raises(NothingToClaim):
        await claim(world, booking_id)


async def test_a_claim_after_a_fee_that_was_too_small_to_take_leaves_the_books_right(world):
    world.shop.ladder, world.shop.fee_minor = Ladder((FeeStep(0, 30, 0),)), 0
    booking_id = await world.confirmed("tram")
    await give_back(world, booking_id)
    await world.quiesce()
    found = await world.rows(booking_id)
    assert (found.booking.waived_minor, found.booking.state) == (30, BookingState.SETTLED)
    await decide(world, (await claim(world, booking_id)).id, due_minor=10)
    await world.quiesce()
    found = await world.rows(booking_id)
    assert (found.booking.waived_minor, found.booking.due_minor, found.refunds) == (10, 10, [])
    assert await world.proof() == []


async def test_what_no_card_is_charged_with_is_free_a_few_times_a_day(world):
    world.shop.prices["tram"], world.shop.fee_minor = 30, 0
    quote = await world.quote("tram")
    assert (quote.total_minor, quote.too_small) == (30, True)
    used_one, given_back, _ = [await buy(world, "tram") for _ in range(3)]
    with pytest.raises(TooSmall):
        await world.book(await world.quote("tram"))
    assert (await give_back(world, given_back)).priced.refund_minor == 0
    await world.apply(used_one, events.Used(1))
    await world.quiesce()
    found = await world.rows(used_one)
    assert (found.booking.state, found.booking.due_minor, found.booking.waived_minor) == (BookingState.SETTLED, 30, 30)
    assert (await world.rows(given_back)).booking.due_minor == 0
    assert await world.proof() == []
    await decide(world, (await claim(world, used_one)).id)
    await world.quiesce()
    assert (await world.rows(used_one)).booking.waived_minor == 0
    assert await world.proof() == []


async def test_a_claim_on_a_leg_that_was_free_gives_back_what_was_kept_for_it(world):
    world.shop.cap, world.shop.ladder, world.shop.fee_minor = CapScheme("city", "eur", day_minor=500), Ladder((FeeStep(0, 0, 0),)), 0
    world.shop.prices = {"tram": 280, "bike": 280, "bus": 280}
    bought = [await buy(world, name) for name in ("tram", "bike", "bus")]
    await give_back(world, bought[0])
    await world.apply(bought[2], events.Used(1))
    made = await claim(world, bought[2])
    assert [one.paid_minor for one in (await listed(world)).claims] == [220]
    await decide(world, made.id, due_minor=20)
    await world.quiesce()
    assert (await world.rows(bought[0])).booking.due_minor == 60 + 20
    assert await world.proof() == []


async def test_a_refund_that_came_back_is_paid_by_hand_and_a_large_one_by_two(world):
    world.shop.prices |= {"bike": 30_000}
    small, large = [await world.confirmed(name, starts_in=timedelta(days=8)) for name in ("tram", "bike")]
    refunds = {}
    for booking_id in (small, large):
        await world.apply(booking_id, events.Disrupted(1))
        await world.quiesce()
        (row,) = (await world.rows(booking_id)).refunds
        world.control(f"refunds/{row.provider_id}/fail", {"reason": "expired_or_canceled_card"})
        await world.tell(await world.paying.gateway.read_refund(row.provider_id))
        refunds[booking_id] = row.id
    assert {one.refund_id for one in (await listed(world)).refunds} == set(refunds.values())
    ann, ben = await staff(world), await staff(world)

    async def say(booking_id, who):
        async with world.database.writing() as session:
            return (await debts.paid_otherwise(session, world.desk, who, refunds[booking_id], "transfer 4711")).state

    with pytest.raises(SecondPersonNeeded):
        await say(small, world.actor)  # who is paid does not say so
    assert await say(small, ann) is PaidOtherwiseState.DONE
    with pytest.raises(RefundNotFailed):
        await say(small, ben)
    assert await say(large, ann) is PaidOtherwiseState.SECOND_NEEDED
    with pytest.raises(SecondPersonNeeded):
        await say(large, ann)
    assert [one.second_needed for one in (await listed(world)).refunds] == [True]
    assert await say(large, ben) is PaidOtherwiseState.DONE
    await world.quiesce()
    assert (await listed(world)).refunds == ()
    async with world.database.reading() as session:
        assert len(list(await session.scalars(select(PaidOtherwise).where(PaidOtherwise.done_at.is_not(None))))) == 2
    assert await world.proof() == []


async def disputed(world, booking_id):
    """Its id there."""
    payment = await world.payment(booking_id)
    return world.control(f"charges/{payment.charge_id}/dispute", {"reason": "fraudulent"})["id"]


async def see(world, dispute_id):
    return await world.tell(await world.paying.gateway.read_dispute(dispute_id))


async def test_operators_get_nothing_of_a_disputed_payment_until_it_is_won(world):
    made = await world.paying.gateway.v1.accounts.create_async({"type": "express", "country": "DE"}, {"idempotency_key": "tram"})
    world.bookings = replace(world.bookings, desk=replace(world.desk, destination={"tram": made.id}.get))
    world.paying.obey(world.bookings.booked)
    booking_id = await used(world, "tram")
    dispute_id = await disputed(world, booking_id)
    assert [await see(world, dispute_id) for _ in range(2)] == [True, False]
    await world.advance(timedelta(hours=25))
    await world.quiesce()
    async with world.database.reading() as session:
        assert list(await session.scalars(select(Transfer.state))) == ["ordered"]
    assert [one.state for one in (await listed(world)).disputes] == ["open"]
    world.control(f"disputes/{dispute_id}/won")
    assert [await see(world, dispute_id) for _ in range(2)] == [True, False]
    await world.quiesce()
    async with world.database.reading() as session:
        assert list(await session.scalars(select(Transfer.state))) == ["sent"]
    assert (await listed(world)).disputes == ()
    assert await world.proof() == []


async def test_what_is_seen_in_another_currency_is_put_aside(world):
    booking_id = await world.held("tram")
    await world.pay(booking_id)
    seen = await world.paying.gateway.read_intent((await world.payment(booking_id)).intent_id)
    with pytest.raises(Quarantined):
        await world.tell(replace(seen, currency="usd"))
    assert (await world.payment(booking_id)).state == PaymentState.CREATED
    await world.look(booking_id)
    assert (await world.payment(booking_id)).state == PaymentState.AUTHORISED


async def test_after_too_many_refused_cards_there_is_no_payment_any_more(world):
    """They were tried in a browser, where only the payment service sees them fail."""
    booking_id = await world.held("tram")
    await world.paying.customers.ensure(world.actor.id)
    for number in range(5):
        with pytest.raises(ProviderRefused):
            await world.pay(booking_id, "pm_card_visa_chargeDeclined")
        await tell_all(world, booking_id)
        assert (await world.state(booking_id) == BookingState.HELD) == (number < 4)
        assert (await answer(world, booking_id)).payment.refusal == "declined"
    await world.quiesce()
    assert await world.state(booking_id) == BookingState.RELEASED
    assert "card_refused" in await world.notices(booking_id)


async def tell_all(world, booking_id):
    seen = await world.paying.gateway.read_intent((await world.payment(booking_id)).intent_id)
    async with world.database.writing() as session:
        await tell(session, ObjectSeen(seen), world.bookings.booked.on_seen)


async def test_words_of_a_claim_go_with_the_trip(world, monkeypatch):
    await claim(world, await used(world, "tram"))
    for days, words in ((89, LATE.words), (92, "")):
        monkeypatch.setattr(keeping, "now", lambda days=days: now() + timedelta(days=days))
        async with world.database.writing() as session:
            await keeping.empty_old(session)
            assert await session.scalar(select(LegClaim.words)) == words
