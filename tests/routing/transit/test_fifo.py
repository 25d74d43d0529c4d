"""Patterns whose trips never overtake each other, and their times laid out stop by stop."""
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.transit.day import build_day
from tests.routing.transit.feeds import DAY, ZONE, Feed, Trip, make_transit
from tests.routing.transit.towns import arrival, town, trip


@st.composite
def trips_of_one_line(draw):
    """Trips over the same three stops in whole minutes, in any order, many of them equal."""
    found = []
    for _ in range(draw(st.integers(1, 7))):
        gaps = [draw(st.integers(0, 4)) * 60 for _ in range(5)]
        moments = np.cumsum(gaps) + 8 * 3600 + draw(st.integers(0, 5)) * 60
        found.append(Trip([(0, *moments[:1].tolist()), (1, *moments[1:3].tolist()), (2, *moments[3:].tolist())]))
    return found


@settings(max_examples=60, deadline=None)
@given(trips_of_one_line())
def test_no_trip_of_a_pattern_is_anywhere_before_an_earlier_one(trips):
    tt = build_day(make_transit(Feed(3, trips)), DAY, ZONE)
    assert sorted(tt.trip_row.tolist()) == list(range(len(trips)))
    for p in range(len(tt.trips)):
        block = slice(tt.time_first[p], tt.time_first[p + 1])
        for times in (tt.dep[block], tt.arr[block]):
            assert (np.diff(times.reshape(3, tt.trips[p]), axis=1) >= 0).all()
    for i, row in enumerate(tt.trip_row.tolist()):
        expected = trips[row].times()
        assert [(tt.stop_at(i, j), tt.arrival_at(i, j), tt.departure_at(i, j)) for j in range(tt.length(i))] == expected


def test_the_faster_of_two_trips_is_found_although_it_leaves_later():
    search = town(Feed(2, [trip("0 at 8:00, 1 at 9:00"), trip("0 at 8:10, 1 at 8:30")]))
    assert len(search.tt.trips) == 2
    assert arrival(search, 0, 1, "7:50") == "8:30"
    assert arrival(search, 0, 1, "8:11") is None


def test_trips_that_do_not_overtake_stay_together():
    search = town(Feed(2, [trip("0 at 8:00, 1 at 8:30"), trip("0 at 8:10, 1 at 8:30"), trip("0 at 8:10, 1 at 8:31")]))
    assert search.tt.trips.tolist() == [3]


def test_trips_with_another_boarding_rule_are_another_pattern():
    search = town(Feed(2, [trip("0 at 8:00, 1 at 8:30"), trip("0 at 8:10, 1 at 8:40", no_pickup=(0,))]))
    assert search.tt.trips.tolist() == [1, 1]
    assert arrival(search, 0, 1, "8:05") is None
