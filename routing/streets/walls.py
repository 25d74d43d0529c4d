"""Which streets a person's limits wall off, and where a fact that they ask for is not known. docs/WALLS.md gives every rule in words.

A fact is known (tagged), derived (from the kind of way, the material, or the terrain), or unknown; what is known or derived to be beyond a limit
is a wall. Points are walls between the stretches that meet there: of those, the ones a kerb or a barrier parts from the others are walled off.
"""
from typing import NamedTuple

import numpy as np

from routing.limits import Attribute, Limits, Unknown
from routing.streets.model import CAR, UNKNOWN_I16, Barrier, CrossingKind, Kerb, Kind, Smoothness, Streets, Surface, Wheelchair
from routing.streets.wall_points import crossed_parts, kerb_parts, passage_parts

STREETS = (
    Kind.TRUNK, Kind.TRUNK_LINK, Kind.PRIMARY, Kind.PRIMARY_LINK, Kind.SECONDARY, Kind.SECONDARY_LINK, Kind.TERTIARY, Kind.TERTIARY_LINK,
    Kind.UNCLASSIFIED, Kind.RESIDENTIAL, Kind.LIVING_STREET,
)  # fmt: skip
INSIDE = (Kind.CORRIDOR, Kind.ELEVATOR, Kind.ESCALATOR, Kind.MOVING_WALKWAY, Kind.FARE_GATE, Kind.EXIT_GATE, Kind.STATION_WALKWAY)
# A kind of way that is wide enough for a vehicle, or for a crowd, whatever nobody has measured.
WIDE = (*STREETS, Kind.SERVICE, Kind.TRACK, Kind.PEDESTRIAN, Kind.PLATFORM, Kind.AREA, Kind.FERRY)
WIDE_CM = 200
PAVED = (*STREETS, *INSIDE, Kind.PEDESTRIAN, Kind.SIDEWALK, Kind.CROSSING, Kind.PLATFORM, Kind.FERRY, Kind.STEPS)
LEVEL = (*INSIDE, Kind.FERRY)  # whose slope nobody tags, since there is none; a ramp inside a station says so
SMOOTHNESS_OF = {
    Surface.ASPHALT: Smoothness.GOOD, Surface.CONCRETE: Smoothness.GOOD, Surface.PAVING_STONES: Smoothness.GOOD, Surface.METAL: Smoothness.GOOD,
    Surface.OTHER_PAVED: Smoothness.INTERMEDIATE, Surface.WOOD: Smoothness.INTERMEDIATE, Surface.SETT: Smoothness.INTERMEDIATE,
    Surface.COMPACTED: Smoothness.INTERMEDIATE, Surface.FINE_GRAVEL: Smoothness.BAD, Surface.COBBLESTONE: Smoothness.BAD,
    Surface.OTHER_UNPAVED: Smoothness.BAD, Surface.GRAVEL: Smoothness.VERY_BAD, Surface.DIRT: Smoothness.VERY_BAD,
    Surface.GRASS: Smoothness.VERY_BAD, Surface.SAND: Smoothness.HORRIBLE,
}  # fmt: skip
# Metres; of a raised one nobody knows more than that it is at least as high as a lowered one may be.
KERB_M = {Kerb.FLUSH: 0.0, Kerb.NO_KERB: 0.0, Kerb.LOWERED: 0.03, Kerb.ROLLED: 0.05}
RAISED_M, HIGHEST_M = 0.03, 0.2
EVERY = slice(None)
NARROW_GATES = (Barrier.KISSING_GATE, Barrier.STILE, Barrier.TURNSTILE)
UNSURE_GATES = (Barrier.CYCLE_BARRIER, Barrier.BLOCK, Barrier.CHAIN, Barrier.OTHER)


class Walls(NamedTuple):
    """uint16[m] bits of Attribute, for going from tail to head and back: what forbids it, and what is not known."""

    forward: np.ndarray
    backward: np.ndarray
    unknown_forward: np.ndarray
    unknown_backward: np.ndarray

    def closed(self, unknown: Unknown) -> tuple[np.ndarray, np.ndarray]:
        """bool[m] of both directions."""
        if unknown is Unknown.STRICT:
            return (self.forward | self.unknown_forward) > 0, (self.backward | self.unknown_backward) > 0
        return self.forward > 0, self.backward > 0


def walls_of(streets: Streets, limits: Limits) -> Walls:
    """The judgement of every edge. Nobody asks for what no limit needs."""
    walls = Walls(*(np.zeros(len(streets.edge_tail), np.uint16) for _ in range(4)))
    fit = streets.edge_wheelchair == Wheelchair.YES
    for judge in (kinds, inclines, widths, surfaces, wheelchairs, crossings):
        judge(streets, limits, walls)
    # Whoever says that a way is fit for wheelchairs has looked at what nobody tagged.
    for unknown in walls[2:]:
        unknown[fit] = 0
    kerbs(streets, limits, walls)
    passages(streets, limits, walls)
    return walls


