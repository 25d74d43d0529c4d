"""Areas: holes, parts, borders, and GeoJSON that is wrong in all ways."""
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.bodies.areas import AreasRefused, read_areas
from routing.earth import METRES_PER_DEGREE

M = 1 / METRES_PER_DEGREE  # degrees of latitude of a metre


def feature(code: str, coordinates, kind: str = "Polygon", **more) -> dict:
    return {"type": "Feature", "properties": {"code": code, "name": code.title(), **more}, "geometry": {"type": kind, "coordinates": coordinates}}


def box(west: float, south: float, east: float, north: float) -> list:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def collection(*features) -> dict:
    return {"type": "FeatureCollection", "features": list(features)}


CITY = feature("city", [box(8, 49, 9, 50)])
PARK = feature("park", [box(8.4, 49.4, 8.6, 49.6), box(8.48, 49.48, 8.52, 49.52)])
ISLES = feature("isles", [[box(8.1, 49.1, 8.2, 49.2)], [box(8.7, 49.1, 8.8, 49.2)]], "MultiPolygon", level=10)


def test_the_smallest_area_comes_first_and_holes_are_outside():
    areas = read_areas(collection(CITY, PARK, ISLES))
    assert areas.holding(49.42, 8.42) == ("park", "city")
    assert areas.holding(49.5, 8.5) == ("city",)
    assert areas.holding(49.15, 8.15) == areas.holding(49.15, 8.75) == ("isles", "city")
    assert areas.holding(48.9, 8.5) == ()


def test_what_lies_over_a_border_within_reach():
    areas = read_areas(collection(CITY, PARK))
    lon_m = M / math.cos(math.radians(49.5))
    assert areas.beyond(49.42, 8.4 + 10 * lon_m, 15) == [("city",)]
    assert areas.beyond(49.42, 8.4 + 20 * lon_m, 15) == []
    assert areas.beyond(49.48 - 10 * M, 8.5, 15) == [("city",)], "the border of a hole is one too"
    assert areas.beyond(49 + 10 * M, 8.5, 15) == [()]
    assert ("city",) in areas.beyond(49.42, 8.4, 15) or ("park", "city") in areas.beyond(49.42, 8.4, 15)


@given(st.floats(49.3, 49.7), st.floats(8.3, 8.7))
@settings(max_examples=40)
def test_holding_agrees_with_counting_by_hand(lat, lon):
    inside = 8.4 <= lon <= 8.6 and 49.4 <= lat <= 49.6 and not (8.48 < lon < 8.52 and 49.48 < lat < 49.52)
    assert ("park" in read_areas(collection(CITY, PARK)).holding(lat, lon)) == inside


BOW_TIE = [[8, 49], [9, 50], [9, 49], [8, 50], [8, 49]]


@pytest.mark.parametrize("told, words", [
    ([], "FeatureCollection"),
    ({"type": "Feature"}, "FeatureCollection"),
    (collection({"type": "Feature", "properties": None, "geometry": None}), "feature 1"),
    (collection(feature("a", [8, 49], "Point")), "Polygon or MultiPolygon"),
    (collection(feature("A b", [box(8, 49, 9, 50)])), "small letters"),
    (collection(CITY, CITY), "feature 2: .*twice"),
    (collection(feature("a", [box(8, 49, 9, 50)], level=99)), "level"),
    (collection(feature("a", [box(8, 49, 9, 50)[:3]])), "four positions"),
    (collection(feature("a", [[*box(8, 49, 9, 50)[:4], [8, 49.1]]])), "ends where it began"),
    (collection(feature("a", [BOW_TIE])), "not sound: Self-intersection"),
    (collection(feature("a", [box(49, 190, 50, 191)])), "longitude, latitude"),
    (collection(feature("a", [[["8", 49]] * 4])), "longitude, latitude"),
    (collection(feature("a", [[[math.nan, 49]] * 4])), "longitude, latitude"),
    (collection(feature("a", [])), "list of rings"),
    (collection(feature("a", [], "MultiPolygon")), "at least one polygon"),
    (collection(feature("a", [box(-179, 0, 179, 1)])), "meridian"),
    (collection(feature("a", [box(8, 49, 9, 50)], name="")), "name"),
])  # fmt: skip
def test_what_is_wrong_is_named(told, words):
    with pytest.raises(AreasRefused, match=words):
        read_areas(told)


def test_all_mistakes_are_told_at_once():
    with pytest.raises(AreasRefused) as refused:
        read_areas(collection(feature("a", [BOW_TIE]), CITY, feature("b", [])))
    assert [one.split(":")[0] for one in refused.value.problems] == ["feature 1", "feature 3"]
