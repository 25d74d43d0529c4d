"""`plan` as a client of MOTIS meets it."""
from datetime import datetime
from itertools import pairwise

import pytest

from backend.motis.lines import decode
from tests.backend.motis.asking import HOME, MORNING, WORK, clock, modes, plan, point, trip
from tests.worlds.town import at


def test_the_next_trams_from_door_to_door(client):
    body = plan(client)
    assert [clock(one["startTime"]) for one in body["itineraries"]] == ["07:11", "07:26", "07:41", "07:56", "08:11"]
    first = body["itineraries"][0]
    assert modes(first) == ["WALK", "TRAM", "WALK"]
    assert (first["transfers"], first["duration"]) == (0, seconds(first["startTime"], first["endTime"]))
    walk, tram, _ = first["legs"]
    assert (walk["from"]["name"], walk["to"]["stopId"], tram["to"]["stopId"], first["legs"][-1]["to"]["name"]) == ("START", "west", "east", "END")
    assert (tram["headsign"], tram["routeShortName"], tram["displayName"], tram["tripId"]) == ("Eastend", "1", "1", "E495")
    assert (tram["routeColor"], tram["routeTextColor"], tram["agencyName"], tram["agencyUrl"]) == (
        "1D3183", "FFFFFF", "Town Lines", "https://town.example",
    )  # fmt: skip
    assert [(stop["name"], stop.get("track"), stop.get("parentId")) for stop in tram["intermediateStops"]] == [
        ("Market", "2", "hbf"), ("Bridge", None, None),
    ]  # fmt: skip
    assert (tram["tripFrom"]["stopId"], tram["tripTo"]["stopId"]) == ("west", "east")
    assert tram["from"]["departure"] == tram["startTime"] == tram["scheduledStartTime"] == "2026-11-24T07:15:00Z"
    assert tram["realTime"] is False
    assert body["requestParameters"] == trip()


def test_lines_and_steps_follow_the_streets(client):
    walk = plan(client)["itineraries"][0]["legs"][0]
    line = walk["legGeometry"]
    points = decode(line["points"])
    assert (line["precision"], line["length"]) == (6, len(points))
    assert points[0] == pytest.approx([degrees * 1e6 for degrees in at(200, 20)], abs=2)
    assert [(step["relativeDirection"], step["streetName"]) for step in walk["steps"]] == [("DEPART", "Main Street"), ("RIGHT", "Lane 1")]
    parts = [decode(step["polyline"]["points"]) for step in walk["steps"]]
    assert all(one[-1] == other[0] for one, other in pairwise(parts))
    assert sum(step["distance"] for step in walk["steps"]) == pytest.approx(walk["distance"], abs=25)


def test_without_details_there_are_no_lines_and_steps(client):
    for leg in plan(client, detailedLegs="false")["itineraries"][0]["legs"]:
        assert leg["legGeometry"] == {"points": "", "precision": 6, "length": 0}
        assert "steps" not in leg


def test_version_5_has_a_level_everywhere_and_version_6_only_where_one_is_known(client):
    places = {version: [leg[end] for leg in plan(client, version)["itineraries"][0]["legs"] for end in ("from", "to")] for version in (5, 6)}
    assert {place.get("level") for place in places[5]} == {0}
    assert {place.get("level") for place in places[6]} == {None}


@pytest.mark.parametrize("end", ["west", "hbf"])
def test_from_a_stop(client, end):
    body = plan(client, fromPlace=end)
    assert body["from"]["stopId"] == end
    assert all("TRAM" in modes(one) for one in body["itineraries"])


def test_level_of_a_point_is_understood_and_of_no_matter(client):
    assert plan(client, fromPlace=f"{HOME},0")["itineraries"] == plan(client)["itineraries"]


def test_arriving_by_the_last_trips_come_first(client):
    body = plan(client, arriveBy="true", time="2026-11-24T08:00:00Z", numItineraries="3")
    assert [clock(one["endTime"]) for one in body["itineraries"]] == ["07:20", "07:35", "07:50"]


def test_direct_ways_stand_apart_and_only_those_asked_for(client):
    body = plan(client, directModes="WALK,BIKE,CAR", maxDirectTime="7200")
    assert [modes(one) for one in body["direct"]] == [["WALK"], ["BIKE"], ["CAR"]]
    assert all(one["startTime"] == MORNING for one in body["direct"])
    assert plan(client, directModes="")["direct"] == []
    assert [modes(one) for one in plan(client, directModes="WALK,CAR")["direct"]] == [["CAR"]], "the walk takes longer than half an hour"


def test_a_list_may_be_repeated_instead_of_having_commas(client):
    sent = [*trip(maxDirectTime="7200").items(), ("directModes", "WALK"), ("directModes", "BIKE")]
    assert [modes(one) for one in client.get("/api/v6/plan", params=sent).json()["direct"]] == [["WALK"], ["BIKE"]]


