"""The law of requests: who may do what, when, and what it comes to. Pure, and the only place that says so; docs/REQUESTS.md says it in words.

Nothing closes without a reason and words; what a body calls done needs a proof or says to whom it was handed on. Whoever sent it may object within
28 days: another officer decides, the second time the ombudsperson.
"""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from backend.contract.request_words import EventKind, Resolution, Visibility, Waiting
from backend.contract.request_words import RequestState as S
from backend.requests.changes import (
    CLOCK,
    WORKERS,
    Acknowledge,
    Assign,
    By,
    Change,
    Close,
    Comment,
    Confirm,
    Deliver,
    Disputed,
    Escalate,
    Facts,
    Hold,
    Merge,
    MoveDue,
    Redact,
    Reject,
    Release,
    Remind,
    Reopen,
    Resolve,
    Resume,
    Role,
    SetVisibility,
    Start,
    Target,
    Transfer,
    Unmerge,
    Wait,
    Withdraw,
)
from backend.requests.effects import (
    AssignedTo,
    Became,
    ClockAct,
    Clocks,
    ClosedWith,
    DueMoved,
    Given,
    GoesTo,
    Joined,
    Noted,
    Parted,
    Refused,
    Reworded,
    Shown,
)
from backend.requests.objections import STOPPED, Effects, close, confirm, dispute, reopen

__all__ = [
    "CLOCK", "WORKERS", "Acknowledge", "Assign", "By", "Change", "Close", "Comment", "Confirm", "Deliver", "Disputed", "Escalate", "Facts", "Hold",
    "Merge", "MoveDue", "Redact", "Refused", "Reject", "Release", "Remind", "Reopen", "Resolve", "Resume", "Role", "SetVisibility", "Start", "Target",
    "Transfer", "Unmerge", "Wait", "Withdraw", "step",
]  # fmt: skip

ANSWER, UNDO, LONGEST_WAIT = (timedelta(days=days) for days in (14, 30, 366))
A_MONTH, HALF_A_YEAR = timedelta(days=30), timedelta(days=180)
USUAL_WAIT = {Waiting.REPORTER: ANSWER, Waiting.THIRD_PARTY: A_MONTH, Waiting.WEATHER: A_MONTH, Waiting.BUDGET: HALF_A_YEAR}
WORKED = frozenset({S.SUBMITTED, S.DELIVERED, S.ACKNOWLEDGED, S.IN_PROGRESS, S.WAITING})
UNDECIDED = WORKED | {S.HELD}
OPEN = UNDECIDED | {S.DISPUTED}
ALL = frozenset(S)


def step(facts: Facts, change: Change, by: By) -> Effects | Refused:
    """What a change comes to, its one event first; or why not."""
    rule = RULES[type(change)]
    if by.role not in rule.roles:
        return Refused("not_for_role", "This is not for whoever asked for it.")
    if by.role in WORKERS and facts.own:
        return Refused("conflict_of_interest", "This is your own request. Somebody else has to take it.")
    if facts.state not in rule.states:
        return Refused("request_state", "It cannot be done as the request stands. Read it again: it may have changed.")
    return rule.comes_to(facts, change, by)


def hold(facts: Facts, change: Hold, by: By) -> Effects:
    return Noted(EventKind.HELD, reason=change.reason), Became(S.HELD, change.reason)


def release(facts: Facts, change: Release, by: By) -> Effects:
    return Noted(EventKind.RELEASED), Became(S.SUBMITTED), Given()


def deliver(facts: Facts, change: Deliver, by: By) -> Effects:
    return Noted(EventKind.DELIVERED, internal=change.text), Became(S.DELIVERED), Clocks(ClockAct.STOP, "delivery")


def acknowledge(facts: Facts, change: Acknowledge, by: By) -> Effects:
    return Noted(EventKind.ACKNOWLEDGED, change.text), Became(S.ACKNOWLEDGED), Clocks(ClockAct.STOP, "delivery"), Clocks(ClockAct.STOP, "ack")


def start(facts: Facts, change: Start, by: By) -> Effects:
    return Noted(EventKind.STARTED, change.text), Became(S.IN_PROGRESS), *(Clocks(ClockAct.STOP, kind) for kind in ("delivery", "ack", "decide"))


