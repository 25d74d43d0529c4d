"""Trips that run late, leave stops out or not at all: the timetable of the day as it is expected now."""
from datetime import timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from routing.transit.day import build_day
from routing.transit.live import NO_DATA, SCHEDULED, SKIPPED, UNTOLD, LiveTrips, TripUpdates
from routing.transit.model import Transit
from routing.transit.search_api import TransitSearch
from routing.transit.timetable import offsets
from tests.routing.transit.feeds import DAY, ZONE, Feed, make_transit
from tests.routing.transit.towns import arrival, ask, clock, footpaths, trip

MINUTE = 60


def updates(*told: tuple) -> TripUpdates:
    """Each (trip, days after DAY, None for cancelled or a list of (position, relation, arrival delay, departure delay))."""
    stops = [entry for _, _, of_trip in told for entry in of_trip or ()]
    position, relation, arrive, depart = np.array(stops, np.int64).reshape(-1, 4).T
    return TripUpdates(
        np.array([row for row, _, _ in told], np.int32),
        np.array([DAY.toordinal() + day for _, day, _ in told], np.int32),
        np.array([of_trip is None for _, _, of_trip in told], bool),
        offsets(np.array([len(of_trip or ()) for _, _, of_trip in told]), np.int64),
        position.astype(np.int32), relation.astype(np.uint8), arrive.astype(np.int32), depart.astype(np.int32),
    )  # fmt: skip


def late(position: int, minutes: int) -> tuple:
    return (position, SCHEDULED, minutes * MINUTE, UNTOLD)


def search_now(feed: Feed, *told: tuple) -> TransitSearch:
    transit = make_transit(feed)
    live = LiveTrips.of(transit, updates(*told))
    return TransitSearch.of_timetable(transit, footpaths(feed.stops, {}), build_day(transit, DAY, ZONE, live=live))


BUSES = Feed(3, [trip("0 at 8:00, 1 at 8:10, 2 at 8:20"), trip("0 at 8:30, 1 at 8:40, 2 at 8:50")])


def test_a_late_bus_arrives_late_and_is_still_caught_after_its_planned_time():
    search = search_now(BUSES, (0, 0, [late(0, 7)]))
    assert arrival(search, 0, 2, "8:05") == "8:27"
    assert arrival(search, 0, 2, "8:08") == "8:50"


def test_a_cancelled_bus_is_not_taken_and_only_on_its_day():
    assert arrival(search_now(BUSES, (0, 0, None)), 0, 2, "7:50") == "8:50"
    assert arrival(search_now(BUSES, (0, 1, None)), 0, 2, "7:50") == "8:20"


def test_at_a_skipped_stop_nobody_gets_on_or_off_but_the_bus_goes_on():
    skips = (0, 0, [(1, SKIPPED, UNTOLD, UNTOLD)])
    search = search_now(BUSES, skips)
    assert arrival(search, 0, 1, "7:50") == "8:40"
    assert arrival(search, 1, 2, "7:50") == "8:50"
    assert arrival(search, 0, 2, "7:50") == "8:20"
    (journey,) = ask(search, 0, 2, "7:50")
    assert (journey.rides[0].trip, journey.rides[0].board_position, journey.rides[0].alight_position) == (0, 0, 2)


def test_buses_that_skip_the_same_stops_share_a_pattern():
    transit = make_transit(Feed(3, [trip(f"0 at {hour}:00, 1 at {hour}:10, 2 at {hour}:20") for hour in (6, 7, 8, 9)]))
    skip = [(1, SKIPPED, UNTOLD, UNTOLD)]
    tt = build_day(transit, DAY, ZONE, live=LiveTrips.of(transit, updates((0, 0, skip), (2, 0, skip), (3, 0, [(2, SKIPPED, UNTOLD, UNTOLD)]))))
    assert sorted(tt.trips.tolist()) == [1, 1, 2]
    assert tt.source_pattern.tolist() == [0, 0, 0]


def test_a_late_express_that_is_overtaken_is_still_found():
    feed = Feed(2, [trip("0 at 8:00, 1 at 8:10"), trip("0 at 8:15, 1 at 8:25")])
    search = search_now(feed, (0, 0, [late(0, 30)]))
    assert arrival(search, 0, 1, "8:14") == "8:25"
    assert arrival(search, 0, 1, "8:16") == "8:40"


def test_a_delay_makes_a_change_impossible_and_another_one_possible():
    feed = Feed(3, [trip("0 at 8:00, 1 at 8:10"), trip("1 at 8:12, 2 at 8:20", route=1), trip("1 at 8:40, 2 at 8:50", route=1)])
    assert arrival(search_now(feed), 0, 2, "7:55") == "8:20"
    assert arrival(search_now(feed, (0, 0, [late(1, 5)])), 0, 2, "7:55") == "8:50"
    assert arrival(search_now(feed, (0, 0, [late(1, 5)]), (1, 0, [late(0, 6)])), 0, 2, "7:55") == "8:26"


