"""The elevation file lies where it says, and what the map tells of slopes agrees with it."""
import numpy as np
import pytest
import tifffile
from scipy.interpolate import RegularGridInterpolator

from .written import metres


@pytest.fixture(scope="module")
def height_at(city_folder):
    """Height in metres at local metres, read from the file alone."""
    with tifffile.TiffFile(city_folder / "elevation.tif") as tiff:
        page = tiff.pages[0]
        grid, tags = page.asarray(), page.tags
        step_lon, step_lat, _ = tags[33550].value
        _, _, _, west, north, _ = tags[33922].value
        assert 4326 in tags[34735].value
    rows, columns = grid.shape
    east = metres(west + (np.arange(columns) + 0.5) * step_lon, np.zeros(columns))[:, 0]
    north_up = metres(np.zeros(rows), north - (np.arange(rows)[::-1] + 0.5) * step_lat)[:, 1]
    return RegularGridInterpolator((north_up, east), grid[::-1], bounds_error=True)


def heights(height_at, xy) -> np.ndarray:
    return height_at(np.asarray(xy)[..., ::-1])


def test_the_file_covers_the_map(osm, height_at):
    values = heights(height_at, np.array(list(osm.xy.values())))
    assert np.isfinite(values).all()
    assert 0 < values.min() < values.max() < 200


def test_the_old_town_is_a_hill_and_the_river_a_valley(osm, height_at):
    hill, = heights(height_at, [(-40, 276)])
    river = [osm.line(way) for way in osm.ways.values() if way.tags.get("waterway") == "river"]
    water = heights(height_at, np.array([point.coords[0] for point in (river[0].interpolate(s, normalized=True) for s in np.linspace(0, 1, 40))]))
    assert hill > water.max() + 25


def test_steps_go_up_where_they_say(osm, height_at):
    told = 0
    for way in osm.ways.values():
        if way.tags.get("highway") != "steps" or "indoor" in way.tags or "step_count" not in way.tags:
            continue
        first, last = heights(height_at, [osm.xy[way.nodes[0]], osm.xy[way.nodes[-1]]])
        if abs(last - first) > 1.0:
            told += 1
            assert (last > first) == (way.tags["incline"] == "up"), f"way {way.id}"
            assert abs(last - first) / int(way.tags["step_count"]) < 0.25, f"way {way.id}"
    assert told > 10


def test_inclines_agree_with_the_ground(osm, height_at):
    differences = []
    for way in osm.ways.values():
        incline = way.tags.get("incline", "")
        if incline.endswith("%") and osm.line(way).length > 40 and "layer" not in way.tags:
            first, last = heights(height_at, [osm.xy[way.nodes[0]], osm.xy[way.nodes[-1]]])
            differences.append(abs(float(incline[:-1]) / 100 - (last - first) / osm.line(way).length))
    assert len(differences) > 300
    assert np.quantile(differences, 0.95) < 0.015
