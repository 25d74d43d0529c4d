"""Staying signed in: tokens that change, keys that stay, thieves that are noticed."""
import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from backend.accounts import sessions
from backend.accounts.models import Account, AccountSession, SessionToken
from backend.accounts.secrets import hashed
from backend.accounts.sessions import GRACE, LONGEST, MOST_LOST, MOST_SESSIONS, PER_HOUR
from backend.database.base import now
from tests.backend.accounts.people import Phone, bearer, deliver, signed_in


async def refreshed(client, phone: Phone, session: dict) -> dict:
    answer = await ask_refresh(client, phone, session)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ask_refresh(client, phone: Phone, session: dict):
    return await client.post("/v1/auth/refresh", json=phone.renewal(session))


async def code_of_me(client, session: dict) -> str:
    answer = await client.get("/v1/account", headers=bearer(session))
    return "ok" if answer.status_code == 200 else answer.json()["code"]


async def some_time_later(database, later: timedelta) -> None:
    """What happened, happened that much earlier."""
    async with database.writing() as session:
        for token in await session.scalars(select(SessionToken)):
            token.created_at -= later
            token.access_expires_at -= later
            token.used_at = token.used_at and token.used_at - later


def assert_ended(answer) -> None:
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_refresh_gives_new_tokens_and_the_access_token_before_lasts_its_time(client, database):
    phone = Phone()
    first = await signed_in(client, database, phone)
    second = await refreshed(client, phone, first)
    assert second["sessionId"] == first["sessionId"]
    assert not {first[name] for name in ("accessToken", "refreshToken", "refreshNonce")} & set(second.values())
    assert [await code_of_me(client, session) for session in (first, second)] == ["ok", "ok"]


async def test_only_hashes_are_kept(client, database):
    given = await signed_in(client, database, Phone())
    async with database.reading() as session:
        row = (await session.scalars(select(SessionToken))).one()
    assert (row.access_hash, row.refresh_hash) == (hashed(given["accessToken"]), hashed(given["refreshToken"]))


async def test_an_access_token_lasts_a_quarter_of_an_hour(client, database):
    given = await signed_in(client, database, Phone())
    await some_time_later(database, timedelta(minutes=16))
    assert await code_of_me(client, given) == "token_expired"


async def test_an_answer_that_was_lost_may_be_asked_for_again(client, database):
    phone = Phone()
    first = await signed_in(client, database, phone)
    await refreshed(client, phone, first)
    again = await refreshed(client, phone, first)
    assert await code_of_me(client, await refreshed(client, phone, again)) == "ok"


async def test_but_not_once_its_successor_is_used(client, database):
    phone = Phone()
    first = await signed_in(client, database, phone)
    third = await refreshed(client, phone, await refreshed(client, phone, first))
    assert_ended(await ask_refresh(client, phone, first))
    assert await code_of_me(client, third) == "session_ended"
    assert_ended(await ask_refresh(client, phone, third))


async def test_nor_after_thirty_seconds(client, database):
    phone = Phone()
    first = await signed_in(client, database, phone)
    second = await refreshed(client, phone, first)
    await some_time_later(database, GRACE + timedelta(seconds=1))
    assert_ended(await ask_refresh(client, phone, first))
    assert await code_of_me(client, second) == "session_ended"


async def test_of_two_successors_the_one_used_second_is_stolen(client, database):
    phone = Phone()
    first = await signed_in(client, database, phone)
    one, other = [await refreshed(client, phone, first) for _ in range(2)]
    await refreshed(client, phone, one)
    assert_ended(await ask_refresh(client, phone, other))
    assert await code_of_me(client, one) == "session_ended"


async def test_answers_get_lost_a_few_times_in_a_row_and_no_more(client, database):
    phone = Phone()
    first = await signed_in(client, database, phone)
    for _ in range(MOST_LOST):
        await refreshed(client, phone, first)
    assert_ended(await ask_refresh(client, phone, first))


async def test_a_theft_is_told_by_mail_and_ends_that_device_alone(client, database):
    phone, tablet = Phone("Pixel 8"), Phone("Tablet")
    first, other = await signed_in(client, database, phone), await signed_in(client, database, tablet)
    await refreshed(client, phone, await refreshed(client, phone, first))
    for _ in range(2):
        assert_ended(await ask_refresh(client, phone, first))
    mails = [mail for mail in await deliver(database) if mail.subject == "A device was signed out for safety"]
    assert len(mails) == 1
    assert "“Pixel 8”" in mails[0].text
    assert await code_of_me(client, other) == "ok"


async def test_a_token_without_the_key_of_its_device_is_worth_nothing_and_ends_nothing(client, database):
    phone, thief = Phone(), Phone()
    first = await signed_in(client, database, phone)
    answer = await ask_refresh(client, thief, first)
    assert (answer.status_code, answer.json()["code"]) == (401, "device_key_refused")
    await refreshed(client, phone, first)


async def test_a_signature_is_over_the_nonce_of_its_token(client, database):
    phone = Phone()
    first = await signed_in(client, database, phone)
    second = await refreshed(client, phone, first)
    answer = await ask_refresh(client, phone, second | {"refreshNonce": first["refreshNonce"]})
    assert answer.json()["code"] == "device_key_refused"


