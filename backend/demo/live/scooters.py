"""Free-floating scooters: reserved, ridden, left anywhere but where the zones forbid it; batteries run down and are swapped."""
from dataclasses import dataclass

import numpy as np

from backend.demo.live.fleet import DETOUR, Day, FleetDay, Replay, requests_of
from backend.demo.live.noise import draw, seed_of
from backend.demo.live.town import Town

PER_SCOOTER = 5.0  # rides wanted per scooter on a working day
RANGE_M, LOW_M, LEAST_M = 40_000.0, 6000.0, 2500.0
RIDE_MPS, HANDLING_S = 4.6, 60
WALK_M = 450.0  # as far as people go to one
BROKEN = 0.03
KEY_ID, KEY_BROKEN = 51, 52


@dataclass(frozen=True)
class Scooter:
    id: str  # another one after each ride
    lat: float
    lon: float
    range_m: float
    reserved: bool
    broken: bool
    since_s: int


@dataclass(frozen=True)
class ScooterState:
    at_s: int
    standing: tuple[Scooter, ...]
    riding: int


class ScooterFleet:
    """The fleet, asked moment by moment."""

    def __init__(self, town: Town, seed: int):
        self.town, self.seed = town, seed
        self.xy = np.column_stack(town.metres(town.spots[:, 0], town.spots[:, 1]))
        self.size = town.scooters if len(town.spots) else 0
        self._replay = Replay(town.zone, lambda day: ScooterDay(self, day))

    def at(self, at_s: int) -> ScooterState:
        return self._replay.at(at_s, 0).state()


class ScooterDay(FleetDay):
    def __init__(self, fleet: ScooterFleet, day: Day):
        super().__init__(day)
        self.fleet = fleet
        rng = seed_of(fleet.seed, 5, day.ordinal)
        n = fleet.size
        from_centre_m = np.hypot(*fleet.xy.T)
        weight = np.exp(-from_centre_m / 1800)
        self.spot = rng.choice(len(weight), n, p=weight / weight.sum()) if n else np.zeros(0, np.int64)
        self.range_m = rng.uniform(0.15, 1, n) * RANGE_M
        self.free = np.ones(n, bool)  # neither reserved nor ridden
        self.riding = np.zeros(n, bool)
        self.broken = draw(fleet.seed, KEY_BROKEN, day.ordinal, np.arange(n)) < BROKEN
        self.since_s, self.rides = np.full(n, day.from_s), np.zeros(n, np.int64)
        if n:
            for at_s, origin, goal, luck in zip(*(column.tolist() for column in requests_of(day, from_centre_m, PER_SCOOTER * n, rng))):
                self.plan(at_s, self.reserve, origin, goal, luck)

    def reserve(self, origin: int, goal: int, luck: float) -> None:
        """The nearest one that will do, not farther than people walk; it is ridden once they are there."""
        xy = self.fleet.xy
        ridden_m = max(500.0, float(np.hypot(*(xy[origin] - xy[goal]))) * DETOUR)
        away_m = np.hypot(*(xy[self.spot] - xy[origin]).T)
        away_m[~self.free | self.broken | (self.range_m < ridden_m + LEAST_M)] = np.inf
        scooter = int(np.argmin(away_m))
        if away_m[scooter] > WALK_M:
            return
        self.free[scooter] = False
        self.plan(self.now_s + 30 + int(away_m[scooter] / 1.3), self.ride, scooter, goal, ridden_m * (0.95 + 0.3 * luck))

    def ride(self, scooter: int, goal: int, ridden_m: float) -> None:
        self.riding[scooter] = True
        self.plan(self.now_s + HANDLING_S + int(ridden_m / RIDE_MPS), self.leave, scooter, goal, ridden_m)

    def leave(self, scooter: int, goal: int, ridden_m: float) -> None:
        self.riding[scooter], self.free[scooter] = False, True
        self.spot[scooter], self.since_s[scooter] = goal, self.now_s
        self.rides[scooter] += 1
        self.range_m[scooter] = max(0.0, self.range_m[scooter] - ridden_m)
        if self.range_m[scooter] < LOW_M:
            wait_s = 1800 + int(7200 * float(draw(self.fleet.seed, KEY_BROKEN, scooter, self.now_s)))
            self.plan(self.now_s + wait_s, self.swap, scooter)

    def swap(self, scooter: int) -> None:
        """A crew brings a full battery; a scooter that is in use keeps its own."""
        if self.free[scooter]:
            self.range_m[scooter] = RANGE_M
            self.since_s[scooter] = self.now_s

    def state(self) -> ScooterState:
        fleet = self.fleet
        ids = (draw(fleet.seed, KEY_ID, self.day.ordinal, np.arange(fleet.size), self.rides) * 2**48).astype(np.int64)
        standing = tuple(
            Scooter(
                f"{int(ids[one]):012x}", *(round(float(degrees), 6) for degrees in fleet.town.spots[self.spot[one]]),
                round(float(self.range_m[one])), not self.free[one], bool(self.broken[one]), int(self.since_s[one]),
            )
            for one in np.flatnonzero(~self.riding).tolist()
        )  # fmt: skip
        return ScooterState(self.now_s, standing, int(self.riding.sum()))
