"""Signing in: an address, a code from a mail, done. There is no password."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from mobile.accounts.signed_in import CodeAsked, SignedIn
from mobile.client import ClientError
from mobile.i18n import tr

MOST_ADDRESS = 254
CODE_LETTERS = 8
NOT_COUNTED = "link_invalid"
TOO_MANY = "rate_limited"


@dataclass(frozen=True)
class SignInState:
    """`phase`: address, asking, code (a mail is on its way), checking, done. `trouble` is said below the field."""

    phase: str = "address"
    asked: CodeAsked | None = None
    trouble: str = ""

    @property
    def waits(self) -> bool:
        return self.phase in ("asking", "checking")

    @property
    def has_code(self) -> bool:
        return self.asked is not None


async def ask_for_code(state: SignInState, typed: str, account: SignedIn) -> AsyncIterator[SignInState]:
    """Have a code sent to what was typed; also once more."""
    if trouble := wrong_with_address(typed):
        yield replace(state, trouble=trouble)
        return
    yield replace(state, phase="asking", trouble="")
    try:
        asked = await account.ask_for_code(typed)
    except ClientError as trouble:
        phase = "code" if state.asked else "address"
        yield replace(state, phase=phase, trouble=too_many() if trouble.code == TOO_MANY else trouble.sentence)
        return
    yield SignInState("code", asked)


async def ask_by_browser(state: SignInState, account: SignedIn) -> AsyncIterator[SignInState]:
    """Have a page in the browser show the code, to whoever has a passkey or another mail program there."""
    yield replace(state, phase="asking", trouble="")
    try:
        asked = await account.ask_by_browser()
    except ClientError as trouble:
        yield replace(state, phase="address", trouble=trouble.sentence)
        return
    yield SignInState("code", asked)


async def redeem(state: SignInState, typed: str, account: SignedIn) -> AsyncIterator[SignInState]:
    """What was typed as the code."""
    if wrong := wrong_with_code(typed):
        yield replace(state, trouble=wrong)
        return
    yield replace(state, phase="checking", trouble="")
    try:
        await account.redeem(state.asked, typed.strip())
    except ClientError as trouble:
        yield replace(state, phase="code", trouble=trouble.sentence)
        return
    yield SignInState("done")


def letters_of(typed: str) -> str:
    return "".join(letter for letter in typed if letter.isalnum())


def wrong_with_code(typed: str) -> str:
    return "" if len(letters_of(typed)) == CODE_LETTERS else tr("The code has eight letters and digits.")


def wrong_with_address(typed: str) -> str:
    """What to do about an address that cannot be one, "" for one that may be."""
    text = typed.strip()
    before, at, after = text.rpartition("@")
    if not text:
        return tr("Type your e-mail address.")
    if not (before and at and after) or any(letter.isspace() for letter in text) or len(text) > MOST_ADDRESS:
        return tr("This is no e-mail address. It looks like name@example.org")
    return ""


def too_many() -> str:
    return tr("Some mails were sent already. Look for the last one, or wait a quarter of an hour.")


def heading(state: SignInState) -> str:
    if state.asked and state.asked.address:
        return tr("Look at your browser")
    return tr("Look at your mail") if state.has_code else tr("Sign in by mail")


def explanation(state: SignInState) -> str:
    if state.asked and state.asked.address:
        return tr("The page there shows a code when you have proved who you are. Type it here.")
    if state.asked:
        return tr("A code is on its way to {email}. It counts for ten minutes, on this device only.", email=state.asked.email)
    return tr("Only for paying and for tickets. Everything else works without an account.")


def button_words(state: SignInState) -> str:
    if state.phase == "asking":
        return tr("Asking…")
    if state.phase == "checking":
        return tr("Checking…")
    return tr("Sign in") if state.has_code else tr("Send me a code")


def done_words(is_kept: bool) -> str:
    if is_kept:
        return tr("You are signed in.")
    return tr("You are signed in until the app is closed. This device has no safe place for the key.")


def describe(state: SignInState) -> list[str]:
    """What can be heard of it, in reading order."""
    return [heading(state), explanation(state), *([state.trouble] if state.trouble else []), button_words(state)]
