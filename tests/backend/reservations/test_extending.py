"""A stay that goes on: one quote for the whole, never below what it cost so far, one winner, one pass, and left early as one."""
from datetime import timedelta

import pytest

from backend.bookings import quoting
from backend.contract.reservations import ParkingWish
from backend.pricing.errors import SpaceNotSellable
from backend.reservations import extending, stays
from backend.reservations.extending import NextBooking, NotLonger, StayOver
from payments.states import BookingState
from tests.backend.reservations.test_leaving import go_to, leaves, part_of
from tests.backend.reservations.world import CAR, HOUR


@pytest.fixture
def database_url(sqlite_url):
    """What both databases have to refuse is tried in test_living_on_both.py."""
    return sqlite_url



async def extension(world, booking_id, until, actor=None):
    async with world.database.writing() as session:
        part = await part_of(session, booking_id)
        actor = actor or world.actor
        row = await extending.quote(session, world.desk, world.bookings.pricing, world.parking, actor.id, part, until)
        return quoting.shown(row)


async def extended(world, booking_id, until):
    added = await world.buy(await extension(world, booking_id, until))
    await world.work()
    if (await world.payment(added)).shown_minor:
        await world.pay(added)
        await world.look(added)
        await world.work()
    return added


async def stay_of(world, booking_id):
    async with world.database.reading() as session:
        return await stays.find(session, await part_of(session, booking_id))


async def test_it_costs_what_the_whole_stay_costs_more_and_no_fee(world):
    wish = world.wish(world.places.bay, begins=1, hours=1)
    booking_id = await world.parked(wish)
    quote = await extension(world, booking_id, wish.end + HOUR)
    assert (quote.total_minor, [line.kind for line in quote.lines]) == (200, ["fare"])  # 400 for two hours, 200 of them paid
    added = await extended(world, booking_id, wish.end + HOUR)
    again = await extended(world, added, wish.end + 1.5 * HOUR)
    stay = await stay_of(world, booking_id)
    assert ([part.booking.id for part in stay.parts], stay.price_minor) == ([booking_id, added, again], 500)
    assert [part.booking.id for part in (await stay_of(world, again)).parts] == [booking_id, added, again]
    assert stay.last.ticket.valid_from == stay.first.ticket.valid_from, "one pass for all of it"
    assert stay.last.ticket.valid_until == stay.ends_at + timedelta(minutes=10)
    assert await world.proof() == []


async def test_left_early_across_an_extension_it_is_priced_as_one_stay(world):
    wish = world.wish(world.places.bay, begins=0, hours=1)
    booking_id = await world.parked(wish)
    added = await extended(world, booking_id, wish.end + HOUR)
    await go_to(world, wish.start + timedelta(minutes=40))
    gone = await leaves(world, added)
    assert (gone.due_minor, gone.refund_minor) == (200, 200)
    await world.quiesce()
    assert [(await world.rows(one)).booking.due_minor for one in (booking_id, added)] == [230, 0]
    await world.quote_for(world.wish(world.places.bay, begins=1, hours=1, first=wish.start))
    assert await world.proof() == []


async def test_an_extension_that_is_paid_before_the_end_is_no_overstay(world):
    wish = world.wish(world.places.bay, begins=0, hours=1)
    booking_id = await world.parked(wish)
    await go_to(world, wish.end - timedelta(minutes=5))
    await extended(world, booking_id, wish.end + HOUR)
    await go_to(world, wish.end + HOUR)
    gone = await leaves(world, booking_id)
    assert (gone.overstay, gone.refund_minor) == (None, 0)


async def test_where_somebody_comes_next_another_space_is_told_with_its_price_and_the_walk(world):
    wish = world.wish(world.places.bay, begins=1, hours=1)
    booking_id = await world.parked(wish)
    await world.parked(world.wish(world.places.bay, begins=2.5, hours=1))
    await world.parking.kept.look()
    with pytest.raises(NextBooking) as caught:
        await extension(world, booking_id, wish.end + HOUR)
    assert caught.value.more["freeUntil"] == (wish.end + 0.5 * HOUR).isoformat().replace("+00:00", "Z")
    others = {one["spaceId"]: one for one in caught.value.more["alternatives"]}
    pool = others[str(world.places.pool)]
    assert pool["priceMinor"] == 200
    assert 0 < pool["walkM"] <= 750
    assert str(world.places.bay) not in others
    assert (await extension(world, booking_id, wish.end + 0.5 * HOUR)).total_minor == 100


async def test_only_ones_own_stay_that_is_not_over_goes_on(world):
    wish = world.wish(world.places.bay, begins=0, hours=1)
    booking_id, other = await world.parked(wish), await world.person()
    with pytest.raises(NotLonger):
        await extension(world, booking_id, wish.end)
    forged = ParkingWish(world.places.bay, wish.end, wish.end + HOUR, CAR, booking_id)
    with pytest.raises(SpaceNotSellable):
        await world.quote_for(forged, actor=other)
    with pytest.raises(SpaceNotSellable):
        await world.quote_for(replace_start(forged, wish.end + HOUR))
    await go_to(world, wish.start + timedelta(minutes=30))
    await leaves(world, booking_id)
    with pytest.raises(StayOver):
        await extension(world, booking_id, wish.end + HOUR)


def replace_start(wish, start):
    return ParkingWish(wish.space_id, start, start + HOUR, wish.vehicle, wish.extends)


async def test_what_is_not_paid_frees_the_time_again(world):
    wish = world.wish(world.places.bay, begins=1, hours=1)
    booking_id = await world.parked(wish)
    added = await world.buy(await extension(world, booking_id, wish.end + HOUR))
    await world.work()
    await world.advance(timedelta(minutes=11))
    await world.quiesce()
    assert await world.state(added) == BookingState.RELEASED
    assert len((await stay_of(world, booking_id)).parts) == 1
    await world.quote_for(ParkingWish(world.places.bay, wish.end, wish.end + HOUR, CAR))
    assert (await stay_of(world, booking_id)).ends_at == wish.end
