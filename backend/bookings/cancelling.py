"""Giving legs back: what it costs is shown first, and never more than that is kept."""
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bookings import rows
from backend.bookings.booked import BookingLeg, CancellationQuote
from backend.bookings.desk import Desk
from backend.bookings.rows import Rows
from backend.service.errors import Conflict, NotFound
from payments import cancelling as law
from payments import events
from payments.cancelling import FeeStep, HeldLeg, Ladder
from payments.states import BookingState, LegState, Refused


class NothingToCancel(Conflict):
    code = "nothing_to_cancel"

    def __init__(self) -> None:
        super().__init__("These legs are not open: used, over, or given back already. GET /v1/bookings/{id} says which are.")


class CancellationChanged(Exception):
    """It costs more by now, or the quote is over. leg_nos: what it was for."""

    def __init__(self, leg_nos: tuple[int, ...]):
        super().__init__()
        self.leg_nos = leg_nos


def held_leg(leg: BookingLeg) -> HeldLeg:
    ladder = Ladder(tuple(FeeStep(*step) for step in leg.ladder))
    return HeldLeg(leg.leg_no, leg.price_minor, leg.starts_at, ladder, through=frozenset({leg.leg_no, *leg.through}))


def price(found: Rows, leg_nos: Iterable[int] | None, at: datetime) -> law.CancellationQuote:
    """leg_nos None: all that are open. Raises NothingToCancel."""
    legs = [held_leg(leg) for leg in found.legs if leg.state == LegState.CONFIRMED] if found.booking.state == BookingState.CONFIRMED else []
    try:
        return law.quote_cancellation(legs, [leg.leg_no for leg in legs] if leg_nos is None else leg_nos, at)
    except ValueError as error:
        raise NothingToCancel from error


async def quote(session: AsyncSession, found: Rows, leg_nos: Iterable[int] | None, at: datetime) -> tuple[UUID, law.CancellationQuote]:
    """Raises NothingToCancel."""
    priced = price(found, leg_nos, at)
    row = CancellationQuote(
        id=uuid7(), booking_id=found.booking.id, fees={str(no): fee for no, fee in priced.fees.items()}, refund_minor=priced.refund_minor,
        valid_until=priced.valid_until,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row.id, priced


async def cancel(session: AsyncSession, desk: Desk, booking_id: UUID, quote_id: UUID) -> None:
    """Raises NotFound, NothingToCancel, CancellationChanged."""
    found, at = await rows.load(session, booking_id), desk.clock()
    row = await session.scalar(select(CancellationQuote).where(CancellationQuote.id == quote_id, CancellationQuote.booking_id == booking_id))
    if row is None:
        raise NotFound("There is no such price for giving back. POST /v1/bookings/{id}/cancellation-quotes gives one.")
    accepted = law.CancellationQuote({int(no): fee for no, fee in row.fees.items()}, row.refund_minor, (), row.valid_until)
    now = price(found, accepted.fees, at)
    if law.is_stale(accepted, now, at):
        raise CancellationChanged(tuple(accepted.fees))
    try:
        await desk.apply(session, booking_id, *(events.Cancelled(no, min(fee, accepted.fees[no])) for no, fee in sorted(now.fees.items())))
    except Refused as refusal:
        raise NothingToCancel from refusal