def test_without_kinds_of_public_transport_there_is_none(client):
    for nothing in ("", "AIRPLANE", "COACH,NIGHT_RAIL"):
        assert plan(client, transitModes=nothing)["itineraries"] == []
    assert plan(client, transitModes="TRAM,BUS,FERRY,RAIL")["itineraries"]


def test_a_single_kind_of_several_is_refused_and_those_there_are_named(client):
    answer = client.get("/api/v6/plan", params=trip(transitModes="TRAM"))
    assert (answer.status_code, answer.json()["field"]) == (400, "transitModes")
    assert "BUS, FERRY, TRAM" in answer.json()["detail"]


@pytest.mark.parametrize("before, first", [("BIKE", "BIKE"), ("CAR_DROPOFF", "CAR"), ("CAR_PARKING", "CAR")])
def test_to_the_first_stop_as_wished(client, before, first):
    found = plan(client, preTransitModes=before)["itineraries"]
    assert all(modes(one)[0] == first for one in found)
    assert found or before == "CAR_PARKING", "there is no car park at a stop in Elmstead"


def test_a_long_way_to_the_stop_can_be_ruled_out(client):
    assert plan(client, maxPreTransitTime="60")["itineraries"] == []
    assert plan(client, maxPostTransitTime="60")["itineraries"] == []
    assert len(plan(client, maxPreTransitTime="300")["itineraries"]) == 5


def test_long_trips_can_be_ruled_out(client):
    assert plan(client, maxTravelTime="20")["itineraries"] == []
    assert len(plan(client, maxTravelTime="30")["itineraries"]) == 5


def test_where_waiting_counts_there_is_one_answer_for_the_moment(client):
    assert [clock(one["startTime"]) for one in plan(client, timetableView="false")["itineraries"]] == ["07:11"]


@pytest.mark.parametrize(
    "name, text",
    [
        ("pedestrianProfile", "SKIS"), ("requireBikeTransport", "true"), ("requireCarTransport", "true"), ("via", "market"),
        ("directModes", "HGV"), ("preTransitModes", "FLEX"), ("postTransitModes", "BIKE"), ("realtimeMode", "OFF"), ("pedestrianSpeed", "0.5"),
        ("minTransferTime", "10"), ("additionalTransferTime", "5"), ("transitModes", "WALK"), ("directRentalFormFactors", "ROCKET"),
        ("preTransitRentalPropulsionTypes", "ELECTRIC"), ("arriveBy", "perhaps"), ("time", "tomorrow"), ("pageCursor", "LATER|"),
        ("pageCursor", "LATER|99999999999"), ("maxTransfers", "1.5"), ("maxTransfers", "two"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_and_not_echoed(client, name, text):
    for version in (5, 6):
        answer = client.get(f"/api/v{version}/plan", params=trip(**{name: text}))
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json"), answer.text
        assert answer.json()["field"] in (name, "additionalTransferTime")
        assert answer.json()["error"] == answer.json()["detail"], "these clients look for `error`"
        assert text not in answer.json()["detail"].split(" "), answer.json()["detail"]


@pytest.mark.parametrize("more", [{"maxTransfers": "-1"}, {"numItineraries": "0"}, {"searchWindow": "1e9"}, {"time": "2026-11-24T08:00:00"}])
def test_what_is_outside_its_limits_is_refused(client, more):
    answer = client.get("/api/v6/plan", params=trip(**more))
    assert (answer.status_code, answer.json()["field"]) == (422, *more)


def test_places_that_are_not_here(client):
    unknown = client.get("/api/v6/plan", params=trip(fromPlace="nowhere"))
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    far = client.get("/api/v6/plan", params=trip(toPlace="10,10"))
    assert (far.status_code, far.json()["code"], far.json()["field"]) == (422, "outside_city", "toPlace")
    assert client.get("/api/v6/plan", params={"fromPlace": HOME}).status_code == 400


def test_what_newer_clients_wish_beyond_that_changes_nothing(client):
    more = {
        "language": "de,en", "timeout": "10", "algorithm": "PONG", "useRoutedTransfers": "true", "withFares": "true", "fastestDirectFactor": "1.5",
        "maxMatchingDistance": "250", "numLegAlternatives": "3", "passengers": "1", "elevationCosts": "NONE", "somethingNew": "x",
    }  # fmt: skip
    assert plan(client, **more)["itineraries"] == plan(client)["itineraries"]


def test_a_plus_sign_that_became_a_space_is_understood(client):
    assert plan(client, time="2026-11-24T08:00:00 01:00")["itineraries"] == plan(client)["itineraries"]


def test_between_two_points_with_nothing_to_ride(client):
    body = plan(client, fromPlace=point(100, 10), toPlace=point(200, 20))
    assert [modes(one) for one in body["direct"]] == [["WALK"]]
    assert WORK not in str(body["requestParameters"])


def seconds(one: str, other: str) -> int:
    return int((datetime.fromisoformat(other) - datetime.fromisoformat(one)).total_seconds())
