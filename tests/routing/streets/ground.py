"""Streets made by hand: places in metres on a plane near the equator, edges with what is said of them, the rest unknown."""
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from routing.earth import METRES_PER_E7
from routing.store import Texts, load, save
from routing.streets.model import UNKNOWN_I16, Access, Kind, Part, Streets
from routing.streets.network import StreetNetwork

E7_PER_METRE = 1 / METRES_PER_E7
FOOT = Access.FOOT_F | Access.FOOT_B
BIKE = Access.BIKE_F | Access.BIKE_B
CAR = Access.CAR_F | Access.CAR_B
EVERYBODY = FOOT | BIKE | CAR
UNKNOWN = {"vertex_elevation_dm", "vertex_kerb_height_cm", "vertex_barrier_width_cm", "edge_incline_permille", "edge_step_count", "edge_width_cm"}


@dataclass(frozen=True)
class Edge:
    """An edge between two places. `bends`: places in between, metres. More columns of Streets by name in `facts`."""

    tail: int
    head: int
    access: int = EVERYBODY
    kind: Kind = Kind.RESIDENTIAL
    name: str = ""
    bends: tuple[tuple[float, float], ...] = ()
    facts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Restriction:
    """From an edge over a vertex, and edges after it, to an edge."""

    came_from: int
    vertex: int
    to: int
    via: tuple[int, ...] = ()
    only: bool = False


def make_streets(places: list, edges: list[Edge], restrictions=(), pins=(), signals=()) -> Streets:
    """places: (east, north) in metres. pins: vertices. All edges are of the largest part of their modes."""
    at = np.rint(np.array(places, float).reshape(len(places), 2) * E7_PER_METRE).astype(np.int32)
    names = [name for name in dict.fromkeys(edge.name for edge in edges) if name]
    lines = [np.concatenate([at[[e.tail]], np.rint(np.array(e.bends).reshape(-1, 2) * E7_PER_METRE).astype(np.int32), at[[e.head]]]) for e in edges]
    length_cm = [max(1, round(float(np.hypot(*np.diff(line, axis=0).T).sum()) / E7_PER_METRE * 100)) for line in lines]
    points = np.concatenate(lines) if lines else np.zeros((0, 2), np.int32)
    columns = {
        "vertex_lat_e7": at[:, 1], "vertex_lon_e7": at[:, 0], "edge_tail": [e.tail for e in edges], "edge_head": [e.head for e in edges],
        "edge_access": [e.access for e in edges], "edge_kind": [e.kind for e in edges], "edge_length_cm": length_cm,
        "edge_part": [part_of(e.access) for e in edges], "edge_name": [names.index(e.name) if e.name else -1 for e in edges],
        "edge_way": [100 + i for i in range(len(edges))], "edge_ref": [-1] * len(edges), "edge_time_s": [-1] * len(edges),
        "edge_speed_kmh": [30] * len(edges),
        "geometry_first": np.cumsum([0, *(len(line) for line in lines)]), "geometry_lat_e7": points[:, 1], "geometry_lon_e7": points[:, 0],
        "turn_from_edge": [r.came_from for r in restrictions], "turn_to_edge": [r.to for r in restrictions],
        "turn_via_vertex": [r.vertex for r in restrictions], "turn_via_first": np.cumsum([0, *(len(r.via) for r in restrictions)]),
        "turn_via_edge": [edge for r in restrictions for edge in r.via], "turn_only": [r.only for r in restrictions], "pin_vertex": list(pins),
    }  # fmt: skip
    arrays = {}
    for field in fields(Streets):
        if field.name == "names":
            continue
        kind = column_type(field.name)
        count = len(places) if field.name.startswith("vertex_") else len(edges)
        default = np.full(count, UNKNOWN_I16 if field.name in UNKNOWN else 0)
        arrays[field.name] = np.array(columns.get(field.name, default), kind)
    for row, edge in enumerate(edges):
        for name, value in edge.facts:
            arrays[f"edge_{name}"][row] = value
    arrays["vertex_signals"][list(signals)] = 1
    return Streets(**arrays, names=Texts.of(names))


