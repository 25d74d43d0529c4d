"""What each edge of the street graph is: its class, its name, its direction and the turns forbidden at its ends."""
import heapq
from collections import defaultdict

import numpy as np
from shapely.geometry import Point

from .ground import HILL
from .layout import draws, from_centre, is_industrial
from .plan import MIDDLE_RING, WALL_RING
from .shapes import Groups
from .streets import DRIVEN, Edge, Streets

STEPS_FROM, STEEP_FROM = 0.125, 0.055
ONEWAY_SHARE, ONEWAY_RADIUS_M = 0.35, 1800
NO_LEFT_TURN_SHARE = 0.3
BUSY = {"primary", "secondary", "tertiary"}


def give_character(streets: Streets, squares: list, seed: int) -> None:
    rng = draws(seed, 13)
    classify(streets, rng)
    close_to_cars(streets)
    name_streets(streets)
    pave_evenly(streets, squares)
    turn_roundabouts(streets)
    choose_oneways(streets, rng)
    forbid_turns(streets, draws(seed, 4))


def classify(streets: Streets, rng) -> None:
    """Old-town lanes become steps, ramps or pedestrian streets by their slope; some side streets become living streets."""
    for edge in streets.edges:
        if edge.kind == "lane":
            edge.kind = lane_kind(edge, rng)
    calm = {street: rng.random() < 0.07 for street in sorted({edge.street for edge in streets.edges})}
    for edge in streets.edges:
        if edge.kind == "residential" and calm[edge.street]:
            edge.kind = "living_street"
        if edge.kind == "frontage":
            edge.kind = "unclassified" if is_industrial(*edge.middle) else "residential"


def lane_kind(edge: Edge, rng) -> str:
    if edge.zone != "old":
        return "pedestrian"
    steepness = abs(edge.slope)
    if steepness > STEPS_FROM or (steepness > 0.085 and rng.random() < 0.5):
        return "steps"
    if steepness > STEEP_FROM:
        return "footway"
    near_hill = np.hypot(edge.middle[0] - HILL[0], edge.middle[1] - HILL[1]) < 345
    return "pedestrian" if near_hill or rng.random() < 0.5 else "living_street"


def close_to_cars(streets: Streets) -> None:
    """A living street among lanes for walkers alone, which no car can reach, is one of them."""
    reach = both_ways(streets)
    for edge in streets.edges:
        if edge.kind == "living_street" and edge.zone == "old" and edge.u not in reach:
            edge.kind = "pedestrian"


def name_streets(streets: Streets) -> None:
    """One name a planned street; the short lanes of the old town are first joined into strokes."""
    strokes = join_strokes(streets)
    names: dict[tuple[str, int], str] = {}
    for i, edge in enumerate(streets.edges):
        source = streets.sources[edge.street]
        key = ("lane", strokes.find(i)) if edge.zone == "old" and not source.name else ("street", edge.street)
        if key not in names:
            names[key] = source.name or streets.names.street("lane" if edge.zone == "old" else edge.kind)
        edge.name = "" if edge.kind in ("path", "track") else names[key]


def join_strokes(streets: Streets) -> Groups:
    """Groups of old-town edges that go straight on at their junctions."""
    strokes = Groups(len(streets.edges))
    for node, around in streets.incident().items():
        lanes = [i for i in around if streets.edges[i].zone == "old"]
        pairs = []
        for k, a in enumerate(lanes):
            for b in lanes[:k]:
                pairs.append((float(np.dot(streets.arm(a, node), streets.arm(b, node))), a, b))
        used: set[int] = set()
        for cosine, a, b in sorted(pairs):
            if cosine < -0.75 and not {a, b} & used:
                used |= {a, b}
                strokes.join(a, b)
    return strokes


