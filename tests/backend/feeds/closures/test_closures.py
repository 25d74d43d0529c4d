"""Closures and their shapes."""
import json
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from backend.feeds.closures.decode import decode
from backend.feeds.closures.facts import MODES, Closure, ClosureFacts
from backend.feeds.closures.geojson import Geometry, GeometryKind, GeometryReader
from backend.feeds.problems import FeedUnreadable
from tests.backend.feeds.gbfs.broken import BODIES, damaged, spoiled

BERLIN = ZoneInfo("Europe/Berlin")
LINE = {"type": "LineString", "coordinates": [[8.6, 49.4], [8.61, 49.41, 112.5]]}
WORKS = {
    "id": "w1", "modes": ["car", "bike"], "from": "2026-11-24T08:00:00+01:00", "until": "2026-11-30T18:00:00+01:00", "kind": "works",
    "title": "Kanalbau", "description": "Einbahnstraße",
}  # fmt: skip
OUTER, HOLE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]


def feature(geometry=LINE, **properties) -> dict:
    return {"type": "Feature", "geometry": geometry, "properties": {**WORKS, **properties}}


def read(*features: dict, **members) -> ClosureFacts:
    return decode(json.dumps({"type": "FeatureCollection", "features": features, **members}).encode(), BERLIN)


def one(**properties) -> Closure:
    (closure,) = read(feature(**properties)).closures
    return closure


def kinds(facts: ClosureFacts) -> dict[str, int]:
    return {problem.kind: problem.count for problem in facts.problems}


def shape(kind: str, coordinates) -> Geometry:
    return GeometryReader(1000).read({"type": kind, "coordinates": coordinates})


def test_a_closure_says_what_is_closed_for_whom_and_when():
    closure = one()
    assert (closure.id, closure.kind, closure.title, closure.description) == ("w1", "works", "Kanalbau", "Einbahnstraße")
    assert closure.modes == ("bike", "car")
    assert (closure.starts, closure.ends) == (datetime(2026, 11, 24, 7, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC))
    assert (closure.geometry.kind, closure.geometry.lat.tolist(), closure.geometry.lon.tolist()) == (GeometryKind.LINE, [49.4, 49.41], [8.6, 8.61])
    assert read(feature(), lastUpdated="2026-11-24T08:00:00Z").observed == datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_what_is_not_said_closes_it_for_all_and_for_good():
    (closure,) = read({"type": "Feature", "id": 12, "geometry": LINE, "properties": None}).closures
    assert (closure.id, closure.modes, closure.starts, closure.ends, closure.kind) == ("12", MODES, None, None, "other")


def test_times_without_a_zone_are_the_citys_and_a_last_day_is_included():
    closure = one(**{"from": "2026-10-24", "until": "2026-10-25"})
    assert (closure.starts, closure.ends) == (datetime(2026, 10, 23, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC))
    assert one(until="2026-11-30T18:00").ends == datetime(2026, 11, 30, 17, tzinfo=UTC)


@pytest.mark.parametrize("modes", [["horse"], "car", {}, [], [["car"]], 7])
def test_modes_nobody_knows_close_it_for_all(modes):
    facts = read(feature(modes=modes))
    assert facts.closures[0].modes == MODES
    assert kinds(facts) == {"bad_modes": 1}


def test_a_closure_is_obeyed_whatever_else_is_amiss():
    facts = read(feature(until="soon", kind="secret", title=7, id=None))
    assert (facts.closures[0].id, facts.closures[0].ends, facts.closures[0].kind) == ("feature-1", None, "other")
    assert kinds(facts) == {"closure_without_id": 1, "bad_until": 1, "bad_title": 1}


def test_parts_of_one_id_all_hold():
    facts = read(feature(), feature({"type": "Point", "coordinates": [8.7, 49.4]}), feature(until="2026-11-01"))
    assert [closure.geometry.kind for closure in facts.closures] == ["line", "point"]
    assert kinds(facts) == {"repeated_closure": 1, "closure_runs_back": 1}


@pytest.mark.parametrize(
    "geometry, problem",
    [
        (None, "bad_geometry"), ({}, "bad_geometry"), ({"type": "Circle", "coordinates": [8, 49]}, "bad_geometry"), ([8, 49], "bad_geometry"),
        ({"type": "Point", "coordinates": []}, "bad_geometry"), ({"type": "Point", "coordinates": [8]}, "bad_geometry"),
        ({"type": "Point", "coordinates": ["8", "49"]}, "bad_geometry"), ({"type": "Point", "coordinates": [True, False]}, "bad_geometry"),
        ({"type": "Point", "coordinates": [[8, 49]]}, "bad_geometry"), ({"type": "Point", "coordinates": [8, 91]}, "position_outside"),
        ({"type": "Point", "coordinates": [10**300, 49]}, "position_outside"), ({"type": "LineString", "coordinates": [[8, 49]]}, "bad_geometry"),
        ({"type": "LineString", "coordinates": [8, 49]}, "bad_geometry"), ({"type": "Polygon", "coordinates": [OUTER[:3]]}, "bad_geometry"),
        ({"type": "Polygon", "coordinates": OUTER}, "bad_geometry"), ({"type": "MultiPolygon", "coordinates": [[OUTER], []]}, "bad_geometry"),
        ({"type": "GeometryCollection", "geometries": [LINE]}, "bad_geometry"), ({"type": ["Point"], "coordinates": [8, 49]}, "bad_geometry"),
    ],
)  # fmt: skip
def test_shapes_that_cannot_be_used_are_counted(geometry, problem):
    facts = read(feature(geometry), feature())
    assert len(facts.closures) == 1
    assert kinds(facts) == {problem: 1}


