"""How likely a space is free on arrival, of every car park at once, from what was counted lately and what is usual."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from routing.occupancy.clock import DAY_MIN, Clock
from routing.occupancy.model import WEEK, Model
from routing.occupancy.profile import SLOT_MIN, SLOTS, at, growing, on_slots
from routing.occupancy.questions import FOUND_MIN, HORIZONS_MIN, OLDEST_MIN, RECENT_MIN, USUAL, Questions, looked_back, mean_known
from routing.occupancy.series import Series
from routing.occupancy.weights import answer

FARTHEST_MIN = int(HORIZONS_MIN[-1])
RECENT_KEPT_MIN = max(RECENT_MIN) + 2 * SLOT_MIN + FOUND_MIN + 60  # of readings that are looked back at
NEW_DAYS, UNUSUAL = 7, 1.3


class Standing(NamedTuple):
    """Arrays of one length, a row for each car park asked about. lot: row of the model, -1 one that it does not know.

    newest   minute of the newest reading, NaN none; the others as in Questions
    """

    lot: np.ndarray
    capacity: np.ndarray
    newest: np.ndarray
    now: np.ndarray
    before30: np.ndarray
    before60: np.ndarray
    off_mean: np.ndarray

    @classmethod
    def of(cls, rows: Sequence[tuple]) -> "Standing":
        return cls(*(np.array(column) for column in zip(*rows))) if rows else cls(np.zeros(0, np.int64), *np.zeros((6, 0)))


@dataclass(frozen=True)
class Chances:
    """float64[n] chance of a free space, NaN where nobody can say; bool[n] whether it rests on a count; float64[n] minutes of age of that."""

    one: np.ndarray
    counted: np.ndarray
    age_min: np.ndarray


class Forecaster:
    """Of one model. Pure: whoever asks says what time it is."""

    def __init__(self, model: Model, clock: Clock):
        self.model, self.clock = model, clock
        self.lot_of: Mapping[str, int] = {key: lot for lot, key in enumerate(model.keys)}
        blank = np.full((1, WEEK * SLOTS), np.nan)
        self._usual = np.concatenate([model.usual.reshape(-1, WEEK * SLOTS), blank])
        self._off = np.concatenate([model.off.reshape(-1, WEEK * SLOTS), blank])

    @property
    def unusual_days(self) -> bool:
        return bool(self.model.weights.widen.max() > UNUSUAL)

    def is_new(self, key: str) -> bool:
        lot = self.lot_of.get(key, -1)
        return lot < 0 or int(self.model.days[lot]) < NEW_DAYS

    def usual_at(self, lot: np.ndarray, minute: np.ndarray) -> np.ndarray:
        """Share usually occupied; NaN unknown. Beyond the week that was learned it goes round."""
        place = (self.clock.wall(minute) - self.model.first_day * DAY_MIN) / SLOT_MIN % (WEEK * SLOTS)
        low = np.minimum(place.astype(np.int64), WEEK * SLOTS - 1)
        one, other, share = self._usual[lot, low], self._usual[lot, (low + 1) % (WEEK * SLOTS)], place - low
        return np.where(np.isnan(one), other, np.where(np.isnan(other), one, one * (1 - share) + other * share))

    def standing(self, recent: Sequence[Series]) -> Standing:
        """What is known of car parks from their readings of the last hours, oldest first, none of them later than whoever will ask."""
        return Standing.of([self.row_of(series) for series in recent])

    def row_of(self, series: Series) -> tuple:
        """One row of a Standing; it holds until something new is read."""
        lot, minute, occupied = self.lot_of.get(series.key, -1), series.minute, series.occupied
        if not len(minute):
            return lot, series.capacity, *(np.nan,) * 5
        last = np.array([len(minute) - 1])
        before = (float(looked_back(minute, occupied, last, back)[0]) for back in (30, 60))
        return lot, series.capacity, float(minute[-1]), float(occupied[-1]), *before, self._off_mean(lot, minute, occupied)

    def _off_mean(self, lot: int, minute: np.ndarray, occupied: np.ndarray) -> float:
        """How far the last two hours were off the usual, by slots as it was learned."""
        wall = self.clock.wall(minute)
        keep = growing(wall)
        begin = (wall[-1] - max(RECENT_MIN)) // SLOT_MIN * SLOT_MIN
        grid = begin + np.arange(max(RECENT_MIN) // SLOT_MIN + 1) * SLOT_MIN
        usual = self.usual_at(np.full(len(grid), lot), grid - (wall[-1] - minute[-1]))
        off = on_slots(wall[keep], occupied[keep], grid) - usual
        return float(mean_known(np.array([at(off, wall[-1:] - back, begin / DAY_MIN) for back in RECENT_MIN]))[0])

    def chances(self, standing: Standing, row: np.ndarray, target: np.ndarray, at_min: float) -> Chances:
        """row: of the standing, target: minutes of UTC, one for each question; at_min: now."""
        target = np.maximum(target, at_min)
        asked = self._questions(Standing(*(column[row] for column in standing)), target, at_min)
        one = answer(self.model.weights, asked).one if len(row) else np.zeros(0)
        counted = asked.horizon != USUAL
        age = np.where(counted, at_min - standing.newest[row], np.nan)
        return Chances(np.where(counted | ~np.isnan(asked.usual_then), one, np.nan), counted, age)

    def _questions(self, known: Standing, target: np.ndarray, at_min: float) -> Questions:
        lot, newest = known.lot, np.nan_to_num(known.newest)
        age = at_min - known.newest
        counted = (age >= 0) & (age <= OLDEST_MIN) & (target - at_min <= FARTHEST_MIN)
        wall, then = self.clock.wall(target), self.usual_at(lot, target)
        late = [self._off_at(lot, wall - days * DAY_MIN) for days in (1, WEEK)]
        usual, nothing = np.nan_to_num(then), np.zeros(len(lot))

        def own(values: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
            return np.where(counted, values, otherwise)

        return Questions._make((
            lot, np.where(counted, 0, USUAL), known.capacity, np.full(len(lot), at_min), target, own(target - newest, nothing),
            *(own(values, usual) for values in (known.now, known.before30, known.before60)), own(self.usual_at(lot, newest), then), then,
            *(own(values, nothing) for values in (known.off_mean, *late)), np.full(len(lot), np.nan),
        ))  # fmt: skip

    def _off_at(self, lot: np.ndarray, wall: np.ndarray) -> np.ndarray:
        """How far a moment of the last seven days was off the usual; NaN outside of them."""
        place = (wall - (self.model.first_day - WEEK) * DAY_MIN) / SLOT_MIN
        low = np.clip(np.floor(place).astype(np.int64), 0, WEEK * SLOTS - 1)
        one, other, share = self._off[lot, low], self._off[lot, np.minimum(low + 1, WEEK * SLOTS - 1)], place - np.floor(place)
        value = np.where(np.isnan(one), other, np.where(np.isnan(other), one, one * (1 - share) + other * share))
        return np.where((place < 0) | (place >= WEEK * SLOTS), np.nan, value)
