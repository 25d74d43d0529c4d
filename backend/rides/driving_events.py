"""What drivers say that happened. Each event counts once, in a transaction of its own, in the order in which they were sent: many may come at once,
minutes after they happened."""
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.driving import DrivingEvent, DrivingKind, EventRefusal, EventTaken, ShiftState, StopKind
from backend.contract.rides import RideState
from backend.database.database import Database
from backend.rides import beside_plan
from backend.rides.driving import get_own
from backend.rides.driving_refused import Refused
from backend.rides.driving_tickets import let_in
from backend.rides.happenings import NoSuchShift, NotNext, PlanBroken, TooSoon
from backend.rides.models import SEEN_DECIMALS, DrivenEvent, Ride, RideShift, RideZone
from backend.rides.service import Rides
from backend.rides.terms import ZoneTerms
from backend.tickets.service import Tickets
from routing.earth import METRES_PER_DEGREE

AHEAD, BEFORE, AFTER = timedelta(minutes=2), timedelta(hours=1), timedelta(hours=12)  # of now; of the shift
NEAR_M = 200.0
GOES_ON = (RideState.HELD, RideState.BOOKED, RideState.ABOARD, RideState.STRANDED)
NEEDED = {
    DrivingKind.ARRIVED: ("ride",), DrivingKind.BOARDED: ("ride",), DrivingKind.BROUGHT: ("ride",), DrivingKind.NO_SHOW: ("ride", "lat", "lon"),
    DrivingKind.BREAK_BEGUN: ("break_no",), DrivingKind.BREAK_OVER: ("break_no",), DrivingKind.BROKEN_DOWN: ("lat", "lon"),
    DrivingKind.DELAYED: ("seconds",), DrivingKind.POSITION: ("lat", "lon"),
}  # fmt: skip
log = structlog.get_logger("allways.rides")


@dataclass(frozen=True)
class Dispatcher:
    """Who hears what one driver says of one shift."""

    database: Database
    rides: Rides
    tickets: Tickets
    driver_id: UUID
    shift_id: UUID

    async def take(self, events: Sequence[DrivingEvent]) -> tuple[EventTaken, ...]:
        """In their order. Raises NoSuchShift."""
        return tuple([await self._take_once(event) for event in events])

    async def _take_once(self, event: DrivingEvent) -> EventTaken:
        try:
            return await self._count(event)
        except IntegrityError:  # sent twice at once, and the other one was first
            return await self._count(event)

    async def _count(self, event: DrivingEvent) -> EventTaken:
        now = self.rides.clock()
        async with self.database.writing() as session:
            shift, _, zone = await get_own(session, self.driver_id, self.shift_id)
            if known := await session.get(DrivenEvent, event.id):
                return told(known) if known.shift_id == shift.id else EventTaken(event.id, EventRefusal.INCOMPLETE)
            if event.kind is DrivingKind.POSITION:
                return placed(event, shift, now)
            row = DrivenEvent(id=event.id, shift_id=shift.id, kind=event.kind, at=now, proof={})
            session.add(row)
            await session.flush()
            try:
                await self._happen(session, event, row, shift, zone, now)
            except Refused as refused:
                row.refusal, row.possible_at, row.ticket = refused.refusal, refused.possible_at, refused.ticket
            await session.flush()
            await self.rides.days.tell(session, shift.zone_id, shift.day)
            return told(row)

    async def _happen(self, session: AsyncSession, event: DrivingEvent, row: DrivenEvent, shift: RideShift, zone: RideZone, now: datetime) -> None:
        """Raises Refused."""
        check(event, shift, now)
        row.at = at = max(min(event.at, now), await last_at(session, row) or shift.begun_at or shift.starts_at)
        ride = None
        if "ride" in NEEDED[event.kind]:
            ride = await ride_of(session, event, shift)
            row.ride_id = ride.id
            await self._look_at(session, event, row, ride, msgspec.convert(zone.terms, ZoneTerms), now)
        elif event.break_no is not None and "break_no" in NEEDED[event.kind]:
            if event.break_no >= len(shift.breaks):
                raise Refused(EventRefusal.INCOMPLETE)
            row.proof = {"breakNo": event.break_no}
        try:
            async with session.begin_nested():
                await self._follow(session, event, shift, ride, at)
        except PlanBroken as error:
            log.error("bug", error=type(error).__name__, event_kind=event.kind, broken=str(error))
            await session.refresh(shift)
            if ride is not None:
                await session.refresh(ride)
            await beside_plan.keep(session, self.rides.happenings, event, shift, ride, at)
        except (NotNext, NoSuchShift) as gone:
            raise Refused(EventRefusal.OTHER_VAN) from gone
        except TooSoon as soon:
            raise Refused(EventRefusal.TOO_SOON, soon.possible_at) from soon

    async def _look_at(self, session: AsyncSession, event: DrivingEvent, row: DrivenEvent, ride: Ride, terms: ZoneTerms, now: datetime) -> None:
        """Before the plan is asked. Raises Refused."""
        if event.kind is DrivingKind.NO_SHOW:
            row.proof = nobody_came(event, ride, terms, row.at)
        elif event.kind is DrivingKind.BOARDED:
            await let_in(session, self.tickets, event, ride, self.driver_id, row.at, now)

    async def _follow(self, session: AsyncSession, event: DrivingEvent, shift: RideShift, ride: Ride | None, at: datetime) -> None:
        """What the plan makes of it; a break that has begun changes none. Raises NotNext, NoSuchShift, TooSoon, PlanBroken."""
        happenings, kind = self.rides.happenings, event.kind
        if ride is not None and kind is DrivingKind.ARRIVED:
            await happenings.arrived(session, ride.id, at)
        elif ride is not None and kind is DrivingKind.NO_SHOW:
            await happenings.no_show(session, ride.id, at)
        elif ride is not None:
            await happenings.served(session, ride.id, at, StopKind.PICKUP if kind is DrivingKind.BOARDED else StopKind.DROPOFF)
        elif kind is DrivingKind.BREAK_OVER:
            await happenings.rested(session, shift.id, event.break_no or 0, at)
        elif kind is DrivingKind.DELAYED:
            await happenings.delayed(session, shift.id, event.seconds or 0, at)
        elif kind is DrivingKind.BROKEN_DOWN:
            await happenings.broken_down(session, shift.id, event.lat or 0.0, event.lon or 0.0, at)


