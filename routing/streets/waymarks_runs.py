"""What holds for stretches of a way: stairs, lifts, slopes, surfaces, widths, and what nobody knows of them."""
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from routing.limits import Attribute
from routing.streets.model import UNKNOWN_I16, Kind, Sidewalk, Source, Surface, Tri
from routing.streets.walls import LEVEL, Walls
from routing.streets.waymarks_kinds import Change, Gradient, Inside, Lift, Material, Narrow, PathChange, Square, Stairs, Untold
from routing.streets.waymarks_walked import IS_STREET, Walked, runs, table

STEEP_PERMILLE, STEEP_M = 25, 15.0
GAP_M = 5.0  # of something else, over which a slope goes on
SURFACE_M, SHARED_M, UNTOLD_M = 3.0, 10.0, 5.0
NARROW_CM = 120
WHOLE = 0.98  # of a flight, from which on its steps count
HAS_NO_SLOPE = table((Kind.STEPS, *LEVEL))


def stairs(walked: Walked) -> Iterator[Stairs]:
    for kind in (Kind.STEPS, Kind.ESCALATOR):
        for begin, end in runs(walked.kind == kind):
            streets, edges = walked.streets, walked.edge[begin:end]
            counts = streets.edge_step_count[edges].tolist()
            whole = walked.start_m[end] - walked.start_m[begin] >= WHOLE * streets.edge_length_cm[edges].sum() / 100
            steps = sum(counts) if whole and UNKNOWN_I16 not in counts else None
            yield Stairs(
                *ends(walked, begin, end), True, upwards(walked, begin, end), steps, all_say(streets.edge_handrail[edges].tolist()),
                all_say(streets.edge_ramp[edges].tolist()), kind is Kind.ESCALATOR,
            )  # fmt: skip


def ends(walked: Walked, begin: int, end: int) -> tuple[float, float]:
    return float(walked.start_m[begin]), float(walked.start_m[end])


def upwards(walked: Walked, begin: int, end: int) -> Tri:
    streets, edges = walked.streets, walked.edge[begin:end]
    rise = streets.edge_climb_dm[edges].astype(np.int64) - streets.edge_drop_dm[edges]
    up = int(np.where(walked.forward[begin:end], rise, -rise).sum())
    return Tri.UNKNOWN if up == 0 else Tri.YES if up > 0 else Tri.NO


def all_say(told: list[int]) -> Tri:
    """NO where one does."""
    return Tri.NO if Tri.NO in told else Tri.YES if set(told) == {Tri.YES} else Tri.UNKNOWN


def lifts(walked: Walked) -> Iterator[Lift]:
    """One that goes past several floors is one lift. Whoever passes its door on the same floor does not take it."""
    for begin, end in runs(walked.kind == Kind.ELEVATOR):
        yield Lift(*ends(walked, begin, end), True, floors(walked, begin - 1, end))


def floors(walked: Walked, before: int, after: int) -> Tri:
    """Whether the way goes on higher than it came."""
    layer = walked.streets.edge_layer[walked.edge]
    if before < 0 or after >= len(layer) or layer[before] == layer[after]:
        return Tri.UNKNOWN
    return Tri.YES if layer[after] > layer[before] else Tri.NO


def gradients(walked: Walked) -> Iterator[Gradient]:
    """Slopes of one direction, steep for at least 15 m; the steepest part counts."""
    streets = walked.streets
    permille = streets.edge_incline_permille[walked.edge].astype(np.int32)
    never = HAS_NO_SLOPE[walked.kind]
    slope = np.where(never | (permille == UNKNOWN_I16), 0, np.where(walked.forward, permille, -permille))
    length_m = np.diff(walked.start_m)
    for sign in (1, -1):
        steep = bridged(slope * sign >= STEEP_PERMILLE, never, walked.start_m)
        for begin, end in runs(steep):
            part = slope[begin:end] * sign >= STEEP_PERMILLE
            if length_m[begin:end][part].sum() < STEEP_M:
                continue
            tagged = (streets.edge_incline_source[walked.edge[begin:end]][part] == Source.TAGGED).all()
            yield Gradient(*ends(walked, begin, end), bool(tagged), float(sign * (slope[begin:end] * sign).max()) / 10)


