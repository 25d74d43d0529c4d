"""Reservations with the legs, bookings and tickets they belong to."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import Booking, BookingLeg, ResourceHold
from backend.bookings.holding import EARLY
from backend.bookings.issued import Ticket
from backend.contract.reservations import ReservationState
from backend.parking.models import ParkingSite, ParkingSpot
from backend.reservations.models import ParkingReservation
from payments.states import LegState, TicketState

STATES = {
    LegState.HELD: ReservationState.HELD, LegState.ASKED: ReservationState.HELD, LegState.CONFIRMED: ReservationState.BOOKED,
    LegState.USED: ReservationState.OVER, LegState.CANCELLED: ReservationState.CANCELLED, LegState.DISRUPTED: ReservationState.DISRUPTED,
    LegState.RELEASING: ReservationState.RELEASED, LegState.RELEASED: ReservationState.RELEASED,
}  # fmt: skip
PAID = frozenset({ReservationState.BOOKED, ReservationState.INSIDE, ReservationState.OVER})


@dataclass(frozen=True)
class Reserved:
    """ticket: the newest, None before it is paid. spot: the bay, or the place of a car park that is held just now; None once nothing is held."""

    row: ParkingReservation
    leg: BookingLeg
    booking: Booking
    site: ParkingSite
    ticket: Ticket | None
    spot: ParkingSpot | None

    @property
    def state(self) -> ReservationState:
        state = STATES[LegState(self.leg.state)]
        is_inside = self.row.entered_at is not None and self.row.left_at is None
        return ReservationState.INSIDE if is_inside and state in PAID else state

    @property
    def is_paid(self) -> bool:
        return self.state in PAID

    @property
    def enter_from(self) -> datetime:
        return self.ticket.valid_from if self.ticket else self.leg.starts_at - EARLY


def chosen() -> Select[tuple[ParkingReservation, BookingLeg, Booking, ParkingSite]]:
    return (
        select(ParkingReservation, BookingLeg, Booking, ParkingSite)
        .join(BookingLeg, BookingLeg.id == ParkingReservation.leg_id)
        .join(Booking, Booking.id == BookingLeg.booking_id)
        .join(ParkingSite, ParkingSite.id == ParkingReservation.site_id)
        .order_by(BookingLeg.starts_at, BookingLeg.id)
        .execution_options(populate_existing=True)
    )


async def list_reserved(session: AsyncSession, query: Select[tuple[ParkingReservation, BookingLeg, Booking, ParkingSite]]) -> Sequence[Reserved]:
    found = (await session.execute(query)).all()
    leg_ids = [leg.id for _, leg, _, _ in found]
    tickets = await newest_tickets(session, leg_ids)
    spots = await spots_of(session, leg_ids)
    return [Reserved(row, leg, booking, site, tickets.get(leg.id), spots.get(leg.id)) for row, leg, booking, site in found]


async def newest_tickets(session: AsyncSession, leg_ids: Sequence[UUID]) -> dict[UUID, Ticket]:
    tickets = await session.scalars(select(Ticket).where(Ticket.leg_id.in_(leg_ids)).order_by(Ticket.id))
    return {ticket.leg_id: ticket for ticket in tickets}


async def spots_of(session: AsyncSession, leg_ids: Sequence[UUID]) -> dict[UUID, ParkingSpot]:
    holds = {hold.leg_id: hold.resource_id for hold in await session.scalars(select(ResourceHold).where(ResourceHold.leg_id.in_(leg_ids)))}
    ids = [UUID(resource_id) for resource_id in holds.values()]
    spots = {str(spot.id): spot for spot in await session.scalars(select(ParkingSpot).where(ParkingSpot.id.in_(ids)))}
    return {leg_id: spots[resource_id] for leg_id, resource_id in holds.items() if resource_id in spots}


async def at_site(session: AsyncSession, site_id: UUID) -> Sequence[Reserved]:
    """Those that a gate may open for: paid, and not over for more than a day."""
    live = and_(ParkingReservation.site_id == site_id, ParkingReservation.entry_code.is_not(None))
    paid = BookingLeg.state.in_((LegState.CONFIRMED, LegState.USED))
    return await list_reserved(session, chosen().where(live, paid))


def is_shown(ticket: Ticket | None) -> bool:
    return ticket is not None and ticket.state in (TicketState.LIVE, TicketState.USED)
