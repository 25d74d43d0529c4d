"""Places that may be reached from one another without passing a vertex, or that are the same one."""
from collections.abc import Sequence

from routing.streets.graph import Mode
from routing.streets.reach import Along
from routing.streets.seeds import OnVertices
from routing.streets.snap import Snap


def same_vertex(a: Snap, b: Snap) -> bool:
    return a.vertex >= 0 and a.vertex == b.vertex


def sharing(mode: Mode, a: Snap, targets: list[Snap]) -> list[int]:
    """Targets that may be reached without passing a vertex, or are the same one. A driver at a vertex may stop on the first edge."""
    if mode is Mode.CAR:
        return [j for j, b in enumerate(targets) if b.edge == a.edge or b.vertex >= 0 or a.vertex >= 0]
    return [j for j, b in enumerate(targets) if (b.edge == a.edge and a.edge >= 0) or same_vertex(a, b)]


def ways_along(ends: OnVertices, starts: Sequence[Snap | None], goals: Sequence[Snap | None]) -> Along:
    """The ways that pass no vertex from any start to any goal on the same edge."""
    on_edge: dict[int, list[int]] = {}
    for row, goal in enumerate(goals):
        if goal is not None and goal.edge >= 0:
            on_edge.setdefault(goal.edge, []).append(row)
    found = []
    for row, start in enumerate(starts):
        for other in on_edge.get(start.edge, ()) if start is not None else ():
            goal = goals[other]
            if goal is not None and start is not None and goal is not start and (piece := ends.along(start, goal)) is not None:
                found.append((row, other, piece.ms))
    return Along.of(found)