def test_all_shapes_as_flat_arrays():
    points, lines = shape("MultiPoint", [[8, 49], [9, 50]]), shape("MultiLineString", [[[0, 1], [2, 3]], [[4, 5], [6, 7], [8, 9]]])
    areas = shape("MultiPolygon", [[OUTER, HOLE], [[[5, 5], [6, 5], [6, 6], [5, 6]]]])
    assert (points.kind, points.lat.tolist(), points.part_first.tolist()) == (GeometryKind.POINT, [49, 50], [0, 1, 2])
    assert (lines.lon.tolist(), lines.part_first.tolist()) == ([0, 2, 4, 6, 8], [0, 2, 5])
    assert (areas.part_first.tolist(), areas.polygon_first.tolist()) == ([0, 5, 10, 15], [0, 2, 3])
    assert areas.lat[-1] == areas.lat[10]  # a ring that was left open is closed
    assert areas.bounds == (0, 0, 6, 6)
    with pytest.raises(ValueError):
        areas.lat[0] = 1


def test_a_place_in_a_hole_is_outside_and_one_on_an_island_inside():
    areas = shape("MultiPolygon", [[OUTER, HOLE], [[[1.5, 1.5], [2.5, 1.5], [2.5, 2.5], [1.5, 2.5], [1.5, 1.5]]]])
    inside = [areas.contains(lat, lon) for lat, lon in ((0.5, 0.5), (1.2, 1.2), (2, 2), (5, 2), (2, -1))]
    assert inside == [True, False, True, False, False]
    assert not shape("LineString", OUTER).contains(2, 2)


corners = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=3, max_size=9, unique=True)


@given(corners, st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), max_size=9))
def test_a_place_is_in_an_area_where_a_geometry_library_says_so(ring, places):
    """Of places on the very edge either may be said."""
    polygon = shapely.Polygon(ring)
    if not polygon.is_valid or polygon.area == 0:
        return
    area = shape("Polygon", [[list(corner) for corner in [*ring, ring[0]]]])
    for lon, lat in places:
        point = shapely.Point(lon + 0.37, lat + 0.23)
        if polygon.boundary.distance(point) > 1e-9:
            assert area.contains(point.y, point.x) == polygon.contains(point)


def test_sizes_are_bounded():
    long = {"type": "LineString", "coordinates": [[8, 49]] * 50_001}
    for features in ([{}] * 10_001, [feature(long), feature(long)]):
        with pytest.raises(FeedUnreadable) as refused:
            read(*features)
        assert refused.value.code == "feed_too_many_entities"
    assert len(read(feature(long)).closures) == 1
    with pytest.raises(FeedUnreadable) as refused:
        decode(b" " * (2 * 1024 * 1024) + b"{}")
    assert refused.value.code == "feed_too_large"


@pytest.mark.parametrize("body", [b"{}", b'{"type":"Feature"}', b'{"type":"FeatureCollection"}', b'{"type":"FeatureCollection","features":{}}'])
def test_what_is_no_collection_is_refused(body):
    with pytest.raises(FeedUnreadable):
        decode(body)


@pytest.mark.parametrize("broken", BODIES)
def test_no_broken_body_escapes(broken):
    with pytest.raises(FeedUnreadable):
        decode(BODIES[broken])


WHOLE = {"type": "FeatureCollection", "features": [feature(), feature({"type": "MultiPolygon", "coordinates": [[OUTER, HOLE]]}, id="w2")]}


@given(st.one_of(spoiled(WHOLE), damaged(json.dumps(WHOLE).encode())))
def test_no_spoiled_or_damaged_body_escapes(body):
    with suppress(FeedUnreadable):
        for closure in decode(body, BERLIN).closures:
            assert closure.modes
            assert np.isfinite(closure.geometry.lat).all()


def test_bodies_cut_short_anywhere_are_refused():
    whole = json.dumps(WHOLE).encode()
    for end in range(0, len(whole), 3):
        with pytest.raises(FeedUnreadable):
            decode(whole[:end])
