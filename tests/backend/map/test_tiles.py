"""A tile: what is in it, that it can be read back, and that neighbours fit together."""
import numpy as np
import pytest
import shapely
from msgspec import msgpack

from backend.map.rules import EXTENT, MARGIN, UNITS_PER_PIXEL
from backend.map.shapes import Shapes
from backend.map.tiles import decode_tile, encode_tile
from routing.atlas import GreenKind, LabelKind, Layer, WaterKind
from routing.streets.model import Kind
from tests.backend.map.ground import LAT, LON, ZOOM, area_of_triangles, entries, features, home_tile, polylines, street, tile_at

LAKE = shapely.Polygon([(500, 500), (3500, 500), (3500, 3500), (500, 3500)], [[(1500, 1500), (1500, 2500), (2500, 2500), (2500, 1500)]])


def cut_tile(*rows: tuple, right: int = 0, zoom: int = ZOOM) -> dict:
    column, row = home_tile()
    shift = ZOOM - zoom
    return decode_tile(encode_tile(Shapes.of(features(*rows)), zoom, (column >> shift) + right, row >> shift))


def test_the_head_names_the_tile():
    tile = cut_tile(street(shapely.LineString([(0, 0), (900, 900)])))
    column, row = home_tile()
    assert (tile["v"], tile["z"], tile["x"], tile["y"], tile["extent"]) == (1, ZOOM, column, row, EXTENT)
    assert tile_at(LAT, LON, ZOOM) == (column, row)


def test_a_lake_keeps_its_island():
    tile = cut_tile((Layer.WATER, WaterKind.AREA, "Lake", LAKE))
    (mesh,) = entries(tile, "water", "triangles")
    assert area_of_triangles(mesh) == pytest.approx(LAKE.area, rel=2e-3)
    corners = mesh["xy"].astype(float)[mesh["index"]].reshape(-1, 3, 2)
    island = shapely.Point(2000, 2000)
    assert not any(shapely.Polygon(triangle).buffer(-1).contains(island) for triangle in corners)
    (bank,) = entries(tile, "water", "edges")
    assert len(polylines(bank)) == 2, "the bank runs around the lake and around the island"


def test_round_trip_keeps_every_vertex():
    line = shapely.LineString([(10, 20), (900, 1000), (2000, 30)])
    raw = encode_tile(Shapes.of(features(street(line))), ZOOM, *home_tile())
    tile = decode_tile(raw)
    (entry,) = entries(tile, "street", "lines")
    assert entry["kind"] == Kind.RESIDENTIAL
    assert np.abs(entry["xy"] - np.array(line.coords)).max() <= 1
    plain = msgpack.decode(raw)["layers"][0]
    assert plain["xy"] == entry["xy"].astype("<i2").tobytes()
    assert plain["starts"] == b"\0\0\0\0"


def test_the_same_features_give_the_same_bytes():
    shapes = Shapes.of(features(street(shapely.LineString([(0, 0), (900, 900)]), "A"), (Layer.WATER, 0, "Lake", LAKE)))
    assert encode_tile(shapes, ZOOM, *home_tile()) == encode_tile(shapes, ZOOM, *home_tile())


def test_a_street_meets_itself_at_the_border_of_two_tiles():
    line = shapely.LineString([(3000, 100), (3900, 1731), (5000, 2100), (6000, 300)])
    left, right = cut_tile(street(line)), cut_tile(street(line), right=1)
    pieces = [shapely.LineString(p) for p in polylines(entries(left, "street", "lines")[0])]
    pieces += [shapely.LineString(p + [EXTENT, 0]) for p in polylines(entries(right, "street", "lines")[0])]
    assert shapely.hausdorff_distance(shapely.union_all(pieces), line) <= 1.5
    crossing = [piece.intersection(shapely.LineString([(EXTENT, -500), (EXTENT, 5000)])) for piece in pieces]
    assert crossing[0].distance(crossing[1]) <= 1.0
    assert pieces[0].bounds[2] == EXTENT + MARGIN
    assert pieces[1].bounds[0] == EXTENT - MARGIN


