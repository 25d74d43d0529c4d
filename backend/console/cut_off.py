"""Where nobody in a wheelchair gets to any more once a street is closed, as far as the map knows: what it does not say is not guessed.

A place is cut off where one could get there and back from most of the city before, and by no way at all after; ways of which nobody knows
whether they can be passed count as passable.
"""
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from backend.trips.limits import limits_of
from backend.trips.wheelchair import WHEELCHAIR
from routing.atlas import PlaceKind
from routing.city import City
from routing.ground import ground_of
from routing.snapshot import Snapshot
from routing.streets.costs import EdgeTimes, foot_times
from routing.streets.graph import Mode
from routing.streets.network import DEFAULT_WALK_MPS
from routing.streets.room import ways
from routing.streets.topology import INF

NEAR_M = 60.0
MOST_NAMED = 12
CHAIR = limits_of(WHEELCHAIR)


@dataclass(frozen=True)
class CutOff:
    """stops, places: names, the first few; more: how many other named ones. addresses: how many houses."""

    stops: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    more: int = 0
    addresses: int = 0

    def __bool__(self) -> bool:
        return bool(self.stops or self.places or self.addresses)


NOTHING = CutOff()


def find_cut_off(snapshot: Snapshot, edges: np.ndarray, begin: datetime, end: datetime) -> CutOff:
    """edges: int32, rows of Streets that are to be closed on foot from `begin` to `end`, aware; other closures of that time hold as well."""
    city = snapshot.city
    before = times_of(snapshot, begin, end)
    after = before.closed(edges)
    lost = main_part(city, before, "strong") & ~main_part(city, after, "weak")
    if not lost.any():
        return NOTHING
    stops, (places, addresses) = stops_at(city, lost), places_at(city, lost)
    named = stops[:MOST_NAMED], places[:MOST_NAMED]
    return CutOff(*named, len(stops) + len(places) - sum(map(len, named)), addresses)


def times_of(snapshot: Snapshot, begin: datetime, end: datetime) -> EdgeTimes:
    """Of every edge in a wheelchair: INF where a wall or a closure is."""
    city, limits = snapshot.city, CHAIR
    assert limits is not None
    walled = snapshot.during(begin, end, limits).network.walls.closed(limits.unknown)
    times = foot_times(city.streets, DEFAULT_WALK_MPS)
    times = EdgeTimes(*(np.where(wall, INF, ms).astype(np.int32) for wall, ms in zip(walled, times)))
    known = (closure for of_source in snapshot.closures.values() for closure in of_source if Mode.FOOT in closure.modes)
    holding = [closure.edges for closure in known if closure.touches(begin, end) and closure.concerns(limits)]
    return times.closed(np.unique(np.concatenate(holding))) if holding else times


def main_part(city: City, times: EdgeTimes, connection: str) -> np.ndarray:
    """bool[n]: vertices of the largest part. strong: there and back; weak: by any way."""
    n = len(city.streets.vertex_lat_e7)
    _, part = connected_components(csr_matrix(*ways(city.streets, times, n)), connection=connection)
    return part == np.bincount(part).argmax()


def stops_at(city: City, lost: np.ndarray) -> list[str]:
    """Names, each once."""
    pins = city.streets.pin_vertex
    rows = np.flatnonzero((pins >= 0) & lost[pins])
    return sorted({city.transit.stop_name[int(row)] for row in rows} - {""})


def places_at(city: City, lost: np.ndarray) -> tuple[list[str], int]:
    """Names of places on streets that are cut off as a whole, and how many houses lie there."""
    streets, ground, places = city.streets, ground_of(city), city.places
    gone = lost[streets.edge_tail] & lost[streets.edge_head] & ground.usable([Mode.FOOT])
    if not gone.any() or not len(places.kind):
        return [], 0
    xy = np.column_stack((places.lon_e7 / 1e7 * ground.x_per_degree, ground.metres(1.0, 0.0)[1] * places.lat_e7 / 1e7))
    west, south, east, north = shapely.total_bounds(ground.lines[gone])
    inside = (xy[:, 0] >= west - NEAR_M) & (xy[:, 0] <= east + NEAR_M) & (xy[:, 1] >= south - NEAR_M) & (xy[:, 1] <= north + NEAR_M)
    rows = np.flatnonzero(inside & (places.kind != PlaceKind.STREET))
    if not len(rows):
        return [], 0
    which, nearest = ground.tree.query_nearest(shapely.points(xy[rows]), max_distance=NEAR_M, all_matches=False)
    rows = rows[which[gone[nearest]]]
    houses = places.kind[rows] == PlaceKind.ADDRESS
    named = {places.texts[int(places.name[row])] for row in rows[~houses] if places.name[row] >= 0}
    return sorted(named - {""}), int(houses.sum())
