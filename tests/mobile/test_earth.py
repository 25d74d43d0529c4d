"""Distances and boxes within a city."""
import pytest

from mobile.earth import box_around, flat_distance_m


@pytest.mark.parametrize(("other", "metres"), [((49.41, 8.7), 1112), ((49.4, 8.71), 724), ((49.4, 8.7), 0)])
def test_a_degree_is_shorter_to_the_east_than_to_the_north(other, metres):
    assert flat_distance_m((49.4, 8.7), other) == pytest.approx(metres, abs=1)


@pytest.mark.parametrize("lat", [0.0, 49.4, -62.0])
def test_a_box_reaches_as_far_to_each_side(lat):
    south, west, north, east = box_around(lat, 8.7, 500)
    for side in ((south, 8.7), (lat, west), (north, 8.7), (lat, east)):
        assert flat_distance_m((lat, 8.7), side) == pytest.approx(500, abs=1)


def test_a_box_at_the_pole_has_no_end_of_the_world_in_it():
    _, west, _, east = box_around(90, 0, 500)
    assert east - west < 1
