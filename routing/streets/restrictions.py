"""Turn restrictions of OpenStreetMap in the driving graph: via one vertex a missing arc, via ways states that remember what was driven."""
import numpy as np

from routing.streets.model import Streets

Directed = tuple[int, int]  # edge, 1 from tail to head or 0 back


def allowed_turns(streets: Streets, from_edge: np.ndarray, via_vertex: np.ndarray, to_edge: np.ndarray) -> np.ndarray:
    """bool, for turns from edges over a vertex into edges: not forbidden (no_*), and the prescribed one where one is (only_*)."""
    via_one = np.diff(streets.turn_via_first) == 0
    fits = np.ones(len(from_edge), bool)
    for only in (False, True):
        rows = np.flatnonzero(via_one & ((streets.turn_only == 1) == only))
        if not len(rows):
            continue
        here = streets.turn_from_edge[rows].astype(np.int64) * len(streets.vertex_lat_e7) + streets.turn_via_vertex[rows]
        asked = from_edge.astype(np.int64) * len(streets.vertex_lat_e7) + via_vertex
        concerned = np.flatnonzero(np.isin(asked, here))
        named = set(zip(here.tolist(), streets.turn_to_edge[rows].tolist()))
        is_named = np.fromiter((pair in named for pair in zip(asked[concerned].tolist(), to_edge[concerned].tolist())), bool, len(concerned))
        fits[concerned] &= is_named if only else ~is_named
    return fits


def via_patterns(streets: Streets) -> list[tuple[tuple[Directed, ...], Directed, bool]]:
    """Restrictions over via ways: the directed edges from `from` to the last via, the directed `to`, and whether it is the only way on."""
    found = []
    for row in np.flatnonzero(np.diff(streets.turn_via_first) > 0).tolist():
        via = streets.turn_via_edge[streets.turn_via_first[row] : streets.turn_via_first[row + 1]].tolist()
        vertex = int(streets.turn_via_vertex[row])
        came_from = int(streets.turn_from_edge[row])
        driven = [(came_from, int(streets.edge_head[came_from] == vertex))]
        for edge in [*via, int(streets.turn_to_edge[row])]:
            ahead = int(streets.edge_tail[edge] == vertex)
            if not ahead and streets.edge_head[edge] != vertex:
                break
            driven.append((edge, ahead))
            vertex = int(streets.edge_head[edge] if ahead else streets.edge_tail[edge])
        else:
            found.append((tuple(driven[:-1]), driven[-1], bool(streets.turn_only[row])))
    return found


class Following:
    """Extends plain states by those that remember the edges of a restriction driven so far.

    A state of the extended graph is the longest list of last driven edges that begins some restriction (as Aho and Corasick match words).
    """

    def __init__(self, patterns: list, edge: np.ndarray, forward: np.ndarray, phase: np.ndarray):
        self.begins = {driven[:size] for driven, _, _ in patterns for size in range(2, len(driven) + 1)}
        self.forbidden = {(driven, to) for driven, to, only in patterns if not only}
        self.only: dict[tuple, set] = {}
        for driven, to, only in patterns:
            if only:
                self.only.setdefault(driven, set()).add(to)
        self.directed = list(zip(edge.tolist(), forward.tolist())) if patterns else []
        self.phase, self.count = phase, len(edge)

    def extend(self, before: np.ndarray, after: np.ndarray, turn_ms: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Plain arcs to all arcs: the plain state of each state, tails, heads, milliseconds."""
        plain = np.arange(self.count, dtype=np.int32)
        if not self.begins:
            return plain, before, after, turn_ms
        order = np.argsort(before, kind="stable")
        before, after, turn_ms = before[order], after[order].copy(), turn_ms[order]
        first = np.searchsorted(before, np.arange(self.count + 1))
        original = after.copy()
        added: dict[tuple, int] = {}
        rows: list[tuple[int, int, int]] = []
        states: list[int] = []
        waiting: list[tuple[tuple, int]] = []

        def state_of(driven: tuple, state: int) -> int:
            """The state in which these edges were driven last and the last is about to be."""
            for skip in range(len(driven) - 1):
                if driven[skip:] in self.begins:
                    key = (driven[skip:], state)
                    if key not in added:
                        added[key] = self.count + len(added)
                        states.append(state)
                        waiting.append(key)
                    return added[key]
            return state

        starts = {driven[0] for driven in self.begins}
        for state in (i for i, directed in enumerate(self.directed) if directed in starts):
            for row in range(first[state], first[state + 1]):
                after[row] = state_of((self.directed[state], self.directed[original[row]]), int(original[row]))
        while waiting:
            driven, state = waiting.pop()
            for row in range(first[state], first[state + 1]):
                to = int(original[row])
                if self.permits(driven, self.directed[to]):
                    rows.append((added[driven, state], state_of((*driven, self.directed[to]), to), int(turn_ms[row])))
        more = np.array(rows, np.int32).reshape(len(rows), 3)
        return (
            np.concatenate([plain, np.array(states, np.int32)]), np.concatenate([before, more[:, 0]]).astype(np.int32),
            np.concatenate([after, more[:, 1]]).astype(np.int32), np.concatenate([turn_ms, more[:, 2]]).astype(np.int32),
        )  # fmt: skip

    def permits(self, driven: tuple, to: Directed) -> bool:
        for skip in range(len(driven) - 1):
            last = driven[skip:]
            if (last, to) in self.forbidden or to not in self.only.get(last, {to}):
                return False
        return True
