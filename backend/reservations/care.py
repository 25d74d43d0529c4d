"""Living with a booked space, for whoever booked it and for the staff: one door to going on, leaving, a space that is taken, and coming late."""
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import quoting
from backend.contract import reservation_care as messages
from backend.contract.quotes import QuoteResponse
from backend.contract.reservation_care import (
    DepartureQuote,
    DepartureRequest,
    DepartureResponse,
    ExtensionRequest,
    IncidentDecision,
    LaterArrival,
    LaterArrivalResponse,
    OverstayDue,
    SpaceTakenRequest,
    StaffIncident,
    StaffIncidentsResponse,
)
from backend.identity.actor import Actor
from backend.pricing.service import Pricing
from backend.reservations import extending, leaving, moving, stays
from backend.reservations.announcing import announce
from backend.reservations.incidents import Incident, IncidentPhoto, IncidentState, Overstay
from backend.reservations.rows import Reserved
from backend.reservations.service import Reservations
from backend.reservations.taken import Replacing, Told, find, unproven
from backend.service.errors import Conflict, NotFound
from backend.service.moments import checked_moment
from payments.money import decimals
from payments.states import Cause

MOST_SHOWN = 200


class NoSuchIncident(NotFound):
    def __init__(self) -> None:
        super().__init__("Nobody told of anything about this space. POST …/space-taken tells that somebody stands there.")


class AlreadyDecided(Conflict):
    code = "already_decided"

    def __init__(self) -> None:
        super().__init__("This incident waits for nobody any more. GET /v1/staff/incidents lists those that do.")


