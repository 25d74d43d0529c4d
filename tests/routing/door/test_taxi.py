"""Trips by taxi through the village, as whole plans, and the way on from every stop against every kerb tried one by one."""
from dataclasses import replace

import numpy as np
import pytest
import shapely

from routing.closures import Closure
from routing.door.access import on_foot, worth_leaving_ms
from routing.door.checks import violations
from routing.door.choice import Candidate
from routing.door.closure import INF
from routing.door.ends import find_end
from routing.door.hubs import find_hubs
from routing.door.looking import look_for, prepare
from routing.door.taxi import IN_AND_OUT_S, WORTH_A_TAXI_S, from_taxi, without_vain_taxis
from routing.journey import LegMode, TransitLeg
from routing.plan import plan
from routing.query import Point, Query, TripMode
from routing.shared.taxis import UNTOLD_WAIT_S, TaxiZone
from routing.streets.graph import Mode
from tests.routing.door.village import EAST, FROM_B_TO_C, NORTH, STOP_M, WEST, A, B, C, at, point, village
from tests.routing.streets.ground import E7_PER_METRE, open_network, random_streets
from tests.routing.transit.towns import clock, trip

SPEED, KMH_30 = 1.2, 30 / 3.6
NOW = at(7)
BUSES = [trip(f"{A} at 8:{minute}, {B} at 8:{minute + 10}") for minute in (10, 40)] + [trip(f"{B} at 8:50, {C} at 8:55")]
DRIVE_S = 12_599.4 / KMH_30
WITH_TRANSIT = (TripMode.TRANSIT, TripMode.TAXI)


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    return village(tmp_path_factory.mktemp("village"), BUSES)


def zone(west_m: float, east_m: float, wait_s: int | None = 360, key: str = "taxis:town") -> TaxiZone:
    return TaxiZone(key, shapely.box(west_m * E7_PER_METRE / 1e7, -0.01, east_m * E7_PER_METRE / 1e7, 0.01), wait_s)


EVERYWHERE = zone(-100, 13_000)


def having(snapshot, *zones):
    return snapshot.with_taxis(zones, "taxis", NOW)


def ask(snapshot, origin=WEST, destination=EAST, modes=(TripMode.TAXI,), when=None, **rest):
    found = plan(snapshot, Query(point(origin), point(destination), when or at(8), modes=frozenset(modes), **rest))
    for journey in found.journeys:
        assert violations(journey) == []
    return found


def by_taxi(found):
    return [journey for journey in found.journeys if journey.kind == TripMode.TAXI]


def kinds(journey):
    return ["RIDE" if isinstance(leg, TransitLeg) else leg.mode.value for leg in journey.legs]


# All the way


def test_leaving_now_one_waits_for_the_taxi_and_the_way_begins_when_it_comes(morning):
    (journey,) = by_taxi(ask(having(morning, EVERYWHERE)))
    (leg,) = journey.legs
    assert (leg.mode, leg.cab.zone, leg.cab.ordered_s) == (LegMode.TAXI, "taxis:town", clock("8:00"))
    assert journey.departure_s == clock("8:06")
    assert journey.duration_s == pytest.approx(DRIVE_S + IN_AND_OUT_S, abs=2)
    assert journey.co2_g == pytest.approx(12.6 * 166, rel=0.01)


def test_to_arrive_by_a_time_it_is_ordered_so_much_earlier_that_the_wait_costs_nothing(morning):
    (journey,) = by_taxi(ask(having(morning, EVERYWHERE), arrive_by=True))
    assert journey.arrival_s == clock("8:00")
    assert journey.legs[0].cab.ordered_s == journey.departure_s - 360


def test_where_nobody_says_how_long_one_waits_ten_minutes_are_counted_on(morning):
    (journey,) = by_taxi(ask(having(morning, zone(-100, 13_000, None))))
    assert journey.departure_s == clock("8:00") + UNTOLD_WAIT_S


def test_a_taxi_comes_only_into_its_zone_and_goes_anywhere(morning):
    west = having(morning, zone(-100, 1000))
    assert by_taxi(ask(west)) != []
    assert by_taxi(ask(west, EAST, WEST)) == []
    assert by_taxi(ask(morning)) == []
    assert by_taxi(ask(west.without("taxis"))) == []


