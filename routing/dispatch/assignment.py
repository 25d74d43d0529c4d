"""Scarce spaces for many drivers at once: min-cost flow (Ford & Fulkerson 1962), solved by cost scaling (Goldberg 1997) in OR-Tools.

Everybody who can be served at all together is served, at the least sum of costs; nobody is sent where there is no pair for him.
"""
from dataclasses import dataclass

import numpy as np

MOST_PAIRS = 5_000_000
MOST_COST = 1_000_000


@dataclass(frozen=True)
class Pairs:
    """Who may be sent where, and what that costs. One row for each pair; drivers are 0 … n - 1 in order of arrival, sites are rows of `room`.

    driver, site  int32[k]
    cost          int32[k], 0 to 1,000,000, such as seconds of walking and what a price is worth of them
    room          int32[m], spaces that are free at each site
    """

    drivers: int
    driver: np.ndarray
    site: np.ndarray
    cost: np.ndarray
    room: np.ndarray

    def __post_init__(self) -> None:
        if not len(self.driver) == len(self.site) == len(self.cost) <= MOST_PAIRS:
            raise ValueError(f"pairs are three columns of one length, at most {MOST_PAIRS} rows")
        if len(self.driver) and (self.driver.min() < 0 or self.driver.max() >= self.drivers):
            raise ValueError("a pair names a driver who is not there")
        if len(self.site) and (self.site.min() < 0 or self.site.max() >= len(self.room)):
            raise ValueError("a pair names a site that is not there")
        if len(self.cost) and (self.cost.min() < 0 or self.cost.max() > MOST_COST):
            raise ValueError(f"a cost is between 0 and {MOST_COST}")
        if len(self.room) and self.room.min() < 0:
            raise ValueError("no site has less room than none")


@dataclass(frozen=True)
class Assigned:
    """site: int32[n] of each driver, -1 for who got none. cost: the sum of theirs who got one."""

    site: np.ndarray
    cost: int

    @property
    def served(self) -> int:
        return int((self.site >= 0).sum())


def assign(pairs: Pairs) -> Assigned:
    """As many as can be served, at the least cost of all ways to serve so many."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # only whoever assigns loads it

    n, m, k = pairs.drivers, len(pairs.room), len(pairs.driver)
    if not (n and m and k):
        return Assigned(np.full(n, -1, np.int32), 0)
    # Not to serve somebody costs more than any way of sending all the others about.
    unserved = (int(pairs.cost.max()) + 1) * (min(n, m) + 1)
    source, first_site, sink = n, n + 1, n + 1 + m
    everybody, sites = np.arange(n), np.arange(m)
    tail = np.concatenate((np.full(n, source), pairs.driver, first_site + sites, everybody))
    head = np.concatenate((everybody, first_site + pairs.site, np.full(m, sink), np.full(n, sink)))
    room = np.concatenate((np.ones(n + k, np.int64), pairs.room, np.ones(n, np.int64)))
    cost = np.concatenate((np.zeros(n, np.int64), pairs.cost, np.zeros(m, np.int64), np.full(n, unserved)))
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tail.astype(np.int32), head.astype(np.int32), room.astype(np.int64), cost.astype(np.int64))
    flow.set_node_supply(source, n)
    flow.set_node_supply(sink, -n)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow was not solved: {status}")
    chosen = np.flatnonzero(flow.flows(arcs[n : n + k]) > 0)
    return chosen_pairs(pairs, chosen)


def greedy(pairs: Pairs) -> Assigned:
    """First come, first served: each driver takes the cheapest that is left for him, the first of several that cost the same."""
    left = pairs.room.copy()
    order = np.lexsort((pairs.site, pairs.cost, pairs.driver))
    chosen, served = [], -1
    for pair in order.tolist():
        driver, site = int(pairs.driver[pair]), int(pairs.site[pair])
        if driver != served and left[site] > 0:
            left[site] -= 1
            served = driver
            chosen.append(pair)
    return chosen_pairs(pairs, np.array(chosen, np.int64))


def chosen_pairs(pairs: Pairs, chosen: np.ndarray) -> Assigned:
    site = np.full(pairs.drivers, -1, np.int32)
    site[pairs.driver[chosen]] = pairs.site[chosen]
    return Assigned(site, int(pairs.cost[chosen].sum()))
