"""Paths of buses and trams over the street graph: never against a one-way, never a forbidden turn, no turning round."""
import heapq
from dataclasses import dataclass

import numpy as np

from .streets import Edge, Streets

# Costs a metre; nothing else is driven. The cheapest is 1, so the straight distance never overestimates.
COST = {"primary": 1.0, "secondary": 1.0, "tertiary": 1.1, "unclassified": 1.3, "residential": 1.7}
GOAL_RADIUS_M = 140.0
SHARPEST_COSINE = 0.82  # of the angle between two streets; a bus cannot turn into the narrower gap


@dataclass(frozen=True)
class Goal:
    """Any of some edges, near a place."""

    xy: tuple[float, float]
    edges: frozenset[int]
    radius_m: float


class PathFinder:
    def __init__(self, streets: Streets):
        self.streets = streets
        self.at = streets.incident()
        self.middles = np.array([edge.middle for edge in streets.edges])
        self.too_sharp: dict[tuple[int, int, int], bool] = {}
        self.stoppable = np.array([edge.kind in COST and not edge.oneway and not edge.over for edge in streets.edges])

    def goal(self, xy: tuple[float, float], only: int | None = None) -> Goal:
        """Every two-way road near a place, or the nearest; or one edge alone."""
        away_m = np.where(self.stoppable, np.hypot(*(self.middles - xy).T), np.inf)
        if only is not None:
            edges = [only]
        else:
            edges = np.flatnonzero(away_m < GOAL_RADIUS_M).tolist() or [int(np.argmin(away_m))]
        radius_m = max(float(away_m[i]) + self.streets.edges[i].length for i in edges)
        return Goal(xy, frozenset(edges), radius_m)

    def find_path(self, goals: list[Goal], avoid_roundabouts: bool) -> list[tuple[int, bool]]:
        """Steps (edge, whether along it) that touch all goals in their order. LookupError where there is no way."""
        starts = [(i, along) for i in sorted(goals[0].edges) for along in (True, False)]
        steps: list[tuple[int, bool]] = []
        for goal in goals[1:]:
            leg = self._find_leg(starts, goal, avoid_roundabouts)
            steps += leg if not steps else leg[1:]
            starts = [steps[-1]]
        return steps

    def _find_leg(self, starts, goal: Goal, avoid_roundabouts: bool) -> list[tuple[int, bool]]:
        """Cheapest steps from one of the starts to the goal, both included. A*: Hart, Nilsson, Raphael 1968."""
        best = dict.fromkeys(starts, 0.0)
        back: dict[tuple[int, bool], tuple[int, bool]] = {}
        heap = [(self._rest_m(state, goal), 0.0, state) for state in starts]
        heapq.heapify(heap)
        while heap:
            _, cost, state = heapq.heappop(heap)
            if cost > best[state]:
                continue
            if state[0] in goal.edges:
                return walk_back(state, back)
            for following in self._following(state, avoid_roundabouts):
                edge = self.streets.edges[following[0]]
                new = cost + edge.length * COST[edge.kind]
                if new < best.get(following, np.inf):
                    best[following], back[following] = new, state
                    heapq.heappush(heap, (new + self._rest_m(following, goal), new, following))
        raise LookupError(f"no way for a bus to {goal.xy}")

    def _rest_m(self, state: tuple[int, bool], goal: Goal) -> float:
        x, y = self.streets.xy[head_of(self.streets.edges[state[0]], state[1])]
        return max(0.0, float(np.hypot(x - goal.xy[0], y - goal.xy[1])) - goal.radius_m)

    def _following(self, state: tuple[int, bool], avoid_roundabouts: bool):
        i, along = state
        node = head_of(self.streets.edges[i], along)
        for j in self.at[node]:
            edge = self.streets.edges[j]
            if j == i or edge.kind not in COST or (i, node, j) in self.streets.bans:
                continue
            if (avoid_roundabouts and edge.zone == "roundabout") or self._is_too_sharp(i, node, j):
                continue
            if edge.u == node:
                yield j, True
            if edge.v == node and not edge.oneway:
                yield j, False

    def _is_too_sharp(self, i: int, node: int, j: int) -> bool:
        turn = (i, node, j)
        if turn not in self.too_sharp:
            self.too_sharp[turn] = float(np.dot(self.streets.arm(i, node), self.streets.arm(j, node))) > SHARPEST_COSINE
        return self.too_sharp[turn]


def head_of(edge: Edge, along: bool) -> int:
    """The node an edge leads to."""
    return edge.v if along else edge.u


def walk_back(state, back) -> list[tuple[int, bool]]:
    steps = [state]
    while state in back:
        state = back[state]
        steps.append(state)
    return steps[::-1]
