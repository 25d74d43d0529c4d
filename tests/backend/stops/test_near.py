"""What is near and what leaves near, against a reader that looks at every stop and every trip of every day."""
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from backend.service.app import create_app
from backend.service.settings import Settings
from routing.door.ends import find_end
from routing.query import Point
from routing.snapshot import DEFAULT_WALK_MPS
from routing.streets.graph import Mode
from tests.worlds.town import at, open_town

ZONE = ZoneInfo("Europe/Berlin")
MORNING = datetime(2026, 11, 3, 8, 1, tzinfo=ZONE)
TOWN = open_town()


def walks(point: Point, within_s: int) -> dict[int, int]:
    """Seconds on foot to each stop, one route at a time."""
    network, transit = TOWN.planner.snapshot.network, TOWN.timetables.transit
    end, found = find_end(network, point, {Mode.FOOT}), {}
    for stop in range(len(transit.stop_kind)):
        vertex = int(TOWN.planner.snapshot.city.streets.pin_vertex[stop])
        if vertex >= 0:
            ms = int(network.durations(Mode.FOOT, [end.snaps[Mode.FOOT]], [network.vertex_snap(vertex)])[0, 0])
            seconds = -(-(ms + end.beeline_ms(Mode.FOOT, DEFAULT_WALK_MPS)) // 1000)
            if seconds <= within_s:
                found[stop] = seconds
    return found


def slow_departures(point: Point, within_s: int, set_out: datetime) -> dict[tuple[str, str], tuple]:
    """(line, headsign) → first reachable departure and the seconds on foot to where it is boarded."""
    near, transit, names = walks(point, within_s), TOWN.timetables.transit, TOWN.timetables.names
    boarded: dict[tuple, list] = {}
    for trip in range(len(transit.trip_id)):
        first, end = (int(transit.pattern_first[transit.trip_pattern[trip] + ahead]) for ahead in (0, 1))
        for back in range(-3, 2):
            service = (set_out + timedelta(days=back)).date()
            column = service.toordinal() - int(transit.first_day[0])
            if not 0 <= column < transit.service_days.shape[1] or not transit.service_days[transit.trip_service[trip], column]:
                continue
            noon = datetime(service.year, service.month, service.day, 12, tzinfo=ZONE).astimezone(UTC)
            for position in range(end - first - 1):
                stop = int(transit.pattern_stop[first + position])
                seconds = int(transit.departure_s[transit.time_first[trip] + position])
                moment = noon - timedelta(hours=12) + timedelta(seconds=seconds)
                ready = stop in near and moment >= set_out + timedelta(seconds=near[stop])
                if ready and transit.pattern_pickup[first + position] != 1 and moment < set_out + timedelta(hours=24):
                    key = (names.route(int(transit.trip_route[trip])).id, names.headsign(trip, position))
                    boarded.setdefault((trip, service, key), []).append((near[stop], moment))
    best: dict[tuple[str, str], tuple] = {}
    for (_, _, key), choices in boarded.items():
        walk, moment = min(choices)
        if key not in best or moment < best[key][0]:
            best[key] = (moment, walk)
    return best


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 4000), st.integers(0, 40), st.integers(100, 2500), st.integers(0, 48 * 60))
def test_departures_near_agree_with_the_slow_reader(x, y, max_walk_m, minutes):
    point, set_out = Point(*at(x, y)), datetime(2026, 11, 3, tzinfo=UTC) + timedelta(minutes=minutes)
    found = TOWN.surroundings.departures(TOWN.live.view, point, max_walk_m, 50, set_out).departures
    expected = slow_departures(point, round(max_walk_m / DEFAULT_WALK_MPS), set_out)
    assert {(one.route.id, one.headsign): (one.next[0].depart_at.astimezone(UTC), one.walk_s) for one in found} == expected
    assert [one.next[0].depart_at for one in found] == sorted(one.next[0].depart_at for one in found)
    for one in found:
        assert all(next_.depart_at >= set_out + timedelta(seconds=one.walk_s) for next_ in one.next)
        assert one.too_soon is None or set_out <= one.too_soon < set_out + timedelta(seconds=one.walk_s)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 4000), st.integers(0, 300), st.integers(50, 3000))
