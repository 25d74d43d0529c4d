"""Small worlds by a seed: a town of one-way streets, vehicles with folding seats and breaks, people on board, stops that are fixed."""
from dataclasses import replace

import numpy as np

from routing.dispatch.rides.model import NEVER, Break, Dispatch, Fleet, Plan, Ride, Rides, Vehicle
from routing.dispatch.rides.verifier import verify

PLACES, KINDS = 9, 2
SEATS = (((3, 0), (1, 1)), ((2, 0),), ((4, 0), (2, 1), (0, 2)))


def town(dice: np.random.Generator) -> np.ndarray:
    """Ways that no detour shortens, longer in one direction than in the other."""
    at, height = dice.uniform(0, 25, (PLACES, 2)), dice.uniform(0, 6, PLACES)
    way = np.hypot(*(at[:, None] - at[None]).T).T
    climb = np.maximum(0, height[None] - height[:, None])
    ticks = np.ceil(way + climb).astype(np.int32)
    np.fill_diagonal(ticks, 0)
    for middle in range(PLACES):
        ticks = np.minimum(ticks, ticks[:, middle, None] + ticks[None, middle])
    return np.ascontiguousarray(ticks)


def wish(dice: np.random.Generator, travel: np.ndarray) -> Ride:
    a, b = dice.choice(PLACES, 2, replace=False).tolist()
    begin, direct = int(dice.integers(0, 120)), int(travel[a, b])
    longest = direct + int(dice.integers(0, 20)) if dice.random() < 0.7 else NEVER
    load = (0, 1) if dice.random() < 0.2 else (int(dice.integers(1, 3)), 0)
    late = begin + int(dice.integers(5, 50))
    soonest = begin + direct + int(dice.integers(0, 25)) if dice.random() < 0.3 else 0
    by = late + direct + int(dice.integers(5, 40))
    return Ride(a, b, begin, late, by, load, longest, soonest, int(dice.integers(0, 3)), int(dice.integers(0, 3)))


def fleet_of(dice: np.random.Generator, vehicles: int) -> Fleet:
    made = []
    for number in range(vehicles):
        start, end = int(dice.integers(PLACES)), int(dice.integers(-1, PLACES))
        begin = int(dice.integers(40, 100))
        breaks = (Break(int(dice.integers(PLACES)), begin, begin + 60, 10),) if dice.random() < 0.4 else ()
        made.append(Vehicle(start, SEATS[number % 3], int(dice.integers(0, 20)), end, 260, 220 if dice.random() < 0.3 else NEVER, breaks))
    return Fleet.of(made, KINDS)


def world(seed: int, rides: int = 6, vehicles: int = 2, fixed: bool = True) -> tuple[Dispatch, list[int]]:
    """A dispatch with a plan that the verifier finds nothing in, and the rides that are not in it."""
    dice = np.random.default_rng(seed)
    travel = town(dice)
    fleet = fleet_of(dice, vehicles)
    dispatch = Dispatch(Rides.of([wish(dice, travel) for _ in range(rides)], KINDS), fleet, travel, Plan.idle(fleet))
    if fixed and dice.random() < 0.6:
        dispatch = with_somebody_on_board(dispatch)
    for ride in range(1, rides):
        ways = [one for v in range(vehicles) for one in with_ride(dispatch, v, ride) if not verify(one)] if dice.random() < 0.75 else []
        if ways:
            dispatch = ways[int(dice.integers(len(ways)))]
    if fixed:
        held = [int(dice.integers(0, min(2, len(route)) + 1)) for route in dispatch.plan.routes()]
        dispatch = replace(dispatch, plan=replace(dispatch.plan, fixed=np.array(held, np.int32)))
    driven = set((dispatch.plan.stop // 2)[dispatch.plan.stop >= 0].tolist())
    return dispatch, [ride for ride in range(1, rides) if ride not in driven]


def with_somebody_on_board(dispatch: Dispatch) -> Dispatch:
    """Ride 0 in vehicle 0, if that can be."""
    plan = replace(dispatch.plan, **{f"aboard_{name}": np.array([value], np.int32) for name, value in (("ride", 0), ("vehicle", 0), ("since", 5))})
    late = dispatch.rides.changed(0, latest_dropoff=200, longest_ride=150, earliest_dropoff=0)
    route = [*plan.route(0).tolist()]
    found = replace(dispatch, rides=late, plan=plan.with_route(0, [1, *route]))
    return found if not verify(found) else dispatch


def with_ride(dispatch: Dispatch, vehicle: int, ride: int) -> list[Dispatch]:
    """Every way to put a ride into a route behind what is fixed."""
    plan, route = dispatch.plan, dispatch.plan.route(vehicle).tolist()
    found = []
    for i in range(int(plan.fixed[vehicle]), len(route) + 1):
        for j in range(i, len(route) + 1):
            new = [*route[:i], 2 * ride, *route[i:j], 2 * ride + 1, *route[j:]]
            found.append(replace(dispatch, plan=plan.with_route(vehicle, new)))
    return found
