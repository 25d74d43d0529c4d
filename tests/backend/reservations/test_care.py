"""The door to all of it: for whoever booked, for nobody else, and what the staff see and decide."""
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from backend.contract.reservation_care import (
    DepartureRequest,
    ExtensionRequest,
    IncidentDecision,
    IncidentState,
    LaterArrival,
    SpaceTakenRequest,
)
from backend.reservations import keeping
from backend.reservations.care import AlreadyDecided, Care, NoSuchIncident
from backend.reservations.incidents import IncidentPhoto
from backend.reservations.service import NoSuchReservation
from backend.service.errors import NotFound
from payments.states import LegState
from tests.backend.reservations.test_leaving import go_to
from tests.backend.reservations.test_taken import arrives
from tests.backend.reservations.world import HOUR

PICTURE = b"\xff\xd8\xffa picture of ours"

@pytest.fixture
def database_url(sqlite_url):
    """What both databases have to refuse is tried in test_living_on_both.py."""
    return sqlite_url



@pytest.fixture
def care(world):
    return Care(world.reservations, world.bookings.pricing)


async def asked(world, work, *given):
    async with world.database.writing() as session:
        return await work(session, *given)


async def test_somebody_elses_booking_does_not_exist(world, care):
    booking_id, wish = await arrives(world)
    other = await world.person()
    for work, request in (
        (care.extension, ExtensionRequest(wish.end + HOUR)), (care.departure, DepartureRequest()), (care.taken, SpaceTakenRequest()),
        (care.later, LaterArrival(wish.end)), (care.keep_photo, PICTURE), (care.incident, None), (care.departure_now, None),
    ):  # fmt: skip
        with pytest.raises(NoSuchReservation):
            await asked(world, work, other, booking_id, request)


async def test_going_on_leaving_and_coming_late(world, care):
    booking_id, wish = await arrives(world, hours=2)
    quote = await asked(world, care.extension, world.actor, booking_id, ExtensionRequest(wish.end + HOUR))
    assert quote.total_minor == 200
    moved = await asked(world, care.later, world.actor, booking_id, LaterArrival(wish.start + 20 * timedelta(minutes=1)))
    assert moved.moved_min == 10
    await go_to(world, wish.end + HOUR)
    told = await asked(world, care.departure_now, world.actor, booking_id, None)
    gone = await asked(world, care.departure, world.actor, booking_id, DepartureRequest())
    assert (told.left_at, told.ends_at, told.due_minor, told.refund_minor) == (gone.left_at, gone.ends_at, gone.due_minor, gone.refund_minor)
    assert (told.overstay.fee_minor, told.overstay.booking_id) == (gone.overstay.fee_minor, None)
    assert (gone.currency, gone.due_minor, gone.refund_minor) == ("EUR", 400, 0)
    assert (gone.overstay.extra_min, gone.overstay.time_minor, gone.overstay.fee_minor) == (50, 300, 500)
    assert gone.overstay.booking_id is not None
    assert await world.proof() == []


async def third_claim(world, care):
    for _ in range(2):
        booking_id, _ = await arrives(world)
        await asked(world, care.taken, world.actor, booking_id, SpaceTakenRequest())
        await world.quiesce()
        await world.advance(3 * HOUR)
    booking_id, _ = await arrives(world)
    return booking_id, await asked(world, care.taken, world.actor, booking_id, SpaceTakenRequest())


@pytest.mark.parametrize("upheld", [True, False])
async def test_a_person_decides_with_a_picture_and_once(world, care, upheld):
    with pytest.raises(NoSuchIncident):
        await asked(world, care.incident, world.actor, await world.parked(world.wish(world.places.driveway)), None)
    booking_id, told = await third_claim(world, care)
    assert (told.state, told.has_photo) == (IncidentState.UNDECIDED, False)
    await asked(world, care.keep_photo, world.actor, booking_id, b"another one")
    await asked(world, care.keep_photo, world.actor, booking_id, PICTURE)
    async with world.database.reading() as session:
        assert PICTURE not in await session.scalar(select(IncidentPhoto.sealed)), "sealed"
    (waiting,) = (await asked(world, care.waiting)).incidents
    assert (waiting.id, waiting.has_photo, waiting.label, waiting.claims) == (told.id, True, "7", 3)
    assert await asked(world, care.photo, told.id) == PICTURE
    decided = await asked(world, care.decide, told.id, IncidentDecision(upheld, "seen on the picture"))
    assert decided.state == (IncidentState.REPLACED if upheld else IncidentState.REFUSED)
    assert (await world.rows(booking_id)).legs[0].state == (LegState.DISRUPTED if upheld else LegState.CONFIRMED)
    with pytest.raises(AlreadyDecided):
        await asked(world, care.decide, told.id, IncidentDecision(upheld, "again"))
    assert (await asked(world, care.waiting)).incidents == ()
    await world.quiesce()
    assert await world.proof() == []


async def test_pictures_go_with_the_account_and_after_ninety_days(world, care):
    booking_id, told = await third_claim(world, care)
    await asked(world, care.keep_photo, world.actor, booking_id, PICTURE)
    assert await asked(world, keeping.is_looked_at, world.actor.id)
    assert not await asked(world, keeping.is_looked_at, (await world.person()).id)
    await asked(world, keeping.forget, world.actor.id)
    with pytest.raises(NotFound):
        await asked(world, care.photo, told.id)
    await asked(world, care.keep_photo, world.actor, booking_id, PICTURE)
    async with world.database.writing() as session:
        await session.execute(update(IncidentPhoto).values(created_at=world.clock() - timedelta(days=400)))
        assert await keeping.purge(session) >= 1
    with pytest.raises(NotFound):
        await asked(world, care.photo, told.id)
