"""Inspect: what is told of a ticket that was scanned, or found by its number. Without a network everything works but numbers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.tickets import FoundTicket, InspectionsResponse, NumberLookup
from mobile.client import ClientError
from mobile.i18n import current, tr
from mobile.screens.inspect.book import TicketBook
from mobile.screens.inspect.checked import Checked, CheckedTickets
from mobile.screens.inspect.rights import Named, noted_words, rights_lines, unnamed
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
    """What stands on the page. lines: below the reason. before: it was let through before, which is said first.

    rights: what to look at besides the ticket. inspection: which one it was noted as; `right_shown` once it was said.
    """

    outcome: Outcome
    reason: str = ""
    before: str = ""
    lines: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    inspection: UUID | None = None
    right_shown: bool | None = None

    @property
    def title(self) -> str:
        return OUTCOMES[self.outcome]()

    @property
    def spoken(self) -> str:
        return ". ".join(words.rstrip(".") for words in (self.title, self.before, self.reason, *self.rights, *self.lines) if words)

    @property
    def asks(self) -> bool:
        """Whether it is to be said if the right was shown."""
        return self.inspection is not None and bool(self.rights) and self.right_shown is None


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


def seen(
    state: InspectState, texts: tuple[str, ...], book: TicketBook, checked: CheckedTickets, now: datetime, now_s: float, zone,
    named: Named = unnamed,
) -> InspectState:  # fmt: skip
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
    if verdict.outcome is not Outcome.VALID or verdict.ticket is None:
        return answered(answer_of(verdict, None, now, zone, named))
    kept = checked.add(str(verdict.ticket.id), now, shown=text)
    return answered(noted_as(kept, answer_of(verdict, first_at, now, zone, named), bool(verdict.ticket.rights)))


def hinted(state: InspectState, now_s: float) -> InspectState:
    if now_s - state.said_at < HINT_S:
        return replace(state, say="")
    return replace(state, say=tr("No code in view"), said_at=now_s)


def answered(answer: Answer) -> InspectState:
    return InspectState("answered", answer, answer.title, say=answer.spoken)


def noted_as(kept: Checked, answer: Answer, has_right: bool) -> Answer:
    return replace(answer, inspection=kept.inspection.id) if has_right else answer


def with_right_noted(state: InspectState, checked: CheckedTickets, shown: bool) -> InspectState:
    """Whoever checks said whether the right was shown."""
    answer = state.answer
    if answer is None or answer.inspection is None or not answer.asks:
        return replace(state, say="")
    checked.note_right(answer.inspection, shown)
    return replace(state, answer=replace(answer, right_shown=shown), say=noted_words(shown))


def answer_of(verdict: Verdict, first_at: datetime | None, now: datetime, zone: ZoneInfo | None, named: Named = unnamed) -> Answer:
    ticket, lines = verdict.ticket, []
    if ticket:
        lines += [*(leg_words(leg) for leg in ticket.legs), until_words(ticket.valid_until, now, zone)]
        lines += [count_words(ticket.count)] if ticket.count > 1 else []
    if verdict.list_old and verdict.list_age and verdict.outcome is Outcome.VALID:
        lines.append(list_age_words(verdict.list_age))
    reason = REASONS[verdict.reason]() if verdict.reason else ""
    rights = rights_lines(ticket.rights, named) if ticket else ()
    return Answer(verdict.outcome, reason, before_words(first_at, zone) if first_at else "", tuple(lines), rights)


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
    answer = found_answer(found, first_at, now, zone)
    if found.valid:
        answer = noted_as(checked.add(number, now, number=number), answer, bool(found.rights))
    yield answered(answer)


def asking(trouble: str = "") -> InspectState:
    words = tr("Number of the ticket")
    return InspectState("asking", sentence=words, trouble=trouble, say=trouble or words)


async def look_up(client, token: str, typed: str) -> FoundTicket:
    return await client.ask("POST", "/v1/inspections/lookups", FoundTicket, body=NumberLookup(typed), token=token)


def found_answer(found: FoundTicket, first_at: datetime | None, now: datetime, zone: ZoneInfo | None) -> Answer:
    legs = tr("{operator}: {origin} to {destination}", operator=found.operator, origin=found.from_.name, destination=found.to.name)
    lines = (legs, until_words(found.valid_until, now, zone))
    names = {right.entitlement: getattr(right.names, current()) for right in found.rights}
    rights = rights_lines(names, names.get)
    if found.valid:
        return Answer(Outcome.VALID, "", before_words(first_at, zone) if first_at else "", lines, rights)
    known = found.reason in set(TicketRefusal)
    return Answer(Outcome.REFUSED, REASONS[TicketRefusal(found.reason)]() if known else "", "", lines, rights)


async def send(account, checked: CheckedTickets) -> int:
    """Everything that waits; how much there was. Raises ClientError where there is no network: then it waits on."""
    count = 0
    while upload := checked.next_upload():
        key = f"inspections-{upload.inspections[0].id}-{sha256(msgspec.json.encode(upload)).hexdigest()[:16]}"

        async def ask(client, token, upload=upload, key=key) -> InspectionsResponse:
            return await client.ask("POST", "/v1/inspections", InspectionsResponse, body=upload, token=token, key=key)

        answer = await account.ask(ask)
        ids = {one.id for one in answer.inspected}
        had = [one for one in upload.inspections if one.id in ids]
        checked.sent(had)
        count += len(had)
        if not had:
            break
    return count


def describe(state: InspectState) -> list[str]:
    """What can be heard of it, in reading order."""
    return [state.answer.spoken] if state.answer else [words for words in (state.sentence, state.trouble) if words]
