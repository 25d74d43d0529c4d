"""The afternoon itself: drivers enter, head for a car park, find it full or park, one event after the other."""
import heapq
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.afternoon.day import CLOSES_MIN, OPENS_MIN, Day
from benchmarks.afternoon.drivers import Driver, Knows, Way
from benchmarks.afternoon.reserving import Reserving
from benchmarks.afternoon.town import Town

# A full car park is met at its barrier: waiting, turning, out again.
FULL_MIN = 1.5
PUBLISHED_EVERY_MIN = 3
FEW = 3
TAKEN = 0.03
# Who chooses by a forecast weighs what a full car park would cost.
FULL_COSTS_S = 600.0
# float[garages], how likely a space is free at a minute, by all that was published before: minutes of the day and counts.
Chance = Callable[[Sequence[tuple[float, np.ndarray]], float, float], np.ndarray]


class Afternoon:
    """One day with the drivers on it. Run it once."""

    def __init__(self, town: Town, day: Day, ways: Sequence[Way], chance: Chance, seed: int):
        self.town, self.day, self.chance = town, day, chance
        self.dice = np.random.default_rng(seed)
        self.ways_in = len(town.drive_s) - len(town.room)
        self.drivers = [Driver(way, *one) for way, *one in zip(ways, day.enters, day.way_in, day.goal, day.stay_min)]
        self.inside = np.zeros(len(town.room), np.int32)
        pool = max((way.pool for way in ways), default=0.0)
        self.pool = np.floor(town.room[: town.garages] * pool).astype(np.int32)
        self.reserving = Reserving(town, self.pool, self.ways_in)
        self.published: list[tuple[float, np.ndarray]] = []
        self.count = 0  # of what happens at one moment the first that was known of comes first
        self.events: list[tuple[float, int, str, int]] = []

    def run(self) -> list[Driver]:
        for number, driver in enumerate(self.drivers):
            self.put(self.decides(driver), "decide", number)
            self.put(driver.enters, "enter", number)
        for number, minute in enumerate(range(OPENS_MIN, CLOSES_MIN, PUBLISHED_EVERY_MIN)):
            self.put(minute, "publish", -number)
        while self.events:
            minute, _, what, number = heapq.heappop(self.events)
            getattr(self, what)(minute, number)
        return self.drivers

    def put(self, minute: float, what: str, number: int) -> None:
        self.count += 1
        heapq.heappush(self.events, (minute, self.count, what, number))

    def decides(self, driver: Driver) -> float:
        """With others in the last round that is early enough, or alone."""
        minute, every = driver.enters - driver.way.ahead_min, driver.way.together_min
        return minute // every * every if every else minute

    def free(self, minute: float) -> np.ndarray:
        """int32[garages], for anybody: what is kept for those who reserve is not."""
        garages = slice(self.town.garages)
        kept = self.pool + self.reserving.held[garages]
        return np.maximum(0, self.town.room[garages] - self.inside[garages] - kept - self.day.others(minute))

    @property
    def counts(self) -> np.ndarray:
        """As last published."""
        return self.published[-1][1]

    # What happens

    def publish(self, minute: float, number: int) -> None:
        self.published.append((minute, self.free(minute)))

    def decide(self, minute: float, number: int) -> None:
        driver = self.drivers[number]
        if driver.way.together_min:
            waiting = [one for one in self.drivers if one.way == driver.way and self.decides(one) == minute and not one.asked]
            self.reserving.give_out(waiting, self.free(minute))
        elif driver.way.reserves:
            self.reserving.reserve(driver, self.free(minute))
        elif driver.way.ahead_min:
            driver.heading = self.choose(driver, minute)

    def enter(self, minute: float, number: int) -> None:
        driver = self.drivers[number]
        if driver.reserved >= 0:
            driver.heading = driver.reserved
        elif driver.heading < 0:
            driver.heading = self.choose(driver, minute)
        self.go(driver, minute, number)

    def go(self, driver: Driver, minute: float, number: int) -> None:
        row = driver.at(self.ways_in)
        seconds = self.town.drive_s[row, driver.heading]
        driver.drove_s += seconds
        driver.drove_m += self.town.drive_m[row, driver.heading]
        self.put(minute + seconds / 60, "arrive", number)

    def arrive(self, minute: float, number: int) -> None:
        driver = self.drivers[number]
        site = driver.heading
        if self.keeps_promise(site) if driver.reserved == site else self.free(minute)[site] > 0:
            self.park(driver, minute, number, site)
        else:
            self.look_further(driver, minute, number)

    def keeps_promise(self, site: int) -> bool:
        """A stranger stands in a driveway now and then; a car park keeps what it sold."""
        return site < self.town.garages or self.dice.random() >= TAKEN

    def look_further(self, driver: Driver, minute: float, number: int) -> None:
        site = driver.heading
        driver.tried.append(site)
        if driver.reserved == site:
            self.reserving.give_up(driver)
            self.reserving.reserve(driver, self.free(minute), row=driver.at(self.ways_in))
        driver.heading = driver.reserved if driver.reserved >= 0 else self.choose(driver, minute)
        self.go(driver, minute + FULL_MIN, number)

    def park(self, driver: Driver, minute: float, number: int, site: int) -> None:
        driver.place, driver.parked = site, minute
        kept = self.reserving.arrived(driver)
        if not kept:
            self.inside[site] += 1
            self.put(minute + driver.stay_min, "leave", number)

    def leave(self, minute: float, number: int) -> None:
        self.inside[self.drivers[number].place] -= 1

    # How they choose

    def choose(self, driver: Driver, minute: float) -> int:
        """A car park by what the driver knows; one that was full is not tried again before all the others were."""
        garages = self.town.garages
        drive = self.town.drive_s[driver.at(self.ways_in), :garages]
        walk = self.town.walk_s[:garages, driver.goal]
        full = [site for site in driver.tried if site < garages]
        left = np.ones(garages, bool)
        left[full[len(full) - len(full) % garages :]] = False
        if driver.way.knows is Knows.NOTHING:
            cost = drive + walk if driver.tried else walk
        elif driver.way.knows is Knows.COUNTS:
            cost = drive + walk + np.where(self.counts >= FEW, 0.0, FULL_COSTS_S)
        else:
            arrives = max(minute, driver.enters) + drive.mean() / 60
            cost = drive + walk + (1 - self.chance(self.published, minute, arrives)) * FULL_COSTS_S
        return int(np.argmin(np.where(left, cost, np.inf)))
