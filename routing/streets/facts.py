"""What is known of a stretch that a person's limits ask for: the worst of it, and whether that is known, derived or partly unknown."""
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from routing.limits import Attribute, Limits
from routing.streets.model import UNKNOWN_I16, CrossingKind, Kerb, Kind, Smoothness, Source, Streets, Surface
from routing.streets.walls import KERB_M, LEVEL, RAISED_M, WIDE, WIDE_CM, Walls, crossing_kinds, known_smoothness, known_surface, slopes


class Knowledge(StrEnum):
    """TAGGED: somebody mapped it. DERIVED: from the kind of way, the material or the terrain. UNKNOWN: of some of it nobody says anything."""

    TAGGED = "tagged"
    DERIVED = "derived"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Fact:
    """The worst that is known of a stretch, None where nothing is: per cent, metres, a number of steps, or the name of a value of OpenStreetMap."""

    attribute: Attribute
    value: float | str | None
    knowledge: Knowledge


class Stretch(NamedTuple):
    """Edges int32[k] and forward bool[k] of a part of a path, and the vertices int32[j] passed within it."""

    edge: np.ndarray
    forward: np.ndarray
    passed: np.ndarray


def stretch_of(streets: Streets, edge: np.ndarray, forward: np.ndarray, begin: int, end: int) -> Stretch:
    """Pieces begin to end of a path; the point where the stretch begins belongs to it, unless it is the first of the path."""
    ahead = forward[begin:end].astype(bool)
    starts = np.where(ahead, streets.edge_tail[edge[begin:end]], streets.edge_head[edge[begin:end]])
    return Stretch(edge[begin:end], ahead, starts if begin else starts[1:])


def facts_of(streets: Streets, limits: Limits, walls: Walls, stretch: Stretch) -> tuple[Fact, ...]:
    """What the limits ask for and this stretch has to say something of. walls: of these limits."""
    unknown = int(np.bitwise_or.reduce(np.where(stretch.forward, walls.unknown_forward[stretch.edge], walls.unknown_backward[stretch.edge])))
    found = []
    for attribute, told in asked(streets, limits, stretch):
        if attribute & unknown:
            found.append(Fact(attribute, told and told[0], Knowledge.UNKNOWN))
        elif told is not None:
            found.append(Fact(attribute, *told))
    return tuple(found)


Told = tuple[float | str, Knowledge] | None


def asked(streets: Streets, limits: Limits, stretch: Stretch) -> list[tuple[Attribute, Told]]:
    """Of each limit that is set, what is known here."""
    found: list[tuple[Attribute, Told]] = []
    if limits.max_incline_up_pct is not None:
        found.append((Attribute.INCLINE_UP, slope(streets, stretch, True)))
    if limits.max_incline_down_pct is not None:
        found.append((Attribute.INCLINE_DOWN, slope(streets, stretch, False)))
    if limits.max_kerb_m is not None:
        found.append((Attribute.KERB, highest_kerb(streets, stretch)))
    if limits.min_width_m is not None:
        found.append((Attribute.WIDTH, narrowest(streets, stretch)))
        found.append((Attribute.BARRIER, None))
    if limits.surfaces is not None:
        found.append((Attribute.SURFACE, worst_surface(streets, stretch)))
    if limits.smoothness is not None:
        found.append((Attribute.SMOOTHNESS, worst_smoothness(streets, stretch)))
    if limits.crossings is not None:
        found.append((Attribute.CROSSING, crossing(streets, stretch)))
    if limits.wheelchair:
        found.append((Attribute.WHEELCHAIR, None))
    return found


def slope(streets: Streets, stretch: Stretch, up: bool) -> Told:
    known, rising, falling = slopes(streets, stretch.edge)
    if not known.any():
        return (0.0, Knowledge.DERIVED) if np.isin(streets.edge_kind[stretch.edge], LEVEL).all() else None
    steep = np.where(known, np.where(stretch.forward == up, rising, falling), 0)
    tagged = (streets.edge_incline_source[stretch.edge] == Source.TAGGED)[known].all()
    return float(steep.max()) / 10, Knowledge.TAGGED if tagged else Knowledge.DERIVED


def highest_kerb(streets: Streets, stretch: Stretch) -> Told:
    heights = [kerb_m(streets, vertex) for vertex in stretch.passed.tolist()]
    known = [height for height in heights if height is not None]
    return (max(known), Knowledge.TAGGED) if known else None


def kerb_m(streets: Streets, vertex: int) -> float | None:
    """Of a raised one nobody measured, the least that it may be."""
    if streets.vertex_kerb_height_cm[vertex] != UNKNOWN_I16:
        return float(streets.vertex_kerb_height_cm[vertex]) / 100
    kerb = Kerb(int(streets.vertex_kerb[vertex]))
    return RAISED_M if kerb is Kerb.RAISED else KERB_M.get(kerb)


def narrowest(streets: Streets, stretch: Stretch) -> Told:
    width_cm, kind = streets.edge_width_cm[stretch.edge], streets.edge_kind[stretch.edge]
    told = width_cm[width_cm != UNKNOWN_I16]
    derived = bool((np.isin(kind, WIDE) & (width_cm == UNKNOWN_I16)).any())
    if not len(told):
        return (WIDE_CM / 100, Knowledge.DERIVED) if derived else None
    least_cm = min(int(told.min()), WIDE_CM) if derived else int(told.min())
    return least_cm / 100, Knowledge.DERIVED if derived and least_cm == WIDE_CM else Knowledge.TAGGED


def worst_surface(streets: Streets, stretch: Stretch) -> Told:
    """The roughest material, as far as what it lets expect."""
    surface, roughness = known_surface(streets, stretch.edge), known_smoothness_of(streets, stretch)
    known = surface != Surface.UNKNOWN
    if not known.any():
        return None
    worst = int(np.argmax(np.where(known, roughness, -1)))
    tagged = streets.edge_surface[stretch.edge][worst] != Surface.UNKNOWN
    return Surface(int(surface[worst])).name.lower(), Knowledge.TAGGED if tagged else Knowledge.DERIVED


def worst_smoothness(streets: Streets, stretch: Stretch) -> Told:
    smoothness = known_smoothness_of(streets, stretch)
    if not (smoothness > 0).any():
        return None
    worst = int(np.argmax(smoothness))
    tagged = streets.edge_smoothness[stretch.edge][worst] != Smoothness.UNKNOWN
    return Smoothness(int(smoothness[worst])).name.lower(), Knowledge.TAGGED if tagged else Knowledge.DERIVED


def known_smoothness_of(streets: Streets, stretch: Stretch) -> np.ndarray:
    return known_smoothness(streets, known_surface(streets, stretch.edge), stretch.edge)


def crossing(streets: Streets, stretch: Stretch) -> Told:
    """The kind that offers least."""
    rows = stretch.edge[streets.edge_kind[stretch.edge] == Kind.CROSSING]
    kinds = crossing_kinds(streets, rows)
    known = kinds[kinds > 0]
    return (CrossingKind(int(known.max())).name.lower(), Knowledge.TAGGED) if len(known) else None
