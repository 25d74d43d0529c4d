"""Tiny worlds of streets: nodes by name at metres from a corner, written as PBF and built."""
from pathlib import Path

import numpy as np
import osmium
import tifffile
from osmium.osm import mutable

from routing.build.pins import Pins
from routing.build.problems import Problems
from routing.build.streets import build_streets
from routing.earth import METRES_PER_DEGREE
from routing.streets.model import Access, Streets

LAT, LON = 49.4, 8.6
NARROW = np.cos(np.radians(LAT))
BITS = {"foot": (Access.FOOT_F, Access.FOOT_B), "bike": (Access.BIKE_F, Access.BIKE_B), "car": (Access.CAR_F, Access.CAR_B)}


def at(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude."""
    return LAT + y / METRES_PER_DEGREE, LON + x / METRES_PER_DEGREE / NARROW


class OsmWorld:
    """Objects in the order in which they were added; ids count from 1."""

    def __init__(self, **places: tuple[float, float]):
        """places: x east and y north in metres of each node."""
        self.node_id: dict[str, int] = {}
        self.nodes: list[tuple[tuple[float, float], dict]] = []
        self.ways: list[tuple[list[int], dict]] = []
        self.relations: list[tuple[list[tuple[str, int, str]], dict]] = []
        for name, xy in places.items():
            self.node(name, *xy)

    def node(self, name: str, x: float, y: float, **tags) -> None:
        self.nodes.append(((x, y), spelled(tags)))
        self.node_id[name] = len(self.nodes)

    def tag(self, name: str, **tags) -> None:
        self.nodes[self.node_id[name] - 1][1].update(spelled(tags))

    def way(self, names: str, **tags) -> int:
        """names: of the nodes, with spaces; a name without a node is a node outside the extract. `__` in a key stands for a colon."""
        self.ways.append(([self.node_id.get(name, 999) for name in names.split()], spelled(tags)))
        return len(self.ways)

    def relation(self, members: list[tuple[str, int | str, str]], **tags) -> int:
        """members: ("w", way, role) or ("n", name, role)."""
        found = [(kind, ref if isinstance(ref, int) else self.node_id[ref], role) for kind, ref, role in members]
        self.relations.append((found, spelled(tags)))
        return len(self.relations)

    def write(self, path: Path) -> Path:
        with osmium.SimpleWriter(str(path), overwrite=True) as out:
            for i, (xy, tags) in enumerate(self.nodes, 1):
                lat, lon = at(*xy)
                out.add_node(mutable.Node(id=i, version=1, location=(lon, lat), tags=tags))
            for i, (nodes, tags) in enumerate(self.ways, 1):
                out.add_way(mutable.Way(id=i, version=1, nodes=nodes, tags=tags))
            for i, (members, tags) in enumerate(self.relations, 1):
                out.add_relation(mutable.Relation(id=i, version=1, members=members, tags=tags))
        return path

    def build(self, folder: Path, pins: Pins | None = None, elevation: Path | None = None) -> "BuiltStreets":
        problems = Problems()
        path = self.write(folder / "world.osm.pbf")
        streets = build_streets(path, pins or Pins.at([], []), elevation, problems, lambda step, share: None)
        return BuiltStreets(streets, problems, self.node_id)


def spelled(tags: dict) -> dict[str, str]:
    return {key.replace("__", ":"): str(value) for key, value in tags.items()}


class BuiltStreets:
    """Built streets with look-ups by the names of the world."""

    def __init__(self, streets: Streets, problems: Problems, node_id: dict[str, int]):
        self.streets, self.problems, self.node_id = streets, problems, node_id

    def find_vertex(self, name: str) -> int | None:
        found = np.flatnonzero(self.streets.vertex_osm == self.node_id[name])
        return int(found[0]) if len(found) else None

    def vertex(self, name: str) -> int:
        found = self.find_vertex(name)
        assert found is not None, f"{name} is no vertex"
        return found

    def edges(self, way: int) -> list[int]:
        return np.flatnonzero(self.streets.edge_way == way).tolist()

    def edge(self, way: int) -> int:
        (found,) = self.edges(way)
        return found

    def of(self, way: int, column: str) -> int:
        """A column that holds the same in all edges of the way."""
        (value,) = set(getattr(self.streets, f"edge_{column}")[self.edges(way)].tolist())
        return value

    def who(self, way: int) -> str:
        """Who may use the way, such as `foot> foot< car>`."""
        access = self.of(way, "access")
        return " ".join(mode + sign for mode, bits in BITS.items() for bit, sign in zip(bits, "><", strict=True) if access & bit)

    def goes(self, mode: str, start: str, end: str) -> bool:
        """Is there a way? Searched edge by edge."""
        s, reached, queue = self.streets, {self.vertex(start)}, [self.vertex(start)]
        forward, backward = BITS[mode]
        for vertex in queue:
            ahead = s.edge_head[(s.edge_tail == vertex) & (s.edge_access & forward > 0)]
            back = s.edge_tail[(s.edge_head == vertex) & (s.edge_access & backward > 0)]
            new = set(ahead.tolist() + back.tolist()) - reached
            reached |= new
            queue.extend(new)
        return self.vertex(end) in reached

    def walk_m(self, start: int, end: int) -> float:
        """Shortest walk between two vertices in metres: Bellman and Ford, edge by edge."""
        s = self.streets
        metres = {start: 0.0}
        for _ in range(len(s.vertex_osm)):
            rows = np.column_stack([s.edge_tail, s.edge_head, s.edge_access, s.edge_length_cm]).tolist()
            for tail, head, access, cm in rows:
                for one, other, bit in ((tail, head, Access.FOOT_F), (head, tail, Access.FOOT_B)):
                    if access & bit and one in metres:
                        metres[other] = min(metres.get(other, np.inf), metres[one] + cm / 100)
        return metres.get(end, np.inf)


def write_geotiff(path: Path, height, epsg: int = 4326, nodata: float | None = None, point: bool = False) -> Path:
    """height(x, y) in metres over 1 km by 1 km around the corner of the world, 10 m apart; point: cells are placed by their centres."""
    half_m, step_m = 500.0, 10.0
    axis = np.arange(-half_m, half_m + 1, step_m)
    grid = np.broadcast_to(height(*np.meshgrid(axis, axis[::-1])), (len(axis), len(axis))).astype(np.float32)
    (north, west), step_lat, step_lon = at(-half_m, half_m), step_m / METRES_PER_DEGREE, step_m / METRES_PER_DEGREE / NARROW
    shift = 0.0 if point else 0.5
    keys = (1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 2 if point else 1, 2048, 0, 1, epsg)
    tags = [
        (33550, "d", 3, (step_lon, step_lat, 0.0), True),
        (33922, "d", 6, (0, 0, 0, west - shift * step_lon, north + shift * step_lat, 0), True),
        (34735, "H", len(keys), keys, True),
    ]
    if nodata is not None:
        tags.append((42113, "s", 0, str(nodata), True))
    tifffile.imwrite(path, grid, extratags=tags, metadata=None)
    return path
