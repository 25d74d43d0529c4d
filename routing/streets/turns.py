"""The turn list of a path: stretches that a person thinks of as one, and what to do where each begins."""
from dataclasses import dataclass

import numpy as np

from routing.streets.bearings import turn_degrees
from routing.streets.drawing import bearings_around
from routing.streets.model import Kind, Streets

# How far to look along the line for the direction before and after a turn.
REACH_M = 8.0
# A bend of a street of one name that is worth a word: sharper than a right angle between blocks of a city may be.
BEND_DEGREES = 60.0
# Kinds of way that are told of, whatever their name.
TOLD = {
    Kind.STEPS: "steps", Kind.ELEVATOR: "elevator", Kind.ESCALATOR: "escalator", Kind.MOVING_WALKWAY: "moving_walkway",
    Kind.CROSSING: "cross", Kind.FERRY: "ferry", Kind.AREA: "enter_square", Kind.FARE_GATE: "fare_gate", Kind.EXIT_GATE: "exit_gate",
}  # fmt: skip
# By the angle of the turn, in degrees to the side.
TURNS = ((20, "continue"), (50, "slight_{}"), (130, "{}"), (165, "sharp_{}"), (181, "u_turn"))


@dataclass(frozen=True)
class Step:
    """One line of a turn list.

    manoeuvre     what to do where it begins: depart, continue, slight_left, left, sharp_left, slight_right, right, sharp_right, u_turn,
                  roundabout, steps_up, steps_down, steps, elevator, escalator, moving_walkway, cross, enter_square, ferry, fare_gate, exit_gate
    exit          which exit of a roundabout to take, 0 elsewhere
    bearing_deg   where it leads first, degrees clockwise from north
    """

    name: str
    kind: Kind
    distance_m: float
    duration_ms: int
    manoeuvre: str
    exit: int
    bearing_deg: int
    way_ids: tuple[int, ...]
    lat_e7: int
    lon_e7: int
    first_edge: int  # place in the edges of the path


def turn_list(
    streets: Streets, pieces, length_cm: np.ndarray, lat: np.ndarray, lon: np.ndarray, first: np.ndarray, exits: np.ndarray
) -> tuple[Step, ...]:
    """Steps of a path with its pieces, their lengths and line; exits uint8[n]: vertices at which one can drive out of a roundabout."""
    if not len(pieces.edge):
        return ()
    kind, name, circling = streets.edge_kind[pieces.edge], names_of(streets, pieces.edge), streets.edge_roundabout[pieces.edge] == 1
    told = np.where(np.isin(kind, list(TOLD)), kind, 0)
    before, after = bearings_around(lat, lon, first[:-1], REACH_M)
    angle = turn_degrees(before, after)
    new = np.ones(len(kind), bool)
    same = (told[1:] == told[:-1]) & (name[1:] == name[:-1]) & (circling[1:] == circling[:-1])
    new[1:] = ~(same & ((np.abs(angle[1:]) < BEND_DEGREES) | circling[1:] | (told[1:] > 0)))
    starts = np.flatnonzero(new)
    ends = [*starts[1:].tolist(), len(kind)]
    distance_m, duration_ms = np.add.reduceat(length_cm, starts) / 100, np.add.reduceat(pieces.ms, starts)
    steps = []
    for number, (begin, end) in enumerate(zip(starts.tolist(), ends)):
        edges = pieces.edge[begin:end]
        taken = exit_number(streets, pieces, begin, end, exits) if circling[begin] else 0
        what = "depart" if number == 0 and not told[begin] else manoeuvre(streets, pieces, begin, float(angle[begin]), bool(circling[begin]))
        steps.append(Step(
            streets.names[int(name[begin])], Kind(int(kind[begin])), float(distance_m[number]), int(duration_ms[number]), what, taken,
            round(float(after[begin])) % 360, ways_of(streets, edges), int(lat[first[begin]]), int(lon[first[begin]]), begin,
        ))  # fmt: skip
    return tuple(steps)


def names_of(streets: Streets, edge: np.ndarray) -> np.ndarray:
    """int32[k] into Streets.names: the name, else the road number; links to stops take the name of the street that follows or went before."""
    found = np.where(streets.edge_name[edge] >= 0, streets.edge_name[edge], streets.edge_ref[edge])
    link = streets.edge_kind[edge] == Kind.LINK
    if link.any() and not link.all():
        at = np.flatnonzero(~link)
        place = np.minimum(np.searchsorted(at, np.arange(len(edge))), len(at) - 1)
        found = np.where(link, found[at[place]], found)
    return found


def ways_of(streets: Streets, edges: np.ndarray) -> tuple[int, ...]:
    """OpenStreetMap ways in order; what the build made has none."""
    ways = streets.edge_way[edges]
    return tuple(dict.fromkeys(ways[ways > 0].tolist()))


def manoeuvre(streets: Streets, pieces, at: int, angle: float, circling: bool) -> str:
    edge = int(pieces.edge[at])
    kind = int(streets.edge_kind[edge])
    if circling:
        return "roundabout"
    if kind == Kind.STEPS:
        return steps_manoeuvre(streets, edge, bool(pieces.forward[at]))
    if kind in TOLD:
        return TOLD[Kind(kind)]
    side = "right" if angle > 0 else "left"
    return next(word for limit, word in TURNS if abs(angle) < limit).format(side)


def steps_manoeuvre(streets: Streets, edge: int, forward: bool) -> str:
    up = int(streets.edge_climb_dm[edge]) - int(streets.edge_drop_dm[edge])
    if up == 0:
        return "steps"
    return "steps_up" if (up > 0) == forward else "steps_down"


def exit_number(streets: Streets, pieces, begin: int, end: int, exits: np.ndarray) -> int:
    """Exits passed on a roundabout, the one taken included."""
    edges, ahead = pieces.edge[begin:end], pieces.forward[begin:end] == 1
    passed = np.where(ahead, streets.edge_head[edges], streets.edge_tail[edges])
    return int(exits[passed].sum())