def bridged(found: np.ndarray, never: np.ndarray, start_m: np.ndarray) -> np.ndarray:
    """With short gaps between runs filled, unless something lies there that is never part of one."""
    if not found.any():
        return found
    filled = found.copy()
    for begin, end in runs(~found):
        if begin > 0 and end < len(found) and start_m[end] - start_m[begin] <= GAP_M and not never[begin:end].any():
            filled[begin:end] = True
    return filled


def materials(walked: Walked) -> Iterator[Material]:
    """Where the surface changes to another that somebody tagged. Less than 3 m of something else is no change."""
    surface = walked.streets.edge_surface[walked.edge]
    cuts = np.concatenate(([0], np.flatnonzero(surface[1:] != surface[:-1]) + 1))
    length_m = np.add.reduceat(np.diff(walked.start_m), cuts).tolist()
    rows: list[tuple[int, int, int]] = []  # surface, from piece, to piece
    for (begin, end), material, metres in zip(pairwise([*cuts.tolist(), len(surface)]), surface[cuts].tolist(), length_m):
        if metres < SURFACE_M:
            continue
        if rows and rows[-1][0] == material:
            rows[-1] = (material, rows[-1][1], end)
        else:
            rows.append((material, begin, end))
    last = Surface.UNKNOWN
    for material, begin, end in rows:
        if material not in (Surface.UNKNOWN, last):
            yield Material(*ends(walked, begin, end), True, Surface(material))
        last = Surface(material) if material != Surface.UNKNOWN else last


def narrows(walked: Walked) -> Iterator[Narrow]:
    width_cm = walked.streets.edge_width_cm[walked.edge]
    for begin, end in runs((width_cm != UNKNOWN_I16) & (width_cm <= NARROW_CM)):
        yield Narrow(*ends(walked, begin, end), True, int(width_cm[begin:end].min()) / 100)


def untold(walked: Walked, walls: Walls) -> Iterator[Untold]:
    """Of what limits ask for; what is not known of 5 m is told of crossings only."""
    unknown = np.where(walked.forward, walls.unknown_forward[walked.edge], walls.unknown_backward[walked.edge])
    if not unknown.any():
        return
    never = np.zeros(len(unknown), bool)
    for attribute in Attribute:
        found = (unknown & np.uint16(attribute)) > 0
        if not found.any():
            continue
        for begin, end in runs(bridged(found, never, walked.start_m)):
            at_m, until_m = ends(walked, begin, end)
            if until_m - at_m >= UNTOLD_M or (walked.kind[begin:end] == Kind.CROSSING).any():
                yield Untold(at_m, until_m, False, attribute)


def path_changes(walked: Walked) -> Iterator[PathChange]:
    streets, edges = walked.streets, walked.edge
    shared = (walked.kind == Kind.CYCLEWAY) | ((walked.kind == Kind.PATH) & (streets.edge_cycleway[edges] == 1))
    bare = IS_STREET[walked.kind] & (streets.edge_sidewalk[edges] == Sidewalk.NONE)
    dark = streets.edge_lit[edges] == Tri.NO
    never = np.zeros(len(edges), bool)
    for change, found in ((Change.SHARED, shared), (Change.NO_PAVEMENT, bare), (Change.UNLIT, dark)):
        for begin, end in runs(bridged(found, never, walked.start_m)):
            at_m, until_m = ends(walked, begin, end)
            if until_m - at_m >= SHARED_M:
                yield PathChange(at_m, until_m, True, change)


def squares(walked: Walked) -> Iterator[Square]:
    for begin, end in runs(walked.kind == Kind.AREA):
        names = [int(name) for name in walked.streets.edge_name[walked.edge[begin:end]] if name >= 0]
        yield Square(*ends(walked, begin, end), True, walked.streets.names[names[0]] if names else "")


def insides(walked: Walked) -> Iterator[Inside]:
    """Ways inside of a station come from the timetable and not from the map."""
    for begin, end in runs(walked.streets.edge_way[walked.edge] < 0):
        yield Inside(*ends(walked, begin, end), True)
