"""Passkeys: made in a browser for an account, used there for a device that waits, refused whenever anything about them is not as it should be."""
import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from backend.accounts import passkeys
from backend.accounts.models import HANDLE_BYTES, Account, Passkey, PasskeyChallenge, PasskeyTicket
from backend.accounts.passkeys import MOST, Party, PasskeyRefused
from backend.accounts.secrets import decode, encode
from backend.contract.accounts import Role
from backend.database.base import now
from tests.backend.accounts.authenticator import Authenticator
from tests.backend.accounts.people import Phone, account_with, bearer, deliver, signed_in
from tests.backend.accounts.test_device_codes import ask, redeem

ANN = "ann@example.org"


async def ticket(client, session: dict, name: str = "Key ring") -> tuple[str, str]:
    answer = await client.post("/v1/account/passkeys", json={"name": name}, headers=bearer(session))
    assert answer.status_code == 202, answer.text
    page, _, fragment = answer.json()["address"].partition("#")
    assert page == "http://localhost:8000/passkey"
    return tuple(fragment.split("."))


async def options(client, ticket_id: str, secret: str) -> dict:
    answer = await client.post(f"/v1/auth/passkeys/{ticket_id}/options", json={"secret": secret})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def register(client, session: dict, key: Authenticator, **more):
    ticket_id, secret = await ticket(client, session)
    told = await options(client, ticket_id, secret)
    body = {"secret": secret, "challengeId": told["challengeId"], "credential": key.make(json.loads(told["options"]))} | more
    return await client.post(f"/v1/auth/passkeys/{ticket_id}/register", json=body)


async def registered(client, database, **how) -> tuple[dict, Authenticator]:
    session, key = await signed_in(client, database, Phone()), Authenticator(**how)
    assert (await register(client, session, key)).status_code == 204
    return session, key


async def challenge(client, asked: dict) -> dict:
    answer = await client.post(f"/v1/auth/device-codes/{asked['deviceCodeId']}/passkey-options")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def show(client, asked: dict, told: dict, credential: str):
    body = {"challengeId": told["challengeId"], "credential": credential}
    return await client.post(f"/v1/auth/device-codes/{asked['deviceCodeId']}/approve", json=body)


def assert_refused(answer) -> None:
    assert (answer.status_code, answer.json()["code"]) == (400, "passkey_refused")


async def test_a_passkey_signs_in_a_device(client, database):
    _, key = await registered(client, database)
    phone = Phone("Desk")
    asked = await ask(client, phone)
    told = await challenge(client, asked)
    shown = await show(client, asked, told, key.sign(json.loads(told["options"])))
    assert shown.status_code == 200, shown.text
    session = (await redeem(client, asked, phone, shown.json()["code"])).json()
    assert (await client.get("/v1/account", headers=bearer(session))).json()["email"] == ANN
    listed = (await client.get("/v1/account/passkeys", headers=bearer(session))).json()["passkeys"]
    assert [(one["name"], one["lastDay"], one["usable"]) for one in listed] == [("Key ring", now().date().isoformat(), True)]


