"""A better plan becomes the plan of its day: kept with the question it answers, and told to whom another van will come soon."""
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.bookings import NoticeCode
from backend.rides import consequences
from backend.rides.board import Board
from backend.rides.coding import encode_question
from backend.rides.days import Days, Decided
from backend.rides.models import DecisionKind, RideDay
from backend.rides.replaying import facts_of
from routing.dispatch.search.swap import Decision

# Of rides that begin later nobody has looked yet which van it is.
TOLD_BEFORE = timedelta(hours=1)


async def take_over(
    session: AsyncSession, days: Days, row: RideDay, before: Board, after: Board, decision: Decision, asked: Board, known: Board, at: datetime
) -> Board:
    """asked: the board that the decision is about; known: the one that riders know of. The board as it is kept."""
    why = Decided(DecisionKind.SWAPPED, facts_of(decision), decision.snapshot, encode_question(asked))
    kept = await days.keep(session, row, before, after, why)
    waiting = {int(stop) // 2 for stop in kept.dispatch.plan.stop if stop >= 0 and stop % 2 == 0}
    moved = [ride for ride in waiting if consequences.vehicle_of(known, ride) not in (-1, consequences.vehicle_of(kept, ride))]
    for ride in (await consequences.list_rides(session, kept, moved)).values():
        if ride.pickup_from - at < TOLD_BEFORE:
            await consequences.tell(session, ride, NoticeCode.RIDE_MOVED, kept.version, at)
    return kept