def wait(facts: Facts, change: Wait, by: By) -> Effects | Refused:
    until = change.until or facts.at + USUAL_WAIT[change.reason]
    if not facts.at < until <= facts.at + LONGEST_WAIT:
        return Refused("until_unusable", "Say until when: later than now, at most a year.")
    if change.reason is Waiting.REPORTER and not change.text.strip():
        return Refused("words_missing", "Ask in words what is to be answered.")
    noted = Noted(EventKind.WAITING, change.text, reason=change.reason)
    return noted, Became(S.WAITING, change.reason, until), Clocks(ClockAct.STOP, "ack"), Clocks(ClockAct.PAUSE, reason=change.reason)


def resume(facts: Facts, change: Resume, by: By) -> Effects:
    return Noted(EventKind.RESUMED, change.text), Became(S.IN_PROGRESS), Clocks(ClockAct.RESUME)


def resolve(facts: Facts, change: Resolve, by: By) -> Effects | Refused:
    if not change.text.strip():
        return Refused("words_missing", "Say in words what was done. Whoever sent it reads them.")
    if change.proof is None and not (change.referral or "").strip():
        return Refused("proof_missing", "Closing needs a photo as proof, or to whom or what it was handed on.")
    if (change.reason is Resolution.PLANNED) != (change.planned_for is not None):
        return Refused("planned_for", "What is planned needs its day, and only that has one.")
    if change.planned_for is not None and change.planned_for < facts.at.date():
        return Refused("planned_for", "What is planned is for today or a later day.")
    closed = ClosedWith(change.text, by.id, change.proof, change.referral, change.planned_for)
    return Noted(EventKind.RESOLVED, change.text, reason=change.reason), closed, Became(S.RESOLVED, change.reason), STOPPED


def reject(facts: Facts, change: Reject, by: By) -> Effects | Refused:
    if not change.text.strip():
        return Refused("words_missing", "Say in words why. Whoever sent it reads them.")
    closed = ClosedWith(change.text, by.id)
    return Noted(EventKind.REJECTED, change.text, reason=change.reason), closed, Became(S.REJECTED, change.reason), STOPPED


def transfer(facts: Facts, change: Transfer, by: By) -> Effects | Refused:
    if not change.reason.strip():
        return Refused("words_missing", "Say in words why it is passed on.")
    if change.body_id == facts.body_id:
        return Refused("same_body", "That body has it already.")
    noted, goes = Noted(EventKind.TRANSFERRED, change.reason), (GoesTo(change.body_id), AssignedTo(None))
    return (noted, *goes) if facts.state is S.HELD else (noted, Became(S.SUBMITTED), *goes, Given())


def merge(facts: Facts, change: Merge, by: By) -> Effects | Refused:
    target = facts.target
    if target is None or target.id == facts.id or target.state not in OPEN:
        return Refused("into_unusable", "Name another request that is open.")
    if (facts.visibility is Visibility.BODY) != (target.visibility is Visibility.BODY):
        return Refused("across_visibility", "One of them is not public: joined, it would be shown to people it was not meant for.")
    if (target.submitted_at, target.id) > (facts.submitted_at, facts.id):
        return Refused("into_older", "The older one stays. Join the other one with this.")
    return Noted(EventKind.MERGED), Became(S.MERGED), Joined(target.id), STOPPED


def unmerge(facts: Facts, change: Unmerge, by: By) -> Effects | Refused:
    if facts.merged_at is None or facts.at > facts.merged_at + UNDO:
        return Refused("undo_too_late", "This can be undone for 30 days.")
    state = {S.WAITING: S.IN_PROGRESS, S.HELD: S.SUBMITTED}.get(facts.before_merge or S.SUBMITTED, facts.before_merge or S.SUBMITTED)
    again = (Given(),) if state is S.SUBMITTED else ()
    return Noted(EventKind.UNMERGED), Became(state), Parted(), *(Clocks(ClockAct.BEGIN, kind) for kind in ("ack", "decide", "fix")), *again


def withdraw(facts: Facts, change: Withdraw, by: By) -> Effects:
    return Noted(EventKind.WITHDRAWN), Became(S.WITHDRAWN), STOPPED


def comment(facts: Facts, change: Comment, by: By) -> Effects | Refused:
    if not change.text.strip():
        return Refused("words_missing", "There is nothing in it.")
    told = change.public or by.role is Role.REPORTER
    noted = Noted(EventKind.COMMENT, change.text) if told else Noted(EventKind.COMMENT, internal=change.text)
    if by.role is Role.REPORTER and facts.state is S.WAITING and facts.reason == Waiting.REPORTER:
        return noted, Became(S.IN_PROGRESS), Clocks(ClockAct.RESUME)
    return (noted,)