def test_an_area_across_four_tiles_is_whole():
    park = shapely.Point(4096, 2000).buffer(1500, 32)
    left, right = cut_tile((Layer.GREEN, GreenKind.PARK, "", park)), cut_tile((Layer.GREEN, GreenKind.PARK, "", park), right=1)
    doubled = park.intersection(shapely.box(EXTENT - MARGIN, 0, EXTENT + MARGIN, 9000)).area
    total = sum(area_of_triangles(entry) for tile in (left, right) for entry in entries(tile, "green", "triangles"))
    assert total - doubled == pytest.approx(park.area, rel=2e-3)


def test_a_label_stands_in_exactly_one_tile():
    line = shapely.LineString([(-9000, 1000), (14000, 1000)])
    rows = (street(line, "Long Street"), (Layer.LABEL, LabelKind.STREET_SMALL, "Long Street", line))
    found = []
    for right in (-2, -1, 0, 1, 2):
        for entry in entries(cut_tile(*rows, right=right), "street", "names"):
            found += [(text, x + right * EXTENT, y, angle) for text, x, y, angle, _ in entry["names"]]
    assert len(found) == len({x for _, x, _, _ in found}) == 3
    assert {(text, angle) for text, _, _, angle in found} == {("Long Street", 0.0)}
    assert all(abs(y - 1000) <= 1 for _, _, y, _ in found)


def test_names_of_areas_stand_inside_them():
    ring = shapely.Point(2000, 2000).buffer(1800).difference(shapely.Point(2000, 2000).buffer(1000))
    tile = cut_tile((Layer.GREEN, GreenKind.PARK, "Ring Park", ring))
    ((text, x, y, angle, room),) = entries(tile, "green", "names")[0]["names"]
    assert (text, angle) == ("Ring Park", 0.0)
    assert ring.contains(shapely.Point(x, y))
    assert room == pytest.approx(800, rel=0.05)


def test_umlauts_and_other_scripts_survive():
    names = ("Mönchhofstraße", "Площадь Победы", "광화문광장", "🌳")
    rows = [(Layer.LABEL, LabelKind.PLACE, name, shapely.Point(500 + 700 * i, 700)) for i, name in enumerate(names)]
    assert {entry[0] for group in entries(cut_tile(*rows), "label", "names") for entry in group["names"]} == set(names)


def test_far_out_small_things_vanish():
    house = (Layer.BUILDING, 0, "", shapely.box(100, 100, 400, 400))
    footway = street(shapely.LineString([(0, 0), (4000, 4000)]), kind=Kind.FOOTWAY)
    motorway = street(shapely.LineString([(0, 0), (4000, 4000)]), kind=Kind.MOTORWAY)
    near, far = cut_tile(house, footway, motorway), cut_tile(house, footway, motorway, zoom=12)
    assert entries(near, "building", "triangles")
    assert {entry["kind"] for entry in entries(near, "street", "lines")} == {Kind.FOOTWAY, Kind.MOTORWAY}
    assert not entries(far, "building", "triangles")
    assert {entry["kind"] for entry in entries(far, "street", "lines")} == {Kind.MOTORWAY}


def test_simplified_lines_stay_within_half_a_pixel():
    wave = shapely.LineString([(x, 2000 + 300 * np.sin(x / 200)) for x in range(0, 4096, 3)])
    tile = cut_tile(street(wave), zoom=15)
    (piece,) = polylines(entries(tile, "street", "lines")[0])
    column, row = home_tile()
    expected = shapely.transform(wave, lambda xy: (xy + [(column & 3) * EXTENT, (row & 3) * EXTENT]) / 4)
    assert len(piece) < 200
    assert shapely.hausdorff_distance(shapely.LineString(piece), expected) <= 0.5 * UNITS_PER_PIXEL + 1
