"""A better plan for what is known now: seeded neighbourhood search, then OR-Tools if it is given time. Pure: proposes, changes nothing."""
from dataclasses import dataclass

from routing.dispatch.rides.model import Dispatch, Plan
from routing.dispatch.search.or_tools import polished
from routing.dispatch.search.search import FROM_A_PLAN, improved


@dataclass(frozen=True)
class Proposal:
    """What was asked for (seed, steps of the search, seconds of OR-Tools), and the plan: where nothing is better, the one that was there.

    unserved: those of the waiting for whom there is no place. cost_ticks: all travel of the plan.
    """

    seed: int
    steps: int
    seconds: float
    plan: Plan
    unserved: tuple[int, ...]
    cost_ticks: int


def reoptimise(snapshot: Dispatch, seed: int, iterations: int, budget_s: float = 0.0, waiting: tuple[int, ...] = ()) -> Proposal:
    """waiting: rides that no vehicle has and some vehicle should. Without a budget for OR-Tools the same question has the same answer everywhere."""
    found = improved(snapshot, waiting, seed, iterations, FROM_A_PLAN)
    if budget_s > 0:
        found = polished(snapshot, waiting, found, budget_s)
    return Proposal(seed, iterations, budget_s, found.plan, found.unserved, found.cost_ticks)
