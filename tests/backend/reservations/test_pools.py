"""Places that are all the same: nobody is refused while the count allows for one more, and nobody loses what they have."""
import pytest
from sqlalchemy import select

from backend.bookings.booked import HoldState, ResourceHold
from backend.bookings.holding import ResourceTaken
from tests.backend.bookings.test_holding import fits_by_count
from tests.backend.reservations.world import open_parking


async def holds(world) -> list[ResourceHold]:
    async with world.database.reading() as session:
        return list(await session.scalars(select(ResourceHold).where(ResourceHold.state != HoldState.FREED)))


async def test_who_comes_later_is_moved_so_that_one_more_fits(world):
    """Of two places one is held from 1 to 2, the other from 2 to 3. From 1 to 3 nothing is free as they lie; by count there is room."""
    pool, first, second = world.places.pool, *map(str, world.places.slots)
    given_up = await world.reserve(world.wish(pool, 2, 1), actor=await world.person())
    later = await world.reserve(world.wish(pool, 2, 1), actor=await world.person())
    await world.reserve(world.wish(pool, 1, 1), actor=await world.person())
    await world.give_up(given_up)
    later_leg = (await world.leg(later)).id
    lies = {hold.leg_id: hold.resource_id for hold in await holds(world)}
    assert (lies[later_leg], set(lies.values())) == (second, {first, second})
    booked = await world.reserve(world.wish(pool, 1, 2), actor=await world.person())
    moved = {hold.leg_id: hold.resource_id for hold in await holds(world)}
    assert (moved[later_leg], moved[(await world.leg(booked)).id]) == (first, second)
    assert (await world.leg(booked)).resource_id == str(pool)
    with pytest.raises(ResourceTaken):
        await world.reserve(world.wish(pool, 2, 1), actor=await world.person())


async def test_a_bay_with_a_label_never_moves(world):
    booking_id = await world.reserve(world.wish(world.places.bay))
    assert [hold.resource_id for hold in await holds(world)] == [str(world.places.bay)]
    assert (await world.leg(booking_id)).resource_id == str(world.places.bay)


async def test_the_most_a_pool_takes_is_as_many_as_it_has_whatever_the_order(database, sandbox, control):
    async with open_parking(database, sandbox, control, slots=3) as world:
        wanted = [(0, 2), (4, 2), (1, 4), (2, 2), (0, 6), (5, 1), (3, 1), (2, 3), (0, 1)]
        taken, first = [], world.today
        for begins, hours in wanted:
            fits = fits_by_count(taken, begins, begins + hours, 3)
            try:
                await world.reserve(world.wish(world.places.pool, begins, hours, first=first), actor=await world.person())
                taken.append((begins, begins + hours))
                assert fits
            except ResourceTaken:
                assert not fits
        assert len(await holds(world)) == len(taken) >= 7
