"""Where a way leads over a street: crossings that are drawn, points that are tagged, and what follows from how streets lie. docs/WAYMARKS.md."""
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from routing.streets.model import Kind, Sidewalk
from routing.streets.waymarks_crossed import Found, finished
from routing.streets.waymarks_kinds import Waymark
from routing.streets.waymarks_walked import IS_DRIVEWAY, IS_STREET, Walked, runs

LEAST_M = 0.5  # of a crossing, at the end of which one sets out or arrives
ISLAND_M = 8.0  # between two halves of a crossing
CARRIAGEWAYS_M = 14.0  # between the middles of the carriageways of one street
BENT = 50.0  # degrees; whoever turns more between two crossings crosses two streets
AHEAD = 45.0  # degrees; whoever turns no more goes on along a street
SHORT_M = 30.0  # along a street, from one side of it to the other
CLEAR = 20.0  # degrees from along a street, from which on something lies on one side of it
HALF_M = {Kind.PRIMARY: 5.0, Kind.TRUNK: 5.0, Kind.SECONDARY: 4.5, Kind.TERTIARY: 4.0, Kind.SERVICE: 2.5}
HALF_ELSE_M, HALF_MOST_M = 3.0, 12.0
HALF_BY_KIND_M = np.full(256, HALF_ELSE_M)
HALF_BY_KIND_M[list(HALF_M)] = list(HALF_M.values())
NEAR_M = 15.0  # along a side street, its crossing is drawn


def crossings(walked: Walked, ridden: bool) -> list[Waymark]:
    """In order. ridden: on wheels, one crosses side streets as those do who drive along."""
    if len(walked.edge) < 1:
        return []
    drawn = list(drawn_crossings(walked))
    undrawn = [*passed_over(walked, ridden), *changed_sides(walked)]
    found = [*drawn]
    for one in undrawn:
        over = [other for other in drawn if one.begin_m < other.end_m and other.begin_m < one.end_m]
        for other in over:
            other.met += [row for row in one.met if row not in other.met]
        if not over:
            found.append(one)
    found.sort(key=lambda one: one.begin_m)
    return [made for one in merged(walked, found) if (made := finished(walked, one)) is not None]


def drawn_crossings(walked: Walked) -> Iterator[Found]:
    """Stretches of crossings, a part for each way, in one where they lead over the same street."""
    way = walked.streets.edge_way[walked.edge]
    for begin, end in runs(walked.kind == Kind.CROSSING):
        if walked.start_m[end] - walked.start_m[begin] < LEAST_M:
            continue
        cuts = [begin, *(np.flatnonzero(way[begin + 1 : end] != way[begin : end - 1]) + begin + 1).tolist(), end]
        last: Found | None = None
        for first, past in pairwise(cuts):
            one = drawn_part(walked, first, past)
            if last is not None and last.alike(one) and abs(walked.turn[first - 1]) <= BENT:
                last.joined(one, False)
            else:
                if last is not None:
                    yield last
                last = one
        if last is not None:
            yield last


def drawn_part(walked: Walked, first: int, past: int) -> Found:
    places = [place for place in range(first - 1, past) if 0 <= place < len(walked.vertex)]
    rows = rows_at(walked, places)
    found = Found(
        float(walked.start_m[first]), float(walked.start_m[past]), [(walked.edge[first:past].tolist(), walked.vertex[places].tolist())],
        rows, sorted({int(walked.met.place[row]) for row in rows}), drawn=True,
    )  # fmt: skip
    found.names = names_of(walked, rows)
    return found


def rows_at(walked: Walked, places: list[int]) -> list[int]:
    """Streets that are met at some vertices of the way."""
    if not places:
        return []
    begin, end = np.searchsorted(walked.met.place, (min(places), max(places) + 1))
    return (np.flatnonzero(walked.met.kind[begin:end] != Kind.CYCLEWAY) + begin).tolist()


def names_of(walked: Walked, rows: list[int]) -> Counter:
    """Names of streets, else their numbers, by how many edges have them; those of ways to houses only where there is no other."""
    met = walked.met
    counted = [row for row in rows if not met.to_houses[row]] or rows
    return Counter(met.names[row] for row in counted if met.names[row] >= 0)


def passed_over(walked: Walked, ridden: bool) -> Iterator[Found]:
    """Where streets lie on both sides of a point that is passed, or turn off a street that one goes along."""
    met, road = walked.met, walked.road
    on, beside = road[:-1] & road[1:], road[:-1] | road[1:]
    counts = IS_STREET[met.kind] | (IS_DRIVEWAY[met.kind] & ~beside[met.place])
    rows = np.flatnonzero(counts & ~on[met.place] if ridden else counts)
    if not len(rows):
        return
    n = len(walked.vertex)
    right, left = (np.bincount(met.place[rows[met.right[rows] == side]], minlength=n) > 0 for side in (True, False))
    aside = (right ^ left) & on & (np.abs(walked.turn) < AHEAD)
    places, at = np.flatnonzero((right & left) | aside), met.place[rows]
    firsts, pasts = np.searchsorted(at, places), np.searchsorted(at, places, side="right")
    halves_m = half_widths_m(walked, rows)
    for place, first, past in zip(places.tolist(), firsts.tolist(), pasts.tolist()):
        here = rows[first:past].tolist()
        if aside[place] and on_other_side(walked, place, bool(right[place])):
            continue
        half_m, at_m = max(halves_m[first:past]), float(walked.at_m[place])
        vertices = [int(walked.vertex[place]), *(beyond(walked, here) if on[place] else ())]
        found = Found(at_m - half_m, at_m + half_m, [([], vertices)], here, [place], names_of(walked, here))
        at_kerbs(walked, found, place)
        yield found