async def test_what_a_browser_is_asked_for(client, database):
    session, key = await registered(client, database)
    ticket_id, secret = await ticket(client, session)
    made = json.loads((await options(client, ticket_id, secret))["options"])
    assert made["rp"] == {"name": "Allways", "id": "localhost"}
    chosen = made["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["requireResidentKey"], chosen["userVerification"]) == ("required", True, "required")
    assert made["attestation"] == "none"
    assert [one["alg"] for one in made["pubKeyCredParams"]] == [-8, -7, -257]
    assert [one["id"] for one in made["excludeCredentials"]] == [encode(key.credential_id)]
    handle = decode(made["user"]["id"])
    assert len(handle) == HANDLE_BYTES
    async with database.reading() as session:
        assert (await session.scalars(select(Account))).one().id.bytes not in handle
    used = json.loads((await challenge(client, await ask(client, Phone())))["options"])
    assert (used["rpId"], used["userVerification"], used.get("allowCredentials", [])) == ("localhost", "required", [])
    assert len(decode(used["challenge"])) == 64


async def test_an_answer_counts_once(client, database):
    _, key = await registered(client, database)
    asked = await ask(client, Phone())
    told = await challenge(client, asked)
    credential = key.sign(json.loads(told["options"]))
    assert (await show(client, asked, told, credential)).status_code == 200
    assert_refused(await show(client, asked, told, credential))
    other = await ask(client, Phone())
    assert_refused(await show(client, other, told, credential))
    assert_refused(await show(client, other, await challenge(client, other), credential))


async def test_an_answer_that_is_wrong_in_one_thing_is_refused_and_its_challenge_is_gone(client, database):
    _, key = await registered(client, database)
    for wrong in (
        {"origin": "https://evil.example"}, {"origin": "http://localhost:8001"}, {"verifies": False}, {"host": "evil.example"}, {"handle": b"x" * 64},
        {"credential_id": b"x" * 32},
    ):  # fmt: skip
        asked = await ask(client, Phone())
        told = await challenge(client, asked)
        right = {name: getattr(key, name) for name in wrong}
        for name, value in wrong.items():
            setattr(key, name, value)
        assert_refused(await show(client, asked, told, key.sign(json.loads(told["options"]))))
        for name, value in right.items():
            setattr(key, name, value)
        assert_refused(await show(client, asked, told, key.sign(json.loads(told["options"]))))
        told = await challenge(client, asked)
        assert (await show(client, asked, told, key.sign(json.loads(told["options"])))).status_code == 200, "nothing else was lost by it"


async def test_a_passkey_that_is_made_wrong_is_not_kept(client, database):
    session = await signed_in(client, database, Phone())
    for how in ({"origin": "https://evil.example"}, {"verifies": False}):
        assert_refused(await register(client, session, Authenticator(**how)))
        assert (await client.get("/v1/account/passkeys", headers=bearer(session))).json()["passkeys"] == [], how


async def test_a_challenge_of_another_account_or_a_ticket_used_twice_makes_none(client, database):
    session, key = await signed_in(client, database, Phone()), Authenticator()
    other = await options(client, *await ticket(client, await signed_in(client, database, Phone(), "eve@example.org")))
    assert_refused(await register(client, session, key, challengeId=other["challengeId"]))
    ticket_id, secret = await ticket(client, session)
    for status in (204, 400):
        told = await client.post(f"/v1/auth/passkeys/{ticket_id}/options", json={"secret": secret})
        if status == 400:
            assert told.json()["code"] == "link_invalid"
            break
        body = {"secret": secret, "challengeId": told.json()["challengeId"], "credential": key.make(json.loads(told.json()["options"]))}
        assert (await client.post(f"/v1/auth/passkeys/{ticket_id}/register", json=body)).status_code == status
    assert_refused(await register(client, session, key))


async def test_a_counter_that_stands_still_is_a_copy(client, database):
    session, key = await registered(client, database)
    for _ in range(2):
        asked = await ask(client, Phone())
        told = await challenge(client, asked)
        assert (await show(client, asked, told, key.sign(json.loads(told["options"])))).status_code == 200
    key.counts = 0
    for _ in range(2):
        asked = await ask(client, Phone())
        told = await challenge(client, asked)
        assert_refused(await show(client, asked, told, key.sign(json.loads(told["options"]))))
        key.counts = 1
    assert [mail.subject for mail in await deliver(database)][-1] == "A passkey was turned off for safety"
    listed = (await client.get("/v1/account/passkeys", headers=bearer(session))).json()["passkeys"]
    assert [one["usable"] for one in listed] == [False]


async def test_one_without_a_counter_is_fine(client, database):
    _, key = await registered(client, database, counts=0)
    for _ in range(3):
        asked = await ask(client, Phone())
        told = await challenge(client, asked)
        assert (await show(client, asked, told, key.sign(json.loads(told["options"])))).status_code == 200


async def test_it_is_told_by_mail_removed_and_then_counts_no_more(client, database):
    session, key = await registered(client, database)
    assert "“Key ring”" in (await deliver(database))[-1].text
    eve = await signed_in(client, database, Phone(), "eve@example.org")
    passkey_id = (await client.get("/v1/account/passkeys", headers=bearer(session))).json()["passkeys"][0]["passkeyId"]
    address = f"/v1/account/passkeys/{passkey_id}"
    assert [(await client.delete(address, headers=bearer(one))).status_code for one in (eve, session, session)] == [404, 204, 404]
    asked = await ask(client, Phone())
    told = await challenge(client, asked)
    assert_refused(await show(client, asked, told, key.sign(json.loads(told["options"]))))


async def test_ten_are_the_most(client, database):
    session = await account_with(database, ANN)
    async with database.writing() as writing:
        account = (await writing.scalars(select(Account))).one()
        writing.add_all([Passkey(account_id=account.id, credential_id=bytes([n]), public_key=b"x", sign_count=0, name="x") for n in range(MOST)])
    answer = await client.post("/v1/account/passkeys", json={"name": "one more"}, headers=bearer(session))
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_passkeys")


async def test_who_works_for_others_makes_the_first_by_a_mail_and_no_other(client, database):
    by_mail = await account_with(database, ANN, Role.STAFF, by_passkey=False)
    assert (await register(client, by_mail, Authenticator())).status_code == 204
    passkey_id = (await client.get("/v1/account/passkeys", headers=bearer(by_mail))).json()["passkeys"][0]["passkeyId"]
    address = "/v1/account/passkeys"
    for answer in (
        await client.post(address, json={"name": "Thief"}, headers=bearer(by_mail)),
        await client.delete(f"{address}/{passkey_id}", headers=bearer(by_mail)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "passkey_required")
    by_key = await account_with(database, ANN)
    assert (await register(client, by_key, Authenticator())).status_code == 204


async def test_challenges_and_tickets_last_five_minutes(client, database):
    session, key = await registered(client, database)
    ticket_id, secret = await ticket(client, session)
    asked = await ask(client, Phone())
    told = await challenge(client, asked)
    async with database.writing() as writing:
        for table in (PasskeyChallenge, PasskeyTicket):
            await writing.execute(update(table).values(expires_at=now()))
    assert_refused(await show(client, asked, told, key.sign(json.loads(told["options"]))))
    assert (await client.post(f"/v1/auth/passkeys/{ticket_id}/options", json={"secret": secret})).json()["code"] == "link_invalid"
    assert timedelta(minutes=5) == passkeys.VALID
    async with database.writing() as writing:
        for table in (PasskeyChallenge, PasskeyTicket):
            await writing.execute(update(table).values(expires_at=now() - timedelta(hours=2)))
        assert await passkeys.purge(writing) >= 1
        assert await passkeys.purge(writing) == 0


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
NESTED = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8)
FIELDS = ("id", "rawId", "type", "response", "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")
RESPONSES = st.dictionaries(st.sampled_from(FIELDS), NESTED | st.just("public-key") | st.just("AAAA"), max_size=5)
CREDENTIALS = st.text(max_size=60) | st.dictionaries(st.sampled_from(FIELDS), NESTED | RESPONSES | st.just("AAAA"), max_size=6).map(json.dumps)


@settings(max_examples=300, deadline=None)
@given(CREDENTIALS)
def test_whatever_is_sent_for_a_credential_is_refused_and_nothing_breaks(text):
    party = Party.of("http://localhost:8000")
    with pytest.raises(PasskeyRefused):
        passkeys.check_registration(text, b"x" * 64, party)
    try:
        shown = passkeys.read_credential(text)
    except PasskeyRefused:
        return
    with pytest.raises(PasskeyRefused):
        passkeys.check_sign_in(shown, Passkey(public_key=b"x"), b"x" * 64, party)


async def test_a_passkey_is_called_something_else_by_its_owner_alone(client, database):
    session, _ = await registered(client, database)
    (known,) = (await client.get("/v1/account/passkeys", headers=bearer(session))).json()["passkeys"]
    path, named = f"/v1/account/passkeys/{known['passkeyId']}", {"name": "Blue key"}
    other = await account_with(database, "bea@example.org")
    assert (await client.patch(path, json=named, headers=bearer(other))).status_code == 404
    assert (await client.patch(path, json=named, headers=bearer(session))).status_code == 204
    assert (await client.patch(path, json={"name": ""}, headers=bearer(session))).status_code == 422
    (renamed,) = (await client.get("/v1/account/passkeys", headers=bearer(session))).json()["passkeys"]
    assert renamed == known | named
