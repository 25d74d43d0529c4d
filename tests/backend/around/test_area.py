"""Which part of the map may be asked for, and what lies in it."""
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.around.area import MOST, WIDEST_M, Area, degrees_of
from backend.service.errors import Unprocessable
from tests.backend.around.world import box

LATS, LONS = st.floats(-85, 85), st.floats(-180, 180)


@pytest.mark.parametrize("sides, field, words", [
    ((49.4, 8.6, 49.4, 8.7), "north", "more than `south`"),
    ((49.5, 8.6, 49.4, 8.7), "north", "more than `south`"),
    ((49.4, 8.7, 49.5, 8.7), "east", "more than `west`"),
    ((-17.0, 179.9, -16.9, -179.9), "east", "date line"),
    ((49.0, 8.6, 49.6, 8.7), "north", "60 km"),
    ((49.4, 8.0, 49.5, 9.0), "east", "60 km"),
    ((math.nan, 8.6, 49.4, 8.7), "south", "degrees"),
    ((49.4, 8.6, math.inf, 8.7), "north", "degrees"),
    ((49.4, -181.0, 49.5, 8.7), "west", "degrees"),
    ((-91.0, 8.6, 49.5, 8.7), "south", "degrees"),
])  # fmt: skip
def test_an_area_that_cannot_be_told_is_refused_in_words(sides, field, words):
    with pytest.raises(Unprocessable) as refused:
        Area.checked(*sides)
    assert refused.value.field == field
    assert words in refused.value.detail


def test_a_city_fits_at_any_latitude():
    for lat in (0.0, 49.4, -33.9, 70.0, 89.9):
        half_lat = WIDEST_M * 0.49 / 111_195
        half_lon = min(half_lat / math.cos(math.radians(lat)), 60)
        if lat + half_lat <= 90:
            assert Area.checked(lat - half_lat, 8 - half_lon, lat + half_lat, 8 + half_lon)


@given(st.lists(st.tuples(st.integers(-200, 1200), st.integers(-200, 1200), st.booleans()), max_size=40), st.integers(1, 1000), st.integers(1, 1000))
def test_the_nearest_of_what_lies_inside(places, width, height):
    """Against measuring one after the other."""
    area = box(0, 0, width, height)
    lat = np.array([box(x, y, x + 1, y + 1).south for x, y, _ in places], np.float64)
    lon = np.array([box(x, y, x + 1, y + 1).west for x, y, _ in places], np.float64)
    wanted = np.array([told for *_, told in places], bool)
    rows, omitted = area.nearest(lat, lon, wanted)
    middle_lat, middle_lon = area.middle

    def away(row: int) -> float:
        return math.hypot(lat[row] - middle_lat, (lon[row] - middle_lon) * math.cos(math.radians(middle_lat)))

    inside = [row for row in range(len(places)) if wanted[row] and area.south <= lat[row] <= area.north and area.west <= lon[row] <= area.east]
    assert (sorted(rows), omitted) == (inside, 0)
    assert [away(row) for row in rows] == sorted(away(row) for row in rows)


@given(st.integers(0, 3 * MOST))
def test_no_more_than_the_most_and_the_others_are_counted(count):
    rows, omitted = Area(49.0, 8.0, 49.1, 8.1).nearest(np.linspace(49.0, 49.1, count), np.full(count, 8.05))
    assert len(rows) == min(count, MOST)
    assert len(rows) + omitted == count


def test_of_nothing_there_is_nothing():
    assert Area(49.0, 8.0, 49.1, 8.1).nearest(*degrees_of([])) == ([], 0)


@given(LATS, LONS, LATS, LONS)
def test_any_four_numbers_are_an_area_or_refused(south, west, north, east):
    area = Area(south, west, north, east)
    told = south < north and west < east and max(area.height_m, area.width_m) <= WIDEST_M
    if told:
        assert Area.checked(south, west, north, east) == area
        return
    with pytest.raises(Unprocessable) as refused:
        Area.checked(south, west, north, east)
    assert refused.value.field in ("north", "east")
