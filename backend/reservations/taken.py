"""Somebody else stands in a booked space: written down first, then made good. Another space at no price, or what was not used comes back.

Who says so often without anybody else seeing it waits for a person of ours.
"""
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import rows as bookings
from backend.bookings import substituting
from backend.bookings.booked import Booking, BookingLeg, HoldState, ResourceHold
from backend.bookings.desk import Desk
from backend.bookings.effects import notice
from backend.bookings.linked import touch
from backend.bookings.rows import Rows
from backend.contract.parking import Vehicle
from backend.contract.quotes import QuoteRequest
from backend.contract.reservations import ParkingWish
from backend.parking.service import Parking
from backend.pricing.service import Pricing
from backend.reservations import elsewhere, leaving, stays
from backend.reservations.announcing import announce
from backend.reservations.incidents import Incident, IncidentKind, IncidentState
from backend.reservations.models import ParkingReservation
from backend.reservations.rows import Reserved
from backend.service.errors import Conflict, NotFound, ServiceError
from payments import events
from payments.states import Cause, LegState
from payments.substituting import most_minor

MOST_TRIES = 5
# Who comes later than this has had the space until then.
ARRIVES_WITHIN = timedelta(minutes=30)
WITHIN, MOST_UNPROVEN = timedelta(days=90), 3
LATEST_TOLD, CLOCKS_DIFFER = timedelta(days=1), timedelta(minutes=1)


class NotNow(Conflict):
    code = "not_now"

    def __init__(self) -> None:
        super().__init__("Nobody may be in this space now but by another booking: yours has not begun, is over, or was given back.")


class OtherBay(Conflict):
    code = "other_bay"

    def __init__(self, label: str):
        super().__init__("You stand at another bay than the one you have booked. Look at `label` and go there.")
        self.more = {"label": label}


@dataclass(frozen=True)
class Told:
    """label: what is written at the bay where somebody stands, where they say so."""

    tapped_at: datetime | None = None
    label: str | None = None


@dataclass(frozen=True)
class Replacing:
    parking: Parking
    pricing: Pricing
    desk: Desk

    async def report(self, session: AsyncSession, part: Reserved, told: Told) -> Incident:
        """The incident as it stands, the same one however often somebody taps. Raises NotNow, OtherBay."""
        await bookings.load(session, part.booking.id)
        part, at = await stays.again(session, part), self.desk.clock()
        known = await find(session, part.leg.id)
        if known is not None and known.state != IncidentState.LOOK_AGAIN:
            return known
        tapped_at = moment_of(told.tapped_at, at)
        stay = await stays.find(session, part)
        if part.leg.state not in (LegState.CONFIRMED, LegState.USED) or not part.enter_from <= tapped_at < stay.ends_at or stay.left_at is not None:
            raise NotNow
        check_label(part, told.label)
        row = known or Incident(leg_id=part.leg.id, kind=IncidentKind.SPACE_TAKEN, tapped_at=tapped_at, state=IncidentState.REPORTED)
        session.add(row)
        await session.flush()
        await self.see_to(session, row, part, at)
        await session.flush()
        await announce(session, row)
        return row

    async def see_to(self, session: AsyncSession, row: Incident, part: Reserved, at: datetime) -> None:
        row.proven = row.proven or await is_overstayed(session, part, at) or None
        if not row.proven and not row.asked_again and await self.has_room(session, part, at):
            row.asked_again, row.state = True, IncidentState.LOOK_AGAIN
        elif not row.proven and await unproven(session, part, at) >= MOST_UNPROVEN:
            row.state = IncidentState.UNDECIDED
            await self.desk.page(session, await bookings.load(session, part.booking.id), f"space_taken_{row.id}")
        else:
            await self.make_good(session, row, part, at)

    async def has_room(self, session: AsyncSession, part: Reserved, at: datetime) -> bool:
        """Whether the counter of a car park says that there is room; of a bay nothing counts."""
        if part.spot is not None and part.spot.label is not None:
            return False
        vehicle = vehicle_of(part)
        try:
            found = await self.parking.space(session, part.row.space_id, part.leg.starts_at, part.leg.ends_at, vehicle, at)
        except NotFound:  # it is not let any more
            return False
        return found.live is not None and (found.live.free or 0) > 0

    async def make_good(self, session: AsyncSession, row: Incident, part: Reserved, at: datetime) -> None:
        """One transaction: the space is let go, at nothing where it was never had, and another one is booked."""
        stay = await stays.find(session, part)
        ends_at = stay.ends_at
        if row.tapped_at > stay.starts_at + ARRIVES_WITHIN:
            await leaving.end(session, self.desk, stay, row.tapped_at, Cause.OPERATOR, driven_out=True)
        else:
            await self.give_back(session, stay)
        found = await bookings.load(session, part.booking.id)
        row.replacement_id = await self.replace(session, row, found, part, ends_at, at)
        row.state, row.resolved_at = IncidentState.REPLACED if row.replacement_id else IncidentState.REFUNDED, at
        if row.replacement_id is None:
            await notice(session, part.booking.id, "space_refunded", part.leg.leg_no, at)
            await touch(session, part.booking.id, at)

    async def give_back(self, session: AsyncSession, stay: stays.Stay) -> None:
        for part in stay.parts:
            leg = part.leg
            if leg.state == LegState.CONFIRMED:
                await self.desk.apply(session, part.booking.id, events.Disrupted(leg.leg_no, Cause.OPERATOR))
            elif leg.state == LegState.USED and leg.due_minor:
                await self.desk.apply(session, part.booking.id, events.ClaimUpheld(leg.leg_no, 0, Cause.OPERATOR))

    async def replace(self, session: AsyncSession, row: Incident | None, found: Rows, part: Reserved, ends_at: datetime, at: datetime) -> UUID | None:
        """The nearest space that can be had, also a dearer one. Of two who want the same one the second is given the next."""
        if found.booking.account_id is None or ends_at <= at:
            return None
        start = max(at, part.leg.starts_at).replace(second=0, microsecond=0)
        others = await elsewhere.near(session, self.parking, part, start, ends_at, at, MOST_TRIES)
        most = most_minor(await substituting.worth_minor(session, found, [part.leg.leg_no]))
        for other in others:
            if row is not None:
                row.tries += 1
            booked = await self.book_instead(session, found, part, ParkingWish(other.space_id, start, ends_at, vehicle_of(part)), most, at)
            if booked is not None:
                return booked
        return None

    async def book_instead(self, session: AsyncSession, found: Rows, part: Reserved, wish: ParkingWish, most: int, at: datetime) -> UUID | None:
        """None where somebody was quicker, it is not sold by now, or costs us more than it may."""
        asked = QuoteRequest(parking=(wish,))
        try:
            async with session.begin_nested():
                spaces = await self.desk.spaces.for_sale(session, asked.parking, found.booking.account_id, at)
                offer = await self.pricing.offer((), (), None, at, spaces=spaces)
                if substituting.cost_minor(offer) <= most:
                    return await substituting.substitute(session, self.desk, found, [part.leg.leg_no], asked, offer)
        except ServiceError:
            pass
        return None

    async def after_disruption(self, session: AsyncSession, found: Rows, leg: BookingLeg) -> bool:
        """For whoever does not get the space from its host or operator. Whether there is another one by now."""
        part = next(iter(await stays.list_parts(session, [leg.id])), None)
        if part is None:
            return False
        row, at = await find(session, leg.id), self.desk.clock()
        if row is not None and row.state == IncidentState.REFUSED:
            return False
        instead = await self.replace(session, row, found, part, leg.ends_at, at)
        if instead is not None and row is not None:
            row.replacement_id, row.state = instead, IncidentState.REPLACED
            await announce(session, row)
        return instead is not None


