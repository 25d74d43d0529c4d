"""Benchmark instances as a `Dispatch`, and plans as their checker reads them.

Whole numbers: ways are rounded up and windows and limits inwards, so that what is possible here is possible in floats.
"""
import math

import numpy as np

from routing.dispatch.rides.model import NEVER, Dispatch, Fleet, Plan, Ride, Rides, Vehicle
from tests.oracle.rides.instances import Instance, Node

# Ticks in a unit of the instance.
SCALE = 10_000


def dispatch_of(instance: Instance) -> Dispatch:
    """Nobody is served yet; ride k is the k-th pair, places are the nodes."""
    nodes = instance.nodes
    rides = [ride_of(instance, pickup, dropoff) for pickup, dropoff in instance.pairs.items()]
    start, end = nodes[instance.start], nodes[instance.end]
    vehicle = Vehicle(instance.start, ((instance.capacity,),), up(start.earliest), instance.end, down(end.latest), down(instance.longest_route))
    fleet = Fleet.of([vehicle] * instance.vehicles, 1)
    travel = np.array([[up(instance.way(a, b)) for b in range(len(nodes))] for a in range(len(nodes))], np.int32)
    return Dispatch(Rides.of(rides, 1), fleet, travel, Plan.idle(fleet))


def ride_of(instance: Instance, pickup: int, dropoff: int) -> Ride:
    a: Node = instance.nodes[pickup]
    b: Node = instance.nodes[dropoff]
    return Ride(
        pickup, dropoff, up(a.earliest), down(a.latest), down(b.latest), (a.load,), down(instance.longest_ride), up(b.earliest), up(a.service),
        up(b.service),
    )  # fmt: skip


def nodes_of(instance: Instance, plan: Plan) -> list[list[int]]:
    """Nodes of the instance that each vehicle visits."""
    pairs = list(instance.pairs.items())
    return [[pairs[stop // 2][stop % 2] for stop in route.tolist()] for route in plan.routes()]


def up(value: float) -> int:
    return math.ceil(value * SCALE - 1e-6)


def down(value: float) -> int:
    return NEVER if value == math.inf else math.floor(value * SCALE + 1e-6)
