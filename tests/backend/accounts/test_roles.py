"""Who may do what: given and taken by two administrators who signed in by a passkey, never by oneself; one role at a time."""
import asyncio
from uuid import uuid4

from sqlalchemy import update

from backend.accounts.access import find
from backend.accounts.models import AccountSession
from backend.contract.accounts import Role
from tests.backend.accounts.people import Phone, account_with, bearer, signed_in

ADA, BEA, ANN = "ada@example.org", "bea@example.org", "ann@example.org"
ROLES = "/v1/admin/roles"


async def administrators(database) -> tuple[dict, dict]:
    return [await account_with(database, email, Role.ADMINISTRATOR) for email in (ADA, BEA)]


async def say(client, session: dict, email: str = ANN, role: str = "inspector", **more):
    return await client.post(ROLES, json={"email": email, "role": role, "reason": "Works here."} | more, headers=bearer(session))


async def end(client, session: dict, grant_id: str):
    return await client.delete(f"{ROLES}/{grant_id}", headers=bearer(session))


async def roles_of(client, session: dict) -> list[str]:
    return (await client.get("/v1/account", headers=bearer(session))).json()["roles"]


def assert_second_person(answer) -> None:
    assert (answer.status_code, answer.json()["code"]) == (403, "second_person_required")


async def test_two_administrators_give_a_role_and_two_take_it(client, database):
    ann = await account_with(database, ANN)
    ada, bea = await administrators(database)
    assert await roles_of(client, ann) == ["citizen"]
    proposed = await say(client, ada)
    assert (proposed.status_code, proposed.json()["state"]) == (200, "PROPOSED")
    assert await roles_of(client, ann) == ["citizen"]
    assert (await say(client, bea)).json()["state"] == "GRANTED"
    assert await roles_of(client, ann) == ["citizen", "inspector"]
    grant_id = proposed.json()["grantId"]
    assert (await end(client, bea, grant_id)).json()["state"] == "ENDING"
    assert await roles_of(client, ann) == ["citizen", "inspector"]
    assert (await end(client, ada, grant_id)).json()["state"] == "ENDED"
    assert await roles_of(client, ann) == ["citizen"]
    assert (await end(client, ada, grant_id)).status_code == 404


async def test_one_person_is_not_two(client, database):
    await account_with(database, ANN)
    ada, bea = await administrators(database)
    grant_id = (await say(client, ada)).json()["grantId"]
    assert_second_person(await say(client, ada))
    await say(client, bea)
    await end(client, ada, grant_id)
    assert_second_person(await end(client, ada, grant_id))


async def test_nobody_gives_or_takes_a_role_of_their_own(client, database):
    ada, bea = await administrators(database)
    assert_second_person(await say(client, ada, ADA))
    grant_id = (await say(client, bea, ADA)).json()["grantId"]
    assert_second_person(await say(client, ada, ADA))
    assert_second_person(await end(client, ada, grant_id))


async def test_two_at_once_are_two(client, database):
    ann = await account_with(database, ANN)
    answers = await asyncio.gather(*(say(client, one) for one in await administrators(database)))
    assert sorted(answer.json()["state"] for answer in answers) == ["GRANTED", "PROPOSED"]
    assert await roles_of(client, ann) == ["citizen", "inspector"]


async def test_a_proposal_can_be_taken_back_by_one(client, database):
    await account_with(database, ANN)
    ada, bea = await administrators(database)
    grant_id = (await say(client, ada)).json()["grantId"]
    assert [one["state"] for one in (await client.get(ROLES, headers=bearer(bea))).json()["grants"] if one["email"] == ANN] == ["PROPOSED"]
    assert (await end(client, ada, grant_id)).json()["state"] == "ENDED"
    assert (await say(client, bea)).json()["state"] == "PROPOSED", "it begins anew"


async def test_whoever_says_who_may_do_what_does_not_do_it(client, database):
    ada, bea = await administrators(database)
    await account_with(database, "cleo@example.org", Role.ADMINISTRATOR)
    answer = await say(client, ada, "cleo@example.org", "staff")
    assert (answer.status_code, answer.json()["code"]) == (409, "roles_exclude")
    await account_with(database, ANN, Role.STAFF)
    assert (await say(client, bea, ANN, "administrator")).status_code == 409


async def test_what_cannot_be_given(client, database):
    await account_with(database, ANN)
    ada, _ = await administrators(database)
    for body, status in (
        ({"role": "citizen"}, 422), ({"role": "operator"}, 422), ({"role": "host", "operatorId": "tram"}, 422), ({"role": "king"}, 400),
        ({"email": "nobody@example.org"}, 404), ({"email": "nobody"}, 422), ({"reason": ""}, 422), ({"accountId": "1"}, 400),
    ):  # fmt: skip
        assert (await say(client, ada, **{"email": ANN, "role": "inspector"} | body)).status_code == status, body


async def test_an_operator_is_one_of_somebody(client, database):
    ann = await account_with(database, ANN)
    for one in await administrators(database):
        answer = await say(client, one, role="operator", operatorId="tram")
    assert (answer.json()["operatorId"], answer.json()["state"]) == ("tram", "GRANTED")
    assert await roles_of(client, ann) == ["citizen", "operator"]
    actor, _ = await find(ann["accessToken"], database)
    assert actor.operators == frozenset({"tram"})


async def test_a_mail_opens_nothing_that_works_for_others(client, database):
    ada = await account_with(database, ADA, Role.ADMINISTRATOR, by_passkey=False)
    answer = await client.get(ROLES, headers=bearer(ada))
    assert (answer.status_code, answer.json()["code"]) == (403, "passkey_required")


async def test_everybody_else_is_refused(client, database):
    citizen = await signed_in(client, database, Phone())
    staff = await account_with(database, "sue@example.org", Role.STAFF)
    for session in (citizen, staff):
        answers = [await client.get(ROLES, headers=bearer(session)), await say(client, session), await end(client, session, str(uuid4()))]
        assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "role")] * 3


async def test_giving_and_taking_asks_for_a_fresh_proof(client, database):
    ada, _ = await administrators(database)
    async with database.writing() as session:
        await session.execute(update(AccountSession).values(proved_at=None))
    client.app.state.accounts.signed_in.forget_all()
    assert (await client.get(ROLES, headers=bearer(ada))).status_code == 200
    for answer in (await say(client, ada), await end(client, ada, str(uuid4()))):
        assert (answer.status_code, answer.json()["code"]) == (401, "step_up_required")
