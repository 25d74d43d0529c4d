"""`stoptimes`: what leaves and comes, against the timetable read trip by trip."""
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.motis.board import STOP_TIMES, Board, read_board
from backend.motis.calls import Calls
from backend.motis.parameters import Asked
from backend.motis.stops import Stops
from routing.transit.live import UNTOLD, LiveTrips, TripUpdates
from tests.backend.motis.asking import MORNING, clock

DAY = date(2026, 11, 24)
ZONE_S = 3600


def board(client, version: int = 6, **more) -> dict:
    answer = client.get(f"/api/v{version}/stoptimes", params={"time": MORNING} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def told(body: dict, what: str = "departure") -> list[tuple[str, str]]:
    return [(clock(one["place"][what]), one["headsign"]) for one in body["stopTimes"]]


def test_the_next_departures_of_a_station(client):
    body = board(client, stopId="hbf", n="3")
    assert told(body) == [("07:04", "Eastend"), ("07:08", "West"), ("07:19", "Eastend")]
    assert (body["place"]["stopId"], body["place"]["name"]) == ("hbf", "Market Station")
    first = body["stopTimes"][0]
    assert (first["place"]["stopId"], first["place"]["track"], first["place"]["parentId"]) == ("market", "2", "hbf")
    assert (first["mode"], first["routeShortName"], first["agencyName"]) == ("TRAM", "1", "Town Lines")
    assert (first["tripFrom"]["stopId"], first["tripTo"]["stopId"]) == ("west", "east")
    assert (first["realTime"], first["cancelled"], first["tripCancelled"], first["pickupDropoffType"]) == (False, False, False, "NORMAL")
    assert first["wheelchairAccessible"] == "NOT_ACCESSIBLE", "what nobody knows is not promised"


def test_of_one_platform_its_whole_station_unless_exactly_it_is_wanted(client):
    bus = board(client, stopId="market/bus".replace("/", "~1"), time="2026-11-24T05:00:00Z", n="4")
    assert {one["mode"] for one in bus["stopTimes"]} == {"TRAM", "BUS"}
    exact = board(client, stopId="market~1bus", time="2026-11-24T05:00:00Z", n="4", exactRadius="true")
    assert {one["mode"] for one in exact["stopTimes"]} == {"BUS"}


def test_arrivals_are_those_before_the_moment_unless_said_otherwise(client):
    assert told(board(client, stopId="east", n="2", arriveBy="true"), "arrival") == [("06:42", "Eastend"), ("06:57", "Eastend")]
    later = board(client, stopId="east", n="2", arriveBy="true", direction="LATER")
    assert told(later, "arrival") == [("07:12", "Eastend"), ("07:27", "Eastend")]
    assert "departure" not in later["stopTimes"][0]["place"]


def test_nobody_alights_where_a_trip_begins_or_boards_where_it_ends_or_may_not(client):
    kinds = {one["tripId"][0] for one in board(client, stopId="east", n="40")["stopTimes"]}
    assert kinds == {"W"}
    assert {one["mode"] for one in board(client, stopId="bridge", n="200", time="2026-11-24T06:00:00Z", window="14400")["stopTimes"]} == {"TRAM"}
    both = board(client, stopId="bridge", both="true", time="2026-11-24T09:10:00Z", n="1", mode="FERRY", fetchStops="true")
    assert [("arrival" in one["place"], one["mode"]) for one in both["stopTimes"]] == [(True, "FERRY")]
    assert [place["stopId"] for place in both["stopTimes"][0]["previousStops"]] == ["west"]


def test_stops_on_the_way(client):
    one = board(client, stopId="west", n="1", fetchStops="true")["stopTimes"][0]
    assert [(place["stopId"], clock(place["arrival"])) for place in one["nextStops"]] == [("market", "07:04"), ("bridge", "07:08"), ("east", "07:12")]
    assert "departure" not in one["nextStops"][-1]
    assert "previousStops" not in one


def test_all_within_a_window_or_so_many_whichever_are_more(client):
    assert len(board(client, stopId="west", window="3600")["stopTimes"]) == 5
    assert len(board(client, stopId="west", window="3600", n="7")["stopTimes"]) == 7


@given(minutes=st.integers(-600, 900), n=st.integers(1, 9), arriving=st.booleans(), turns=st.lists(st.booleans(), max_size=4))
@settings(max_examples=30, deadline=None)
def test_pages_in_any_order_hold_what_the_timetable_holds(client, town, minutes, n, arriving, turns):
    at = datetime(2026, 11, 24, 7, tzinfo=UTC) + timedelta(minutes=minutes)
    wishes = {"stopId": "hbf", "n": str(n), "time": at.isoformat(), "arriveBy": str(arriving).lower(), "direction": "LATER"}
    body = board(client, **wishes)
    what = "arrival" if arriving else "departure"
    found = [moment_of(one, what) for one in body["stopTimes"]]
    before, after = body["previousPageCursor"], body["nextPageCursor"]
    for later in turns:
        body = board(client, **wishes, pageCursor=after if later else before)
        times = [moment_of(one, what) for one in body["stopTimes"]]
        found = found + times if later else times + found
        before, after = (before, body["nextPageCursor"]) if later else (body["previousPageCursor"], after)
    every = by_hand(town, ("market", "market/bus"), arriving)
    begin, end = every.index(found[0]), len(every) - every[::-1].index(found[-1])
    assert found == every[begin:end], "in order, none left out, none twice"
    assert begin <= next(i for i, moment in enumerate(every) if moment >= at) < end


def moment_of(one: dict, what: str) -> datetime:
    return datetime.fromisoformat(one["place"][what])


def by_hand(town, stop_ids: tuple[str, ...], arriving: bool) -> list[datetime]:
    """The slow twin: every stop of every trip of the days around."""
    transit, found = town.timetables.transit, []
    for trip in range(len(transit.trip_id)):
        first, end = transit.pattern_first[transit.trip_pattern[trip] : transit.trip_pattern[trip] + 2].tolist()
        for at in range(first, end):
            edge = first if arriving else end - 1
            barred = (transit.pattern_drop_off if arriving else transit.pattern_pickup)[at] == 1
            if at == edge or barred or transit.stop_id[transit.pattern_stop[at]] not in stop_ids:
                continue
            seconds = int((transit.arrival_s if arriving else transit.departure_s)[transit.time_first[trip] + at - first])
            for day in range(-3, 5):
                midnight = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) + timedelta(days=day)
                found.append(midnight + timedelta(seconds=seconds - ZONE_S))
    return sorted(found)


