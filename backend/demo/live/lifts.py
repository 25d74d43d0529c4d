"""Lifts and escalators that fail now and then: times between failures and until repair are exponential."""
from dataclasses import dataclass

import numpy as np

from backend.demo.live.journal import Journal, Order
from backend.demo.live.noise import draw, exponential
from backend.demo.live.places import Lift
from backend.demo.live.town import Town

WEEK_S = 7 * 86_400
MOST_FAILURES = 6  # of one shaft in a week
REPAIR_S, LONGEST_REPAIR_S = 3.5 * 3600, 4 * 86_400
UNAVAILABLE = {"lift": 0.02, "escalator": 0.03}  # share of time
UNTOLD = 0.004  # share of facilities of which nothing is known for a day
REASONS = ("technical fault", "vandalism", "planned maintenance", "blocked door", "power failure")
KEY_GAP, KEY_REPAIR, KEY_REASON, KEY_UNTOLD = 71, 72, 73, 74
ORDERED = "out of service"


@dataclass(frozen=True)
class Facility:
    lift: Lift
    state: str  # available | unavailable | unknown
    since_s: int | None
    until_s: int | None
    reason: str


class Lifts:
    """A pure function of the moment and of what was ordered up to it."""

    def __init__(self, town: Town, seed: int, journal: Journal):
        self.lifts, self.seed, self.journal = town.lifts, seed, journal
        self.share = np.array([UNAVAILABLE[lift.kind] for lift in town.lifts])
        self.shaft = np.array([lift.shaft for lift in town.lifts], np.int64)

    def at(self, at_s: int) -> tuple[Facility, ...]:
        down_since, down_until = self.failures(at_s)
        untold = draw(self.seed, KEY_UNTOLD, self.shaft, at_s // 86_400) < UNTOLD
        reason = np.floor(draw(self.seed, KEY_REASON, self.shaft, np.maximum(down_since, 0)) * len(REASONS)).astype(np.int64)
        found = []
        for row, lift in enumerate(self.lifts):
            if down_since[row] >= 0:
                found.append(Facility(lift, "unavailable", int(down_since[row]), int(down_until[row]), REASONS[reason[row]]))
            elif untold[row]:
                found.append(Facility(lift, "unknown", None, None, ""))
            else:
                found.append(Facility(lift, "available", None, None, ""))
        return self.with_orders(found, at_s)

    def failures(self, at_s: int) -> tuple[np.ndarray, np.ndarray]:
        """int64[n] each: since and until when a facility is down; -1 where it is not."""
        since, until = np.full(len(self.shaft), -1, np.int64), np.full(len(self.shaft), -1, np.int64)
        gap_s = REPAIR_S * (1 - self.share) / self.share
        for week in (at_s // WEEK_S - 1, at_s // WEEK_S):
            begin_s = np.full(len(self.shaft), float(week * WEEK_S))
            for number in range(MOST_FAILURES):
                begin_s += exponential(self.seed, gap_s, KEY_GAP, self.shaft, week, number)
                repair_s = np.minimum(exponential(self.seed, REPAIR_S, KEY_REPAIR, self.shaft, week, number), LONGEST_REPAIR_S)
                down = (begin_s < (week + 1) * WEEK_S) & (begin_s <= at_s) & (at_s < begin_s + repair_s)
                since[down], until[down] = begin_s[down].astype(np.int64), (begin_s + repair_s)[down].astype(np.int64)
                begin_s += repair_s
        return since, until

    def with_orders(self, found: list[Facility], at_s: int) -> tuple[Facility, ...]:
        """What was broken or mended by order: all facilities of the same shaft."""
        for entry in self.journal.until(at_s, Order.BREAK_LIFT, Order.MEND_LIFT):
            shafts = {facility.lift.shaft for facility in found if facility.lift.id == entry.subject}
            for row, facility in enumerate(found):
                if facility.lift.shaft not in shafts:
                    continue
                if entry.order == Order.BREAK_LIFT:
                    found[row] = Facility(facility.lift, "unavailable", entry.at_s, None, ORDERED)
                else:
                    found[row] = Facility(facility.lift, "available", None, None, "")
        return tuple(found)
