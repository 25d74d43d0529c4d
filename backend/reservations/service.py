"""Booked spaces of one process: shown to whoever booked them, checked anew for another vehicle, and what gates ask and tell."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.desk import Desk
from backend.contract.parking import FitVerdict, Vehicle
from backend.contract.reservations import GateAnswer, GateEvent, GateEventTaken, GateQuestion, Reservation, ReservationsResponse, VehicleChange
from backend.database.sealing import Vault
from backend.identity.actor import Actor, scope
from backend.parking.fit import fit as fit_of
from backend.parking.service import Parking
from backend.pricing.errors import VehicleDoesNotFit
from backend.reservations import gates
from backend.reservations.answers import reservation_answer
from backend.reservations.gates import SignedByGate
from backend.reservations.models import ParkingReservation
from backend.reservations.requests import Requests
from backend.reservations.rows import Reserved, chosen, list_reserved
from backend.service.errors import Conflict, NotFound
from payments.states import LegState

SHOWN_AFTER, MOST_LISTED = timedelta(days=1), 100
OPEN = (LegState.HELD, LegState.CONFIRMED)


class NoSuchReservation(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such booked space of yours. GET /v1/reservations lists them.")


class ReservationOver(Conflict):
    code = "reservation_over"

    def __init__(self) -> None:
        super().__init__("This space is not booked any more, so no other vehicle can come.")


@dataclass(frozen=True)
class Reservations:
    parking: Parking
    desk: Desk
    vault: Vault

    @property
    def requests(self) -> Requests:
        return Requests(self.parking)

    async def list_own(self, session: AsyncSession, actor: Actor) -> ReservationsResponse:
        at = self.desk.clock()
        query = chosen().where(scope(actor, Booking), ParkingReservation.over_at > at - SHOWN_AFTER).limit(MOST_LISTED)
        found = await list_reserved(session, query)
        ordered = sorted(found, key=lambda one: (one.leg.state not in OPEN, one.leg.starts_at))
        return ReservationsResponse(at, tuple([await self.shown(session, one) for one in ordered]))

    async def get_own(self, session: AsyncSession, actor: Actor, booking_id: UUID, leg_no: int | None = None) -> Reservation:
        """The first space of a booking that has several. Raises NoSuchReservation."""
        return await self.shown(session, (await self.list_of(session, actor, booking_id, leg_no))[0])

    async def list_of(self, session: AsyncSession, actor: Actor, booking_id: UUID, leg_no: int | None) -> Sequence[Reserved]:
        """Raises NoSuchReservation, also for one of somebody else."""
        query = chosen().where(scope(actor, Booking), Booking.id == booking_id)
        found = await list_reserved(session, query if leg_no is None else query.where(BookingLeg.leg_no == leg_no))
        if not found:
            raise NoSuchReservation
        return found

    async def shown(self, session: AsyncSession, found: Reserved) -> Reservation:
        exact = await self.parking.place(session, found.site.id) if found.is_paid else None
        return reservation_answer(found, exact)

    async def change_vehicle(self, session: AsyncSession, actor: Actor, booking_id: UUID, change: VehicleChange) -> Reservation:
        """Raises NoSuchReservation, ReservationOver, VehicleDoesNotFit."""
        found = await self.list_of(session, actor, booking_id, change.leg)
        for number, one in enumerate(found):
            if one.leg.state not in OPEN or one.row.left_at is not None:
                raise ReservationOver
            await self.check_fit(session, one, number, change.vehicle)
        return await self.get_own(session, actor, booking_id, change.leg)

    async def check_fit(self, session: AsyncSession, found: Reserved, number: int, vehicle: Vehicle) -> None:
        space = await self.parking.find_space(session, found.row.space_id, self.desk.clock())
        if space is None:
            raise ReservationOver
        fit = fit_of(vehicle, space.site.kind, space.facts)
        if fit.verdict in (FitVerdict.NO, FitVerdict.ASK):
            raise VehicleDoesNotFit(number, fit.notes)
        found.row.vehicle, found.row.fit = msgspec.to_builtins(vehicle), msgspec.to_builtins(fit)
        await session.flush()

    async def verify(self, session: AsyncSession, signed: SignedByGate) -> None:
        """Raises GateRefused."""
        await gates.verify(session, signed, self.desk.clock())

    async def ask(self, session: AsyncSession, site_id: UUID, question: GateQuestion) -> GateAnswer:
        return await gates.ask(session, self.vault, site_id, question, self.desk.clock())

    async def take(self, session: AsyncSession, site_id: UUID, events: Sequence[GateEvent]) -> tuple[GateEventTaken, ...]:
        return await gates.take(session, self.desk, self.vault, site_id, events, self.desk.clock())

