"""Journeys say what the timetable says, forwards and mirrored; the mirror is its own inverse."""
import numpy as np

from routing.transit.day import build_day
from routing.transit.journeys import mirrored_trip
from routing.transit.reverse import mirror
from routing.transit.search_api import Ends
from tests.routing.transit.feeds import DAY, ZONE, Feed, Transfer
from tests.routing.transit.networks import random_network
from tests.routing.transit.towns import ask, clock, options, town, trip

CITY = Feed(5, [
    trip("0 at 8:00, 1 at 8:10-8:12, 2 at 8:20", block=1, route=3),
    trip("2 at 8:22, 3 at 8:30", block=1, route=4),
    trip("3 at 8:40, 4 at 8:55", route=5),
], [Transfer(3, 3, 2, 300)])  # fmt: skip


def test_the_legs_rebuilt_one_by_one_fit_the_claimed_arrival():
    search = town(CITY)
    (journey,) = search.earliest(Ends.of([(1, 90)]), Ends.of([(4, 45)]), clock("8:00"), options=options())
    ready_s = journey.departure_s + 90
    for ride in journey.rides:
        calls = CITY.trips[ride.trip].times()
        assert (ride.board_stop, ride.departure_s) == (calls[ride.board_position][0], calls[ride.board_position][2])
        assert (ride.alight_stop, ride.arrival_s) == calls[ride.alight_position][:2]
        assert ride.departure_s >= ready_s
        ready_s = ride.arrival_s
    assert journey.arrival_s == ready_s + 45
    assert journey.departure_s == clock("8:10:30")
    assert (len(journey.rides), journey.boardings, journey.walk_ms) == (3, 2, -1)


def test_a_mirrored_search_tells_the_same_journey():
    search = town(CITY)
    (forward,) = ask(search, 0, 4, "8:00")
    (backward,) = search.latest(Ends.of([(0, 0)]), Ends.of([(4, 0)]), clock("8:55"), options=options())
    assert backward == forward


def test_the_traveller_leaves_as_late_as_the_first_ride_allows():
    (journey,) = ask(town(CITY), 0, 1, "5:00")
    assert journey.departure_s == clock("8:00")


def test_a_timetable_mirrored_twice_is_itself():
    for number in range(30):
        tt = build_day(random_network(np.random.default_rng(number)).transit, DAY, ZONE)
        twice = mirror(mirror(tt))
        for name, one, other in zip(tt._fields, tt, twice):
            if not name.startswith(("link_", "seat_")):
                assert np.array_equal(one, other), name
        assert [mirrored_trip(tt, mirrored_trip(tt, i)) for i in range(len(tt.trip_row))] == list(range(len(tt.trip_row)))


def test_a_mirrored_trip_runs_backwards_through_negated_times():
    tt = town(CITY).tt
    back = mirror(tt)
    for i in range(len(tt.trip_row)):
        turned, last = mirrored_trip(tt, i), tt.length(i) - 1
        assert back.trip_row[turned] == tt.trip_row[i]
        for j in range(tt.length(i)):
            assert back.stop_at(turned, last - j) == tt.stop_at(i, j)
            assert back.departure_at(turned, last - j) == -tt.arrival_at(i, j)
            assert back.arrival_at(turned, last - j) == -tt.departure_at(i, j)