def test_a_street_that_is_closed_to_cars_is_closed_to_taxis(morning):
    works = Closure(np.array([FROM_B_TO_C], np.int32), frozenset({Mode.CAR}), reason="Pipes")
    found = ask(having(morning, EVERYWHERE).with_closures([works], "works", NOW))
    assert by_taxi(found) == []
    (way,) = found.left_out
    assert [(reason.code, reason.about) for reason in way.reasons] == [("closed", "Pipes")]
    assert way.journey.legs[0].mode is LegMode.TAXI


# With transit


def test_a_taxi_to_the_first_stop_comes_as_late_as_the_bus_allows(morning):
    found = by_taxi(ask(having(morning, zone(-100, 1000)), modes=WITH_TRANSIT, when=at(8, 25)))
    (journey,) = [one for one in found if kinds(one) == ["TAXI", "RIDE", "WALK"]]
    taxi, ride = journey.legs[:2]
    assert (taxi.end.stop, ride.start.stop, ride.departure_s) == (B, B, clock("8:50"))
    assert taxi.arrival_s == ride.departure_s
    assert taxi.cab.ordered_s == journey.departure_s - 360
    assert taxi.arrival_s - taxi.departure_s == pytest.approx(7999.7 / KMH_30 + IN_AND_OUT_S, abs=2)


def test_a_taxi_from_the_last_stop_is_ordered_while_riding(morning):
    found = by_taxi(ask(having(morning, zone(7000, 9000)), modes=WITH_TRANSIT))
    (journey,) = [one for one in found if one.departure_s < clock("8:05")]
    assert kinds(journey) == ["WALK", "RIDE", "TAXI"]
    taxi = journey.legs[-1]
    assert (taxi.start.stop, taxi.departure_s, taxi.cab.ordered_s) == (B, clock("8:20"), clock("8:14"))
    assert journey.arrival_s == pytest.approx(clock("8:20") + 4599.7 / KMH_30 + IN_AND_OUT_S, abs=2)


def test_a_taxi_that_takes_longer_than_the_ride_is_waited_for_at_the_stop(morning):
    slow = having(morning, zone(7000, 9000, 25 * 60))
    (early, *_) = by_taxi(ask(slow, modes=WITH_TRANSIT, window_s=0))
    assert (early.legs[-1].departure_s, early.legs[-1].cab.ordered_s) == (clock("8:25"), clock("8:00"))
    (journey, *_) = by_taxi(ask(slow, modes=WITH_TRANSIT, when=at(8, 40), arrive_by=True))
    assert (journey.legs[-1].departure_s, journey.legs[-1].cab.ordered_s) == (clock("8:20"), clock("7:55"))


def test_at_the_stop_a_taxi_comes_only_where_its_zone_holds_the_stop(morning):
    assert by_taxi(ask(having(morning, zone(8500, 11_900)), modes=WITH_TRANSIT)) == []


def test_without_transit_a_taxi_goes_all_the_way_only(morning):
    assert [kinds(journey) for journey in by_taxi(ask(having(morning, EVERYWHERE)))] == [["TAXI"]]


def test_nobody_takes_a_taxi_from_a_stop_that_one_walks_from_as_well(morning):
    near = (STOP_M[B] + 300, 0.0)
    ends = [kinds(journey) for journey in by_taxi(ask(having(morning, zone(7000, 9000)), WEST, near, modes=WITH_TRANSIT))]
    assert ends == []
    limited = by_taxi(ask(having(morning, zone(7000, 9000)), (600.0, 0.0), near, modes=WITH_TRANSIT, max_walk_m=200))
    assert [kinds(journey)[-1] for journey in limited] == ["TAXI"]


@pytest.mark.parametrize("arrive_by", [False, True])
@pytest.mark.parametrize(("origin", "destination"), [(WEST, EAST), (NORTH, EAST), (WEST, NORTH), (EAST, WEST)])
def test_what_is_drawn_takes_as_long_as_what_was_found(morning, origin, destination, arrive_by):
    snapshot = having(morning, zone(7950, 8050, 1800, "taxis:b"), zone(-100, 5000, 240, "taxis:west"), zone(5000, 13_000, None, "taxis:east"))
    query = Query(point(origin), point(destination), at(9 if arrive_by else 8), arrive_by, modes=frozenset({*WITH_TRANSIT, TripMode.CAR_PARK}))
    looked = look_for(prepare(snapshot, query))
    drawn = 0
    for candidate in looked.candidates:
        journey = looked.draw(candidate)
        assert (journey.departure_s, journey.arrival_s) == (candidate.departure_s, candidate.arrival_s)
        assert violations(journey) == []
        taxis = [leg for leg in journey.legs if not isinstance(leg, TransitLeg) and leg.cab is not None]
        assert arrive_by or all(leg.cab.ordered_s >= looked.searches.at_s for leg in taxis)
        drawn += len(taxis)
    assert drawn


