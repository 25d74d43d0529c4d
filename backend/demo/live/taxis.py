"""How long one waits for a taxi, by quarter of the city and hour, and what it costs by day and by night."""
from dataclasses import dataclass

import numpy as np

from backend.demo.live import hours
from backend.demo.live.noise import wave
from backend.demo.live.places import Ring
from backend.demo.live.town import Town

ROWS = 3  # and as many columns
SHORTEST_S, LONGEST_S = 90, 2400
NIGHT = (22, 6)
KEY_WAIT = 91


@dataclass(frozen=True)
class Fare:
    """Minor units."""

    currency: str
    base: int
    per_km: int
    per_min: int
    least: int


DAY_FARE = Fare("EUR", 390, 210, 55, 700)
NIGHT_FARE = Fare("EUR", 450, 240, 60, 900)


@dataclass(frozen=True)
class TaxiZone:
    id: str
    ring: Ring
    wait_s: int
    fare: Fare


class Taxis:
    """A pure function of the moment."""

    def __init__(self, town: Town, seed: int):
        self.town, self.seed = town, seed

    def at(self, at_s: int) -> tuple[TaxiZone, ...]:
        hour = hours.hour_of(at_s, self.town.zone)
        busy = float(hours.traffic(hour.hour, hour.weekday))
        is_night = hour.hour >= NIGHT[0] or hour.hour < NIGHT[1]
        party = 0.9 if hours.is_weekend(hour.weekday) and hour.hour < 5 else 0.0
        south, west, north, east = self.town.bbox
        lats, lons = np.linspace(south, north, ROWS + 1).round(6).tolist(), np.linspace(west, east, ROWS + 1).round(6).tolist()
        zones = []
        for row in range(ROWS):
            for column in range(ROWS):
                ring = tuple((lons[column + dx], lats[row + dy]) for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)))
                middle = (lats[row] + lats[row + 1]) / 2, (lons[column] + lons[column + 1]) / 2
                away_km = float(np.hypot(*self.town.metres(*middle))) / 1000
                luck = 0.7 + 0.6 * float(wave(self.seed, KEY_WAIT * 100 + row * ROWS + column, at_s, 1200))
                wait_s = (180 + 300 * busy + 300 * party + 70 * min(away_km, 10) + (120 if is_night else 0)) * luck
                told_s = round(min(max(wait_s, SHORTEST_S), LONGEST_S) / 30) * 30
                zones.append(TaxiZone(f"taxi-{row + 1}-{column + 1}", ring, told_s, NIGHT_FARE if is_night else DAY_FARE))
        return tuple(zones)
