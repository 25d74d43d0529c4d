"""A car park closes while many are on their way to it: everybody at once by min-cost flow beside first come, first served."""
from dataclasses import dataclass

import numpy as np

from benchmarks.afternoon.day import Day
from benchmarks.afternoon.town import Town
from routing.dispatch.assignment import Assigned, Pairs, assign, greedy

CLOSES_MIN, COMING = 15.5 * 60, 250
# Nobody is sent where walking takes more than this longer than before.
MORE_WALK_S = 900.0
# A part of what is free stays free for those who come without us.
LEFT = 0.5


@dataclass(frozen=True)
class Closing:
    """Minutes from the closed car park to the goal, driving on and walking, of those who were served."""

    coming: int
    room: int
    at_once: Assigned
    in_turn: Assigned
    minutes_at_once: np.ndarray
    minutes_in_turn: np.ndarray


def close_the_largest(town: Town, day: Day, seed: int) -> Closing:
    """The largest car park closes; as many as were on their way there are to be sent elsewhere, where at most half of what is free is for them."""
    garages = town.garages
    closed = int(np.argmax(town.room[:garages]))
    dice = np.random.default_rng(seed)
    weight = 1 / (60 + town.walk_s[closed])
    goal = dice.choice(town.goals, COMING, p=weight / weight.sum())
    room = np.floor(np.maximum(0, town.room[:garages] - day.others(CLOSES_MIN)) * LEFT).astype(np.int32)
    room[closed] = 0
    ways_in = len(town.drive_s) - len(town.room)
    cost = np.rint(town.drive_s[ways_in + closed, None, :garages] + town.walk_s[:garages, goal].T).astype(np.int32)
    may = (town.walk_s[:garages, goal].T - town.walk_s[closed, goal][:, None] <= MORE_WALK_S) & (room > 0)
    driver, site = np.nonzero(may)
    pairs = Pairs(COMING, driver, site, cost[driver, site], room)
    at_once, in_turn = assign(pairs), greedy(pairs)
    return Closing(COMING, int(room.sum()), at_once, in_turn, minutes(cost, at_once), minutes(cost, in_turn))


def minutes(cost: np.ndarray, found: Assigned) -> np.ndarray:
    served = np.flatnonzero(found.site >= 0)
    return cost[served, found.site[served]] / 60
