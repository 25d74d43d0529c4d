"""Departures against a reader of the timetable that looks at every trip of every day."""
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.service.errors import NotFound
from backend.stops.service import Timetables
from tests.worlds.town import open_town

ZONE = ZoneInfo("Europe/Berlin")
STOPS = ["west", "market", "market~1bus", "hbf", "bridge", "east"]


def slow_departures(timetables: Timetables, stops: set[int], at: datetime) -> list[tuple[datetime, int]]:
    """(moment, trip) of everything that leaves one of the stops within a day."""
    transit, found = timetables.transit, []
    for trip in range(len(transit.trip_id)):
        pattern = transit.trip_pattern[trip]
        first, end = transit.pattern_first[pattern], transit.pattern_first[pattern + 1]
        for day in range(-4, 4):
            service = (at + timedelta(days=day)).date()
            column = service.toordinal() - int(transit.first_day[0])
            if not 0 <= column < transit.service_days.shape[1] or not transit.service_days[transit.trip_service[trip], column]:
                continue
            noon = datetime(service.year, service.month, service.day, 12, tzinfo=ZONE).astimezone(UTC)
            for position in range(end - first - 1):
                if int(transit.pattern_stop[first + position]) in stops and transit.pattern_pickup[first + position] != 1:
                    seconds = int(transit.departure_s[transit.time_first[trip] + position])
                    moment = noon - timedelta(hours=12) + timedelta(seconds=seconds)
                    if at <= moment < at + timedelta(hours=24):
                        found.append((moment, trip))
    return sorted(found)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(STOPS), st.integers(0, 66 * 24 * 60 * 2))
def test_departures_agree_with_the_slow_reader(stop_id, half_minutes):
    timetables = open_town().timetables
    at = datetime(2026, 10, 18, tzinfo=UTC) + timedelta(seconds=30 * half_minutes)
    inside = set(timetables.platforms(timetables.names.find_stop(stop_id)).tolist())
    expected = slow_departures(timetables, inside, at)
    found = timetables.departures(open_town().live.view, stop_id, at, 10_000).departures
    assert [(one.depart_at.astimezone(UTC), one.trip_id) for one in found] == [(moment, timetables.names.trip_id(trip)) for moment, trip in expected]


def times(town, stop_id: str, at: str, limit: int = 4) -> list[str]:
    found = town.timetables.departures(town.live.view, stop_id, datetime.fromisoformat(at), limit).departures
    return [f"{one.depart_at:%d %H:%M} {one.headsign}" for one in found]


def test_after_midnight_the_trips_of_the_day_before_come_first(town):
    found = town.timetables.departures(town.live.view, "west", datetime.fromisoformat("2026-11-25T01:20:00+01:00"), 3).departures
    assert [(f"{one.depart_at:%H:%M}", one.service_day) for one in found] == [
        ("01:30", date(2026, 11, 24)), ("01:45", date(2026, 11, 24)), ("05:00", date(2026, 11, 25)),
    ]  # fmt: skip


def test_a_station_lists_all_its_platforms(town):
    found = town.timetables.departures(town.live.view, "hbf", datetime.fromisoformat("2026-11-24T06:00:00+01:00"), 60).departures
    assert {(one.stop_id, one.platform) for one in found} == {("market", "2"), ("market~1bus", "B")}
    moments = [one.depart_at for one in found]
    assert moments == sorted(moments)


def test_departures_by_frequency_are_not_exact(town):
    found = town.timetables.departures(town.live.view, "market~1bus", datetime.fromisoformat("2026-11-24T05:00:00+01:00"), 5).departures
    assert [(f"{one.depart_at:%H:%M}", one.exact, one.route.short_name, one.headsign) for one in found[:3]] == [
        ("06:00", False, "10", "East"), ("06:20", False, "10", "East"), ("06:40", False, "10", "East"),
    ]  # fmt: skip
    trams = town.timetables.departures(town.live.view, "west", datetime.fromisoformat("2026-11-24T05:00:00+01:00"), 5).departures
    assert all(one.exact for one in trams)


def test_where_nobody_may_board_nothing_departs(town):
    leaving = [text for stop in ("west", "bridge", "east") for text in times(town, stop, "2026-11-24T00:00:00+01:00", 1000)]
    assert [text for text in leaving if text.endswith("Far shore")] == ["24 10:00 Far shore"]


def test_a_vehicle_leaving_at_this_very_second_counts(town):
    assert times(town, "west", "2026-11-24T08:00:00+01:00", 1) == ["24 08:00 Eastend"]
    assert times(town, "west", "2026-11-24T08:00:01+01:00", 1) == ["24 08:15 Eastend"]


def test_over_the_change_of_the_clocks(town):
    """On 25 October 2026 3 o'clock comes an hour later: 25:30 of the day before is still half past one, summer time."""
    found = town.timetables.departures(town.live.view, "west", datetime.fromisoformat("2026-10-25T01:20:00+02:00"), 3).departures
    assert [one.depart_at.isoformat() for one in found] == ["2026-10-25T01:30:00+02:00", "2026-10-25T01:45:00+02:00", "2026-10-25T05:00:00+01:00"]


def test_outside_the_timetable_there_is_nothing(town):
    assert town.timetables.departures(town.live.view, "west", datetime(2031, 1, 1, tzinfo=UTC), 5).departures == ()


def test_a_stop_that_does_not_exist_is_refused(town):
    with pytest.raises(NotFound):
        town.timetables.departures(town.live.view, "nowhere", None, 5)


def test_a_place_that_is_not_known_is_null(town):
    names, transit = town.timetables.names, town.timetables.transit
    before = transit.stop_lat[0]
    try:
        transit.stop_lat[0] = np.nan
        assert names.place_of(0) == (None, None)
    finally:
        transit.stop_lat[0] = before
    assert names.place_of(0) == (pytest.approx(before), pytest.approx(transit.stop_lon[0]))
