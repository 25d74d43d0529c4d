"""What is kept of tickets beside what bookings keep: their numbers, to which phone they were issued, and who checked them when."""
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from backend.bookings.issued import Ticket
from backend.contract.tickets import InspectionOutcome
from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedText

POINT_BYTES, HASH_BYTES = 65, 32
MAX_NUMBER = 6
WITH_TICKET = "purged 90 days after the ticket is over"


class TicketNumber(Base):
    """By which a ticket is found when the phone is dead."""

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey(Ticket.id, ondelete="CASCADE"), unique=True)
    number: Mapped[str] = mapped_column(BoundedText(MAX_NUMBER), unique=True, info={"personal": False})


class TicketIssue(Base):
    """A ticket on one phone; its id is the one that is signed. holder_key: of that phone, a P-256 point. ended_at: another phone has it since."""

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey(Ticket.id, ondelete="CASCADE"), index=True)
    holder_key: Mapped[bytes] = mapped_column(LargeBinary(POINT_BYTES), info={"personal": WITH_TICKET})
    ended_at: Mapped[datetime | None] = mapped_column(index=True)


_held = TicketIssue.ended_at.is_(None)
Index("uq_ticket_issue_held", TicketIssue.ticket_id, unique=True, postgresql_where=_held, sqlite_where=_held)


class Inspection(Base):
    """id: made by the device that checked. at: by its clock. inspector_id: an account, no more than a number once that is deleted, and no business
    of whoever had the ticket. first_at: of a repeated one, when it was checked first. right_shown: whether the right that made it cheaper was proved
    to the inspector; None where nobody said."""

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey(Ticket.id, ondelete="CASCADE"), index=True)
    issue_id: Mapped[UUID | None] = mapped_column(ForeignKey(TicketIssue.id, ondelete="CASCADE"))
    at: Mapped[datetime]
    inspector_id: Mapped[UUID] = mapped_column(info={"export": False})
    outcome: Mapped[str] = mapped_column(BoundedText(20), info={"personal": False})
    first_at: Mapped[datetime | None]
    right_shown: Mapped[bool | None]

    __table_args__ = (
        CheckConstraint(f"outcome IN ({', '.join(repr(str(one)) for one in InspectionOutcome)})", name="outcome"),
    )


class NumberLookup(Base):
    """Somebody looked for a ticket by its number. hit: it was one. Purged after a day."""

    inspector_id: Mapped[UUID]
    hit: Mapped[bool]

    __table_args__ = (Index("ix_number_lookup_inspector_id_created_at", "inspector_id", "created_at"),)


class KillListVersion(Base):
    """One row: the number of the list last published, and the SHA-256 of what stood in it. The list itself is made from tickets each time."""

    version: Mapped[int] = mapped_column(BoundedInt(0, 1 << 40))
    digest: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": False})
