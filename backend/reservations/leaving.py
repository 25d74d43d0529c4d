"""Leaving: what was not used comes back, the space can be sold again at once, and who stayed longer than booked pays for that.

The first proof counts: of what a driver says and what a gate tells later, the earlier moment.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import holding
from backend.bookings.desk import Desk
from backend.reservations import overstaying, stays
from backend.reservations.incidents import Overstay
from backend.reservations.rows import Reserved
from backend.reservations.stays import Stay
from backend.service.errors import Conflict
from payments import events
from payments.parking.leaving import leave
from payments.states import Cause, LegState


class NotThere(Conflict):
    code = "not_there"

    def __init__(self) -> None:
        super().__init__("This space is not booked now: not paid yet, given back, or over. GET the reservation.")


@dataclass(frozen=True)
class Gone:
    """ends_at: until when the space is paid for. refund_minor: of this departure."""

    left_at: datetime
    ends_at: datetime
    due_minor: int
    refund_minor: int
    overstay: Overstay | None = None


class Ending(NamedTuple):
    """dues: of each part of a stay."""

    ends_at: datetime
    dues: tuple[int, ...]


async def quote(session: AsyncSession, found: Reserved, at: datetime) -> Gone:
    """What `depart` by its driver would bring at a moment. Nothing is written. Raises NotThere."""
    stay = await stays.find(session, found)
    if not stay.is_paid:
        raise NotThere
    left_at = earlier(stay, at)
    ending = await work_out(session, stay, left_at)
    due_minor = sum(ending.dues)
    over = None if left_at <= stay.ends_at else await overstaying.assess(session, stay, left_at)
    return Gone(left_at, ending.ends_at, due_minor, stay.due_minor - due_minor, over)


async def depart(session: AsyncSession, desk: Desk, found: Reserved, left_at: datetime, by: Cause) -> Gone:
    """by: API for what the driver says, OPERATOR for what a gate tells. Told again it changes nothing. Raises NotThere, but for gates: what was
    seen was seen."""
    stay = await stays.locked(session, found)
    if not stay.is_paid:
        if by is Cause.API:
            raise NotThere
        found.row.left_at = left_at
        return Gone(left_at, stay.ends_at, stay.due_minor, 0)
    left_at = earlier(stay, left_at)
    for part in stay.parts:
        part.row.left_at = left_at
    await session.flush()
    before = stay.due_minor
    ends_at = await end(session, desk, stay, left_at, by)
    after = await stays.find(session, await stays.again(session, found))
    over = None if left_at <= stay.ends_at else await overstaying.charge(session, desk, after, left_at)
    return Gone(left_at, ends_at, after.due_minor, before - after.due_minor, over)


def earlier(stay: Stay, left_at: datetime) -> datetime:
    """Of this and of what is known."""
    left_at, known = left_at.replace(second=0, microsecond=0), stay.left_at  # nobody pays for the minute in which they tell
    return left_at if known is None else min(known, left_at)


async def end(session: AsyncSession, desk: Desk, stay: Stay, left_at: datetime, by: Cause, driven_out: bool = False) -> datetime:
    """Each part is used as far as it was; the hold ends with what is paid for. driven_out: it is no wish of theirs, so no terms keep the rest."""
    ending = await work_out(session, stay, left_at, driven_out)
    for part, due in zip(stay.parts, ending.dues):
        await use(session, desk, part, due, by)
    if ending.ends_at < stay.ends_at:
        for part in stay.parts:
            await holding.shorten(session, part.leg.id, ending.ends_at)
    return ending.ends_at


async def work_out(session: AsyncSession, stay: Stay, left_at: datetime, driven_out: bool = False) -> Ending:
    """What is due of a part only falls."""
    known = [stays.due_of(part) for part in stay.parts]
    if left_at >= stay.ends_at or not (driven_out or stay.terms.early_leave):
        return Ending(stay.ends_at, tuple(known))
    tariff, least_min = await stays.tariff_of(session, stay), 0 if driven_out else stay.terms.min_stay_min
    left = leave(tariff, stay.starts_at, stay.ends_at, max(left_at, stay.starts_at), stay.price_minor, least_min)
    dues = shares(left.due_minor, [part.leg.price_minor for part in stay.parts])
    return Ending(left.ends_at, tuple(map(min, known, dues)))


def shares(due_minor: int, prices: Sequence[int]) -> list[int]:
    """What is due of each part, the first ones whole."""
    shares = []
    for price_minor in prices:
        shares.append(min(price_minor, due_minor))
        due_minor -= shares[-1]
    return shares


async def use(session: AsyncSession, desk: Desk, part: Reserved, due_minor: int, by: Cause) -> None:
    """What is due only falls: a later proof than the one that is known changes nothing."""
    leg = part.leg
    if leg.state == LegState.CONFIRMED and due_minor == leg.price_minor:
        await desk.apply(session, part.booking.id, events.Used(leg.leg_no, by=by))
    elif leg.state == LegState.CONFIRMED:
        await desk.apply(session, part.booking.id, events.LeftEarly(leg.leg_no, due_minor, by))
    elif leg.state == LegState.USED and due_minor < leg.due_minor:
        await desk.try_to(session, part.booking.id, events.LeftEarly(leg.leg_no, due_minor, by))  # what was paid otherwise is for people
