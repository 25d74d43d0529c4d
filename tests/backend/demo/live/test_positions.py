"""Where vehicles are seen."""
import numpy as np
import pytest
import shapely

from backend.demo.live.positions import between, vehicles_of
from backend.demo.live.survey import metres


def place(town, vehicle) -> tuple[float, float]:
    return tuple(float(value) for value in metres(vehicle.lat, vehicle.lon, town.centre))


def test_vehicles_stand_at_their_stop_and_drive_on_their_shape(world, town, eight):
    transit, state = town.transit, world.trips.at(eight)
    vehicles = vehicles_of(transit, state, 1, 0.5)
    assert len(vehicles) > 30
    for vehicle in vehicles:
        trip = int(state.runs.trip[vehicle.row])
        shape = int(transit.pattern_shape[transit.trip_pattern[trip]])
        points = slice(int(transit.shape_first[shape]), int(transit.shape_first[shape + 1]))
        line = shapely.LineString(np.column_stack(metres(transit.shape_lat_e7[points] / 1e7, transit.shape_lon_e7[points] / 1e7, town.centre)))
        assert line.distance(shapely.Point(place(town, vehicle))) < 2
        if vehicle.standing:
            stop = int(state.runs.stop[vehicle.row, vehicle.column])
            assert np.hypot(*metres(vehicle.lat, vehicle.lon, (transit.stop_lat[stop], transit.stop_lon[stop]))) < 60


def test_a_vehicle_moves_as_fast_as_vehicles_do(world, town, eight):
    seen = {}
    for at_s in range(eight, eight + 300, 10):
        state = world.trips.at(at_s)
        for vehicle in vehicles_of(town.transit, state, 1, 0.5):
            key = (int(state.runs.trip[vehicle.row]), int(state.runs.day[vehicle.row]))
            if key in seen and seen[key][0] == at_s - 10:
                assert np.hypot(*np.subtract(place(town, vehicle), seen[key][1])) <= 10 * 45
            seen[key] = (at_s, place(town, vehicle))
    assert len(seen) > 30


def test_a_cancelled_trip_has_no_vehicle(world, town, eight):
    for hour in range(10):
        state = world.trips.at(eight + hour * 3600)
        assert not any(state.cancelled[vehicle.row] for vehicle in vehicles_of(town.transit, state, 1, 0.5))


@pytest.mark.parametrize(("share", "expected_m"), [(0.0, 0), (0.5, 650), (1.0, 1300)])
def test_without_a_shape_the_way_is_straight(elmstead, share, expected_m):
    transit = elmstead.transit
    east = next(row for row in range(len(transit.trip_id)) if transit.trip_id[row] == "E480")
    lat, lon, bearing, way_m = between(transit, east, 0, share)
    start = int(transit.pattern_stop[transit.pattern_first[transit.trip_pattern[east]]])
    assert float(metres(lat, lon, (transit.stop_lat[start], transit.stop_lon[start]))[0]) == pytest.approx(expected_m, abs=3)
    assert bearing == pytest.approx(90, abs=0.5)
    assert way_m == pytest.approx(1300, abs=5)
