"""Better plans, looked for aside while everything goes on: a snapshot is searched in a process of its own, and what it finds is taken over under the
lock of the day only where the verifier finds nothing, no touched vehicle has moved on, and it is better. In every other case the plan stays.
"""
import asyncio
import hashlib
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.rides import RideState
from backend.database.base import now
from backend.database.database import Database
from backend.rides.board import Board, set_off
from backend.rides.coding import encode_question
from backend.rides.days import Days
from backend.rides.models import DecisionKind, Ride, RideDecision
from backend.rides.replaying import compacted, facts_of
from backend.rides.taking_over import take_over
from routing.dispatch.rides.model import Dispatch
from routing.dispatch.search.holding import held
from routing.dispatch.search.process import SearchProcess
from routing.dispatch.search.reoptimise import Proposal
from routing.dispatch.search.swap import Decision, Outcome, late, swapped

EVERY_S = 30.0
OPEN = (RideState.HELD, RideState.BOOKED, RideState.ABOARD)
AHEAD = timedelta(days=2)
log = structlog.get_logger("allways.rides")


@dataclass(frozen=True)
class Effort:
    """iterations and or_tools_s: of the search. budget_s: after which it is killed. locked_s: a stop that is left for so soon stays as it is.
    least: so many stops that may be changed, fewer are not worth a search."""

    iterations: int = 400
    or_tools_s: float = 2.0
    budget_s: float = 12.0
    locked_s: int = 30
    least: int = 4


class Reoptimiser:
    """Of one process of all. Searches are done one after the other in a thread that waits for the child."""

    def __init__(self, database: Database, days: Days, effort: Effort | None = None, clock: Callable[[], datetime] = now):
        self.database, self.days, self.effort, self.clock = database, days, effort or Effort(), clock
        self.search = SearchProcess()
        self._thread = ThreadPoolExecutor(1, "rides search")
        self._in_vain: dict[tuple[UUID, date], bytes] = {}

    async def run(self, every_s: float = EVERY_S) -> None:
        """Until cancelled."""
        while True:
            try:
                for zone_id, day in await self.list_days():
                    await self.look(zone_id, day)
            except (SQLAlchemyError, OSError) as error:
                log.warning("rides_not_reoptimised", error=type(error).__name__)
            except Exception as error:  # a mistake of ours with a search is none with what goes on without it
                log.error("bug", error=type(error).__name__)
            await asyncio.sleep(every_s * random.uniform(0.9, 1.1))

    async def list_days(self) -> list[tuple[UUID, date]]:
        """With rides that are not over, the soonest first."""
        at = self.clock()
        is_open = Ride.state.in_(OPEN) & (Ride.arrive_by > at - timedelta(hours=12)) & (Ride.pickup_from < at + AHEAD)
        async with self.database.reading() as session:
            found = (await session.execute(select(Ride.day, Ride.zone_id).where(is_open).distinct())).all()
        return [(zone_id, day) for day, zone_id in sorted((row.day, row.zone_id) for row in found)]

    async def look(self, zone_id: UUID, day: date) -> Decision | None:
        """One search and what came of it; None where there is nothing to look for, or the child is not ready yet."""
        async with self.database.reading() as session:
            _, board = await self.days.get(session, zone_id, day, lock=False)
        asked, loop = self.asked(board), asyncio.get_running_loop()
        if asked is None or self._in_vain.get((zone_id, day)) == question_of(asked):
            return None
        if not await loop.run_in_executor(self._thread, self.search.is_ready, 0.0):
            return None
        proposal = await loop.run_in_executor(self._thread, self.propose, asked, board.version)
        async with self.database.writing() as session:
            decision = await self.decide(session, board.with_dispatch(asked), proposal)
        if decision.outcome is Outcome.NOTHING_BETTER:
            self._in_vain[zone_id, day] = question_of(asked)
        return decision

    def asked(self, board: Board) -> Dispatch | None:
        """What is searched: the same whoever asks, so that its digest says whether it was asked before. None: too little to be changed."""
        tick = board.tick(self.clock())
        small = compacted(held(set_off(board.dispatch, tick), tick + self.effort.locked_s))
        free = len(small.plan.stop) - int(small.plan.fixed.sum())
        return small if free >= self.effort.least else None

    def propose(self, asked: Dispatch, seed: int) -> Proposal | None:
        return self.search.propose(asked, seed, self.effort.iterations, self.effort.budget_s, self.effort.or_tools_s)

    async def decide(self, session: AsyncSession, asked: Board, proposal: Proposal | None) -> Decision:
        """asked: the board of the snapshot, whose version is the seed."""
        row, before = await self.days.get(session, asked.zone_id, asked.day)
        tick = before.tick(self.clock())
        current = set_off(before.dispatch, tick)  # as the snapshot was, later by the search
        if proposal is None:
            new, decision = current, late(asked.dispatch, asked.version, self.effort.iterations, self.effort.or_tools_s)
        else:
            new, decision = swapped(current, asked.dispatch, proposal)
        if decision.outcome is not Outcome.TAKEN:
            snapshot = encode_question(asked) if decision.routes else None
            same = {"before": before.version, "after": before.version}
            session.add(RideDecision(
                day_id=row.id, kind=DecisionKind.KEPT, digest=decision.snapshot, facts=facts_of(decision), snapshot=snapshot, **same
            ))  # fmt: skip
            return decision
        await take_over(session, self.days, row, before, before.with_dispatch(new), decision, asked, before, self.clock())
        return decision

    async def close(self) -> None:
        """The child is killed whatever it does, and its thread with it."""
        child = self.search.child
        if child is not None:
            child.kill()
        await asyncio.get_running_loop().run_in_executor(self._thread, self.search.stop)
        self._thread.shutdown()


def question_of(asked: Dispatch) -> bytes:
    """The same as long as nothing is to be gained but by time that passes: routes, windows and ways, not where vehicles wait."""
    digest = hashlib.sha256()
    for column in (asked.plan.first, asked.plan.stop, asked.rides.latest_pickup, asked.rides.latest_dropoff, asked.travel_ticks):
        digest.update(column.tobytes())
    return digest.digest()
