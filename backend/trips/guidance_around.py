"""What lies around the ways of a city: the streets that meet them, tracks, named places, addresses. Made when first asked for, kept with the city."""
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely

from backend.contract.guidance import Landmark
from routing.atlas import PlaceKind, Places
from routing.city import City
from routing.earth import METRES_PER_DEGREE
from routing.streets.waymarks_tracks import Rails
from routing.streets.waymarks_walked import Meeting

# What nobody knows by its name when they stand before it, or what is told of elsewhere.
NO_LANDMARKS = (PlaceKind.ADDRESS, PlaceKind.STREET, PlaceKind.STOP, PlaceKind.SETTLEMENT, PlaceKind.BENCH)
BESIDE_M, CORNER_M, DOOR_M = 30.0, 25.0, 15.0
MOST_LANDMARKS = 60


class Near(NamedTuple):
    """Rows of Places, and a tree of where they are on the plane of the city."""

    row: np.ndarray
    tree: shapely.STRtree


class Surroundings:
    """Of one city; may be asked from many threads."""

    def __init__(self, city: City):
        self.city, self.places = city, city.places
        south, _, north, _ = city.manifest.bbox
        self._east = float(np.cos(np.radians((south + north) / 2)))

    @cached_property
    def meeting(self) -> Meeting:
        return Meeting(self.city.streets)

    @cached_property
    def rails(self) -> Rails:
        return Rails(self.city.features)

    @cached_property
    def _named(self) -> Near:
        return self._near((self.places.name >= 0) & ~np.isin(self.places.kind, NO_LANDMARKS))

    @cached_property
    def _doors(self) -> Near:
        return self._near((self.places.kind == PlaceKind.ADDRESS) & (self.places.street >= 0) & (self.places.house_number >= 0))

    def _near(self, wanted: np.ndarray) -> Near:
        row, places = np.flatnonzero(wanted), self.places
        return Near(row, shapely.STRtree(shapely.points(self.plane(places.lat_e7[row] / 1e7, places.lon_e7[row] / 1e7))))

    def plane(self, lat, lon) -> np.ndarray:
        """float64[p, 2]: metres, right to a few in a thousand over a city."""
        return np.column_stack((np.asarray(lat) * 0 + np.asarray(lon) * self._east, lat)) * METRES_PER_DEGREE

    def landmarks(self, lines: list[tuple[np.ndarray, np.ndarray]]) -> tuple[Landmark, ...]:
        """Named places within 30 m of lines in degrees, as they are passed, each once; of more than sixty the nearest."""
        near = self._named
        passed: dict[int, tuple[float, int, float]] = {}  # row: how far, which line, metres along it
        for number, (lat, lon) in enumerate(lines):
            if len(lat) < 2:
                continue
            line = shapely.LineString(self.plane(lat, lon))
            found = near.tree.query(line, predicate="dwithin", distance=BESIDE_M)
            points = near.tree.geometries[found]
            for row, far_m, at_m in zip(near.row[found].tolist(), line.distance(points).tolist(), shapely.line_locate_point(line, points).tolist()):
                passed[row] = min(passed.get(row, (far_m, number, at_m)), (far_m, number, at_m))
        kept = sorted(passed, key=lambda row: passed[row])[:MOST_LANDMARKS]
        return tuple(self._landmark(row) for row in sorted(kept, key=lambda row: passed[row][1:]))

    def _landmark(self, row: int) -> Landmark:
        places: Places = self.places
        return Landmark(places.texts[int(places.name[row])], int(places.lat_e7[row]) / 1e7, int(places.lon_e7[row]) / 1e7)

    def at_corners(self, lat: np.ndarray, lon: np.ndarray) -> list[str | None]:
        """The named place nearest to each point in degrees, within 25 m."""
        near = self._named
        found: list[str | None] = [None] * len(lat)
        point, place = near.tree.query_nearest(shapely.points(self.plane(lat, lon)), max_distance=CORNER_M, all_matches=False)
        for at, row in zip(point.tolist(), near.row[place].tolist()):
            found[at] = self.places.texts[int(self.places.name[row])]
        return found

    def door(self, lat: float, lon: float) -> str | None:
        """The address nearest to a point in degrees, within 15 m."""
        near, places = self._doors, self.places
        found = near.tree.query_nearest(shapely.Point(self.plane([lat], [lon])[0]), max_distance=DOOR_M, all_matches=False)
        if not len(found):
            return None
        row = int(near.row[found[0]])
        return f"{places.texts[int(places.street[row])]} {places.texts[int(places.house_number[row])]}"
