"""Says what is wrong with a plan, in words, from the raw instance: floats, plain Python, nothing of ours.

A plan is one list of nodes for each vehicle, without the depot. Times are found by relaxing everything that must hold until nothing moves, and then
every single demand is looked at once more with these times: what is passed is passed because such times exist, whatever found them.
"""
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tests.oracle.rides.instances import Instance

TOLERANCE = 1e-6
Route = Sequence[int]


def broken(instance: Instance, plan: Sequence[Route], locked: Sequence[Route] = ()) -> list[str]:
    """Everything that is wrong; empty if nothing is. locked: of each vehicle the stops that had to stay at its front."""
    wrong = []
    if len(plan) > instance.vehicles:
        wrong.append(f"{len(plan)} vehicles, there are {instance.vehicles}")
    wrong += repeated(instance, plan)
    for number, begin in enumerate(locked):
        if list(plan[number][: len(begin)]) != list(begin):
            wrong.append(f"vehicle {number}: locked stops {list(begin)} were changed")
    for number, route in enumerate(plan):
        wrong += [f"vehicle {number}: {words}" for words in wrong_route(instance, route)]
    return wrong


def unserved(instance: Instance, plan: Sequence[Route]) -> list[int]:
    visited = {node for route in plan for node in route}
    return [pickup for pickup, dropoff in instance.pairs.items() if pickup not in visited or dropoff not in visited]


def distance(instance: Instance, plan: Sequence[Route]) -> float:
    return math.fsum(instance.way(a, b) for route in plan if route for a, b in ways(instance, route))


def ways(instance: Instance, route: Route) -> Iterator[tuple[int, int]]:
    along = [instance.start, *route, instance.end]
    return pairwise(along)


def repeated(instance: Instance, plan: Sequence[Route]) -> list[str]:
    known = {*instance.pairs, *instance.pairs.values()}
    counted = Counter(node for route in plan for node in route)
    return [f"stop {node} is visited {times} times" for node, times in counted.items() if times > 1] + [
        f"there is no stop {node}" for node in counted if node not in known
    ]


def wrong_route(instance: Instance, route: Route) -> list[str]:
    wrong = wrong_pairs(instance, route)
    load = 0
    for node in route:
        load += instance.nodes[node].load
        if not 0 <= load <= instance.capacity:
            wrong.append(f"load {load} of {instance.capacity} after stop {node}")
    return wrong or wrong_times(instance, route)


def wrong_pairs(instance: Instance, route: Route) -> list[str]:
    at = {node: position for position, node in enumerate(route)}
    wrong = []
    for pickup, dropoff in instance.pairs.items():
        if (pickup in at) != (dropoff in at):
            wrong.append(f"{pickup} and {dropoff} are not in one vehicle")
        elif pickup in at and at[pickup] > at[dropoff]:
            wrong.append(f"{dropoff} comes before {pickup}")
    return wrong


def wrong_times(instance: Instance, route: Route) -> list[str]:
    """With fewer and fewer demands until there are times: the last one let go is named."""
    for rides, length, words in ((True, True, ""), (True, False, "longer than a route may be"), (False, False, "a ride is too long")):
        times = find_times(instance, route, rides, length)
        if times is not None:
            refused = wrong_schedule(instance, route, times, rides, length)
            assert not refused, refused
            return [words] if words else []
    return ["a window cannot be kept"]


def demands(instance: Instance, route: Route, rides: bool, length: bool) -> Iterator[tuple[int, int, float]]:
    """(i, j, by): the time at position j is at least that at i plus `by`. Position 0 is the start, the last one the end."""
    along = [instance.start, *route, instance.end]
    for i, (a, b) in enumerate(pairwise(along)):
        yield i, i + 1, (instance.nodes[a].service if i else 0.0) + instance.way(a, b)
    at = {node: position + 1 for position, node in enumerate(route)}
    if rides and instance.longest_ride < math.inf:
        for pickup, dropoff in instance.pairs.items():
            if pickup in at:
                yield at[dropoff], at[pickup], -(instance.nodes[pickup].service + instance.longest_ride)
    if length and instance.longest_route < math.inf:
        yield len(route) + 1, 0, -instance.longest_route


def find_times(instance: Instance, route: Route, rides: bool, length: bool) -> list[float] | None:
    """The earliest times that satisfy everything; None if there are none."""
    along = [instance.start, *route, instance.end]
    times = [instance.nodes[node].earliest for node in along]
    every = list(demands(instance, route, rides, length))
    for _ in range(len(along) ** 2):
        moved = False
        for i, j, by in every:
            if times[i] + by > times[j] + TOLERANCE / 100:
                times[j], moved = times[i] + by, True
        if any(time > instance.nodes[node].latest + TOLERANCE for time, node in zip(times, along)):
            return None
        if not moved:
            return times
    return None


def wrong_schedule(instance: Instance, route: Route, times: Sequence[float], rides: bool = True, length: bool = True) -> list[str]:
    """What a driver with a watch would complain about. times: of the start, of each stop and of the end."""
    nodes, wrong = instance.nodes, []
    along = [instance.start, *route, instance.end]
    for node, time in zip(along, times):
        if not nodes[node].earliest - TOLERANCE <= time <= nodes[node].latest + TOLERANCE:
            wrong.append(f"stop {node} at {time}, outside of its window")
    for position, (node, following) in enumerate(pairwise(along)):
        left = times[position] + (nodes[node].service if position else 0.0)
        if left + instance.way(node, following) > times[position + 1] + TOLERANCE:
            wrong.append(f"stop {following} at {times[position + 1]}, before anybody can be there")
    when = dict(zip(route, times[1:-1]))
    for pickup, dropoff in instance.pairs.items():
        if rides and pickup in when and when[dropoff] - when[pickup] - nodes[pickup].service > instance.longest_ride + TOLERANCE:
            wrong.append(f"{pickup} rides too long")
    if length and times[-1] - times[0] > instance.longest_route + TOLERANCE:
        wrong.append("the route is too long")
    return wrong
