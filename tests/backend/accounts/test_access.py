"""Access tokens: looked up once in ten seconds, and never believed longer than they last."""
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from backend.accounts import sessions
from backend.accounts.access import KEPT_S, SessionEnded, SignedIn, TokenExpired
from backend.accounts.models import AccountSession, SessionToken
from backend.contract.accounts import Role
from backend.database.base import now
from backend.service.errors import NotSignedIn
from tests.backend.accounts.people import Phone, account_with, bearer, signed_in


class Clock:
    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


async def test_who_was_ended_elsewhere_is_out_within_ten_seconds(client, database):
    given, clock = await signed_in(client, database, Phone()), Clock()
    door = SignedIn(clock)
    actor = await door.read(given["accessToken"], database)
    assert actor.session_id == UUID(given["sessionId"])
    async with database.writing() as session:
        await sessions.end(session, [actor.session_id])
    clock.now_s += KEPT_S - 1
    assert await door.read(given["accessToken"], database) == actor, "looked up once in ten seconds"
    clock.now_s += 2
    with pytest.raises(SessionEnded):
        await door.read(given["accessToken"], database)
    assert KEPT_S <= 10


async def test_what_is_kept_does_not_outlast_the_token(client, database):
    given, clock = await signed_in(client, database, Phone()), Clock()
    async with database.writing() as session:
        await session.execute(update(SessionToken).values(access_expires_at=now() + timedelta(seconds=3)))
    door = SignedIn(clock)
    await door.read(given["accessToken"], database)
    async with database.writing() as session:
        await session.execute(update(SessionToken).values(access_expires_at=now()))
    clock.now_s += 4
    with pytest.raises(TokenExpired):
        await door.read(given["accessToken"], database)


@pytest.mark.parametrize("token", ["aw_at_", "aw_at_" + "x" * 43, "aw_at_" + "x" * 44])
async def test_a_text_that_looks_like_a_token_is_none(database, token):
    with pytest.raises(NotSignedIn) as refused:
        await SignedIn().read(token, database)
    assert refused.value.code == "not_signed_in"


async def test_a_refusal_is_looked_up_again_so_that_a_new_role_holds_at_once(client, database):
    """As it is when another process gave the role, or took the proof."""
    given = await account_with(database, "ada@example.org")
    assert (await client.get("/v1/admin/roles", headers=bearer(given))).status_code == 403
    await account_with(database, "ada@example.org", Role.ADMINISTRATOR)
    assert (await client.get("/v1/admin/roles", headers=bearer(given))).status_code == 200
    async with database.writing() as session:
        await session.execute(update(AccountSession).values(by_passkey=False))
    client.app.state.accounts.signed_in.forget_all()
    assert (await client.get("/v1/admin/roles", headers=bearer(given))).json()["code"] == "passkey_required"
