"""The same question put to OR-Tools: from a plan that is there already and for as long as asked, or from nothing.

Solved on the whole numbers of `Problem`; what comes back is looked at by `close` and `holds` before it is believed. OR-Tools knows one limit of load
for each kind and straight lines between two kinds, which is all that seats that fold mostly are; where it is not, its answer is not taken.
"""
import numpy as np

from routing.dispatch.rides.model import Dispatch
from routing.dispatch.search.asked import Asked
from routing.dispatch.search.bounds import close
from routing.dispatch.search.insertion import holds
from routing.dispatch.search.problem import FAR, Problem
from routing.dispatch.search.search import Found

# More than any travel of a day, so that nobody is left behind to save a way.
LEFT_OUT = 1 << 40


def polished(dispatch: Dispatch, waiting, begun: Found, seconds: float) -> Found:
    """What OR-Tools makes of a plan found for the dispatch within `seconds`; the plan itself where it makes nothing better of it."""
    asked = Asked.of(dispatch, np.asarray(waiting, np.int64))
    goal = Asked.of(begun.dispatch_of(dispatch), np.asarray(begun.unserved, np.int64))
    if not np.array_equal(asked.rows, goal.rows) or asked.problem.shut.any() or not len(asked.rows):
        return begun
    model = Model(asked.problem)
    routes = model.improve(goal.routes.stops, goal.routes.length, seconds)
    found = taken(asked, routes)
    better = found is not None and (len(found.unserved), found.cost_ticks) < (len(begun.unserved), begun.cost_ticks)
    return found if better and found is not None else begun


def from_nothing(dispatch: Dispatch, waiting, seconds: float) -> Found | None:
    """What OR-Tools finds by itself; None if nothing, or nothing that holds."""
    asked = Asked.of(dispatch, np.asarray(waiting, np.int64))
    return None if asked.problem.shut.any() else taken(asked, Model(asked.problem).solve(seconds))


def taken(asked: Asked, routes: list[list[int]] | None) -> Found | None:
    """routes: nodes of each vehicle. None where they are not possible."""
    if routes is None:
        return None
    problem, now = asked.problem, asked.routes
    n, m = len(problem.limit), len(routes)
    now.vehicle[:] = -1
    now.at[:] = -1
    for v, route in enumerate(routes):
        if len(route) + 2 > now.stops.shape[1]:
            return None
        now.length[v] = len(route) + 2
        now.stops[v, : len(route) + 2] = [2 * n + v, *route, 2 * n + m + v]
        for place, node in enumerate(route):
            if node < n:
                now.at[node] = place + 1
        if not close(problem, now, v) or not holds(problem, now, v):
            return None
    unserved = tuple(asked.rows[now.vehicle < 0].tolist())
    return Found(asked.plan(now.stops, now.length), unserved, int(now.cost.sum()), 0)


