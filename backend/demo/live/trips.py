"""The trips that run at a moment or begin soon: what really happens to them, and what their operator says of it."""
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from backend.demo.live import delays
from backend.demo.live.delays import Times
from backend.demo.live.hours import Hour, hour_of
from backend.demo.live.journal import Entry, Journal, Order
from backend.demo.live.noise import draw
from backend.demo.live.runs import LATEST_S, Runs, chosen, runs_between
from backend.demo.live.town import Town

AHEAD_S, AFTER_S = 3600, 180
CANCELLED, SKIPPING, RELIEVED = 0.01, 0.006, 0.02  # share of trips
RELIEF_S = 120  # behind the vehicle that it relieves
DISRUPTIONS = 3  # begun per day
KEY_CANCEL, KEY_SKIP, KEY_SKIPPED, KEY_CLOSED, KEY_DISRUPTION = 21, 22, 23, 24, 25
KEY_SEATS = 31


class Disruption(NamedTuple):
    """Trouble on a route for a while: every stretch takes longer."""

    id: str
    route: int
    from_s: int
    to_s: int
    lost_s: int  # per stretch


class ClosedStop(NamedTuple):
    """Passed without stopping, except where a trip begins or ends."""

    id: str
    stop: int
    from_s: int
    to_s: int


@dataclass(frozen=True)
class TripState:
    """n trips of single days; matrices are [n, stops] as in Runs."""

    at_s: int
    runs: Runs
    real: Times  # how it comes to be; the world knows, the operator does not
    said: Times  # how it is expected now
    cancelled: np.ndarray  # bool[n]
    skipped: np.ndarray  # bool[n, l]
    relieved: np.ndarray  # bool[n], a second vehicle that is in no timetable follows
    disruptions: tuple[Disruption, ...]  # of these hours
    closed_stops: tuple[ClosedStop, ...]


