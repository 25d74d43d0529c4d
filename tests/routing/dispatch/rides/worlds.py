"""Small worlds of rides: a few places, a few vans, drawn from a seed."""
from dataclasses import replace

import numpy as np

from routing.dispatch.rides.insertion import cheapest_insertion, inserted
from routing.dispatch.rides.model import NEVER, Break, Dispatch, Fleet, Plan, Ride, Rides, Vehicle
from routing.dispatch.rides.promise import Terms

KINDS = 2  # seats, wheelchair places
FOLDING = ((4, 0), (2, 1))
TERMS = Terms(window=300, leeway=300, patience=3600)


def line(*metres: int) -> np.ndarray:
    """Places along one street, as many ticks apart as metres."""
    at = np.array(metres, np.int64)
    return np.abs(at[:, None] - at[None, :]).astype(np.int32)


def dispatch(travel: np.ndarray, vehicles: list[Vehicle], rides: list[Ride], routes: list[list[int]] | None = None) -> Dispatch:
    fleet = Fleet.of(vehicles, KINDS)
    return Dispatch(Rides.of(rides, KINDS), fleet, travel, Plan.idle(fleet) if routes is None else Plan.of(routes))


def random_travel(rng: np.random.Generator, places: int, metric: bool = True) -> np.ndarray:
    """Not the same in both directions; without `metric` the way by a third place may be shorter, and some places are not reached from others."""
    points = rng.uniform(0, 900, (places, 2))
    far = np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1))
    if metric:
        uphill = np.maximum(0, points[:, None, 1] - points[None, :, 1]) * 0.3
        return np.ceil(far + uphill).astype(np.int32)
    crooked = np.ceil(far * rng.uniform(0.3, 2, far.shape)).astype(np.int32)
    crooked[rng.random(far.shape) < 0.03] = NEVER
    np.fill_diagonal(crooked, 0)
    return crooked


def random_ride(rng: np.random.Generator, travel: np.ndarray, now: int = 0) -> Ride:
    pickup, dropoff = rng.choice(len(travel), 2, replace=False).tolist()
    direct = min(int(travel[pickup, dropoff]), 2000)
    begin = now + int(rng.integers(0, 1500))
    longest = int(direct * 1.3) + int(rng.integers(0, 400))
    load = (0, 1) if rng.random() < 0.25 else (int(rng.integers(1, 3)), 0)
    return Ride(pickup, dropoff, begin, begin + int(rng.integers(200, 900)), begin + longest + 900, load, longest, begin if rng.random() < 0.2 else 0,
                int(rng.integers(0, 60)), int(rng.integers(0, 40)))  # fmt: skip


def random_vehicle(rng: np.random.Generator, places: int) -> Vehicle:
    breaks = (Break(int(rng.integers(places)), 500, 3000, 300),) if rng.random() < 0.4 else ()
    end = int(rng.integers(places)) if rng.random() < 0.5 else -1
    rooms = FOLDING if rng.random() < 0.6 else ((3, 0),)
    return Vehicle(int(rng.integers(places)), rooms, int(rng.integers(0, 300)), end, 8000, 7000 if rng.random() < 0.3 else NEVER, breaks)


def random_world(rng: np.random.Generator, rides: int = 9, vehicles: int = 3, metric: bool = True) -> Dispatch:
    """As many rides placed as there is room for, one after another."""
    travel = random_travel(rng, 8, metric)
    empty = dispatch(travel, [random_vehicle(rng, 8) for _ in range(vehicles)], [])
    for _ in range(rides):
        empty = with_placed(empty, random_ride(rng, travel))
    return empty


def with_placed(world: Dispatch, ride: Ride) -> Dispatch:
    more = replace(world, rides=world.rides.with_ride(ride))
    place = cheapest_insertion(more, len(world.rides))
    return world if place is None else replace(more, plan=inserted(more.plan, len(world.rides), place))
