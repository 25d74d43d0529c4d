"""Breadth first through all worlds that our steps and what is around them can bring about."""
from collections import deque
from typing import NamedTuple

from tests.payments.bounds import Bounds
from tests.payments.explorer import Explorer
from tests.payments.promises import broken, settled


class Result(NamedTuple):
    error: str | None
    trace: list
    worlds: int
    endings: set


def walk(bounds: Bounds, explorer: Explorer | None = None) -> Result:
    """Breadth first, so that a trace is a shortest one. Without an error every world can come to rest by our own doing, with no webhook arriving."""
    explorer = explorer or Explorer(bounds)
    start = explorer.start()
    ids, order, parent, back = {start: 0}, [start], [None], [[]]
    todo = deque([0])
    while todo:
        at = todo.popleft()
        for kind, label, after in explorer.moves(order[at]):
            if after is None:
                continue
            known = ids.get(after)
            if known is None:
                known = ids[after] = len(order)
                order.append(after)
                parent.append((at, label))
                back.append([])
                todo.append(known)
                rule = broken(explorer, after)
                if rule:
                    return Result(rule, trace(parent, known), len(order), set())
            back[known].append((at, kind))
    goals = [at for at, world in enumerate(order) if settled(explorer, world)]
    endings = {(explorer.bookings[order[at].booking].state, order[at].captured, order[at].refunded) for at in goals}
    for kinds in ({"us", "net", "read", "people"}, {"us", "net", "hook", "read", "people"}):
        stuck = first_stuck(back, goals, kinds)
        if stuck is not None:
            return Result("never comes to rest", trace(parent, stuck), len(order), endings)
    return Result(None, [], len(order), endings)


def first_stuck(back, goals, kinds):
    fine, todo = set(goals), deque(goals)
    while todo:
        for before, kind in back[todo.popleft()]:
            if kind in kinds and before not in fine:
                fine.add(before)
                todo.append(before)
    return next((at for at in range(len(back)) if at not in fine), None)


def trace(parent, at):
    path = []
    while parent[at]:
        at, label = parent[at]
        path.append(label)
    return path[::-1]
