"""Rides on demand in the village: all the way, first, middle and last, within hours, areas and booking rules."""
from dataclasses import replace
from datetime import timedelta

import pytest
import shapely

from routing.door.checks import violations
from routing.flex.model import Area, Booking, OnDemand, OnDemandRide, Operated
from routing.flex.rules import BookingRule, BookingType
from routing.journey import LegMode, TransitLeg
from routing.limits import Limits
from routing.plan import plan
from routing.query import Query, TripMode
from routing.snapshot import Snapshot
from tests.routing.door.test_between import open_two_lines
from tests.routing.door.village import EAST, WEST, A, B, C, at, point, village
from tests.routing.streets.ground import E7_PER_METRE
from tests.routing.transit.feeds import ZONE
from tests.routing.transit.towns import clock, trip

FAR_EAST = (20599.7, 0.0)
BUSES = [trip(f"{A} at 8:{minute}, {B} at 8:{minute + 10}") for minute in (10, 40)] + [trip(f"{B} at 8:50, {C} at 8:55")]
DRIVE_S = 12_599.4 / (30 / 3.6)
EVERY_DAY = 127
SAFE, MEAN = (1.5, 600.0), (1.0, 120.0)
WITH_TRANSIT = frozenset({TripMode.WALK, TripMode.TRANSIT, TripMode.ON_DEMAND})


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    return village(tmp_path_factory.mktemp("village"), BUSES)


@pytest.fixture(scope="module")
def two_lines(tmp_path_factory):
    """One bus from A to B, another from C to D; nothing from B to C."""
    return open_two_lines(tmp_path_factory.mktemp("two lines"))


def shape(west_m: float, east_m: float) -> Area:
    return Area(f"{west_m}-{east_m}", "Zone", shapely.box(west_m * E7_PER_METRE / 1e7, -0.01, east_m * E7_PER_METRE / 1e7, 0.01))


EVERYWHERE, WESTERN, EASTERN = shape(-100, 13_000), shape(-100, 1000), shape(11_000, 13_000)


def serving(snapshot: Snapshot, *areas: Area, to=None, hours=("6:00", "20:00"), rule=None, **run) -> Snapshot:
    """With a service from each area to each, or to one only."""
    window = tuple(clock(text) for text in hours)
    ends = [(row, column) for row in range(len(areas)) for column in range(len(areas))] if to is None else to
    rides = tuple(OnDemandRide(0, row, column, window, window, 0, -1, MEAN, SAFE) for row, column in ends)
    operated = Operated(**{"operator": "Vans", "line": "D1", "timezone": ZONE, "weekdays": EVERY_DAY, **run})
    service = OnDemand(areas, (Booking(rule),), (operated,), rides)
    return Snapshot.of(replace(snapshot.city, on_demand=service))


def ask(snapshot, origin=WEST, destination=EAST, modes=(TripMode.ON_DEMAND,), when=None, **rest):
    found = plan(snapshot, Query(point(origin), point(destination), when or at(8), modes=frozenset(modes), **rest))
    for journey in found.journeys:
        assert violations(journey) == []
    return found


def booked(found):
    return [journey for journey in found.journeys if journey.kind == TripMode.ON_DEMAND]


def kinds(journey):
    return ["RIDE" if isinstance(leg, TransitLeg) else leg.mode.value for leg in journey.legs]


# All the way


def test_all_the_way_it_ends_when_one_is_there_for_certain(morning):
    (journey,) = booked(ask(serving(morning, EVERYWHERE)))
    (leg,) = journey.legs
    assert (leg.mode, leg.departure_s, journey.rides) == (LegMode.ON_DEMAND, clock("8:00"), 1)
    assert leg.arrival_s - leg.departure_s == pytest.approx(1.5 * DRIVE_S + 600, abs=3)
    assert leg.booked.expected_s - leg.departure_s == pytest.approx(DRIVE_S + 120, abs=3)
    assert leg.booked.hours_s == (clock("6:00"), clock("20:00"))