def part_of(access: int) -> int:
    return (Part.FOOT if access & FOOT else 0) | (Part.BIKE if access & BIKE else 0) | (Part.CAR if access & CAR else 0)


def column_type(name: str) -> type:
    if name in ("vertex_osm", "edge_way", "geometry_first"):
        return np.int64
    if name.endswith("_e7") or name.startswith(("turn_", "pin_")) or name in ("edge_tail", "edge_head", "edge_length_cm", "edge_name", "edge_ref"):
        return np.uint8 if name == "turn_only" else np.int32
    if name in UNKNOWN or name in ("edge_time_s", "edge_climb_dm", "edge_drop_dm"):
        return np.int16
    return np.int8 if name == "edge_layer" else np.uint8


def open_network(streets: Streets, folder: Path) -> tuple[Streets, StreetNetwork]:
    """Written and mapped again, as a city is."""
    save(streets, folder / "streets")
    mapped = load(Streets, folder / "streets")
    StreetNetwork.build(mapped, folder / "network")
    return mapped, StreetNetwork.open(folder / "streets", folder / "network")


def random_streets(rng: np.random.Generator, n: int = 25) -> Streets:
    """A town of crooked streets: one-way, for some modes only, with lifts, hills, destination streets, signals and restrictions."""
    places = rng.uniform(0, 1000, (n, 2))
    edges = []
    for a in range(n):
        for b in np.argsort(np.hypot(*(places - places[a]).T))[1:4].tolist():
            if rng.random() < 0.7:
                edges.append(random_edge(rng, a, b, places))
    restrictions = [r for r in (random_restriction(rng, edges) for _ in range(12)) if r is not None]
    return make_streets(places.tolist(), edges, restrictions, pins=rng.integers(0, n, 6).tolist(), signals=rng.integers(0, n, 3).tolist())


def random_edge(rng: np.random.Generator, a: int, b: int, places: np.ndarray) -> Edge:
    access = int(rng.choice([EVERYBODY, FOOT, FOOT | BIKE, FOOT | BIKE | Access.CAR_F, CAR, FOOT | CAR, Access.FOOT_F | Access.BIKE_F | CAR]))
    if access & CAR and rng.random() < 0.2:
        access |= Access.DESTINATION
    bends = tuple(map(tuple, ((places[a] + places[b]) / 2 + rng.normal(0, 20, (int(rng.integers(0, 3)), 2))).tolist()))
    facts = [("climb_dm", int(rng.integers(0, 60))), ("drop_dm", int(rng.integers(0, 60))), ("surface", int(rng.integers(0, 16)))]
    if rng.random() < 0.1:
        facts.append(("time_s", int(rng.integers(5, 90))))
    return Edge(a, b, access, rng.choice([Kind.RESIDENTIAL, Kind.FOOTWAY, Kind.STEPS, Kind.PRIMARY]), bends=bends, facts=tuple(facts))


def random_restriction(rng: np.random.Generator, edges: list[Edge]) -> Restriction | None:
    """From a random edge along one to three others that join; None where the walk ends early."""
    row = int(rng.integers(len(edges)))
    vertex = edges[row].head if rng.random() < 0.5 else edges[row].tail
    first, driven = vertex, [row]
    for _ in range(int(rng.integers(1, 4))):
        onward = [i for i, e in enumerate(edges) if vertex in (e.tail, e.head) and i != driven[-1]]
        if not onward:
            return None
        driven.append(int(rng.choice(onward)))
        vertex = edges[driven[-1]].head if edges[driven[-1]].tail == vertex else edges[driven[-1]].tail
    return Restriction(driven[0], first, driven[-1], tuple(driven[1:-1]), bool(rng.random() < 0.3))
