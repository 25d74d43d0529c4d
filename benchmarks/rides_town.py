"""A city as a dispatcher of rides sees it, and people who want to go somewhere in it, drawn from a seed."""
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from backend.rides.terms import ZoneTerms
from routing.dispatch.rides.city_times import CityTimes
from routing.dispatch.rides.model import NEVER, Ride
from routing.snapshot import Snapshot
from routing.streets.graph import Mode

NEAR_STREET_M = 100.0
# Rides shorter than this are walked.
LEAST_S = 180
# As zones promise that say nothing else.
SOLD = ZoneTerms()


@dataclass(frozen=True)
class Town:
    """travel_ticks: seconds between places; metres(a, b): how far the vehicle drives."""

    name: str
    travel_ticks: np.ndarray
    metres: Callable[[int, int], float]

    def __len__(self) -> int:
        return len(self.travel_ticks)

    def per_hour(self, load: float, vehicles: int) -> int:
        """How many rides an hour take such a share of all vehicles' time, each driven alone and straight, the ways to fetch them not counted."""
        direct_s = float(self.travel_ticks[self.travel_ticks >= LEAST_S].mean())
        return round(load * vehicles * 3600 / direct_s)

    @classmethod
    def of(cls, name: str, snapshot: Snapshot, places: int, seed: int = 1) -> "Town":
        """Places are stops of the timetable, since those lie where people are, on streets from which all others are reached."""
        transit, network, rng = snapshot.city.transit, snapshot.network, np.random.default_rng(seed)
        rows = rng.permutation(len(transit.stop_lat))
        snaps = [network.find_snap(float(transit.stop_lat[row]), float(transit.stop_lon[row]), Mode.CAR, NEAR_STREET_M) for row in rows[: 2 * places]]
        times = CityTimes.of(network, [snap for snap in snaps if snap is not None])
        whole = times.travel_ticks[: len(times.snaps), : len(times.snaps)]
        hub = int(np.argmax((whole < NEVER).sum(axis=0) + (whole < NEVER).sum(axis=1)))
        good = np.flatnonzero((whole[hub] < NEVER) & (whole[:, hub] < NEVER))[:places]
        known: dict[tuple[int, int], float] = {}

        def metres(a: int, b: int) -> float:
            if (a, b) not in known:
                path = network.route(Mode.CAR, times.snaps[good[a]], times.snaps[good[b]])
                known[a, b] = 0.0 if path is None else path.length_cm / 100
            return known[a, b]

        return cls(name, np.ascontiguousarray(whole[np.ix_(good, good)]), metres)


@dataclass(frozen=True)
class Service:
    """What is offered, in seconds: the longest wait, and the longest ride as a share of the direct way and so much more."""

    name: str
    vehicles: int
    rooms: tuple[tuple[int, ...], ...] = ((8, 0), (5, 1), (2, 2))
    wait_s: int = SOLD.most_wait_s
    ride_share: float = SOLD.ride_share
    ride_more_s: int = SOLD.ride_more_s
    wheelchairs: float = 0.0
    hours: float = 1.0


@dataclass(frozen=True)
class Wish:
    """at: when it is said, for as soon as possible."""

    at: int
    ride: Ride
    direct_s: int


@dataclass(frozen=True)
class People:
    """Wishes at a rate an hour, the same for the same seed."""

    town: Town
    service: Service
    per_hour: float
    seed: int
    wishes: tuple[Wish, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, town: Town, service: Service, per_hour: float, seed: int) -> "People":
        rng, at, wishes = np.random.default_rng([seed, round(per_hour)]), 0.0, []
        while (at := at + rng.exponential(3600 / per_hour)) < service.hours * 3600:
            wishes.append(wish(town, service, rng, int(at)))
        return cls(town, service, per_hour, seed, tuple(wishes))


def wish(town: Town, service: Service, rng: np.random.Generator, at: int) -> Wish:
    while True:
        origin, destination = rng.choice(len(town), 2, replace=False).tolist()
        direct = int(town.travel_ticks[origin, destination])
        if direct >= LEAST_S:
            break
    rolls = bool(rng.random() < service.wheelchairs)
    entering, leaving = SOLD.service_s(int(rolls))
    longest = round(direct * service.ride_share) + service.ride_more_s
    ride = Ride(
        origin, destination, at, at + service.wait_s, at + service.wait_s + entering + longest, (0, 1) if rolls else (1, 0), longest,
        pickup_service=entering, dropoff_service=leaving,
    )  # fmt: skip
    return Wish(at, ride, direct)
