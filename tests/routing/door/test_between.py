"""A shared vehicle between two rides, against every stop, vehicle and dock tried one by one, and as whole plans.

        w ---- A ---------- B ---------- C ------------------- D ---- e
        0     600         8000         12000                20000  20600   metres east; one bus from A to B, another from C to D
"""
from dataclasses import replace

import numpy as np
import pytest
import shapely

from routing.city import City
from routing.closures import Closure
from routing.door.between import between_rides
from routing.door.closure import INF
from routing.door.looking import look_for, prepare
from routing.door.taxi import kerb_zones
from routing.journey import TransitLeg
from routing.plan import plan
from routing.query import Query, TripMode
from routing.shared.fleet import LEAVE_S, TAKE_S, Fleet
from routing.shared.taxis import TAXI_IN_S, TAXI_OUT_S, TaxiZone
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from routing.transit.search_api import Ends, Options
from tests.routing.door.village import at, features, manifest, places, point
from tests.routing.streets.ground import E7_PER_METRE, EVERYBODY, Edge, make_streets, open_network
from tests.routing.transit.feeds import Feed, make_transit
from tests.routing.transit.towns import trip

A, B, C, D = range(4)
EAST_M = (0.3, 600.0, 8000.0, 12000.0, 20000.0, 20599.7)
WEST, EAST = (0.3, 0.0), (20599.7, 0.0)
MODES = frozenset({TripMode.WALK, TripMode.TRANSIT, TripMode.SHARED_BIKE})
NOW = at(8)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return open_two_lines(tmp_path_factory.mktemp("two lines"))


def open_two_lines(folder) -> Snapshot:
    edges = [Edge(i, i + 1, EVERYBODY, name="Long Street") for i in range(5)]
    streets, network = open_network(make_streets([(east, 0.0) for east in EAST_M], edges, pins=(1, 2, 3, 4)), folder)
    buses = [trip(f"{A} at {hour}:30, {B} at {hour}:40") for hour in (8, 9)]
    buses += [trip(f"{C} at {hour}:{minute:02}, {D} at {hour}:{minute + 12}") for hour in (8, 9, 10) for minute in (5, 25, 45)]
    transit = make_transit(Feed(4, buses))
    east = np.rint(np.array(EAST_M[1:5]) * E7_PER_METRE) / 1e7
    transit = replace(transit, stop_lat=np.zeros(4), stop_lon=east)
    return Snapshot.of(City(folder, manifest(), streets, transit, places(False), features(), network))


def bikes(*spots: tuple[float, int, int], **rest) -> Fleet:
    """Spots along Long Street: metres east, vehicles, docks."""
    east = np.array([spot[0] for spot in spots])
    columns = {name: np.array([spot[row] for spot in spots], np.int32) for row, name in ((1, "vehicles"), (2, "docks"))}
    given = {"key": "town:bike", "kind": TripMode.SHARED_BIKE, "range_m": np.full(len(spots), np.inf), **rest}
    return Fleet(lat=np.full(len(spots), 0.00001), lon=east * E7_PER_METRE / 1e7, **columns, **given)


def ask(snapshot, *fleets: Fleet, moment=NOW, **rest):
    return plan(snapshot.with_fleets(fleets, "bikes", NOW), Query(point(WEST), point(EAST), moment, modes=MODES, **rest))


def between(found, vehicle: str = "BIKE"):
    """Journeys in which a bike is ridden, or a taxi taken, after one ride and before another."""
    return [journey for journey in found.journeys if [kind for kind in modes_of(journey) if kind != "WALK"] == ["RIDE", vehicle, "RIDE"]]


def modes_of(journey):
    return ["RIDE" if isinstance(leg, TransitLeg) else leg.mode.name for leg in journey.legs]


BEFORE_AND_AFTER = (8100.0, 3, 0), (11900.0, 0, 4)