def told(row: DrivenEvent) -> EventTaken:
    return EventTaken(row.id, EventRefusal(row.refusal) if row.refusal else None, row.possible_at, row.ticket)


def placed(event: DrivingEvent, shift: RideShift, now: datetime) -> EventTaken:
    """Where the van is. It is not kept that it was said, nor where it was before."""
    try:
        check(event, shift, now)
    except Refused as refused:
        return EventTaken(event.id, refused.refusal)
    if event.lat is not None and event.lon is not None and (shift.seen_at is None or shift.seen_at < event.at):
        shift.lat, shift.lon, shift.seen_at = round(event.lat, SEEN_DECIMALS), round(event.lon, SEEN_DECIMALS), min(event.at, now)
    return EventTaken(event.id)


def check(event: DrivingEvent, shift: RideShift, now: datetime) -> None:
    """Raises Refused."""
    if any(getattr(event, name) is None for name in NEEDED[event.kind]):
        raise Refused(EventRefusal.INCOMPLETE)
    if event.at.tzinfo is None or not shift.starts_at - BEFORE <= event.at <= min(now + AHEAD, shift.ends_at + AFTER):
        raise Refused(EventRefusal.CLOCK_WRONG)
    if shift.state != ShiftState.BEGUN:
        raise Refused(EventRefusal.NOT_BEGUN)


async def last_at(session: AsyncSession, row: DrivenEvent) -> datetime | None:
    """Nothing happens before what was said to have happened: so nobody has waited for longer than the van stood there."""
    others = DrivenEvent.shift_id == row.shift_id, DrivenEvent.id != row.id, DrivenEvent.refusal.is_(None)
    return await session.scalar(select(func.max(DrivenEvent.at)).where(*others))


async def ride_of(session: AsyncSession, event: DrivingEvent, shift: RideShift) -> Ride:
    """Raises Refused."""
    ride = await session.get(Ride, event.ride)
    if ride is None or (ride.shift_id != shift.id and ride.state in GOES_ON):
        raise Refused(EventRefusal.OTHER_VAN)
    if event.kind is DrivingKind.BROUGHT and ride.state == RideState.BOOKED:
        raise Refused(EventRefusal.NOT_ABOARD)
    if ride.state != (RideState.ABOARD if event.kind is DrivingKind.BROUGHT else RideState.BOOKED):
        raise Refused(EventRefusal.OVER)
    return ride


def nobody_came(event: DrivingEvent, ride: Ride, terms: ZoneTerms, at: datetime) -> dict[str, int]:
    """How long the van stood there, and how far from the pickup. Raises Refused."""
    possible_at = terms.leaves_without(ride)
    if ride.arrived_at is None or possible_at is None:
        raise Refused(EventRefusal.NOT_THERE)
    if at < possible_at:
        raise Refused(EventRefusal.TOO_SOON, possible_at)
    distance = distance_m(ride.from_lat, ride.from_lon, event.lat or 0.0, event.lon or 0.0)
    if distance > NEAR_M:
        raise Refused(EventRefusal.TOO_FAR)
    return {"waitedS": int((at - ride.arrived_at).total_seconds()), "distanceM": round(distance)}


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    east = (other_lon - lon) * math.cos(math.radians(lat))
    return math.hypot(other_lat - lat, east) * METRES_PER_DEGREE
