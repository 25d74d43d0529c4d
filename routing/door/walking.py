"""Ways on foot all the way: the recommended, the shortest and the safest one, as far as they are clearly different (decision 0014)."""
from dataclasses import dataclass, replace

from routing.door.along import common_cm, told_along
from routing.door.choice import Candidate
from routing.door.direct import LONGEST_S, direct
from routing.door.drawing import seconds_of
from routing.door.legs import Builder
from routing.door.ridden import Searches
from routing.journey import Comparison, Journey
from routing.query import TripMode
from routing.streets.danger import Danger
from routing.streets.graph import Mode
from routing.streets.liking import Liking, danger_for
from routing.streets.model import Streets
from routing.streets.path import StreetPath
from routing.sun import is_dark

# The recommended way takes at most so much longer than the quickest one.
WORTH_TIMES = 1.15
# Two ways that have more than this share of the shorter one in common are one way to whoever has to choose.
ALIKE = 0.8


@dataclass(frozen=True)
class Way:
    """A way on foot: what it costs in danger, metres, and what there is to say of it."""

    path: StreetPath
    danger_m: float
    signal_crossings: int
    other_crossings: int
    no_pavement_m: float
    unlit_m: float


def ways_on_foot(searches: Searches, builder: Builder, quickest: Candidate) -> list[Journey]:
    """At most three, the recommended first, each beside the shortest of them. quickest: the way that is there first; it is one of them, or not."""
    query = searches.query
    dark = is_dark(query.at, query.origin.lat, query.origin.lon)
    fastest = searches.network.route(Mode.FOOT, searches.start.snaps[Mode.FOOT], searches.end.snaps[Mode.FOOT])
    if fastest is None:
        return []
    danger, streets = danger_for(searches.network, dark), searches.network.kept.streets
    ways = [told_of(streets, danger, path) for path in clearly_different(liked_ways(searches, fastest, dark), fastest)]
    shortest = min(ways, key=lambda way: way.path.length_cm)
    beelines_ms = sum(end.beeline_ms(Mode.FOOT, query.walk_speed_mps) for end in (searches.start, searches.end))
    journeys = []
    for way in ways:
        candidate = direct(TripMode.WALK, -(-(way.path.duration_ms + beelines_ms) // 1000), query, searches.at_s)
        drawn = builder.along(candidate, Mode.FOOT, way.path)
        longer_s = candidate.duration_s - quickest.duration_s
        journeys.append(replace(drawn, comparison=beside(way, shortest, dark), danger_m=way.danger_m, beyond_quickest_s=longer_s))
    return journeys


def liked_ways(searches: Searches, fastest: StreetPath, dark: bool) -> dict[Liking, StreetPath]:
    """The way of every liking, the fastest in place of one that is not allowed; ways over the same streets are one object."""
    start, end = searches.start.snaps[Mode.FOOT], searches.end.snaps[Mode.FOOT]
    found: list[StreetPath] = [fastest]

    def way(liking: Liking) -> StreetPath:
        path = searches.snapshot.liked(liking, dark, searches.query.walk_speed_mps).route(start, end)
        known = next((known for known in found if path is not None and same(known, path)), path)
        if known is None or (known is path and not allowed(known, searches)):
            return fastest
        found.append(known)
        return known

    safest = way(Liking.SAFEST)
    # It costs little and is hardly another way, and what weighs danger less lies between the two: it would take the place of that.
    between = safest if safest.duration_ms <= fastest.duration_ms * WORTH_TIMES and alike(safest, fastest) else way(Liking.RECOMMENDED)
    return {Liking.SHORTEST: way(Liking.SHORTEST), Liking.SAFEST: safest, Liking.RECOMMENDED: between}


def same(one: StreetPath, other: StreetPath) -> bool:
    return one.length_cm == other.length_cm and len(one.edges) == len(other.edges) and bool((one.edges == other.edges).all())


def allowed(path: StreetPath, searches: Searches) -> bool:
    """Whether a way that is not the quickest keeps what was asked for."""
    query = searches.query
    straight_m = sum(end.snaps[Mode.FOOT].distance_m for end in (searches.start, searches.end))
    short_enough = query.max_walk_m is None or path.length_cm / 100 + straight_m <= query.max_walk_m
    return short_enough and seconds_of(path) <= LONGEST_S[TripMode.WALK]


def clearly_different(liked: dict[Liking, StreetPath], fastest: StreetPath) -> list[StreetPath]:
    """The recommended way, then those that are unlike it: a safest way that hardly differs takes its place where it costs little."""
    most_ms = fastest.duration_ms * WORTH_TIMES
    recommended, safest, shortest = (liked[liking] for liking in (Liking.RECOMMENDED, Liking.SAFEST, Liking.SHORTEST))
    if recommended.duration_ms > most_ms:
        recommended = fastest
    if safest.duration_ms <= most_ms and alike(safest, recommended):
        recommended = safest
    ways = [recommended]
    if safest is not recommended:
        ways.append(safest)
    if not any(alike(shortest, way) for way in ways):
        ways.append(shortest)
    return ways


def alike(one: StreetPath, other: StreetPath) -> bool:
    """Whether they share most of the shorter way."""
    if one is other:
        return True
    common = common_cm(one.edges, one.pieces.length_cm, other.edges, other.pieces.length_cm)
    return common > ALIKE * max(1.0, min(one.length_cm, other.length_cm))


def told_of(streets: Streets, danger: Danger, path: StreetPath) -> Way:
    return Way(path, *told_along(path.edges, path.forward, path.pieces.length_cm, streets.edge_length_cm, *danger))


def beside(way: Way, shortest: Way, dark: bool) -> Comparison:
    return Comparison(
        longer_m=(way.path.length_cm - shortest.path.length_cm) / 100,
        longer_s=seconds_of(way.path) - seconds_of(shortest.path),
        signal_crossings=way.signal_crossings,
        other_crossings=way.other_crossings,
        other_crossings_avoided=shortest.other_crossings - way.other_crossings,
        no_pavement_m=way.no_pavement_m,
        no_pavement_avoided_m=shortest.no_pavement_m - way.no_pavement_m,
        unlit_m=way.unlit_m if dark else None,
        unlit_avoided_m=shortest.unlit_m - way.unlit_m if dark else None,
    )
