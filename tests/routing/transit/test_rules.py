"""Where one may board and alight, and how long a change takes, in plain words."""
from dataclasses import replace

import numpy as np
import pytest

from routing.transit.day import build_day
from routing.transit.search_api import TransitSearch
from tests.routing.transit.feeds import DAY, ZONE, Feed, Transfer, make_transit
from tests.routing.transit.towns import arrival, ask, footpaths, town, trip

FIRST = "0 at 8:00, 1 at 8:10"


def change_town(departures, stop=1, walks_s=None, change_s=None, transfers=()):
    """A first ride from 0 to 1 at 8:10, and onward trips from `stop` to 3, ten minutes long, at the given minutes after eight."""
    onward = [trip(f"{stop} at 8:{minute:02}, 3 at 8:{minute + 10}") for minute in departures]
    return town(Feed(4, [trip(FIRST), *onward], list(transfers), change_s or {}), walks_s)


def test_nobody_boards_where_boarding_is_not_allowed():
    search = town(Feed(3, [trip("0 at 8:00, 1 at 8:10, 2 at 8:20", no_pickup=(1,))]))
    assert arrival(search, 0, 2, "7:50") == "8:20"
    assert arrival(search, 1, 2, "7:50") is None


def test_nobody_alights_where_alighting_is_not_allowed():
    search = town(Feed(3, [trip("0 at 8:00, 1 at 8:10, 2 at 8:20", no_drop_off=(1,))]))
    assert arrival(search, 1, 2, "7:50") == "8:20"
    assert arrival(search, 0, 1, "7:50") is None


@pytest.mark.parametrize("arranged", [2, 3])
def test_a_stop_to_be_arranged_with_phone_or_driver_is_served(arranged):
    transit = make_transit(Feed(2, [trip(FIRST)]))
    transit = replace(transit, pattern_pickup=np.full(2, arranged, np.uint8), pattern_drop_off=np.full(2, arranged, np.uint8))
    search = TransitSearch.of_timetable(transit, footpaths(2, {}), build_day(transit, DAY, ZONE))
    assert arrival(search, 0, 1, "7:50") == "8:10"


def test_nobody_boards_at_the_last_stop_nor_alights_at_the_first_of_a_loop():
    search = town(Feed(3, [trip("0 at 8:00, 1 at 8:10, 0 at 8:20")]))
    assert arrival(search, 1, 0, "7:50") == "8:20"
    assert arrival(search, 0, 2, "7:50") is None


@pytest.mark.parametrize("change_s, expected", [(0, "8:20"), (60, "8:21"), (120, "8:22"), (121, None)])
def test_a_change_takes_its_least_time(change_s, expected):
    assert arrival(change_town([10, 11, 12]), 0, 3, "7:50", change_s=change_s) == expected


def test_boarding_the_first_vehicle_takes_no_change_time():
    assert arrival(change_town([]), 0, 1, "8:00", change_s=600) == "8:10"


def test_a_walk_comes_on_top_of_the_change_time():
    search = change_town([12, 13, 14], stop=2, walks_s={(1, 2): 121})
    assert arrival(search, 0, 3, "7:50", change_s=59) == "8:23"
    assert arrival(search, 0, 3, "7:50", change_s=60) == "8:24"


def test_a_large_station_asks_for_its_own_change_time():
    search = change_town([11, 14, 15], change_s={1: 300})
    assert arrival(search, 0, 3, "7:50", change_s=60) == "8:25"


def test_a_small_stop_may_ask_for_less_than_the_general_change_time():
    assert arrival(change_town([10, 12], change_s={1: 0}), 0, 3, "7:50", change_s=120) == "8:20"


def test_a_minimum_time_between_two_stops_holds_where_the_walk_is_shorter():
    rule = [Transfer(1, 2, 2, 240)]
    assert arrival(change_town([13, 14, 15], 2, {(1, 2): 100}, transfers=rule), 0, 3, "7:50", change_s=0) == "8:24"
    assert arrival(change_town([13, 14, 15], 2, {(1, 2): 300}, transfers=rule), 0, 3, "7:50", change_s=0) == "8:25"


def test_a_minimum_time_does_not_make_a_way_where_nobody_can_walk():
    assert arrival(change_town([30], 2, {}, transfers=[Transfer(1, 2, 2, 240)]), 0, 3, "7:50") is None


def test_a_forbidden_transfer_is_not_made():
    walks_s = {(1, 2): 60}
    assert arrival(change_town([20], 2, walks_s), 0, 3, "7:50") == "8:30"
    assert arrival(change_town([20], 2, walks_s, transfers=[Transfer(1, 2, 3)]), 0, 3, "7:50") is None


def test_a_forbidden_transfer_leaves_the_other_ways_to_that_stop_open():
    feed = Feed(5, [trip(FIRST), trip("0 at 8:00, 4 at 8:05"), trip("2 at 8:20, 3 at 8:30")], [Transfer(1, 2, 3)])
    search = town(feed, {(1, 2): 60, (4, 2): 60})
    (journey,) = ask(search, 0, 3, "7:50")
    assert [ride.alight_stop for ride in journey.rides] == [4, 3]
    # The walk of the origin is no transfer.
    assert arrival(town(feed, {(4, 2): 60}), 2, 3, "7:50") == "8:30"


def test_a_guaranteed_connection_waits_for_whoever_walks_over():
    walks_s = {(1, 2): 120}
    assert arrival(change_town([12], 2, walks_s), 0, 3, "7:50", change_s=300) is None
    assert arrival(change_town([12], 2, walks_s, transfers=[Transfer(1, 2, 1)]), 0, 3, "7:50", change_s=300) == "8:22"


def test_a_recommended_transfer_constrains_nothing():
    assert arrival(change_town([12, 13], 2, {(1, 2): 120}, transfers=[Transfer(1, 2, 0)]), 0, 3, "7:50", change_s=60) == "8:23"


def test_rules_for_single_routes_are_left_out_and_counted():
    search = change_town([11], transfers=[Transfer(1, 1, 3, from_route=0)])
    assert search.rules_left_out == 1
    assert arrival(search, 0, 3, "7:50") == "8:21"
