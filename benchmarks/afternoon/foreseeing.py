"""The city's own forecast in the afternoon: learned from weeks of afternoons before it, told by what was published until then."""
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.afternoon.day import OPENS_MIN, Kind, others_of
from benchmarks.afternoon.town import Town
from routing.occupancy.clock import DAY_MIN, Clock
from routing.occupancy.forecaster import Forecaster, Standing
from routing.occupancy.model import learn_model
from routing.occupancy.series import Series, clean

WEEKS, EVERY_MIN = 8, 15
# No afternoon is as full as the one before.
DAYS_DIFFER = 0.03
FIRST_DAY = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) // 60 // DAY_MIN
RECENT = 60


class Foreseeing:
    """Of the day after the weeks that were learned from."""

    def __init__(self, town: Town, kind: Kind, seed: int):
        self.town, self.today = town, FIRST_DAY + 7 * WEEKS
        clock = Clock.of(ZoneInfo("UTC"), FIRST_DAY * DAY_MIN, (self.today + 1) * DAY_MIN)
        model = learn_model(history(town, kind, seed), clock, float(self.today * DAY_MIN))
        self.forecaster = Forecaster(model, clock)
        self.kept: tuple[int, Standing] | None = None

    def __call__(self, published: Sequence[tuple[float, np.ndarray]], minute: float, at: float) -> np.ndarray:
        begin, rows = self.today * DAY_MIN, np.arange(self.town.garages)
        told = self.forecaster.chances(self.standing(published), rows, np.full(len(rows), begin + at), begin + minute)
        return np.where(np.isnan(told.one), 0.5, told.one)

    def standing(self, published: Sequence[tuple[float, np.ndarray]]) -> Standing:
        if self.kept is None or self.kept[0] != len(published):
            recent = published[-RECENT:]
            minutes = np.array([self.today * DAY_MIN + minute for minute, _ in recent])
            free = np.array([counts for _, counts in recent])
            self.kept = len(published), self.forecaster.standing(series_of(self.town, minutes, free))
        return self.kept[1]


def history(town: Town, kind: Kind, seed: int) -> list[Series]:
    dice = np.random.default_rng(seed + 10_000)
    minutes, free = [], []
    for day in range(7 * WEEKS):
        other = Kind(kind.name, kind.scale * float(dice.normal(1, DAYS_DIFFER)))
        taken = others_of(town, other, dice)[::EVERY_MIN]
        minutes.append((FIRST_DAY + day) * DAY_MIN + OPENS_MIN + EVERY_MIN * np.arange(len(taken)))
        free.append(np.maximum(0, town.room[: town.garages] - taken))
    return series_of(town, np.concatenate(minutes).astype(float), np.concatenate(free))


def series_of(town: Town, minutes: np.ndarray, free: np.ndarray) -> list[Series]:
    """free: int[minutes, garages]."""
    return [clean(str(row), float(town.room[row]), minutes, free[:, row]) for row in range(town.garages)]
