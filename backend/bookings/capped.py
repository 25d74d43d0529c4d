"""Legs given back under a cap: what those that stay cost more is kept of their prices, and comes back when those are gone as well.

What is kept for which leg changes under the lock of its period. What comes back lowers what is due for the leg it was kept of, in a transaction of
its own, as that leg may be of another booking, which is over or not.
"""
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bookings.booked import BookingLeg
from backend.bookings.effects import PREFIX
from backend.bookings.owed import CapKept
from backend.bookings.quoting import COUNTS, had_before, lock_period
from backend.bookings.rows import Rows
from backend.bookings.writing import Change
from backend.outbox.entries import enqueue
from backend.pricing.offer import Period
from backend.pricing.service import around
from payments import events
from payments.caps import CapScheme
from payments.states import Fault, Kept, LegState
from payments.staying import CapPeriod, Carried, Share, Stays

FREE_WORK = f"{PREFIX}cap.free"
Schemes = Callable[[str], CapScheme | None]


def no_scheme(scheme_id: str) -> None:
    """Nothing is capped."""
    return


class Dearer(NamedTuple):
    """A leg that stays and costs so much more than was paid for it."""

    booking_id: UUID
    leg_no: int
    amount_minor: int


async def lock_periods(session: AsyncSession, found: Rows) -> None:
    """Of all legs of a booking, before it is locked itself."""
    days = days_of(found.legs)
    for scheme_id in sorted(days if found.booking.account_id else ()):
        await lock_period(session, Period(found.booking.account_id, scheme_id, *around(days[scheme_id])))


def days_of(legs: Iterable[BookingLeg]) -> dict[str, list[date]]:
    days: dict[str, list[date]] = {}
    for leg in legs:
        if leg.scheme_id is not None and leg.service_day is not None:
            days.setdefault(leg.scheme_id, []).append(leg.service_day)
    return days


async def periods(session: AsyncSession, found: Rows, gone: Sequence[BookingLeg], schemes: Schemes) -> list[CapPeriod]:
    """Locks the periods of these legs, before any booking is locked. A cap that the city no longer has changes nothing."""
    if found.booking.account_id is None:
        return []
    read = []
    for scheme_id, on in sorted(days_of(gone).items()):
        scheme = schemes(scheme_id)
        if scheme is not None:
            legs = await had_before(session)(Period(found.booking.account_id, scheme_id, *around(on)))
            read.append(CapPeriod(scheme, legs, await carried(session, [UUID(leg.leg_id) for leg in legs])))
    return read


async def carried(session: AsyncSession, leg_ids: Sequence[UUID]) -> tuple[Carried, ...]:
    kept = select(CapKept).where(CapKept.for_leg_id.in_(leg_ids), CapKept.amount_minor > 0).order_by(CapKept.id)
    rows = await session.scalars(kept.execution_options(populate_existing=True))
    return tuple(Carried(str(row.id), str(row.for_leg_id), row.amount_minor) for row in rows)


async def list_dearer(session: AsyncSession, amounts: dict[str, int]) -> tuple[Dearer, ...]:
    """amounts: by the ids of legs."""
    legs = await session.scalars(select(BookingLeg).where(BookingLeg.id.in_([UUID(leg_id) for leg_id in amounts])).order_by(BookingLeg.starts_at))
    return tuple(Dearer(leg.booking_id, leg.leg_no, amounts[str(leg.id)]) for leg in legs)


async def kept_of(session: AsyncSession, stays: Iterable[Stays]) -> dict[str, tuple[Kept, ...]]:
    """What the law is told, by the id of the leg that goes. Whoever runs the leg that stays earns it."""
    shares = [share for one in stays for share in one.kept]
    staying = select(BookingLeg.id, BookingLeg.payee).where(BookingLeg.id.in_([UUID(share.for_leg_id) for share in shares]))
    accounts = {str(leg_id): payee for leg_id, payee in await session.execute(staying)}
    kept: dict[str, tuple[Kept, ...]] = {}
    for share in shares:
        one = Kept(str(uuid7()), share.for_leg_id, accounts[share.for_leg_id], share.amount_minor)
        kept[share.source] = (*kept.get(share.source, ()), one)
    return kept


async def pass_on(session: AsyncSession, stays: Iterable[Stays]) -> None:
    """What was kept earlier for legs that are gone now: for others from now on, or on its way back. Who earns what stays so."""
    for one in stays:
        for kept_id in sorted({share.source for share in one.moved} | {kept_id for kept_id, _ in one.freed}):
            row = await session.get_one(CapKept, UUID(kept_id), with_for_update=True, populate_existing=True)
            await split(session, row, [share for share in one.moved if share.source == kept_id])


async def split(session: AsyncSession, row: CapKept, moved: Sequence[Share]) -> None:
    """One row for each leg that it is kept for now; the first row is what comes back."""
    booked = row.earned_minor is not None
    for share in moved:
        session.add(CapKept(
            id=uuid7(), leg_id=row.leg_id, for_leg_id=UUID(share.for_leg_id), account=row.account, amount_minor=share.amount_minor,
            earned_minor=share.amount_minor if booked else None,
        ))  # fmt: skip
        row.amount_minor -= share.amount_minor
        row.earned_minor = row.amount_minor if booked else None
    row.for_leg_id = None
    await session.flush()
    if row.amount_minor:
        booking_id = await session.scalar(select(BookingLeg.booking_id).where(BookingLeg.id == row.leg_id))
        await order_free(session, booking_id, str(row.id))


async def order_free(session: AsyncSession, booking_id: UUID, about: str) -> None:
    await enqueue(session, FREE_WORK, {"bookingId": str(booking_id)}, f"{booking_id}:cap:{about}")


async def follow_up(session: AsyncSession, change: Change) -> None:
    """Legs that fell out without their traveller's doing: what was kept for them comes back."""
    steps = [step for step in zip(change.rows.legs, change.before.legs, change.after.legs) if step[0].scheme_id is not None]
    fell = [row.id for row, then, now in steps if then.state in COUNTS and now.state not in COUNTS and now.fault is not Fault.TRAVELLER]
    if not fell:
        return
    kept = select(BookingLeg.booking_id, CapKept.for_leg_id).join(CapKept, CapKept.leg_id == BookingLeg.id)
    for booking_id, leg_id in await session.execute(kept.where(CapKept.for_leg_id.in_(fell), CapKept.amount_minor > 0).distinct()):
        await order_free(session, booking_id, str(leg_id))


async def list_freed(session: AsyncSession, found: Rows) -> list[events.KeptFreed]:
    """What is kept of legs of this booking for nothing that stays."""
    numbers = {leg.id: leg.leg_no for leg in found.legs}
    fell = BookingLeg.state.not_in((*COUNTS, LegState.CANCELLED)) | BookingLeg.fault.not_in((Fault.NONE, Fault.TRAVELLER))
    free = select(CapKept.id, CapKept.leg_id).outerjoin(BookingLeg, BookingLeg.id == CapKept.for_leg_id)
    free = free.where(CapKept.leg_id.in_(numbers), CapKept.amount_minor > 0, CapKept.for_leg_id.is_(None) | fell).order_by(CapKept.id)
    return [events.KeptFreed(numbers[leg_id], str(kept_id)) for kept_id, leg_id in await session.execute(free)]
