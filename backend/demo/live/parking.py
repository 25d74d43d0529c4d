"""Car parks filling and emptying by the hour: shops at noon, commuters at park and ride all day, residents and guests at night."""
from typing import NamedTuple

import numpy as np

from backend.demo.live import hours
from backend.demo.live.noise import draw, wave
from backend.demo.live.town import Town

# Share occupied at full hours.
SHOPS_WEEKDAY = (14, 12, 11, 10, 10, 11, 15, 26, 44, 60, 74, 84, 88, 87, 85, 86, 88, 84, 72, 58, 46, 34, 24, 17)
SHOPS_WEEKEND = (16, 13, 11, 10, 10, 10, 12, 16, 26, 44, 66, 86, 95, 98, 97, 92, 84, 70, 56, 48, 44, 38, 30, 21)
COMMUTERS_WEEKDAY = (6, 5, 5, 5, 7, 16, 40, 72, 88, 93, 94, 94, 93, 92, 90, 84, 66, 42, 26, 18, 14, 11, 9, 7)
COMMUTERS_WEEKEND = (5, 4, 4, 4, 4, 5, 7, 9, 13, 20, 27, 33, 36, 37, 36, 34, 30, 24, 18, 14, 12, 10, 8, 6)
KEY_LEVEL, KEY_DAY, KEY_SLOW, KEY_FAST, KEY_DISABLED, KEY_CHARGING = 61, 62, 63, 64, 65, 66


class Filling(NamedTuple):
    """Of each car park of Town.car_parks, int64[n]: spaces free, of them for badge holders, of them with a charger."""

    at_s: int
    free: np.ndarray
    free_disabled: np.ndarray
    free_charging: np.ndarray


class CarParks:
    """A pure function of the moment."""

    def __init__(self, town: Town, seed: int):
        self.town, self.seed = town, seed
        self.row = np.arange(len(town.car_parks))
        self.capacity = np.array([site.capacity for site in town.car_parks], np.int64)
        self.disabled = np.array([site.capacity_disabled for site in town.car_parks], np.int64)
        self.charging = np.array([site.capacity_charging for site in town.car_parks], np.int64)
        self.commuters = np.array([site.park_ride for site in town.car_parks], bool)

    def at(self, at_s: int) -> Filling:
        occupied = self.occupied(at_s)
        free = self.capacity - np.clip(np.rint(occupied * self.capacity).astype(np.int64), 0, self.capacity)
        disabled = self.special(at_s, KEY_DISABLED, self.disabled, occupied * 0.7, free)
        return Filling(at_s, free, disabled, self.special(at_s, KEY_CHARGING, self.charging, occupied, free))

    def occupied(self, at_s: int) -> np.ndarray:
        """Share, float64[n]; a busy house wants more than it has and is then full."""
        hour = hours.hour_of(at_s, self.town.zone)
        weekend = hours.is_weekend(hour.weekday)
        shops = hours.curve(SHOPS_WEEKEND if weekend else SHOPS_WEEKDAY, hour.hour)
        commuters = hours.curve(COMMUTERS_WEEKEND if weekend else COMMUTERS_WEEKDAY, hour.hour)
        level = 0.8 + 0.35 * draw(self.seed, KEY_LEVEL, self.row)
        of_day = 0.93 + 0.14 * wave(self.seed, KEY_DAY * 1_000_000 + self.row, at_s, 86_400)
        noise = 0.09 * (wave(self.seed, KEY_SLOW * 1_000_000 + self.row, at_s, 2700) - 0.5)
        noise += 0.02 * (wave(self.seed, KEY_FAST * 1_000_000 + self.row, at_s, 300) - 0.5)
        return np.clip(np.where(self.commuters, commuters, shops) / 100 * level * of_day + noise, 0, 1)

    def special(self, at_s: int, key: int, spaces: np.ndarray, occupied: np.ndarray, free: np.ndarray) -> np.ndarray:
        """Free spaces of one kind: never more than are free at all."""
        share = np.clip(occupied + 0.5 * (wave(self.seed, key * 1_000_000 + self.row, at_s, 3600) - 0.5), 0, 1)
        return np.minimum(spaces - np.rint(share * spaces).astype(np.int64), free)
