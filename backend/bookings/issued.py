"""Tickets. One is live only while money is held for it, and each leg has one live ticket at most."""
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.columns import Versioned, one_of, word
from backend.bookings.paid import Payment
from backend.database.base import Base
from backend.database.types import BoundedInt
from payments.states import TicketState


class Ticket(Versioned, Base):
    """signing_kid, list_version: of whoever signs it and lists the killed ones; None until then."""

    booking_id: Mapped[UUID] = mapped_column(ForeignKey(Booking.id, ondelete="RESTRICT"), index=True)
    leg_id: Mapped[UUID] = mapped_column(ForeignKey(BookingLeg.id, ondelete="RESTRICT"), index=True)
    payment_id: Mapped[UUID] = mapped_column(ForeignKey(Payment.id, ondelete="RESTRICT"), index=True)
    state: Mapped[str] = word()
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    signing_kid: Mapped[str | None] = word(100)
    killed_at: Mapped[datetime | None] = mapped_column(index=True)
    kill_reason: Mapped[str | None] = word(40)
    list_version: Mapped[int | None] = mapped_column(BoundedInt(0))

    __table_args__ = (
        one_of("state", TicketState),
        CheckConstraint("(state = 'killed') = (killed_at IS NOT NULL)", name="killed"),
        CheckConstraint("valid_from < valid_until", name="interval"),
    )


_live = Ticket.state == TicketState.LIVE
Index("uq_ticket_live", Ticket.leg_id, unique=True, postgresql_where=_live, sqlite_where=_live)