class Model:
    """A routing model of a problem. Index: node of the problem; those who are on board have no pickup in it."""

    def __init__(self, problem: Problem) -> None:
        from ortools.constraint_solver import pywrapcp  # only whoever asks it loads it

        p, n, m = problem, len(problem.limit), len(problem.fixed)
        self.problem, self.ortools = p, pywrapcp
        self.nodes = [node for node in range(len(p.place)) if node >= n or not p.picked[node]]
        self.number = {node: k for k, node in enumerate(self.nodes)}
        starts, ends = ([self.number[first + v] for v in range(m)] for first in (2 * n, 2 * n + m))
        self.indices = pywrapcp.RoutingIndexManager(len(self.nodes), m, starts, ends)
        self.routing = pywrapcp.RoutingModel(self.indices)
        self.at_end = {2 * n + m + v: self.routing.End(v) for v in range(m)}
        rows = p.place[self.nodes]
        travel = p.travel[np.ix_(rows, rows)].astype(np.int64)
        self.routing.SetArcCostEvaluatorOfAllVehicles(self.routing.RegisterTransitMatrix(travel.tolist()))
        self.routing.AddDimension(
            self.routing.RegisterTransitMatrix((travel + p.service[self.nodes][:, None]).tolist()), FAR, FAR, False, "time"
        )
        self.add_times()
        self.add_rides()
        self.add_loads()

    def index(self, node: int) -> int:
        return self.at_end[node] if node in self.at_end else self.indices.NodeToIndex(self.number[node])

    def add_times(self) -> None:
        p, m = self.problem, len(self.problem.fixed)
        time = self.routing.GetDimensionOrDie("time")
        for node in self.nodes:
            if p.earliest[node] <= p.latest[node]:
                time.CumulVar(self.index(node)).SetRange(int(p.earliest[node]), int(p.latest[node]))
            else:
                self.routing.ActiveVar(self.index(node)).SetValue(0)
        for v in range(m):
            if p.longest[v] < FAR:
                time.SetSpanUpperBoundForVehicle(int(p.longest[v]), v)

    def add_rides(self) -> None:
        p, n, m = self.problem, len(self.problem.limit), len(self.problem.fixed)
        routing, solver, time = self.routing, self.routing.solver(), self.routing.GetDimensionOrDie("time")
        for ride in range(n):
            drop = self.index(n + ride)
            ends = [drop] if p.picked[ride] else [self.index(ride), drop]
            if len(ends) == 2:
                pickup = ends[0]
                routing.AddPickupAndDelivery(pickup, drop)
                solver.Add(routing.VehicleVar(pickup) == routing.VehicleVar(drop))
                solver.Add(routing.ActiveVar(pickup) == routing.ActiveVar(drop))
                solver.Add(time.CumulVar(pickup) <= time.CumulVar(drop))
                if p.limit[ride] < FAR:
                    solver.Add(time.CumulVar(drop) - time.CumulVar(pickup) <= int(p.limit[ride] + p.service[ride]))
            if p.bound[ride] >= 0:
                for index in ends:
                    routing.VehicleVar(index).SetValue(int(p.bound[ride]))
            else:
                routing.AddDisjunction(ends, LEFT_OUT, len(ends))
        for node in range(2 * n + 2 * m, len(p.place)):
            routing.VehicleVar(self.index(node)).SetValue(int(p.paused[node - 2 * n - 2 * m]))

    def add_loads(self) -> None:
        """A dimension for each line that no vehicle's load may be above; vehicles without that line have no limit there."""
        p, n, m = self.problem, len(self.problem.limit), len(self.problem.fixed)
        lines: dict[tuple[int, ...], dict[int, int]] = {}
        for v in range(m):
            for weights, limit in lines_of(p.room[v]):
                lines.setdefault(weights, {})[v] = limit
        for weights, most in lines.items():
            name, by = f"load {weights}", np.array(weights)
            change = np.zeros(len(p.place), np.int64)
            change[:n], change[n : 2 * n] = p.load @ by, -(p.load @ by)
            unit = self.routing.RegisterUnaryTransitVector(change[self.nodes].tolist())
            self.routing.AddDimensionWithVehicleCapacity(unit, 0, [most.get(v, FAR) for v in range(m)], False, name)
            load = self.routing.GetDimensionOrDie(name)
            for v in range(m):
                load.CumulVar(self.routing.Start(v)).SetValue(int(p.aboard[v] @ by))
            for node in range(2 * n + 2 * m, len(p.place)):
                load.CumulVar(self.index(node)).SetValue(0)

    def improve(self, stops: np.ndarray, length: np.ndarray, seconds: float) -> list[list[int]] | None:
        """From these routes; what is fixed at their front stays."""
        asked = self.parameters(seconds)
        self.routing.CloseModelWithParameters(asked)
        routes = [[self.index(int(node)) for node in stops[v, 1 : length[v] - 1]] for v in range(len(length))]
        locks = [route[: int(held)] for route, held in zip(routes, self.problem.fixed)]
        if not self.routing.ApplyLocksToAllVehicles(locks, False):
            return None
        begun = self.routing.ReadAssignmentFromRoutes(routes, True)
        return None if begun is None else self.read(self.routing.SolveFromAssignmentWithParameters(begun, asked))

    def solve(self, seconds: float) -> list[list[int]] | None:
        return self.read(self.routing.SolveWithParameters(self.parameters(seconds)))

    def parameters(self, seconds: float):
        from ortools.constraint_solver import routing_enums_pb2

        asked = self.ortools.DefaultRoutingSearchParameters()
        asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        asked.time_limit.FromMilliseconds(max(1, round(seconds * 1000)))
        return asked

    def read(self, solution) -> list[list[int]] | None:
        if solution is None:
            return None
        routes = []
        for v in range(len(self.problem.fixed)):
            index, route = solution.Value(self.routing.NextVar(self.routing.Start(v))), []
            while not self.routing.IsEnd(index):
                route.append(self.nodes[self.indices.IndexToNode(index)])
                index = solution.Value(self.routing.NextVar(index))
            routes.append(route)
        return routes


def lines_of(rooms: np.ndarray) -> list[tuple[tuple[int, ...], int]]:
    """(weights, most): what every configuration int32[c, k] keeps to, kind by kind and for two kinds of which one gives way to the other."""
    kinds = rooms.shape[1]
    lines = [(tuple(int(k == kind) for k in range(kinds)), int(rooms[:, kind].max())) for kind in range(kinds)]
    for a in range(kinds):
        for b in range(a + 1, kinds):
            for one in rooms:
                for other in rooms:
                    if one[a] > other[a] and one[b] < other[b]:
                        weights = [0] * kinds
                        weights[a], weights[b] = int(other[b] - one[b]), int(one[a] - other[a])
                        most = int(one @ np.array(weights))
                        if (rooms @ np.array(weights) <= most).all() and (tuple(weights), most) not in lines:
                            lines.append((tuple(weights), most))
    return lines
