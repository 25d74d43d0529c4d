"""Tickets as bookings keep them, read together with their leg. Bookings alone write those rows."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.models import Booking, BookingLeg, Ticket
from backend.contract.fares import FareNames
from backend.contract.tickets import TicketPlace, TicketRight
from payments.states import TicketState
from signing.tickets import TicketLeg

RightNames = Callable[[str], FareNames]  # what people call a right, by its word
SHOWN = (TicketState.LIVE, TicketState.USED)  # one that was checked is checked again by the next inspector


@dataclass(frozen=True)
class SoldTicket:
    """places: names and, of stops and stations, their ids. rights: words of those that made it cheaper."""

    id: UUID
    booking_id: UUID
    leg_id: UUID
    leg_no: int
    state: TicketState
    operator_id: str
    operator: str
    origin: TicketPlace
    destination: TicketPlace
    valid_from: datetime
    valid_until: datetime
    killed_at: datetime | None
    kill_reason: str | None
    rights: tuple[str, ...] = ()

    @property
    def can_be_shown(self) -> bool:
        return self.state in SHOWN

    @property
    def leg(self) -> TicketLeg:
        """As it is signed: ids where there are any."""
        return TicketLeg(self.operator_id, *(written(place) for place in (self.origin, self.destination)))


def written(place: TicketPlace) -> str:
    """Something that can stand in a ticket, whatever a feed calls its stops."""
    words = "".join(sign for sign in place.id or place.name if sign.isprintable())
    return words or "?"


def told_rights(ticket: SoldTicket, named: RightNames) -> tuple[TicketRight, ...]:
    return tuple(TicketRight(word, named(word)) for word in ticket.rights)


def sold() -> Select:
    return select(Ticket, BookingLeg).join(BookingLeg, BookingLeg.id == Ticket.leg_id).join(Booking, Booking.id == Ticket.booking_id)


async def list_sold(session: AsyncSession, chosen: Select) -> Sequence[SoldTicket]:
    return [sold_of(row) for row in await session.execute(chosen)]


async def find_sold(session: AsyncSession, ticket_id: UUID) -> SoldTicket | None:
    return next(iter(await list_sold(session, sold().where(Ticket.id == ticket_id))), None)


def sold_of(row: Row) -> SoldTicket:
    ticket, leg = row
    return SoldTicket(
        ticket.id, ticket.booking_id, leg.id, leg.leg_no, TicketState(ticket.state), leg.operator_id, leg.operator_name,
        place_of(leg.facts, "from", leg.from_name), place_of(leg.facts, "to", leg.to_name), ticket.valid_from, ticket.valid_until,
        ticket.killed_at, ticket.kill_reason, tuple(leg.rights),
    )  # fmt: skip


def place_of(facts: dict[str, Any], end: str, name: str) -> TicketPlace:
    known = facts.get(end)
    known = known if isinstance(known, dict) else {}
    id = known.get("stopId") or known.get("stationId") or known.get("siteId")
    return TicketPlace(name, str(id) if id else None)
