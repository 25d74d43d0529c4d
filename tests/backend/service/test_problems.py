"""Wrong requests: the status, a stable code, the field, and what to do; never the value, never our insides."""
import json
from dataclasses import replace

import pytest
from litestar.testing import TestClient

from backend.service.app import create_app
from backend.service.settings import Settings
from backend.trips.service import TripPlanner
from tests.backend.service.test_routes import MORNING, point, trip


def check(answer, status: int, code: str, field: str | None = None) -> dict:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    body = answer.json()
    assert (body["status"], body["code"], body["field"]) == (status, code, field), body
    assert set(body) == {"type", "title", "status", "detail", "code", "instance", "field"}
    assert body["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"
    assert body["detail"].endswith(".")
    return body


@pytest.mark.parametrize("change, status, code, field", [
    ({"destination": {"lat": 99, "lon": 8.6}}, 422, "outside_limits", "destination.lat"),
    ({"destination": {"lat": 49.4, "lon": -181}}, 422, "outside_limits", "destination.lon"),
    ({"destination": {"lat": 48.2, "lon": 16.4}}, 422, "outside_city", "destination"),
    ({"origin": {"lat": "49", "lon": 8.6}}, 400, "malformed", "origin.lat"),
    ({"origin": {"lat": 49.4}}, 400, "malformed", "origin.lon"),
    ({"origin": point(0, 0, nmae="x")}, 400, "unknown_field", "origin.nmae"),
    ({"origin": point(0, 0, name="x" * 201)}, 422, "outside_limits", "origin.name"),
    ({"maxTransfer": 3}, 400, "unknown_field", "maxTransfer"),
    ({"maxTransfers": 7}, 422, "outside_limits", "maxTransfers"),
    ({"maxTransfers": 1.5}, 400, "malformed", "maxTransfers"),
    ({"maxWalkM": -1}, 422, "outside_limits", "maxWalkM"),
    ({"windowMin": 721}, 422, "outside_limits", "windowMin"),
    ({"windowMin": 10**20}, 422, "outside_limits", "windowMin"),
    ({"modes": []}, 422, "outside_limits", "modes"),
    ({"modes": ["FLY"]}, 400, "malformed", "modes[0]"),
    ({"departAt": "tomorrow"}, 400, "malformed", "departAt"),
    ({"departAt": "2026-11-24T08:00:00"}, 422, "offset_missing", "departAt"),
    ({"departAt": "1999-11-24T08:00:00Z"}, 422, "time_out_of_range", "departAt"),
    ({"departAt": "9999-12-31T23:59:59-10:00"}, 422, "time_out_of_range", "departAt"),
    ({"arriveBy": MORNING}, 422, "both_times", "arriveBy"),
])  # fmt: skip
def test_a_wrong_field_is_named(client, change, status, code, field):
    check(client.post("/v1/plan", json=trip(**change)), status, code, field)


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"null", b"\xff\xfe", b'{"origin": {"lat": NaN, "lon": 1}}', b"[" * 4000 + b"]" * 4000])
def test_what_is_no_request_is_told(client, body):
    answer = client.post("/v1/plan", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] in ("malformed", "json_too_deep")


def test_a_body_is_json_and_small(client):
    body = json.dumps(trip())
    check(client.post("/v1/plan", content=body, headers={"content-type": "text/plain"}), 415, "unsupported_media_type")
    check(client.post("/v1/plan", content=body + " " * 16 * 1024, headers={"content-type": "application/json"}), 413, "body_too_large")
    assert client.post("/v1/plan", content=body, headers={"content-type": "Application/JSON; charset=utf-8"}).status_code == 200


@pytest.mark.parametrize("address, status, code, field", [
    ("/v1/nothing", 404, "not_found", None),
    ("/v1/stops/nowhere/departures", 404, "not_found", None),
    ("/v1/stops/west/departures?limit=0", 422, "outside_limits", "limit"),
    ("/v1/stops/west/departures?limit=x", 400, "malformed", "limit"),
    (f"/v1/stops/west/departures?limit={10**30}", 422, "outside_limits", "limit"),
    ("/v1/stops/west/departures?at=2026-11-24T08:00:00", 422, "offset_missing", "at"),
    ("/v1/stops/west/departures?at=soon", 400, "malformed", "at"),
    ("/v1/stops/west/departures?at=0001-01-01T00:00:00Z", 422, "time_out_of_range", "at"),
    ("/v1/places", 400, "malformed", "q"),
    (f"/v1/places?q={'x' * 201}", 422, "outside_limits", "q"),
    ("/v1/places?q=a&near=here", 400, "malformed", "near"),
    ("/v1/places?q=a&near=1,2,3", 400, "malformed", "near"),
    ("/v1/places?q=a&near=nan,1", 422, "outside_limits", "near"),
    ("/v1/places?q=a&limit=51", 422, "outside_limits", "limit"),
    ("/v1/places/reverse?lat=91&lon=1", 422, "outside_limits", "lat"),
    ("/v1/places/reverse?lat=nan&lon=1", 422, "outside_limits", "lat"),
    ("/v1/places/reverse?lat=1&lon=1", 422, "outside_city", "lat"),
    ("/v1/places/reverse?lat=1", 400, "malformed", "lon"),
    ("/v1/map/99/0/0", 404, "not_found", None),
    (f"/v1/map/14/{10**40}/0", 404, "not_found", None),
    ("/v1/map/14/x/0", 404, "not_found", None),
])  # fmt: skip
def test_a_wrong_address_is_told(client, address, status, code, field):
    check(client.get(address), status, code, field)


def test_the_method_is_told(client):
    answer = client.get("/v1/plan")
    check(answer, 405, "method_not_allowed")
    assert "POST" in answer.headers["allow"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "[::1]:8000"])
def test_only_known_names_are_answered(client, host):
    check(client.get("/v1/city", headers={"host": host}), 400, "host_refused")


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:1234", "LOCALHOST"])
def test_this_machine_is_known(client, host):
    assert client.get("/v1/city", headers={"host": host}).status_code == 200


def test_a_mistake_of_ours_tells_a_number_and_nothing_else(town, capsys):
    class Broken(TripPlanner):
        def plan_json(self, request):
            raise ValueError(f"secret at {request.origin.lat}")

    app = create_app(lambda: replace(town, planner=Broken(town.live)), Settings())
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as broken:
        answer = broken.post("/v1/plan", json=trip())
    body = check(answer, 500, "internal_error")
    assert "secret" not in answer.text
    written = "".join(capsys.readouterr())
    assert body["instance"].removeprefix("urn:uuid:") in written
    assert "plan_json" in written
    assert "secret" not in written
    assert str(trip()["origin"]["lat"])[:7] not in written


def test_values_sent_are_not_repeated(client):
    assert "CANARY" not in client.post("/v1/plan", json=trip(modes=["CANARY"])).text
    assert "CANARY" not in client.get("/v1/stops/CANARY/departures").text
    assert "CANARY" not in client.get("/v1/places?q=a&near=CANARY").text


def test_a_time_and_a_missing_field_are_told_in_words_that_help(client):
    late = client.post("/v1/plan", json=trip(departAt="2026-11-24T08:30")).json()
    assert "2026-11-24T08:30:00+01:00" in late["detail"]
    assert client.post("/v1/plan", json={}).json()["detail"] == "`origin` is missing. Give it, see /schema."