def test_stops_near_agree_with_routes_to_each(x, y, max_walk_m):
    point = Point(*at(x, y))
    near = walks(point, round(max_walk_m / DEFAULT_WALK_MPS))
    found = TOWN.surroundings.stops(TOWN.live.view, point, max_walk_m, 50).stops
    station = TOWN.surroundings._station
    boarded = {stop for stop in near if TOWN.timetables.patterns_at([stop])}
    expected = {int(station[stop]): min(near[other] for other in near if station[other] == station[stop]) for stop in boarded}
    assert {one.stop.id: one.walk_s for one in found} == {TOWN.timetables.names.stop_id(stop): seconds for stop, seconds in expected.items()}
    assert [one.walk_s for one in found] == sorted(one.walk_s for one in found)


def test_a_station_is_one_entry_with_the_lines_of_all_its_platforms():
    found = TOWN.surroundings.stops(TOWN.live.view, Point(*at(1290, 5)), 200, 20).stops
    lines = [route.short_name for route in found[0].routes]
    assert [(one.stop.id, one.stop.name) for one in found] == [("hbf", "Market Station")]
    assert lines == ["10", "1"]
    assert set(found[0].headsigns) == {"Eastend", "West", "East"}
    assert 0 < found[0].walk_m < 40


def test_the_one_that_leaves_during_the_walk_is_too_soon():
    # The tram to Eastend leaves Market at 8:04 and 8:19; from 400 m away (5 min 34 s) the first cannot be reached at 8:01.
    found = TOWN.surroundings.departures(TOWN.live.view, Point(*at(900, 0)), 800, 10, MORNING).departures
    east = next(one for one in found if one.headsign == "Eastend")
    assert f"{east.too_soon:%H:%M}" == "08:04"
    assert [f"{one.depart_at:%H:%M}" for one in east.next] == ["08:19", "08:34", "08:49"]


def test_one_does_not_walk_past_a_stop_to_board_the_same_vehicle_earlier():
    # West (at 0 m) is 600 m behind, Market (at 1300 m) 700 m ahead: the same tram calls at both, and West is nearer.
    found = TOWN.surroundings.departures(TOWN.live.view, Point(*at(600, 0)), 1500, 10, MORNING).departures
    east = next(one for one in found if one.headsign == "Eastend")
    assert east.stop.id == "west"


def test_after_the_last_tram_the_first_of_the_morning_is_named():
    found = TOWN.surroundings.departures(TOWN.live.view, Point(*at(0, 0)), 300, 10, datetime(2026, 11, 3, 2, 10, tzinfo=ZONE)).departures
    assert [(one.headsign, f"{one.next[0].depart_at:%H:%M}") for one in found] == [("Eastend", "05:00"), ("Far shore", "10:00")]


def test_times_by_frequency_are_not_exact():
    found = TOWN.surroundings.departures(TOWN.live.view, Point(*at(1310, 5)), 300, 10, datetime(2026, 11, 3, 5, 50, tzinfo=ZONE)).departures
    assert {one.route.short_name: one.next[0].exact for one in found} == {"1": True, "10": False}


def test_far_from_every_street_nothing_is_near():
    point = Point(52.0, 13.0)
    assert TOWN.surroundings.stops(TOWN.live.view, point, 3000, 50).stops == ()
    assert TOWN.surroundings.departures(TOWN.live.view, point, 3000, 50, MORNING).departures == ()


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(lambda: TOWN, Settings(log_requests=False, per_minute=None)), base_url="http://localhost") as client:
        yield client


def test_both_routes_answer_over_http(client):
    lat, lon = at(1290, 5)
    stops = client.get("/v1/stops", params={"lat": lat, "lon": lon, "maxWalkM": 300}).json()
    leaving = client.get("/v1/departures", params={"lat": lat, "lon": lon, "at": MORNING.isoformat(), "limit": 1}).json()
    assert stops["stops"][0]["stop"]["name"] == "Market Station"
    assert len(leaving["departures"]) == 1
    assert leaving["cityVersion"] == stops["cityVersion"]


@pytest.mark.parametrize(
    ("path", "wrong", "field"),
    [
        ("/v1/stops", {"lat": 91}, "lat"), ("/v1/stops", {"lon": "nan"}, "lon"), ("/v1/stops", {"maxWalkM": 49}, "maxWalkM"),
        ("/v1/stops", {"limit": 51}, "limit"), ("/v1/departures", {"maxWalkM": 3001}, "maxWalkM"),
        ("/v1/departures", {"at": "2026-11-03T08:00:00"}, "at"), ("/v1/departures", {"lat": "north"}, "lat"),
    ],
)  # fmt: skip
def test_wrong_parameters_are_refused_by_name(client, path, wrong, field):
    answer = client.get(path, params={"lat": 52.1, "lon": 11.6, **wrong})
    assert answer.status_code in (400, 422)
    assert answer.json()["field"] == field