class Trips:
    """Asked moment by moment; nothing is kept between two questions."""

    def __init__(self, town: Town, seed: int, journal: Journal):
        self.town, self.seed, self.journal = town, seed, journal
        self._slowed = delays.slowed_by_type(town.transit.route_type)
        self._rows: dict[str, list[int]] | None = None

    def at(self, at_s: int) -> TripState:
        hour = hour_of(at_s, self.town.zone)
        transit = self.town.transit
        runs = runs_between(transit, self.town.zone.key, at_s - LATEST_S, at_s + AHEAD_S, date.fromordinal(hour.ordinal))
        route = transit.trip_route[runs.trip]
        disruptions, closed = self.disruptions(hour), self.closed_stops(hour)
        extra_s = np.zeros(runs.stop.shape, np.int64)
        for one in disruptions:
            extra_s += np.where((route[:, None] == one.route) & (runs.departure_s >= one.from_s) & (runs.departure_s < one.to_s), one.lost_s, 0)
        held_s = self.held_s(runs, at_s)
        real = delays.lived(self.seed, runs, self._slowed[route], extra_s, held_s)
        last = (np.arange(len(runs.trip)), runs.stops - 1)
        here = np.flatnonzero(real.arrival_s[last] > at_s - AFTER_S)
        runs, real = chosen(runs, here), Times(*(column[here] for column in real))
        said = delays.foreseen(runs, real, held_s[here], at_s)
        cancelled = self.cancelled(runs, at_s)
        relieved = self.relieved(runs, at_s) & ~cancelled
        return TripState(at_s, runs, real, said, cancelled, self.skipped(runs, closed), relieved, disruptions, closed)

    def rows_of(self, trip_id: str) -> list[int]:
        """Rows of the timetable; none for an id that does not exist."""
        if self._rows is None:
            self._rows = self.town.trip_rows()
        return self._rows.get(trip_id, [])

    def named(self, runs: Runs, entry: Entry) -> np.ndarray:
        """Rows of the runs that an order speaks of."""
        return np.flatnonzero(np.isin(runs.trip, self.rows_of(entry.subject)) & (runs.day == (entry.day or date.min).toordinal()))

    def held_s(self, runs: Runs, at_s: int) -> np.ndarray:
        """Ordered delays: the vehicle stands at the first stop it had still to leave by timetable."""
        held_s = np.zeros(runs.stop.shape, np.int64)
        for entry in self.journal.until(at_s, Order.DELAY_TRIP):
            for row in self.named(runs, entry).tolist():
                ahead = np.flatnonzero(runs.departure_s[row, : runs.stops[row] - 1] >= entry.at_s)
                if len(ahead):
                    held_s[row, ahead[0]] += entry.seconds
        return held_s

    def cancelled(self, runs: Runs, at_s: int) -> np.ndarray:
        cancelled = draw(self.seed, KEY_CANCEL, runs.trip, runs.day) < CANCELLED
        for entry in self.journal.until(at_s, Order.CANCEL_TRIP):
            cancelled[self.named(runs, entry)] = True
        return cancelled

    def relieved(self, runs: Runs, at_s: int) -> np.ndarray:
        """The fullest ones."""
        relieved = draw(self.seed, KEY_SEATS, runs.trip, runs.day) > 1 - RELIEVED
        for entry in self.journal.until(at_s, Order.RELIEVE_TRIP):
            relieved[self.named(runs, entry)] = True
        return relieved

    def skipped(self, runs: Runs, closed: tuple[ClosedStop, ...]) -> np.ndarray:
        """A few vehicles leave one stop out, and all pass a closed one; never the first or the last stop of a trip."""
        column = np.arange(runs.stop.shape[1])
        inside = (column > 0) & (column < runs.stops[:, None] - 1)
        one = 1 + np.floor(draw(self.seed, KEY_SKIPPED, runs.trip, runs.day) * np.maximum(runs.stops - 2, 1)).astype(np.int64)
        some = draw(self.seed, KEY_SKIP, runs.trip, runs.day) < SKIPPING
        skipped = some[:, None] & (column == one[:, None])
        for stop in closed:
            skipped |= (runs.stop == stop.stop) & (runs.arrival_s >= stop.from_s) & (runs.arrival_s < stop.to_s)
        return skipped & inside

    def disruptions(self, hour: Hour) -> tuple[Disruption, ...]:
        """Those that begin today or began yesterday, whether over or not."""
        routes, found = len(self.town.transit.route_type), []
        if not routes:
            return ()
        for ordinal in (hour.ordinal - 1, hour.ordinal):
            for number in range(DISRUPTIONS):
                route, start, length, lost = (float(draw(self.seed, KEY_DISRUPTION, ordinal, number, part)) for part in range(4))
                from_s = midnight_s(hour, ordinal) + int((6 + 14 * start) * 3600)
                name = f"disruption-{date.fromordinal(ordinal)}-{number + 1}"
                found.append(Disruption(name, int(route * routes), from_s, from_s + int(1800 + 5400 * length), int(15 + 45 * lost)))
        return tuple(found)

    def closed_stops(self, hour: Hour) -> tuple[ClosedStop, ...]:
        """One a day, while people work at it."""
        calls = self.town.transit.pattern_stop
        if not len(calls):
            return ()
        pick, start = (float(draw(self.seed, KEY_CLOSED, hour.ordinal, part)) for part in range(2))
        from_s = midnight_s(hour, hour.ordinal) + int((7 + 3 * start) * 3600)
        return (ClosedStop(f"stop-closed-{date.fromordinal(hour.ordinal)}", int(calls[int(pick * len(calls))]), from_s, from_s + 7 * 3600),)


def midnight_s(hour: Hour, ordinal: int) -> int:
    """Unix seconds at which a day begins on the clock of the moment."""
    of_today = hour.at_s - round(hour.hour * 3600)
    return of_today - (hour.ordinal - ordinal) * 86_400