def test_a_bike_bridges_the_gap_between_two_lines(plain):
    (journey,) = between(ask(plain, bikes(*BEFORE_AND_AFTER)))
    assert modes_of(journey) == ["WALK", "RIDE", "WALK", "BIKE", "WALK", "RIDE", "WALK"]
    assert journey.kind == TripMode.SHARED_BIKE
    assert journey.rides == 2
    bike = journey.legs[3]
    assert (bike.hired.take, bike.hired.leave) == (0, 1)
    assert all(one.arrival_s <= other.departure_s for one, other in zip(journey.legs, journey.legs[1:]))
    assert journey.arrival_s == 9 * 3600 + 17 * 60 + 500


def test_without_bikes_docks_or_a_second_ride_there_is_no_such_way(plain):
    assert not between(ask(plain, bikes((8100.0, 0, 9), (11900.0, 0, 4))))
    assert not between(ask(plain, bikes((8100.0, 3, 0), (11900.0, 3, 0))))
    assert not between(ask(plain, bikes(*BEFORE_AND_AFTER), max_rides=1))
    assert not between(ask(plain, bikes(*BEFORE_AND_AFTER), max_walk_m=1000))
    assert between(ask(plain, bikes(*BEFORE_AND_AFTER), max_walk_m=1500))


def test_a_battery_that_is_too_weak_for_the_gap_is_left_alone(plain):
    assert not between(ask(plain, bikes(*BEFORE_AND_AFTER, range_m=np.array([3700.0, 9000.0]))))
    assert between(ask(plain, bikes(*BEFORE_AND_AFTER, range_m=np.array([6000.0, 9000.0]))))


def test_a_vehicle_that_may_be_left_anywhere_is_left_at_the_stop(plain):
    (journey,) = between(ask(plain, bikes((8100.0, 1, 0), anywhere=True, stations=0, range_m=np.array([6000.0]))))
    assert modes_of(journey)[3:5] == ["BIKE", "RIDE"]
    assert journey.legs[3].hired.leave == -1


def test_to_arrive_by_a_time_one_leaves_as_late_as_both_rides_allow(plain):
    (journey,) = between(ask(plain, bikes(*BEFORE_AND_AFTER), moment=at(10, 30), arrive_by=True))
    assert journey.arrival_s <= 10 * 3600 + 30 * 60
    assert journey.legs[1].departure_s == 9 * 3600 + 30 * 60
    assert not between(ask(plain, bikes(*BEFORE_AND_AFTER), moment=at(8, 50), arrive_by=True))


def test_an_end_whose_streets_are_closed_to_walkers_or_a_day_without_trips_has_no_such_way(plain):
    living = plain.with_fleets([bikes(*BEFORE_AND_AFTER)], "bikes", NOW)
    closed = living.with_closures([Closure(np.array([4], np.int32), frozenset({Mode.FOOT}))], "works", NOW)
    assert not between(plan(closed, Query(point(WEST), point(EAST), NOW, modes=frozenset(TripMode))))
    assert not between(plan(living, Query(point(WEST), point(EAST), NOW.replace(year=2030), modes=MODES)))


