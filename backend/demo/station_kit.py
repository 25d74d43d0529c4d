"""One description of a station written twice: as OpenStreetMap indoor ways and as GTFS pathways, so the two never disagree."""
import numpy as np

from .extract import Extract
from .ground import to_lonlat
from .streets import Streets

WALKABLE = {"residential", "living_street", "pedestrian", "footway", "unclassified", "tertiary", "cul_de_sac"}
PLATFORM, STATION, ENTRANCE, GENERIC_NODE = 0, 1, 2, 3  # GTFS location_type
PATHWAY_MODE = {"walk": 1, "steps": 2, "escalator": 4, "lift": 5}
LIFT_LEVEL = 50  # keeps the shaft's node apart from the floors'
INDOOR = {"indoor": "yes", "surface": "concrete", "smoothness": "excellent", "lit": "yes"}
HIGHWAY = {
    "walk": {"highway": "footway"},
    "steps": {"highway": "steps", "handrail": "yes", "tactile_paving": "yes"},
    "escalator": {"highway": "steps", "conveying": "forward"},
}


class StationKit:
    """Collects rows of stops.txt and pathways.txt while it draws."""

    def __init__(self, extract: Extract, streets: Streets):
        self.extract, self.streets = extract, streets
        self.stops: list[dict] = []
        self.pathways: list[dict] = []
        self.place_of: dict[str, tuple[float, float, int]] = {}  # stop_id -> x, y, level
        self.levels: set[int] = set()
        self._walk_nodes: list[int] = []
        self._walk_xy = np.empty((0, 2))

    def add(self, stop_id: str, xy, level: int, kind: int, name: str = "", parent: str = "", wheelchair: int = 1, platform: str = "") -> None:
        x, y = float(xy[0]), float(xy[1])
        self.place_of[stop_id] = (round(x, 1), round(y, 1), level)
        self.levels.add(level)
        lon, lat = to_lonlat(x, y)
        self.stops.append({
            "stop_id": stop_id, "stop_name": name, "stop_lat": f"{lat:.6f}", "stop_lon": f"{lon:.6f}", "location_type": kind,
            "parent_station": parent, "wheelchair_boarding": wheelchair, "platform_code": platform,
            "level_id": "" if kind == STATION else f"L{level}",
        })
        if kind == ENTRANCE:
            self._join_street(stop_id, name)

    def node(self, stop_id: str, **tags) -> int:
        x, y, level = self.place_of[stop_id]
        return self.extract.node(x, y, level, **tags)

    def _join_street(self, stop_id: str, name: str) -> None:
        """Join an entrance to the nearest place a person can walk."""
        x, y, _ = self.place_of[stop_id]
        entrance = self.node(stop_id, railway="subway_entrance", name=name, entrance="yes", wheelchair="yes" if "Lift" in name else "no")
        tags = {"highway": "footway", "surface": "paving_stones", "smoothness": "good", "lit": "yes", "tactile_paving": "yes"}
        self.extract.way([self.nearest_walk(x, y), entrance], **tags)

    def beside_street(self, point) -> np.ndarray:
        """A spot three metres off the nearest walkway, on the side asked for."""
        foot = np.array(self.extract.place(self.nearest_walk(*point)))
        away = np.subtract(point, foot)
        return foot + away / max(float(np.hypot(*away)), 1e-6) * 3.0

    def nearest_walk(self, x: float, y: float) -> int:
        """The nearest node of a sidewalk, crossing or street to walk on."""
        if not self._walk_nodes:
            own = {node for nodes, tags in self.extract.ways if tags.get("footway") in ("sidewalk", "crossing") for node in nodes}
            edges = [edge for edge in self.streets.edges if edge.kind in WALKABLE and not edge.over]
            own |= {self.extract.node(*self.streets.xy[node]) for edge in edges for node in (edge.u, edge.v)}
            self._walk_nodes = sorted(own)
            self._walk_xy = np.array([self.extract.place(node) for node in self._walk_nodes])
        return self._walk_nodes[int(np.argmin(np.hypot(*(self._walk_xy - (x, y)).T)))]

    def link(self, a: str, b: str, how: str, steps: int = 0) -> None:
        """Join two places of a station. how: walk, steps, escalator (from a to b) or lift."""
        (xa, ya, level_a), (xb, yb, level_b) = self.place_of[a], self.place_of[b]
        flat_m = float(np.hypot(xa - xb, ya - yb))
        low, high = min(level_a, level_b), max(level_a, level_b)
        about = INDOOR | {"layer": low or "", "tunnel": "yes" if low < 0 else ""}
        if how == "lift":
            tags = {"highway": "elevator", "level": f"{high};{low}", "wheelchair": "yes", "name": f"Lift {a}"}
            shaft = self.extract.node(xa + 0.6, ya + 0.6, LIFT_LEVEL + level_a, **tags)
            self.extract.way([self.node(a), shaft], highway="footway", level=level_a, **about)
            self.extract.way([shaft, self.node(b)], highway="footway", level=level_b, **about)
        else:
            level = level_a if level_a == level_b else f"{high};{low}"
            count = {"step_count": steps} if how == "steps" else {}
            self.extract.way([self.node(a), self.node(b)], **HIGHWAY[how], **count, width=3, level=level, **about)
        floors = abs(level_a - level_b)
        seconds = {"walk": flat_m / 1.2, "steps": flat_m / 1.2 + floors * 20, "escalator": 25 + flat_m / 2, "lift": 45}[how]
        self.pathways.append({
            "pathway_id": f"pw{len(self.pathways) + 1}", "from_stop_id": a, "to_stop_id": b, "pathway_mode": PATHWAY_MODE[how],
            "is_bidirectional": 0 if how == "escalator" else 1, "length": "" if how == "lift" else f"{max(flat_m, 1):.1f}",
            "traversal_time": max(1, round(seconds)), "stair_count": steps * (1 if level_b > level_a else -1) if how == "steps" else "",
            "min_width": 1.1 if how == "lift" else 2.0,
        })