def pave_evenly(streets: Streets, squares: list) -> None:
    """Even paving on the shortest gentle way from the street round the old town to every square: setts stop a wheelchair as steps do."""
    gentle = [edge for edge in streets.edges if edge.zone == "old" and edge.kind in ("pedestrian", "living_street")]
    at = defaultdict(list)
    for edge in gentle:
        at[edge.u].append((edge, edge.v))
        at[edge.v].append((edge, edge.u))
    gates = sorted({node for edge in streets.edges if edge.street == WALL_RING for node in (edge.u, edge.v)})
    best_m, back = shortest_ways(at, gates)
    for square in squares:
        near = [node for node in sorted(best_m) if square.distance(Point(streets.xy[node])) < 1]
        if not near:
            continue
        node = min(near, key=best_m.__getitem__)
        while node in back:
            edge, node = back[node]
            edge.is_even = True


def shortest_ways(at, starts: list[int]) -> tuple[dict[int, float], dict[int, tuple[Edge, int]]]:
    """Metres from the nearest start to each node, and the edge and node before it. Dijkstra 1959."""
    best_m = dict.fromkeys(starts, 0.0)
    back: dict[int, tuple[Edge, int]] = {}
    heap = [(0.0, node) for node in starts]
    while heap:
        so_far_m, node = heapq.heappop(heap)
        if so_far_m > best_m[node]:
            continue
        for edge, other in at[node]:
            new_m = so_far_m + edge.length
            if new_m < best_m.get(other, np.inf):
                best_m[other], back[other] = new_m, (edge, node)
                heapq.heappush(heap, (new_m, other))
    return best_m, back


def turn_roundabouts(streets: Streets) -> None:
    """Circles are driven against the clock, as where one drives on the right."""
    for edge in streets.edges:
        if edge.zone != "roundabout":
            continue
        centre = np.array(streets.sources[edge.street].line.centroid.coords[0])
        a, b = streets.xy[edge.u] - centre, np.array(edge.line.coords[1]) - centre
        if a[0] * b[1] - a[1] * b[0] < 0:
            edge.reverse()
        edge.oneway = True


def choose_oneways(streets: Streets, rng) -> None:
    """One-way side streets in the inner city, undone wherever they would cut something off."""
    by_street = defaultdict(list)
    for edge in streets.edges:
        if edge.kind == "residential" and from_centre(edge.middle) < ONEWAY_RADIUS_M and not edge.over:
            by_street[edge.street].append(edge)
    for street, group in by_street.items():
        if rng.random() >= ONEWAY_SHARE:
            continue
        along = streets.sources[street].line
        for edge in group:
            if along.project(Point(edge.line.coords[0])) > along.project(Point(edge.line.coords[-1])):
                edge.reverse()
            edge.oneway = True
    for _ in range(12):
        reach = both_ways(streets)
        cut_off = {edge.street for edge in streets.edges if edge.oneway and edge.zone != "roundabout" and not {edge.u, edge.v} <= reach}
        if not cut_off:
            return
        for edge in streets.edges:
            if edge.street in cut_off:
                edge.oneway = False


def both_ways(streets: Streets) -> set[int]:
    """Nodes that a car reaches from a main road and that reach it."""
    ahead, back = defaultdict(list), defaultdict(list)
    for edge in streets.edges:
        if edge.kind not in DRIVEN:
            continue
        ahead[edge.u].append(edge.v)
        back[edge.v].append(edge.u)
        if not edge.oneway:
            ahead[edge.v].append(edge.u)
            back[edge.u].append(edge.v)
    start = next(edge.u for edge in streets.edges if edge.street == MIDDLE_RING)
    return flood(ahead, start) & flood(back, start)


def flood(graph, start: int) -> set[int]:
    seen, stack = {start}, [start]
    while stack:
        for node in graph[stack.pop()]:
            if node not in seen:
                seen.add(node)
                stack.append(node)
    return seen


def forbid_turns(streets: Streets, rng) -> None:
    """No left turn from some arms of busy junctions."""
    for node, around in streets.incident().items():
        busy = [i for i in around if streets.edges[i].kind in BUSY and streets.edges[i].zone != "roundabout"]
        if len(around) < 4 or len(busy) < 3 or rng.random() > NO_LEFT_TURN_SHARE:
            continue
        ahead = -streets.arm(busy[0], node)
        for i in around:
            arm = streets.arm(i, node)
            if i != busy[0] and ahead[0] * arm[1] - ahead[1] * arm[0] > 0.7:
                streets.bans.add((busy[0], node, i))
                break
