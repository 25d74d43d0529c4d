"""The passkeys of an account: which they are, when they were used, and whether each counts. Without Kivy."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date

from backend.contract.accounts import MAX_PASSKEY_NAME, PasskeyShown
from mobile.accounts import calls
from mobile.accounts.signed_in import SignedIn, SignedOut
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.i18n import written as write


@dataclass(frozen=True)
class PasskeysState:
    """`phase`: loading, ready or trouble. `sentence` says what is the matter and what to do."""

    phase: str = "loading"
    passkeys: tuple[PasskeyShown, ...] = ()
    sentence: str = ""


@dataclass(frozen=True)
class PasskeyRow:
    passkey_id: str
    title: str
    detail: str
    usable: bool


async def load(state: PasskeysState, account: SignedIn) -> AsyncIterator[PasskeysState]:
    """What was known stays while it is asked anew."""
    try:
        answer = await account.ask(calls.passkeys)
    except SignedOut:
        return
    except ClientError as trouble:
        yield replace(state, phase="ready" if state.phase == "ready" else "trouble", sentence=trouble.sentence)
        return
    yield PasskeysState("ready", tuple(answer.passkeys))


def rows_of(state: PasskeysState, today: date) -> tuple[PasskeyRow, ...]:
    return tuple(row_of(one, today) for one in state.passkeys)


def row_of(one: PasskeyShown, today: date) -> PasskeyRow:
    if not one.usable:
        return PasskeyRow(one.passkey_id, one.name, tr("Turned off: a copy of it was noticed"), False)
    made = write.day(date.fromisoformat(one.first_day), today, inside=True)
    if one.last_day is None:
        return PasskeyRow(one.passkey_id, one.name, tr("Made {day}, not used yet", day=made), True)
    used = write.day(date.fromisoformat(one.last_day), today, inside=True)
    return PasskeyRow(one.passkey_id, one.name, tr("Last used {day}, made {made}", day=used, made=made), True)


def wrong_with_name(typed: str) -> str:
    """"" for a name that can be."""
    if not typed.strip():
        return tr("Give it a name, such as where it lies.")
    return tr("The name is too long.") if len(typed.strip()) > MAX_PASSKEY_NAME else ""


def about() -> str:
    return tr("A passkey signs you in by finger, face or PIN, without a mail. It lies in your phone, computer or key ring, never with the city.")


def describe(state: PasskeysState, today: date) -> list[str]:
    """What can be heard of it, in reading order."""
    if state.phase == "trouble":
        return [state.sentence]
    return [*(f"{row.title}: {row.detail}" for row in rows_of(state, today)), about()]