def test_after_midnight_yesterdays_late_bus_still_comes():
    feed = Feed(2, [trip("0 at 24:40, 1 at 25:10", days=(-1, 0))])
    assert arrival(search_now(feed, (0, -1, [late(0, 10)])), 0, 1, "0:45") == "1:20"
    assert arrival(search_now(feed, (0, 0, [late(0, 10)])), 0, 1, "0:45") is None  # that is about tonight's


def test_several_sources_are_joined_and_the_last_word_counts():
    transit = make_transit(BUSES)
    one, other = LiveTrips.of(transit, updates((0, 0, [late(0, 3)]), (1, 0, [late(0, 4)]))), LiveTrips.of(transit, updates((0, 0, [late(2, 9)])))
    joined = LiveTrips.joined([one, other])
    first, second = joined.find(0, DAY), joined.find(1, DAY)
    assert (joined.arrival_s[joined.first[first] : joined.first[first + 1]] - transit.arrival_s[:3]).tolist() == [0, 0, 540]
    assert (joined.arrival_s[joined.first[second] : joined.first[second + 1]] - transit.arrival_s[3:6]).tolist() == [240] * 3
    assert joined.find(0, DAY + timedelta(days=1)) is None
    assert joined.touches(DAY + timedelta(days=1), (-1, 1))
    assert not joined.touches(DAY + timedelta(days=2), (-1, 1))


def expected_times(transit: Transit, row: int, told: list[tuple]) -> list[tuple[int, int, bool]]:
    """What the reference of GTFS Realtime says, one stop after the other."""
    begin, end = int(transit.time_first[row]), int(transit.time_first[row + 1])
    by_position, delay, now, found = {entry[0]: entry[1:] for entry in told}, 0, None, []
    for position in range(end - begin):
        relation, arrive, depart = by_position.get(position, (SCHEDULED, UNTOLD, UNTOLD))
        if relation == NO_DATA:
            delay = 0
        elif relation == SCHEDULED and arrive != UNTOLD:
            delay = arrive
        at = int(transit.arrival_s[begin + position]) + delay
        now = at if now is None else max(now, at)
        arrived = now
        if relation == SCHEDULED and depart != UNTOLD:
            delay = depart
        now = max(now, int(transit.departure_s[begin + position]) + delay)
        found.append((arrived, now, relation == SKIPPED))
    return found


delays = st.one_of(st.just(int(UNTOLD)), st.integers(-900, 3600))
stop_updates = st.dictionaries(st.integers(0, 3), st.tuples(st.sampled_from([SCHEDULED, SKIPPED, NO_DATA]), delays, delays), max_size=4)


@given(st.lists(st.one_of(st.none(), stop_updates), min_size=1, max_size=4))
def test_delays_go_on_as_the_reference_says_and_time_never_runs_back(told):
    feed = Feed(4, [trip(f"0 at {6 + i}:00, 1 at {6 + i}:05-{6 + i}:06, 2 at {6 + i}:06, 3 at {6 + i}:30") for i in range(len(told))])
    transit = make_transit(feed)
    lists = [None if stops is None else [(position, *rest) for position, rest in sorted(stops.items())] for stops in told]
    live = LiveTrips.of(transit, updates(*((row, 0, stops) for row, stops in reversed(list(enumerate(lists))))))
    for row, stops in enumerate(lists):
        at = live.find(row, DAY)
        part = slice(int(live.first[at]), int(live.first[at + 1]))
        assert list(zip(live.arrival_s[part].tolist(), live.departure_s[part].tolist(), live.skipped[part].tolist())) == expected_times(
            transit, row, stops or []
        )
        assert bool(live.cancelled[at]) is (stops is None)


@given(st.lists(st.integers(-5, 40), min_size=3, max_size=3), st.integers(0, 50))
def test_it_is_the_timetable_that_would_have_been_printed_so(minutes, after):
    """A feed whose times already are the late ones gives the same answers."""
    calls = [[(0, 8 * 60 + 12 * i), (1, 8 * 60 + 12 * i + 9), (2, 8 * 60 + 12 * i + 17)] for i in range(3)]

    def text(rows, delay):
        return ", ".join(f"{stop} at {(at + delay) // 60}:{(at + delay) % 60:02}" for stop, at in rows)

    plain = Feed(3, [trip(text(rows, 0)) for rows in calls])
    printed = Feed(3, [trip(text(rows, delay)) for rows, delay in zip(calls, minutes)])
    told = [(row, 0, [late(0, delay)]) for row, delay in enumerate(minutes)]
    at = f"{8 + after // 60}:{after % 60:02}"
    assert arrival(search_now(plain, *told), 0, 2, at) == arrival(search_now(printed), 0, 2, at)


def test_a_day_without_news_is_the_timetable():
    transit = make_transit(BUSES)
    live, plain = build_day(transit, DAY, ZONE, live=LiveTrips.of(transit, updates())), build_day(transit, DAY, ZONE)
    assert all(np.array_equal(one, other) for one, other in zip(live, plain))
    assert plain.departure_at(0, 0) == clock("8:00")
