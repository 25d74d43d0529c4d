"""Steps inside squares: a line across a square that runs over them is steps as well, so that whoever cannot climb goes round."""
import numpy as np
import shapely

from routing.build.measure import Plane
from routing.build.osm_read import Extract
from routing.build.split import StreetWay
from routing.build.squares import Area, Links
from routing.streets.model import UNKNOWN_I16, Kind

# Who draws steps as a line and says nothing of their width means a flight about as wide as this.
WIDTH_M = 2.0
# A line that only touches steps where they begin or end does not climb them.
TOUCHED_M = 0.3


def over_steps(extract: Extract, links: Links, areas: list[Area], ways: list[StreetWay]) -> np.ndarray:
    """bool[links]. Areas that are steps themselves are steps wherever they are crossed."""
    xy = Plane.around(extract.node_lat_e7, extract.node_lon_e7).to_metres(extract.node_lat_e7 * 1e-7, extract.node_lon_e7 * 1e-7)
    found = np.array([areas[area].facts.kind == Kind.STEPS for area in links.area.tolist()], bool)
    flights = [*map_lines(ways, xy), *map_areas(areas, xy)]
    rest = np.flatnonzero(~found)
    if not flights or not len(rest):
        return found
    lines = shapely.linestrings(np.stack([xy[links.tail[rest]], xy[links.head[rest]]], axis=1))
    line, flight = shapely.STRtree(flights).query(lines, predicate="intersects")
    inside_m = shapely.length(shapely.intersection(lines[line], np.array(flights)[flight]))
    found[rest[line[inside_m > TOUCHED_M]]] = True
    return found


def map_lines(ways: list[StreetWay], xy: np.ndarray) -> list[shapely.Polygon]:
    """Flights drawn as lines, as wide as they are; a width that is not told is a guess."""
    found = []
    for way in ways:
        known = way.nodes[way.nodes >= 0]
        if way.facts.kind == Kind.STEPS and not way.is_outline and len(known) > 1:
            width_m = WIDTH_M if way.facts.width_cm == UNKNOWN_I16 else way.facts.width_cm / 100
            found.append(shapely.LineString(xy[known]).buffer(width_m / 2, cap_style="flat"))
    return found


def map_areas(areas: list[Area], xy: np.ndarray) -> list[shapely.Polygon]:
    rings = [ring for area in areas if area.facts.kind == Kind.STEPS for ring in area.outer]
    polygons = [shapely.Polygon(xy[ring]) for ring in rings]
    return [polygon for polygon in polygons if polygon.is_valid]
