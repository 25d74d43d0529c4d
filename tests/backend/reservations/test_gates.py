"""What gates ask and tell: signed, counted once, in any order."""
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from backend.bookings.keeping import IN_FULL
from backend.contract.reservations import GateEvent, GateEventKind, GateOutcome, GateQuestion, ReservationState
from backend.operators.signatures import sign, write_public_key
from backend.reservations import gates, keeping
from backend.reservations.gates import GateRefused, SignedByGate
from backend.reservations.models import GateMark, ParkingReservation
from backend.reservations.plates import PlateRefused, canonical
from backend.service.errors import RateLimited
from backend.tickets import issuing
from backend.tickets.sold import find_sold
from payments.states import BookingState, LegState
from signing.showing import HolderKey
from tests.backend.reservations.world import HOUR

ENTERED, LEFT = GateEventKind.ENTERED, GateEventKind.LEFT
MINUTE = timedelta(minutes=1)


async def asked(world, site, **more):
    async with world.database.writing() as session:
        return await world.reservations.ask(session, site, GateQuestion(**{"kind": ENTERED} | more))


async def told(world, site, *events) -> list[GateOutcome]:
    async with world.database.writing() as session:
        return [one.outcome for one in await world.reservations.take(session, site, events)]


async def row_of(world, booking_id) -> ParkingReservation:
    leg = await world.leg(booking_id)
    async with world.database.reading() as session:
        return await session.scalar(select(ParkingReservation).where(ParkingReservation.leg_id == leg.id))


async def issued(world, booking_id):
    """The id within the code on the phone."""
    ticket_id = (await world.shown(booking_id)).entry.ticket_id
    async with world.database.writing() as session:
        issue = await issuing.hold(session, await find_sold(session, ticket_id), HolderKey.new().public, world.clock())
        return issue.id


async def now_parked(world, **more):
    """A stay that begins in five minutes."""
    wish = world.wish(world.places.bay, 0, 2, first=world.clock() + 5 * MINUTE)
    return await world.parked(wish, **more), world.places.bay_site


async def test_a_code_opens_in_time_and_at_its_own_site_only(world):
    booking_id, site = await now_parked(world)
    code = (await world.shown(booking_id)).entry.code
    opened = await asked(world, site, code=code)
    assert (opened.open, opened.label) == (True, "7")
    assert (await asked(world, world.places.driveway_site, code=code)).reason == "unknown"
    world.clock.ahead += 2 * HOUR + 16 * MINUTE
    assert (await asked(world, site, code=code)).reason == "over"
    assert (await asked(world, site, kind=LEFT, code=code)).open  # nobody is locked in


async def test_too_early_is_told_and_by_ten_minutes_it_opens(world):
    booking_id = await world.parked(world.wish(world.places.bay, 0, 1, first=world.clock() + 30 * MINUTE))
    code = (await world.shown(booking_id)).entry.code
    assert (await asked(world, world.places.bay_site, code=code)).reason == "too_early"
    world.clock.ahead += 21 * MINUTE
    assert (await asked(world, world.places.bay_site, code=code)).open


async def test_a_plate_is_compared_in_one_form_and_kept_sealed(world):
    booking_id, site = await now_parked(world, plate="b-mü 123")
    assert (await asked(world, site, plate="B MÜ 123")).open
    assert (await asked(world, site, plate="B MÜ 124")).reason == "unknown"
    row = await row_of(world, booking_id)
    assert b"123" not in row.plate
    assert (await world.shown(booking_id)).entry.plate is True
    assert [canonical(one) for one in ("b mü-1", "Ｂ ＭÜ 1")] == ["BMÜ1"] * 2
    for wrong in ("-- --", "1", "A" * 13):
        with pytest.raises(PlateRefused):
            canonical(wrong)


async def test_guessing_ends_after_ten_misses(world):
    booking_id, site = await now_parked(world)
    code = (await world.shown(booking_id)).entry.code
    wrong = [guess for guess in (f"{number:06}" for number in range(gates.MOST_MISSES + 1)) if guess != code]
    for guess in wrong[: gates.MOST_MISSES]:
        assert (await asked(world, site, code=guess)).reason == "unknown"
    with pytest.raises(RateLimited):
        await asked(world, site, code=code)
    assert (await asked(world, world.places.pool, code=code)).reason == "unknown"