@dataclass(frozen=True)
class Care:
    reservations: Reservations
    pricing: Pricing

    @property
    def replacing(self) -> Replacing:
        return Replacing(self.reservations.parking, self.pricing, self.reservations.desk)

    async def own(self, session: AsyncSession, actor: Actor, booking_id: UUID, leg_no: int | None) -> Reserved:
        """The first space of a booking that has several. Raises NoSuchReservation."""
        return (await self.reservations.list_of(session, actor, booking_id, leg_no))[0]

    async def extension(self, session: AsyncSession, actor: Actor, booking_id: UUID, asked: ExtensionRequest) -> QuoteResponse:
        """Raises NoSuchReservation, and what `extending.quote` raises."""
        part, of = await self.own(session, actor, booking_id, asked.leg), self.reservations
        assert actor.account_id is not None
        return quoting.shown(await extending.quote(session, of.desk, self.pricing, of.parking, actor.account_id, part, asked.until))

    async def departure(self, session: AsyncSession, actor: Actor, booking_id: UUID, asked: DepartureRequest) -> DepartureResponse:
        """Raises NoSuchReservation, NotThere."""
        part, desk = await self.own(session, actor, booking_id, asked.leg), self.reservations.desk
        gone, currency = await leaving.depart(session, desk, part, desk.clock(), Cause.API), part.booking.currency
        return DepartureResponse(
            booking_id, gone.left_at, gone.ends_at, currency.upper(), decimals(currency), gone.due_minor, gone.refund_minor, due_of(gone.overstay)
        )

    async def departure_now(self, session: AsyncSession, actor: Actor, booking_id: UUID, leg_no: int | None) -> DepartureQuote:
        """Raises NoSuchReservation, NotThere."""
        part = await self.own(session, actor, booking_id, leg_no)
        gone, currency = await leaving.quote(session, part, self.reservations.desk.clock()), part.booking.currency
        return DepartureQuote(
            gone.left_at, gone.ends_at, currency.upper(), decimals(currency), gone.due_minor, gone.refund_minor, due_of(gone.overstay)
        )

    async def taken(self, session: AsyncSession, actor: Actor, booking_id: UUID, told: SpaceTakenRequest) -> messages.Incident:
        """Raises NoSuchReservation, NotNow, OtherBay."""
        part = await self.own(session, actor, booking_id, told.leg)
        row = await self.replacing.report(session, part, Told(checked_moment(told.tapped_at, "tappedAt"), told.label))
        return await answer(session, row, part)

    async def incident(self, session: AsyncSession, actor: Actor, booking_id: UUID, leg_no: int | None) -> messages.Incident:
        """Raises NoSuchReservation, NoSuchIncident."""
        part = await self.own(session, actor, booking_id, leg_no)
        return await answer(session, await found(session, part), part)

    async def keep_photo(self, session: AsyncSession, actor: Actor, booking_id: UUID, picture: bytes) -> None:
        """In place of the one before. Raises NoSuchReservation, NoSuchIncident, PhotosNotSetUp."""
        part = await self.own(session, actor, booking_id, None)
        row = await found(session, part)
        photo = await session.scalar(select(IncidentPhoto).where(IncidentPhoto.incident_id == row.id).with_for_update())
        sealed = self.reservations.parking.darkroom.seal(picture, place_of(row.id))
        if photo is None:
            session.add(IncidentPhoto(incident_id=row.id, sealed=sealed))
        else:
            photo.sealed = sealed
        await session.flush()
        await announce(session, row, sealed)

    async def later(self, session: AsyncSession, actor: Actor, booking_id: UUID, told: LaterArrival) -> LaterArrivalResponse:
        """Raises NoSuchReservation, StayOver."""
        part, of = await self.own(session, actor, booking_id, told.leg), self.reservations
        arrive_at = checked_moment(told.arrive_at, "arriveAt")
        assert arrive_at is not None
        return await moving.arrive_later(session, of.desk, of.parking, part, arrive_at)

    async def waiting(self, session: AsyncSession) -> StaffIncidentsResponse:
        rows = list(await session.scalars(
            select(Incident).where(Incident.state == IncidentState.UNDECIDED).order_by(Incident.id).limit(MOST_SHOWN)
        ))  # fmt: skip
        return StaffIncidentsResponse(tuple([await self.for_staff(session, row) for row in rows]))

    async def for_staff(self, session: AsyncSession, row: Incident) -> StaffIncident:
        """Nothing of who told it."""
        part = (await stays.list_parts(session, [row.leg_id]))[0]
        claims = await unproven(session, part, self.reservations.desk.clock())
        label = part.spot.label if part.spot else None
        state = messages.IncidentState(row.state)
        return StaffIncident(row.id, state, row.tapped_at, part.site.id, label, await has_photo(session, row), claims)

    async def photo(self, session: AsyncSession, incident_id: UUID) -> bytes:
        """Raises NotFound."""
        photo = await session.scalar(select(IncidentPhoto).where(IncidentPhoto.incident_id == incident_id))
        if photo is None:
            raise NotFound("There is no such picture.")
        return self.reservations.vault.open(photo.sealed, place_of(incident_id))

    async def decide(self, session: AsyncSession, incident_id: UUID, decision: IncidentDecision) -> StaffIncident:
        """Raises NotFound, AlreadyDecided."""
        row = await session.scalar(select(Incident).where(Incident.id == incident_id))
        if row is None:
            raise NotFound("There is no such incident.")
        part = (await stays.list_parts(session, [row.leg_id]))[0]
        await stays.locked(session, part)
        await session.refresh(row)
        if row.state != IncidentState.UNDECIDED:
            raise AlreadyDecided
        row.reason, row.proven, at = decision.reason, decision.upheld, self.reservations.desk.clock()
        if decision.upheld:
            await self.replacing.make_good(session, row, await stays.again(session, part), at)
        else:
            row.state, row.resolved_at = IncidentState.REFUSED, at
        await session.flush()
        await announce(session, row)
        return await self.for_staff(session, row)


async def found(session: AsyncSession, part: Reserved) -> Incident:
    """Raises NoSuchIncident."""
    row = await find(session, part.leg.id)
    if row is None:
        raise NoSuchIncident
    return row


async def answer(session: AsyncSession, row: Incident, part: Reserved) -> messages.Incident:
    state = messages.IncidentState(row.state)
    photo = await has_photo(session, row)
    return messages.Incident(row.id, part.booking.id, part.leg.leg_no, state, row.tapped_at, photo, row.replacement_id)


async def has_photo(session: AsyncSession, row: Incident) -> bool:
    return await session.scalar(select(IncidentPhoto.id).where(IncidentPhoto.incident_id == row.id)) is not None


def due_of(over: Overstay | None) -> OverstayDue | None:
    return None if over is None else OverstayDue(over.extra_min, over.time_minor, over.fee_minor, over.charged_by, over.excused)


def place_of(incident_id: UUID) -> str:
    """What a sealed photo is bound to."""
    return f"incident_photo/sealed/{incident_id}"
