"""Every route as nobody, a device, another device, the staff and a broken token meet it: what `matrix.csv` says, neither more nor less."""
import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from litestar.testing import TestClient

from backend.service.app import create_app
from backend.service.policies import SAFE
from backend.service.schema import handlers
from backend.service.settings import Settings
from tests.backend.service.test_routes import trip
from tests.worlds.town import at

STAFF = "staff-of-elmstead-0123456789abcdef"
ACTORS = ("nobody", "device", "other", "staff", "broken")
GRAPH = {"query": "{feeds{feedId}}"}
IN_AN_HOUR = datetime.now(UTC) + timedelta(hours=1)
WALK = {
    "mode": "WALK", "from": dict(zip(("lat", "lon"), at(100, 0))), "to": dict(zip(("lat", "lon"), at(900, 0))),
    "departAt": IN_AN_HOUR.isoformat(), "arriveAt": (IN_AN_HOUR + timedelta(hours=1)).isoformat(),
}  # fmt: skip
SETTLED = {"decision": "CLOSE", "reason": "It is gone."}
BODIES = {
    "/v1/obstacles": {"kind": "OTHER", **dict(zip(("lat", "lon"), at(700, 0)))}, "/v1/obstacles/{obstacle_id}/votes": {"there": True},
    "/v1/staff/obstacles/{obstacle_id}/looks": {"reason": "a look"}, "/v1/staff/obstacles/{obstacle_id}/settlements": SETTLED,
    "/v1/staff/obstacles/{obstacle_id}/reports/{report_id}/photo/looks": {"reason": "a look"},
    "/v1/plan": trip(), "/v1/trips": {"legs": [WALK]}, "/v1/trips/{trip_id}": {"leg": 0},
    "/otp/gtfs/v1": GRAPH, "/otp/routers/default/index/graphql": GRAPH,
}  # fmt: skip
with (Path(__file__).parent / "matrix.csv").open(encoding="utf-8", newline="") as file:
    MATRIX = list(csv.DictReader(file))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(request, town, tmp_path_factory):
    """The town over a database of each kind."""
    address = request.getfixturevalue(f"{request.param}_for_module")
    settings = Settings(log_requests=False, per_minute=None, database_url=address, staff_token=STAFF, column_key="0123456789abcdef" * 4)
    app = create_app(lambda: town, settings)
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def headers(client, actor: str) -> dict[str, str]:
    if actor == "nobody":
        return {}
    token = {"staff": STAFF, "broken": "aw_dt_" + "x" * 43}.get(actor) or client.post("/v1/devices").json()["token"]
    return {"Authorization": f"Bearer {token}"}


def test_the_matrix_has_every_route_and_no_other(app):
    served = {(method, path.replace(":str", "")) for path, handler in handlers(app) for method in handler.http_methods - {"HEAD", "OPTIONS"}}
    assert {(row["method"], row["route"]) for row in MATRIX} == served
    assert len(MATRIX) == len(served)


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row['method']} {row['route']}")
def test_a_route_answers_each_as_the_matrix_says(served, row):
    found = {}
    for actor in ACTORS:
        sent = headers(served, actor)
        if row["method"] not in SAFE:
            sent["Idempotency-Key"] = str(uuid4())
        answer = served.request(row["method"], row["asked"], headers=sent, json=BODIES.get(row["route"]))
        found[actor] = str(answer.status_code)
        if answer.status_code == 401:
            assert (answer.json()["code"], answer.headers["www-authenticate"]) == ("not_signed_in", "Bearer")
        if answer.status_code == 403:
            assert answer.json()["code"] == "role"
    assert found == {actor: row[actor] for actor in ACTORS}


@pytest.mark.parametrize("header", [
    STAFF, f"Basic {STAFF}", "Bearer", "Bearer ", f"Bearer {STAFF}x", f"Bearer {STAFF[:-1]}", "Bearer aw_dt_",
    "Bearer aw_dt_" + "\xff" * 43, "Bearer " + "a" * 5000,
])  # fmt: skip
def test_a_token_is_whole_or_no_token(served, header):
    answer = served.get("/v1/staff/outbox", headers={"Authorization": header.encode("latin-1")})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_cookies_are_not_read(served):
    token = headers(served, "device")["Authorization"]
    assert served.get("/v1/devices/current", headers={"Cookie": f"Authorization={token}; token={token}"}).status_code == 401


def test_without_a_token_set_nobody_is_staff(client):
    for token in ("", "None", STAFF):
        assert client.get("/v1/staff/outbox", headers={"Authorization": f"Bearer {token}"}).status_code == 401
