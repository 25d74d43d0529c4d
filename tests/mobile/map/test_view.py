"""Where things are on the map: Web Mercator, tiles in sight, zoom about a point, everything in the free part."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile.map.mercator import covers, metres_per_dp, parent_of, tiles_between, to_degrees, to_world
from mobile.map.view import LEAST_ZOOM, MOST_ZOOM, View

LATS, LONS = st.floats(-85, 85), st.floats(-179.9, 179.9)
SHARES = st.floats(0.02, 0.98)


@given(LATS, LONS)
def test_degrees_come_back(lat, lon):
    back = to_degrees(*to_world(lat, lon))
    assert back == pytest.approx((lat, lon), abs=1e-9)


def test_known_points_of_the_world():
    assert to_world(0, 0) == (0.5, 0.5)
    assert to_world(85.05112878, -180) == pytest.approx((0, 0), abs=1e-9)
    assert to_world(90, 0)[1] == pytest.approx(0, abs=1e-9)  # beyond the square is its edge
    x, y = to_world(49.41, 8.69)
    mercator = math.log(math.tan(math.pi / 4 + math.radians(49.41) / 2))
    assert (x, y) == pytest.approx(((8.69 + 180) / 360, 0.5 - mercator / (2 * math.pi)))


def test_a_dp_at_zoom_0_is_the_equator_by_256():
    assert metres_per_dp(0, 0) == pytest.approx(40_075_016.686 / 256)
    assert metres_per_dp(60, 10) == pytest.approx(metres_per_dp(0, 10) / 2)


@given(SHARES, SHARES, st.floats(0.0001, 0.2), st.floats(0.0001, 0.2), st.integers(0, 7))
def test_tiles_in_sight_are_those_that_touch_the_box(left, top, wide, high, zoom):
    right, bottom = min(left + wide, 0.999), min(top + high, 0.999)
    count = 1 << zoom
    slow = {
        (zoom, column, row)
        for column in range(count)
        for row in range(count)
        if column / count <= right and (column + 1) / count > left and row / count <= bottom and (row + 1) / count > top
    }
    found = tiles_between(left, top, right, bottom, zoom)
    assert set(found) == slow
    assert len(found) == len(slow)
    middle = ((left + right) / 2 * count, (top + bottom) / 2 * count)
    far = [math.dist((column + 0.5, row + 0.5), middle) for _, column, row in found]
    assert far == sorted(far)


def test_a_tile_lies_over_its_parents_and_children_only():
    tile = (10, 537, 349)
    assert parent_of(tile) == (9, 268, 174)
    assert covers(tile, parent_of(parent_of(tile)))
    assert covers(parent_of(tile), tile)
    assert not covers(tile, (10, 538, 349))
    assert not covers((11, 1076, 698), (10, 537, 349))


def view_at(lat=49.41, lon=8.69, zoom=15.0, padding=(0, 0, 0, 0)) -> View:
    view = View(1.5)
    view.width, view.height, view.padding = 412, 915, padding
    view.move_to(*to_world(lat, lon))
    view.zoom_to(zoom)
    return view


@given(st.floats(10, 400), st.floats(10, 900), st.floats(-4, 4))
def test_the_point_under_the_finger_stays_there_while_zooming(px, py, steps):
    view = view_at()
    before = view.to_coordinates(px, py)
    view.zoom_to(view.zoom + steps, (px, py))
    assert view.to_pixels(*before) == pytest.approx((px, py), abs=0.01)


def test_zoom_has_ends():
    view = view_at()
    view.zoom_to(99)
    assert view.zoom == MOST_ZOOM
    view.zoom_to(-99)
    assert view.zoom == LEAST_ZOOM


points = st.lists(st.tuples(st.floats(49.3, 49.5), st.floats(8.5, 8.8)), min_size=1, max_size=8)


@given(points, st.sampled_from([(0, 0, 0, 0), (0, 100, 0, 400), (60, 0, 0, 300)]))
def test_all_points_are_fitted_into_what_is_free_of_sheets(places, padding):
    view = view_at(padding=padding)
    x, y, zoom = view.fitted(places, 30)
    view.move_to(x, y)
    view.zoom_to(zoom)
    for lat, lon in places:
        px, py = view.to_pixels(lat, lon)
        assert padding[0] + 29 <= px <= view.width - padding[2] - 29
        assert padding[3] + 29 <= py <= view.height - padding[1] - 29


def test_the_middle_is_that_of_the_free_part():
    view = view_at(padding=(0, 115, 0, 400))
    assert view.middle == (206, 600)
    assert view.to_pixels(49.41, 8.69) == pytest.approx((206, 600))
    view.padding = (0, 500, 0, 500)  # nothing is free: as if nothing were covered
    assert view.middle == (206, 457.5)
