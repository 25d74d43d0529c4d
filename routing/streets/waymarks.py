"""What somebody passes on a way along streets, for a voice that leads along it. docs/WAYMARKS.md says from which tags each comes."""
from collections.abc import Iterator

import numpy as np

from routing.streets.bearings import turn_degrees
from routing.streets.model import CAR, FOOT, UNKNOWN_I16, Barrier, Kerb, Kind
from routing.streets.walls import Walls
from routing.streets.waymarks_crossed import KERB_M
from routing.streets.waymarks_crossings import crossings
from routing.streets.waymarks_kinds import Crossing, CycleTrack, KerbStone, Narrow, Passage, Tracks, Waymark
from routing.streets.waymarks_runs import NARROW_CM, gradients, insides, lifts, materials, narrows, path_changes, squares, stairs, untold
from routing.streets.waymarks_tracks import Rails, tracks
from routing.streets.waymarks_walked import Walked, table

IS_GATE = table((Barrier.GATE, Barrier.LIFT_GATE, Barrier.KISSING_GATE, Barrier.TURNSTILE, Barrier.STILE))
LEVEL_KERBS = (Kerb.FLUSH, Kerb.NO_KERB)
FORK_DEGREES = 30.0


def waymarks(walked: Walked, rails: Rails | None = None, walls: Walls | None = None, ridden: bool = False) -> list[Waymark]:
    """In order along the way. walls: those of the limits of whoever asks, None without; ridden: by cycle or scooter."""
    if not len(walked.edge):
        return []
    crossed = with_tracks(crossings(walked, ridden), [] if rails is None else list(tracks(rails, walked)))
    found: list[Waymark] = [*crossed, *points(walked, crossed)]
    for kind in (stairs, lifts, gradients, materials, narrows, path_changes, squares, insides):
        found += kind(walked)
    if walls is not None:
        found += untold(walked, walls)
    return sorted(found, key=lambda mark: mark.at_m)


def with_tracks(crossed: list[Waymark], found: list[Tracks]) -> list[Waymark]:
    """A crossing of nothing but tracks is told as that of tracks."""
    kept: list[Waymark] = []
    for one in crossed:
        over = [rail for rail in found if one.at_m <= rail.until_m and rail.at_m <= one.until_m]
        if over and isinstance(one, Crossing) and not one.traffic and not one.street:
            found = [rail for rail in found if rail not in over]
            kept.append(Tracks(one.at_m, one.until_m, True, sum(rail.count for rail in over), one.kind))
        else:
            kept.append(one)
    return [*kept, *found]


def points(walked: Walked, crossed: list[Waymark]) -> Iterator[Waymark]:
    """Kerbs and cycle tracks that belong to no crossing, doors, gates and where it is narrow."""
    streets, vertex, at_m = walked.streets, walked.vertex, walked.at_m
    if not len(vertex):
        return
    street = (streets.edge_access[walked.edge] & CAR) > 0
    for place in outside(crossed, at_m, walked.kerb & ~(street[:-1] & street[1:])):
        kerb, height_cm = Kerb(int(streets.vertex_kerb[vertex[place]])), streets.vertex_kerb_height_cm[vertex[place]]
        if kerb not in LEVEL_KERBS:
            yield KerbStone(*both(at_m[place]), True, kerb, metres(height_cm))
    for place in outside(crossed, at_m, over_cycle_track(walked)):
        yield CycleTrack(*both(at_m[place]), False)
    for place in np.flatnonzero((streets.vertex_entrance[vertex] > 0) | IS_GATE[streets.vertex_barrier[vertex]]).tolist():
        yield Passage(*both(at_m[place]), True, bool(streets.vertex_barrier[vertex[place]]), metres(streets.vertex_barrier_width_cm[vertex[place]]))
    width_cm = streets.vertex_barrier_width_cm[vertex]
    for place in np.flatnonzero((width_cm != UNKNOWN_I16) & (width_cm <= NARROW_CM)).tolist():
        yield Narrow(*both(at_m[place]), True, int(width_cm[place]) / 100)


def outside(crossed: list[Waymark], at_m: np.ndarray, found: np.ndarray) -> Iterator[int]:
    """Of vertices bool[k - 1] those that are at no crossing."""
    for place in np.flatnonzero(found).tolist():
        if all(at_m[place] < one.at_m - KERB_M or at_m[place] > one.until_m + KERB_M for one in crossed):
            yield place


def both(at_m: float) -> tuple[float, float]:
    return float(at_m), float(at_m)


def metres(told_cm: np.integer) -> float | None:
    return None if told_cm == UNKNOWN_I16 else int(told_cm) / 100


def over_cycle_track(walked: Walked) -> np.ndarray:
    """bool[k - 1]: it goes on to the left and to the right, and one is on neither it nor a street."""
    met, n = walked.met, len(walked.vertex)
    cycles = met.kind == Kind.CYCLEWAY
    left, right = (np.bincount(met.place[cycles & (met.right == side)], minlength=n) > 0 for side in (False, True))
    own = walked.road | (walked.kind == Kind.CYCLEWAY)
    return left & right & ~(own[:-1] | own[1:])


def forks(walked: Walked, pieces: list[int]) -> list[bool]:
    """For some pieces of a way, whether another way that may be walked leaves within 30 degrees of it where it begins."""
    inner = [piece for piece in pieces if piece > 0]
    if not inner:
        return [False] * len(pieces)
    meeting, streets = walked.meeting, walked.streets
    at = np.array(inner) - 1
    row, owner = meeting.at(walked.vertex[at])
    edge = meeting.edge[row]
    other = ((streets.edge_access[edge] & FOOT) > 0) & (edge != walked.edge[at][owner]) & (edge != walked.edge[at + 1][owner])
    row, owner = row[other], owner[other]
    apart = np.abs(turn_degrees(walked.after[at][owner], meeting.bearings(row)))
    forked = np.bincount(owner[apart <= FORK_DEGREES], minlength=len(inner)) > 0
    told = dict(zip(inner, forked.tolist()))
    return [told.get(piece, False) for piece in pieces]