def assign(facts: Facts, change: Assign, by: By) -> Effects | Refused:
    if facts.state is S.DISPUTED and change.officer is not None and change.officer in facts.closers:
        return Refused("same_officer", "Another person than the one who closed it decides on an objection.")
    return Noted(EventKind.ASSIGNED), AssignedTo(change.officer)


def set_visibility(facts: Facts, change: SetVisibility, by: By) -> Effects | Refused:
    if by.role is not Role.REPORTER and change.visibility is not Visibility.BODY:
        return Refused("not_for_role", "Only whoever sent it can show it to more people.")
    if facts.for_body and change.visibility is not Visibility.BODY:
        return Refused("for_body", "This may show somebody else, such as by a number plate. It stays with those who answer it.")
    if (change.visibility is Visibility.PUBLIC_NAME) != (change.name is not None):
        return Refused("name", "A name is given with `public_name`, and only with that.")
    return Noted(EventKind.VISIBILITY), Shown(change.visibility, change.name)


def redact(facts: Facts, change: Redact, by: By) -> Effects:
    return Noted(EventKind.REDACTED), Reworded(change.text)


def move_due(facts: Facts, change: MoveDue, by: By) -> Effects:
    return Noted(EventKind.MOVED, change.text), DueMoved(change.due)


def remind(facts: Facts, change: Remind, by: By) -> Effects:
    return (Noted(EventKind.REMINDED, internal=change.text),)


def escalate(facts: Facts, change: Escalate, by: By) -> Effects:
    noted = Noted(EventKind.ESCALATED, change.text)
    return (noted, AssignedTo(change.officer)) if change.officer is not None else (noted,)


@dataclass(frozen=True)
class Rule:
    roles: frozenset[Role]
    states: frozenset[S]
    comes_to: Callable[[Facts, Any, By], Effects | Refused]


WORK = WORKERS | {Role.PEER}
SYSTEM = frozenset({Role.CLOCK})
REPORTER = frozenset({Role.REPORTER})
ARRIVED = frozenset({S.SUBMITTED, S.DELIVERED})
RULES: dict[type, Rule] = {
    Hold: Rule(WORKERS | SYSTEM, frozenset({S.SUBMITTED}), hold),
    Release: Rule(WORKERS | SYSTEM, frozenset({S.HELD}), release),
    Deliver: Rule(WORK | SYSTEM, frozenset({S.SUBMITTED}), deliver),
    Acknowledge: Rule(WORK, ARRIVED, acknowledge),
    Start: Rule(WORK, ARRIVED | {S.ACKNOWLEDGED}, start),
    Wait: Rule(WORK, WORKED - {S.SUBMITTED, S.WAITING}, wait),
    Resume: Rule(WORK | SYSTEM, frozenset({S.WAITING}), resume),
    Resolve: Rule(WORK, WORKED, resolve),
    Confirm: Rule(REPORTER | SYSTEM, frozenset({S.RESOLVED}), confirm),
    Disputed: Rule(REPORTER, frozenset({S.RESOLVED, S.REJECTED, S.CLOSED}), dispute),
    Reopen: Rule(WORKERS, frozenset({S.DISPUTED}), reopen),
    Close: Rule(WORKERS | SYSTEM, frozenset({S.DISPUTED, S.WAITING}), close),
    Reject: Rule(WORKERS, UNDECIDED, reject),
    Transfer: Rule(WORK, UNDECIDED, transfer),
    Merge: Rule(WORKERS, UNDECIDED, merge),
    Unmerge: Rule(WORKERS, frozenset({S.MERGED}), unmerge),
    Withdraw: Rule(REPORTER, OPEN, withdraw),
    Comment: Rule(WORK | REPORTER | SYSTEM, ALL - {S.MERGED}, comment),
    Assign: Rule(WORKERS | SYSTEM, OPEN, assign),
    SetVisibility: Rule(REPORTER | WORKERS, ALL, set_visibility),
    Redact: Rule(WORKERS, ALL, redact),
    MoveDue: Rule(SYSTEM, OPEN, move_due),
    Remind: Rule(SYSTEM, OPEN, remind),
    Escalate: Rule(SYSTEM, OPEN, escalate),
}
