"""A ticket by its number, for whoever checks it when the phone is dead. Numbers are short, so looks are counted: guessing ends after ten misses."""
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.tickets import FoundTicket
from backend.database.database import Database
from backend.service.errors import NotFound, RateLimited
from backend.tickets.models import Inspection, NumberLookup, TicketNumber
from backend.tickets.sold import RightNames, SoldTicket, find_sold, told_rights
from payments.states import TicketState
from signing.numbers import find_number, said
from signing.refused import TicketRefusal

HOUR, MISSES_WITHIN = timedelta(hours=1), timedelta(minutes=10)
PER_HOUR, MOST_MISSES = 60, 10
log = structlog.get_logger("allways.tickets")


async def look_up(database: Database, inspector_id: UUID, typed: str, named: RightNames, now: datetime) -> FoundTicket:
    """The look is kept whatever comes of it. Raises RateLimited, NotFound."""
    async with database.writing() as session:
        await check(session, inspector_id, now)
        found = await find(session, typed, named, now)
        session.add(NumberLookup(inspector_id=inspector_id, hit=found is not None))
    if found is None:
        raise NotFound("There is no ticket with this number. Read it again: it has six signs, and one that is wrong is noticed.")
    return found


async def check(session: AsyncSession, inspector_id: UUID, now: datetime) -> None:
    """Raises RateLimited."""
    if await is_guessing(session, inspector_id, now):
        raise RateLimited("Too many numbers that were none. Wait ten minutes; the city was told.", headers={"Retry-After": "600"})
    if (await session.scalar(own_looks(inspector_id).where(NumberLookup.created_at > now - HOUR)) or 0) >= PER_HOUR:
        raise RateLimited(f"{PER_HOUR} numbers an hour can be looked up. Scan the code where there is one.", headers={"Retry-After": "600"})


async def is_guessing(session: AsyncSession, inspector_id: UUID, now: datetime) -> bool:
    """Whether somebody has come upon so many numbers that were none, here or in what they say they let through, that they are told nothing more."""
    misses = own_looks(inspector_id).where(NumberLookup.hit.is_(False), NumberLookup.created_at > now - MISSES_WITHIN)
    guessing = (await session.scalar(misses) or 0) >= MOST_MISSES
    if guessing:
        log.warning("ticket_numbers_guessed", inspector=str(inspector_id))
    return guessing


def own_looks(inspector_id: UUID) -> Select:
    return select(func.count()).select_from(NumberLookup).where(NumberLookup.inspector_id == inspector_id)


async def find(session: AsyncSession, typed: str, named: RightNames, now: datetime) -> FoundTicket | None:
    number = find_number(typed)
    if number is None:
        return None
    ticket_id = await session.scalar(select(TicketNumber.ticket_id).where(TicketNumber.number == number))
    ticket = await find_sold(session, ticket_id) if ticket_id else None
    return await described(session, number, ticket, named, now) if ticket else None


async def described(session: AsyncSession, number: str, ticket: SoldTicket, named: RightNames, now: datetime) -> FoundTicket:
    row = (await session.execute(select(func.count(), func.max(Inspection.at)).where(Inspection.ticket_id == ticket.id))).one()
    reason = why_not(ticket, now)
    return FoundTicket(
        said(number), reason is None, reason, ticket.operator, ticket.origin, ticket.destination, ticket.valid_from, ticket.valid_until, *row,
        told_rights(ticket, named),
    )  # fmt: skip


def why_not(ticket: SoldTicket, now: datetime) -> TicketRefusal | None:
    if ticket.state is TicketState.KILLED:
        return TicketRefusal.KILLED
    if now < ticket.valid_from:
        return TicketRefusal.NOT_YET
    return TicketRefusal.OVER if now > ticket.valid_until or not ticket.can_be_shown else None
