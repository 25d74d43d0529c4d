"""Every route as each kind of caller meets it: what `matrix.csv` says, neither more nor less.

machine: with the token of the staff · citizen to administrator: people with that role, signed in with a passkey a moment ago · ended: their device
was signed out.
"""
import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from litestar.testing import TestClient

from backend.accounts import sessions
from backend.accounts.models import RoleGrant
from backend.accounts.service import find_or_make
from backend.contract.accounts import Role
from backend.database.base import now
from backend.paying.provider import Provider
from backend.service.app import create_app
from backend.service.policies import SAFE
from backend.service.schema import handlers
from backend.service.settings import Settings
from signing.key_folders import renew_folder
from signing.keys import SigningKey
from tests.backend.days.asked import day
from tests.backend.service.test_routes import trip
from tests.worlds.town import at, open_town_anew

# Nobody listens there.
AWAY = Provider("http://127.0.0.1:9", "sk_test_0123456789", secrets=("whsec_0123456789",))
STAFF = "staff-of-elmstead-0123456789abcdef"
PEOPLE = (*Role, "ended")
ACTORS = ("nobody", "device", "other", "machine", "broken", *PEOPLE)
REFUSED = ("401", "403")
GRAPH = {"query": "{feeds{feedId}}"}
IN_AN_HOUR = datetime.now(UTC) + timedelta(hours=1)
WALK = {
    "mode": "WALK", "from": dict(zip(("lat", "lon"), at(100, 0))), "to": dict(zip(("lat", "lon"), at(900, 0))),
    "departAt": IN_AN_HOUR.isoformat(), "arriveAt": (IN_AN_HOUR + timedelta(hours=1)).isoformat(),
}  # fmt: skip
# Of the private key 7.
POINT = "BI5TO2-gv3tGJbswZnwB-2B--fi4qA_vWzAGKHAxh7Kjc-sdveAzGDZtBp-DpvWQAFPHNjPLBBshxV4ahsH0ALQ"
SETTLED = {"decision": "CLOSE", "reason": "It is gone."}
BODIES = {
    "/v1/obstacles": {"kind": "OTHER", **dict(zip(("lat", "lon"), at(700, 0)))}, "/v1/obstacles/{obstacle_id}/votes": {"there": True},
    "/v1/staff/obstacles/{obstacle_id}/looks": {"reason": "a look"}, "/v1/staff/obstacles/{obstacle_id}/settlements": SETTLED,
    "/v1/staff/obstacles/{obstacle_id}/reports/{report_id}/photo/looks": {"reason": "a look"},
    **{path: {"category": "litter", "place": dict(zip(("lat", "lon"), at(700, 0)))} for path in ("/v1/requests", "/v1/requests/responsible")},
    "/v1/requests/{code}/following": {"following": True},
    "/v1/requests/{code}/comments": {"words": "a note"}, "/v1/requests/{code}/visibility": {"visibility": "body"},
    "/v1/requests/{code}/disputes": {"words": "not done"}, "/v1/notices/read": {"upTo": "01890000-0000-7000-8000-000000000000"},
    "/v1/notices/ways": {"push": True}, "/v1/notices/endpoint": {"endpoint": "https://9.9.9.9/push", "p256dh": POINT, "auth": "A" * 22},
    "/v1/requests/areas-followed": {"centre": dict(zip(("lat", "lon"), at(3000, 0))), "radiusM": 50},
    "/v1/staff/requests/{code}/changes": {"action": "comment", "words": "a note", "public": False},
    "/v1/plan": trip(), "/v1/days": day(), "/v1/trips": {"legs": [WALK]}, "/v1/trips/{trip_id}": {"leg": 0},
    "/v1/admin/open311-keys": {"name": "Fix my town"},
    "/otp/gtfs/v1": GRAPH, "/otp/routers/default/index/graphql": GRAPH,
}  # fmt: skip
with (Path(__file__).parent / "matrix.csv").open(encoding="utf-8", newline="") as file:
    MATRIX = list(csv.DictReader(file))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(request, tmp_path_factory):
    """The town over a database of each kind."""
    town = open_town_anew()
    address = request.getfixturevalue(f"{request.param}_for_module")
    keys = tmp_path_factory.mktemp("keys")
    renew_folder(keys, "elmstead", SigningKey.new(), datetime.now(UTC))
    settings = Settings(
        log_requests=False, per_minute=None, database_url=address, staff_token=STAFF, column_key="0123456789abcdef" * 4, ticket_keys=keys,
        provider=AWAY,
    )  # fmt: skip
    app = create_app(lambda: town, settings)
    with TestClient(app, base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="module")
def known(served) -> dict[str, dict[str, str]]:
    """How each is signed in."""
    return {}


def asking(client, actor: str, row: dict[str, str], known: dict[str, dict[str, str]]) -> dict[str, str]:
    """The same person for all that only looks or is to be refused; for what changes something somebody new."""
    if row["method"] not in SAFE and row[actor] not in REFUSED:
        return headers(client, actor)
    if actor not in known:
        known[actor] = headers(client, actor)
    return dict(known[actor])


def headers(client, actor: str) -> dict[str, str]:
    if actor == "nobody":
        return {}
    if actor in PEOPLE:
        return {"Authorization": f"Bearer {client.blocking_portal.call(sign_in, client.app.state.database, actor)}"}
    token = {"machine": STAFF, "broken": "aw_dt_" + "x" * 43}.get(actor) or client.post("/v1/devices").json()["token"]
    return {"Authorization": f"Bearer {token}"}


async def sign_in(database, actor: str) -> str:
    """The access token of somebody new."""
    async with database.writing() as session:
        account_id, _ = await find_or_make(session, f"{uuid4()}@example.org", "en")
        if actor not in (Role.CITIZEN, "ended"):
            operator = "tram" if actor == Role.OPERATOR else ""
            session.add(RoleGrant(account_id=account_id, role=actor, operator_id=operator, reason="", granted_at=now()))
        tokens = await sessions.begin(session, account_id, "Laptop", b"\x04" + bytes(64), by_passkey=True)
        if actor == "ended":
            await sessions.end(session, [tokens.session_id])
    return tokens.access


def test_the_matrix_has_every_route_and_no_other(app):
    """Rooms of the console are opened by a cookie and by no token: tests/backend/console/test_every_room.py walks them."""
    served = {
        (method, path.replace(":str", "")) for path, handler in handlers(app) for method in handler.http_methods - {"HEAD", "OPTIONS"}
        if not path.startswith("/console")
    }
    assert {(row["method"], row["route"]) for row in MATRIX} == served
    assert len(MATRIX) == len(served)


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row['method']} {row['route']}")
def test_a_route_answers_each_as_the_matrix_says(served, known, row):
    found = {}
    for actor in ACTORS:
        sent = asking(served, actor, row, known)
        if row["method"] not in SAFE:
            sent["Idempotency-Key"] = str(uuid4())
        answer = served.request(row["method"], row["asked"], headers=sent, json=BODIES.get(row["route"]))
        found[actor] = str(answer.status_code)
        if answer.status_code == 401:
            expected = "session_ended" if actor == "ended" else "not_signed_in"
            assert (answer.json()["code"], answer.headers["www-authenticate"]) == (expected, "Bearer")
        if answer.status_code == 403 and not row["route"].startswith("/open311/"):
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
