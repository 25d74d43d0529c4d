"""Once somebody is taken on, all others are looked at again, before any driver has read of it: a van that has set off cannot be sent elsewhere.

The search is short, seeded with the version of the plan, and under the lock of the day, whose plan it improves: nobody else can have moved on.
"""
import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from backend.rides.board import Board
from backend.rides.days import Days
from backend.rides.models import RideDay
from backend.rides.replaying import compacted
from backend.rides.taking_over import take_over
from routing.dispatch.rides.model import Dispatch
from routing.dispatch.search.holding import held_as_read
from routing.dispatch.search.reoptimise import reoptimise
from routing.dispatch.search.swap import Decision, Outcome, swapped

# Some thirty milliseconds of work in a busy hour.
STEPS = 200
# What a driver leaves for so soon stays as it is: they have read it.
READ_S = 30
# Fewer stops that may be changed than those of whoever is new are not worth a search.
LEAST = 3


async def settle(session: AsyncSession, days: Days, row: RideDay, before: Board, kept: Board, at: datetime) -> Board:
    """before: the plan that drivers know; kept: the same with the last ride more. The plan that holds from now on."""
    found = await asyncio.to_thread(looked_again, before, kept, at)
    if found is None:
        return kept
    asked, new, decision = found
    if decision.outcome is not Outcome.TAKEN:
        return kept
    return await take_over(session, days, row, kept, kept.with_dispatch(new), decision, asked, before, at)


def looked_again(before: Board, kept: Board, at: datetime) -> tuple[Board, Dispatch, Decision] | None:
    """(what was asked, the plan from now on, why); None where there is nothing to be changed."""
    until = kept.tick(at) + READ_S
    asked = compacted(held_as_read(before.dispatch, kept.dispatch, until))
    if len(asked.plan.stop) - int(asked.plan.fixed.sum()) < LEAST:
        return None
    new, decision = swapped(kept.dispatch, asked, reoptimise(asked, kept.version, STEPS))
    return kept.with_dispatch(asked), new, decision
