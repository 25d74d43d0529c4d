"""One seeded afternoon: how many others stand in each car park at each minute, and who comes, when, from where, to where and for how long."""
from dataclasses import dataclass

import numpy as np

from benchmarks.afternoon.town import Town

OPENS_MIN, CLOSES_MIN = 12 * 60, 20 * 60
FIRST_MIN, LAST_MIN = 13 * 60, 18 * 60
DRIVERS = 500
# On a busy day car parks fill beyond what they were seen at; the bump is widest at half past three.
# At 0.2 nine of ten who know nothing are parked after 18.7 minutes; the targets were set for a day of 18.6. `fullness.py` shows other days.
BUMP, BUMP_AT_MIN, BUMP_WIDE_MIN = 0.20, 15.5 * 60, 100.0
# Counts wander around what is usual and come back to it in about half an hour.
BACK, WANDER = 1 / 30, 0.012
STAY_MEDIAN_MIN, STAY_SPREAD = 95.0, 0.6
MOST_STAY_MIN = 600.0


@dataclass(frozen=True)
class Kind:
    """scale: of what is usual. bump: how much fuller the car parks are at half past three, as a part of their spaces."""

    name: str
    scale: float
    bump: float = BUMP


BUSY, QUIET = Kind("busy", 1.0), Kind("quiet", 0.85)


@dataclass(frozen=True)
class Day:
    """wish: int32[minutes, garages], others who want to stand there. Each driver: enters (minutes of the day, sorted), way_in, goal, stay_min."""

    wish: np.ndarray
    enters: np.ndarray
    way_in: np.ndarray
    goal: np.ndarray
    stay_min: np.ndarray

    def others(self, minute: float) -> np.ndarray:
        return self.wish[int(np.clip(minute - OPENS_MIN, 0, len(self.wish) - 1))]


def usual(town: Town, minutes: np.ndarray, kind: Kind) -> np.ndarray:
    """float[minutes, garages]: the part of each that is usually taken."""
    bump = kind.bump * np.exp(-(((minutes - BUMP_AT_MIN) / BUMP_WIDE_MIN) ** 2))
    return np.clip((town.busy[None, :] + bump[:, None]) * kind.scale, 0.0, 1.0)


def others_of(town: Town, kind: Kind, dice: np.random.Generator) -> np.ndarray:
    minutes = np.arange(OPENS_MIN, CLOSES_MIN, dtype=float)
    level, off = usual(town, minutes, kind), np.zeros((len(minutes), town.garages))
    off[0] = dice.normal(0, 0.03, town.garages)
    for row in range(1, len(minutes)):
        off[row] = off[row - 1] * (1 - BACK) + dice.normal(0, WANDER, town.garages)
    return np.rint(np.clip(level + off, 0.0, 1.0) * town.room[: town.garages]).astype(np.int32)


def make_day(town: Town, kind: Kind, seed: int, drivers: int = DRIVERS) -> Day:
    dice = np.random.default_rng(seed)
    wish = others_of(town, kind, dice)
    # More people go where more car parks are near: the goals nearest to some are drawn more often.
    nearness = 1 / (120 + np.sort(town.walk_s[: town.garages], axis=0)[0])
    return Day(
        wish=wish,
        enters=np.sort(dice.triangular(FIRST_MIN, BUMP_AT_MIN, LAST_MIN, drivers)),
        way_in=dice.integers(0, len(town.drive_s) - len(town.room), drivers),
        goal=dice.choice(town.goals, drivers, p=nearness / nearness.sum()),
        stay_min=np.minimum(dice.lognormal(np.log(STAY_MEDIAN_MIN), STAY_SPREAD, drivers), MOST_STAY_MIN),
    )
