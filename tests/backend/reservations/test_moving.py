"""Coming late: the stay ends later for nothing within the grace, once; beyond it one hears what can be had."""
from datetime import timedelta

import pytest

from backend.reservations import moving
from backend.reservations.extending import StayOver
from tests.backend.reservations.test_extending import stay_of
from tests.backend.reservations.test_leaving import go_to, leaves, part_of

MINUTE = timedelta(minutes=1)

@pytest.fixture
def database_url(sqlite_url):
    """What both databases have to refuse is tried in test_living_on_both.py."""
    return sqlite_url



async def late(world, booking_id, arrive_at):
    async with world.database.writing() as session:
        return await moving.arrive_later(session, world.desk, world.parking, await part_of(session, booking_id), arrive_at)


async def test_within_the_grace_the_stay_moves_for_nothing_and_once(world):
    wish = world.wish(world.places.bay, begins=1, hours=1)
    booking_id = await world.parked(wish)
    assert (await late(world, booking_id, wish.start + 10 * MINUTE)).moved_min == 0, "nobody drives to the minute"
    for _ in range(2):
        moved = await late(world, booking_id, wish.start + 25 * MINUTE)
        assert (moved.moved_min, moved.ends_at) == (10, wish.end + 10 * MINUTE)
        assert moved.extendable_until == wish.end + 25 * MINUTE
    stay = await stay_of(world, booking_id)
    assert stay.last.ticket.valid_until == stay.last.row.over_at == wish.end + 20 * MINUTE
    assert "parking_moved" in await world.notices(booking_id)
    await go_to(world, stay.ends_at)
    gone = await leaves(world, booking_id)
    assert (gone.refund_minor, gone.overstay) == (0, None)
    await world.quiesce()
    assert await world.proof() == []


async def test_where_somebody_comes_next_nothing_moves_and_others_are_offered(world):
    wish = world.wish(world.places.bay, begins=1, hours=1)
    booking_id = await world.parked(wish)
    await world.parked(world.wish(world.places.bay, begins=2, hours=1))
    await world.parking.kept.look()
    found = await late(world, booking_id, wish.start + 30 * MINUTE)
    assert (found.moved_min, found.ends_at, found.extendable_until) == (0, wish.end, None)
    assert {one.starts_at for one in found.alternatives} == {wish.start + 30 * MINUTE}


async def test_what_is_over_does_not_move(world):
    wish = world.wish(world.places.bay, begins=0, hours=1)
    booking_id = await world.parked(wish)
    await go_to(world, wish.end)
    with pytest.raises(StayOver):
        await late(world, booking_id, wish.end + MINUTE)
