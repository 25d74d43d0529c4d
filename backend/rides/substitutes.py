"""What becomes of a booking when something happens to its ride. Work of the outbox: a booking is locked before the day of its ride, never after it.

A ride that we do not keep costs nothing. Where somebody still waits for it, its leg is disrupted, and bookings find and book another way at no price;
who sat in the van, or has a leg that is over by the clock, gets back what was due, and a person sees to the rest.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.letters import Letters
from backend.bookings import rows
from backend.bookings.booked import Booking, BookingLeg, BookingNotice
from backend.bookings.desk import Desk
from backend.bookings.effects import notice
from backend.bookings.issued import Ticket
from backend.bookings.linked import touch
from backend.bookings.rows import Rows
from backend.bookings.substituting import STANDS
from backend.bookings.writing import AFTER_END
from backend.contract.bookings import NoticeCode
from backend.contract.rides import RideState
from backend.database.database import Database
from backend.outbox.entries import Entry
from backend.outbox.worker import Finish, Handler
from backend.rides import tasks
from backend.rides.consequences import LET_DOWN, TOLD
from backend.rides.models import Ride, RideTask, TaskKind
from backend.rides.task_letters import RUNG, TaskLetters
from payments import events
from payments.states import BookingState, Cause, LegState, TicketState

USED = "ride.used"
# Whose promise we moved, or who cannot come to it any more, gives the ride back for nothing, however late: before_s, fee, share of the price.
FREE = [[-7 * 86_400, 0, 0]]


class NotReady(Exception):
    """The booking is being confirmed. The same is right in a moment."""

    code = "booking_not_ready"


@dataclass(frozen=True)
class RideWork:
    """letters: for those on duty."""

    desk: Desk
    database: Database
    letters: Letters | None = None

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {TOLD: self.told, LET_DOWN: self.let_down, USED: self.used, **self.of_tasks}

    @property
    def of_tasks(self) -> Mapping[str, Handler]:
        return {tasks.OVERDUE: partial(tasks.overdue, self.database), RUNG: TaskLetters(self.database, self.letters).send}

    async def told(self, entry: Entry) -> Finish:
        return partial(self.tell, UUID(entry.payload["rideId"]), NoticeCode(entry.payload["code"]))

    async def let_down(self, entry: Entry) -> Finish:
        return partial(self.give_up, UUID(entry.payload["rideId"]), bool(entry.payload["aboard"]))

    async def used(self, entry: Entry) -> Finish:
        return partial(self.end, UUID(entry.payload["rideId"]), bool(entry.payload["shown"]))

    async def tell(self, ride_id: UUID, code: NoticeCode, session: AsyncSession) -> None:
        """The times of the leg and of its ticket go along, so that neither is over before the van is there."""
        found, leg, ride = await locked(session, ride_id)
        if found is None or leg is None or ride is None or leg.state not in (LegState.HELD, LegState.CONFIRMED):
            return
        if ride.arrive_by > leg.ends_at:
            leg.ends_at = ride.arrive_by
            live = update(Ticket).where(Ticket.leg_id == leg.id, Ticket.state == TicketState.LIVE)
            await session.execute(live.values(valid_until=ride.arrive_by + AFTER_END))
        if code in (NoticeCode.RIDE_LATER, NoticeCode.RIDE_CUT_OFF):
            leg.ladder = FREE
        await session.flush()
        await say(session, self.desk, leg, code)

    async def give_up(self, ride_id: UUID, aboard: bool, session: AsyncSession) -> None:
        """Raises NotReady."""
        found, leg, ride = await locked(session, ride_id)
        if found is None or leg is None or ride is None or ride.state != RideState.STRANDED:
            return
        if found.booking.state == BookingState.HELD:
            await self.desk.apply(session, found.booking.id, events.Abandoned(Cause.WEBHOOK, NoticeCode.OPERATOR_REFUSED))
            return
        if found.booking.state == BookingState.CONFIRMING:
            raise NotReady
        happened = lost(leg, aboard)
        if happened:
            await self.desk.apply(session, found.booking.id, *happened)
            await say(session, self.desk, leg, NoticeCode.RIDE_STRANDED)

    async def end(self, ride_id: UUID, shown: bool, session: AsyncSession) -> None:
        """shown: they came, else the van waited in vain. Raises NotReady."""
        found, leg, _ = await locked(session, ride_id)
        if found is None or leg is None:
            return
        if found.booking.state == BookingState.CONFIRMING:
            raise NotReady
        if found.booking.state == BookingState.CONFIRMED and leg.state == LegState.CONFIRMED:
            await self.desk.apply(session, found.booking.id, events.Used(leg.leg_no, shown))


def lost(leg: BookingLeg, aboard: bool) -> list[events.Event]:
    """What takes the price of a leg away."""
    nothing = events.ClaimUpheld(leg.leg_no, 0, Cause.OPERATOR)
    if leg.state == LegState.CONFIRMED:
        return [events.Used(leg.leg_no), nothing] if aboard else [events.Disrupted(leg.leg_no)]
    return [nothing] if leg.state == LegState.USED and leg.due_minor else []


async def locked(session: AsyncSession, ride_id: UUID) -> tuple[Rows | None, BookingLeg | None, Ride | None]:
    """The booking of a ride, its leg and the ride as it is once the booking is locked; None each where there is none (any more)."""
    of = select(BookingLeg.booking_id, BookingLeg.leg_no).join(Ride, Ride.leg_id == BookingLeg.id).where(Ride.id == ride_id)
    part = (await session.execute(of)).first()
    if part is None:
        return None, None, None
    found = await rows.load(session, part.booking_id)
    ride = await session.scalar(select(Ride).where(Ride.id == ride_id).execution_options(populate_existing=True))
    return found, found.leg(part.leg_no), ride


async def say(session: AsyncSession, desk: Desk, leg: BookingLeg, code: NoticeCode) -> None:
    """Once more where it was said before: the newest is what counts."""
    at = desk.clock()
    same = (BookingNotice.booking_id == leg.booking_id) & (BookingNotice.leg_no == leg.leg_no)
    await session.execute(delete(BookingNotice).where(same, BookingNotice.code == code))
    await notice(session, leg.booking_id, code, leg.leg_no, at)
    await touch(session, leg.booking_id, at)


def waiting() -> Select[tuple[RideTask, Ride, BookingLeg]]:
    """Stranded rides that a person is to see to."""
    rows = select(RideTask, Ride, BookingLeg).join(Ride, Ride.id == RideTask.ride_id).join(BookingLeg, BookingLeg.id == Ride.leg_id)
    return rows.where(RideTask.kind == TaskKind.STRANDED, RideTask.done_at.is_(None), Ride.state == RideState.STRANDED)


async def is_anybody_waiting(session: AsyncSession) -> bool:
    return (await session.execute(waiting().limit(1))).first() is not None


async def link(session: AsyncSession) -> int:
    """Stranded rides for which another way stands: nobody has to look any more. How many it was."""
    linked = 0
    for task, ride, leg in (await session.execute(waiting().order_by(RideTask.id))).all():
        instead = select(Booking).where(Booking.substitute_of == leg.booking_id, Booking.state.in_(STANDS), Booking.state != BookingState.CONFIRMING)
        standing = [one for one in await session.scalars(instead.order_by(Booking.id)) if leg.leg_no in one.substitute_legs]
        if not standing:
            continue
        newest = standing[-1]
        of_newest = select(Ride).join(BookingLeg, BookingLeg.id == Ride.leg_id).where(BookingLeg.booking_id == newest.id)
        for other in await session.scalars(of_newest):
            other.instead_of = other.instead_of or ride.id
        task.done_at, task.note = newest.state_since, "substituted"
        linked += 1
    await session.flush()
    return linked
