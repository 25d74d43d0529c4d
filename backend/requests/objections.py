"""What is closed: whoever sent it agrees, is silent, or objects; then another officer decides, and the second time the ombudsperson. Pure."""
from datetime import timedelta

from backend.contract.request_words import Closed, EventKind, Waiting
from backend.contract.request_words import RequestState as S
from backend.requests.changes import By, Close, Confirm, Disputed, Facts, Reopen, Role
from backend.requests.effects import AssignedTo, Became, ClockAct, Clocks, ClosedWith, Decided, Effect, Noted, Objected, Refused

OBJECTION = SILENCE = timedelta(days=28)
MOST_OBJECTIONS = 2
Effects = tuple[Effect, ...]
STOPPED = Clocks(ClockAct.STOP)
AGAIN = (Clocks(ClockAct.BEGIN, "decide"), Clocks(ClockAct.BEGIN, "fix"))


def confirm(facts: Facts, change: Confirm, by: By) -> Effects | Refused:
    if by.role is Role.CLOCK and (facts.resolved_at is None or facts.at < facts.resolved_at + SILENCE):
        return Refused("too_early", "Silence counts as agreement after 28 days.")
    return Noted(EventKind.CONFIRMED), Became(S.CONFIRMED, facts.reason)


def dispute(facts: Facts, change: Disputed, by: By) -> Effects | Refused:
    if facts.resolved_at is None or facts.at > facts.resolved_at + OBJECTION:
        return Refused("objection_too_late", "An objection is possible for 28 days. Send a new request.")
    if facts.disputes >= MOST_OBJECTIONS:
        return Refused("disputed_already", "This was objected to twice already.")
    if not change.text.strip() and change.photo_id is None:
        return Refused("words_missing", "Say in words why it is not done, or send a photo of it first.")
    objected = Objected(facts.disputes + 1, change.text, change.photo_id, facts.last_closer)
    return Noted(EventKind.DISPUTED, change.text), Became(S.DISPUTED), objected, AssignedTo(None)


def check_decider(facts: Facts, by: By) -> Refused | None:
    """Nobody who closed it before; a machine never; the second time nobody of the body."""
    if by.id is None or by.id in facts.closers:
        return Refused("same_officer", "Another person than the one who closed it decides on an objection.")
    if facts.ombudsperson and by.role is not Role.STAFF:
        return Refused("ombudsperson_only", "It was objected to twice: the ombudsperson of the city decides.")
    return None


def reopen(facts: Facts, change: Reopen, by: By) -> Effects | Refused:
    if (refused := check_decider(facts, by)) is not None:
        return refused
    assert by.id is not None
    return Noted(EventKind.REOPENED, change.text), Became(S.IN_PROGRESS), Decided(True, by.id), AssignedTo(by.id), *AGAIN


def close(facts: Facts, change: Close, by: By) -> Effects | Refused:
    if not change.text.strip():
        return Refused("words_missing", "Say in words why. Whoever sent it reads them.")
    closed = ClosedWith(change.text, by.id)
    noted, became = Noted(EventKind.CLOSED, change.text, reason=change.reason), Became(S.CLOSED, change.reason)
    if by.role is Role.CLOCK:
        asked = facts.state is S.WAITING and facts.reason == Waiting.REPORTER and change.reason is Closed.NO_ANSWER
        if not asked or facts.waiting_until is None or facts.at < facts.waiting_until:
            return Refused("too_early", "Only what nobody answered in time closes by itself.")
        return noted, closed, became, STOPPED
    if facts.state is not S.DISPUTED or change.reason is not Closed.STANDS:
        return Refused("request_state", "Only what was objected to is closed. Resolve or reject it.")
    if (refused := check_decider(facts, by)) is not None:
        return refused
    assert by.id is not None
    return noted, closed, became, Decided(False, by.id), STOPPED