def test_to_arrive_by_a_time_it_leaves_as_late_as_is_certain(morning):
    (journey,) = booked(ask(serving(morning, EVERYWHERE), arrive_by=True, when=at(9)))
    assert journey.arrival_s in (clock("9:00"), clock("9:00") - 1)


def test_before_its_hours_one_waits_and_after_them_there_is_none(morning):
    (journey,) = booked(ask(serving(morning, EVERYWHERE), when=at(5)))
    assert journey.departure_s == clock("6:00")
    assert booked(ask(serving(morning, EVERYWHERE, weekdays=1 << at(8).weekday()), when=at(20, 1))) == []
    # A drop-off after the last one is none, however early the pickup.
    assert booked(ask(serving(morning, EVERYWHERE, hours=("8:00", "8:30"), weekdays=1 << at(8).weekday()), when=at(8))) == []


def test_the_hours_of_last_evening_reach_over_midnight(morning):
    before = (at(8) - timedelta(days=1)).weekday()
    night = serving(morning, EVERYWHERE, hours=("20:00", "26:00"), weekdays=1 << before)
    (journey,) = booked(ask(night, when=at(0, 15)))
    assert journey.departure_s == clock("0:15")
    assert journey.legs[0].booked.day == (at(8) - timedelta(days=1)).date()


def test_areas_hold_both_ends(morning):
    there_and_back = serving(morning, WESTERN, EASTERN, to=[(0, 1)])
    assert len(booked(ask(there_and_back))) == 1
    assert booked(ask(there_and_back, EAST, WEST)) == []
    assert booked(ask(serving(morning, WESTERN))) == []
    assert booked(ask(morning)) == []


def test_what_is_too_late_to_book_is_not_offered(morning):
    notice = serving(morning, EVERYWHERE, rule=BookingRule(BookingType.SAME_DAY, notice_min=45))
    (journey,) = booked(ask(notice, asked_at=at(8)))
    assert journey.departure_s == clock("8:45")
    (journey,) = booked(ask(notice, asked_at=at(7)))
    assert journey.departure_s == clock("8:00")
    day_before = serving(morning, EVERYWHERE, rule=BookingRule(BookingType.PRIOR_DAYS, last_day=1, last_time_s=17 * 3600),
                         weekdays=1 << at(8).weekday())  # fmt: skip
    assert booked(ask(day_before, asked_at=at(7))) == []
    assert len(booked(ask(day_before, asked_at=at(17) - timedelta(days=1)))) == 1


def test_a_service_not_known_to_take_a_wheelchair_is_none_for_somebody_who_needs_it(morning):
    wheelchair = Limits(wheelchair=True)
    for known, many in ((0, 0), (1, 1), (2, 0)):
        assert len(booked(ask(serving(morning, EVERYWHERE, wheelchair=known), limits=wheelchair))) == many


def test_stops_of_a_group_are_reached_on_foot(morning):
    (journey,) = booked(ask(serving(morning, Area("ac", "Stops", stops=(A, C)))))
    assert kinds(journey) == ["WALK", "ON_DEMAND", "WALK"]
    assert [journey.legs[1].start.stop, journey.legs[1].end.stop] == [A, C]
    assert journey.departure_s == clock("8:00")
    (journey,) = booked(ask(serving(morning, Area("ac", "Stops", stops=(A, C))), arrive_by=True, when=at(10)))
    assert kinds(journey) == ["WALK", "ON_DEMAND", "WALK"]
    assert clock("10:00") - 2 <= journey.arrival_s <= clock("10:00")


def test_an_area_without_a_stop_takes_one_from_door_to_door_only(morning):
    (journey,) = booked(ask(serving(morning, shape(-100, 100), shape(12_500, 13_000), to=[(0, 1)]), modes=WITH_TRANSIT))
    assert kinds(journey) == ["ON_DEMAND"]


# With transit


