"""The edges of a city on a plane in metres, for what is told by its place."""
import math
import threading
from collections.abc import Collection
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from routing.city import City
from routing.earth import METRES_PER_DEGREE
from routing.streets.graph import Mode
from routing.streets.mapped import Kept
from routing.streets.model import Access, Streets
from routing.streets.snap import INDOORS

# A cyclist may push wherever one may walk, but a closure for bicycles closes what is ridden: around works one pushes on the pavement.
BITS = {Mode.FOOT: Access.FOOT_F | Access.FOOT_B, Mode.BIKE: Access.BIKE_F | Access.BIKE_B, Mode.CAR: Access.CAR_F | Access.CAR_B}


@dataclass(frozen=True, eq=False)
class Ground:
    """All edges on a plane: x and y in metres, true to scale in the middle of the city.

    lines        object[m], LineString of each edge
    outdoors     bool[m], nothing inside a station or building
    """

    streets: Streets
    x_per_degree: float
    lines: np.ndarray
    tree: shapely.STRtree
    outdoors: np.ndarray

    @classmethod
    def of(cls, streets: Streets) -> "Ground":
        lat, lon = streets.geometry_lat_e7 / 1e7, streets.geometry_lon_e7 / 1e7
        middle = float(lat.min() + lat.max()) / 2 if len(lat) else 0.0
        x_per_degree = METRES_PER_DEGREE * math.cos(math.radians(middle))
        edges = len(streets.edge_tail)
        points = np.column_stack((lon * x_per_degree, lat * METRES_PER_DEGREE))
        lines = shapely.linestrings(points, indices=np.repeat(np.arange(edges), np.diff(streets.geometry_first))) if edges else np.zeros(0, object)
        return cls(streets, x_per_degree, lines, shapely.STRtree(lines), ~np.isin(streets.edge_kind, INDOORS) & (streets.edge_way >= 0))

    def on_plane(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape in degrees (lon, lat) in metres."""
        return shapely.transform(shapely.force_2d(shape), lambda degrees: degrees * (self.x_per_degree, METRES_PER_DEGREE))

    def metres(self, lat: float, lon: float) -> np.ndarray:
        """float64[2], a place on the plane."""
        return np.array([lon * self.x_per_degree, lat * METRES_PER_DEGREE])

    def middle(self, vertices: Collection[int]) -> np.ndarray:
        """float64[2], the middle of some vertices on the plane."""
        rows = list(vertices)
        return self.metres(self.streets.vertex_lat_e7[rows].mean() / 1e7, self.streets.vertex_lon_e7[rows].mean() / 1e7)

    def usable(self, modes: Collection[Mode]) -> np.ndarray:
        """bool[m], edges on which any of the modes moves."""
        bits = sum(int(BITS[mode]) for mode in set(modes))
        return (self.streets.edge_access & bits) != 0


_grounds: WeakKeyDictionary[Kept, Ground] = WeakKeyDictionary()
_lock = threading.Lock()


def ground_of(city: City) -> Ground:
    """Made when first asked for and kept as long as the city is."""
    with _lock:
        kept = city.network.kept
        if kept not in _grounds:
            _grounds[kept] = Ground.of(city.streets)
        return _grounds[kept]
