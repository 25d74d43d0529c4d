"""VROOM: constructive heuristics and local search, one answer for one question. It knows no longest ride of a passenger."""
import time
from dataclasses import replace
from datetime import timedelta

from benchmarks.peers.pyvrp import dearest
from tests.oracle.rides.instances import Instance
from tests.routing.dispatch.search.instances import down, up

CAR = "car"
# Its deepest search; it ends by itself, mostly within a second.
DEEPEST = 5


def is_installed() -> bool:
    try:
        import vroom  # noqa: F401
    except ImportError:
        return False
    return True


def plan(instance: Instance, seconds: float) -> list[list[int]]:
    """Nodes that each vehicle visits: fewest vehicles first, then distance, on one thread. seconds: that pass, at most.

    That a vehicle costs something does not make it find the fewest, so it is asked again with one less as long as everybody is served.
    """
    until, best = time.perf_counter() + seconds, solved(instance, seconds)
    while len(best) > 1 and served(best) == len(instance.pairs) and (left := until - time.perf_counter()) > 0:
        fewer = solved(replace(instance, vehicles=len(best) - 1), left)
        if served(fewer) < len(instance.pairs):
            break
        best = fewer
    return best


def served(routes: list[list[int]]) -> int:
    """Pairs."""
    return sum(map(len, routes)) // 2


def solved(instance: Instance, seconds: float) -> list[list[int]]:
    found = problem(instance).solve(DEEPEST, nb_threads=1, timeout=timedelta(seconds=seconds))
    routes: dict[int, list[int]] = {}
    for vehicle, kind, node in found.routes[["vehicle_id", "type", "id"]].itertuples(index=False):
        if kind in ("pickup", "delivery"):
            routes.setdefault(vehicle, []).append(int(node))
    return list(routes.values())


def problem(instance: Instance):
    """In the whole numbers that we search in ourselves: ways rounded up, windows rounded inwards."""
    import vroom

    nodes, asked = instance.nodes, vroom.Input()
    asked.set_durations_matrix(CAR, [[up(instance.way(a, b)) for b in range(len(nodes))] for a in range(len(nodes))])
    depot = nodes[instance.start]
    # One vehicle more costs what no shorter way can win back.
    costs = vroom.VehicleCosts(fixed=up(dearest(instance)))
    for number in range(instance.vehicles):
        asked.add_vehicle(vroom.Vehicle(
            number, instance.start, instance.end, CAR, [instance.capacity], costs=costs, time_window=[up(depot.earliest), down(depot.latest)],
        ))  # fmt: skip
    for pickup, dropoff in instance.pairs.items():
        asked.add_shipment(step(instance, pickup), step(instance, dropoff), vroom.Amount([nodes[pickup].load]))
    return asked


def step(instance: Instance, number: int):
    import vroom

    node = instance.nodes[number]
    window = vroom.TimeWindow(up(node.earliest), down(node.latest))
    return vroom.ShipmentStep(number, number, default_service=up(node.service), time_windows=[window])
