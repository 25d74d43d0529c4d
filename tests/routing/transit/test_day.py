"""Which trips a day holds and at what second they run, over midnight and when the clocks change."""
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from routing.streets.model import Tri
from routing.transit.day import Barred, build_day, service_origin
from tests.routing.transit.feeds import DAY, ZONE, Feed, make_transit
from tests.routing.transit.towns import arrival, ask, clock, on_day, town, trip

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
BERLIN = ZoneInfo(ZONE)


def departures(feed: Feed, day: date = DAY, zone: str = ZONE) -> list[int]:
    tt = build_day(on_day(make_transit(feed), day), day, zone)
    return sorted(tt.departure_at(i, 0) for i in range(len(tt.trip_row)))


def test_only_the_trips_of_three_service_days_run():
    feed = Feed(2, [trip("0 at 8:00, 1 at 8:10", days=(offset,)) for offset in (-2, -1, 0, 1, 2)])
    assert departures(feed) == [clock("8:00") - 86_400, clock("8:00"), clock("32:00")]


def test_yesterdays_last_bus_is_caught_after_midnight():
    search = town(Feed(2, [trip("0 at 24:40, 1 at 25:10", days=(-1,))]))
    assert arrival(search, 0, 1, "0:30") == "1:10"
    (journey,) = ask(search, 0, 1, "0:30")
    assert journey.rides[0].day_offset == -1
    assert arrival(search, 0, 1, "0:41") is None


def test_a_change_from_tonights_last_tram_to_tomorrows_first_bus():
    search = town(Feed(3, [trip("0 at 23:50, 1 at 24:20"), trip("1 at 4:30, 2 at 4:50", days=(1,))]))
    (journey,) = ask(search, 0, 2, "23:00")
    assert journey.arrival_s == clock("28:50")
    assert [ride.day_offset for ride in journey.rides] == [0, 1]


def test_a_day_outside_the_calendar_has_no_trips():
    transit = make_transit(Feed(2, [trip("0 at 8:00, 1 at 8:10")]))
    assert len(build_day(transit, DAY + timedelta(days=400), ZONE).trip_row) == 0


def test_banned_trips_are_left_out():
    transit = make_transit(Feed(2, [trip("0 at 8:00, 1 at 8:10"), trip("0 at 8:20, 1 at 8:30")]))
    barred = Barred(np.array([True, False]), np.zeros(2, bool))
    assert build_day(transit, DAY, ZONE, barred=barred).trip_row.tolist() == [1]


def test_nobody_boards_or_leaves_at_a_barred_stop_that_the_trip_still_passes():
    transit = make_transit(Feed(3, [trip("0 at 8:00, 1 at 8:10, 2 at 8:20")]))
    tt = build_day(transit, DAY, ZONE, barred=Barred(np.zeros(1, bool), np.array([False, True, False])))
    assert tt.can_board.tolist() == [True, False, False]
    assert tt.can_alight.tolist() == [False, False, True]


def test_what_says_nothing_of_wheelchairs_is_barred_to_the_strict_alone():
    transit = make_transit(Feed(3, [trip("0 at 8:00, 1 at 8:10"), trip("1 at 8:00, 2 at 8:10")]))
    transit.trip_wheelchair[:] = Tri.UNKNOWN, Tri.NO
    transit.stop_wheelchair[:] = Tri.YES, Tri.UNKNOWN, Tri.NO
    assert [rows.tolist() for rows in Barred.for_wheelchairs(transit, strict=False)] == [[False, True], [False, False, True]]
    assert [rows.tolist() for rows in Barred.for_wheelchairs(transit, strict=True)] == [[True, True], [False, True, True]]


def test_a_trip_of_a_single_stop_is_no_ride():
    assert departures(Feed(2, [trip("0 at 8:00"), trip("0 at 9:00, 1 at 9:10")])) == [clock("9:00")]


def test_a_service_day_begins_twelve_hours_before_noon():
    assert service_origin(DAY, ZONE) == datetime(2026, 11, 24, tzinfo=BERLIN)
    assert service_origin(SPRING, ZONE).astimezone(BERLIN).replace(tzinfo=None) == datetime(2026, 3, 28, 23)  # noqa: DTZ001 (by the wall clock)
    assert service_origin(AUTUMN, ZONE).astimezone(BERLIN).replace(tzinfo=None) == datetime(2026, 10, 25, 1)  # noqa: DTZ001


def test_in_spring_the_night_bus_keeps_its_moment_although_an_hour_is_missing():
    # Saturday's 25:30 is half past one on Sunday; Sunday's second 0 is eleven at night.
    night, morning = departures(Feed(2, [trip("0 at 25:30, 1 at 25:50", days=(-1,)), trip("0 at 8:00, 1 at 8:10")]), SPRING)
    assert night == clock("2:30")
    assert morning == clock("8:00")


def test_in_autumn_the_night_bus_keeps_its_moment_although_an_hour_comes_twice():
    night, morning = departures(Feed(2, [trip("0 at 25:30, 1 at 25:50", days=(-1,)), trip("0 at 8:00, 1 at 8:10")]), AUTUMN)
    assert night == clock("0:30")
    assert morning == clock("8:00")


def test_tomorrow_begins_an_hour_later_or_earlier_around_a_change():
    tomorrow = Feed(2, [trip("0 at 8:00, 1 at 8:10", days=(1,))])
    assert departures(tomorrow, SPRING - timedelta(days=1)) == [clock("31:00")]
    assert departures(tomorrow, AUTUMN - timedelta(days=1)) == [clock("33:00")]


@pytest.mark.parametrize("day", [DAY, SPRING, AUTUMN, SPRING - timedelta(days=1), AUTUMN + timedelta(days=1)])
def test_every_trip_runs_at_its_moment_in_the_world(day):
    """The slow twin: aware datetimes, which know about the clocks."""
    feed = Feed(2, [trip("0 at 3:15, 1 at 4:00", days=(offset,)) for offset in (-1, 0, 1)])
    origin = service_origin(day, ZONE)
    expected = []
    for offset in (-1, 0, 1):
        noon = datetime.combine(day + timedelta(days=offset), datetime.min.time(), BERLIN).replace(hour=12)
        moment = datetime.fromtimestamp(noon.timestamp() - 12 * 3600 + clock("3:15"), BERLIN)
        expected.append(round(moment.timestamp() - origin.timestamp()))
    assert departures(feed, day) == expected


def test_a_feed_of_another_time_zone_is_heard_in_the_citys_time():
    feed = Feed(2, [trip("0 at 8:00, 1 at 8:10")], zone="Europe/London")
    assert departures(feed) == [clock("9:00")]