def live_board(town, updates: TripUpdates, **asked: str) -> list:
    stops = Stops(town.timetables, None)
    wishes = read_board(Asked({name: (text,) for name, text in ({"time": MORNING} | asked).items()}, STOP_TIMES), stops)
    live = LiveTrips.of(town.timetables.transit, updates)
    return list(Board(stops, Calls(town.timetables), live).answer(wishes).stop_times)


def update(town, trip_id: str, cancelled: bool = False, delay_s: int = 0, skips: int | None = None) -> TripUpdates:
    row, skipping = list(town.timetables.transit.trip_id).index(trip_id), skips is not None
    count = 0 if cancelled else 1
    return TripUpdates(
        np.array([row], np.int32), np.array([DAY.toordinal()], np.int32), np.array([cancelled]), np.array([0, count], np.int64),
        np.array([skips or 0] * count, np.int32), np.array([skipping] * count, np.uint8),
        np.array([UNTOLD if skipping else delay_s] * count, np.int32), np.array([UNTOLD] * count, np.int32),
    )  # fmt: skip


def test_a_late_tram_is_where_it_is_expected(town):
    on_time, late = live_board(town, update(town, "E480", delay_s=360), stopId="market", n="2", direction="LATER")
    assert (on_time.trip_id, on_time.real_time) == ("W480", False)
    assert (late.trip_id, late.real_time, late.cancelled) == ("E480", True, False)
    assert (late.place.departure.minute, late.place.scheduled_departure.minute) == (10, 4)


def test_a_late_tram_of_before_still_comes(town):
    first = live_board(town, update(town, "E465", delay_s=1000), stopId="market", n="2", direction="LATER")
    assert "E465" in [one.trip_id for one in first[:2]], "it was to leave before the moment asked"


@pytest.mark.parametrize("cancelled, skips", [(True, None), (False, 1)])
def test_a_tram_that_does_not_come_is_shown_as_such(town, cancelled, skips):
    one = live_board(town, update(town, "E480", cancelled=cancelled, skips=skips), stopId="market", n="1", direction="LATER")[0]
    assert (one.trip_id, one.cancelled, one.trip_cancelled, one.pickup_dropoff_type) == ("E480", True, cancelled, "NOT_ALLOWED")
    assert one.place.departure == one.place.scheduled_departure


def test_where_a_stop_has_another_id_now_its_place_does(client):
    lat, lon = (board(client, stopId="west", n="1")["place"][name] for name in ("lat", "lon"))
    around = board(client, stopId="gone", center=f"{lat},{lon}", radius="50", n="1")
    assert told(around) == told(board(client, stopId="west", n="1"))


@pytest.mark.parametrize(
    "more, status, field",
    [
        ({}, 400, "stopId"), ({"stopId": "gone"}, 404, None), ({"center": "49.4,8.6"}, 400, "radius"), ({"stopId": "west", "n": "0"}, 422, "n"),
        ({"stopId": "west", "n": "100000"}, 422, "n"), ({"stopId": "west", "mode": "WALK"}, 400, "mode"),
        ({"stopId": "west", "pageCursor": "NOW|1"}, 400, "pageCursor"), ({"stopId": "west", "direction": "UP"}, 400, "direction"),
        ({"stopId": "west", "realtimeMode": "OFF"}, 400, "realtimeMode"), ({"center": "91,8.6", "radius": "5"}, 422, "center"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused(client, more, status, field):
    answer = client.get("/api/v5/stoptimes", params=more)
    assert (answer.status_code, answer.json().get("field")) == (status, field)
    assert answer.json()["error"] == answer.json()["detail"]
