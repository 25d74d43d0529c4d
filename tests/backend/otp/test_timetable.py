"""Stops, lines, trips and what leaves: ids and times as OpenTripPlanner has them."""
import base64
from datetime import UTC, date, datetime

import numpy as np
import pytest

from backend.live.view import LiveView
from routing.transit.live import SCHEDULED, SKIPPED, UNTOLD, TripUpdates
from tests.backend.otp.conftest import NOW, Client
from tests.worlds.town import at

MIDNIGHT = int(datetime.fromisoformat("2026-11-24T00:00:00+01:00").timestamp())
MARKET = "elmstead:market"
TIMES = "scheduledArrival scheduledDeparture realtimeDeparture departureDelay realtime realtimeState serviceDay headsign trip { gtfsId }"


def updated(snapshot, *, trip: str, at_position: int = 0, delay_s: int = 0, skipped: bool = False, cancelled: bool = False) -> Client:
    """One trip of the 24th runs otherwise."""
    transit = snapshot.city.transit
    row = next(row for row, own_id in enumerate(transit.trip_id) if own_id == trip)
    day = date(2026, 11, 24).toordinal()
    updates = TripUpdates(
        np.array([row], np.int32), np.array([day], np.int32), np.array([cancelled]), np.array([0, 1]), np.array([at_position], np.int32),
        np.array([SKIPPED if skipped else SCHEDULED], np.uint8), np.array([UNTOLD]), np.array([delay_s], np.int32),
    )  # fmt: skip
    return Client.of(LiveView(snapshot.with_trip_updates(updates, "live", NOW), told={"live": NOW}))


def test_stops_are_found_by_their_ids(elmstead):
    found = elmstead.found(
        '{ stop(id: "elmstead:market/bus") { gtfsId name platformCode locationType lat lon vehicleMode parentStation { gtfsId } } '
        'none: stop(id: "market/bus") { name } station(id: "elmstead:hbf") { name locationType stops { gtfsId } } }'
    )
    assert found["stop"] == {
        "gtfsId": "elmstead:market/bus", "name": "Market Bus", "platformCode": "B", "locationType": "STOP", "lat": pytest.approx(at(1310, 20)[0]),
        "lon": pytest.approx(at(1310, 20)[1]), "vehicleMode": "BUS", "parentStation": {"gtfsId": "elmstead:hbf"},
    }  # fmt: skip
    assert found["none"] is None
    assert found["station"]["stops"] == [{"gtfsId": MARKET}, {"gtfsId": "elmstead:market/bus"}]


def test_lists_of_stops_keep_the_order_of_the_ids_asked_for(elmstead):
    found = elmstead.found('{ stops(ids: ["elmstead:west", "nowhere", "elmstead:east"]) { name } named: stops(name: "MARK") { name } }')
    assert [stop and stop["name"] for stop in found["stops"]] == ["West", None, "East"]
    assert sorted(stop["name"] for stop in found["named"]) == ["Market", "Market Bus"]
    assert len(elmstead.found("{ stops { id } stations { id } }")["stops"]) == 5


def test_global_ids_lead_back_to_what_they_name(elmstead):
    found = elmstead.found(
        '{ stop(id: "elmstead:west") { id } routes { id gtfsId patterns { id code trips { id } } } agencies { id name } }'
    )
    assert base64.urlsafe_b64decode(found["stop"]["id"] + "==") == b"Stop:elmstead:west"
    node = "query($id: ID!) { node(id: $id) { __typename id ... on Pattern { code } ... on Trip { gtfsId } } }"
    route = found["routes"][0]
    for one, kind in ((found["stop"], "Stop"), (route, "Route"), (route["patterns"][0], "Pattern"), (found["agencies"][0], "Agency")):
        assert elmstead.found(node, id=one["id"])["node"] | {"code": 0} == {"__typename": kind, "id": one["id"], "code": 0}
    for wrong in ("", "???", "U3RvcA", "Tm90aGluZzox", "ü"):
        assert elmstead.found(node, id=wrong)["node"] is None


def test_departures_are_those_of_the_timetable(elmstead):
    found = elmstead.found(
        f'query($t: Long!) {{ stop(id: "{MARKET}") {{ stoptimesWithoutPatterns(startTime: $t, numberOfDepartures: 3, omitNonPickups: true) '
        f"{{ {TIMES} stop {{ gtfsId }} stopPosition pickupType }} }} }}",
        t=MIDNIGHT + 8 * 3600,
    )["stop"]["stoptimesWithoutPatterns"]
    assert [(one["scheduledDeparture"], one["trip"]["gtfsId"]) for one in found] == [
        (8 * 3600 + 4 * 60, "elmstead:E480"), (8 * 3600 + 8 * 60, "elmstead:W480"), (8 * 3600 + 19 * 60, "elmstead:E495"),
    ]  # fmt: skip
    assert found[0] | {"trip": 0} == {
        "scheduledArrival": 29040, "scheduledDeparture": 29040, "realtimeDeparture": 29040, "departureDelay": 0, "realtime": False,
        "realtimeState": "SCHEDULED", "serviceDay": MIDNIGHT, "headsign": "Eastend", "trip": 0, "stop": {"gtfsId": MARKET}, "stopPosition": 1,
        "pickupType": "SCHEDULED",
    }  # fmt: skip


