"""How full a car park usually is: quarters of an hour of a day, from days before it only."""
import numpy as np

from routing.occupancy.clock import DAY_MIN, Clock

SLOT_MIN = 15
SLOTS = DAY_MIN // SLOT_MIN
LONGEST_GAP_MIN, NEAR_MIN = 75, 20
HALF_LIFE_DAYS, BACK_DAYS = 21.0, 84
THURSDAY, FRIDAY = 3, 4
BOTH_TO_THURSDAY, BOTH_TO_FRIDAY, OTHER_DAY = 0.5, 0.2, 0.02


def on_slots(wall: np.ndarray, occupied: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """float64[len(grid)]: readings carried onto moments, straight between two of them; NaN inside gaps and beyond the ends. wall grows."""
    if len(wall) < 2:
        return np.full(len(grid), np.nan)
    value = np.interp(grid, wall, occupied)
    right = np.clip(np.searchsorted(wall, grid), 0, len(wall) - 1)
    left = np.maximum(right - 1, 0)
    near = np.minimum(np.abs(wall[right] - grid), np.abs(wall[left] - grid))
    gap = (wall[right] - wall[left] > LONGEST_GAP_MIN) & (near > NEAR_MIN)
    return np.where(gap | (grid < wall[0] - NEAR_MIN) | (grid > wall[-1] + NEAR_MIN), np.nan, value)


def growing(wall: np.ndarray) -> np.ndarray:
    """bool[n]: of the hour that the clock shows twice the later pass."""
    later = np.append(np.minimum.accumulate(wall[::-1])[::-1][1:], np.inf)
    return wall < later


def day_table(minute: np.ndarray, occupied: np.ndarray, clock: Clock, first_day: int, n_days: int) -> np.ndarray:
    """float64[n_days, SLOTS], NaN where nothing is known."""
    wall = clock.wall(minute)
    keep = growing(wall)
    grid = np.arange(n_days * SLOTS) * SLOT_MIN + first_day * DAY_MIN
    return on_slots(wall[keep], occupied[keep], grid).reshape(n_days, SLOTS)


def rolling(table: np.ndarray, clock: Clock, first_day: int) -> np.ndarray:
    """float64[n_days, SLOTS]: what was usual for each day as it began."""
    kinds, usual = clock.weekday(first_day + np.arange(len(table))), np.full_like(table, np.nan)
    for day in range(1, len(table)):
        past = slice(max(0, day - BACK_DAYS), day)
        usual[day] = mean_of(table[past], weights(int(kinds[day]), kinds[past]))
    return usual


def ahead(table: np.ndarray, clock: Clock, first_day: int) -> np.ndarray:
    """float64[7, SLOTS]: what is usual on the seven days after the table."""
    next_day, past = first_day + len(table), table[-BACK_DAYS:]
    kinds = clock.weekday(next_day - len(past) + np.arange(len(past)))
    return np.stack([mean_of(past, weights(kind, kinds)) for kind in clock.weekday(next_day + np.arange(7)).tolist()])


def weights(kind: int, past: np.ndarray) -> np.ndarray:
    """float64[n], of days that end just before: days of the same kind count more, and days that are near."""
    def both(last: int) -> np.ndarray:
        return (past <= last) & (kind <= last)

    alike = np.where(past == kind, 1.0, np.where(both(THURSDAY), BOTH_TO_THURSDAY, np.where(both(FRIDAY), BOTH_TO_FRIDAY, OTHER_DAY)))
    return alike * 0.5 ** (np.arange(len(past), 0, -1) / HALF_LIFE_DAYS)


def mean_of(table: np.ndarray, weight: np.ndarray) -> np.ndarray:
    total = weight @ ~np.isnan(table)
    return np.divide(weight @ np.nan_to_num(table), total, out=np.full(table.shape[1], np.nan), where=total > 0)


def at(table: np.ndarray, wall: np.ndarray, first_day: int) -> np.ndarray:
    """The value of a table by days and slots at minutes on the wall; straight between slots, one of them alone where the other is not known."""
    flat, place = table.ravel(), (wall - first_day * DAY_MIN) / SLOT_MIN
    low = np.clip(np.floor(place).astype(np.int64), 0, len(flat) - 1)
    one, other, share = flat[low], flat[np.minimum(low + 1, len(flat) - 1)], place - np.floor(place)
    value = np.where(np.isnan(one), other, np.where(np.isnan(other), one, one * (1 - share) + other * share))
    return np.where((place < 0) | (place > len(flat)), np.nan, value)
