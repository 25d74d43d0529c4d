"""Tiles of the real backend become triangles; damaged ones become an error, never a crash."""

import gzip
import math

import msgspec
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.map.service import MapTiles
from backend.map.tiles import decode_tile
from mobile.map.decode import STREET_DP, TileError, banded, dashed, decode, ribbon
from mobile.map.mercator import to_world
from mobile.map.style import layers_of, width_at
from routing.atlas import LabelKind, Layer
from tests.backend.map.ground import features, home_tile, street

TILE = (17, *home_tile())
ANCHOR = (TILE[1] / 2**17, TILE[2] / 2**17)


def raw_of(*rows) -> bytes:
    return MapTiles(features(*rows)).tile(*TILE).bytes


def area(piece) -> float:
    corners = piece.vertices.reshape(-1, 2).astype(float)[piece.indices].reshape(-1, 3, 2)
    ab, ac = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    return float(np.abs(ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]).sum() / 2)


def test_a_straight_street_is_a_casing_and_a_fill_of_their_widths():
    drawn = decode(raw_of(street(shapely.LineString([(1024, 2048), (3072, 2048)]), "High Street")), TILE, ANCHOR)
    casing, fill = sorted(drawn.pieces, key=lambda piece: piece.order)
    layers = layers_of("street", 12, 0, "lines")
    assert [(piece.order, piece.colour) for piece in (casing, fill)] == [(layer.order, layer.colour) for layer in layers]
    for piece, layer in zip((casing, fill), layers):
        wide = width_at(layer.width, layer.least, 17)
        assert area(piece) == pytest.approx((2048 / 16 + wide) * wide, rel=0.02)  # 16 units are a dp; ends are half a width longer
        y = piece.vertices[1::2]
        assert (y.max() + y.min()) / 2 == pytest.approx(-2048 / 16, abs=0.1)  # south of the anchor
    assert drawn.segments == 1


def test_names_stand_along_their_street():
    drawn = decode(raw_of((Layer.LABEL, LabelKind.STREET_SMALL, "High Street", shapely.LineString([(-200, 3000), (4300, 1000)]))), TILE, ANCHOR)
    (name,) = drawn.names
    assert name.text == "High Street"
    assert name.angle == pytest.approx(math.degrees(math.atan2(2000, 4500)), abs=0.5)  # up to the right, anticlockwise
    assert 0 < name.x < 256
    assert -256 < name.y < 0
    assert name.room > 100


def test_corners_of_a_band_keep_its_width():
    points = np.array([[0.0, 0.0], [100, 0], [100, 100]])
    (piece,) = ribbon(1, "rail", points, np.array([0]), 5.0, None)
    corner = piece.vertices.reshape(-1, 2)[2:4]
    assert sorted(corner.tolist()) == [[95.0, 5.0], [105.0, -5.0]]


def test_dashes_cover_their_share():
    points, starts = np.array([[0.0, 0], [100, 0], [0, 50], [0, 150]]), np.array([0, 2])
    found, begins = dashed(points, starts, np.array([1, 3]), 6, 4)
    lengths = np.hypot(*(found[1::2] - found[0::2]).T)
    assert lengths.sum() == pytest.approx(120)
    assert begins.tolist() == list(range(0, len(found), 2))


def test_long_bands_are_split_into_meshes_that_fit():
    many = 30_000
    points = np.column_stack((np.arange(2 * many, dtype=float), np.zeros(2 * many)))
    starts = np.arange(0, 2 * many, 2)
    pieces = ribbon(1, "rail", points, starts, 1.0, None)
    assert sum(len(piece.indices) for piece in pieces) == 6 * many
    assert all(len(piece.indices) <= 65_532 and len(piece.vertices) // 2 <= 65_536 for piece in pieces)
    assert all(int(piece.indices.max()) < len(piece.vertices) // 2 for piece in pieces)
    gaps = banded(1, "rail", np.zeros((200_000, 2)), np.array([0, 99_000]))
    assert sum(len(piece.indices) for piece in gaps) == 12


def test_a_tile_of_the_demonstration_city(demo):
    zoom, (x, y) = 15, to_world(55.4897, 3.5036)
    tile = (zoom, int(x * 2**zoom), int(y * 2**zoom))
    raw = demo.tiles.tile(*tile).bytes
    drawn = decode(raw, tile, (x, y))
    slow = sum(
        len(entry["xy"]) - len(entry["starts"])
        for entry in decode_tile(gzip.decompress(raw))["layers"]
        if entry["mode"] in ("lines", "edges") and layers_of(entry["layer"], entry["kind"], entry["bridge"], entry["mode"])
    )
    assert drawn.segments == slow > 200
    side = STREET_DP / 2**zoom
    for piece in drawn.pieces:
        assert piece.vertices.dtype == np.float32
        assert np.abs(piece.vertices).max() < 1.3 * side  # around the point the tile holds
    assert "Main Station" in {name.text.replace("\n", " ") for name in drawn.names}


def test_what_this_version_does_not_know_is_skipped():
    known = msgspec.msgpack.decode(gzip.decompress(raw_of(street(shapely.LineString([(0, 0), (4096, 4096)])))))
    known["layers"] += [
        {"layer": "laser", "kind": 1, "bridge": 0, "mode": "lines", "xy": b"", "starts": b""},
        {"layer": "street", "kind": 12, "bridge": 0, "mode": "holograms"},
        {"layer": "street", "kind": 99, "bridge": 0, "mode": "lines", "xy": b"", "starts": b""},
    ]
    assert decode(msgspec.msgpack.encode(known), TILE, ANCHOR).segments == 1
    with pytest.raises(TileError, match="format"):
        decode(msgspec.msgpack.encode({**known, "v": 2}), TILE, ANCHOR)


@pytest.mark.parametrize("extent", [0, float("inf"), float("nan"), "wide"])
def test_a_tile_has_to_say_how_wide_it_is(extent):
    whole = msgspec.msgpack.decode(bytes(PLAIN))
    with pytest.raises(TileError):
        decode(msgspec.msgpack.encode({**whole, "extent": extent}), TILE, ANCHOR)


@pytest.mark.parametrize("raw", [b"", b"\x1f\x8b", b"no tile", *(gzip.compress(bad, mtime=0) for bad in (b"\xc1", b"\x80", bytes(2**25 + 9)))])
def test_bytes_that_are_no_tile(raw):
    with pytest.raises(TileError):
        decode(raw, TILE, ANCHOR)


PLAIN = bytearray(gzip.decompress(raw_of(street(shapely.LineString([(0, 0), (2000, 900), (4096, 4096)]), "High Street"))))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), min_size=1, max_size=6), st.integers(0, len(PLAIN)))
def test_damage_anywhere_is_an_error_or_a_tile(changes, end):
    raw = bytearray(PLAIN)
    for at, value in changes:
        raw[at] = value
    try:
        drawn = decode(bytes(raw[:end] if end % 3 == 0 else raw), TILE, ANCHOR)
    except TileError:
        return
    for piece in drawn.pieces:
        assert int(piece.indices.max(initial=0)) < max(1, len(piece.vertices) // 2)
