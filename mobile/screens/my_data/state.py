"""Everything the city keeps of somebody: to be taken along, or deleted. Both ask for a fresh proof that it is still them. Without Kivy."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from backend.contract.accounts import DeletionResponse, ExportResponse, ExportState
from mobile.accounts import calls
from mobile.accounts.signed_in import CodeAsked, SignedIn, SignedOut
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.payments.local import in_zone

PROOF_ASKED = "step_up_required"


@dataclass(frozen=True)
class MyData:
    """`phase`: loading, ready or trouble. `deleted_at`: when the account will be deleted, if that was asked for."""

    phase: str = "loading"
    exports: tuple[ExportResponse, ...] = ()
    deleted_at: datetime | None = None
    sentence: str = ""


async def load(state: MyData, account: SignedIn) -> AsyncIterator[MyData]:
    try:
        mine, told = await account.account(), await account.ask(calls.exports)
    except SignedOut:
        return
    except ClientError as trouble:
        yield replace(state, phase="ready" if state.phase == "ready" else "trouble", sentence=trouble.sentence)
        return
    zone = account.session.now().tzinfo
    yield MyData("ready", in_zone(tuple(told.exports), zone), mine.deleted_at and mine.deleted_at.astimezone(zone))


def is_made(state: MyData) -> bool:
    """Whether one is being made, so that it is worth asking again soon."""
    return any(export.state is ExportState.MAKING for export in state.exports)


def export_words(state: MyData, today: date) -> tuple[str, str, str]:
    """Title, second line, and what a press does: ask, fetch, or nothing."""
    newest = next(iter(state.exports), None)
    if newest and newest.state is ExportState.MAKING:
        return tr("Your data is being packed"), tr("It takes a moment. This page sees by itself when it is done."), ""
    if newest and newest.state is ExportState.READY:
        until = f"{write.day(newest.expires_at.date(), today, inside=True)} {write.clock(newest.expires_at)}"
        return tr("Save my data"), tr("Can be fetched once, until {time}", time=until), "fetch"
    return tr("Ask for all my data"), tr("One file with everything: JSON, CSV, trips as GPX and ICS"), "ask"


def deletion_words(state: MyData, today: date) -> tuple[str, str]:
    if state.deleted_at:
        day = write.day(state.deleted_at.date(), today, inside=True)
        return tr("Keep my account"), tr("It will be deleted {day}. Until then nothing is lost.", day=day)
    return tr("Delete my account"), tr("After a week, in which you can take it back")


def deleted_words(answer: DeletionResponse, today: date) -> str:
    day = write.day(answer.deleted_at.date(), today, inside=True)
    return tr("Your account will be deleted {day}. Sign in until then to keep it.", day=day)


@dataclass(frozen=True)
class Proving:
    """`phase`: asking, code, checking, done or trouble."""

    phase: str = "asking"
    asked: CodeAsked | None = None
    trouble: str = ""


async def ask_for_proof(account: SignedIn) -> AsyncIterator[Proving]:
    """A code to the address of the account: whoever holds the phone alone cannot take the account along or away."""
    yield Proving()
    try:
        asked = await account.ask_for_code(account.email)
    except ClientError as trouble:
        yield Proving("trouble", trouble=trouble.sentence)
        return
    yield Proving("code", asked)


async def prove(state: Proving, typed: str, account: SignedIn) -> AsyncIterator[Proving]:
    yield replace(state, phase="checking", trouble="")
    try:
        await account.prove(state.asked, typed.strip())
    except ClientError as trouble:
        yield replace(state, phase="code", trouble=trouble.sentence)
        return
    yield replace(state, phase="done")


def describe(state: MyData, today: date) -> list[str]:
    """What can be heard of it, in reading order."""
    if state.phase == "trouble":
        return [state.sentence]
    return [". ".join(export_words(state, today)[:2]), ". ".join(deletion_words(state, today))]
