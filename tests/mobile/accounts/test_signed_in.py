"""Signing in and staying signed in, with the real service: codes by mail, tokens that change, keys in their safe place, and a polite end."""
import asyncio
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from mobile.accounts import calls
from mobile.accounts.signed_in import SignedOut
from mobile.client import Refused, Unreachable
from mobile.device.fake import FakeSecureStore
from mobile.device.linux import NoSecureStore
from tests.mobile.accounts.people import sign_in, somebody
from tests.mobile.reporting.phones import phone


class Spy(FakeSecureStore):
    """A safe place that remembers everything it was given."""

    def __init__(self):
        super().__init__()
        self.given = []

    def keep(self, name, value):
        self.given.append(value)
        super().keep(name, value)


def wear_out(session) -> None:
    """The quarter of an hour of the token is over, for this phone."""
    session.account._until = session.now()


async def test_a_code_from_a_mail_signs_in_and_the_next_start_is_still_signed_in(tmp_path, backend):
    safe = Spy()
    async with phone(tmp_path / "a", backend.address, safe) as session:
        heard = []
        session.listen(heard.append)
        assert not session.account.on
        email = await sign_in(session)
        assert (session.account.on, session.account.email, session.account.is_kept) == (True, email, True)
        assert (await session.account.account()).email == email
        assert heard.count("account") == 1
    async with phone(tmp_path / "a", backend.address, safe) as session:
        await session.account.restore()
        assert (await session.account.account()).email == email, "with a token that was asked for anew"


async def test_nothing_of_it_is_in_the_file_of_the_app(tmp_path, backend):
    safe = Spy()
    async with phone(tmp_path, backend.address, safe) as session:
        email = await sign_in(session)
        token = await session.account.ask(lambda client, token: asyncio.sleep(0, token))
        secrets = [token, *(value for text in safe.given for value in text.split('"') if len(value) > 40)]
    with sqlite3.connect(tmp_path / "allways.db") as database:
        kept = "\n".join(database.iterdump())
    assert len(secrets) > 3
    assert not [secret for secret in secrets if secret in kept]
    assert email not in kept


async def test_without_a_safe_place_one_is_signed_in_until_the_app_is_closed(tmp_path, backend):
    async with phone(tmp_path, backend.address, NoSecureStore()) as session:
        email = await sign_in(session)
        assert (session.account.on, session.account.is_kept) == (True, False)
        assert (await session.account.account()).email == email
    async with phone(tmp_path, backend.address, NoSecureStore()) as session:
        await session.account.restore()
        assert not session.account.on


async def test_the_next_token_is_kept_before_it_is_used(tmp_path, backend):
    safe = Spy()
    async with phone(tmp_path, backend.address, safe) as session:
        await sign_in(session)
        for _ in range(3):
            wear_out(session)
            before = len(safe.given)
            await session.account.account()
            assert len(safe.given) == before + 1


async def test_many_questions_at_once_ask_for_one_new_token(tmp_path, backend):
    safe = Spy()
    async with phone(tmp_path, backend.address, safe) as session:
        email = await sign_in(session)
        wear_out(session)
        before = len(safe.given)
        answers = await asyncio.gather(*(session.account.account() for _ in range(8)))
        assert [answer.email for answer in answers] == [email] * 8
        assert len(safe.given) == before + 1


async def test_a_page_that_is_left_meanwhile_loses_no_token(tmp_path, backend):
    safe = Spy()
    async with phone(tmp_path, backend.address, safe) as session:
        email = await sign_in(session)
        wear_out(session)
        before = len(safe.given)
        asking = asyncio.ensure_future(session.account.account())
        await asyncio.sleep(0)
        asking.cancel()
        async with asyncio.timeout(60):
            while len(safe.given) == before:
                await asyncio.sleep(0.01)
        assert (await session.account.account()).email == email


async def test_a_session_ended_elsewhere_ends_politely(tmp_path, backend):
    safe = Spy()
    async with phone(tmp_path / "a", backend.address, safe) as one, phone(tmp_path / "b", backend.address) as other:
        email = await sign_in(one)
        await sign_in(other, email)
        assert one.account.session_id != other.account.session_id
        ended = one.account.session_id
        await other.account.ask(lambda client, token: calls.end_session(client, ended, token))
        heard, read = [], []
        one.listen(heard.append)
        one.on_words = read.append
        with pytest.raises(SignedOut, match="Sign in again"):
            await one.account.account()
        assert (one.account.on, heard, safe.kept) == (False, ["account"], {})
        assert read == ["You are signed out on this device. Sign in again to go on."]
        with pytest.raises(SignedOut):
            await one.account.account()


async def test_signing_out_leaves_nothing_also_without_network(tmp_path, demo):
    from tests.mobile.server import LiveBackend

    city, safe = LiveBackend(demo).start(), Spy()
    try:
        async with phone(tmp_path, city.address, safe) as session:
            await sign_in(session)
            assert await session.account.sign_out()
            assert (session.account.on, safe.kept) == (False, {})
            await sign_in(session)
            await asyncio.to_thread(city.stop)
            assert not await session.account.sign_out()
            assert (session.account.on, safe.kept) == (False, {})
    finally:
        await asyncio.to_thread(city.stop)


async def test_no_answer_is_no_end(tmp_path, demo):
    from tests.mobile.server import LiveBackend

    city = LiveBackend(demo).start()
    async with phone(tmp_path, city.address) as session:
        await sign_in(session)
        await asyncio.to_thread(city.stop)
        wear_out(session)
        with pytest.raises(Unreachable):
            await session.account.account()
        assert session.account.on


async def test_a_wrong_code_signs_in_nobody_and_says_what_to_do(tmp_path, backend):
    async with phone(tmp_path, backend.address) as session:
        asked = await session.account.ask_for_code(somebody())
        with pytest.raises(Refused, match="Ask for a new one") as refused:
            await session.account.redeem(asked, "0000-0000")
        assert (refused.value.code, session.account.on) == ("link_invalid", False)


@pytest.mark.parametrize("damaged", ["", "{}", "[]", '{"key": "x", "session_id": "", "refresh_token": "", "refresh_nonce": ""}', "\x00"])
async def test_something_damaged_in_the_safe_place_is_as_nothing(tmp_path, backend, damaged):
    safe = FakeSecureStore()
    async with phone(tmp_path, backend.address, safe) as session:
        safe.kept[f"account for {backend.address}"] = damaged
        await session.account.restore()
        assert not session.account.on


async def test_each_city_has_its_own_account(tmp_path, backend):
    async with phone(tmp_path, backend.address) as session:
        email = await sign_in(session)
        session.change(backend="http://127.0.0.1:9")
        await asyncio.sleep(0)
        async with asyncio.timeout(60):
            while session.account.on:
                await asyncio.sleep(0.01)
        session.change(backend=backend.address)
        async with asyncio.timeout(60):
            while not session.account.on:
                await asyncio.sleep(0.01)
        assert (await session.account.account()).email == email


async def test_a_clock_that_is_wrong_asks_for_a_token_and_no_more(tmp_path, backend):
    async with phone(tmp_path, backend.address) as session:
        email = await sign_in(session)
        session.ahead = timedelta(days=-2)
        assert (await session.account.account()).email == email
        assert replace(session.settings) == session.settings
