"""Spaces that are held: of a pool in each car park, driveways, or whatever is free when somebody buys it."""
import numpy as np

from benchmarks.afternoon.drivers import Driver, Holds
from benchmarks.afternoon.town import Town
from routing.dispatch.assignment import Pairs, assign

# Free spaces that are left to others when one is sold, as a part of the car park.
BUFFER = 0.02


class Reserving:
    """held: int32[sites], spaces that others cannot have since they were sold and nobody stands in them yet."""

    def __init__(self, town: Town, pool: np.ndarray, ways_in: int):
        self.town, self.ways_in = town, ways_in
        self.held = np.zeros(len(town.room), np.int32)
        self.kept = np.concatenate((pool, np.ones(len(town.room) - town.garages, np.int32)))
        self.stays: list[list[tuple[float, float]]] = [[] for _ in town.room]

    def reserve(self, driver: Driver, free: np.ndarray, row: int | None = None) -> None:
        """The site that costs least of driving and walking among those with room for the whole stay; none leaves the driver without."""
        row = driver.way_in if row is None else row
        cost = self.town.drive_s[row] + self.town.walk_s[:, driver.goal]
        for site in np.argsort(cost, kind="stable").tolist():
            if site not in driver.tried and self.has_room(driver, site, free):
                driver.reserved = site
                if self.is_sold(driver, site):
                    self.held[site] += 1
                else:
                    self.stays[site].append(self.window(driver, site))
                return

    def give_out(self, drivers: list[Driver], free: np.ndarray) -> None:
        """Car parks to all of them at once, at the least sum of driving and walking; who gets none is left without."""
        garages = self.town.garages
        rows, goals = ([getattr(driver, name) for driver in drivers] for name in ("way_in", "goal"))
        cost = np.rint(self.town.drive_s[rows, :garages] + self.town.walk_s[:garages, goals].T).astype(np.int32)
        room = np.maximum(0, np.ceil(free - self.town.room[:garages] * BUFFER)).astype(np.int32)
        driver, site = np.nonzero(np.broadcast_to(room > 0, cost.shape))
        for one, place in zip(drivers, assign(Pairs(len(drivers), driver, site, cost[driver, site], room)).site.tolist()):
            one.asked, one.reserved = True, place
            if place >= 0:
                self.held[place] += 1

    def has_room(self, driver: Driver, site: int, free: np.ndarray) -> bool:
        garage, way = site < self.town.garages, driver.way
        if not garage:
            return way.driveways and self.fits(driver, site)
        if way.holds is Holds.SOLD:
            return bool(free[site] > self.town.room[site] * BUFFER)
        return way.holds is Holds.POOL and self.fits(driver, site)

    def fits(self, driver: Driver, site: int) -> bool:
        """Whether at no moment of the stay more would be there than are kept."""
        start, end = self.window(driver, site)
        meeting = [stay for stay in self.stays[site] if stay[0] < end and start < stay[1]]
        moments = [start, *(begin for begin, _ in meeting if begin > start)]
        return all(sum(begin <= moment < until for begin, until in meeting) < self.kept[site] for moment in moments)

    def window(self, driver: Driver, site: int) -> tuple[float, float]:
        start = driver.enters + self.town.drive_s[driver.way_in, site] / 60
        return start, start + driver.stay_min

    def is_sold(self, driver: Driver, site: int) -> bool:
        return site < self.town.garages and driver.way.holds is Holds.SOLD

    def give_up(self, driver: Driver) -> None:
        """The driver found it taken."""
        driver.reserved = -1

    def arrived(self, driver: Driver) -> bool:
        """Whether the driver stands in what was kept, and takes no space of all the others."""
        if driver.reserved < 0:
            return False
        if self.is_sold(driver, driver.reserved):
            self.held[driver.reserved] -= 1
            return False
        return True
