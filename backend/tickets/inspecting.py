"""Inspections as devices send them, often hours later. What was shown is checked here once more, as of the moment it was shown: a device that lies
about it cannot use up a ticket that it never saw."""
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.tickets import Inspected, InspectionOutcome
from backend.contract.tickets import Inspection as Upload
from backend.service.moments import checked_moment
from backend.tickets.finding import is_guessing
from backend.tickets.issuing import lock
from backend.tickets.models import Inspection, NumberLookup, TicketIssue, TicketNumber
from backend.tickets.sold import SoldTicket, find_sold
from payments.states import TicketState
from signing.inspecting import check_shown, check_ticket
from signing.key_sets import KeySet
from signing.numbers import find_number
from signing.refused import TicketRefusal, TicketRefused
from signing.showing import read_shown
from signing.tickets import read_ticket

AHEAD, KEPT_BACK = timedelta(minutes=5), timedelta(days=31)
UNDECIDED = (TicketState.LIVE, TicketState.KILLED)  # of any other one bookings know already that it was used, or paid for in vain
CLOCK, UNKNOWN = "clock_wrong", "not_found"


@dataclass(frozen=True)
class TicketUse:
    """A ticket was let through. at: by the clock of whoever checked. after_kill: it was killed before that, so a person has to look at it."""

    ticket_id: UUID
    booking_id: UUID
    leg_id: UUID
    leg_no: int
    at: datetime
    after_kill: bool


# Called in the transaction of the upload, once for the first use of a ticket and once for each use after its kill.
OnUsed = Callable[[AsyncSession, TicketUse], Awaitable[None]]


async def take(session: AsyncSession, upload: Upload, keys: KeySet, inspector_id: UUID, on_used: OnUsed, now: datetime) -> Inspected | None:
    """The same id again is the same inspection. None for a number of somebody who has guessed too often: it may be sent again later.

    Else whoever checks tickets could use up those of strangers by sending numbers until some are right.
    """
    if known := await session.get(Inspection, upload.id):
        return await told(session, known, upload, inspector_id)
    if upload.shown is None and await is_guessing(session, inspector_id, now):
        return None
    try:
        issue, ticket = await read(session, upload, keys, now)
    except TicketRefused as refused:
        return Inspected(upload.id, InspectionOutcome.NOT_COUNTED, refused.reason)
    except LookupError as missing:
        if str(missing) == UNKNOWN and upload.shown is None and find_number(upload.number or ""):
            session.add(NumberLookup(inspector_id=inspector_id, hit=False))
        return Inspected(upload.id, InspectionOutcome.NOT_COUNTED, str(missing))
    return await count(session, upload, issue, ticket, inspector_id, on_used)


async def read(session: AsyncSession, upload: Upload, keys: KeySet, now: datetime) -> tuple[TicketIssue | None, SoldTicket]:
    """What was shown, and the ticket behind it. Raises TicketRefused; LookupError with a code where it is no ticket of ours."""
    at = checked_moment(upload.at, "inspections")
    if not now - KEPT_BACK <= at <= now + AHEAD:
        raise LookupError(CLOCK)
    if upload.shown is None:
        return None, await by_number(session, upload.number or "", at)
    shown = read_shown(upload.shown)
    signed = read_ticket(shown.token, keys, at)
    check_shown(shown, signed, at)
    check_ticket(signed, None, at)
    issue = await session.get(TicketIssue, signed.id)
    ticket = await find_sold(session, issue.ticket_id) if issue else None
    if ticket is None:
        raise LookupError(UNKNOWN)
    return issue, ticket


async def by_number(session: AsyncSession, typed: str, at: datetime) -> SoldTicket:
    number = find_number(typed)
    ticket_id = await session.scalar(select(TicketNumber.ticket_id).where(TicketNumber.number == number)) if number else None
    ticket = await find_sold(session, ticket_id) if ticket_id else None
    if ticket is None:
        raise LookupError(UNKNOWN)
    if not ticket.valid_from <= at <= ticket.valid_until:
        raise TicketRefused(TicketRefusal.NOT_YET if at < ticket.valid_from else TicketRefusal.OVER)
    return ticket


async def count(
    session: AsyncSession, upload: Upload, issue: TicketIssue | None, ticket: SoldTicket, inspector_id: UUID, on_used: OnUsed
) -> Inspected:  # fmt: skip
    # Two devices that send the same ticket at once stand in line, so that one of them is told of the other.
    await lock(session, ticket)
    if known := await session.get(Inspection, upload.id):  # sent twice at once, and the other one was first
        return await told(session, known, upload, inspector_id)
    killed_at = min((moment for moment in (ticket.killed_at, issue.ended_at if issue else None) if moment), default=None)
    first_at = await first_use(session, ticket.id)
    after_kill = killed_at is not None and upload.at >= killed_at
    outcome = InspectionOutcome.AFTER_KILL if after_kill else InspectionOutcome.REPEATED if first_at else InspectionOutcome.COUNTED
    session.add(Inspection(
        id=upload.id, ticket_id=ticket.id, issue_id=issue.id if issue else None, at=upload.at, inspector_id=inspector_id, outcome=outcome,
        first_at=first_at, right_shown=upload.right_shown if ticket.rights else None,
    ))  # fmt: skip
    await session.flush()
    if outcome is not InspectionOutcome.REPEATED and ticket.state in UNDECIDED:
        await on_used(session, TicketUse(ticket.id, ticket.booking_id, ticket.leg_id, ticket.leg_no, upload.at, after_kill))
    return Inspected(upload.id, outcome, None, first_at)


async def told(session: AsyncSession, known: Inspection, upload: Upload, inspector_id: UUID) -> Inspected:
    """Whether the right was proved may be said once by whoever checked, after the ticket was let through."""
    if upload.right_shown is not None and known.right_shown is None and known.inspector_id == inspector_id:
        ticket = await find_sold(session, known.ticket_id)
        if ticket and ticket.rights:
            known.right_shown = upload.right_shown
            await session.flush()
    return Inspected(known.id, InspectionOutcome(known.outcome), None, known.first_at)


async def first_use(session: AsyncSession, ticket_id: UUID) -> datetime | None:
    """When it was counted first, by the clocks of those who checked."""
    counted = Inspection.outcome.in_((InspectionOutcome.COUNTED, InspectionOutcome.REPEATED))
    return await session.scalar(select(Inspection.at).where(Inspection.ticket_id == ticket_id, counted).order_by(Inspection.at).limit(1))
