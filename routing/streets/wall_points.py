"""A point that cannot be passed, such as a high kerb, parts the stretches that meet there; which of them are then walled off."""
from collections.abc import Iterator

import numpy as np

from routing.streets.model import CAR, FOOT, Kind, Streets


def kerb_parts(streets: Streets, vertices: np.ndarray) -> np.ndarray:
    """bool[m]. A kerb parts a street from what leads off it, and a pavement from a crossing; each side by itself can still be walked along."""
    found = np.zeros(len(streets.edge_tail), bool)
    for vertex, rows in meeting(streets, vertices):
        crossed = streets.vertex_crossing[vertex] > 0
        street = (streets.edge_access[rows] & CAR) > 0
        crossing = streets.edge_kind[rows] == Kind.CROSSING
        if street.all() and crossed:
            continue  # told of the crossing of a street whose pavements are not drawn: nobody meets it who stays on one side
        if street.any() and not street.all():
            found[rows[~street]] = True
        elif crossing.any() and not crossing.all():
            found[rows[crossing]] = True
        else:
            found[but_longest(streets, rows)] = True
    return found


def crossed_parts(streets: Streets, vertices: np.ndarray) -> np.ndarray:
    """bool[m]. Footways that meet in a street and go on beyond it, no crossing being drawn: one of them can still be gone up to the street."""
    found = np.zeros(len(streets.edge_tail), bool)
    for _, rows in meeting(streets, vertices):
        street = (streets.edge_access[rows] & CAR) > 0
        beside = rows[~street & (streets.edge_kind[rows] != Kind.CROSSING) & (streets.edge_kind[rows] != Kind.LINK)]
        if street.any() and len(beside) > 1:
            found[but_longest(streets, beside)] = True
    return found


def passage_parts(streets: Streets, vertices: np.ndarray) -> np.ndarray:
    """bool[m]. A gate or a bollard parts every stretch from every other; only one, the longest, can still be gone up to it."""
    found = np.zeros(len(streets.edge_tail), bool)
    for _, rows in meeting(streets, vertices):
        found[but_longest(streets, rows)] = True
    return found


def but_longest(streets: Streets, rows: np.ndarray) -> np.ndarray:
    return np.delete(rows, int(np.argmax(streets.edge_length_cm[rows])))


def meeting(streets: Streets, vertices: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Of some vertices those where edges meet that may be walked, and these edges, int32."""
    if not len(vertices):
        return
    wanted = np.zeros(len(streets.vertex_lat_e7), bool)
    wanted[vertices] = True
    walked = (streets.edge_access & FOOT) > 0
    rows = np.flatnonzero(walked & (wanted[streets.edge_tail] | wanted[streets.edge_head])).astype(np.int32)
    at = np.concatenate((streets.edge_tail[rows], streets.edge_head[rows]))
    both = np.concatenate((rows, rows))[wanted[at]]
    at = at[wanted[at]]
    order = np.argsort(at, kind="stable")
    begins = np.flatnonzero(np.diff(at[order], prepend=-1))
    for begin, group in zip(begins, np.split(both[order], begins[1:])):
        yield int(at[order[begin]]), np.unique(group)
