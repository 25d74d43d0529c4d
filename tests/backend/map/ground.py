"""A small piece of map: shapes given in pixels of zoom 17 around one point, as features that tiles are cut from."""
import numpy as np
import shapely

from backend.map.mercator import project
from backend.map.rules import EXTENT
from routing.atlas import Features, Layer
from routing.build.features import Collected, pack
from routing.streets.model import Kind

LAT, LON = 49.41, 8.69
ZOOM = 17


def unproject(x, y) -> tuple[np.ndarray, np.ndarray]:
    """Latitude and longitude in degrees of points of the world square."""
    lat = np.degrees(np.arctan(np.sinh((0.5 - np.asarray(y, np.float64)) * 2.0 * np.pi)))
    return lat, (np.asarray(x, np.float64) - 0.5) * 360.0


def tile_at(lat: float, lon: float, zoom: int) -> tuple[int, int]:
    """Column and row of the tile that holds a point."""
    x, y = project(lat, lon)
    return int(x * (1 << zoom)), int(y * (1 << zoom))


def home_tile() -> tuple[int, int]:
    x, y = project(LAT, LON)
    return int(x * 2**ZOOM), int(y * 2**ZOOM)


def from_units(shape):
    """A shape in units of the home tile (0 to 4096, y down) as degrees."""
    column, row = home_tile()

    def degrees(xy: np.ndarray) -> np.ndarray:
        lat, lon = unproject((column + xy[:, 0] / EXTENT) / 2**ZOOM, (row + xy[:, 1] / EXTENT) / 2**ZOOM)
        return np.column_stack([lon, lat])

    return shapely.transform(shape, degrees)


def features(*rows: tuple) -> Features:
    """Each row: layer, kind, name, shape in units of the home tile."""
    collected = Collected()
    for layer, kind, name, shape in rows:
        collected.add(layer, kind, 0, name, from_units(shape))
    return pack(collected)


def street(shape, name: str = "", kind: int = Kind.RESIDENTIAL) -> tuple:
    return Layer.STREET, kind, name, shape


def area_of_triangles(entry: dict) -> float:
    """Sum of the areas of all triangles of an entry."""
    corners = entry["xy"].astype(float)[entry["index"]].reshape(-1, 3, 2)
    ab, ac = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    return float(np.abs(ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]).sum() / 2)


def entries(tile: dict, layer: str, mode: str) -> list[dict]:
    return [entry for entry in tile["layers"] if entry["layer"] == layer and entry["mode"] == mode]


def polylines(entry: dict) -> list[np.ndarray]:
    return np.split(entry["xy"], entry["starts"][1:])
