"""Spaces for stays of different times: who comes when and for how long, and of each site how many are there at once at most.

Stays that do not meet in time do not compete, so each bunch of stays that hang together is a question of its own. Where all of a bunch have the same
time, one min-cost flow is the answer. Otherwise a flow proposes, what has room at all its moments is taken, and the next flow is asked about the
others, until nobody who is left has a site with room. First come, first served is the least that it has to reach.
"""
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from routing.dispatch.assignment import Assigned, Pairs, assign

Span = tuple[int, int]


@dataclass(frozen=True)
class Stays:
    """Drivers in order of arrival, half-open stays in whole minutes from any beginning.

    pairs   who may be sent where at what cost; `room` is how many places each site has
    start, end   int64[n] of each driver
    held    of each site the stays that have a place there already
    """

    pairs: Pairs
    start: np.ndarray
    end: np.ndarray
    held: Sequence[Sequence[Span]]

    def __post_init__(self) -> None:
        if not len(self.start) == len(self.end) == self.pairs.drivers:
            raise ValueError("each driver has one stay")
        if len(self.held) != len(self.pairs.room):
            raise ValueError("each site has a list of what is held there")
        if self.pairs.drivers and (self.end <= self.start).any():
            raise ValueError("a stay ends after it begins")


@dataclass
class Places:
    """What is taken at each site, as it fills."""

    room: list[int]
    taken: list[list[Span]]
    known: dict[int, dict[Span, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, stays: Stays) -> "Places":
        return cls(stays.pairs.room.tolist(), [list(one) for one in stays.held])

    def free(self, site: int, start: int, end: int) -> int:
        """How many more may stay from start to end: places less how many are there at the busiest moment."""
        known = self.known.setdefault(site, {})
        if (start, end) not in known:
            meeting = [span for span in self.taken[site] if span[0] < end and start < span[1]]
            moments = {start, *(since for since, _ in meeting if since > start)}
            busiest = max((sum(since <= moment < until for since, until in meeting) for moment in moments), default=0)
            known[start, end] = max(0, self.room[site] - busiest)
        return known[start, end]

    def take(self, site: int, start: int, end: int) -> None:
        self.taken[site].append((start, end))
        self.known.pop(site, None)


def assign_stays(stays: Stays) -> Assigned:
    """As many as can be served, then at the least cost; never fewer, nor as many at a higher cost, than `in_turn`."""
    places, chosen = Places.of(stays), np.full(stays.pairs.drivers, -1, np.int32)
    for bunch in bunches(stays):
        left = bunch
        while len(left):
            given = one_pass(stays, places, left, chosen)
            if not given:
                break
            left = left[chosen[left] < 0]
    found, turn = assigned(stays.pairs, chosen), in_turn(stays)
    better = (found.served, -found.cost) >= (turn.served, -turn.cost)
    return found if better else turn


def in_turn(stays: Stays) -> Assigned:
    """First come, first served: the cheapest with room for all of the stay, the first of several that cost the same."""
    pairs, places = stays.pairs, Places.of(stays)
    chosen = np.full(pairs.drivers, -1, np.int32)
    for pair in np.lexsort((pairs.site, pairs.cost, pairs.driver)).tolist():
        driver, site = int(pairs.driver[pair]), int(pairs.site[pair])
        start, end = int(stays.start[driver]), int(stays.end[driver])
        if chosen[driver] < 0 and places.free(site, start, end):
            chosen[driver] = site
            places.take(site, start, end)
    return assigned(pairs, chosen)


def bunches(stays: Stays) -> list[np.ndarray]:
    """Drivers whose stays hang together in time, int64 rows each."""
    order = np.argsort(stays.start, kind="stable")
    reached = np.maximum.accumulate(stays.end[order]) if len(order) else stays.end
    begins = np.flatnonzero(stays.start[order][1:] >= reached[:-1]) + 1
    return [np.sort(rows) for rows in np.split(order, begins) if len(rows)]


def one_pass(stays: Stays, places: Places, left: np.ndarray, chosen: np.ndarray) -> int:
    """How many of those left were given a site."""
    pairs = stays.pairs
    rows = np.flatnonzero(np.isin(pairs.driver, left))
    free = np.array([free_of(stays, places, row) for row in rows.tolist()], np.int64)
    rows, free = rows[free > 0], free[free > 0]
    if not len(rows):
        return 0
    room = np.zeros(len(pairs.room), np.int32)
    np.maximum.at(room, pairs.site[rows], free.astype(np.int32))
    number = {driver: row for row, driver in enumerate(left.tolist())}
    of = np.array([number[driver] for driver in pairs.driver[rows].tolist()], np.int32)
    proposed = assign(Pairs(len(left), of, pairs.site[rows], pairs.cost[rows], room)).site
    given = 0
    for driver, site in zip(left.tolist(), proposed.tolist()):
        start, end = int(stays.start[driver]), int(stays.end[driver])
        if site >= 0 and places.free(site, start, end):
            chosen[driver] = site
            places.take(site, start, end)
            given += 1
    return given


def free_of(stays: Stays, places: Places, pair: int) -> int:
    driver = int(stays.pairs.driver[pair])
    return places.free(int(stays.pairs.site[pair]), int(stays.start[driver]), int(stays.end[driver]))


def assigned(pairs: Pairs, chosen: np.ndarray) -> Assigned:
    cost = {(driver, site): cost for driver, site, cost in zip(pairs.driver.tolist(), pairs.site.tolist(), pairs.cost.tolist())}
    return Assigned(chosen, sum(cost[driver, site] for driver, site in enumerate(chosen.tolist()) if site >= 0))
