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
TOLD: dict[int, str] = {
    Kind.STEPS: "steps", Kind.ELEVATOR: "elevator", Kind.ESCALATOR: "escalator", Kind.MOVING_WALKWAY: "moving_walkway",
    Kind.CROSSING: "cross", Kind.FERRY: "ferry", Kind.AREA: "enter_square", Kind.FARE_GATE: "fare_gate", Kind.EXIT_GATE: "exit_gate",
}  # fmt: skip
KINDS_TOLD = np.zeros(256, np.uint8)
KINDS_TOLD[list(TOLD)] = list(TOLD)
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


def turn_list(streets: Streets, pieces, exits: np.ndarray) -> tuple[Step, ...]:
    """Steps of a path from its Pieces; exits uint8[n]: vertices at which one can drive out of a roundabout."""
    if not len(pieces.edge):
        return ()
    kind, name, circling = streets.edge_kind[pieces.edge], names_of(streets, pieces.edge), streets.edge_roundabout[pieces.edge] == 1
    told = KINDS_TOLD[kind]
    before, after = bearings_around(pieces.lat, pieces.lon, pieces.first[:-1], REACH_M)
    angle = turn_degrees(before, after)
    new = np.ones(len(kind), bool)
    same = (told[1:] == told[:-1]) & (name[1:] == name[:-1]) & (circling[1:] == circling[:-1])
    new[1:] = ~(same & ((np.abs(angle[1:]) < BEND_DEGREES) | circling[1:] | (told[1:] > 0)))
    starts = np.flatnonzero(new)
    ends = [*starts[1:].tolist(), len(kind)]
    columns = (
        name[starts], kind[starts], np.add.reduceat(pieces.length_cm, starts) / 100, np.add.reduceat(pieces.ms, starts), angle[starts], after[starts],
        circling[starts], pieces.lat[pieces.first[starts]], pieces.lon[pieces.first[starts]],
    )  # fmt: skip
    ways, steps = streets.edge_way[pieces.edge].tolist(), []
    for begin, end, *row in zip(starts.tolist(), ends, *(column.tolist() for column in columns)):
        text, of_kind, metres, milliseconds, turned, onward, circles, y, x = row
        taken = exit_number(streets, pieces, begin, end, exits) if circles else 0
        what = "depart" if begin == 0 and of_kind not in TOLD else manoeuvre(streets, pieces, begin, of_kind, turned, circles)
        along = tuple(dict.fromkeys(way for way in ways[begin:end] if way > 0))  # what the build made has no way
        steps.append(Step(streets.names[text], Kind(of_kind), metres, milliseconds, what, taken, round(onward) % 360, along, y, x, begin))
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


def manoeuvre(streets: Streets, pieces, at: int, kind: int, angle: float, circling: bool) -> str:
    if circling:
        return "roundabout"
    if kind == Kind.STEPS:
        return steps_manoeuvre(streets, int(pieces.edge[at]), bool(pieces.forward[at]))
    if kind in TOLD:
        return TOLD[kind]
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
