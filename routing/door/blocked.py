"""Why somebody with limits does not get there: how near they come, and what stands on the way from there."""
from collections.abc import Iterator

import numpy as np

from routing.door.access import on_foot
from routing.door.checks import distance_m
from routing.door.closure import INF
from routing.door.ends import SNAP_LIMIT_M
from routing.door.ridden import LONGEST_S, Searches
from routing.journey import Blocked, Spot, Wall
from routing.limits import Attribute, Limits, Unknown
from routing.query import TripMode
from routing.streets.facts import asked, stretch_of
from routing.streets.graph import Mode
from routing.streets.model import Streets
from routing.streets.network import StreetNetwork
from routing.streets.path import StreetPath
from routing.transit.search_api import Options

MOST_WALLS = 3


def find_blocked(searches: Searches) -> Blocked | None:
    """Of a question without an answer. None where limits are not what stands in the way."""
    limits, query = searches.snapshot.limits, searches.query
    if limits is None:
        return None
    free = searches.snapshot.unlimited().network_at(query.walk_speed_mps)
    goal = free.find_snap(query.destination.lat, query.destination.lon, Mode.FOOT, SNAP_LIMIT_M)
    if goal is None:
        return None
    if Mode.FOOT not in searches.start.snaps:
        begin = free.find_snap(query.origin.lat, query.origin.lon, Mode.FOOT, SNAP_LIMIT_M)
        path = None if begin is None else free.route(Mode.FOOT, begin, goal)
        at = None
    else:
        near = searches.network.nearest_reached(query.destination.lat, query.destination.lon, sources(searches))
        if near is None:
            return None
        path, at = free.route(Mode.FOOT, near, goal), Spot(near.lat, near.lon)
    left_m = distance_m(*((query.origin.lat, query.origin.lon) if at is None else (at.lat, at.lon)), query.destination.lat, query.destination.lon)
    walls = () if path is None else tuple(walls_along(searches.network, limits, path))
    return Blocked(at, left_m, walls) if walls else None


def sources(searches: Searches) -> np.ndarray:
    """int32, vertices that are reached: the ends of the edge one sets out from, and the stops to which rides lead."""
    snapshot, query, snap = searches.snapshot, searches.query, searches.start.snaps[Mode.FOOT]
    streets = snapshot.city.streets
    found = [snap.vertex] if snap.vertex >= 0 else [int(streets.edge_tail[snap.edge]), int(streets.edge_head[snap.edge])]
    if TripMode.TRANSIT in query.modes and not query.arrive_by and len(snapshot.city.transit.trip_id):
        access = on_foot(searches.network, searches.start, False, query.walk_speed_mps)
        options = Options(query.max_rides, query.change_s, LONGEST_S)
        ridden_s = snapshot.search_on(searches.day, query.walk_speed_mps).arrivals(access.times, searches.at_s, options)
        pins = streets.pin_vertex[np.flatnonzero(ridden_s < INF)]
        found += pins[pins >= 0].tolist()
    return np.unique(np.array(found, np.int32))


def walls_along(network: StreetNetwork, limits: Limits, path: StreetPath) -> Iterator[Wall]:
    """The first few walls on a way that somebody without limits would go, each kind of them once."""
    streets, seen = network.kept.streets, 0
    for number, (edge, ahead) in enumerate(zip(path.edges.tolist(), path.forward.tolist())):
        for attribute in standing(network, limits, edge, bool(ahead)):
            if not seen & attribute:
                seen |= attribute
                yield wall_at(streets, limits, path, number, attribute)
        if seen.bit_count() >= MOST_WALLS:
            return


def standing(network: StreetNetwork, limits: Limits, edge: int, ahead: bool) -> list[Attribute]:
    """What forbids an edge; to the strict also what is not known of it."""
    walls = network.walls
    bits = int((walls.forward if ahead else walls.backward)[edge])
    if limits.unknown is Unknown.STRICT:
        bits |= int((walls.unknown_forward if ahead else walls.unknown_backward)[edge])
    return [attribute for attribute in Attribute if bits & attribute]


def wall_at(streets: Streets, limits: Limits, path: StreetPath, number: int, attribute: Attribute) -> Wall:
    edge = int(path.edges[number])
    begin = int(streets.edge_tail[edge] if path.forward[number] else streets.edge_head[edge])
    stretch = stretch_of(streets, path.edges, path.forward, number, number + 1)
    told = dict(asked(streets, limits, stretch)).get(attribute)
    name = int(streets.edge_name[edge])
    lat, lon = int(streets.vertex_lat_e7[begin]) / 1e7, int(streets.vertex_lon_e7[begin]) / 1e7
    return Wall(attribute, None if told is None else told[0], lat, lon, streets.names[name] if name >= 0 else "")