def vehicle_of(part: Reserved) -> Vehicle:
    return msgspec.convert(part.row.vehicle, Vehicle)


async def find(session: AsyncSession, leg_id: UUID) -> Incident | None:
    return await session.scalar(select(Incident).where(Incident.leg_id == leg_id, Incident.kind == IncidentKind.SPACE_TAKEN))


def moment_of(tapped_at: datetime | None, at: datetime) -> datetime:
    """Of a phone without network. Raises NotNow for one that cannot be."""
    if tapped_at is None:
        return at.replace(second=0, microsecond=0)
    if tapped_at.tzinfo is None or not at - LATEST_TOLD <= tapped_at <= at + CLOCKS_DIFFER:
        raise NotNow
    return min(tapped_at, at).replace(second=0, microsecond=0)


def check_label(part: Reserved, label: str | None) -> None:
    """Raises OtherBay."""
    booked = part.spot.label if part.spot else None
    if label is not None and booked is not None and label.strip().casefold() != booked.strip().casefold():
        raise OtherBay(booked)


async def is_overstayed(session: AsyncSession, part: Reserved, at: datetime) -> bool:
    """Whether the one who had the bay before has not come out, as a gate says."""
    if part.spot is None or part.spot.label is None:
        return False
    before = (
        select(ParkingReservation.id)
        .join(ResourceHold, ResourceHold.leg_id == ParkingReservation.leg_id)
        .where(
            ResourceHold.resource_id == str(part.spot.id), ResourceHold.leg_id != part.leg.id, ResourceHold.ends_at <= at,
            ResourceHold.state != HoldState.FREED, ParkingReservation.entered_at.is_not(None), ParkingReservation.left_at.is_(None),
        )
    )  # fmt: skip
    return await session.scalar(before.limit(1)) is not None


async def unproven(session: AsyncSession, part: Reserved, at: datetime) -> int:
    """How many such claims of the same traveller nobody else saw, this one counted."""
    mine = (
        select(func.count())
        .select_from(Incident)
        .join(BookingLeg, BookingLeg.id == Incident.leg_id)
        .join(Booking, Booking.id == BookingLeg.booking_id)
        .where(Booking.account_id == part.booking.account_id, Incident.created_at > at - WITHIN, or_(Incident.proven.is_(None), ~Incident.proven))
    )
    return await session.scalar(mine) or 0
