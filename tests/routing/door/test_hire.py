"""Trips with shared vehicles, against every combination of vehicle, dock and stop tried one by one, and as whole plans."""
from itertools import product

import numpy as np
import pytest
import shapely

from routing.closures import Closure
from routing.door.closure import INF
from routing.door.ends import find_end
from routing.door.hire import all_the_way, by_hire, from_hire, whole
from routing.journey import LegMode
from routing.plan import plan
from routing.query import Query, TripMode
from routing.shared.fleet import LEAVE_S, TAKE_S, Fleet
from routing.shared.zones import Act, Zone, Zones
from routing.streets.graph import Mode
from tests.routing.door.village import EAST, NORTH, WEST, A, B, C, at, point, village
from tests.routing.streets.ground import E7_PER_METRE
from tests.routing.transit.towns import trip

SPEED = 1.2
FAR = float("inf")
NOW = at(8)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    buses = [trip(f"{A} at {hour}:30, {B} at {hour}:40, {C} at {hour}:45") for hour in (8, 9)]
    return village(tmp_path_factory.mktemp("village"), buses)


def bikes(*spots: tuple[float, int, int], **rest) -> Fleet:
    """Spots along Long Street: metres east, vehicles, docks."""
    east = np.array([spot[0] for spot in spots])
    numbers = {"vehicles": [spot[1] for spot in spots], "docks": [spot[2] for spot in spots]}
    columns = {name: np.array(values, np.int32) for name, values in numbers.items()}
    given = {"key": "village:bike", "kind": TripMode.SHARED_BIKE, "range_m": np.full(len(spots), FAR), **rest}
    return Fleet(lat=np.full(len(spots), 0.00001), lon=east * E7_PER_METRE / 1e7, **columns, **given)


def having(snapshot, *fleets: Fleet):
    return snapshot.with_fleets(fleets, "bikes", NOW)


def ask(snapshot, origin, destination, modes=(TripMode.SHARED_BIKE,), **rest):
    return plan(snapshot, Query(point(origin), point(destination), at(8), modes=frozenset(modes), **rest))


def hired(found):
    return [journey for journey in found.journeys if journey.kind == TripMode.SHARED_BIKE]


def meters(place):
    return place.lon * 1e7 / E7_PER_METRE


def ends_of(snapshot, origin, destination):
    modes = set(Mode)
    return find_end(snapshot.network, point(origin), modes), find_end(snapshot.network, point(destination), modes)


# One by one


def tried(snapshot, standing, start, end, speed=SPEED):
    """Seconds of every (take, leave) from `start` to `end`, both ends on foot."""
    network, fleet = snapshot.network_at(speed), standing.fleet
    walk = network.durations(Mode.FOOT, [start.snaps[Mode.FOOT]], standing.foot)[0].astype(np.int64) + start.beeline_ms(Mode.FOOT, speed)
    back = network.durations(Mode.FOOT, standing.foot, [end.snaps[Mode.FOOT]])[:, 0].astype(np.int64) + end.beeline_ms(Mode.FOOT, speed)
    ride = standing.riding.durations(fleet.mode, standing.ride, standing.ride).astype(np.int64)
    found = {}
    for take, leave in product(range(len(fleet.lat)), repeat=2):
        if take == leave or not standing.can_take[take] or not standing.can_leave[leave] or ride[take, leave] >= INF:
            continue
        legs = (
            walk[take] + standing.off_foot_ms[take],
            ride[take, leave] + standing.off_ride_ms[take] + standing.off_ride_ms[leave],
            back[leave] + standing.off_foot_ms[leave],
        )
        found[take, leave] = int(whole(np.array(legs)).sum()) // 1000 + TAKE_S + LEAVE_S
    return found


def walking_s(snapshot, start, end):
    walked_ms = int(snapshot.network.durations(Mode.FOOT, [start.snaps[Mode.FOOT]], [end.snaps[Mode.FOOT]])[0, 0])
    return (walked_ms + start.beeline_ms(Mode.FOOT, SPEED) + end.beeline_ms(Mode.FOOT, SPEED)) / 1000


def best_or_no_use(pairs, found_s, on_foot_s):
    """The best pair; any other, or none, only where walking all the way is as quick: one who can walk to a dock sooner than ride there."""
    best_s = min(pairs.values(), default=None)
    return found_s == best_s or (best_s is not None and on_foot_s <= best_s)


@pytest.mark.parametrize("seed", range(8))
def test_all_the_way_is_the_best_of_all_pairs_of_spots(plain, seed):
    rng = np.random.default_rng(seed)
    spots = [(float(rng.uniform(0, 12_600)), int(rng.integers(0, 3)), int(rng.integers(0, 3))) for _ in range(9)]
    snapshot = having(plain, bikes(*spots))
    standing = snapshot._standing(snapshot.fleets["bikes"][0], SPEED)
    for origin, destination in ((WEST, EAST), (EAST, WEST), (NORTH, WEST), (WEST, NORTH)):
        start, end = ends_of(snapshot, origin, destination)
        pairs = tried(snapshot, standing, start, end)
        found = all_the_way(standing, start, end, SPEED)
        assert best_or_no_use(pairs, None if found is None else found[0], walking_s(snapshot, start, end))
        assert found is None or pairs[found[2].take, found[2].leave] == found[0]


