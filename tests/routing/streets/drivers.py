"""The slow twin of street searches: Dijkstra in plain Python over places, edges and everything driven so far."""
import heapq
import math
from collections import defaultdict

from routing.streets.car_graph import SHARP_TURN_MS, SIGNAL_MS, TURN_MS, U_TURN_MS
from routing.streets.costs import EdgeTimes
from routing.streets.model import Access, Streets
from routing.streets.snap import Snap
from routing.streets.topology import INF


def direction_ms(times: EdgeTimes, edge: int, ahead: bool) -> int:
    return int((times.forward_ms if ahead else times.backward_ms)[edge])


def ends(streets: Streets, edge: int, ahead: bool) -> tuple[int, int]:
    pair = int(streets.edge_tail[edge]), int(streets.edge_head[edge])
    return pair if ahead else pair[::-1]


def part(whole: int, share: float) -> int:
    return round(whole * share)


def starts_of(streets: Streets, times: EdgeTimes, snap: Snap) -> list[tuple[int, bool, float]]:
    """Directed edges one is on at the beginning and the share already passed."""
    if snap.vertex >= 0:
        both = [(e, ahead) for e in range(len(streets.edge_tail)) for ahead in (True, False)]
        return [(e, ahead, 0.0) for e, ahead in both if ends(streets, e, ahead)[0] == snap.vertex and direction_ms(times, e, ahead) < INF]
    open_ways = [ahead for ahead in (True, False) if direction_ms(times, snap.edge, ahead) < INF]
    return [(snap.edge, ahead, snap.position if ahead else 1 - snap.position) for ahead in open_ways]


def slow_ms(streets: Streets, times: EdgeTimes, a: Snap, b: Snap, destination: set[int] | None) -> int:
    """Milliseconds of the quickest way between two places; INF where there is none. destination: for drivers, the destination streets."""
    drives, ending = destination is not None, destination or set()
    if a.vertex >= 0 and a.vertex == b.vertex:
        return 0
    heap, done, best = [], set(), INF
    onward_from, goals = leaving(streets, times), goals_of(streets, times, b)
    for edge, ahead, passed in starts_of(streets, times, a):
        heapq.heappush(heap, (-part(direction_ms(times, edge, ahead), passed), ((edge, ahead),), passed, "began" if edge in ending else "free"))
    while heap:
        spent, driven, passed, leaves = heapq.heappop(heap)
        if spent >= best:
            break
        edge, ahead = driven[-1]
        whole = direction_ms(times, edge, ahead)
        for goal, goal_ahead, share in goals:
            if (goal, goal_ahead) == (edge, ahead) and share >= passed:
                best = min(best, spent + part(whole, share))
        key = (driven[-4:] if drives else driven[-1], leaves, passed > 0)  # no restriction is longer, and nobody restricts who walks or rides
        if key in done:
            continue
        done.add(key)
        for onward, onward_ahead, turn_ms in turns(streets, onward_from, driven, drives):
            phase = next_phase(leaves, onward in ending) if drives else leaves
            if phase is not None:
                heapq.heappush(heap, (spent + whole + turn_ms, (*driven, (onward, onward_ahead)), 0.0, phase))
    return best


def goals_of(streets: Streets, times: EdgeTimes, snap: Snap) -> list[tuple[int, bool, float]]:
    if snap.vertex >= 0:
        both = [(e, ahead) for e in range(len(streets.edge_tail)) for ahead in (True, False)]
        return [(e, ahead, 1.0) for e, ahead in both if ends(streets, e, ahead)[1] == snap.vertex and direction_ms(times, e, ahead) < INF]
    return starts_of(streets, times, snap)


def destination_streets(streets: Streets) -> set[int]:
    """Edges for destination traffic by their tags, and those that the largest part of the others does not reach and is not reached from."""
    tagged = {edge for edge in range(len(streets.edge_tail)) if streets.edge_access[edge] & Access.DESTINATION}
    onward: dict[int, set[int]] = {vertex: set() for vertex in range(len(streets.vertex_lat_e7))}
    for edge in set(range(len(streets.edge_tail))) - tagged:
        for bit, ahead in ((Access.CAR_F, True), (Access.CAR_B, False)):
            if streets.edge_access[edge] & bit:
                tail, head = ends(streets, edge, ahead)
                onward[tail].add(head)
    reach = {vertex: reached_from(vertex, onward) for vertex in onward}
    parts = [{other for other in reach[vertex] if vertex in reach[other]} for vertex in onward]
    largest = max(parts, key=len)
    return tagged | {edge for edge in range(len(streets.edge_tail)) if not set(ends(streets, edge, True)) <= largest}


