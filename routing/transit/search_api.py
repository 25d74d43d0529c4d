"""Journeys by public transport between lists of stops: one object per timetable, safe to use from many threads."""
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np

from routing.transit.bags import Bags, new_bags
from routing.transit.bounds import Hops, build_hops, lower_bounds
from routing.transit.criteria import least_walk
from routing.transit.day import Barred, build_day
from routing.transit.journeys import TransitJourney, read_journeys, read_mirrored
from routing.transit.model import Transit
from routing.transit.reverse import mirror
from routing.transit.rules import RuleRows, Rules, build_rules, read_rules
from routing.transit.search import earliest, range_search
from routing.transit.timetable import Timetable
from routing.transit.workspace import INF, Workspace, new_workspace
from routing.walks import Walks

FIRST_LABELS = 2**16
LONGEST_S = 3 * 86_400  # of a journey, and of a window: keeps milliseconds within int32


class Ends(NamedTuple):
    """Stops where a journey may begin (access) or end (egress): int32 rows of Transit.stop_id, int32 seconds to or from there.

    walk_ms  int32, how much of it is on foot, in milliseconds; only searches that weigh walking read it. None: all of it
    """

    stop: np.ndarray
    seconds: np.ndarray
    walk_ms: np.ndarray | None = None

    def on_foot(self) -> np.ndarray:
        return (self.seconds * 1000).astype(np.int32) if self.walk_ms is None else self.walk_ms

    @classmethod
    def of(cls, pairs: Sequence[tuple[int, int]]) -> "Ends":
        table = np.array(pairs, np.int32).reshape(-1, 2)
        return cls(np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1]))


NOWHERE = Ends(np.zeros(0, np.int32), np.zeros(0, np.int32))


@dataclass(frozen=True)
class Options:
    """Limits of one search.

    max_rides      vehicles boarded; staying seated does not count
    change_s       least time between alighting and boarding, on top of the walk
    max_duration_s from leaving to arriving, at most 3 days
    walk_access, walk_egress   that list holds *every* stop that can be reached on foot within the time limits, by the walking network of
                   the search; False for lists of another mode (bicycle, car) and for shortened lists: slower, and exact all the same
    step_s         range searches: starts are gathered in slots of this length, exact for leaving at each slot's begin
    """

    max_rides: int = 7
    change_s: int = 60
    max_duration_s: int = 86_400
    walk_access: bool = True
    walk_egress: bool = True
    step_s: int = 60


DEFAULT = Options()


@dataclass(frozen=True)
class Direction:
    """Everything one direction of time needs: forwards, or mirrored for arriving by."""

    tt: Timetable
    walks: Walks
    rule_rows: RuleRows
    _local: threading.local = field(default_factory=threading.local, repr=False, compare=False)
    _rules: dict[int, Rules] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def hops(self) -> Hops:
        return build_hops(self.tt, self.walks)

    def rules(self, change_s: int) -> Rules:
        if change_s not in self._rules:
            self._rules[change_s] = build_rules(self.rule_rows, self.walks, change_s)
        return self._rules[change_s]

    def workspace(self, max_rides: int) -> Workspace:
        """This thread's arrays, made anew when more rides are asked for than they hold."""
        work = getattr(self._local, "work", None)
        if work is None or len(work.ready) < max_rides + 1:
            work = self._local.work = new_workspace(self.tt, self.walks, max_rides)
        return work

    def bags(self, larger: int = 1) -> Bags:
        """This thread's pool of labels; it has grown to what the largest search needed."""
        bags = getattr(self._local, "bags", None)
        if bags is None or larger > 1:
            labels = FIRST_LABELS if bags is None else larger * len(bags.time_s)
            bags = self._local.bags = new_bags(labels, len(self.walks.board_vertex), len(self.walks.first) - 1)
        return bags

    def earliest(self, access: Ends, egress: Ends, start_s: int, direct_s: int, options: Options):
        return earliest(
            self.tt, self.walks, self.rules(options.change_s), self.workspace(options.max_rides), int(start_s), *access[:2], *egress[:2],
            int(direct_s), options.max_rides, options.change_s, min(options.max_duration_s, LONGEST_S), options.walk_access, options.walk_egress,
        )

    def arrivals(self, access: Ends, start_s: int, options: Options) -> np.ndarray:
        work = self.workspace(options.max_rides)
        earliest(
            self.tt, self.walks, self.rules(options.change_s), work, int(start_s), *access[:2], *NOWHERE[:2], INF, options.max_rides,
            options.change_s, min(options.max_duration_s, LONGEST_S), options.walk_access, False,
        )  # fmt: skip
        return work.ride_low[0].copy()

    def range(self, access: Ends, egress: Ends, t0: int, t1: int, direct_s: int, options: Options):
        work = self.workspace(options.max_rides)
        longest_s = min(options.max_duration_s, LONGEST_S)
        lower_bounds(self.walks, self.hops, *egress[:2], min(int(direct_s), longest_s), work.lower_ms, work.lower_s, work.heap)
        return range_search(
            self.tt, self.walks, self.rules(options.change_s), work, int(t0), min(int(t1), int(t0) + LONGEST_S), *access[:2], *egress[:2],
            int(direct_s), options.max_rides, options.change_s, longest_s, options.walk_access, options.walk_egress, options.step_s,
        )

    def least_walk(self, access: Ends, egress: Ends, start_s: int, direct: tuple[int, int], max_walk_ms: int, options: Options):
        work, rules = self.workspace(options.max_rides), self.rules(options.change_s)
        while True:
            journeys, legs, complete = least_walk(
                self.walks, rules, self.tt, work, self.bags(), int(start_s), *access[:2], access.on_foot(), *egress[:2], egress.on_foot(),
                int(direct[0]), int(direct[1]), options.max_rides, options.change_s, min(options.max_duration_s, LONGEST_S), int(max_walk_ms),
            )
            if complete:
                return journeys, legs
            self.bags(2)


