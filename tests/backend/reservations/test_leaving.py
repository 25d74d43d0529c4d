"""Leaving before the end and after it, with and without an extension: what comes back, what is free again, what is charged, and the books."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.bookings.booked import Booking, ResourceHold
from backend.ledger.reading import get_balance
from backend.paying import customers
from backend.reservations import leaving
from backend.reservations.incidents import Overstay
from backend.reservations.rows import chosen, list_reserved
from payments.states import BookingState, Cause, LegState
from tests.backend.reservations.world import HOUR

MINUTE = timedelta(minutes=1)

@pytest.fixture
def database_url(sqlite_url):
    """What both databases have to refuse is tried in test_living_on_both.py."""
    return sqlite_url



async def part_of(session, booking_id):
    return (await list_reserved(session, chosen().where(Booking.id == booking_id)))[0]


async def leaves(world, booking_id, at=None, by=Cause.API):
    async with world.database.writing() as session:
        return await leaving.depart(session, world.desk, await part_of(session, booking_id), at or world.clock(), by)


async def go_to(world, moment):
    await world.advance(moment - world.clock())


async def holds(world, booking_id):
    async with world.database.reading() as session:
        legs = [leg.id for leg in (await world.rows(booking_id)).legs]
        return list(await session.scalars(select(ResourceHold).where(ResourceHold.leg_id.in_(legs))))


async def test_what_is_not_used_comes_back_and_the_space_is_free_again_at_once(world):
    wish = world.wish(world.places.bay, begins=0, hours=4)  # an hour 200, then six half hours
    booking_id = await world.parked(wish)
    await go_to(world, wish.start + 95 * MINUTE)
    gone = await leaves(world, booking_id)
    assert (gone.due_minor, gone.refund_minor, gone.overstay) == (400, 400, None)
    assert (await holds(world, booking_id))[0].ends_at == gone.left_at == gone.ends_at
    await world.quote_for(world.wish(world.places.bay, begins=2, hours=1, first=wish.start))
    await world.quiesce()
    found = await world.rows(booking_id)
    assert (found.booking.state, found.legs[0].state, found.payment.captured_minor) == (BookingState.SETTLED, LegState.USED, 430)
    assert await world.proof() == []


async def test_the_earlier_proof_wins_and_told_twice_it_is_the_same(world):
    wish = world.wish(world.places.bay, begins=0, hours=4)
    booking_id = await world.parked(wish)
    await go_to(world, wish.start + 2 * HOUR)
    assert (await leaves(world, booking_id)).refund_minor == 400
    assert (await leaves(world, booking_id)).refund_minor == 0
    late = await leaves(world, booking_id, wish.start + 3 * HOUR, Cause.OPERATOR)
    assert (late.left_at, late.refund_minor) == (wish.start + 2 * HOUR, 0)
    early = await leaves(world, booking_id, wish.start + HOUR, Cause.OPERATOR)
    assert (early.refund_minor, early.due_minor) == (200, 200)
    await world.quiesce()
    assert (await world.rows(booking_id)).booking.due_minor == 230
    assert await world.proof() == []


async def test_a_gate_that_tells_of_an_earlier_exit_after_all_was_settled_gives_the_rest_back(world):
    wish = world.wish(world.places.driveway, begins=0, hours=4)
    booking_id = await world.parked(wish)
    await go_to(world, wish.start + 3 * HOUR)
    await leaves(world, booking_id)
    await world.quiesce()
    assert await world.state(booking_id) == BookingState.SETTLED
    await leaves(world, booking_id, wish.start + HOUR, Cause.OPERATOR)
    await world.quiesce()
    found = await world.rows(booking_id)
    assert [(refund.amount_minor, refund.cause) for refund in found.refunds] == [(400, "early_leave")]
    assert await world.proof() == []


@pytest.mark.parametrize("minutes, due", [(-5, 0), (61, 300), (120, 400)])
async def test_the_whole_stay_is_priced_anew(world, minutes, due):
    wish = world.wish(world.places.bay, begins=0, hours=2)
    booking_id = await world.parked(wish)
    gone = await leaves(world, booking_id, wish.start + minutes * MINUTE)
    assert (gone.due_minor, gone.refund_minor) == (due, 400 - due)


@pytest.mark.parametrize("minutes", [-5, 61, 125, 160])
async def test_what_leaving_would_bring_is_what_it_brings_and_asking_changes_nothing(world, minutes):
    wish = world.wish(world.places.driveway, begins=0, hours=2)
    booking_id = await world.parked(wish)
    await go_to(world, wish.start + minutes * MINUTE)
    (before,), told = await holds(world, booking_id), await asks(world, booking_id)
    assert told == await asks(world, booking_id)
    async with world.database.reading() as session:
        part = await part_of(session, booking_id)
        assert (part.row.left_at, part.leg.state, await session.scalar(select(Overstay.id))) == (None, LegState.CONFIRMED, None)
    assert (await holds(world, booking_id))[0].ends_at == before.ends_at
    assert told == brought(await leaves(world, booking_id))
    assert await asks(world, booking_id) == told[:3] + (0,) + told[4:], "nothing is left to come back"


async def asks(world, booking_id):
    async with world.database.reading() as session:
        return brought(await leaving.quote(session, await part_of(session, booking_id), world.clock()))


def brought(gone):
    over = gone.overstay and (gone.overstay.extra_min, gone.overstay.time_minor, gone.overstay.fee_minor, gone.overstay.excused)
    return gone.left_at, gone.ends_at, gone.due_minor, gone.refund_minor, over


@pytest.mark.parametrize("extra, total", [(10, 0), (26, 700), (24 * 60, 3000)])
async def test_who_stays_longer_pays_the_time_and_the_fee_that_were_shown(world, extra, total):
    wish = world.wish(world.places.bay, begins=0, hours=2)
    booking_id = await world.parked(wish)
    await go_to(world, wish.end + extra * MINUTE)
    gone = await leaves(world, booking_id)
    assert gone.due_minor == 400
    assert (gone.overstay.time_minor + gone.overstay.fee_minor if gone.overstay else 0) == total


async def test_an_overstay_is_paid_on_the_page_and_its_host_has_a_share_of_the_time(world):
    wish = world.wish(world.places.driveway, begins=0, hours=2)
    booking_id = await world.parked(wish)
    await go_to(world, wish.end + 40 * MINUTE)
    gone = await leaves(world, booking_id)
    assert (gone.overstay.time_minor, gone.overstay.fee_minor) == (200, 500)
    charged = gone.overstay.charged_by
    await world.work()
    assert await world.state(charged) == BookingState.HELD
    assert "overstayed" in await world.notices(booking_id)
    await world.pay(charged)
    await world.look(charged)
    await world.quiesce()
    found = await world.rows(charged)
    assert (found.booking.state, found.payment.captured_minor) == (BookingState.SETTLED, 700)
    assert found.legs[0].earned_minor == 160
    assert await world.tickets(charged) in (["used"], ["expired"])
    async with world.database.reading() as session:
        assert await get_balance(session, "overstay_fee", "eur") < 0
    assert (await world.rows(booking_id)).payment.captured_minor == 430, "what was paid stands"
    assert await world.proof() == []


async def test_an_overstay_that_nobody_pays_in_three_days_is_for_people(world):
    wish = world.wish(world.places.bay, begins=0, hours=1)
    booking_id = await world.parked(wish)
    await go_to(world, wish.end + HOUR)
    charged = (await leaves(world, booking_id)).overstay.charged_by
    await world.work()
    await world.advance(timedelta(hours=71))
    await world.quiesce()
    assert await world.state(charged) == BookingState.HELD
    await world.advance(timedelta(hours=2))
    await world.quiesce()
    assert await world.state(charged) == BookingState.RELEASED
    async with world.database.reading() as session:
        assert (await session.scalar(select(Overstay.charged_by))) == charged
    assert await world.proof() == []


@pytest.mark.parametrize("card, state", [("pm_card_visa", BookingState.SETTLED), ("pm_card_authenticationRequired", BookingState.HELD)])
async def test_a_card_that_may_be_kept_is_charged_without_its_owner_unless_the_bank_asks_them(world, card, state):
    wish = world.wish(world.places.bay, begins=0, hours=1)
    booking_id = await world.parked(wish)
    await keeps_card(world, card)
    await go_to(world, wish.end + HOUR)
    charged = (await leaves(world, booking_id)).overstay.charged_by
    await world.work()
    assert await world.state(charged) == state
    if state is BookingState.HELD:
        await world.pay(charged)
        await world.look(charged)
        await world.work()
    assert (await world.rows(charged)).payment.captured_minor == 400 + 500
    assert await world.proof() == []


async def test_who_did_not_agree_to_that_pays_on_the_page(world):
    wish = world.wish(world.places.bay, begins=0, hours=1)
    booking_id = await world.parked(wish)
    await keeps_card(world, "pm_card_visa", agreed=False)
    await go_to(world, wish.end + HOUR)
    charged = (await leaves(world, booking_id)).overstay.charged_by
    await world.work()
    assert await world.state(charged) == BookingState.HELD


async def keeps_card(world, card, agreed=True):
    """As the page for cards does it."""
    customer = await world.paying.customers.ensure(world.actor.id)
    if agreed:
        async with world.database.writing() as session:
            await customers.agree(session, world.actor.id)
    await world.paying.gateway.asked(world.paying.gateway.v1.payment_methods.attach_async(card, {"customer": customer}))
