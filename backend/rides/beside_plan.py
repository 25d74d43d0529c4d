"""What happened though no plan follows from it. That is a mistake of ours, and it has happened all the same: who is on board is on board.

The plan stays as it was. What is known of a ride is kept in its row, a ride that is over leaves its route where that can be, and a person sees to the
rest within two minutes.
"""
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.driving import DrivingEvent, DrivingKind, StopKind
from backend.rides import tasks
from backend.rides.happenings import Happenings, PlanBroken, left_without, moved_on
from backend.rides.models import SEEN_DECIMALS, Ride, RideShift, TaskKind
from routing.dispatch.rides.repair import Mended, taken_off

NOT_IN_PLAN = "not_in_plan"
OVER = (DrivingKind.BROUGHT, DrivingKind.NO_SHOW)


async def keep(session: AsyncSession, happenings: Happenings, event: DrivingEvent, shift: RideShift, ride: Ride | None, at: datetime) -> None:
    """at: when it counts as of. A van that drives no more stays in its shift, so that the desk can say it again."""
    if ride is not None:
        await as_said(session, event.kind, ride, at)
        if event.kind in OVER:
            await let_go(session, happenings, ride, at)
    elif event.kind is DrivingKind.BROKEN_DOWN:
        shift.lat, shift.lon, shift.seen_at = round(event.lat or 0.0, SEEN_DECIMALS), round(event.lon or 0.0, SEEN_DECIMALS), at
    await tasks.make(session, TaskKind.BROKEN, NOT_IN_PLAN, shift.zone_id, at, ride_id=ride.id if ride else None, shift_id=shift.id)


async def as_said(session: AsyncSession, kind: DrivingKind, ride: Ride, at: datetime) -> None:
    if kind is DrivingKind.ARRIVED:
        ride.arrived_at = ride.arrived_at or at
    elif kind is DrivingKind.NO_SHOW:
        await left_without(session, ride, at)
    else:
        await moved_on(session, ride, StopKind.PICKUP if kind is DrivingKind.BOARDED else StopKind.DROPOFF, at)
    await session.flush()


async def let_go(session: AsyncSession, happenings: Happenings, ride: Ride, at: datetime) -> None:
    """Nobody else waits because of a stop that is none any more."""
    _, row, board = await happenings.of_ride(session, ride.id)
    facts = {"event": "let_go", "rideId": str(ride.id)}
    try:
        async with session.begin_nested():
            await happenings.happen(session, row, board, at, facts, lambda b, _: Mended(taken_off(b.dispatch, [ride.row])))
    except PlanBroken:  # then it is for the person alone
        return