def on_other_side(walked: Walked, place: int, right: bool) -> bool:
    """Whether the street that is gone along has its only pavement on the side that the other street does not turn off to."""
    sidewalk, forward = walked.streets.edge_sidewalk.item(walked.edge[place]), bool(walked.forward[place])
    if sidewalk not in (Sidewalk.LEFT, Sidewalk.RIGHT):
        return False
    return ((sidewalk == Sidewalk.RIGHT) == forward) != right


def half_widths_m(walked: Walked, rows: np.ndarray) -> list[float]:
    """Of streets that are met: as tagged, else as wide as their kind is."""
    width_cm = walked.streets.edge_width_cm[walked.met.edge[rows]].astype(np.float64)
    return np.where(width_cm > 0, np.minimum(width_cm / 200, HALF_MOST_M), HALF_BY_KIND_M[walked.met.kind[rows]]).tolist()


def beyond(walked: Walked, rows: list[int]) -> list[int]:
    """Vertices a few metres along side streets, where their crossings are drawn."""
    streets, met, here = walked.streets, walked.met, []
    for row in rows:
        edge = int(met.edge[row])
        at = int(walked.vertex[met.place[row]])
        far = int(streets.edge_head[edge] if streets.edge_tail[edge] == at else streets.edge_tail[edge])
        if streets.edge_length_cm[edge] <= NEAR_M * 100 and streets.vertex_crossing[far] > 0:
            here.append(far)
    return here


def at_kerbs(walked: Walked, found: Found, place: int) -> None:
    """From kerb to kerb where these are drawn; never beyond what is walked."""
    kerbs_m, at_m = walked.kerbs_m, float(walked.at_m[place])
    before, after = bisect_left(kerbs_m, at_m) - 1, bisect_right(kerbs_m, at_m)
    found.drawn |= bool(walked.streets.vertex_crossing[walked.vertex[place]] > 0)
    near, far = before >= 0 and kerbs_m[before] > at_m - HALF_MOST_M, after < len(kerbs_m) and kerbs_m[after] < at_m + HALF_MOST_M
    found.begin_m = kerbs_m[before] if near else max(0.0, found.begin_m)
    found.end_m = kerbs_m[after] if far else min(float(walked.start_m[-1]), found.end_m)


def changed_sides(walked: Walked) -> Iterator[Found]:
    """Where one comes to a street from one side and leaves it on the other."""
    n = len(walked.vertex)
    for begin, end in runs(walked.road):
        come, leave = begin - 1, end - 1  # vertices
        streets_along = set(walked.streets.edge_name[walked.edge[begin:end]].tolist())
        if come < 0 or leave >= n or not IS_STREET[walked.kind[begin:end]].all() or len(streets_along) > 1:
            continue  # round a corner nobody knows on which side one walks
        from_side = (walked.before[come] + 180.0 - walked.after[come] + 180.0) % 360.0 - 180.0
        to_side = walked.turn[leave]
        clear = CLEAR <= abs(from_side) <= 180 - CLEAR and CLEAR <= abs(to_side) <= 180 - CLEAR
        if not clear or (from_side > 0) == (to_side > 0):
            continue
        at, until = float(walked.at_m[come]), float(walked.at_m[leave])
        if until - at > SHORT_M:
            at, until = until - HALF_ELSE_M, min(until + HALF_ELSE_M, float(walked.start_m[-1]))
        names = Counter(name for name in streets_along if name >= 0)
        vertices = [int(walked.vertex[place]) for place in (come, leave)]
        yield Found(at, until, [([], vertices)], rows_at(walked, [come, leave]), [], names)


def merged(walked: Walked, found: list[Found]) -> list[Found]:
    """Halves with an island between them, and the carriageways of one street, as one."""
    kept: list[Found] = []
    for one in found:
        last = kept[-1] if kept else None
        if last is not None and last.alike(one):
            gap_m = one.begin_m - last.end_m
            island = last.drawn and one.drawn and gap_m > 0.5
            close = gap_m <= (ISLAND_M if island else 0.0) or (last.places and one.places and far_apart(walked, last, one) <= CARRIAGEWAYS_M)
            if close and not bends(walked, last.end_m, one.begin_m):
                last.joined(one, island)
                continue
        kept.append(one)
    for last, one in pairwise(kept):
        one.begin_m = max(one.begin_m, min(last.end_m, one.end_m))
    return kept


def far_apart(walked: Walked, last: Found, one: Found) -> float:
    return float(walked.at_m[min(one.places)] - walked.at_m[max(last.places)])


def bends(walked: Walked, begin_m: float, end_m: float) -> bool:
    low, high = sorted((begin_m, end_m))
    between = (walked.at_m >= low - 0.01) & (walked.at_m <= high + 0.01)
    return bool((np.abs(walked.turn[between]) > BENT).any())
