"""What one agrees to, purpose by purpose, in the words of the city. Nothing is agreed to before it is switched on."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from backend.contract.consents import Consent, ConsentChange, Purpose
from mobile.accounts import calls
from mobile.accounts.signed_in import SignedIn, SignedOut
from mobile.client import ClientError
from mobile.i18n import tr

TITLES = {
    Purpose.WHEELCHAIR_PLACE: ("human-wheelchair", lambda: tr("Ask for a wheelchair place")),
    Purpose.CONCESSION: ("card-account-details-outline", lambda: tr("Tell that a lower price holds")),
    Purpose.STATISTICS: ("chart-bar", lambda: tr("Count my trips for the city")),
    Purpose.REQUEST_MAILS: ("email-outline", lambda: tr("Tell me about requests by mail too")),
}


@dataclass(frozen=True)
class ConsentsState:
    """`phase`: loading, ready or trouble. `sentence` says what is the matter and what to do."""

    phase: str = "loading"
    consents: tuple[Consent, ...] = ()
    sentence: str = ""


@dataclass(frozen=True)
class ConsentRow:
    purpose: Purpose
    icon: str
    title: str
    text: str
    on: bool
    asked_again: bool


async def load(state: ConsentsState, account: SignedIn) -> AsyncIterator[ConsentsState]:
    try:
        answer = await account.ask(calls.consents)
    except SignedOut:
        return
    except ClientError as trouble:
        yield replace(state, phase="ready" if state.consents else "trouble", sentence=trouble.sentence)
        return
    yield ConsentsState("ready", tuple(answer.consents))


async def switch(state: ConsentsState, purpose: Purpose, account: SignedIn) -> AsyncIterator[ConsentsState]:
    """Given, or taken back: shown as it stands with the city, never before it does."""
    consent = next(one for one in state.consents if one.purpose is purpose)
    change = ConsentChange(purpose, consent.since is None or consent.outdated, consent.version, consent.language)
    try:
        answer = await account.ask(lambda client, token: calls.change_consent(client, change, token))
    except SignedOut:
        return
    except ClientError as trouble:
        yield replace(state, sentence=trouble.sentence)
        return
    yield ConsentsState("ready", tuple(answer.consents))


def rows_of(state: ConsentsState) -> tuple[ConsentRow, ...]:
    return tuple(row_of(consent) for consent in state.consents)


def row_of(consent: Consent) -> ConsentRow:
    icon, title = TITLES[consent.purpose]
    return ConsentRow(consent.purpose, icon, title(), consent.text, consent.since is not None and not consent.outdated, consent.outdated)


def changed_words(row: ConsentRow, on: bool) -> str:
    return tr("Agreed: {what}", what=row.title) if on else tr("No longer agreed: {what}", what=row.title)


def describe(state: ConsentsState) -> list[str]:
    """What can be heard of it, in reading order."""
    if state.phase == "trouble":
        return [state.sentence]
    return [f"{row.title}, {tr('on') if row.on else tr('off')}. {row.text}" for row in rows_of(state)]
