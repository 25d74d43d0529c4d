"""Keeping what is ours alone free for one leg: a bay by its id, or any one of places that are all the same.

Places that are all the same are never refused while the count allows for one more: whoever has booked one for later is moved to another. Stays are
half-open intervals, so giving out places in the order in which they begin always works as long as no moment has more of them than places.
"""
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import BookingLeg, HoldState, ResourceHold
from backend.bookings.issued import Ticket
from backend.service.errors import Conflict
from payments.states import TicketState

EARLY = timedelta(minutes=10)
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


class ResourceTaken(Conflict):
    """more: `alternatives`, where there are any."""

    code = "resource_taken"

    def __init__(self, field: str, alternatives: Sequence[object] = ()):
        super().__init__("Somebody else has just booked a place of this trip. Plan again for another one.", field)
        if alternatives:
            self.more = {"alternatives": list(alternatives)}


class Full(Exception):
    """No place is free all of the time, nor can one be made free."""


class Stay(NamedTuple):
    starts_at: datetime
    ends_at: datetime
    slot: str
    hold_id: UUID


async def lock(session: AsyncSession, keys: Iterable[str]) -> None:
    """Whoever wants one of these waits here, all in the same order. Otherwise two that exclude each other would wait for each other."""
    if session.get_bind().dialect.name == "postgresql":
        for key in sorted(set(keys)):
            await session.execute(LOCK, {"key": key})


async def hold(session: AsyncSession, leg: BookingLeg, slots: Sequence[str] = ()) -> ResourceHold:
    """slots: ids of places that are all the same; none: the leg's own resource, which nothing is moved for. Raises ResourceTaken."""
    assert leg.resource_id is not None
    await lock(session, [leg.resource_id])
    row = ResourceHold(leg_id=leg.id, resource_id=leg.resource_id, starts_at=leg.starts_at, ends_at=leg.ends_at)
    try:
        if slots:
            row.resource_id = await make_room(session, slots, leg.starts_at, leg.ends_at)
        async with session.begin_nested():
            session.add(row)
    except Full as full:
        raise ResourceTaken(f"legs[{leg.leg_no}]") from full
    except IntegrityError as error:
        if "resource_taken" in str(error.orig):
            raise ResourceTaken(f"legs[{leg.leg_no}]") from error
        raise
    if not slots:
        await end_early_entry(session, row)
    return row


async def make_room(session: AsyncSession, slots: Sequence[str], starts_at: datetime, ends_at: datetime) -> str:
    """The id of a place that is free all of the time; the lock of all of them is held. Raises Full."""
    near = list(await session.scalars(held_at(slots, starts_at, ends_at)))
    busy = {hold.resource_id for hold in near}
    free = next((slot for slot in slots if slot not in busy), None)
    if free is not None:
        return free
    later = [Stay(hold.starts_at, hold.ends_at, hold.resource_id, hold.id) for hold in await session.scalars(held_at(slots, starts_at, None))]
    chosen, moves = given_out(slots, later, starts_at, ends_at)
    # Aside first, as no two may have one place even for a moment.
    for hold_id, to in [*((hold_id, f"aside {hold_id}") for hold_id in moves), *moves.items()]:
        await session.execute(update(ResourceHold).where(ResourceHold.id == hold_id).values(resource_id=to))
    return chosen


def held_at(slots: Sequence[str], starts_at: datetime, ends_at: datetime | None) -> Select[tuple[ResourceHold]]:
    """ends_at None: for ever."""
    found = select(ResourceHold).where(ResourceHold.resource_id.in_(slots), ResourceHold.state != HoldState.FREED, ResourceHold.ends_at > starts_at)
    found = found if ends_at is None else found.where(ResourceHold.starts_at < ends_at)
    return found.order_by(ResourceHold.starts_at, ResourceHold.id).execution_options(populate_existing=True)


def given_out(slots: Sequence[str], held: Sequence[Stay], starts_at: datetime, ends_at: datetime) -> tuple[str, dict[UUID, str]]:
    """The place of a new stay, and where others go for it. held: in the order in which they begin, none over when the new one begins.

    Who is there when it begins stays; who comes later is given any place free by then, the same one if possible. Raises Full.
    """
    free_from = dict.fromkeys(slots, starts_at) | {stay.slot: stay.ends_at for stay in held if stay.starts_at < starts_at}
    chosen = next((slot for slot in slots if free_from[slot] <= starts_at), None)
    if chosen is None:
        raise Full
    free_from[chosen] = ends_at
    moves: dict[UUID, str] = {}
    for stay in (one for one in held if one.starts_at >= starts_at):
        to = stay.slot if free_from[stay.slot] <= stay.starts_at else next((slot for slot in slots if free_from[slot] <= stay.starts_at), None)
        if to is None:
            raise Full
        free_from[to] = stay.ends_at
        if to != stay.slot:
            moves[stay.hold_id] = to
    return chosen, moves


async def pass_window(session: AsyncSession, leg: BookingLeg) -> tuple[datetime, datetime]:
    """From when to when one may go in: up to ten minutes early if nobody has the place then, and until the grace is over."""
    before = select(func.count()).where(
        ResourceHold.resource_id == leg.resource_id, ResourceHold.state != HoldState.FREED, ResourceHold.leg_id != leg.id,
        ResourceHold.ends_at > leg.starts_at - EARLY, ResourceHold.starts_at < leg.starts_at,
    )  # fmt: skip
    taken = bool(await session.scalar(before))
    return leg.starts_at if taken else leg.starts_at - EARLY, leg.ends_at + grace_of(leg)


def grace_of(leg: BookingLeg) -> timedelta:
    return timedelta(minutes=int(leg.facts.get("graceMin", 0)))


async def end_early_entry(session: AsyncSession, hold: ResourceHold) -> None:
    """Whoever comes right after has no ten minutes any more."""
    after = (
        select(ResourceHold.leg_id)
        .where(
            ResourceHold.resource_id == hold.resource_id, ResourceHold.state != HoldState.FREED, ResourceHold.starts_at >= hold.ends_at,
            ResourceHold.starts_at < hold.ends_at + EARLY,
        )
    )  # fmt: skip
    begins = select(BookingLeg.starts_at).where(BookingLeg.id == Ticket.leg_id).scalar_subquery()
    live = Ticket.leg_id.in_(after) & (Ticket.state == TicketState.LIVE)
    await session.execute(update(Ticket).where(live).values(valid_from=begins).execution_options(synchronize_session=False))


async def shorten(session: AsyncSession, leg_id: UUID, ends_at: datetime) -> None:
    """Of a leg that is over: from then on somebody else may have the resource."""
    of_leg = select(ResourceHold).where(ResourceHold.leg_id == leg_id, ResourceHold.state != HoldState.FREED, ResourceHold.ends_at > ends_at)
    for row in await session.scalars(of_leg.execution_options(populate_existing=True)):
        if row.starts_at >= ends_at:
            row.state = HoldState.FREED
        else:
            row.ends_at = ends_at
    await session.flush()


async def lengthen(session: AsyncSession, leg_id: UUID, ends_at: datetime) -> bool:
    """Whether nobody has the resource until then."""
    of_leg = select(ResourceHold).where(ResourceHold.leg_id == leg_id, ResourceHold.state != HoldState.FREED)
    row = await session.scalar(of_leg.execution_options(populate_existing=True))
    if row is None:
        return False
    try:
        async with session.begin_nested():
            row.ends_at = ends_at
    except IntegrityError as error:
        if "resource_taken" in str(error.orig):
            return False
        raise
    return True
