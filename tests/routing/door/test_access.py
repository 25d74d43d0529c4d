"""Ways to every stop with a vehicle of one's own, against every combination tried one by one."""
from dataclasses import replace

import numpy as np
import pytest

from routing.door.access import by_bike, by_car_park, by_lift, on_foot, worth_leaving_ms
from routing.door.closure import INF
from routing.door.ends import BIKE_PARK_S, CAR_PARK_S, DROP_OFF_S, find_end
from routing.door.hubs import find_hubs
from routing.query import Point
from routing.streets.graph import Mode
from tests.routing.door.village import EAST, NORTH, WEST, A, B, C, point, village
from tests.routing.streets.ground import open_network, random_streets
from tests.routing.transit.towns import trip

SPEED = 1.2
EVERY = set(Mode)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return village(tmp_path_factory.mktemp("village"), [trip(f"{A} at 8:10, {B} at 8:20, {C} at 8:25")])


def seconds(access):
    return dict(zip(access.times.stop.tolist(), access.times.seconds.tolist()))


def walking(access):
    return dict(zip(access.times.stop.tolist(), access.times.on_foot().tolist()))


def test_every_stop_is_reached_on_foot_without_limit(snapshot):
    end = find_end(snapshot.network, point(WEST), EVERY)
    assert seconds(on_foot(snapshot.network, end, False, SPEED)) == {A: 500, B: 6667, C: 10_000}
    assert seconds(on_foot(snapshot.network_at(0.6), end, False, 0.6)) == {A: 1000, B: 13_333, C: 20_000}


def test_a_drive_to_the_kerb_ends_with_getting_out(snapshot):
    end = find_end(snapshot.network, point(EAST), EVERY)
    access = by_lift(snapshot.network, snapshot.hubs_at(SPEED), snapshot.walks_at(SPEED), end, SPEED)
    # 599.7 m at 30 km/h
    assert seconds(access)[C] == pytest.approx(72 + DROP_OFF_S, abs=1)
    assert walking(access)[C] == 0


def test_nobody_gets_out_for_a_ride_that_saves_next_to_nothing(snapshot):
    network, start, goal = snapshot.network, find_end(snapshot.network, point(WEST), EVERY), find_end(snapshot.network, point(EAST), EVERY)
    rest = snapshot.hubs_at(SPEED), snapshot.walks_at(SPEED), start, SPEED
    direct_ms = int(network.durations(Mode.CAR, [start.snaps[Mode.CAR]], [goal.snaps[Mode.CAR]])[0, 0])
    longest_ms = worth_leaving_ms(network, start, goal, Mode.CAR)
    assert longest_ms == round(direct_ms * 0.8)
    every, sensible = seconds(by_lift(network, *rest)), by_lift(network, *rest, longest_ms)
    left = {int(sensible.via_stop[stop]) for stop in sensible.times.stop}
    assert left == {A, B}
    assert every[C] - DROP_OFF_S > longest_ms / 1000
    assert by_lift(network, *rest, 0).times.stop.size == 0


def test_a_car_park_is_walked_from(snapshot):
    end = find_end(snapshot.network, point(WEST), EVERY)
    access = by_car_park(snapshot.network, snapshot.hubs_at(SPEED), end, SPEED)
    drive_s = 7899.7 / 30 * 3.6
    assert seconds(access)[B] == pytest.approx(drive_s + CAR_PARK_S + 100 / SPEED, abs=2)
    assert walking(access)[B] == pytest.approx(100 / SPEED * 1000, abs=1000)
    assert access.site_of_stop[B] == 0


def test_a_city_without_a_car_park_has_no_such_access(tmp_path):
    bare = village(tmp_path, [trip(f"{A} at 8:10, {C} at 8:25")], car_park=False)
    assert by_car_park(bare.network, bare.hubs_at(SPEED), find_end(bare.network, point(WEST), EVERY), SPEED) is None


def test_a_mode_without_a_street_in_reach_is_left_out_of_an_end(snapshot):
    assert Mode.CAR in find_end(snapshot.network, point(NORTH), EVERY).snaps
    assert find_end(snapshot.network, Point(2.0, 2.0), EVERY).snaps == {}


def kerb_by_kerb(network, pins, kerbs, mode, end, parking_s) -> tuple[dict[int, int], np.ndarray]:
    """The slow twin: seconds to every stop over every kerb and every walk from there, and the walks in seconds."""
    places = [network.vertex_snap(int(vertex)) for vertex in pins]
    walk_ms = network.durations(Mode.FOOT, places, places).astype(np.int64)
    walk_s = np.where(walk_ms < INF, (walk_ms + 999) // 1000, INF)
    found = {}
    for kerb, snap, extra_s in zip(*kerbs):
        ridden_ms = int(network.durations(mode, [end.snaps[mode]], [snap])[0, 0]) + end.beeline_ms(mode, SPEED)
        for stop in np.flatnonzero(walk_s[kerb] < INF).tolist() if ridden_ms < INF else []:
            total_s = -(-ridden_ms // 1000) + int(extra_s) + parking_s + int(walk_s[kerb, stop])
            found[stop] = min(found.get(stop, INF), total_s)
    return found, walk_s


@pytest.mark.parametrize("mode, access_by, parking_s", [(Mode.BIKE, by_bike, BIKE_PARK_S), (Mode.CAR, by_lift, DROP_OFF_S)])
def test_the_quickest_kerb_for_every_stop(snapshot, tmp_path, mode, access_by, parking_s):
    compared = 0
    for number in range(4):
        streets, network = open_network(random_streets(np.random.default_rng(number)), tmp_path / str(number))
        pins, end = streets.pin_vertex, find_end(network, Point(0.004, 0.004), {Mode.FOOT, mode})
        lat, lon, rows = streets.vertex_lat_e7[pins] / 1e7, streets.vertex_lon_e7[pins] / 1e7, np.arange(len(pins), dtype=np.int32)
        transit = replace(snapshot.city.transit, stop_lat=lat, stop_lon=lon, pattern_stop=rows, stop_kind=np.zeros(len(pins), np.uint8))
        hubs = find_hubs(network, transit, snapshot.city.places, SPEED)
        kerbs = (hubs.bike_stops, hubs.bike_snaps, hubs.bike_extra_s) if mode is Mode.BIKE else (hubs.car_stops, hubs.car_snaps, hubs.car_extra_s)
        access = access_by(network, hubs, network.walks(pins), end, SPEED)
        expected, walk_s = kerb_by_kerb(network, pins, kerbs, mode, end, parking_s)
        assert seconds(access) == expected
        for stop, on_foot_ms in walking(access).items():
            via = int(access.via_stop[stop])
            extra_s = int(kerbs[2][kerbs[0].tolist().index(via)])
            assert on_foot_ms == (extra_s + walk_s[via, stop]) * 1000
        compared += len(expected)
    assert compared > 6
