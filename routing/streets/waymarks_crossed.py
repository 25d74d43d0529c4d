"""What is known of a crossing: how the street is crossed, with which signals, over which kerbs, and where traffic comes from."""
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from routing.streets.model import UNKNOWN_I16, CrossingKind, Kerb, Kind, Tri
from routing.streets.waymarks_kinds import Crossing, CycleTrack, Sides, Waymark
from routing.streets.waymarks_walked import Walked

KERB_M = 2.0  # from where a crossing begins or ends, its kerb stands
SLANTED = 25.0  # degrees from straight across
UNSAID, YES, NO = Tri
SIDES = {(False, False): Sides.NEITHER, (True, False): Sides.LEFT, (False, True): Sides.RIGHT, (True, True): Sides.LEFT | Sides.RIGHT}


@dataclass
class Found:
    """A crossing that is being put together. parts: what says how it is crossed, each the edges and vertices of one way.

    met: rows of Walked.met that are crossed; places: vertices of the way at which they are
    """

    begin_m: float
    end_m: float
    parts: list[tuple[list[int], list[int]]] = field(default_factory=list)
    met: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    names: Counter = field(default_factory=Counter)
    drawn: bool = False
    island: bool = False

    def alike(self, other: "Found") -> bool:
        return not self.names or not other.names or bool(self.names.keys() & other.names.keys())

    def joined(self, other: "Found", island: bool) -> None:
        self.end_m = max(self.end_m, other.end_m)
        self.parts += other.parts
        self.met += other.met
        self.places += other.places
        self.names += other.names
        self.drawn |= other.drawn
        self.island |= island or other.island


def finished(walked: Walked, found: Found) -> Waymark | None:
    """None where no street, only a cycle track, is crossed: that is told as such."""
    streets = walked.streets
    kind = kind_of(walked, found)
    tagged = found.drawn or kind is not CrossingKind.UNKNOWN
    if not found.met and kind in (CrossingKind.UNKNOWN, CrossingKind.UNMARKED) and over_cycles(walked, found):
        return CycleTrack(found.begin_m, found.end_m, True)
    names = found.names or Counter(name for name in edge_names(walked, found) if name >= 0)
    near, far = kerbs_of(walked, found)
    height_cm = int(streets.vertex_kerb_height_cm[near]) if near is not None else UNKNOWN_I16
    return Crossing(
        found.begin_m, found.end_m, tagged, streets.names[names.most_common(1)[0][0]] if names else "", kind,
        sound=said(walked, found, "signal_sound"), vibration=said(walked, found, "signal_vibration"),
        tactile=tactile_of(walked, found, near), island=island_of(walked, found),
        kerb=Kerb.UNKNOWN if near is None else Kerb(int(streets.vertex_kerb[near])), kerb_m=None if height_cm == UNKNOWN_I16 else height_cm / 100,
        far_kerb=Kerb.UNKNOWN if far is None else Kerb(int(streets.vertex_kerb[far])), traffic=traffic_of(walked, found),
        slanted=slanted(walked, found),
    )  # fmt: skip


def edge_names(walked: Walked, found: Found) -> list[int]:
    return [int(walked.streets.edge_name[edge]) for edges, _ in found.parts for edge in edges]


def over_cycles(walked: Walked, found: Found) -> bool:
    at = walked.at_m[walked.met.place]
    return bool(((walked.met.kind == Kind.CYCLEWAY) & (at >= found.begin_m) & (at <= found.end_m)).any())


def kind_of(walked: Walked, found: Found) -> CrossingKind:
    """Of several the one that offers least: told by the way of the crossing, else by its point on the street."""
    streets, known = walked.streets, []
    for edges, vertices in found.parts:
        told = max((streets.edge_crossing.item(edge) for edge in edges), default=0)
        known.append(told or max((streets.vertex_crossing.item(vertex) for vertex in vertices), default=0))
    return CrossingKind(max(known, default=0))


def said(walked: Walked, found: Found, name: str) -> Tri:
    """YES only where all parts say so, NO where one does."""
    of_edges, of_vertices = getattr(walked.streets, f"edge_{name}"), getattr(walked.streets, f"vertex_{name}")
    told = []
    for edges, vertices in found.parts:
        here = {of_edges.item(edge) for edge in edges}
        if not here - {UNSAID}:
            here = {of_vertices.item(vertex) for vertex in vertices}
        told.append(NO if NO in here else YES if YES in here else UNSAID)
    return NO if NO in told else YES if told and UNSAID not in told else UNSAID


def tactile_of(walked: Walked, found: Found, near: int | None) -> Tri:
    """Of the kerb where it begins, else of the crossing as a whole."""
    if near is not None and walked.streets.vertex_tactile[near]:
        return Tri(int(walked.streets.vertex_tactile[near]))
    return said(walked, found, "tactile")


def island_of(walked: Walked, found: Found) -> Tri:
    streets = walked.streets
    told = {streets.edge_island.item(edge) for edges, _ in found.parts for edge in edges}
    told |= {streets.vertex_island.item(vertex) for _, vertices in found.parts for vertex in vertices}
    if found.island or YES in told:
        return YES
    return NO if NO in told else UNSAID


def kerbs_of(walked: Walked, found: Found) -> tuple[int | None, int | None]:
    """Vertices of the kerbs where it begins and where it ends."""
    at_m = walked.at_m
    if not walked.kerbs_m:
        return None, None
    own = walked.kerb & (at_m >= found.begin_m - KERB_M) & (at_m <= found.end_m + KERB_M)
    middle = sum(at_m[found.places].tolist()) / len(found.places) if found.places else (found.begin_m + found.end_m) / 2
    near, far = np.flatnonzero(own & (at_m <= middle)), np.flatnonzero(own & (at_m > middle))
    return (int(walked.vertex[near[0]]) if len(near) else None), (int(walked.vertex[far[-1]]) if len(far) else None)


def traffic_of(walked: Walked, found: Found) -> Sides:
    met = walked.met
    right = {bool(met.right[row]) for row in found.met if met.towards[row]}
    return SIDES[False in right, True in right]


def slanted(walked: Walked, found: Found) -> bool | None:
    for row in found.met:
        place = int(walked.met.place[row])
        if place in found.places:
            apart = abs((walked.met.bearing[row] - walked.after[place] + 180.0) % 360.0 - 180.0)
            return bool(abs(apart - 90.0) > SLANTED)
    return None