def tried(snapshot, at_s: int) -> int:
    """The earliest arrival over every stop, vehicle, dock and stop, each step as the timetable and the streets say alone."""
    (standing,) = snapshot.standings(TripMode.SHARED_BIKE, 1.2)
    network, pins, fleet = snapshot.network, snapshot.city.streets.pin_vertex, standing.fleet
    search = snapshot.search_on(at(8).date())
    query = Query(point(WEST), point(EAST), at(8), modes=MODES)
    searches = prepare(snapshot, query)
    start, end = searches.start.snaps[Mode.FOOT], searches.end.snaps[Mode.FOOT]
    stops = [network.vertex_snap(int(pin)) for pin in pins]

    def seconds(mode, ones, others):
        ms = network.durations(mode, ones, others).astype(np.int64)
        return np.where(ms < INF, ms, INF * 10)

    to_stop, from_stop = seconds(Mode.FOOT, [start], stops)[0], seconds(Mode.FOOT, stops, [end])[:, 0]
    access = Ends.of([(stop, int(-(-ms // 1000))) for stop, ms in enumerate(to_stop)])
    egress = Ends.of([(stop, int(-(-ms // 1000))) for stop, ms in enumerate(from_stop)])
    walk_to, ride = seconds(Mode.FOOT, stops, standing.foot), seconds(Mode.BIKE, standing.ride, standing.ride)
    walk_from, best = seconds(Mode.FOOT, standing.foot, stops), 10**9
    for stop in range(len(stops)):
        options = Options(3, 60, walk_egress=False)
        firsts = search.earliest(access, Ends.of([(stop, 0)]), at_s, options=options)
        if not firsts:
            continue
        off_s = min(journey.arrival_s for journey in firsts)
        for take, leave in np.ndindex(len(fleet.lat), len(fleet.lat)):
            if take == leave or not standing.can_take[take] or not standing.can_leave[leave]:
                continue
            legs = (
                walk_to[stop, take] + standing.off_foot_ms[take],
                ride[take, leave] + standing.off_ride_ms[take] + standing.off_ride_ms[leave],
            )
            there = off_s + sum(int(-(-leg // 1000)) for leg in legs) + TAKE_S + LEAVE_S
            ways = [(other, int(there + -(-(walk_from[leave, other] + standing.off_foot_ms[leave]) // 1000)) - at_s) for other in range(len(stops))]
            onward = search.earliest(Ends.of([way for way in ways if way[1] < 10**6]), egress, at_s, options=Options(3, 60, walk_access=False))
            best = min([best, *(journey.arrival_s for journey in onward)])
    return best


@pytest.mark.parametrize("seed", range(12))
def test_it_is_as_early_as_trying_every_combination(plain, seed):
    rng = np.random.default_rng(seed)
    spots = [(float(rng.uniform(7000, 13500)), int(rng.integers(0, 3)), int(rng.integers(0, 3))) for _ in range(5)]
    snapshot = plain.with_fleets([bikes((8100.0, 1, 0), (11000.0, 0, 1), *spots)], "bikes", NOW)
    searches = prepare(snapshot, Query(point(WEST), point(EAST), at(8), modes=MODES))
    (found,) = between_rides(searches, TripMode.SHARED_BIKE, [])
    assert found.arrival_s == tried(snapshot, searches.at_s)
    drawn = look_for(searches).draw(found)
    assert (drawn.departure_s, drawn.arrival_s) == (found.departure_s, found.arrival_s)


# By taxi, in a zone between the lines; past C no car gets through, so that nobody is there sooner by going on in it.

NO_CARS = Closure(np.array([3], np.int32), frozenset({Mode.CAR}))


def with_taxis(snapshot, wait_s: int | None = 240, west: float = 7000, east: float = 13000) -> Snapshot:
    area = shapely.box(west * E7_PER_METRE / 1e7, -0.001, east * E7_PER_METRE / 1e7, 0.001)
    return snapshot.with_taxis([TaxiZone("town:middle", area, wait_s)], "taxis", NOW).with_closures([NO_CARS], "works", NOW)


def call(snapshot, moment=NOW, **rest):
    return plan(snapshot, Query(point(WEST), point(EAST), moment, modes=frozenset({TripMode.WALK, TripMode.TRANSIT, TripMode.TAXI}), **rest))


def test_a_taxi_bridges_the_gap_where_none_takes_one_all_the_way(plain):
    (journey,) = between(call(with_taxis(plain)), "TAXI")
    assert modes_of(journey) == ["WALK", "RIDE", "TAXI", "RIDE", "WALK"]
    taxi = journey.legs[2]
    assert (taxi.start.stop, taxi.end.stop, taxi.cab.zone) == (B, C, "town:middle")
    assert taxi.departure_s == journey.legs[1].arrival_s, "ordered on the way, it is there in time"
    assert taxi.cab.ordered_s == taxi.departure_s - 240
    assert all(one.arrival_s <= other.departure_s for one, other in zip(journey.legs, journey.legs[1:]))


def test_a_taxi_that_takes_longer_than_the_ride_before_it_is_waited_for(plain):
    (journey,) = between(call(with_taxis(plain, wait_s=50 * 60)), "TAXI")
    assert journey.legs[2].departure_s == 8 * 3600 + 50 * 60
    assert journey.legs[2].cab.ordered_s == 8 * 3600


def test_where_no_taxi_comes_or_it_is_not_worth_it_there_is_no_such_way(plain):
    assert not between(call(with_taxis(plain, west=9000, east=11000)), "TAXI")
    assert not between(call(plain.with_closures([NO_CARS], "works", NOW)), "TAXI")
    assert not between(call(with_taxis(plain), max_rides=1), "TAXI")
    assert not between(call(with_taxis(plain, wait_s=4 * 3600)), "TAXI")


def test_to_arrive_by_a_time_the_taxi_is_ordered_as_much_earlier_as_it_takes(plain):
    (journey,) = between(call(with_taxis(plain, wait_s=3600), at(10, 30), arrive_by=True), "TAXI")
    assert journey.arrival_s <= 10 * 3600 + 30 * 60
    assert journey.legs[1].departure_s == 9 * 3600 + 30 * 60
    assert journey.legs[2].cab.ordered_s == journey.legs[2].departure_s - 3600


def tried_by_taxi(snapshot, at_s: int, wait_s: int) -> int:
    """The earliest arrival over every stop, kerb, kerb and stop."""
    network, pins = snapshot.network, snapshot.city.streets.pin_vertex
    search, hubs = snapshot.search_on(at(8).date()), snapshot.hubs_at(1.2)
    searches = prepare(snapshot, Query(point(WEST), point(EAST), at(8), modes=MODES))
    stops = [network.vertex_snap(int(pin)) for pin in pins]

    def seconds(mode, ones, others):
        return -(-network.durations(mode, ones, others).astype(np.int64) // 1000)

    access = Ends.of(list(enumerate(seconds(Mode.FOOT, [searches.start.snaps[Mode.FOOT]], stops)[0].tolist())))
    egress = Ends.of(list(enumerate(seconds(Mode.FOOT, stops, [searches.end.snaps[Mode.FOOT]])[:, 0].tolist())))
    on_foot, kerbs, snaps, extra_s = seconds(Mode.FOOT, stops, stops), *hubs.kerbs(Mode.CAR)
    driven, zones = seconds(Mode.CAR, snaps, snaps), kerb_zones(snapshot.taxis.values(), snapshot.transit, hubs)
    best = 10**9
    for stop in range(len(stops)):
        firsts = search.earliest(access, Ends.of([(stop, 0)]), at_s, options=Options(3, 60, walk_egress=False))
        for begin, end in np.ndindex(len(kerbs), len(kerbs)) if firsts else ():
            if begin == end or int(kerbs[begin]) not in zones or driven[begin, end] > 10**5:
                continue
            there = min(journey.arrival_s for journey in firsts) + on_foot[stop, kerbs[begin]] + extra_s[begin]
            out = max(there, at_s + wait_s) + TAXI_IN_S + driven[begin, end] + TAXI_OUT_S + extra_s[end]
            ways = [(other, int(out + on_foot[kerbs[end], other]) - at_s) for other in range(len(stops))]
            onward = search.earliest(Ends.of(ways), egress, at_s, options=Options(3, 60, walk_access=False))
            best = min([best, *(journey.arrival_s for journey in onward)])
    return best


@pytest.mark.parametrize("seed", range(8))
def test_by_taxi_it_is_as_early_as_trying_every_kerb(plain, seed):
    rng = np.random.default_rng(seed)
    wait_s = int(rng.integers(0, 5400))
    snapshot = with_taxis(plain, wait_s, *sorted(rng.choice([0, 5000, 9000, 15000, 21000], 2, replace=False).tolist()))
    query = Query(point(WEST), point(EAST), at(8), modes=frozenset({TripMode.TRANSIT, TripMode.TAXI}))
    held = snapshot.during(NOW, at(10))
    searches = prepare(held, query)
    found, expected = between_rides(searches, TripMode.TAXI, []), tried_by_taxi(held, searches.at_s, wait_s)
    assert [way.arrival_s for way in found] == ([expected] if expected < 10**9 else [])
    for way in found:
        drawn = look_for(searches).draw(way)
        assert (drawn.departure_s, drawn.arrival_s) == (way.departure_s, way.arrival_s)
