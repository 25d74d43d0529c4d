"""Trips that only run today are ridden like any other, and are gone when nobody tells of them any more."""
from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.transit.day import build_day
from routing.transit.extra import Extras, ExtraTrip, carried_on, with_extra
from routing.transit.live import LiveTrips
from routing.transit.model import Transit
from routing.transit.search_api import Ends, TransitSearch
from tests.routing.transit.feeds import DAY, ZONE, Feed, Trip, make_transit
from tests.routing.transit.networks import BASE_S, random_network
from tests.routing.transit.test_live import late, updates
from tests.routing.transit.towns import arrival, as_extra, ask, clock, extra, footpaths, options, trip

BUSES = Feed(4, [trip("0 at 8:00, 1 at 8:10, 2 at 8:20"), trip("0 at 8:30, 1 at 8:40, 2 at 8:50")])


def joined(transit: Transit, *trips: ExtraTrip, live: LiveTrips | None = None) -> tuple[Transit, LiveTrips]:
    extras = Extras.of(transit, {"buses": trips})
    return extras.transit, LiveTrips.joined([*([live] if live is not None else []), extras.live])


def search_with(feed: Feed, *trips: ExtraTrip, day: date = DAY) -> TransitSearch:
    transit, live = joined(make_transit(feed), *trips)
    return TransitSearch.of_timetable(transit, footpaths(feed.stops, {}), build_day(transit, day, ZONE, live=live))


def test_the_best_way_is_taken_though_no_timetable_has_it():
    search = search_with(BUSES, extra("0 at 8:12, 1 at 8:20, 2 at 8:28"))
    assert arrival(search, 0, 2, "8:05") == "8:28"
    (journey,) = ask(search, 0, 2, "8:05")
    assert (journey.rides[0].trip, journey.rides[0].board_position, journey.rides[0].alight_position) == (2, 0, 2)
    assert arrival(search, 0, 2, "8:13") == "8:50"


def test_one_changes_between_two_of_them_and_to_where_no_line_goes():
    search = search_with(BUSES, extra("0 at 8:02, 1 at 8:06", "one"), extra("1 at 8:09, 3 at 8:15", "other"))
    assert arrival(search, 0, 3, "8:01") == "8:15"
    assert [ride.trip for ride in ask(search, 0, 3, "8:01")[0].rides] == [2, 3]


def test_one_that_overtakes_the_bus_before_it_is_there_first():
    search = search_with(BUSES, extra("0 at 8:05, 1 at 8:08, 2 at 8:15"))
    assert arrival(search, 0, 2, "7:55") == "8:15"
    assert arrival(search, 1, 2, "8:09") == "8:20"


def test_it_runs_on_its_day_alone_and_after_midnight_still():
    late_one = extra("0 at 24:40, 1 at 25:10", days=-1)
    assert arrival(search_with(BUSES, late_one), 0, 1, "0:30") == "1:10"
    assert arrival(search_with(BUSES, replace(late_one, day=late_one.day + 1)), 0, 1, "0:30") == "8:10"
    assert arrival(search_with(BUSES, extra("0 at 8:12, 1 at 8:20", days=1)), 0, 1, "8:05") == "8:40"


def test_one_before_the_day_begins_has_negative_seconds():
    early = ExtraTrip("early", 0, DAY.toordinal(), (0, 1), (-600, -300), (-600, -300))
    search = search_with(BUSES, early)
    (journey,) = search.earliest(Ends.of([(0, 0)]), Ends.of([(1, 0)]), -900, options=options())
    assert journey.arrival_s == -300


def test_rows_of_the_city_stay_what_they_are():
    transit = make_transit(BUSES)
    more = with_extra(transit, [extra("0 at 8:12, 2 at 8:28", headsign="Relief"), extra("0 at 9:00, 1 at 9:10, 2 at 9:20", "y", direction=1)])
    assert len(more.trip_id) == 4
    assert [more.trip_id[row] for row in range(4)] == ["t0", "t1", "x", "y"]
    assert list(more.trip_id) == ["t0", "t1", "x", "y"]
    assert more.trip_pattern.tolist() == [0, 0, 1, 0]  # the second goes the way of the line
    assert more.headsigns[int(more.trip_headsign[2])] == "Relief"
    assert more.trip_direction.tolist() == [-1, -1, -1, 1]
    for name in ("arrival_s", "service_days", "pattern_stop", "trip_service"):
        built, column = getattr(transit, name), getattr(more, name)
        assert column.dtype == built.dtype
        assert np.array_equal(column[: len(built)], built)
    assert with_extra(transit, []) is transit


def test_it_follows_the_shape_of_a_line_that_calls_at_its_stops_in_this_order():
    transit = make_transit(BUSES)
    shape = np.array([0, 3], np.int64), np.array([0, 4, 9], np.int32)
    transit = replace(transit, pattern_shape=np.zeros(1, np.int32), pattern_shape_at=shape[1], shape_first=shape[0])
    more = with_extra(transit, [extra("0 at 8:12, 2 at 8:28"), extra("2 at 9:00, 0 at 9:10", "back"), extra("1 at 9:30, 2 at 9:40", "short")])
    assert more.pattern_shape.tolist() == [0, 0, -1, 0]
    assert more.pattern_shape_at.tolist() == [0, 4, 9, 0, 9, -1, -1, 4, 9]


