"""That it is still you: what takes the account away asks for a proof of the last five minutes."""
from datetime import datetime, timedelta

from sqlalchemy import update

from backend.accounts.models import AccountSession
from backend.database.base import now
from backend.identity.guard import FRESH
from backend.service.policies import Policy, get_declared, list_handlers
from tests.backend.accounts.people import CODE, Phone, bearer, deliver, signed_in
from tests.backend.accounts.test_device_codes import approve, ask

FRESH_ONLY = [
    ("POST", "/v1/account/passkeys"), ("DELETE", "/v1/account/passkeys/01890000-0000-7000-8000-000000000000"), ("POST", "/v1/account/exports"),
    ("POST", "/v1/account/exports/01890000-0000-7000-8000-000000000000/download"), ("POST", "/v1/account/deletion"),
    ("POST", "/v1/account/address"), ("POST", "/v1/account/address/confirmation"),
]  # fmt: skip


async def proved_long_ago(client, database) -> None:
    async with database.writing() as session:
        await session.execute(update(AccountSession).values(proved_at=now() - FRESH - timedelta(seconds=1)))
    client.app.state.accounts.signed_in.forget_all()


async def prove(client, session: dict, **body):
    return await client.post("/v1/account/proof", json=body, headers=bearer(session))


async def link_of(client, database, phone: Phone, email: str = "ann@example.org") -> dict:
    link_id = (await client.post("/v1/auth/email-links", json=phone.request(email))).json()["requestId"]
    return {"linkId": link_id, "code": CODE.search((await deliver(database))[-1].text).group(1), "verifier": phone.redemption()["verifier"]}


async def test_what_takes_the_account_away_asks_for_a_fresh_proof(client, database):
    session = await signed_in(client, database, Phone())
    await proved_long_ago(client, database)
    for method, path in FRESH_ONLY:
        answer = await client.request(method, path, headers=bearer(session) | {"Idempotency-Key": "x" * 30})
        assert (answer.status_code, answer.json()["code"], answer.headers["www-authenticate"]) == (401, "step_up_required", "Bearer"), (method, path)


def test_these_are_all_there_are(client):
    found = {
        (method, path) for path, handler in list_handlers(client.app) for method in handler.http_methods - {"HEAD", "OPTIONS"}
        if get_declared(handler).policy is Policy.ACCOUNT and get_declared(handler).fresh
    }  # fmt: skip
    told = {(method, path.split("/01890000")[0]) for method, path in FRESH_ONLY}
    of_roles = {("POST", "/v1/admin/roles"), ("DELETE", "/v1/admin/roles"), ("POST", "/v1/account/sessions/current/narrowing")}
    assert {(method, path.split("/{")[0]) for method, path in found} == told | of_roles


async def test_a_code_by_mail_is_a_proof_for_five_minutes_on_this_device_alone(client, database):
    phone, tablet = Phone(), Phone("Tablet")
    here, there = await signed_in(client, database, phone), await signed_in(client, database, tablet)
    await proved_long_ago(client, database)
    answer = await prove(client, here, **await link_of(client, database, phone))
    assert answer.status_code == 200, answer.text
    until = datetime.fromisoformat(answer.json()["provedUntil"])
    assert now() + FRESH - timedelta(minutes=1) < until <= now() + FRESH
    mine, others = [(await client.get("/v1/account", headers=bearer(one))).json() for one in (here, there)]
    assert mine["provedUntil"] == answer.json()["provedUntil"]
    assert others.get("provedUntil") is None
    asked = [await client.post("/v1/account/exports", headers=bearer(one) | {"Idempotency-Key": "x" * 30}) for one in (here, there)]
    assert [one.status_code for one in asked] == [202, 401]


async def test_a_device_code_is_a_proof_as_well(client, database):
    phone = Phone()
    session = await signed_in(client, database, phone)
    await proved_long_ago(client, database)
    asked = await ask(client, phone)
    code = (await approve(client, database, asked)).json()["code"]
    body = {"deviceCodeId": asked["deviceCodeId"], "code": code, "verifier": phone.redemption()["verifier"]}
    assert (await prove(client, session, **body)).status_code == 200
    assert (await prove(client, session, **body)).status_code == 400, "once"


async def test_a_proof_for_another_account_is_none(client, database):
    phone = Phone()
    session = await signed_in(client, database, phone)
    await signed_in(client, database, Phone(), "eve@example.org")
    await proved_long_ago(client, database)
    links = await link_of(client, database, phone, "eve@example.org")
    asked = await ask(client, phone)
    code = (await approve(client, database, asked, "eve@example.org")).json()["code"]
    for body in (links, {"deviceCodeId": asked["deviceCodeId"], "code": code, "verifier": links["verifier"]}):
        answer = await prove(client, session, **body)
        assert (answer.status_code, answer.json()["code"]) == (400, "link_invalid")
    assert (await client.get("/v1/account", headers=bearer(session))).json().get("provedUntil") is None


async def test_half_a_proof_is_none(client, database):
    phone = Phone()
    session = await signed_in(client, database, phone)
    for more in ({}, {"linkId": "x"}, {"deviceCodeId": "x", "code": "1"}, {"linkId": "x", "deviceCodeId": "y", "code": "1"}):
        answer = await prove(client, session, verifier=phone.redemption()["verifier"], **more)
        assert (answer.status_code, answer.json()["code"]) == (400, "link_invalid"), more