@pytest.mark.parametrize("most_walk_s", [0, 200, INF])
def test_from_every_stop_by_the_kerb_that_is_quickest(morning, tmp_path, most_walk_s):
    compared = 0
    for number in range(8):
        streets, network = open_network(random_streets(np.random.default_rng(number)), tmp_path / str(number))
        pins = streets.pin_vertex
        start, end = (find_end(network, Point(lat, lon), set(Mode)) for lat, lon in ((0.001, 0.001), (0.008, 0.008)))
        lat, lon, rows = streets.vertex_lat_e7[pins] / 1e7, streets.vertex_lon_e7[pins] / 1e7, np.arange(len(pins), dtype=np.int32)
        transit = replace(morning.city.transit, stop_lat=lat, stop_lon=lon, pattern_stop=rows, stop_kind=np.zeros(len(pins), np.uint8))
        hubs = find_hubs(network, transit, morning.city.places, SPEED)
        zones = {int(stop): EVERYWHERE for stop in hubs.car_stops if stop % 3}
        egress = from_taxi(network, hubs, network.walks(pins), zones, start, end, SPEED, most_walk_s, None)
        expected = kerb_by_kerb(network, pins, hubs, zones, start, end, most_walk_s)
        assert dict(zip(egress.times.stop.tolist(), egress.times.seconds.tolist())) == expected
        compared += len(expected)
    assert compared


def kerb_by_kerb(network, pins, hubs, zones, start, end, most_walk_s) -> dict[int, int]:
    """The slow twin: every walk from a stop to a kerb and every drive from there."""
    places = [network.vertex_snap(int(vertex)) for vertex in pins]
    walk_ms = network.durations(Mode.FOOT, places, places).astype(np.int64)
    longest_ms = worth_leaving_ms(network, start, end, Mode.CAR)
    found = {}
    for kerb, snap, extra_s in zip(hubs.car_stops.tolist(), hubs.car_snaps, hubs.car_extra_s.tolist()):
        driven_ms = int(network.durations(Mode.CAR, [snap], [end.snaps[Mode.CAR]])[0, 0]) + end.beeline_ms(Mode.CAR, SPEED)
        if kerb not in zones or driven_ms > longest_ms or driven_ms >= INF:
            continue
        for stop in np.flatnonzero(walk_ms[:, kerb] < INF).tolist():
            total_s = -(-int(walk_ms[stop, kerb]) // 1000) + extra_s + IN_AND_OUT_S - (-driven_ms // 1000)
            found[stop] = min(found.get(stop, INF), total_s)
    on = on_foot(network, end, True, SPEED).times
    walked = {stop: seconds for stop, seconds in zip(on.stop.tolist(), on.seconds.tolist()) if seconds <= most_walk_s}
    return {stop: seconds for stop, seconds in found.items() if seconds + WORTH_A_TAXI_S <= walked.get(stop, INF)}


def test_a_line_with_a_taxi_is_told_only_where_it_saves_five_minutes_beside_the_best_without():
    def way(kind, arrives_s, walk_s=0, line=(7,)):
        return Candidate(kind, 0, arrives_s, 1, walk_s, 0, line)

    plain, direct = way(TripMode.TRANSIT, 1800, 300), way(TripMode.WALK, 5000, line=())
    quicker, less_walking, hardly = way(TripMode.TAXI, 1500, 299), way(TripMode.TAXI, 1800, 0, (8,)), way(TripMode.TAXI, 1700, 200, (9,))
    later = way(TripMode.TAXI, 3000, 0, (8,))
    found = without_vain_taxis([direct, plain, quicker, less_walking, hardly, later], 0, False)
    assert found == [direct, plain, quicker, less_walking, later]
    assert without_vain_taxis([direct, hardly], 0, False) == [direct, hardly]
