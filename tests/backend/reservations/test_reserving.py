"""A space for exactly the time it is booked for: priced, held, paid, shown, given back, over."""
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from backend.bookings.holding import ResourceTaken
from backend.contract.reservations import ReservationState
from backend.pricing.errors import VehicleDoesNotFit
from backend.service.errors import Unprocessable
from payments.states import BookingState, LegState
from tests.backend.reservations.world import HOUR, VAN
from tests.worlds.town import TIMEZONE


async def test_a_bay_is_priced_held_paid_and_used(world):
    quote = await world.quote_for(world.wish(world.places.bay, hours=1.5))
    assert (quote.total_minor, quote.legs[0].price_minor, quote.legs[0].parking) == (330, 300, 0)  # 200 + 100, and our fee of 30
    booking_id = await world.buy(quote)
    held = await world.shown(booking_id)
    assert (held.state, held.entry.code, held.space.label, held.space.address) == (ReservationState.HELD, None, None, None)
    await world.work()
    await world.pay(booking_id)
    await world.look(booking_id)
    await world.work()
    booked = await world.shown(booking_id)
    assert (booked.state, booked.space.label) == (ReservationState.BOOKED, "7")
    assert booked.entry.ticket_id is not None
    assert len(booked.entry.code) == 6
    assert booked.enter_from == booked.starts_at - timedelta(minutes=10)
    assert booked.grace_until == booked.ends_at + timedelta(minutes=10)
    world.clock.ahead += booked.grace_until - world.clock()
    assert await world.timers.sweep() == 1
    await world.quiesce()
    found = await world.rows(booking_id)
    assert (found.legs[0].state, found.legs[0].due_minor, found.booking.state) == (LegState.USED, 300, BookingState.SETTLED)
    assert await world.proof() == []


async def test_where_a_driveway_is_is_told_once_it_is_paid(world):
    wish = world.wish(world.places.driveway)
    booking_id = await world.reserve(wish)
    before = (await world.shown(booking_id)).space
    assert (before.exact, before.address, before.name) == (False, None, "Holly Lane")
    other = await world.parked(world.wish(world.places.driveway, begins=5))
    after = (await world.shown(other)).space
    assert (after.exact, after.address, after.directions) == (True, "Holly Lane 12", "behind the hedge")
    assert (after.lat, after.lon) != (before.lat, before.lon)
    leg = (await world.rows(other)).legs[0]
    assert (leg.payee, leg.share_bp) == (f"host_payable:{world.places.host}", 8000)
    assert str(world.places.host) not in leg.operator_id


async def test_touching_stays_do_not_meet_and_the_later_one_comes_no_earlier(world):
    later = await world.parked(world.wish(world.places.bay, begins=3, hours=1))
    assert (await world.shown(later)).enter_from < (await world.shown(later)).starts_at
    await world.reserve(world.wish(world.places.bay, begins=2, hours=1))
    assert (await world.shown(later)).enter_from == (await world.shown(later)).starts_at
    with pytest.raises(ResourceTaken):
        await world.quote_for(world.wish(world.places.bay, begins=2.5, hours=1))


async def test_who_is_too_late_hears_what_is_free_instead(world):
    wish = world.wish(world.places.bay)
    other = await world.person()
    quotes = [await world.quote_for(wish), await world.quote_for(wish, actor=other)]
    await world.parking.kept.look()
    await world.buy(quotes[0])
    with pytest.raises(ResourceTaken) as caught:
        await world.buy(quotes[1], other)
    assert caught.value.field == "parking[0]"
    assert str(world.places.pool) in {one["spaceId"] for one in caught.value.more["alternatives"]}


async def test_a_van_is_not_sold_a_space_that_it_does_not_fit_into(world):
    with pytest.raises(VehicleDoesNotFit) as caught:
        await world.quote_for(world.wish(world.places.bay, vehicle=VAN))
    assert caught.value.more["notes"][0] == {"about": "heightMm", "verdict": "no", "most": 1950}


async def test_nothing_and_times_turned_round_are_no_questions(world):
    wish = world.wish(world.places.bay)
    for wishes, field in (((), "legs"), ((wish, structs.replace(wish, start=wish.end, end=wish.start)), "parking[1].end")):
        with pytest.raises(Unprocessable) as caught:
            await world.quote_for(*wishes)
        assert caught.value.field == field


async def test_the_same_bay_is_not_sold_twice_in_one_booking(world):
    wish, other = world.wish(world.places.bay), world.wish(world.places.driveway)
    with pytest.raises(ResourceTaken):
        await world.reserve(wish, wish)
    booking_id = await world.reserve(wish, other)
    assert {leg.resource_id for leg in (await world.rows(booking_id)).legs} == {str(world.places.bay), str(world.places.driveway)}


async def test_it_is_given_back_for_nothing_until_it_begins(world):
    booking_id = await world.parked(world.wish(world.places.bay, hours=1))
    fees = await world.give_back(booking_id)
    assert fees == {1: 0}
    assert (await world.shown(booking_id)).state is ReservationState.CANCELLED
    await world.reserve(world.wish(world.places.bay, hours=1))


async def test_a_hold_that_is_not_paid_is_free_again(world):
    wish = world.wish(world.places.bay)
    booking_id = await world.reserve(wish)
    world.clock.ahead += timedelta(minutes=11)
    await world.quiesce()
    assert (await world.shown(booking_id)).state is ReservationState.RELEASED
    await world.reserve(wish)


async def test_in_the_nights_when_clocks_are_moved_real_minutes_count(world):
    """From 01:30 to 03:30 by the clock: one hour in spring, three in autumn."""
    zone, totals = ZoneInfo(TIMEZONE), []
    for year, month, day in ((2027, 3, 28), (2027, 10, 31)):
        begins, ends = datetime(year, month, day, 1, 30, tzinfo=zone), datetime(year, month, day, 3, 30, tzinfo=zone)
        world.clock.ahead += begins - world.clock() - 24 * HOUR
        quote = await world.quote_for(world.wish(world.places.bay, 0, (ends.timestamp() - begins.timestamp()) / 3600, first=begins.astimezone(UTC)))
        totals.append(quote.legs[0].price_minor)
        assert quote.legs[0].ends_at == ends
    assert totals == [200, 600]
