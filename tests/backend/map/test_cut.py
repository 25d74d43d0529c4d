"""Cutting, rounding and triangulating against shapely as the slow, obvious twin."""
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.map import cut
from backend.map.rules import EXTENT, MARGIN
from tests.backend.map.ground import area_of_triangles

WINDOW = shapely.box(-MARGIN, -MARGIN, EXTENT + MARGIN, EXTENT + MARGIN)


@st.composite
def stars(draw) -> shapely.Polygon:
    """A polygon with a jagged border and a hole, on whole units, partly outside the tile."""
    corners = draw(st.integers(5, 24))
    radii = draw(st.lists(st.integers(500, 3000), min_size=corners, max_size=corners))
    x, y = draw(st.integers(-1000, 5000)), draw(st.integers(-1000, 5000))
    angle = np.arange(corners) * 2 * np.pi / corners
    outer = np.rint(np.column_stack([x + np.cos(angle) * radii, y + np.sin(angle) * radii]))
    hole = [(x - 60, y - 60), (x - 60, y + 60), (x + 60, y + 60), (x + 60, y - 60)]
    shape = shapely.Polygon(outer, [hole])
    return shape if shape.is_valid else shapely.Polygon(outer).buffer(0)


@given(stars())
@settings(max_examples=60, deadline=None)
def test_triangles_cover_exactly_the_polygon(star):
    meshes = cut.triangles(np.array([star]))
    total = sum(area_of_triangles({"xy": vertices, "index": corners}) for vertices, corners in meshes)
    assert total == pytest.approx(star.area, rel=1e-9)


@given(stars())
@settings(max_examples=60, deadline=None)
def test_clipping_equals_the_intersection_with_the_window(star):
    clipped = cut.clip(np.array([star]))[0]
    expected = shapely.intersection(star, WINDOW)
    assert shapely.make_valid(clipped).symmetric_difference(expected).area == pytest.approx(0.0, abs=1e-3)


def test_a_shape_that_crosses_itself_is_cut_without_failing():
    bow = shapely.Polygon([(0, 0), (6000, 6000), (6000, 0), (0, 6000)])
    parts = cut.clip(np.array([bow, shapely.box(10, 10, 20, 20)], object))
    assert len(parts) == 2
    assert not shapely.is_empty(parts[1])


def test_lines_leave_and_come_back_as_two_pieces():
    line = shapely.LineString([(100, 100), (100, 9000), (300, 9000), (300, 100)])
    xy, starts = cut.lines(cut.clip(np.array([line])))
    pieces = [piece.tolist() for piece in np.split(xy, starts[1:])]
    assert pieces == [[[100, 100], [100, EXTENT + MARGIN]], [[300, EXTENT + MARGIN], [300, 100]]]


def test_repeated_points_and_lines_of_one_point_vanish():
    short = shapely.LineString([(5.1, 5.1), (5.2, 5.2)])
    stays = shapely.LineString([(0, 0), (0.2, 0.1), (9, 9)])
    xy, starts = cut.lines(np.array([short, stays]))
    assert starts.tolist() == [0]
    assert xy.tolist() == [[0, 0], [9, 9]]
    assert cut.triangles(np.array([shapely.box(3.1, 3.1, 3.2, 3.2)])) == []


def test_meshes_stay_within_what_one_mesh_can_hold():
    boxes = shapely.box(*np.indices((140, 140)).reshape(2, -1) * 20.0, *(np.indices((140, 140)).reshape(2, -1) * 20.0 + 10.0))
    meshes = cut.triangles(boxes)
    assert len(meshes) == 2
    assert all(len(vertices) <= cut.MAX_VERTICES and corners.max() < len(vertices) for vertices, corners in meshes)
    assert sum(len(corners) for _, corners in meshes) == 140 * 140 * 6