def test_now_is_the_time_where_none_is_given(elmstead):
    found = elmstead.found(f'{{ stop(id: "{MARKET}") {{ stoptimesWithoutPatterns(numberOfDepartures: 1) {{ scheduledDeparture }} }} }}')
    assert found["stop"]["stoptimesWithoutPatterns"] == [{"scheduledDeparture": 29040}]


def test_after_midnight_departures_belong_to_the_day_before(elmstead):
    found = elmstead.found(
        f'query($t: Long!) {{ stop(id: "{MARKET}") {{ stoptimesWithoutPatterns(startTime: $t, timeRange: 3600) {{ {TIMES} }} }} }}',
        t=MIDNIGHT + 86_400 + 1800,
    )["stop"]["stoptimesWithoutPatterns"]
    assert {one["serviceDay"] for one in found} == {MIDNIGHT}
    assert all(one["scheduledDeparture"] >= 88_200 for one in found)


def test_a_station_shows_all_its_platforms_and_patterns(elmstead):
    found = elmstead.found(
        'query($t: Long!) { station(id: "elmstead:hbf") { stoptimesForPatterns(startTime: $t, numberOfDepartures: 2) '
        "{ pattern { code headsign route { shortName mode } } stoptimes { scheduledDeparture timepoint } } } }",
        t=MIDNIGHT + 6 * 3600,
    )["station"]["stoptimesForPatterns"]
    assert {one["pattern"]["code"] for one in found} == {"elmstead:T:-1:01", "elmstead:T:-1:02", "elmstead:B:-1:01"}
    assert all(len(one["stoptimes"]) == 2 for one in found)
    assert next(one["pattern"]["route"]["mode"] for one in found if one["pattern"]["code"].startswith("elmstead:B")) == "BUS"


def test_arrivals_at_the_last_stop_are_shown_unless_left_out(elmstead):
    query = (
        'query($t: Long!, $o: Boolean!) { stop(id: "elmstead:east") { stoptimesWithoutPatterns(startTime: $t, timeRange: 1800, omitNonPickups: $o, '
        "numberOfDepartures: 20) { pickupType trip { gtfsId } } } }"
    )
    with_all = elmstead.found(query, t=MIDNIGHT + 8 * 3600, o=False)["stop"]["stoptimesWithoutPatterns"]
    boarding = elmstead.found(query, t=MIDNIGHT + 8 * 3600, o=True)["stop"]["stoptimesWithoutPatterns"]
    assert {one["pickupType"] for one in with_all} == {"NONE", "SCHEDULED"}
    assert boarding == [one for one in with_all if one["pickupType"] == "SCHEDULED"]


def test_nobody_boards_where_the_timetable_forbids_it(elmstead):
    query = '{ stop(id: "elmstead:bridge") { stoptimesForServiceDate(date: "20261124", omitNonPickups: %s) { pattern { route { gtfsId } } } } }'
    lines = [
        {one["pattern"]["route"]["gtfsId"] for one in elmstead.found(query % omit)["stop"]["stoptimesForServiceDate"]} for omit in ("false", "true")
    ]
    assert lines == [{"elmstead:T", "elmstead:F"}, {"elmstead:T"}]


def test_a_service_day_holds_its_night(elmstead):
    found = elmstead.found(
        '{ stop(id: "elmstead:west") { stoptimesForServiceDate(date: "2026-11-24") { stoptimes { scheduledDeparture serviceDay } } } }'
    )
    times = [time for one in found["stop"]["stoptimesForServiceDate"] for time in one["stoptimes"]]
    assert {time["serviceDay"] for time in times} == {MIDNIGHT}
    assert max(time["scheduledDeparture"] for time in times) > 86_400


def test_a_late_tram_is_shown_late_and_at_its_new_time(snapshot):
    client = updated(snapshot, trip="E480", delay_s=600)
    found = client.found(
        f'query($t: Long!) {{ stop(id: "{MARKET}") {{ stoptimesWithoutPatterns(startTime: $t, timeRange: 600, omitNonPickups: true) '
        f"{{ {TIMES} }} }} }}",
        t=MIDNIGHT + 8 * 3600 + 10 * 60,
    )["stop"]["stoptimesWithoutPatterns"]
    late = next(one for one in found if one["trip"]["gtfsId"] == "elmstead:E480")
    assert (late["scheduledDeparture"], late["realtimeDeparture"], late["departureDelay"]) == (29040, 29640, 600)
    assert (late["realtime"], late["realtimeState"]) == (True, "UPDATED")


