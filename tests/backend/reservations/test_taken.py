"""Somebody else stands there: written down, replaced at no price or given back, once, and looked at by people where it happens too often."""
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from backend.bookings.booked import Booking
from backend.ledger.reading import get_balance
from backend.outbox.models import OutboxEntry
from backend.reservations import overstaying, stays
from backend.reservations.incidents import Incident, IncidentState
from backend.reservations.models import ParkingReservation
from backend.reservations.taken import NotNow, OtherBay, Replacing, Told
from payments import events
from payments.states import BookingState, LegState
from tests.backend.reservations.test_leaving import go_to, part_of
from tests.backend.reservations.world import CAR, HOUR

MINUTE, NOW = timedelta(minutes=1), Told()

@pytest.fixture
def database_url(sqlite_url):
    """What both databases have to refuse is tried in test_living_on_both.py."""
    return sqlite_url



async def arrives(world, space=None, **more):
    """Booked, and there when it begins."""
    await world.parking.kept.look()
    wish = world.wish(space or world.places.bay, begins=0, **more)
    booking_id = await world.parked(wish)
    await go_to(world, wish.start + 2 * MINUTE)
    return booking_id, wish


async def taps(world, booking_id, told=NOW):
    replacing = Replacing(world.parking, world.bookings.pricing, world.desk)
    async with world.database.writing() as session:
        row = await replacing.report(session, await part_of(session, booking_id), told)
        return row.id, IncidentState(row.state), row.replacement_id


async def test_the_nearest_space_that_fits_is_booked_at_once_and_costs_nothing(world):
    booking_id, wish = await arrives(world)
    incident, state, instead = await taps(world, booking_id)
    assert state is IncidentState.REPLACED
    found, old = await world.rows(instead), await world.rows(booking_id)
    assert (found.booking.state, found.booking.substitute_of, found.booking.shown_minor) == (BookingState.CONFIRMED, booking_id, 0)
    assert (found.legs[0].ends_at, found.legs[0].price_minor) == (wish.end, 0)
    assert found.legs[0].cost_minor > 0
    assert (old.legs[0].state, old.legs[0].fault) == (LegState.DISRUPTED, "operator")
    assert (await world.tickets(booking_id), await world.tickets(instead)) == (["killed"], ["live"])
    assert (await world.shown(instead)).entry.code
    assert await taps(world, booking_id) == (incident, state, instead), "the same incident, however often"
    await world.quiesce()
    assert await world.state(booking_id) == BookingState.SETTLED
    assert (await world.payment(booking_id)).captured_minor == 0
    assert "substituted" in await world.notices(booking_id)
    assert await world.proof() == []


async def test_whoever_lets_the_other_space_has_their_share_and_it_is_ours_to_pay(world):
    booking_id, wish = await arrives(world)
    await fill(world, world.places.pool, wish, 2)
    _, state, instead = await taps(world, booking_id)
    assert state is IncidentState.REPLACED
    leg = (await world.rows(instead)).legs[0]
    await world.apply(instead, events.Used(1))
    await world.quiesce()
    assert leg.payee == f"host_payable:{world.places.host}"
    async with world.database.reading() as session:
        assert await get_balance(session, "disruption", "eur") == leg.cost_minor
        assert await get_balance(session, leg.payee, "eur") == -leg.cost_minor * 8 // 10
    assert await world.proof() == []


async def fill(world, space, wish, count=1):
    """Somebody else has it from now on."""
    for _ in range(count):
        start = world.today - HOUR
        await world.parked(type(wish)(space, start, wish.end, CAR))


async def fill_all(world, wish):
    await fill(world, world.places.driveway, wish)
    await fill(world, world.places.pool, wish, 2)


async def test_without_another_one_all_comes_back_and_a_person_is_asked(world):
    booking_id, wish = await arrives(world)
    await fill_all(world, wish)
    _, state, instead = await taps(world, booking_id)
    assert (state, instead) == (IncidentState.REFUNDED, None)
    await world.quiesce()
    found = await world.rows(booking_id)
    assert (found.booking.state, found.booking.due_minor, found.payment.captured_minor) == (BookingState.SETTLED, 0, 0)
    assert "space_refunded" in await world.notices(booking_id)
    async with world.database.reading() as session:
        dead = list(await session.scalars(select(OutboxEntry.last_error).where(OutboxEntry.dead_at.is_not(None))))
    assert dead == ["substitute_wanted_1"]
    assert await world.proof() == []


