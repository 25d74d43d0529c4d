"""PyVRP: iterated local search of routes with pickups and deliveries. It knows no longest ride of a passenger."""
import time

import numpy as np

from tests.oracle.rides.instances import Instance
from tests.routing.dispatch.search.instances import down, up


def is_installed() -> bool:
    try:
        import pyvrp  # noqa: F401
    except ImportError:
        return False
    return True


def plan(instance: Instance, seconds: float, seed: int) -> list[list[int]]:
    """Nodes that each vehicle visits: fewest vehicles first, then distance. seconds: of processor time of this process."""
    import pyvrp

    until = time.process_time() + seconds
    found = pyvrp.solve(problem(instance), lambda _: time.process_time() >= until, seed=seed, collect_stats=False, display=False)
    pairs = list(instance.pairs.items())
    return [
        [pairs[stop.idx][0 if stop.is_pickup() else 1] for stop in route.schedule() if stop.is_shipment()] for route in found.best.routes()
    ]


def problem(instance: Instance):
    """In the whole numbers that we search in ourselves: ways rounded up, windows rounded inwards."""
    import pyvrp

    nodes = instance.nodes
    ways = np.array([[up(instance.way(a, b)) for b in range(len(nodes))] for a in range(len(nodes))], np.int64)
    depot = nodes[instance.start]
    # One vehicle more costs what no shorter way can win back.
    vehicles = pyvrp.VehicleType(
        instance.vehicles, [instance.capacity], fixed_cost=up(dearest(instance)), tw_early=up(depot.earliest), tw_late=down(depot.latest),
    )  # fmt: skip
    return pyvrp.ProblemData(
        [pyvrp.Location(node.x, node.y) for node in nodes], [], [pyvrp.Depot(instance.start)], [vehicles], [ways], [ways],
        shipments=[shipment(instance, *pair) for pair in instance.pairs.items()],
    )  # fmt: skip


def shipment(instance: Instance, pickup: int, dropoff: int):
    import pyvrp

    a, b = instance.nodes[pickup], instance.nodes[dropoff]
    return pyvrp.Shipment(
        pickup, dropoff, up(a.earliest), down(a.latest), up(a.service), up(b.earliest), down(b.latest), up(b.service), [a.load],
    )  # fmt: skip


def dearest(instance: Instance) -> float:
    """More than all ways together of any plan worth having: every pair brought by a vehicle of its own."""
    return sum(
        instance.way(instance.start, pickup) + instance.way(pickup, dropoff) + instance.way(dropoff, instance.end)
        for pickup, dropoff in instance.pairs.items()
    )
