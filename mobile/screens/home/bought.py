"""What was bought and matters now: a trip that waits to be paid, or a ticket that is valid. Without Kivy."""

from dataclasses import dataclass, field
from datetime import datetime

from backend.contract.bookings import BookingState
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.screens.booking.state import title_of
from mobile.screens.tickets.state import Segment, sorted_out


@dataclass(frozen=True)
class BoughtLine:
    """`page` with its `values` is where it leads."""

    icon: str
    title: str
    detail: str
    spoken: str
    page: str
    values: dict = field(default_factory=dict)


def bought_line(purchases, now: datetime) -> BoughtLine | None:
    """What is held ends soon, so it comes first."""
    for booking in purchases.bookings():
        if booking.state is BookingState.HELD and booking.hold_until and booking.hold_until > now:
            written, spoken = (tr("Pay until {time}", time=form.clock(booking.hold_until)) for form in (write, say))
            title = title_of(booking)
            return BoughtLine("lock-outline", title, written, f"{title}: {spoken}", "booking", {"booking_id": booking.id})
    valid = sorted_out(purchases.tickets(), now)[Segment.NOW]
    if not valid:
        return None
    ticket = valid[0]
    title = tr("Ticket to {place}", place=ticket.to.name or ticket.operator)
    written, spoken = (tr("Valid until {time}", time=form.clock(ticket.valid_until)) for form in (write, say))
    return BoughtLine("ticket-confirmation", title, written, f"{title}: {spoken}", "tickets")
