"""How bookings hear that a ticket was used."""
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import rows
from backend.bookings.desk import Desk
from backend.tickets.inspecting import OnUsed, TicketUse
from payments.events import Used
from payments.states import Cause, LegState

AFTER_KILL, GIVEN_BACK = "ticket_used_after_kill", "ticket_used_and_given_back"


def telling(desk: Desk) -> OnUsed:
    """A use after the kill changes nothing of the booking: it is shown to a person. So is one of a ticket that its holder gave back after they had
    travelled, as long as the inspector was without a network: the money went back already."""

    async def on_used(session: AsyncSession, use: TicketUse) -> None:
        if use.after_kill:
            await desk.page(session, await rows.load(session, use.booking_id), AFTER_KILL)
        else:
            counted = await desk.try_to(session, use.booking_id, Used(use.leg_no, by=Cause.OPERATOR))
            found = None if counted else await rows.load(session, use.booking_id)
            if found and found.leg(use.leg_no).state == LegState.CANCELLED:
                await desk.page(session, found, GIVEN_BACK)

    return on_used
