"""Passkeys and another address as they are told on the pages of the account, in every language."""
from datetime import timedelta
from types import SimpleNamespace

import pytest

from backend.contract.accounts import AccountResponse, AddressChanged, PasskeyShown, PasskeysResponse
from mobile.accounts.signed_in import SignedOut
from mobile.client import Refused
from mobile.i18n import LANGUAGES, use
from mobile.screens.account import state as account
from mobile.screens.passkeys.state import PasskeysState, about, describe, load, wrong_with_name
from mobile.screens.sign_in.state import wrong_with_code
from tests.mobile.payments.told import NOON

TODAY, SOON = NOON.date(), NOON + timedelta(days=3)
NOTHING = PasskeysState()
RING = PasskeyShown("1", "Key ring", "2026-11-28", None, True)
PHONE = PasskeyShown("2", "Pixel 8", "2026-11-02", "2026-11-28", True)
COPIED = PasskeyShown("3", "Old phone", "2026-11-02", "2026-11-28", False)


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use("en")


async def loaded(answer, state=NOTHING) -> list[PasskeysState]:
    async def ask(question):
        if isinstance(answer, Exception):
            raise answer
        return PasskeysResponse(list(answer))

    return [state async for state in load(state, SimpleNamespace(ask=ask))]


async def test_passkeys_say_when_they_were_used_and_whether_they_count():
    (state,) = await loaded((RING, PHONE, COPIED))
    assert describe(state, TODAY) == [
        "Key ring: Made yesterday, not used yet", "Pixel 8: Last used yesterday, made Mon 2 Nov",
        "Old phone: Turned off: a copy of it was noticed", about(),
    ]  # fmt: skip


async def test_what_was_known_stays_without_a_network():
    (trouble,) = await loaded(Refused("No answer.", "busy"))
    assert (trouble.phase, describe(trouble, TODAY)) == ("trouble", ["No answer."])
    (kept,) = await loaded(Refused("No answer.", "busy"), PasskeysState("ready", (RING,)))
    assert (kept.phase, kept.passkeys) == ("ready", (RING,))
    assert await loaded(SignedOut()) == []


@pytest.mark.parametrize(("typed", "right"), [("Key ring", True), ("  ", False), ("x" * 61, False), ("x" * 60, True)])
def test_a_name_is_looked_at_before_it_is_sent(typed, right):
    assert (wrong_with_name(typed) == "") == right


def test_an_address_that_waits_can_be_kept():
    mine = AccountResponse("ann@example.org", "en", NOON, [], new_email="new@example.org", new_email_at=SOON)
    title, detail = account.moving_words(mine, TODAY)
    assert title == "Keep my address"
    assert "Wed 2 Dec your address changes to new@example.org." in detail
    assert account.moving_words(AccountResponse("ann@example.org", "en", NOON, []), TODAY) == ("", "")
    assert account.moving_words(None, TODAY) == ("", "")


def test_it_is_said_whether_it_is_changed_or_will_be():
    assert account.changed_words(AddressChanged(NOON), NOON) == "Your address is changed."
    assert account.changed_words(AddressChanged(SOON), NOON) == "Your address changes Wed 2 Dec. Until then the old one can stop it."
    assert [row.key for row in account.rows() if row.key in ("passkeys", account.ADDRESS)] == ["passkeys", "address"]
    assert wrong_with_code("7K2M-94QX") == ""
    assert wrong_with_code("7K2") == "The code has eight letters and digits."


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_stand_in_every_language(language):
    use(language)
    told = describe(PasskeysState("ready", (RING, PHONE, COPIED)), TODAY)
    assert all(told)
    assert len(set(told)) == 4
