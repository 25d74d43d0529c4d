"""Staying seated while the vehicle goes on as another trip."""
from routing.transit.seats import IN_SEAT, NOT_IN_SEAT, find_chain
from tests.routing.transit.feeds import Feed, Transfer
from tests.routing.transit.towns import arrival, ask, clock, town, trip

NO_CHANGE = {"change_s": 900}  # nobody changes vehicles this fast


def two_trips(first="0 at 8:00, 1 at 8:10", second="1 at 8:12, 2 at 8:20", transfers=(), block=(-1, -1), **facts):
    return town(Feed(3, [trip(first, block=block[0]), trip(second, block=block[1], **facts)], list(transfers)))


def test_the_next_trip_of_the_block_is_reached_without_a_change():
    search = two_trips(block=(7, 7))
    (journey,) = ask(search, 0, 2, "7:50", **NO_CHANGE)
    assert journey.boardings == 1
    assert [ride.stay_seated for ride in journey.rides] == [False, True]
    assert [(ride.board_stop, ride.alight_stop) for ride in journey.rides] == [(0, 1), (1, 2)]
    assert arrival(search, 0, 2, "7:50", max_rides=1, **NO_CHANGE) == "8:20"


def test_another_block_is_another_vehicle():
    assert arrival(two_trips(block=(7, 8)), 0, 2, "7:50", **NO_CHANGE) is None
    assert arrival(two_trips(block=(-1, -1)), 0, 2, "7:50", **NO_CHANGE) is None


def test_a_vehicle_that_goes_on_elsewhere_has_dropped_its_riders():
    assert arrival(two_trips(second="0 at 8:12, 2 at 8:20", block=(7, 7)), 0, 2, "8:00", max_rides=1, **NO_CHANGE) == "8:20"
    journeys = ask(two_trips(second="0 at 8:12, 2 at 8:20", block=(7, 7)), 0, 2, "8:00", **NO_CHANGE)
    assert [len(journey.rides) for journey in journeys] == [1]


def test_the_block_of_another_day_is_another_vehicle():
    (journey,) = ask(two_trips(block=(7, 7), days=(1,)), 0, 2, "7:50", max_duration_s=2 * 86_400, **NO_CHANGE)
    assert journey.arrival_s == clock("32:20")
    assert journey.boardings == 2


def test_the_feed_may_name_the_two_trips():
    assert arrival(two_trips(transfers=[Transfer(1, 1, IN_SEAT, from_trip=0, to_trip=1)]), 0, 2, "7:50", **NO_CHANGE) == "8:20"


def test_the_feed_may_send_riders_off_at_the_end_of_a_trip():
    forbidden = [Transfer(1, 1, NOT_IN_SEAT, from_trip=0, to_trip=1)]
    assert arrival(two_trips(block=(7, 7), transfers=forbidden), 0, 2, "7:50", **NO_CHANGE) is None
    # They may still board it again like anybody else.
    assert arrival(two_trips(block=(7, 7), transfers=forbidden), 0, 2, "7:50", change_s=120) == "8:20"


def test_departures_of_a_frequency_do_not_follow_each_other():
    feed = Feed(2, [trip("0 at 8:00, 1 at 8:10", block=7), trip("1 at 8:10, 0 at 8:20", block=7, start_s=8 * 3600 + 600)])
    assert len(town(feed).tt.next_trip) == 0


def test_a_rider_stays_through_any_number_of_trips():
    feed = Feed(4, [trip(f"{i} at 8:{i}0, {i + 1} at 8:{i + 1}0", block=1) for i in range(3)])
    search = town(feed)
    (journey,) = ask(search, 0, 3, "7:50", **NO_CHANGE)
    assert [ride.trip for ride in journey.rides] == [0, 1, 2]
    assert journey.boardings == 1
    assert arrival(search, 1, 3, "7:50", **NO_CHANGE) == "8:30"


def test_a_later_trip_is_taken_when_only_that_one_goes_on():
    feed = Feed(3, [trip("0 at 8:00, 1 at 8:10"), trip("0 at 8:30, 1 at 8:40", block=1), trip("1 at 8:40, 2 at 8:50", block=1)])
    (journey,) = ask(town(feed), 0, 2, "7:50", **NO_CHANGE)
    assert [ride.trip for ride in journey.rides] == [1, 2]


def test_no_boarding_is_needed_where_the_vehicle_goes_on():
    search = two_trips(block=(7, 7), no_pickup=(0,))
    assert arrival(search, 0, 2, "7:50", **NO_CHANGE) == "8:20"
    assert arrival(search, 1, 2, "7:50", **NO_CHANGE) is None


def test_a_chain_is_found_from_trip_to_trip():
    tt = two_trips(block=(7, 7)).tt
    one, other = (int((tt.trip_row == row).nonzero()[0][0]) for row in (0, 1))
    assert find_chain(tt.next_first, tt.next_trip, one, other) == [one, other]
    assert find_chain(tt.next_first, tt.next_trip, other, one) == []
