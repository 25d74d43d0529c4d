"""Vertices that not everybody gets past, and lifts mapped as one node: opened into several vertices at one place.

A vertex has no access of its own. So what stops a mode there is said by edges: the streets meeting at a barrier each get an end of
their own, joined by short edges that only those may use who get past it. A lift joins one end per floor, and riding it takes time.
"""
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from routing.build.draft import Draft, edge_rows
from routing.build.tags_node import EVERYBODY
from routing.build.times import LIFT_LEVEL_S, LIFT_WAIT_S
from routing.streets.model import UNKNOWN_I16, Access, Kind

FOOT = int(Access.FOOT_F | Access.FOOT_B)
MODES = (FOOT, int(Access.BIKE_F | Access.BIKE_B), int(Access.CAR_F | Access.CAR_B))
End = tuple[int, str]  # edge, "tail" or "head"
# Columns that a short edge through a barrier takes from the street it belongs to.
OF_THE_STREET = ("way", "kind", "speed_kmh", "name", "ref", "layer", "level", "bridge", "roundabout")


@dataclass
class Opening:
    """What opening the gates adds to the draft, in one go at the end."""

    draft: Draft
    copied: list[int] = field(default_factory=list)  # vertices of which there will be one more
    rows: list[dict[str, int]] = field(default_factory=list)  # edges to be added

    def moved_end(self, vertex: int, group: list[End]) -> int:
        """A new vertex at the same place, to which these edges now lead."""
        copy = len(self.draft.vertices) + len(self.copied)
        self.copied.append(vertex)
        for edge, side in group:
            self.draft.edges[side][edge] = copy
        return copy

    def finish(self) -> None:
        copies = self.draft.vertices.take(np.array(self.copied, np.int64))
        # Facts about what stands there remain on the first vertex: they must not count twice.
        for name in ("osm", "barrier", "kerb", "crossing", "signals", "entrance", "island", "tactile"):
            copies.columns[name][:] = 0
        for name in ("kerb_height_cm", "barrier_width_cm"):
            copies.columns[name][:] = UNKNOWN_I16
        self.draft.add_vertices(copies)
        names = sorted({name for row in self.rows for name in row})
        default = edge_rows(1)
        columns = {name: np.array([row.get(name, int(default[name][0])) for row in self.rows]) for name in names}
        self.draft.add_edges(edge_rows(len(self.rows), **columns))


def open_gates(draft: Draft, passable: np.ndarray) -> None:
    """passable: uint8[vertices], Access bits of those who get past."""
    lifts = np.flatnonzero(draft.vertices["elevator"])
    barred = np.setdiff1d(np.flatnonzero(passable != EVERYBODY), lifts)
    ends = ends_at(draft, np.concatenate([barred, lifts]))
    opening = Opening(draft)
    for vertex in barred.tolist():
        open_barrier(opening, vertex, int(passable[vertex]), ends[vertex])
    for vertex in lifts.tolist():
        open_lift(opening, vertex, ends[vertex])
    opening.finish()


def ends_at(draft: Draft, vertices: np.ndarray) -> dict[int, list[End]]:
    """Edges that begin or end at each of the vertices, in the order of the edges."""
    found: dict[int, list[End]] = {int(vertex): [] for vertex in vertices}
    wanted = np.zeros(len(draft.vertices), bool)
    wanted[vertices] = True
    for edge in np.flatnonzero(wanted[draft.edges["tail"]] | wanted[draft.edges["head"]]).tolist():
        for side in ("tail", "head"):
            vertex = int(draft.edges[side][edge])
            if wanted[vertex]:
                found[vertex].append((edge, side))
    return found


def open_barrier(opening: Opening, vertex: int, passable: int, ends: list[End]) -> None:
    """One street keeps the vertex, each other one gets an end of its own. Streets on which nobody is stopped stay where they are."""
    edges = opening.draft.edges
    groups: dict[tuple, list[End]] = {}
    for edge, side in ends:
        if int(edges["access"][edge]) & EVERYBODY & ~passable:
            groups.setdefault(street_of(opening.draft, edge, side), []).append((edge, side))
    for group in list(groups.values())[1:]:
        copy = opening.moved_end(vertex, group)
        used = int(np.bitwise_or.reduce(edges["access"][[edge for edge, _ in group]]))
        # In both directions: which one is open, the streets on either side say.
        access = passable & sum(mode for mode in MODES if used & mode)
        if access:
            street = {name: int(edges[name][group[0][0]]) for name in OF_THE_STREET}
            opening.rows.append({"tail": vertex, "head": copy, "access": access, **street})


def street_of(draft: Draft, edge: int, side: str) -> tuple:
    """The ways across and around one square are one street; otherwise every end is on its own."""
    in_square = draft.edges["kind"][edge] == Kind.AREA or draft.edges["area"][edge]
    return ("square", int(draft.edges["way"][edge])) if in_square else (edge, side)


def open_lift(opening: Opening, vertex: int, ends: list[End]) -> None:
    """One vertex per floor, and a ride between every two. A way whose floor is unknown is taken to be on a floor of its own."""
    draft = opening.draft
    floors: dict[tuple, list[End]] = {}
    for edge, side in ends:
        level = int(draft.edges["level"][edge])
        floors.setdefault(("floor", level) if level != UNKNOWN_I16 else street_of(draft, edge, side), []).append((edge, side))
    stations: list[tuple[int, int]] = []
    for floor, group in sorted(floors.items(), key=lambda item: item[1][0]):
        station = opening.moved_end(vertex, group) if stations else vertex
        stations.append((station, floor[1] if floor[0] == "floor" else UNKNOWN_I16))
    for (one, level), (other, other_level) in combinations(stations, 2):
        ride = {"tail": one, "head": other, "access": FOOT, "kind": int(Kind.ELEVATOR), "time_s": ride_s(level, other_level)}
        opening.rows.append(ride | {"wheelchair": int(draft.vertices["wheelchair"][vertex])})


def ride_s(level: int, other: int) -> int:
    known = UNKNOWN_I16 not in (level, other)
    return LIFT_WAIT_S + LIFT_LEVEL_S * (max(1, abs(level - other)) if known else 1)
