"""Serving tiles: cache, ETag, borders of what there is."""
import gzip
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely

from backend.map.rules import MAX_ZOOM, MIN_ZOOM
from backend.map.service import MapTiles, NoSuchTile
from backend.map.shapes import Shapes
from backend.map.tiles import decode_tile
from routing.atlas import Features
from routing.build.features import Collected, build_atlas, pack
from routing.build.problems import Problems
from routing.store import StoreError, save
from tests.backend.map.ground import ZOOM, features, home_tile, street, tile_at

STREET = street(shapely.LineString([(0, 0), (4000, 3000)]), "Elm Street")


def test_a_tile_is_made_once_and_has_an_etag_of_its_content():
    tiles = MapTiles(features(STREET))
    first = tiles.tile(ZOOM, *home_tile())
    assert tiles.tile(ZOOM, *home_tile()) is first
    again = MapTiles(features(STREET)).tile(ZOOM, *home_tile())
    assert (again.etag, again.bytes) == (first.etag, first.bytes)
    other = MapTiles(features(street(shapely.LineString([(0, 0), (4000, 3010)])))).tile(ZOOM, *home_tile())
    assert other.etag != first.etag
    assert first.etag.startswith('"')
    assert first.etag.endswith('"')


def test_outside_the_city_tiles_are_empty():
    assert decode_tile(gzip.decompress(MapTiles(features(STREET)).tile(ZOOM, 0, 0).bytes))["layers"] == []


def test_a_city_without_features_has_empty_tiles():
    assert decode_tile(gzip.decompress(MapTiles(pack(Collected())).tile(12, 5, 5).bytes))["layers"] == []


@pytest.mark.parametrize("key", [(MIN_ZOOM - 1, 0, 0), (MAX_ZOOM + 1, 0, 0), (12, -1, 0), (12, 0, 1 << 12), (12, 1 << 40, 0)])
def test_what_is_no_tile_is_refused(key):
    with pytest.raises(NoSuchTile):
        MapTiles(features(STREET)).tile(*key)


def test_the_cache_stays_within_its_bytes_and_drops_the_oldest():
    column, row = home_tile()
    probe = len(MapTiles(features(STREET)).tile(ZOOM, 0, 0).bytes)
    tiles = MapTiles(features(STREET), cache_bytes=probe * 5)
    kept = [tiles.tile(ZOOM, i, 0) for i in range(4)]
    assert tiles.tile(ZOOM, 0, 0) is kept[0], "asked again, so it is no longer the oldest"
    for i in range(10, 13):
        tiles.tile(ZOOM, i, 0)
    assert tiles.used_bytes <= probe * 5
    assert tiles.tile(ZOOM, 0, 0) is kept[0]
    assert tiles.tile(ZOOM, 1, 0) is not kept[1]
    tiles.tile(ZOOM, column, row)
    assert tiles.used_bytes <= probe * 5


def test_many_threads_get_the_same_tiles():
    tiles = MapTiles(features(STREET))
    column, row = home_tile()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda i: tiles.tile(ZOOM, column + i % 3, row).etag, range(60)))
    assert len(set(found)) == 3


def test_opened_from_a_folder(tmp_path):
    save(features(STREET), tmp_path / "features")
    assert MapTiles.open(tmp_path).tile(ZOOM, *home_tile()).etag == MapTiles(features(STREET)).tile(ZOOM, *home_tile()).etag
    with pytest.raises(StoreError):
        MapTiles.open(tmp_path / "nowhere")


@pytest.fixture(scope="module")
def heidelberg(shared_data) -> Features:
    return build_atlas(shared_data / "heidelberg" / "heidelberg.osm.pbf", Problems(), lambda step, share: None)[0]


def test_heidelberg_on_every_zoom(heidelberg):
    tiles = MapTiles(heidelberg)
    for zoom in range(MIN_ZOOM, MAX_ZOOM + 1):
        tile = decode_tile(gzip.decompress(tiles.tile(zoom, *tile_at(49.4115, 8.7065, zoom)).bytes))
        layers = {entry["layer"] for entry in tile["layers"]}
        assert "street" in layers
        vertices = sum(len(entry.get("xy", ())) for entry in tile["layers"])
        assert 20 < vertices < 20_000
        assert len(tiles.tile(zoom, *tile_at(49.4115, 8.7065, zoom)).bytes) < 120_000


def test_heidelberg_shapes_are_its_features(heidelberg):
    shapes = Shapes.of(heidelberg)
    assert shapely.is_valid(shapes.geometry[~np.isnan(shapes.area)]).mean() > 0.999
    assert len(shapes.geometry) == len(heidelberg.layer)