@pytest.mark.parametrize("seed", range(6))
def test_every_stop_is_reached_and_left_by_the_best_pair_of_spots(plain, seed):
    rng = np.random.default_rng(seed)
    spots = [(float(rng.uniform(0, 12_600)), int(rng.integers(0, 3)), int(rng.integers(0, 3))) for _ in range(7)]
    snapshot = having(plain, bikes(*spots))
    standings = snapshot.standings(TripMode.SHARED_BIKE, SPEED)
    assert len(standings) == 1
    start, end = ends_of(snapshot, WEST, NORTH)
    hubs, walks = snapshot.hubs_at(SPEED), snapshot.walks_at(SPEED)
    first, last = by_hire(standings, hubs, walks, start, SPEED, 0), from_hire(standings, end, SPEED, 0)
    pins = snapshot.city.streets.pin_vertex
    for stop in (A, B, C):
        here = find_end(snapshot.network, point((float((600, 8000, 12_000)[stop]), 0.0)), set(Mode))
        vertex = {Mode.FOOT: snapshot.network.vertex_snap(int(pins[stop]))}
        here = type(here)(here.point, vertex)
        for access, pairs in ((first, tried(snapshot, standings[0], start, here)), (last, tried(snapshot, standings[0], here, end))):
            ends = (start, here) if access is first else (here, end)
            times = {} if access is None else dict(zip(access.times.stop.tolist(), access.times.seconds.tolist()))
            assert best_or_no_use(pairs, times.get(stop), walking_s(snapshot, *ends))
            if stop in times:
                hire = access.hires.of(stop)
                assert pairs[hire.take, hire.leave] == times[stop]


# Whole plans


def test_a_dock_that_is_full_is_no_place_to_leave_a_bike(plain):
    near, full, next_one = (700.0, 2, 5), (11_900.0, 0, 3), (11_000.0, 0, 3)
    (way,) = hired(ask(having(plain, bikes(near, next_one, full)), WEST, EAST, (TripMode.SHARED_BIKE,)))
    assert [leg.mode for leg in way.legs] == [LegMode.WALK, LegMode.BIKE, LegMode.WALK]
    assert meters(way.legs[1].end) == pytest.approx(11_900, abs=1)
    (other,) = hired(ask(having(plain, bikes(near, next_one, (11_900.0, 4, 0))), WEST, EAST))
    assert meters(other.legs[1].end) == pytest.approx(11_000, abs=1)
    assert other.arrival_s > way.arrival_s
    assert not hired(ask(having(plain, bikes(near)), WEST, EAST)), "the only dock is the one it was taken from"


def test_the_nearest_bike_with_a_battery_that_lasts_is_taken(plain):
    spots = (100.0, 1, 0), (1500.0, 1, 0), (12_000.0, 0, 9)
    low, charged = np.array([3000.0, 40_000.0, FAR]), np.array([40_000.0, 40_000.0, FAR])
    (way,) = hired(ask(having(plain, bikes(*spots, range_m=charged)), WEST, EAST))
    assert meters(way.legs[1].start) == pytest.approx(100, abs=1)
    (other,) = hired(ask(having(plain, bikes(*spots, range_m=low)), WEST, EAST))
    assert meters(other.legs[1].start) == pytest.approx(1500, abs=1)


def test_a_bike_that_may_be_left_anywhere_is_left_at_the_door_and_outside_of_a_forbidden_zone(plain):
    free = bikes((700.0, 1, 0), anywhere=True)
    (way,) = hired(ask(having(plain, free), WEST, EAST))
    assert [leg.mode for leg in way.legs] == [LegMode.WALK, LegMode.BIKE]
    assert way.legs[1].hired.leave == -1
    around_c = Zone(shapely.box(11_000 * E7_PER_METRE / 1e7, -1, 1, 1), frozenset({Act.START, Act.THROUGH}))
    (kept_out,) = hired(ask(having(plain, bikes((700.0, 1, 0), anywhere=True, zones=Zones((around_c,)))), WEST, EAST))
    assert [leg.mode for leg in kept_out.legs] == [LegMode.WALK, LegMode.BIKE, LegMode.WALK]
    assert meters(kept_out.legs[1].end) <= 11_000


