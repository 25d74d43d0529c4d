"""Giving legs back: what it costs is shown first, and never more than that is kept."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bookings import capped, rows
from backend.bookings.booked import BookingLeg, CancellationQuote
from backend.bookings.capped import Dearer
from backend.bookings.desk import Desk
from backend.bookings.rows import Rows
from backend.service.errors import Conflict, NotFound
from payments import cancelling as law
from payments import events
from payments.cancelling import FeeStep, HeldLeg, Ladder
from payments.states import BookingState, LegState, Refused
from payments.staying import CapPeriod


class NothingToCancel(Conflict):
    code = "nothing_to_cancel"

    def __init__(self) -> None:
        super().__init__("These legs are not open: used, over, or given back already. GET /v1/bookings/{id} says which are.")


class CancellationChanged(Exception):
    """It costs more by now, or the quote is over. leg_nos: what it was for."""

    def __init__(self, leg_nos: tuple[int, ...]):
        super().__init__()
        self.leg_nos = leg_nos


@dataclass(frozen=True)
class Shown:
    """A price for giving back as it is told. dearer: legs that stay and cost more, of any trip of the traveller."""

    quote_id: UUID
    priced: law.CancellationQuote
    dearer: tuple[Dearer, ...]


def held_leg(leg: BookingLeg, waived: bool = False) -> HeldLeg:
    """waived: nothing was paid for it, as the whole trip is too small to charge."""
    ladder, through = Ladder(tuple(FeeStep(*step) for step in leg.ladder)), frozenset({leg.leg_no, *leg.through})
    return HeldLeg(leg.leg_no, 0 if waived else leg.price_minor, leg.starts_at, ladder, operator_fault=waived, through=through, leg_id=str(leg.id))


def open_legs(found: Rows, leg_nos: Iterable[int] | None = None) -> list[BookingLeg]:
    """leg_nos None: all that are open."""
    legs = [leg for leg in found.legs if leg.state == LegState.CONFIRMED] if found.booking.state == BookingState.CONFIRMED else []
    return legs if leg_nos is None else [leg for leg in legs if leg.leg_no in set(leg_nos)]


def price(found: Rows, leg_nos: Iterable[int] | None, at: datetime, periods: Sequence[CapPeriod]) -> law.CancellationQuote:
    """leg_nos None: all that are open. Raises NothingToCancel."""
    legs = [held_leg(leg, rows.read(found).waives) for leg in open_legs(found)]
    try:
        return law.quote_cancellation(legs, [leg.leg_no for leg in legs] if leg_nos is None else leg_nos, at, periods)
    except ValueError as error:
        raise NothingToCancel from error


async def quote(session: AsyncSession, desk: Desk, found: Rows, leg_nos: Iterable[int] | None) -> Shown:
    """found: not locked, as periods are locked before bookings. Raises NothingToCancel."""
    periods = await capped.periods(session, found, open_legs(found, leg_nos), desk.schemes)
    priced = price(found, leg_nos, desk.clock(), periods)
    row = CancellationQuote(
        id=uuid7(), booking_id=found.booking.id, fees={str(no): fee for no, fee in priced.fees.items()}, refund_minor=priced.refund_minor,
        valid_until=priced.valid_until,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return Shown(row.id, priced, await capped.list_dearer(session, priced.dearer))


async def cancel(session: AsyncSession, desk: Desk, booking_id: UUID, quote_id: UUID) -> None:
    """Raises NotFound, NothingToCancel, CancellationChanged."""
    row = await session.scalar(select(CancellationQuote).where(CancellationQuote.id == quote_id, CancellationQuote.booking_id == booking_id))
    if row is None:
        raise NotFound("There is no such price for giving back. POST /v1/bookings/{id}/cancellation-quotes gives one.")
    accepted = law.CancellationQuote({int(no): fee for no, fee in row.fees.items()}, row.refund_minor, (), row.valid_until)
    before = await rows.load(session, booking_id, lock=False)
    periods = await capped.periods(session, before, open_legs(before, accepted.fees), desk.schemes)
    found, at = await rows.load(session, booking_id), desk.clock()
    now = price(found, accepted.fees, at, periods)
    if law.is_stale(accepted, now, at):
        raise CancellationChanged(tuple(accepted.fees))
    kept = await capped.kept_of(session, now.stays)
    given_back = (
        events.Cancelled(no, min(fee, accepted.fees[no]), kept=kept.get(str(found.leg(no).id), ())) for no, fee in sorted(now.fees.items())
    )
    try:
        await desk.apply(session, booking_id, *given_back)
    except Refused as refusal:
        raise NothingToCancel from refusal
    await capped.pass_on(session, now.stays)
