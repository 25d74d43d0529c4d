"""A ticket on a phone: signed for the key of that phone, and for no other one at a time."""
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.models import Booking, Ticket
from backend.identity.actor import Actor, scope
from backend.service.errors import Conflict, NotFound
from backend.tickets.models import TicketIssue, TicketNumber
from backend.tickets.sold import SoldTicket, list_sold, sold
from signing.key_folders import KeyFolder
from signing.key_sets import LONGEST_TICKET_DAYS
from signing.keys import KeyRefused
from signing.numbers import new_number
from signing.tickets import Ticket as SignedTicket
from signing.tickets import compressed, write_ticket

SHOWN_AFTER = timedelta(days=1)
MOST_LISTED = 200
TRIES = 20
# Each phone that held it before stands on the kill list, which is full some time: with one ticket nobody shall get it there.
MOST_PHONES = 20


class TicketOver(Conflict):
    code = "ticket_over"


class TooManyPhones(Conflict):
    code = "too_many_phones"


class NumbersExhausted(Exception):
    """Numbers have become too short for as many tickets as there are."""


async def list_own(session: AsyncSession, actor: Actor, now: datetime) -> Sequence[SoldTicket]:
    """Those not over for long, the soonest first."""
    own = sold().where(scope(actor, Booking), Ticket.valid_until > now - SHOWN_AFTER)
    return await list_sold(session, own.order_by(Ticket.valid_from, Ticket.id).limit(MOST_LISTED))


async def get_own(session: AsyncSession, actor: Actor, ticket_id: UUID) -> SoldTicket:
    """Raises NotFound, for those of others as well."""
    found = await list_sold(session, sold().where(scope(actor, Booking), Ticket.id == ticket_id))
    if not found:
        raise NotFound("You have no such ticket. GET /v1/tickets lists yours.")
    return found[0]


async def hold(session: AsyncSession, ticket: SoldTicket, holder_key: bytes, now: datetime) -> TicketIssue:
    """Issue it to the phone with this key; the phone before holds it no longer. Raises TicketOver, TooManyPhones."""
    if not ticket.can_be_shown or ticket.valid_until <= now:
        raise TicketOver("This ticket cannot be shown any longer.")
    # Two phones at once stand in line here, so that the last one has it and every other one has lost it.
    await lock(session, ticket)
    held = (await find_issues(session, [ticket.id])).get(ticket.id)
    if held and held.holder_key == holder_key:
        return held
    if (await session.scalar(select(func.count()).select_from(TicketIssue).where(TicketIssue.ticket_id == ticket.id)) or 0) >= MOST_PHONES:
        raise TooManyPhones(f"This ticket was on {MOST_PHONES} phones already. Show it on the one that has it, or have it found by its number.")
    ended = update(TicketIssue).where(TicketIssue.ticket_id == ticket.id, TicketIssue.ended_at.is_(None))
    await session.execute(ended.values(ended_at=now, updated_at=now))
    issue = TicketIssue(ticket_id=ticket.id, holder_key=holder_key)
    session.add(issue)
    await session.flush()
    return issue


async def lock(session: AsyncSession, ticket: SoldTicket) -> None:
    """The booking's row, as everybody does who touches anything of a booking."""
    await session.execute(select(Booking.id).where(Booking.id == ticket.booking_id).with_for_update())


async def number(session: AsyncSession, ticket_id: UUID) -> str:
    """The number of a ticket, made when it has none. Bookings may call it when a ticket becomes live."""
    found = await session.scalar(select(TicketNumber.number).where(TicketNumber.ticket_id == ticket_id))
    for _ in range(TRIES):
        if found is not None:
            return found
        try:
            async with session.begin_nested():
                session.add(made := TicketNumber(ticket_id=ticket_id, number=new_number(secrets.randbelow)))
            return made.number
        except IntegrityError:  # another ticket has this one, or this ticket got one just now
            found = await session.scalar(select(TicketNumber.number).where(TicketNumber.ticket_id == ticket_id))
    raise NumbersExhausted


async def find_issues(session: AsyncSession, ticket_ids: Iterable[UUID]) -> dict[UUID, TicketIssue]:
    """By ticket, the one that holds now."""
    rows = await session.scalars(select(TicketIssue).where(TicketIssue.ticket_id.in_(list(ticket_ids)), TicketIssue.ended_at.is_(None)))
    return {row.ticket_id: row for row in rows}


async def find_numbers(session: AsyncSession, ticket_ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = await session.scalars(select(TicketNumber).where(TicketNumber.ticket_id.in_(list(ticket_ids))))
    return {row.ticket_id: row.number for row in rows}


def signed(ticket: SoldTicket, issue: TicketIssue, keys: KeyFolder, now: datetime) -> bytes | None:
    """What the phone shows; None where the ticket may not be shown any longer. Signed anew each time: so new keys come into use."""
    if not ticket.can_be_shown or ticket.valid_until <= now:
        return None
    begins = ticket.valid_from.replace(microsecond=0)
    ends = min(ticket.valid_until.replace(microsecond=0), begins + timedelta(days=LONGEST_TICKET_DAYS))
    written = SignedTicket(
        issue.id, (ticket.leg,), begins, max(ends, begins + timedelta(seconds=1)), compressed(issue.holder_key), rights=ticket.rights
    )
    try:
        return write_ticket(written, keys.keys, keys.ticket, now)
    except KeyRefused:  # months ahead: the key that will count then does not sign yet
        return None
