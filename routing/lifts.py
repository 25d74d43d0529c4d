"""The lifts and escalators of a city, and which of them somebody speaks of."""
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from routing.city import City
from routing.ground import Ground, ground_of
from routing.streets.mapped import Kept
from routing.streets.model import Kind, Streets
from routing.transit.model import Transit

LIFT, ESCALATOR, UNKNOWN = "lift", "escalator", "unknown"
KINDS = {Kind.ELEVATOR: LIFT, Kind.ESCALATOR: ESCALATOR}
SAME_PLACE_M = 8.0
NEAR_M = 30.0


@dataclass(frozen=True)
class Ride:
    """One lift or escalator as the map or the timetable has it: lifts that are nodes and ways of the map, and single pathways.

    names      `osm-node-<id>`, `osm-way-<id>`, `pathway-<from>-<to>` with the ids of the stops it joins
    edges      rows of Streets
    vertices   where one gets on and off
    stations   rows of Transit's stops, the outermost around its ends; of those of the timetable
    """

    kind: str
    of_map: bool
    names: tuple[str, ...]
    edges: tuple[int, ...]
    vertices: frozenset[int]
    stations: frozenset[int]


@dataclass(frozen=True, eq=False)
class Rides:
    """All of a city. shaft int32[n]: rides of the same shaft stand still together; xy float64[n, 2] on the plane of `Ground`."""

    rides: list[Ride]
    named: dict[str, list[int]]
    shaft: np.ndarray
    xy: np.ndarray
    stations_of: dict[str, frozenset[int]]

    @classmethod
    def of(cls, ground: Ground, transit: Transit) -> "Rides":
        streets, outermost = ground.streets, outermost_stops(transit)
        rides = [*rides_of_nodes(streets), *rides_of_ways(streets), *rides_of_pathways(streets, transit, outermost)]
        named: dict[str, list[int]] = {}
        for row, ride in enumerate(rides):
            for name in ride.names:
                named.setdefault(name, []).append(row)
        xy = np.array([ground.middle(ride.vertices) for ride in rides]).reshape(-1, 2)
        stations: dict[str, set[int]] = {}
        for stop in range(len(outermost)):
            stations.setdefault(transit.stop_id[stop], set()).add(int(outermost[stop]))
        return cls(rides, named, shafts(rides, xy), xy, {stop_id: frozenset(rows) for stop_id, rows in stations.items()})

    def find(self, ride_id: str, kind: str, stop_id: str, place: np.ndarray | None) -> list[int]:
        """The rows of what a feed speaks of, several where a name does not tell them apart; place: float64[2] on the plane, None: not said."""
        named = [row for row in self.named.get(ride_id, ()) if self.may_be(row, kind)]
        if named:
            return named
        rows = [row for row in self.near(place) if self.may_be(row, kind)]
        stations = self.stations_of.get(stop_id, frozenset())
        at_station = [row for row in rows if self.rides[row].stations & stations]
        if place is None:
            return at_station if len(set(self.shaft[at_station].tolist())) == 1 else []
        return (at_station or rows)[:1]

    def may_be(self, row: int, kind: str) -> bool:
        return kind in (self.rides[row].kind, UNKNOWN)

    def near(self, place: np.ndarray | None) -> list[int]:
        """Rows, nearest first; all where no place is given."""
        if place is None:
            return list(range(len(self.rides)))
        away_m = np.hypot(*(self.xy - place).T)
        order = np.argsort(away_m, kind="stable")
        return order[away_m[order] <= NEAR_M].tolist()

    def edges(self, rows: list[int]) -> np.ndarray:
        """int32, rows of Streets of the whole shafts."""
        together = np.flatnonzero(np.isin(self.shaft, self.shaft[rows])).tolist()
        return np.array(sorted({edge for one in together for edge in self.rides[one].edges}), np.int32)


_rides: WeakKeyDictionary[Kept, Rides] = WeakKeyDictionary()
_lock = threading.Lock()


def rides_of(city: City) -> Rides:
    """Made when first asked for and kept as long as the city is."""
    ground = ground_of(city)
    with _lock:
        kept = city.network.kept
        if kept not in _rides:
            _rides[kept] = Rides.of(ground, city.transit)
        return _rides[kept]


