"""Pictures painted from tiles: the right colour in the right place."""
import numpy as np
import pytest
import shapely

from backend.map.canvas import dash_pieces
from backend.map.picture import Pin, RouteLine, draw
from backend.map.service import MapTiles
from backend.map.style import THEMES, mix
from routing.atlas import GreenKind, Layer, WaterKind
from routing.streets.model import Kind
from tests.backend.map.ground import EXTENT, ZOOM, features, home_tile, street, unproject

LAKE = shapely.Polygon([(200, 200), (1800, 200), (1800, 1800), (200, 1800)], [[(800, 800), (800, 1200), (1200, 1200), (1200, 800)]])


@pytest.fixture(scope="module")
def tiles() -> MapTiles:
    return MapTiles(
        features(
            (Layer.WATER, WaterKind.AREA, "", LAKE),
            (Layer.GREEN, GreenKind.PARK, "", shapely.box(2200, 200, 3800, 1800)),
            street(shapely.LineString([(0, 3000), (4096, 3000)]), "Elm Street", Kind.PRIMARY),
        )
    )


def middle() -> tuple[float, float]:
    column, row = home_tile()
    lat, lon = unproject((column + 0.5) / 2**ZOOM, (row + 0.5) / 2**ZOOM)
    return float(lat), float(lon)


def colour_at(picture, x: float, y: float) -> str:
    """Colour of the pixel at a place in tile units of a picture that shows exactly the home tile."""
    pixel = picture.getpixel((int(x / EXTENT * picture.width), int(y / EXTENT * picture.height)))
    return "#{:02X}{:02X}{:02X}".format(*pixel)


def whole_tile(tiles: MapTiles, **more):
    lat, lon = middle()
    width_m = 40_075_016.686 * np.cos(np.radians(lat)) / 2**ZOOM
    return draw(tiles, lat, lon, width_m, 512, ratio=2.0, **more)


@pytest.mark.parametrize("theme", ["light", "dark", "hc"])
def test_water_green_streets_and_land_have_their_colours(tiles, theme):
    picture, palette = whole_tile(tiles, theme=theme), THEMES[theme]
    assert picture.size == (512, 512)
    assert colour_at(picture, 500, 1000) == palette.water
    assert colour_at(picture, 1000, 1000) == palette.land, "the island"
    assert colour_at(picture, 3000, 1000) == palette.green
    assert colour_at(picture, 300, 3000) == palette.road_main
    assert colour_at(picture, 2000, 2300) == palette.land


def test_routes_and_pins_lie_on_top(tiles):
    lat, lon = middle()
    route = RouteLine(np.array([lat, lat]), np.array([lon - 0.001, lon + 0.001]), "#D42A68")
    picture = whole_tile(tiles, lines=[route], pins=[Pin(lat, lon, "4", "#1463E8")])
    assert colour_at(picture, 600, 2048) == "#D42A68"
    x, y = 2048 - 150, 2048
    assert colour_at(picture, x, y) == "#1463E8"


def test_a_picture_is_the_same_every_time(tiles):
    assert whole_tile(tiles).tobytes() == whole_tile(tiles).tobytes()


def test_dashes_keep_to_the_line():
    line = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
    pieces = dash_pieces(line, 6.0, 2.0)
    lengths = [np.hypot(*np.diff(piece, axis=0).T).sum() for piece in pieces]
    assert lengths == pytest.approx([6.0, 6.0, 4.0])
    assert pieces[1].tolist() == [[8.0, 0.0], [10.0, 0.0], [10.0, 4.0]]


def test_mixing_colours():
    assert mix("#000000", "#FFFFFF", 0.5) == "#808080"
    assert mix("#102030", "#FFFFFF", 0.0) == "#102030"