@pytest.mark.parametrize("how", [{"cancelled": True}, {"skipped": True, "at_position": 1}])
def test_a_tram_that_does_not_come_is_shown_only_when_asked_for(snapshot, how):
    client = updated(snapshot, trip="E480", **how)
    query = (
        f'query($t: Long!, $o: Boolean!) {{ stop(id: "{MARKET}") {{ stoptimesWithoutPatterns(startTime: $t, timeRange: 300, omitCanceled: $o) '
        "{ realtimeState trip { gtfsId } } } }"
    )
    t = MIDNIGHT + 8 * 3600
    assert client.found(query, t=t, o=True)["stop"]["stoptimesWithoutPatterns"] == []
    assert client.found(query, t=t, o=False)["stop"]["stoptimesWithoutPatterns"] == [
        {"realtimeState": "CANCELED", "trip": {"gtfsId": "elmstead:E480"}}
    ]


def test_a_trip_tells_its_way_and_times(snapshot):
    client = updated(snapshot, trip="E480", at_position=2, delay_s=120)
    trip = client.found(
        '{ trip(id: "elmstead:E480") { tripHeadsign directionId wheelchairAccessible bikesAllowed activeDates stops { name } '
        "stoptimes { scheduledDeparture realtimeDeparture serviceDay } stoptimesForDate(serviceDate: \"20261124\") { realtimeDeparture } "
        'other: stoptimesForDate(serviceDate: "20261125") { realtimeDeparture } departureStoptime { scheduledDeparture stop { gtfsId } } '
        "arrivalStoptime { stop { gtfsId } } tripGeometry { length points } geometry route { gtfsId } pattern { code } serviceId } }"
    )["trip"]
    assert [stop["name"] for stop in trip["stops"]] == ["West", "Market", "Bridge", "East"]
    assert trip["stoptimes"][0] == {"scheduledDeparture": 28_800, "realtimeDeparture": 28_800, "serviceDay": None}
    assert [one["realtimeDeparture"] for one in trip["stoptimesForDate"]] == [28_800, 29_040, 29_400, 29_640]
    assert [one["realtimeDeparture"] for one in trip["other"]] == [28_800, 29_040, 29_280, 29_520]
    assert (trip["departureStoptime"]["stop"]["gtfsId"], trip["arrivalStoptime"]["stop"]["gtfsId"]) == ("elmstead:west", "elmstead:east")
    assert (trip["wheelchairAccessible"], trip["bikesAllowed"], trip["directionId"]) == ("NO_INFORMATION", "NO_INFORMATION", None)
    assert len(trip["activeDates"]) == 62
    assert trip["activeDates"][0] == "20261020"
    assert trip["tripGeometry"]["length"] == len(trip["geometry"]) == 4


def test_routes_are_found_by_mode_name_and_day(elmstead):
    found = elmstead.found(
        '{ tram: routes(transportModes: [TRAM]) { gtfsId color textColor type agency { name gtfsId timezone } } none: routes(transportModes: [RAIL]) '
        '{ id } ferry: routes(name: "ferry") { gtfsId longName shortName color } runs: '
        'routes(serviceDates: {start: "2026-12-20", end: "2026-12-24"}) { id } over: routes(serviceDates: {start: "2026-12-21"}) { id } }'
    )
    assert found["tram"] == [{
        "gtfsId": "elmstead:T", "color": "1D3183", "textColor": "FFFFFF", "type": 0,
        "agency": {"name": "Town Lines", "gtfsId": "elmstead:Town Lines", "timezone": "Europe/Berlin"},
    }]  # fmt: skip
    assert (found["none"], found["over"], len(found["runs"])) == ([], [], 3)
    assert found["ferry"] == [{"gtfsId": "elmstead:F", "longName": "Ferry", "shortName": None, "color": None}]


def test_the_time_of_service_begins_and_ends_at_midnight(elmstead):
    span = elmstead.found("{ serviceTimeRange { start end } }")["serviceTimeRange"]
    assert datetime.fromtimestamp(span["start"], UTC).isoformat() == "2026-10-19T22:00:00+00:00"
    assert datetime.fromtimestamp(span["end"], UTC).isoformat() == "2026-12-20T23:00:00+00:00"


def test_stops_in_a_box(elmstead):
    (south, west), (north, east) = at(1200, -100), at(2700, 200)
    query = "query($a: Float!, $b: Float!, $c: Float!, $d: Float!) { stopsByBbox(minLat: $a, minLon: $b, maxLat: $c, maxLon: $d) { name } }"
    found = elmstead.found(query, a=south, b=west, c=north, d=east)["stopsByBbox"]
    assert sorted(stop["name"] for stop in found) == ["Bridge", "Market", "Market Bus"]


@pytest.mark.parametrize(
    "arguments", ["startTime: 5", "timeRange: -1", "timeRange: 700000", "numberOfDepartures: -1", "numberOfDepartures: 100000"]
)
def test_windows_outside_their_limits_are_refused(elmstead, arguments):
    assert elmstead.refusal(f'{{ stop(id: "{MARKET}") {{ stoptimesWithoutPatterns({arguments}) {{ headsign }} }} }}')


def test_null_is_what_is_usual(elmstead):
    query = (
        f'query($n: Int, $t: Int) {{ stop(id: "{MARKET}") {{ stoptimesWithoutPatterns(numberOfDepartures: $n, timeRange: $t, omitCanceled: null) '
        "{ headsign } } }"
    )
    assert len(elmstead.found(query, n=None, t=None)["stop"]["stoptimesWithoutPatterns"]) == 5