def rides_of_nodes(streets: Streets) -> list[Ride]:
    """Lifts that are nodes of the map: the build made one vertex per floor, the first keeps the id, and edges without a way between them."""
    rows = np.flatnonzero((streets.edge_kind == Kind.ELEVATOR) & (streets.edge_way == 0))
    found = []
    for edges in joined(streets.edge_tail[rows], streets.edge_head[rows]):
        vertices = ends_of(streets, rows[edges])
        ids = streets.vertex_osm[list(vertices)]
        found.append(Ride(LIFT, True, tuple(f"osm-node-{osm}" for osm in ids[ids > 0]), tuple(rows[edges].tolist()), vertices, frozenset()))
    return found


def rides_of_ways(streets: Streets) -> list[Ride]:
    rows = np.flatnonzero(np.isin(streets.edge_kind, list(KINDS)) & (streets.edge_way > 0))
    found = []
    for way in np.unique(streets.edge_way[rows]).tolist():
        edges = rows[streets.edge_way[rows] == way]
        found.append(Ride(KINDS[streets.edge_kind[edges[0]]], True, (f"osm-way-{way}",), tuple(edges.tolist()), ends_of(streets, edges), frozenset()))
    return found


def rides_of_pathways(streets: Streets, transit: Transit, outermost: np.ndarray) -> list[Ride]:
    rows = np.flatnonzero(np.isin(streets.edge_kind, list(KINDS)) & (streets.edge_way < 0))
    stops_at: dict[int, list[int]] = {}
    for stop, vertex in enumerate(streets.pin_vertex.tolist()):
        stops_at.setdefault(vertex, []).append(stop)
    found = []
    for edge in rows.tolist():
        tail, head = (int(ends[edge]) for ends in (streets.edge_tail, streets.edge_head))
        begins, ends = stops_at.get(tail, []), stops_at.get(head, [])
        names = tuple(f"pathway-{transit.stop_id[one]}-{transit.stop_id[other]}" for one in begins for other in ends)
        stations = frozenset(outermost[begins + ends].tolist())
        found.append(Ride(KINDS[streets.edge_kind[edge]], False, names, (edge,), frozenset((tail, head)), stations))
    return found


def ends_of(streets: Streets, edges: np.ndarray) -> frozenset[int]:
    return frozenset(streets.edge_tail[edges].tolist() + streets.edge_head[edges].tolist())


def joined(one: np.ndarray, other: np.ndarray) -> list[np.ndarray]:
    """Positions of edges that hang together, from the vertices at their ends."""
    if not len(one):
        return []
    vertices, ends = np.unique(np.concatenate((one, other)), return_inverse=True)
    tail, head = ends[: len(one)], ends[len(one) :]
    parts, part = connected_components(coo_array((np.ones(len(one)), (tail, head)), (len(vertices), len(vertices))), directed=False)
    return [np.flatnonzero(part[tail] == number) for number in range(parts)]


def shafts(rides: Sequence[Ride], xy: np.ndarray) -> np.ndarray:
    """int32[n]: rides at one place are one shaft if they are floors of one lift, or if the map has one of them and the timetable the other.

    Lifts side by side and the two escalators of a pair are no more than that: the nearest on the other side only, and each the nearest of the other.
    """
    if not rides:
        return np.zeros(0, np.int32)
    points = shapely.points(xy)
    pairs = np.stack(shapely.STRtree(points).query(points, predicate="dwithin", distance=SAME_PLACE_M), axis=1)
    away_m = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    nearest: dict[int, int] = {}
    links = []
    for one, other in pairs[np.argsort(away_m, kind="stable")].tolist():
        if one == other or rides[one].kind != rides[other].kind:
            continue
        if rides[one].of_map != rides[other].of_map:
            nearest.setdefault(one, other)
        elif rides[one].kind == LIFT and rides[one].vertices & rides[other].vertices:
            links.append((one, other))
    links += [(one, other) for one, other in nearest.items() if nearest[other] == one]
    one, other = np.array(links, np.int32).reshape(-1, 2).T
    return connected_components(coo_array((np.ones(len(one)), (one, other)), (len(rides), len(rides))), directed=False)[1]


def outermost_stops(transit: Transit) -> np.ndarray:
    """int32[stops], the stop that no other encloses."""
    top = np.arange(len(transit.stop_parent), dtype=np.int32)
    while (inside := transit.stop_parent[top] >= 0).any():
        top[inside] = transit.stop_parent[top[inside]]
    return top
