"""Inspect: what is told of a ticket that was scanned, or found by its number. Without a network everything works but numbers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from backend.contract.tickets import FoundTicket, InspectionsResponse, NumberLookup
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.screens.inspect.book import TicketBook
from mobile.screens.inspect.checked import CheckedTickets
from mobile.screens.inspect.words import (
    OUTCOMES,
    REASONS,
    before_words,
    count_words,
    leg_words,
    list_age_words,
    no_keys,
    until_words,
)
from signing.inspecting import Outcome, Verdict, inspect
from signing.numbers import find_number
from signing.refused import TicketRefusal
from signing.showing import START

HINT_S = 9.0


@dataclass(frozen=True)
class Answer:
    """What stands on the page. lines: below the reason. before: it was let through before, which is said first."""

    outcome: Outcome
    reason: str = ""
    before: str = ""
    lines: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return OUTCOMES[self.outcome]()

    @property
    def spoken(self) -> str:
        return ". ".join(words.rstrip(".") for words in (self.title, self.before, self.reason, *self.lines) if words)


@dataclass(frozen=True)
class InspectState:
    """`phase`: starting, looking, asking (for a number), answered or no_camera. `sentence`: what to do, or why nothing can be done.

    `trouble`: about the number that was typed. `say`: what is said now, "" for nothing; something was said last at `said_at` in seconds.
    """

    phase: str = "starting"
    answer: Answer | None = None
    sentence: str = ""
    trouble: str = ""
    say: str = ""
    said_at: float = -HINT_S


def looking(now_s: float) -> InspectState:
    words = tr("Point the phone at the ticket")
    return InspectState("looking", sentence=words, say=words, said_at=now_s)


def without_camera(why: str) -> InspectState:
    return InspectState("no_camera", sentence=why, say=why)


def seen(state: InspectState, texts: tuple[str, ...], book: TicketBook, checked: CheckedTickets, now: datetime, now_s: float, zone) -> InspectState:
    """After one look at a picture. A ticket before any other code; one that counts is kept at once, before it is told."""
    if state.phase != "looking":
        return replace(state, say="")
    if not texts:
        return hinted(state, now_s)
    text = min(texts, key=lambda text: not text.startswith(START))
    if book.keys is None:
        return answered(Answer(Outcome.UNSURE, no_keys()))
    verdict = inspect(text, book.keys, book.killed, now)
    first_at = checked.first_at(str(verdict.ticket.id)) if verdict.ticket else None
    if verdict.outcome is Outcome.VALID and verdict.ticket:
        checked.add(str(verdict.ticket.id), now, shown=text)
    return answered(answer_of(verdict, first_at if verdict.outcome is Outcome.VALID else None, now, zone))


def hinted(state: InspectState, now_s: float) -> InspectState:
    if now_s - state.said_at < HINT_S:
        return replace(state, say="")
    return replace(state, say=tr("No code in view"), said_at=now_s)


def answered(answer: Answer) -> InspectState:
    return InspectState("answered", answer, answer.title, say=answer.spoken)


def answer_of(verdict: Verdict, first_at: datetime | None, now: datetime, zone: ZoneInfo | None) -> Answer:
    ticket, lines = verdict.ticket, []
    if ticket:
        lines += [*(leg_words(leg) for leg in ticket.legs), until_words(ticket.valid_until, now, zone)]
        lines += [count_words(ticket.count)] if ticket.count > 1 else []
    if verdict.list_old and verdict.list_age and verdict.outcome is Outcome.VALID:
        lines.append(list_age_words(verdict.list_age))
    reason = REASONS[verdict.reason]() if verdict.reason else ""
    return Answer(verdict.outcome, reason, before_words(first_at, zone) if first_at else "", tuple(lines))


async def find(state: InspectState, typed: str, account, checked: CheckedTickets, now: datetime, zone) -> AsyncIterator[InspectState]:
    """A ticket by its number, for when the phone is dead: the city alone knows it."""
    number = find_number(typed)
    if number is None:
        yield asking(tr("A number has six letters and digits, such as 7K2-M94. One that is wrong is noticed."))
        return
    yield replace(asking(), sentence=tr("Looking for the ticket …"))
    try:
        found = await account.ask(lambda client, token: look_up(client, token, typed))
    except ClientError as trouble:
        yield asking(trouble.sentence)
        return
    first_at = found.last_at or checked.first_at(number)
    if found.valid:
        checked.add(number, now, number=number)
    yield answered(found_answer(found, first_at, now, zone))


def asking(trouble: str = "") -> InspectState:
    words = tr("Number of the ticket")
    return InspectState("asking", sentence=words, trouble=trouble, say=trouble or words)


async def look_up(client, token: str, typed: str) -> FoundTicket:
    return await client.ask("POST", "/v1/inspections/lookups", FoundTicket, body=NumberLookup(typed), token=token)


def found_answer(found: FoundTicket, first_at: datetime | None, now: datetime, zone: ZoneInfo | None) -> Answer:
    legs = tr("{operator}: {origin} to {destination}", operator=found.operator, origin=found.from_.name, destination=found.to.name)
    lines = (legs, until_words(found.valid_until, now, zone))
    if found.valid:
        return Answer(Outcome.VALID, "", before_words(first_at, zone) if first_at else "", lines)
    known = found.reason in set(TicketRefusal)
    return Answer(Outcome.REFUSED, REASONS[TicketRefusal(found.reason)]() if known else "", "", lines)


async def send(account, checked: CheckedTickets) -> int:
    """Everything that waits; how much there was. Raises ClientError where there is no network: then it waits on."""
    count = 0
    while upload := checked.next_upload():
        key = f"inspections {upload.inspections[0].id} {len(upload.inspections)}".replace(" ", "-")

        async def ask(client, token, upload=upload, key=key) -> InspectionsResponse:
            return await client.ask("POST", "/v1/inspections", InspectionsResponse, body=upload, token=token, key=key)

        answer = await account.ask(ask)
        had = {one.id for one in answer.inspected} & {one.id for one in upload.inspections}
        checked.sent(had)
        count += len(had)
        if not had:
            break
    return count


def describe(state: InspectState) -> list[str]:
    """What can be heard of it, in reading order."""
    return [state.answer.spoken] if state.answer else [words for words in (state.sentence, state.trouble) if words]