def put(one: np.ndarray, other: np.ndarray, where: np.ndarray, attribute: Attribute) -> None:
    one[where] |= np.uint16(attribute)
    other[where] |= np.uint16(attribute)


def kinds(streets: Streets, limits: Limits, walls: Walls) -> None:
    kind, lift = streets.edge_kind, np.uint8(Kind.ELEVATOR)
    if not limits.steps:
        put(walls.forward, walls.backward, kind == Kind.STEPS, Attribute.STEPS)
    if not limits.escalators:
        put(walls.forward, walls.backward, np.isin(kind, (Kind.ESCALATOR, Kind.MOVING_WALKWAY)), Attribute.ESCALATOR)
    if not limits.lifts:
        at_lift = (streets.vertex_elevator[streets.edge_tail] > 0) | (streets.vertex_elevator[streets.edge_head] > 0)
        put(walls.forward, walls.backward, (kind == lift) | at_lift, Attribute.LIFT)


def inclines(streets: Streets, limits: Limits, walls: Walls) -> None:
    """Steps have no slope of their own, and nobody tags that of what is level anyway."""
    known, up, down = slopes(streets)
    steps = streets.edge_kind == Kind.STEPS
    unknown = ~known & ~steps & ~np.isin(streets.edge_kind, (*LEVEL, Kind.LINK))
    for limit, rising, falling, attribute in (
        (limits.max_incline_up_pct, up, down, Attribute.INCLINE_UP), (limits.max_incline_down_pct, down, up, Attribute.INCLINE_DOWN),
    ):  # fmt: skip
        if limit is not None:
            walls.forward[known & (rising > limit * 10)] |= np.uint16(attribute)
            walls.backward[known & (falling > limit * 10)] |= np.uint16(attribute)
            put(walls.unknown_forward, walls.unknown_backward, unknown, attribute)