def test_to_the_first_stop_it_comes_as_late_as_the_bus_allows(morning):
    from_the_west = serving(morning, WESTERN, Area("b", "Stop", stops=(B,)), to=[(0, 1)])
    (journey,) = [one for one in booked(ask(from_the_west, modes=WITH_TRANSIT, when=at(8, 12))) if kinds(one) == ["ON_DEMAND", "RIDE", "WALK"]]
    ride, bus = journey.legs[:2]
    assert (ride.end.stop, bus.departure_s, journey.rides) == (B, clock("8:50"), 2)
    assert 0 <= bus.departure_s - ride.arrival_s <= 1


def test_on_from_the_last_stop_the_pickup_waits_for_the_bus(morning):
    to_the_east = serving(morning, Area("b", "Stop", stops=(B,)), EASTERN, to=[(0, 1)])
    found = booked(ask(to_the_east, modes=WITH_TRANSIT, when=at(8, 11)))
    (journey,) = [one for one in found if kinds(one) == ["WALK", "RIDE", "ON_DEMAND"]]
    bus, ride = journey.legs[1:]
    assert (bus.departure_s, ride.start.stop, ride.departure_s) == (clock("8:40"), B, clock("8:50"))


def test_between_two_rides_it_bridges_the_gap_between_two_lines(two_lines):
    bridging = serving(two_lines, Area("b", "Stop", stops=(1,)), Area("c", "Stop", stops=(2,)), to=[(0, 1)])
    found = booked(ask(bridging, destination=FAR_EAST, modes=WITH_TRANSIT))
    (journey,) = [one for one in found if kinds(one) == ["WALK", "RIDE", "ON_DEMAND", "RIDE", "WALK"]]
    before, ride, after = journey.legs[1:4]
    assert (before.arrival_s, ride.start.stop, ride.end.stop, journey.rides) == (clock("8:40"), 1, 2, 3)
    # 1.5 times eight minutes by car and ten minutes are 22: the bus at 9:05 is caught, and the ride as late as it allows.
    assert (after.departure_s, journey.departure_s) == (clock("9:05"), clock("8:30") - 500)
    assert 0 <= after.departure_s - ride.arrival_s <= 1
    assert booked(ask(bridging, destination=FAR_EAST, modes=WITH_TRANSIT, max_rides=2)) == []
    (journey,) = booked(ask(bridging, destination=FAR_EAST, modes=WITH_TRANSIT, when=at(10, 30), arrive_by=True))
    assert (journey.legs[1].departure_s, kinds(journey)[1:4]) == (clock("9:30"), ["RIDE", "ON_DEMAND", "RIDE"])


def test_metres_on_foot_are_limited(morning):
    stops = serving(morning, Area("ac", "Stops", stops=(A, C)))
    assert booked(ask(stops, max_walk_m=1000.0)) == []
    assert len(booked(ask(stops, max_walk_m=1300.0))) == 1


# The way back


def test_who_is_stranded_is_warned_and_told_when_the_next_way_back_leaves(morning):
    one_way = serving(morning, WESTERN, EASTERN, to=[(0, 1)])
    (journey,) = booked(ask(one_way, when=at(10), modes=WITH_TRANSIT))
    assert journey.no_way_back is not None
    both_ways = serving(morning, WESTERN, EASTERN)
    (journey,) = booked(ask(both_ways, when=at(10), modes=WITH_TRANSIT))
    assert journey.no_way_back is None
    evening = serving(morning, WESTERN, EASTERN, to=[(0, 1), (1, 0)], hours=("6:00", "11:00"))
    (journey,) = booked(ask(evening, when=at(10), modes=WITH_TRANSIT))  # it is there at 10:48, and half an hour later too late
    assert journey.no_way_back.next_s == clock("30:00")


def test_who_walks_back_in_a_moment_is_not_warned(morning):
    (journey,) = booked(ask(serving(morning, EVERYWHERE, hours=("8:00", "9:00")), WEST, (2500.0, 0.0)))
    assert journey.no_way_back is None
