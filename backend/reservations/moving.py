"""Somebody comes later than booked: the stay ends later too, for nothing as far as the grace goes and nobody has the space then; else they hear what
can be had instead.
"""
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import holding
from backend.bookings.desk import Desk
from backend.bookings.effects import notice
from backend.bookings.issued import Ticket
from backend.bookings.linked import touch
from backend.bookings.offered import Quote
from backend.contract.reservation_care import LaterArrivalResponse
from backend.parking.service import Parking
from backend.reservations import elsewhere, extending, stays
from backend.reservations.extending import StayOver
from backend.reservations.rows import Reserved
from backend.reservations.stays import Stay
from payments.states import TicketState

# Less is nothing to speak of: nobody drives to the minute.
LATE = timedelta(minutes=10)


async def arrive_later(session: AsyncSession, desk: Desk, parking: Parking, part: Reserved, arrive_at: datetime) -> LaterArrivalResponse:
    """Told again, with the same or another moment, it is as if it was told once. Raises StayOver."""
    stay, at = await stays.locked(session, part), desk.clock()
    if not stay.is_paid or stay.left_at is not None or stay.ends_at <= at:
        raise StayOver
    late = max(timedelta(0), arrive_at - stay.starts_at)
    if late <= LATE or stay.entered_at is not None:
        return LaterArrivalResponse(part.booking.id, stay.ends_at, minutes(stay.ends_at - await booked_until(session, stay)))
    booked = await booked_until(session, stay)
    wanted = booked + min(late, timedelta(minutes=stay.terms.grace_min))
    if wanted > stay.ends_at and await move(session, stay.last, wanted):
        await notice(session, part.booking.id, "parking_moved", part.leg.leg_no, at)
        await touch(session, part.booking.id, at)
        stay = await stays.find(session, await stays.again(session, part))
    return await told(session, parking, stay, part, booked, booked + late, at)


async def told(
    session: AsyncSession, parking: Parking, stay: Stay, part: Reserved, booked: datetime, wanted: datetime, at: datetime
) -> LaterArrivalResponse:  # fmt: skip
    comes = await extending.next_begins(session, stay)
    until = wanted if comes is None else min(wanted, comes)
    others = () if until >= wanted else await elsewhere.near(session, parking, part, max(at, stay.starts_at + (wanted - booked)), wanted, at)
    free = until if until > stay.ends_at else None
    return LaterArrivalResponse(part.booking.id, stay.ends_at, minutes(stay.ends_at - booked), free, others)


async def booked_until(session: AsyncSession, stay: Stay) -> datetime:
    """As it was accepted."""
    last = stay.last
    terms = await session.scalar(select(Quote.terms).where(Quote.id == last.booking.quote_id))
    ends = (terms or {}).get(str(last.leg.leg_no), {}).get("endsAt")
    return datetime.fromisoformat(ends) if ends else last.leg.ends_at


async def move(session: AsyncSession, last: Reserved, ends_at: datetime) -> bool:
    """Whether nobody has the space then."""
    if not await holding.lengthen(session, last.leg.id, ends_at):
        return False
    longer = ends_at - last.leg.ends_at
    last.leg.ends_at, last.row.over_at = ends_at, last.row.over_at + longer
    await session.flush()
    live = update(Ticket).where(Ticket.leg_id == last.leg.id, Ticket.state == TicketState.LIVE)
    await session.execute(live.values(valid_until=last.row.over_at))
    return True


def minutes(span: timedelta) -> int:
    return max(0, span // timedelta(minutes=1))
