"""A host's statement after stays that went every way a stay can go, by the service's own code: it is the ledger, and the ledger is right."""
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from backend.bookings.models import BookingLeg
from backend.database.base import now
from backend.ledger.earnings import Asked, whole_earnings
from backend.ledger.reading import get_balance
from backend.ledger.statement import Month
from payments.events import Used
from tests.backend.reservations.test_leaving import go_to, leaves
from tests.backend.reservations.test_taken import arrives, fill, taps
from tests.backend.reservations.world import HOUR, open_parking
from tests.backend.sandbox.conftest import Control

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
async def world(database, sandbox):
    async with open_parking(database, sandbox, Control(sandbox.url)) as opened:
        yield opened


async def a_day(world):
    """Left on time, left early, stayed too long, taken by somebody, and a stay for a driver whose own space was taken."""
    driveway = world.places.driveway
    await world.parking.kept.look()
    for used in (timedelta(hours=2), timedelta(minutes=50), timedelta(hours=2, minutes=40)):
        wish = world.wish(driveway, begins=0)
        booking_id = await world.parked(wish)
        await go_to(world, wish.start + used)
        gone = await leaves(world, booking_id)
        if gone.overstay:
            await world.work()
            await world.pay(gone.overstay.charged_by)
            await world.look(gone.overstay.charged_by)
        await world.quiesce()
    stay, bay = await arrives(world)
    await fill(world, world.places.pool, bay, 2)
    _, _, instead = await taps(world, stay)
    await world.apply(instead, Used(1))
    await go_to(world, bay.end + HOUR)
    await world.quiesce()
    taken, _ = await arrives(world, driveway)
    await taps(world, taken)
    await world.quiesce()


async def test_the_statement_is_the_ledger(world):
    """8000 of 10,000 are the host's, of 4.00, of 2.00 after 2.00 came back, of 2.00 for time beyond the end, of 4.00 that we pay for somebody."""
    began, host = now(), world.places.host
    await a_day(world)
    lines, closing = [], 0
    async with world.database.reading() as session:
        for month in sorted({f"{at.astimezone(BERLIN):%Y-%m}" for at in (began, now())}):
            found = await whole_earnings(session, Asked(host, Month.of(month, BERLIN)), BERLIN, now())
            lines, closing = lines + list(found.lines), found.closing_minor
        balance = -await get_balance(session, f"host_payable:{host}", "eur")
        legs = list(await session.scalars(select(BookingLeg).where(BookingLeg.payee == f"host_payable:{host}")))
    told = [(line.kind, line.base_minor, line.amount_minor, line.commission_minor) for line in lines]
    assert told[:3] == [("earn", 400, 320, 80), ("earn", 200, 160, 40), ("earn", 400, 320, 80)]
    assert told[3][:3] == ("earn", 200, 160)
    assert told[4][0] == "earn"
    assert len(told) == 5  # nothing of the stay that was taken
    assert closing == balance == sum(line.amount_minor for line in lines) == sum(leg.earned_minor or 0 for leg in legs)
    assert all(line.base_minor == line.amount_minor + line.commission_minor for line in lines)
    assert {line.space_id for line in lines} == {str(world.places.driveway)}
    by_leg = {str(leg.id): leg for leg in legs}
    assert all((line.starts_at, line.ends_at) == (by_leg[line.reference].starts_at, by_leg[line.reference].ends_at) for line in lines)
    assert await world.proof() == []