async def test_refreshes_at_once_stand_in_line(client, database):
    phone = Phone()
    first = await signed_in(client, database, phone)
    answers = await asyncio.gather(*(ask_refresh(client, phone, first) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(SessionToken).where(SessionToken.used_at.is_not(None))) == 1


async def test_a_token_nobody_knows_is_of_no_session(client):
    for token in ("aw_rt_" + "x" * 43, "x", "aw_at_" + "x" * 43):
        assert_ended(await client.post("/v1/auth/refresh", json={"refreshToken": token, "signature": "x" * 90}))


async def test_refreshes_have_a_limit_by_the_hour(client, database):
    phone = Phone()
    given = await signed_in(client, database, phone)
    for _ in range(PER_HOUR - 1):
        given = await refreshed(client, phone, given)
    answer = await ask_refresh(client, phone, given)
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    await some_time_later(database, timedelta(minutes=61))
    await refreshed(client, phone, given)


async def test_a_session_in_use_lasts_on_but_not_for_ever(client, database):
    phone = Phone()
    given = await signed_in(client, database, phone)
    async with database.writing() as session:
        row = (await session.scalars(select(AccountSession))).one()
        row.created_at = now() - LONGEST + timedelta(minutes=5)
    given = await refreshed(client, phone, given)
    assert given["refreshExpiresAt"] == given["accessExpiresAt"], "the last minutes"
    async with database.writing() as session:
        await session.execute(update(AccountSession).values(expires_at=now()))
    assert await code_of_me(client, given) == "session_ended"
    assert_ended(await ask_refresh(client, phone, given))


async def test_devices_are_listed_with_days_and_no_nearer(client, database):
    phone, tablet = Phone("Pixel 8"), Phone("Tablet")
    here = await signed_in(client, database, phone)
    await signed_in(client, database, tablet)
    async with database.writing() as session:
        await session.execute(update(AccountSession).where(AccountSession.device_name == "Pixel 8").values(
            created_at=now() - timedelta(days=3), last_day=sessions.day_of(now() - timedelta(days=1)),
        ))  # fmt: skip
    listed = (await client.get("/v1/account/sessions", headers=bearer(here))).json()["sessions"]
    assert [(one["deviceName"], one["current"]) for one in listed] == [("Tablet", False), ("Pixel 8", True)]
    assert listed[1]["firstDay"] == (now() - timedelta(days=3)).date().isoformat()
    assert listed[1]["lastDay"] == (now() - timedelta(days=1)).date().isoformat()


async def test_a_new_device_is_told_by_mail_and_the_first_is_not(client, database):
    await signed_in(client, database, Phone())
    assert [mail.subject for mail in await deliver(database)] == ["Sign in to Allways"]
    await signed_in(client, database, Phone("Tablet"))
    last = (await deliver(database))[-1]
    assert (last.recipient, last.subject) == ("ann@example.org", "A new device is signed in")
    assert "“Tablet”" in last.text


async def test_one_device_is_ended_and_out_at_once(client, database):
    here, there = await signed_in(client, database, Phone()), await signed_in(client, database, Phone("Tablet"))
    assert await code_of_me(client, there) == "ok"
    address = f"/v1/account/sessions/{there['sessionId']}"
    assert (await client.delete(address, headers=bearer(here))).status_code == 204
    assert [await code_of_me(client, session) for session in (here, there)] == ["ok", "session_ended"]
    assert (await client.delete(address, headers=bearer(here))).status_code == 404
    assert len((await client.get("/v1/account/sessions", headers=bearer(here))).json()["sessions"]) == 1


@pytest.mark.parametrize("which, left", [("/current", ["session_ended", "ok"]), ("", ["session_ended", "session_ended"])])
async def test_signing_out_here_and_everywhere(client, database, which, left):
    here, there = await signed_in(client, database, Phone()), await signed_in(client, database, Phone("Tablet"))
    assert (await client.delete(f"/v1/account/sessions{which}", headers=bearer(here))).status_code == 204
    assert [await code_of_me(client, session) for session in (here, there)] == left


async def test_sessions_of_others_are_as_absent(client, database):
    ann, eve = await signed_in(client, database, Phone()), await signed_in(client, database, Phone(), "eve@example.org")
    others, absent = [
        await client.delete(f"/v1/account/sessions/{session_id}", headers=bearer(eve)) for session_id in (ann["sessionId"], uuid4())
    ]
    assert others.status_code == absent.status_code == 404
    assert others.json() | {"instance": ""} == absent.json() | {"instance": ""}
    assert await code_of_me(client, ann) == "ok"


async def test_devices_are_bounded_and_the_one_seen_longest_ago_makes_room(database):
    async with database.writing() as session:
        session.add(account := Account(email="ann@example.org", email_key="ann@example.org", locale="en"))
        await session.flush()
        given = [await sessions.begin(session, account.id, f"Phone {n}", Phone().point) for n in range(MOST_SESSIONS + 2)]
    async with database.reading() as session:
        ended = set(await session.scalars(select(AccountSession.id).where(AccountSession.ended_at.is_not(None))))
    assert ended == {tokens.session_id for tokens in given[:2]}


async def test_what_is_long_over_is_forgotten_and_what_is_in_use_stays(client, database):
    phone, tablet = Phone(), Phone("Tablet")
    given = await signed_in(client, database, phone)
    given = await refreshed(client, phone, given)
    await signed_in(client, database, tablet)
    month = timedelta(days=31)
    async with database.writing() as session:
        await session.execute(update(SessionToken).where(SessionToken.used_at.is_not(None)).values(used_at=now() - month))
        await session.execute(update(AccountSession).where(AccountSession.device_name == "Tablet").values(ended_at=now() - month))
    async with database.writing() as session:
        assert await sessions.purge(session) == 2
        assert await sessions.purge(session) == 0
    await refreshed(client, phone, given)


async def test_a_deleted_account_takes_its_sessions_with_it(client, database):
    given = await signed_in(client, database, Phone())
    async with database.writing() as session:
        await session.delete((await session.scalars(select(Account))).one())
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(SessionToken)) == 0
    assert given
