"""What the databases themselves have to hold while somebody parks: one winner, and a hold that ends with its stay. On both."""
import asyncio

import pytest

from backend.bookings.holding import ResourceTaken
from backend.requests.from_incidents import CATEGORY
from backend.reservations.incidents import IncidentState
from payments.states import BookingState
from tests.backend.reservations.test_extending import extended, extension
from tests.backend.reservations.test_leaving import go_to, holds, leaves
from tests.backend.reservations.test_taken import arrives, fill, taps
from tests.backend.reservations.told import open_told
from tests.backend.reservations.world import CAR, HOUR


async def test_who_is_quicker_has_the_time_after_the_stay(world):
    """An extension against a reservation of the same half hour: the database lets one of them be."""
    wish = world.wish(world.places.bay, begins=1, hours=1)
    booking_id = await world.parked(wish)
    other = await world.person()
    mine = await extension(world, booking_id, wish.end + HOUR)
    theirs = await world.quote_for(world.wish(world.places.bay, begins=2, hours=1), actor=other)
    done = await asyncio.gather(world.buy(mine), world.buy(theirs, other), return_exceptions=True)
    assert sorted(type(one) for one in done if isinstance(one, Exception)) == [ResourceTaken]


async def test_two_who_want_the_same_other_space_are_given_one_each(world):
    places = world.places
    booking_id, wish = await arrives(world)
    await fill(world, places.pool, wish)
    other = await world.parked(type(wish)(places.driveway, world.today - HOUR, wish.end, CAR))
    done = await asyncio.gather(taps(world, booking_id), taps(world, other))
    assert sorted(state for _, state, _ in done) in ([IncidentState.REFUNDED, IncidentState.REPLACED], [IncidentState.REPLACED] * 2)
    assert len({instead for _, _, instead in done}) == 2
    assert await world.proof() == []


async def test_a_stay_that_went_on_and_is_left_early_lets_the_next_one_in(world):
    wish = world.wish(world.places.bay, begins=0, hours=1)
    booking_id = await world.parked(wish)
    added = await extended(world, booking_id, wish.end + 2 * HOUR)
    await go_to(world, wish.start + HOUR / 2)
    gone = await leaves(world, added)
    assert [hold.state for hold in await holds(world, added)] == ["freed"]
    assert (await holds(world, booking_id))[0].ends_at == gone.ends_at
    await world.parked(world.wish(world.places.bay, begins=1, hours=1, first=wish.start))
    await world.quiesce()
    assert await world.state(added) == BookingState.SETTLED
    assert await world.proof() == []


async def test_a_space_that_was_taken_is_one_request_whatever_stops_in_between(world):
    """Of those who do the work two may believe that it is theirs."""
    city = await open_told(world)
    booking_id, _ = await arrives(world)
    incident_id, _, _ = await taps(world, booking_id)
    with pytest.raises(ZeroDivisionError):
        await told(world, city, incident_id, stops=True)
    assert await city.requests() == []
    await asyncio.gather(told(world, city, incident_id), told(world, city, incident_id))
    assert await city.work() == 1, "the entry of the outbox is still there"
    await taps(world, booking_id)
    await city.work()
    (request,) = await city.requests()
    assert (await city.incident(incident_id)).request_id == request.id
    assert (request.category, request.visibility, request.account_id, request.origin) == (CATEGORY, "body", world.actor.id, "incident")
    assert (request.address, request.words) == ("Street 1000, 7", "Somebody else stood in the space that I had booked.")


async def told(world, city, incident_id, stops=False):
    async with world.database.writing() as session:
        await city.telling.keep(incident_id, False, session)
        assert not stops or 1 / 0
