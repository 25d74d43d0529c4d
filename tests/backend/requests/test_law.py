"""The law of requests: every state, every change, everybody who could want it; and laws that are wrong are noticed."""
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from backend.contract.request_words import RequestState as S
from backend.contract.request_words import Visibility
from backend.requests import changes as c
from backend.requests import effects as e
from backend.requests import law, objections
from tests.backend.requests.lawful import AT, FACTS, LETTERS, MAY, OLDER, WANTED, accepted, faults, standing

NEVER = timedelta(days=10**5)


def test_the_law_keeps_every_promise():
    assert faults(law.step) == []


def test_every_change_is_walked():
    assert {type(wanted) for wanted in WANTED.values()} == law.RULES.keys()
    assert MAY.keys() == WANTED.keys()


def walked() -> dict[S, set[S]]:
    """Where each state leads, over all changes by everybody."""
    leads: dict[S, set[S]] = {state: set() for state in S}
    for state in S:
        for wanted in WANTED.values():
            for by in LETTERS.values():
                result = law.step(standing(state), wanted, by)
                if accepted(result):
                    leads[state] |= {one.state for one in result if isinstance(one, e.Became)}
    return leads


def test_every_state_is_reached_and_every_open_one_can_end():
    leads = walked()
    reached, found = {S.SUBMITTED}, {S.SUBMITTED}
    while found:
        found = {state for one in found for state in leads[one]} - reached
        reached |= found
    assert reached == set(S)
    assert leads[S.MERGED] == {S.DELIVERED}  # undone, and in no other way
    assert not leads[S.CONFIRMED]
    assert not leads[S.WITHDRAWN]
    assert all(S.WITHDRAWN in leads[state] for state in law.OPEN)


def rule(change: type, **more):
    return lambda patch: patch.setitem(law.RULES, change, replace(law.RULES[change], **more))


def accepting(change: type, *effects: e.Effect):
    return rule(change, comes_to=lambda facts, wanted, by: effects)


def setting(module, name: str, value):
    return lambda patch: patch.setattr(module, name, value)


WRONG = {
    "anybody objects": rule(c.Disputed, roles=frozenset(c.Role)),
    "the reporter resolves": rule(c.Resolve, roles=frozenset(c.Role)),
    "a peer rejects": rule(c.Reject, roles=law.WORK),
    "closed ones are reopened": rule(c.Reopen, states=frozenset(S)),
    "held ones are resolved": rule(c.Resolve, states=law.UNDECIDED),
    "disputed ones are resolved": rule(c.Resolve, states=law.OPEN),
    "disputed ones are joined": rule(c.Merge, states=law.OPEN),
    "followers withdraw": rule(c.Withdraw, roles=frozenset({c.Role.REPORTER, c.Role.FOLLOWER})),
    "resolved without anything": accepting(c.Resolve, e.Noted(law.EventKind.RESOLVED), e.Became(S.RESOLVED)),
    "a change without an event": accepting(c.Acknowledge, e.Became(S.ACKNOWLEDGED)),
    "two events": accepting(c.Start, e.Noted(law.EventKind.STARTED), e.Noted(law.EventKind.STARTED), e.Became(S.IN_PROGRESS)),
    "joined with anything": accepting(c.Merge, e.Noted(law.EventKind.MERGED), e.Became(S.MERGED)),
    "rejected in silence": rule(c.Reject, comes_to=lambda facts, wanted, by: (e.Noted(law.EventKind.REJECTED), e.Became(S.REJECTED))),
    "objections for ever": setting(objections, "OBJECTION", NEVER),
    "a third objection": setting(objections, "MOST_OBJECTIONS", 3),
    "one objection only": setting(objections, "MOST_OBJECTIONS", 1),
    "whoever closed it decides": setting(objections, "check_decider", lambda facts, by: None if by.id else e.Refused("same_officer", "")),
    "silence agrees at once": setting(objections, "SILENCE", timedelta()),
    "undone for ever": setting(law, "UNDO", NEVER),
    "waiting for ever": setting(law, "LONGEST_WAIT", NEVER),
    "a question for a week": setting(law, "USUAL_WAIT", {**law.USUAL_WAIT, law.Waiting.REPORTER: timedelta(days=7)}),
    "one's own case": setting(law, "WORKERS", frozenset()),
    "joined with closed ones": setting(law, "OPEN", frozenset(S)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_law_is_noticed(monkeypatch, name):
    WRONG[name](monkeypatch)
    assert faults(law.step)


def test_what_may_show_somebody_else_stays_with_those_who_answer():
    for state in S:
        facts = standing(state, for_body=True)
        assert accepted(law.step(facts, WANTED["hide"], LETTERS["r"]))
        for visibility, name in ((Visibility.PUBLIC, None), (Visibility.PUBLIC_NAME, "Ann")):
            refusal = law.step(facts, c.SetVisibility(visibility, name), LETTERS["r"])
            assert (refusal.code, accepted(law.step(standing(state), c.SetVisibility(visibility, name), LETTERS["r"]))) == ("for_body", True)


def test_what_was_decided_goes_to_the_ombudsperson_once():
    facts = standing(S.CLOSED, disputes=1, resolved_at=AT)
    result = law.step(facts, c.Disputed("Still there."), LETTERS["r"])
    assert [one.no for one in result if isinstance(one, e.Objected)] == [2]


def test_undoing_goes_back_to_where_it_stood():
    for before, after in ((S.DELIVERED, S.DELIVERED), (S.WAITING, S.IN_PROGRESS), (S.HELD, S.SUBMITTED), (S.SUBMITTED, S.SUBMITTED)):
        result = law.step(standing(S.MERGED, before_merge=before), c.Unmerge(), LETTERS["s"])
        assert e.Became(after) in result
        assert (e.Given() in result) == (after is S.SUBMITTED)


def test_of_two_of_one_moment_the_first_stays():
    for number, fine in ((0, True), (9, False)):
        target = replace(OLDER, id=UUID(int=number), submitted_at=FACTS.submitted_at)
        assert accepted(law.step(standing(S.DELIVERED, target=target), WANTED["merge"], LETTERS["s"])) == fine