@dataclass(frozen=True)
class TransitSearch:
    """A timetable with the walks between its stops.

    access and egress are `Ends`; direct_s is the duration of going all the way without transit, INF if impossible: journeys that
    are no quicker are left out. All answers are Pareto sets, best arrival last; [] if there is no way.
    """

    tt: Timetable
    walks: Walks
    rule_rows: RuleRows
    rules_left_out: int  # transfers.txt rows for single routes or trips, types 0 to 3

    @classmethod
    def of_day(cls, transit: Transit, walks: Walks, day: date, timezone: str, barred: Barred | None = None) -> "TransitSearch":
        """The timetable around a service day. Seconds count from noon - 12 h of `day` in `timezone`; see build_day."""
        return cls.of_timetable(transit, walks, build_day(transit, day, timezone, barred=barred))

    @classmethod
    def of_timetable(cls, transit: Transit, walks: Walks, tt: Timetable) -> "TransitSearch":
        served = np.zeros(len(transit.stop_lat), bool)
        served[tt.pattern_stop] = True
        return cls(tt, walks, *read_rules(transit, served))

    @cached_property
    def forward(self) -> Direction:
        return Direction(self.tt, self.walks, self.rule_rows)

    @cached_property
    def backward(self) -> Direction:
        return Direction(mirror(self.tt), self.walks.reversed(), self.rule_rows.reversed())

    def earliest(self, access: Ends, egress: Ends, departure_s: int, direct_s: int = INF, options: Options = DEFAULT) -> list[TransitJourney]:
        """Leaving at or after departure_s: the earliest arrival for each number of rides that improves it."""
        return read_journeys(self.tt, *self.forward.earliest(access, egress, departure_s, direct_s, options))

    def arrivals(self, access: Ends, departure_s: int, options: Options = DEFAULT) -> np.ndarray:
        """int32[n_stops], leaving at or after departure_s: when a ride first gets one to each stop; INF where none does within the limits."""
        return self.forward.arrivals(access, departure_s, options)

    def latest(self, access: Ends, egress: Ends, arrival_s: int, direct_s: int = INF, options: Options = DEFAULT) -> list[TransitJourney]:
        """Arriving at or before arrival_s: the latest departure for each number of rides that improves it."""
        return read_mirrored(self.tt, *self.backward.earliest(egress, access, -arrival_s, direct_s, turned(options)))

    def range(self, access: Ends, egress: Ends, t0: int, t1: int, direct_s: int = INF, options: Options = DEFAULT) -> list[TransitJourney]:
        """All journeys leaving in [t0, t1] that none beats on departure, arrival and rides; latest departure first."""
        return read_journeys(self.tt, *self.forward.range(access, egress, t0, t1, direct_s, options))

    def range_arrive_by(self, access: Ends, egress: Ends, t0: int, t1: int, direct_s: int = INF, options: Options = DEFAULT) -> list[TransitJourney]:
        """All journeys arriving in [t0, t1] that none beats on departure, arrival and rides; earliest arrival first."""
        return read_mirrored(self.tt, *self.backward.range(egress, access, -t1, -t0, direct_s, turned(options)))

    def pareto_walk(self, access: Ends, egress: Ends, departure_s: int, direct: tuple[int, int] = (INF, INF), max_walk_ms: int = INF,
                    options: Options = DEFAULT) -> list[TransitJourney]:
        """Leaving at or after departure_s: all journeys that none beats on arrival, rides and walking; fewest rides first.

        direct       seconds and milliseconds on foot of going without transit; max_walk_ms  in the whole journey, access and egress included
        """
        return read_journeys(self.tt, *self.forward.least_walk(access, egress, departure_s, direct, max_walk_ms, options))

    def pareto_walk_arrive_by(self, access: Ends, egress: Ends, arrival_s: int, direct: tuple[int, int] = (INF, INF), max_walk_ms: int = INF,
                              options: Options = DEFAULT) -> list[TransitJourney]:
        """Arriving at or before arrival_s: all journeys that none beats on departure, rides and walking; fewest rides first."""
        return read_mirrored(self.tt, *self.backward.least_walk(egress, access, -arrival_s, direct, max_walk_ms, turned(options)))


def turned(options: Options) -> Options:
    """The options of the mirrored search: access and egress change places."""
    if options.walk_access == options.walk_egress:
        return options
    return Options(options.max_rides, options.change_s, options.max_duration_s, options.walk_egress, options.walk_access, options.step_s)
