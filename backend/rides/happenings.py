"""What happens to a plan: each is one transaction that locks the day, asks `routing.dispatch.rides.events`, looks again, keeps, and tells.

What drivers say may come minutes later and in another order than foreseen; it has happened all the same. Who only holds a ride, or has it from the
phone, is served like all others.
"""
import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.driving import StopKind
from backend.contract.rides import ChangeReason, RideState
from backend.outbox.entries import enqueue
from backend.rides import consequences, occurring, tasks
from backend.rides.board import Board, set_off
from backend.rides.days import Days, Decided
from backend.rides.models import SEEN_DECIMALS, DecisionKind, Ride, RideDay, RideShift, ShiftState, TaskKind
from backend.rides.streets import OffStreet
from backend.rides.substitutes import USED
from backend.service.errors import Conflict, NotFound
from routing.dispatch.rides import events
from routing.dispatch.rides.city_times import TooManyPlaces
from routing.dispatch.rides.repair import Mended

WAITS = (RideState.HELD, RideState.BOOKED)
ON = (*WAITS, RideState.ABOARD)
Event = Callable[[Board, int], Mended]


class NoSuchRide(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such ride.")


class NoSuchShift(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such shift, or nobody has ridden in it yet.")


class RideBegun(Conflict):
    code = "ride_begun"

    def __init__(self) -> None:
        super().__init__("The rider is in the van. The driver lets somebody out before the end of a ride.")


class NotNext(Conflict):
    code = "stop_not_there"

    def __init__(self) -> None:
        super().__init__("This van has no such stop any more: the ride is over, or another van drives it. Look at the run sheet again.")


class TooSoon(Conflict):
    """possible_at: from when on the van may leave without them, None while nobody has said that it is there."""

    code = "too_soon"

    def __init__(self, possible_at: datetime | None) -> None:
        when = f"The van waits until {possible_at.isoformat(timespec='seconds')}." if possible_at else "Say first that the van is at the pickup."
        super().__init__(when)
        self.possible_at = possible_at


class PlanBroken(AssertionError):
    """What an event made of a plan is not one: a bug, and the plan stays as it was."""


@dataclass(frozen=True)
class Happenings:
    days: Days

    async def cancelled(self, session: AsyncSession, ride_id: UUID, at: datetime, state: RideState = RideState.CANCELLED) -> None:
        """A ride gives its place back, and is in `state` from now on. One that is over already stays as it is. Raises NoSuchRide, RideBegun."""
        ride, row, before = await self.of_ride(session, ride_id)
        if ride.state == RideState.ABOARD or ride.row in before.dispatch.plan.aboard_ride:
            raise RideBegun
        if ride.state not in (*WAITS, RideState.STRANDED):
            return
        ride.state, ride.ended_at = state, at
        if occurring.vehicle_of(before.dispatch, ride.row) >= 0:
            facts = {"event": "cancelled", "rideId": str(ride_id)}
            await self.happen(session, row, before, at, facts, lambda b, tick: events.cancelled(b.dispatch, ride.row, tick, b.terms.engine))
        await session.flush()

    async def arrived(self, session: AsyncSession, ride_id: UUID, at: datetime) -> None:
        """The van stands at the pickup. Raises NoSuchRide, NotNext."""
        ride, row, before = await self.of_ride(session, ride_id)
        if ride.state not in WAITS or ride.arrived_at is not None:
            return
        vehicle, facts = driving(before, ride), {"event": "arrived", "rideId": str(ride_id)}
        await self.happen(
            session, row, before, at, facts, lambda b, tick: occurring.arrived(b.dispatch, vehicle, 2 * ride.row, tick, b.terms.engine)
        )
        ride.arrived_at = at
        await session.flush()

    async def served(self, session: AsyncSession, ride_id: UUID, at: datetime, kind: StopKind | None = None) -> None:
        """They are in, or out; kind None: whichever comes next for them. Told twice it is the same. Raises NoSuchRide, NotNext."""
        ride, row, before = await self.of_ride(session, ride_id)
        kind = kind or (StopKind.DROPOFF if ride.state == RideState.ABOARD else StopKind.PICKUP)
        if ride.state == (RideState.BROUGHT if kind is StopKind.DROPOFF else RideState.ABOARD):
            return
        vehicle, stop = driving(before, ride), 2 * ride.row + (kind is StopKind.DROPOFF)
        facts = {"event": f"served_{kind}", "rideId": str(ride_id)}
        await self.happen(session, row, before, at, facts, lambda b, tick: occurring.served(b.dispatch, vehicle, stop, tick, b.terms.engine))
        await moved_on(session, ride, kind, at)

    async def rested(self, session: AsyncSession, shift_id: UUID, number: int, at: datetime) -> None:
        """A break is over; number: among those of the shift, from 0. One that is over already stays so. Raises NoSuchShift."""
        shift, row, before = await self.of_shift(session, shift_id)
        vehicle = before.shift_ids.index(shift.id)
        rows = [line for line, of in enumerate(before.dispatch.fleet.break_vehicle.tolist()) if of == vehicle]
        if number >= len(rows) or -1 - rows[number] not in before.dispatch.plan.route(vehicle):
            return
        facts, stop = {"event": "rested", "shiftId": str(shift_id), "breakNo": number}, -1 - rows[number]
        await self.happen(session, row, before, at, facts, lambda b, tick: occurring.rest_said(b.dispatch, vehicle, stop, tick, b.terms.engine))

    async def no_show(self, session: AsyncSession, ride_id: UUID, at: datetime) -> None:
        """Nobody came while the van waited: it leaves, the ride is due as agreed, and a person asks. Raises NoSuchRide, RideBegun, TooSoon."""
        ride, row, before = await self.of_ride(session, ride_id)
        if ride.state == RideState.ABOARD or ride.row in before.dispatch.plan.aboard_ride:
            raise RideBegun
        if ride.state not in WAITS:
            return
        leaves_at = before.terms.leaves_without(ride)
        if leaves_at is None:
            raise TooSoon(None)
        if at < leaves_at:
            raise TooSoon(leaves_at)
        facts = {"event": "no_show", "rideId": str(ride_id)}
        await self.happen(session, row, before, at, facts, lambda b, tick: events.no_show(b.dispatch, ride.row, tick, b.terms.engine))
        await left_without(session, ride, at)

    async def broken_down(self, session: AsyncSession, shift_id: UUID, lat: float, lon: float, at: datetime) -> None:
        """A van drives no more today. Whoever sits in it is fetched first, then those who wait for it go in others. Raises NoSuchShift."""
        shift, row, before = await self.of_shift(session, shift_id)
        if shift.state == ShiftState.BROKEN:
            return
        vehicle, terms = before.shift_ids.index(shift.id), before.terms.engine
        shift.state, shift.over_at, shift.lat, shift.lon, shift.seen_at = (
            ShiftState.BROKEN, at, round(lat, SEEN_DECIMALS), round(lon, SEEN_DECIMALS), at,
        )  # fmt: skip
        inside = [before.ride_ids[ride] for ride, of, _ in occurring.on_board(before.dispatch) if of == vehicle]
        board, place = await asyncio.to_thread(self.placed, before, vehicle, lat, lon)
        facts = {"event": "broken_down", "shiftId": str(shift_id)}
        mended = lambda b, tick: events.broken_down(b.dispatch, vehicle, place, tick, terms)  # noqa: E731 as the others
        await self.happen(session, row, before, at, facts, mended, ChangeReason.BREAKDOWN, on=board)
        # Who was in it waits again, for the van that fetches them.
        out = update(Ride).where(Ride.id.in_(inside), Ride.state == RideState.ABOARD)
        await session.execute(out.values(state=RideState.BOOKED, boarded_at=None, arrived_at=None))
        await tasks.make(session, TaskKind.BROKEN, "broken_down", shift.zone_id, at, shift_id=shift.id)

    async def delayed(self, session: AsyncSession, shift_id: UUID, seconds: int, at: datetime) -> None:
        """A van is so much later than foreseen. Raises NoSuchShift."""
        shift, row, before = await self.of_shift(session, shift_id)
        vehicle = before.shift_ids.index(shift.id)

        def event(board: Board, tick: int) -> Mended:
            starts = int(board.dispatch.fleet.start_at[vehicle]) + seconds
            return events.delayed(board.dispatch, vehicle, starts, tick, board.terms.engine)

        await self.happen(session, row, before, at, {"event": "delayed", "shiftId": str(shift_id), "seconds": seconds}, event)

    async def late(self, session: AsyncSession, ride_id: UUID, ready_at: datetime, at: datetime) -> None:
        """A rider can be at the pickup only at `ready_at`. The van waits where all other promises hold; else another comes. Raises NoSuchRide."""
        ride, row, before = await self.of_ride(session, ride_id)
        if ride.state not in WAITS or (ride.ready_at or ride.pickup_from) >= ready_at:
            return
        ride.ready_at, ready = ready_at, before.tick_after(ready_at)
        facts = {"event": "late", "rideId": str(ride_id), "readyAt": ready_at.isoformat()}
        await self.happen(
            session, row, before, at, facts, lambda b, tick: events.late_connection(b.dispatch, ride.row, ready, tick, b.terms.engine),
            ChangeReason.CONNECTION,
        )  # fmt: skip

    async def closed(self, session: AsyncSession, zone_id: UUID, day: date, at: datetime) -> None:
        """Streets are others: `Days` reads a plan on those of now, so that every route is timed on them. Raises NoSuchZone."""
        row, before = await self.days.get(session, zone_id, day)
        await self.happen(
            session, row, before, at, {"event": "closed"}, lambda b, tick: events.closed(b.dispatch, b.dispatch.travel_ticks, tick, b.terms.engine),
            ChangeReason.CLOSURE, whole=True,
        )  # fmt: skip

    async def elapsed(self, session: AsyncSession, zone_id: UUID, day: date, at: datetime) -> Board:
        """Time passes without a word of drivers; nothing is written where nobody is later by it. Raises NoSuchZone."""
        row, before = await self.days.get(session, zone_id, day)
        return await self.happen(
            session, row, before, at, {"event": "elapsed"}, lambda b, tick: occurring.elapsed(b.dispatch, tick, b.terms.engine), quiet=True
        )

    async def happen(
        self, session: AsyncSession, row: RideDay, before: Board, at: datetime, facts: dict[str, Any], event: Event,
        reason: ChangeReason = ChangeReason.TRAFFIC, on: Board | None = None, whole: bool = False, quiet: bool = False,
    ) -> Board:  # fmt: skip
        """The plan is what an event made of it as of `at`, and everybody whom it concerns is told. on: the same plan with more places.

        quiet: nothing is written where nothing has moved. Raises NotNext, PlanBroken.
        """
        board = on or before
        board, mended = await asyncio.to_thread(occurred, board, board.tick_after(at), event)
        after = board.with_dispatch(mended.dispatch)
        if quiet and not occurring.is_moved(before.dispatch, after.dispatch):
            return after
        kept = await self.days.keep(session, row, before, after, Decided(DecisionKind.EVENT, {**facts, "at": at.isoformat()}), whole)
        await consequences.follow(session, before, kept, mended, reason, at)
        return kept

    def placed(self, board: Board, vehicle: int, lat: float, lon: float) -> tuple[Board, int]:
        """With the place where a van stands; where it was last where no street is near."""
        try:
            snap = self.days.streets.snap(board.day, lat, lon)
            board = board.with_places([snap])
            return board, board.times.row(snap)
        except (OffStreet, TooManyPlaces):
            return board, int(board.dispatch.fleet.start_place[vehicle])

    async def of_ride(self, session: AsyncSession, ride_id: UUID) -> tuple[Ride, RideDay, Board]:
        """As they are once the day is locked. Raises NoSuchRide."""
        ride = await find_ride(session, ride_id)
        row, board = await self.days.get(session, ride.zone_id, ride.day)
        await session.refresh(ride)
        return ride, row, board

    async def of_shift(self, session: AsyncSession, shift_id: UUID) -> tuple[RideShift, RideDay, Board]:
        """Raises NoSuchShift."""
        shift = await session.get(RideShift, shift_id)
        if shift is None:
            raise NoSuchShift
        row, board = await self.days.get(session, shift.zone_id, shift.day)
        if shift.id not in board.shift_ids:
            raise NoSuchShift
        await session.refresh(shift)
        return shift, row, board


def occurred(board: Board, tick: int, event: Event) -> tuple[Board, Mended]:
    """As of a moment: nobody can be sent anywhere from where they were before. Raises NotNext, PlanBroken."""
    now = board.with_dispatch(set_off(board.dispatch, tick))
    try:
        mended = event(now, tick)
    except occurring.NotHere as error:
        raise NotNext from error
    if broken := occurring.new_faults(now.dispatch, mended.dispatch):
        raise PlanBroken("; ".join(one.words for one in broken[:3]))
    return now, mended


def driving(board: Board, ride: Ride) -> int:
    """The row of the vehicle that drives it. Raises NotNext."""
    vehicle = occurring.vehicle_of(board.dispatch, ride.row)
    if vehicle < 0:
        raise NotNext
    return vehicle


async def moved_on(session: AsyncSession, ride: Ride, kind: StopKind, at: datetime) -> None:
    if kind is StopKind.PICKUP:
        ride.state, ride.boarded_at, ride.arrived_at = RideState.ABOARD, at, ride.arrived_at or at
    else:
        ride.state, ride.brought_at, ride.ended_at, ride.boarded_at = RideState.BROUGHT, at, at, ride.boarded_at or at
        await used(session, ride, True, at)
    await session.flush()


async def left_without(session: AsyncSession, ride: Ride, at: datetime) -> None:
    ride.state, ride.ended_at = RideState.NO_SHOW, at
    await used(session, ride, False, at)
    # Perhaps they stand around the corner, and that was their last way home.
    await tasks.make(session, TaskKind.NO_SHOW, "nobody_came", ride.zone_id, at, ride_id=ride.id)


async def used(session: AsyncSession, ride: Ride, shown: bool, at: datetime) -> None:
    """What the leg of a ride that is over costs is due, by the outbox: a booking is locked before a day."""
    if ride.leg_id is not None:
        await enqueue(session, USED, {"rideId": str(ride.id), "shown": shown}, f"{ride.id}:{USED}", at)


async def find_ride(session: AsyncSession, ride_id: UUID | None) -> Ride:
    """Raises NoSuchRide."""
    found = await session.scalar(select(Ride).where(Ride.id == ride_id))
    if found is None:
        raise NoSuchRide
    return found