def test_a_copy_has_the_vehicle_of_its_model_unless_it_is_told_and_others_are_not_known():
    transit = replace(make_transit(BUSES), trip_wheelchair=np.array([1, 2], np.uint8))
    same = extra("0 at 8:12, 1 at 8:20, 2 at 8:28", like=0)
    more = with_extra(transit, [same, replace(same, wheelchair=2), extra("0 at 8:13, 2 at 8:28", "y")])
    assert more.trip_wheelchair.tolist() == [1, 2, 1, 2, 0]


def test_other_times_alone_lay_out_nothing_anew():
    transit = make_transit(BUSES)
    one = Extras.of(transit, {"buses": (extra("0 at 8:12, 2 at 8:28"), extra("0 at 8:14, 2 at 8:30", "y"))})
    later = Extras.of(transit, {"buses": (extra("0 at 8:15, 2 at 8:31", "y"), extra("0 at 8:13, 2 at 8:29"))}, one)
    assert later.transit is one.transit
    at = later.live.find(2, DAY)
    assert later.live.departure_s[later.live.first[at]] == clock("8:13")
    assert Extras.of(transit, {"buses": (extra("0 at 8:12, 1 at 8:28"),)}, later).transit is not one.transit
    assert Extras.of(transit, {"buses": ()}, later) is None


def test_of_two_sources_that_tell_the_same_trip_the_later_one_counts():
    told = {"one": (extra("0 at 8:12, 2 at 8:28"),), "other": (extra("0 at 8:15, 2 at 8:31"), extra("0 at 8:15, 2 at 8:31", days=1))}
    extras = Extras.of(make_transit(BUSES), told)
    assert [(extras.source_of(row), day) for row, day in extras.rows_of("x")] == [("other", DAY), ("other", date.fromordinal(DAY.toordinal() + 1))]
    assert extras.live.departure_s[0] == clock("8:15")


def test_stops_that_lie_behind_stay_known_but_not_those_that_are_given_up():
    before, ahead = extra("0 at 8:12, 1 at 8:20, 2 at 8:28"), extra("1 at 8:22, 2 at 8:30")
    (under_way,) = carried_on([ahead], [before], lambda _: clock("8:13"))
    assert (under_way.stops, under_way.departure_s) == ((0, 1, 2), (clock("8:12"), clock("8:22"), clock("8:30")))
    assert carried_on([extra("2 at 8:30, 3 at 8:40")], [under_way], lambda _: clock("8:25"))[0].stops == (2, 3)
    assert carried_on([ahead], [before], lambda _: clock("8:00"))[0].stops == (1, 2)  # it does not begin at 0 any more
    assert carried_on([ahead], [replace(before, day=before.day + 1)], lambda _: clock("8:13")) == (ahead,)


def test_a_replacement_runs_while_the_planned_trip_does_not():
    transit = make_transit(BUSES)
    more, live = joined(transit, extra("0 at 8:03, 2 at 8:40", "t0"), live=LiveTrips.of(transit, updates((0, 0, None), (1, 0, [late(0, 5)]))))
    search = TransitSearch.of_timetable(more, footpaths(4, {}), build_day(more, DAY, ZONE, live=live))
    assert arrival(search, 0, 2, "7:55") == "8:40"
    assert arrival(search, 0, 1, "7:55") == "8:45"
    assert live.added.tolist() == [False, False, True]


def plain(told: Trip) -> Trip:
    """Boarding is regular everywhere: a message says nothing of it."""
    return replace(told, no_pickup=(), no_drop_off=())


@settings(deadline=None)  # the first one compiles the kernels
@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_it_is_the_timetable_that_would_have_been_printed_so(seed, count):
    """The same trips built in give the same journeys, whichever way one asks."""
    rng = np.random.default_rng(seed)
    network = random_network(rng)
    feed = replace(network.feed, trips=[plain(told) for told in network.feed.trips])
    more = [random_trip(rng, feed) for _ in range(count)]
    printed = make_transit(replace(feed, trips=[*feed.trips, *more]))
    transit, live = joined(make_transit(feed), *(as_extra(told, f"x{row}", told.days[0]) for row, told in enumerate(more)))
    one, other = (
        TransitSearch.of_timetable(of, network.walks, build_day(of, DAY, ZONE, live=told)) for of, told in ((printed, None), (transit, live))
    )  # fmt: skip
    start, goal = (Ends.of([(int(stop), 60) for stop in rng.integers(0, feed.stops, 2)]) for _ in range(2))
    for search in ("range", "range_arrive_by"):
        first, second = (getattr(one_of, search)(start, goal, BASE_S, BASE_S + 3600, options=options()) for one_of in (one, other))
        assert [seen(journey) for journey in first] == [seen(journey) for journey in second]
    assert [seen(found) for found in one.pareto_walk(start, goal, BASE_S, options=options())] == [
        seen(found) for found in other.pareto_walk(start, goal, BASE_S, options=options())
    ]


def random_trip(rng, feed: Feed) -> Trip:
    """On a line of the feed, all of it or a part, or elsewhere; one day, no block."""
    like = feed.trips[int(rng.integers(0, len(feed.trips)))]
    path = [call[0] for call in like.calls] if rng.random() < 0.6 else rng.integers(0, feed.stops, int(rng.integers(2, 6))).tolist()
    day = int(rng.integers(-1, 2))
    at_s = np.cumsum(rng.integers(0, 4, len(path))) * 60 + BASE_S - day * 86_400 + int(rng.integers(0, 40)) * 60
    return Trip([(stop, int(at)) for stop, at in zip(path, at_s)], (day,), route=like.route)


def seen(journey) -> tuple[int, int, int]:
    return journey.departure_s, journey.arrival_s, sum(not ride.stay_seated for ride in journey.rides)