def test_no_ride_begins_or_passes_where_the_zones_forbid_it(plain):
    here = shapely.box(600 * E7_PER_METRE / 1e7, -1, 800 * E7_PER_METRE / 1e7, 1)
    spots = (700.0, 1, 0), (1500.0, 1, 0), (12_000.0, 0, 9)
    no_start = Zones((Zone(here, frozenset({Act.END, Act.THROUGH})),))
    (way,) = hired(ask(having(plain, bikes(*spots, zones=no_start)), WEST, EAST))
    assert meters(way.legs[1].start) == pytest.approx(1500, abs=1)
    across = shapely.box(9000 * E7_PER_METRE / 1e7, -1, 11_000 * E7_PER_METRE / 1e7, 1)
    no_way = Zones((Zone(across, frozenset({Act.START, Act.END})),))
    assert not hired(ask(having(plain, bikes(*spots, zones=no_way)), WEST, EAST))


@pytest.mark.parametrize(("spots", "modes"), [
    (((50.0, 1, 0), (590.0, 0, 3)), "BIKE RIDE"),
    (((12_010.0, 1, 0), (12_590.0, 0, 3)), "RIDE BIKE"),
])  # fmt: skip
def test_a_bike_to_the_bus_or_from_it(plain, spots, modes):
    found = [j for j in hired(ask(having(plain, bikes(*spots)), WEST, EAST, (TripMode.SHARED_BIKE, TripMode.TRANSIT))) if j.rides]
    kinds = [" ".join(str(getattr(leg, "mode", "RIDE")) for leg in journey.legs if getattr(leg, "mode", "") != LegMode.WALK) for journey in found]
    assert modes in kinds


def test_a_bike_that_may_be_left_anywhere_goes_to_the_stop(plain):
    found = hired(ask(having(plain, bikes((10.0, 1, 0), anywhere=True)), WEST, EAST, (TripMode.SHARED_BIKE, TripMode.TRANSIT)))
    (ridden,) = [journey for journey in found if journey.rides]
    bike, ride = [leg for leg in ridden.legs if getattr(leg, "mode", None) is not LegMode.WALK][:2]
    assert (bike.mode, bike.end.stop) == (LegMode.BIKE, A)
    assert ride.start.stop == A
    assert ride.departure_s - bike.arrival_s >= LEAVE_S


def test_a_weak_scooter_takes_one_to_the_stop_and_no_farther(plain):
    near_the_stop = bikes((10.0, 1, 0), anywhere=True, range_m=np.array([1500.0]))
    found = hired(ask(having(plain, near_the_stop), WEST, EAST, (TripMode.SHARED_BIKE, TripMode.TRANSIT)))
    assert [leg.end.stop for journey in found for leg in journey.legs if getattr(leg, "hired", None)] == [A]
    at_the_end = bikes((12_100.0, 1, 0), anywhere=True, range_m=np.array([1500.0]))
    found = hired(ask(having(plain, at_the_end), WEST, EAST, (TripMode.SHARED_BIKE, TripMode.TRANSIT)))
    assert any(journey.rides and journey.legs[-1].mode is LegMode.BIKE for journey in found)


def test_arriving_by_a_time_and_a_limit_on_walking_are_obeyed(plain):
    snapshot = having(plain, bikes((700.0, 1, 5), (11_900.0, 0, 5)))
    (way,) = hired(ask(snapshot, WEST, EAST, arrive_by=True))
    assert way.arrival_s <= 8 * 3600
    assert way.arrival_s > 8 * 3600 - 5
    assert hired(ask(snapshot, WEST, EAST, max_walk_m=1410.0))
    assert not hired(ask(snapshot, WEST, EAST, max_walk_m=1300.0))


def test_a_newer_report_replaces_the_older_one_and_the_old_snapshot_stays_as_it_was(plain):
    one = having(plain, bikes((700.0, 1, 5), (11_900.0, 0, 5)))
    none = having(one, bikes((700.0, 0, 5), (11_900.0, 0, 5)))
    assert hired(ask(one, WEST, EAST))
    assert not hired(ask(none, WEST, EAST))
    assert none.version == one.version + 1
    assert hired(ask(one, WEST, EAST))


def test_a_closed_street_is_closed_for_shared_bikes_too(plain):
    snapshot = having(plain, bikes((700.0, 1, 5), (11_900.0, 0, 5)))
    closed = snapshot.with_closures([Closure(np.array([2], np.int32))], "works", NOW)
    assert hired(ask(snapshot, WEST, EAST))
    assert not hired(ask(closed, WEST, EAST))


def test_walking_part_of_ways_to_stops_is_never_more_than_the_whole(plain):
    snapshot = having(plain, bikes((100.0, 1, 5), (7000.0, 1, 5), (11_900.0, 0, 5), anywhere=True))
    start, end = ends_of(snapshot, WEST, EAST)
    standings = snapshot.standings(TripMode.SHARED_BIKE, SPEED)
    for access in (by_hire(standings, snapshot.hubs_at(SPEED), snapshot.walks_at(SPEED), start, SPEED, 0), from_hire(standings, end, SPEED, 0)):
        assert ((access.times.on_foot() >= 0) & (access.times.on_foot() <= access.times.seconds * 1000)).all()