def reached_from(vertex: int, onward: dict[int, set[int]]) -> set[int]:
    found, waiting = {vertex}, [vertex]
    while waiting:
        for other in onward[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return found


def next_phase(phase: str, enters: bool) -> str | None:
    """began: still on the destination streets of the beginning; free; ends: on those of the end. None: driving through."""
    if phase == "ends":
        return "ends" if enters else None
    if phase == "began":
        return "began" if enters else "free"
    return "ends" if enters else "free"


def leaving(streets: Streets, times: EdgeTimes) -> dict[int, list[tuple[int, bool]]]:
    """Directed edges that begin at each vertex and may be travelled."""
    found: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for edge in range(len(streets.edge_tail)):
        for ahead in (True, False):
            if direction_ms(times, edge, ahead) < INF:
                found[ends(streets, edge, ahead)[0]].append((edge, ahead))
    return found


def turns(streets: Streets, onward_from: dict, driven: tuple, drives: bool):
    onward = onward_from[ends(streets, *driven[-1])[1]]
    if not drives:
        return [(e, way, 0) for e, way in onward]
    return [(e, way, turn_ms(streets, driven[-1], (e, way))) for e, way in onward if allowed(streets, driven, (e, way), onward)]


def allowed(streets: Streets, driven: tuple, to: tuple[int, bool], onward: list) -> bool:
    """By the words of the restrictions, looked up one by one; turning round only where nothing else is left."""
    for row in range(len(streets.turn_from_edge)):
        via = streets.turn_via_edge[streets.turn_via_first[row] : streets.turn_via_first[row + 1]].tolist()
        wanted = [int(streets.turn_from_edge[row]), *via]
        last = driven[-len(wanted) :]
        if [edge for edge, _ in last] != wanted or ends(streets, *last[0])[1] != streets.turn_via_vertex[row]:
            continue
        if chained(streets, wanted, int(streets.turn_via_vertex[row]), int(streets.turn_to_edge[row])):
            named = to[0] == streets.turn_to_edge[row]
            if not streets.turn_only[row] and named:
                return False
            if streets.turn_only[row] and not named and not other_only(streets, row, to[0], bool(via)):
                return False
    return to[0] != driven[-1][0] or not others_left(streets, driven, onward)


def chained(streets: Streets, edges: list[int], vertex: int, to: int) -> bool:
    """Do the via edges and the last one join, beginning at the vertex? Over one vertex nothing has to."""
    for edge in [*edges[1:], to] if len(edges) > 1 else []:
        pair = ends(streets, edge, True)
        if vertex not in pair:
            return False
        vertex = pair[1] if pair[0] == vertex else pair[0]
    return True


def other_only(streets: Streets, row: int, to: int, via: bool) -> bool:
    """Is the turn prescribed by another restriction of the same place?"""
    for other in range(len(streets.turn_from_edge)):
        mine, theirs = (streets.turn_via_edge[streets.turn_via_first[r] : streets.turn_via_first[r + 1]].tolist() for r in (row, other))
        same = streets.turn_from_edge[other] == streets.turn_from_edge[row] and streets.turn_via_vertex[other] == streets.turn_via_vertex[row]
        if same and mine == theirs and streets.turn_only[other] and streets.turn_to_edge[other] == to:
            return True
    return False


def others_left(streets: Streets, driven: tuple, onward: list) -> bool:
    return any(one[0] != driven[-1][0] and allowed_over_vertex(streets, driven[-1], one, driven) for one in onward)


def allowed_over_vertex(streets: Streets, last: tuple[int, bool], to: tuple[int, bool], driven: tuple) -> bool:
    """Restrictions over one vertex alone, and destination streets, decide whether a street counts as a dead end."""
    vertex = ends(streets, *last)[1]
    only = []
    for row in range(len(streets.turn_from_edge)):
        here = streets.turn_via_first[row] == streets.turn_via_first[row + 1] and streets.turn_from_edge[row] == last[0]
        if here and streets.turn_via_vertex[row] == vertex:
            if streets.turn_only[row]:
                only.append(int(streets.turn_to_edge[row]))
            elif streets.turn_to_edge[row] == to[0]:
                return False
    return not only or to[0] in only


def turn_ms(streets: Streets, before: tuple[int, bool], after: tuple[int, bool]) -> int:
    signal = SIGNAL_MS if streets.vertex_signals[ends(streets, *before)[1]] else 0
    if before[0] == after[0]:
        return U_TURN_MS + signal
    if streets.edge_roundabout[before[0]] or streets.edge_roundabout[after[0]]:
        return signal
    angle = abs((heading(streets, after, first=True) - heading(streets, before, first=False) + 180) % 360 - 180)
    return signal + (SHARP_TURN_MS if angle > 135 else TURN_MS if angle > 45 else 0)


def heading(streets: Streets, directed: tuple[int, bool], first: bool) -> float:
    edge, ahead = directed
    span = slice(int(streets.geometry_first[edge]), int(streets.geometry_first[edge + 1]))
    line = list(zip(streets.geometry_lat_e7[span].tolist(), streets.geometry_lon_e7[span].tolist()))
    line = line if ahead else line[::-1]
    (y, x), (y2, x2) = line[:2] if first else line[-2:]
    return math.degrees(math.atan2((x2 - x) * math.cos(math.radians(y / 1e7)), y2 - y)) % 360