def slopes(streets: Streets, rows: np.ndarray | slice = EVERY) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of some edges: whether a slope is known that is no flight of steps, and permille up and down from tail to head.

    The sign of the steepest part is known; where an edge goes up and down, either may be as steep.
    """
    permille = streets.edge_incline_permille[rows].astype(np.int32)
    known = (permille != UNKNOWN_I16) & (streets.edge_kind[rows] != Kind.STEPS)
    both, steep = (streets.edge_climb_dm[rows] > 0) & (streets.edge_drop_dm[rows] > 0), np.abs(permille)
    return known, np.where(both, steep, np.maximum(permille, 0)), np.where(both, steep, np.maximum(-permille, 0))


def widths(streets: Streets, limits: Limits, walls: Walls) -> None:
    if limits.min_width_m is None:
        return
    needed_cm, width_cm = limits.min_width_m * 100, streets.edge_width_cm
    known, wide = width_cm != UNKNOWN_I16, np.isin(streets.edge_kind, WIDE) | (streets.edge_kind == Kind.LINK)
    put(walls.forward, walls.backward, known & (width_cm < needed_cm), Attribute.WIDTH)
    put(walls.unknown_forward, walls.unknown_backward, ~known & ~(wide & (needed_cm <= WIDE_CM)), Attribute.WIDTH)


def surfaces(streets: Streets, limits: Limits, walls: Walls) -> None:
    link, inside = streets.edge_kind == Kind.LINK, np.isin(streets.edge_kind, INSIDE)
    surface = known_surface(streets)
    if limits.surfaces is not None:
        passed = np.isin(surface, [int(one) for one in limits.surfaces]) | link | inside
        put(walls.forward, walls.backward, (surface != Surface.UNKNOWN) & ~passed, Attribute.SURFACE)
        put(walls.unknown_forward, walls.unknown_backward, (surface == Surface.UNKNOWN) & ~link, Attribute.SURFACE)
    if limits.smoothness is not None:
        smoothness = known_smoothness(streets, surface)
        put(walls.forward, walls.backward, (smoothness > limits.smoothness) & ~link & ~inside, Attribute.SMOOTHNESS)
        put(walls.unknown_forward, walls.unknown_backward, (smoothness == Smoothness.UNKNOWN) & ~link & ~inside, Attribute.SMOOTHNESS)


def known_surface(streets: Streets, rows: np.ndarray | slice = EVERY) -> np.ndarray:
    """uint8, Surface of some edges; derived from the kind of way where nobody tagged it."""
    told = streets.edge_surface[rows]
    untold = (told == Surface.UNKNOWN) & np.isin(streets.edge_kind[rows], PAVED)
    return np.where(untold, np.uint8(Surface.OTHER_PAVED), told)


def known_smoothness(streets: Streets, surface: np.ndarray, rows: np.ndarray | slice = EVERY) -> np.ndarray:
    """uint8, Smoothness of some edges; derived from their material where nobody tagged it."""
    derived = np.zeros(len(Surface), np.uint8)
    for material, smoothness in SMOOTHNESS_OF.items():
        derived[material] = smoothness
    told = streets.edge_smoothness[rows]
    return np.where(told == Smoothness.UNKNOWN, derived[surface], told)


def wheelchairs(streets: Streets, limits: Limits, walls: Walls) -> None:
    if limits.wheelchair:
        told = streets.edge_wheelchair
        unsure = (told == Wheelchair.LIMITED) | ((streets.edge_kind == Kind.FERRY) & (told == Wheelchair.UNKNOWN))
        put(walls.forward, walls.backward, told == Wheelchair.NO, Attribute.WHEELCHAIR)
        put(walls.unknown_forward, walls.unknown_backward, unsure, Attribute.WHEELCHAIR)


def crossings(streets: Streets, limits: Limits, walls: Walls) -> None:
    if limits.crossings is None:
        return
    crossing, kind = streets.edge_kind == Kind.CROSSING, crossing_kinds(streets)
    passed = np.isin(kind, [int(one) for one in limits.crossings])
    put(walls.forward, walls.backward, crossing & (kind != CrossingKind.UNKNOWN) & ~passed, Attribute.CROSSING)
    put(walls.unknown_forward, walls.unknown_backward, crossing & (kind == CrossingKind.UNKNOWN), Attribute.CROSSING)
    told = streets.vertex_crossing
    unfit = (told != CrossingKind.UNKNOWN) & ~np.isin(told, [int(one) for one in limits.crossings])
    put(walls.forward, walls.backward, crossed_parts(streets, np.flatnonzero(unfit)), Attribute.CROSSING)


def crossing_kinds(streets: Streets, rows: np.ndarray | slice = EVERY) -> np.ndarray:
    """uint8, CrossingKind of some edges that are crossings: told by the way, or by the point where it meets the street."""
    at_ends = np.maximum(streets.vertex_crossing[streets.edge_tail[rows]], streets.vertex_crossing[streets.edge_head[rows]])
    return np.where(streets.edge_crossing[rows] > 0, streets.edge_crossing[rows], at_ends)


def kerbs(streets: Streets, limits: Limits, walls: Walls) -> None:
    if limits.max_kerb_m is None:
        return
    kerb, height_cm = streets.vertex_kerb, streets.vertex_kerb_height_cm
    least_m, most_m = np.zeros(len(kerb)), np.zeros(len(kerb))
    for told, metres in KERB_M.items():
        least_m[kerb == told] = most_m[kerb == told] = metres
    least_m[kerb == Kerb.RAISED], most_m[kerb == Kerb.RAISED] = RAISED_M + 0.001, HIGHEST_M
    most_m[kerb == Kerb.PRESENT] = HIGHEST_M
    measured = height_cm != UNKNOWN_I16
    least_m[measured] = most_m[measured] = height_cm[measured] / 100
    wall, unknown = least_m > limits.max_kerb_m, (least_m <= limits.max_kerb_m) & (most_m > limits.max_kerb_m)
    for found, one, other in ((wall, walls.forward, walls.backward), (unknown, walls.unknown_forward, walls.unknown_backward)):
        put(one, other, kerb_parts(streets, np.flatnonzero(found)), Attribute.KERB)
    put(walls.unknown_forward, walls.unknown_backward, untold_kerbs(streets), Attribute.KERB)


def untold_kerbs(streets: Streets) -> np.ndarray:
    """bool[m]: crossings that leave the carriageway, or lie between two pavements, without a word about the kerb there."""
    told = (streets.vertex_kerb != Kerb.UNKNOWN) | (streets.vertex_kerb_height_cm != UNKNOWN_I16)
    road = np.zeros(len(told), bool)
    driven = (streets.edge_access & CAR) > 0
    road[streets.edge_tail[driven]] = road[streets.edge_head[driven]] = True
    tail, head = streets.edge_tail, streets.edge_head
    leaves = (road[tail] & ~road[head] & ~told[head]) | (road[head] & ~road[tail] & ~told[tail])
    beside = ~road[tail] & ~road[head] & ~told[tail] & ~told[head]
    return (streets.edge_kind == Kind.CROSSING) & (leaves | beside)


def passages(streets: Streets, limits: Limits, walls: Walls) -> None:
    """Gates and bollards, doors that are not for wheelchairs."""
    barrier, width_cm, told = streets.vertex_barrier, streets.vertex_barrier_width_cm, streets.vertex_wheelchair
    measured = width_cm != UNKNOWN_I16
    fit = told == Wheelchair.YES
    wall, unknown = np.zeros(len(barrier), bool), np.zeros(len(barrier), bool)
    if limits.min_width_m is not None:
        wall |= measured & (width_cm < limits.min_width_m * 100)
        unknown |= ~measured & np.isin(barrier, UNSURE_GATES)
    if limits.wheelchair:
        wall |= (told == Wheelchair.NO) | (np.isin(barrier, NARROW_GATES) & ~fit)
        unknown |= told == Wheelchair.LIMITED
    if not limits.steps:
        wall |= barrier == Barrier.STILE
    for found, one, other in ((wall, walls.forward, walls.backward), (unknown & ~wall & ~fit, walls.unknown_forward, walls.unknown_backward)):
        put(one, other, passage_parts(streets, np.flatnonzero(found)), Attribute.BARRIER)
