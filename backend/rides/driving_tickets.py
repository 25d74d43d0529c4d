"""Who gets in: by a ticket that is scanned, and checked like every other, or by the code of the ride.

Bookings hear that the leg was used once the ride is over (`Happenings.served`): somebody whose van breaks down on the way is owed the rest of it.
"""
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.issued import Ticket
from backend.contract.driving import DrivingEvent, EventRefusal
from backend.contract.tickets import Inspection, InspectionOutcome
from backend.rides.driving_refused import Refused
from backend.rides.models import Ride
from backend.tickets import inspecting
from backend.tickets.inspecting import OnUsed, TicketUse
from backend.tickets.service import Tickets
from backend.tickets.sold import SHOWN, find_sold
from signing.refused import TicketRefusal, TicketRefused


async def let_in(session: AsyncSession, tickets: Tickets, event: DrivingEvent, ride: Ride, driver_id: UUID, at: datetime, now: datetime) -> None:
    """Before the day of the ride is locked, as bookings are locked before days. Raises Refused."""
    if event.shown is not None:
        await by_ticket(session, tickets, event, ride, driver_id, at, now)
    elif event.code is None:
        raise Refused(EventRefusal.INCOMPLETE)
    elif event.code != ride.code:
        raise Refused(EventRefusal.WRONG_CODE)
    else:
        await by_code(session, tickets, event, ride, driver_id, at)


async def by_ticket(session: AsyncSession, tickets: Tickets, event: DrivingEvent, ride: Ride, driver_id: UUID, at: datetime, now: datetime) -> None:
    """What was shown is looked at again as of the moment it was shown."""
    folder = tickets.keys.find(now)
    if folder is None:
        raise Refused(EventRefusal.TICKET, ticket=TicketRefusal.UNKNOWN_KEY)
    shown = Inspection(event.id, event.at, event.shown)
    try:
        issue, ticket = await inspecting.read(session, shown, folder.keys, now)
    except TicketRefused as refused:
        raise Refused(EventRefusal.TICKET, ticket=refused.reason) from refused
    except LookupError as missing:
        raise Refused(EventRefusal.TICKET, ticket=str(missing)) from missing
    if ticket.leg_id != ride.leg_id:
        raise Refused(EventRefusal.OTHER_TICKET)
    counted = await inspecting.count(session, Inspection(event.id, at, event.shown), issue, ticket, driver_id, noted(tickets))
    if counted.outcome is InspectionOutcome.AFTER_KILL:
        raise Refused(EventRefusal.TICKET, ticket=TicketRefusal.KILLED)


async def by_code(session: AsyncSession, tickets: Tickets, event: DrivingEvent, ride: Ride, driver_id: UUID, at: datetime) -> None:
    """A ride that was booked by phone, or stands in for another, has no ticket."""
    if ride.leg_id is None:
        return
    ticket_id = await session.scalar(select(Ticket.id).where(Ticket.leg_id == ride.leg_id, Ticket.state.in_(SHOWN)))
    ticket = await find_sold(session, ticket_id) if ticket_id else None
    if ticket is not None:
        await inspecting.count(session, Inspection(event.id, at), None, ticket, driver_id, noted(tickets))


def noted(tickets: Tickets) -> OnUsed:
    """A ticket that was killed before it was shown is for a person to look at."""

    async def on_used(session: AsyncSession, use: TicketUse) -> None:
        if use.after_kill:
            await tickets.on_used(session, use)

    return on_used
