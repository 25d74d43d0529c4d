"""What follows from a change of a plan: whose promise became another is told so, who has lost the ride is another's to see to at once.

Written in the transaction that keeps the plan. What concerns bookings is work of the outbox (`substitutes.py`): a booking is locked before the day of
its ride, never after it.
"""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.bookings import NoticeCode
from backend.contract.rides import ChangeReason, RideState
from backend.outbox.entries import enqueue
from backend.rides import tasks
from backend.rides.board import Board
from backend.rides.models import Ride, TaskKind
from routing.dispatch.rides.promise import Promise
from routing.dispatch.rides.repair import Mended

TOLD, LET_DOWN = "ride.told", "ride.let_down"
GOES_ON = (RideState.HELD, RideState.BOOKED, RideState.ABOARD)
MOST_CHANGES = 20


@dataclass(frozen=True)
class Followed:
    """What has to be told, by rows of the day. later: with what was promised before. moved: another van comes, within what was promised. stranded:
    with the reason."""

    later: tuple[tuple[int, Promise], ...]
    moved: tuple[int, ...]
    stranded: tuple[tuple[int, str], ...]

    @property
    def rows(self) -> frozenset[int]:
        return frozenset([ride for ride, _ in self.later] + list(self.moved) + [ride for ride, _ in self.stranded])


def of(before: Board, after: Board, mended: Mended) -> Followed:
    """Each ride once: whoever is stranded is not told of times as well."""
    stranded = {one.ride: one.reason for one in mended.stranded}
    changed = {ride for ride, _ in (*mended.later, *mended.fetched) if ride not in stranded and promise_of(before, ride) != promise_of(after, ride)}
    placed = {*mended.kept, *(ride for ride, _ in (*mended.later, *mended.fetched))} - changed - stranded.keys()
    moved = [ride for ride in sorted(placed) if vehicle_of(before, ride) != vehicle_of(after, ride)]
    return Followed(tuple((ride, promise_of(before, ride)) for ride in sorted(changed)), tuple(moved), tuple(sorted(stranded.items())))


def promise_of(board: Board, ride: int) -> Promise:
    rides = board.dispatch.rides
    return Promise(int(rides.earliest_pickup[ride]), int(rides.latest_pickup[ride]), int(rides.latest_dropoff[ride]))


def vehicle_of(board: Board, ride: int) -> int:
    return board.dispatch.plan.vehicle_of(ride)


async def follow(session: AsyncSession, before: Board, after: Board, mended: Mended, reason: ChangeReason, at: datetime) -> Followed:
    """After the plan was kept. reason: of what happened, told with each new promise."""
    found = of(before, after, mended)
    rides = await list_rides(session, after, found.rows)
    for row, was in found.later:
        await promised_anew(session, rides[row], before, after, (was, promise_of(after, row)), reason, at)
    for row in found.moved:
        await tell(session, rides[row], NoticeCode.RIDE_MOVED, after.version, at)
    for row, why in found.stranded:
        await strand(session, rides[row], why, at)
    await session.flush()
    return found


async def list_rides(session: AsyncSession, board: Board, rows: Iterable[int]) -> dict[int, Ride]:
    """By row of the day."""
    ids = {board.ride_ids[row]: row for row in rows}
    found = await session.scalars(select(Ride).where(Ride.id.in_(ids)).order_by(Ride.id)) if ids else ()
    return {ids[ride.id]: ride for ride in found}


async def promised_anew(
    session: AsyncSession, ride: Ride, before: Board, after: Board, promises: tuple[Promise, Promise], reason: ChangeReason, at: datetime
) -> None:
    was, now = promises
    if ride.state not in GOES_ON:
        return
    change = {
        "at": at.isoformat(), "reason": reason.value, "from": before.moment(was.pickup_from).isoformat(),
        "to": before.moment(was.pickup_to).isoformat(), "by": before.moment(was.arrive_by).isoformat(),
    }  # fmt: skip
    ride.changes = [*ride.changes, change][-MOST_CHANGES:]
    ride.pickup_from, ride.pickup_to, ride.arrive_by = (after.moment(tick) for tick in (now.pickup_from, now.pickup_to, now.arrive_by))
    await session.flush()
    await tell(session, ride, NoticeCode.RIDE_WAITS if reason is ChangeReason.CONNECTION else NoticeCode.RIDE_LATER, after.version, at)


async def tell(session: AsyncSession, ride: Ride, code: NoticeCode, version: int, at: datetime) -> None:
    """By the booking and the page of the ride; who booked by phone is called."""
    if ride.leg_id is not None:
        await enqueue(session, TOLD, {"rideId": str(ride.id), "code": code.value}, f"{ride.id}:{code}:{version}", at)
    elif ride.caller is not None and code is not NoticeCode.RIDE_MOVED:
        await tasks.make(session, TaskKind.CALL, code, ride.zone_id, at, ride_id=ride.id)


async def strand(session: AsyncSession, ride: Ride, why: str, at: datetime) -> None:
    """A person has two minutes, and meanwhile another way is looked for."""
    if ride.state not in GOES_ON:
        return
    aboard = ride.state == RideState.ABOARD
    ride.state, ride.shift_id, ride.pickup_at, ride.dropoff_at = RideState.STRANDED, None, None, None
    await session.flush()
    await tasks.make(session, TaskKind.STRANDED, "aboard" if aboard else why, ride.zone_id, at, ride_id=ride.id)
    await let_down(session, ride.id, ride.leg_id, aboard, at)


async def let_down(session: AsyncSession, ride_id: UUID, leg_id: UUID | None, aboard: bool, at: datetime) -> None:
    if leg_id is not None:
        await enqueue(session, LET_DOWN, {"rideId": str(ride_id), "aboard": aboard}, f"{ride_id}:{LET_DOWN}", at)