async def test_in_and_out_are_counted_once_in_any_order(world):
    booking_id, site = await now_parked(world)
    ticket, at = await issued(world, booking_id), world.clock()
    world.clock.ahead += HOUR
    left, entered = GateEvent(uuid4(), LEFT, at + HOUR, ticket), GateEvent(uuid4(), ENTERED, at + 6 * MINUTE, ticket)
    assert await told(world, site, left) == [GateOutcome.COUNTED]
    assert await told(world, site, entered, left) == [GateOutcome.COUNTED, GateOutcome.REPEATED]
    row = await row_of(world, booking_id)
    assert (row.entered_at, row.left_at) == (entered.at, left.at.replace(second=0, microsecond=0))
    await world.quiesce()
    found = await world.rows(booking_id)
    assert (found.legs[0].state, found.booking.state) == (LegState.USED, BookingState.SETTLED)
    assert await world.proof() == []


async def test_who_is_inside_is_shown_so_and_gives_nothing_back_for_free(world):
    booking_id, site = await now_parked(world)
    assert await told(world, site, GateEvent(uuid4(), ENTERED, world.clock(), await issued(world, booking_id))) == [GateOutcome.COUNTED]
    assert (await world.shown(booking_id)).state is ReservationState.INSIDE
    assert await world.give_back(booking_id) == {1: 400}


async def test_what_cannot_be_is_not_counted(world):
    booking_id, site = await now_parked(world)
    ticket, now = await issued(world, booking_id), world.clock()
    wrong = [
        GateEvent(uuid4(), ENTERED, now + HOUR, ticket), GateEvent(uuid4(), ENTERED, now - 40 * 24 * HOUR, ticket),
        GateEvent(uuid4(), ENTERED, now, uuid4()), GateEvent(uuid4(), ENTERED, now, plate="B 2"),
    ]  # fmt: skip
    assert await told(world, site, *wrong) == [GateOutcome.NOT_COUNTED] * 2 + [GateOutcome.UNKNOWN] * 2
    assert await told(world, world.places.driveway_site, GateEvent(uuid4(), ENTERED, now, ticket)) == [GateOutcome.UNKNOWN]
    assert (await row_of(world, booking_id)).entered_at is None


async def test_only_the_machine_of_a_site_speaks_for_it(world):
    key, other, body, site = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate(), b"{}", world.places.bay_site
    async with world.database.writing() as session:
        await gates.enrol(session, site, write_public_key(key))

    async def verified(signer, to=site, at=None) -> bool:
        stamp = str(int((at or world.clock()).timestamp()))
        async with world.database.reading() as session:
            try:
                await world.reservations.verify(session, SignedByGate(to, "m1", stamp, sign(signer, stamp, "m1", body), body))
                return True
            except GateRefused:
                return False

    assert await verified(key)
    assert not await verified(other)
    assert not await verified(key, to=world.places.pool)
    assert not await verified(key, at=world.clock() - HOUR)
    async with world.database.writing() as session:
        await gates.enrol(session, site, write_public_key(other))
    assert [await verified(one) for one in (key, other)] == [False, True]


async def test_codes_and_plates_are_forgotten_a_day_after_and_all_else_later(world, monkeypatch):
    booking_id, site = await now_parked(world, plate="B 1")
    await told(world, site, GateEvent(uuid4(), ENTERED, world.clock(), await issued(world, booking_id)))
    await told(world, site, GateEvent(uuid4(), LEFT, world.clock(), await issued(world, booking_id)))

    async def purged(after) -> ParkingReservation:
        monkeypatch.setattr(keeping, "now", lambda: world.clock() + after)
        async with world.database.writing() as session:
            await keeping.purge(session)
        return await row_of(world, booking_id)

    assert (await purged(20 * HOUR)).entry_code is not None
    gone = await purged(28 * HOUR)
    assert (gone.entry_code, gone.plate) == (None, None)
    assert gone.vehicle
    assert (await purged(IN_FULL + 4 * HOUR)).vehicle == {}
    async with world.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(GateMark)) == 0