async def test_the_replacement_may_be_taken_too(world):
    booking_id, _ = await arrives(world)
    _, _, instead = await taps(world, booking_id)
    _, state, third = await taps(world, instead)
    assert state is IncidentState.REPLACED
    assert (await world.rows(third)).booking.substitute_of == instead
    await world.quiesce()
    assert await world.proof() == []


async def test_who_says_so_late_has_had_the_space_until_then(world):
    booking_id, wish = await arrives(world, hours=4)
    await go_to(world, wish.start + 2 * HOUR)
    _, state, instead = await taps(world, booking_id)
    found = await world.rows(booking_id)
    assert (state, found.legs[0].state, found.legs[0].due_minor) == (IncidentState.REPLACED, LegState.USED, 400)
    assert (await world.rows(instead)).legs[0].starts_at == wish.start + 2 * HOUR
    await world.quiesce()
    assert await world.proof() == []


async def test_a_phone_without_network_tells_later_when_it_was(world):
    booking_id, wish = await arrives(world, hours=4)
    await go_to(world, wish.start + 2 * HOUR)
    await taps(world, booking_id, Told(wish.start + 5 * MINUTE))
    assert (await world.rows(booking_id)).legs[0].due_minor == 0
    with pytest.raises(NotNow):
        await taps(world, (await arrives(world, world.places.pool))[0], Told(world.clock() + HOUR))


async def test_who_stands_at_another_bay_is_sent_to_the_right_one(world):
    booking_id, _ = await arrives(world)
    with pytest.raises(OtherBay) as caught:
        await taps(world, booking_id, Told(label="9"))
    assert caught.value.more == {"label": "7"}
    async with world.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Incident)) == 0
    assert (await taps(world, booking_id, Told(label=" 7 ")))[1] is IncidentState.REPLACED


async def test_nobody_says_so_before_they_may_go_in_nor_after_the_end(world):
    wish = world.wish(world.places.bay, begins=2)
    booking_id = await world.parked(wish)
    with pytest.raises(NotNow):
        await taps(world, booking_id)
    await go_to(world, wish.end)
    with pytest.raises(NotNow):
        await taps(world, booking_id)


async def test_the_third_time_that_nobody_else_saw_it_a_person_decides_first(world):
    for _ in range(2):
        booking_id, _ = await arrives(world)
        await taps(world, booking_id)
        await world.quiesce()
        await world.advance(3 * HOUR)
    booking_id, _ = await arrives(world)
    assert (await taps(world, booking_id))[1] is IncidentState.UNDECIDED
    assert (await world.rows(booking_id)).legs[0].state == LegState.CONFIRMED
    async with world.database.writing() as session:
        await session.execute(update(Incident).values(proven=True))
    await world.advance(3 * HOUR)
    booking_id, _ = await arrives(world)
    assert (await taps(world, booking_id))[1] is IncidentState.REPLACED


async def test_the_one_before_who_has_not_come_out_proves_it_and_pays_for_staying(world):
    first, wish = await arrives(world, hours=1)
    async with world.database.writing() as session:
        await session.execute(update(ParkingReservation).values(entered_at=wish.start))
    second = await world.parked(world.wish(world.places.bay, begins=1, hours=1, first=wish.start))
    await go_to(world, wish.end + MINUTE)
    incident, state, _ = await taps(world, second)
    async with world.database.reading() as session:
        assert (await session.get_one(Incident, incident)).proven
        stay = await stays.find(session, await part_of(session, second))
        assert await overstaying.excuse(session, stay) == overstaying.TAKEN
        assert await overstaying.excuse(session, await stays.find(session, await part_of(session, first))) is None
    assert state is IncidentState.REPLACED


async def test_a_host_that_does_not_give_the_space_is_followed_by_another_one(world):
    booking_id, _ = await arrives(world, world.places.driveway)
    world.bookings = replace(world.bookings, elsewhere=lambda pricing, desk: Replacing(world.parking, pricing, desk).after_disruption)
    await world.apply(booking_id, events.Disrupted(1))
    await world.quiesce()
    async with world.database.reading() as session:
        instead = await session.scalar(select(Booking).where(Booking.substitute_of == booking_id))
    assert instead.state == BookingState.CONFIRMED
    assert await world.proof() == []
