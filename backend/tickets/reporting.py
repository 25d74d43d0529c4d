"""How bookings hear that a ticket was used."""
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import rows
from backend.bookings.desk import Desk
from backend.tickets.inspecting import OnUsed, TicketUse
from payments.events import Used
from payments.states import Cause

AFTER_KILL = "ticket_used_after_kill"


def telling(desk: Desk) -> OnUsed:
    """A use after the kill changes nothing of the booking: it is shown to a person."""

    async def on_used(session: AsyncSession, use: TicketUse) -> None:
        if use.after_kill:
            await desk.page(session, await rows.load(session, use.booking_id), AFTER_KILL)
        else:
            await desk.try_to(session, use.booking_id, Used(use.leg_no, by=Cause.OPERATOR))

    return on_used
