"""Small geometry that several steps share."""
import numpy as np
from shapely.geometry import LineString, Point

NEAREST_VERTICES_M = 1.3


def unit(vector) -> np.ndarray:
    vector = np.asarray(vector, float)
    return vector / max(float(np.hypot(*vector)), 1e-9)


def leftward(vector) -> np.ndarray:
    """The vector turned a quarter to the left."""
    return np.array([-vector[1], vector[0]])


def frame_at(line: LineString, at_m: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Middle, unit vector along and unit vector to the left of a line at a distance from its start."""
    behind, ahead = (np.array(line.interpolate(max(at_m + step_m, 0.0)).coords[0]) for step_m in (-1.0, 1.0))
    along = unit(ahead - behind)
    return (behind + ahead) / 2, along, leftward(along)


def parts_of(geometry) -> list:
    return list(getattr(geometry, "geoms", [geometry]))


def lines_of(geometry) -> list[LineString]:
    return [part for part in parts_of(geometry) if part.geom_type == "LineString" and not part.is_empty]


def largest(geometry):
    return max(parts_of(geometry), key=lambda part: part.area)


def closed(points: np.ndarray) -> LineString:
    return LineString(np.vstack([points, points[:1]]))


def circle(x: float, y: float, radius_m: float, count: int = 32) -> list[tuple[float, float]]:
    """A closed ring of points, first and last alike."""
    return [(x + radius_m * np.cos(angle), y + radius_m * np.sin(angle)) for angle in np.linspace(0, 2 * np.pi, count)]


def thinned(coords) -> list:
    """Coordinates of a line without vertices that nearly coincide, which readers that round could not tell apart; both ends stay."""
    kept = list(coords[:1])
    for c in coords[1:-1]:
        if min(np.hypot(*np.subtract(c, kept[-1])), np.hypot(*np.subtract(c, coords[-1]))) > NEAREST_VERTICES_M:
            kept.append(c)
    return kept + list(coords[-1:])


def key_of(coordinate) -> tuple[float, float]:
    """Coordinates as a dictionary key, to 0.1 m."""
    return (round(float(coordinate[0]), 1), round(float(coordinate[1]), 1))


def nearest_on(line: LineString, point) -> np.ndarray:
    """The nearest place of a line, to 0.1 m."""
    return np.array(line.interpolate(line.project(Point(point))).coords[0]).round(1)


class Groups:
    """Disjoint sets with path halving. Tarjan and van Leeuwen, JACM 1984."""

    def __init__(self, count: int):
        self.parent = list(range(count))

    def find(self, item: int) -> int:
        while self.parent[item] != item:
            self.parent[item] = item = self.parent[self.parent[item]]
        return item

    def join(self, a: int, b: int) -> None:
        self.parent[self.find(a)] = self.find(b)
