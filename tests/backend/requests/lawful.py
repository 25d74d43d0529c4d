"""What is promised about requests, written down without looking at the law: who may do what in which state, and what no walk may ever come to."""
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from backend.contract.request_words import Closed, EventKind, Hold, Rejection, Resolution, Visibility, Waiting
from backend.contract.request_words import RequestState as S
from backend.requests import changes as c
from backend.requests import effects as e

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
ID, OTHER, BODY, NEXT_BODY, PHOTO = (UUID(int=number) for number in range(1, 6))
ANN, BEN, CAT = (UUID(int=number) for number in (11, 12, 13))
STAFF, OFFICER, REPORTER, FOLLOWER, PEER = (c.By(role, ANN if role in c.WORKERS else None) for role in (
    c.Role.STAFF, c.Role.OFFICER, c.Role.REPORTER, c.Role.FOLLOWER, c.Role.PEER,
))  # fmt: skip
EVERYBODY = (STAFF, OFFICER, REPORTER, FOLLOWER, PEER, c.CLOCK)
FACTS = c.Facts(ID, AT, S.SUBMITTED, None, Visibility.PUBLIC, BODY, AT - timedelta(days=1))
OLDER = c.Target(OTHER, S.DELIVERED, Visibility.PUBLIC, AT - timedelta(days=2))
# One of each, as it would be accepted where it is possible at all.
WANTED: dict[str, c.Change] = {
    "hold": c.Hold(Hold.MODERATION), "release": c.Release(), "deliver": c.Deliver(), "acknowledge": c.Acknowledge(), "start": c.Start(),
    "wait": c.Wait(Waiting.WEATHER), "resume": c.Resume(), "resolve": c.Resolve(Resolution.FIXED, "Done.", PHOTO), "confirm": c.Confirm(),
    "dispute": c.Disputed("It is still there."), "reopen": c.Reopen("You are right."), "stands": c.Close(Closed.STANDS, "We looked again."),
    "no_answer": c.Close(Closed.NO_ANSWER, "Nobody answered."), "reject": c.Reject(Rejection.NOT_OURS, "Ask the railway."),
    "transfer": c.Transfer(NEXT_BODY, "It is theirs."), "merge": c.Merge(OTHER), "unmerge": c.Unmerge(), "withdraw": c.Withdraw(),
    "comment": c.Comment("We come on Monday.", True), "assign": c.Assign(CAT), "hide": c.SetVisibility(Visibility.BODY), "redact": c.Redact("…"),
    "move": c.MoveDue(AT + timedelta(days=9), "A holiday."), "remind": c.Remind("soon"), "escalate": c.Escalate("The head has it now."),
}  # fmt: skip
# s: staff, o: officer, r: reporter, f: follower, p: peer, c: clock
LETTERS = dict(zip("sorfpc", EVERYBODY))
WORKED, BUSY = "submitted delivered acknowledged in_progress waiting", "delivered acknowledged in_progress"
ANY = " ".join(S)
MAY = {
    "hold": ("soc", "submitted"), "release": ("soc", "held"), "deliver": ("sopc", "submitted"), "acknowledge": ("sop", "submitted delivered"),
    "start": ("sop", "submitted delivered acknowledged"), "wait": ("sop", BUSY), "resume": ("sopc", "waiting"), "resolve": ("sop", WORKED),
    "confirm": ("rc", "resolved"), "dispute": ("r", "resolved rejected closed"), "reopen": ("so", "disputed"), "stands": ("so", "disputed"),
    "no_answer": ("c", "waiting"), "reject": ("so", WORKED + " held"), "transfer": ("sop", WORKED + " held"), "merge": ("so", WORKED + " held"),
    "unmerge": ("so", "merged"), "withdraw": ("r", WORKED + " held disputed"), "comment": ("sorpc", ANY.replace("merged", "")),
    "assign": ("soc", WORKED + " held disputed"), "hide": ("sor", ANY), "redact": ("so", ANY), "move": ("c", WORKED + " held disputed"),
    "remind": ("c", WORKED + " held disputed"), "escalate": ("c", WORKED + " held disputed"),
}  # fmt: skip


def standing(state: S, **more) -> c.Facts:
    """Facts as they are where a request stands so: asked ones wait for an answer until now, closed ones were closed by Ben a month ago."""
    closed = state in (S.RESOLVED, S.CONFIRMED, S.DISPUTED, S.REJECTED, S.CLOSED)
    facts = replace(
        FACTS, state=state, reason=Waiting.REPORTER if state is S.WAITING else Resolution.FIXED if closed else None, target=OLDER,
        resolved_at=AT - timedelta(days=28) if closed else None, closers=frozenset({BEN} if closed else ()), last_closer=BEN if closed else None,
        waiting_until=AT if state is S.WAITING else None, merged_at=AT - timedelta(days=30) if state is S.MERGED else None,
        before_merge=S.DELIVERED if state is S.MERGED else None, disputes=1 if state is S.DISPUTED else 0,
    )  # fmt: skip
    return replace(facts, **more)


def faults(step) -> list[str]:
    """Every promise that a law breaks."""
    return [*wrong_permissions(step), *broken_closings(step), *broken_objections(step), *broken_joinings(step), *broken_times(step)]


def accepted(result) -> bool:
    return not isinstance(result, e.Refused)


def wrong_permissions(step) -> list[str]:
    found = []
    for name, wanted in WANTED.items():
        roles, states = MAY[name]
        for state in S:
            for letter, by in LETTERS.items():
                result = step(standing(state), wanted, by)
                if accepted(result) != (letter in roles and state in states.split()):
                    found.append(f"{name} by {by.role} while {state}")
                if accepted(result) and not is_one_event(result):
                    found.append(f"{name} is not one event")
                own = step(standing(state, own=True), wanted, by)
                if by.role in c.WORKERS and accepted(own):
                    found.append(f"{name} of one's own")
    return found


def is_one_event(result) -> bool:
    became = [one for one in result if isinstance(one, e.Became)]
    return [isinstance(one, e.Noted) for one in result].count(True) == 1 and len(became) <= 1


def broken_closings(step) -> list[str]:
    """Nothing closes without reason and words; what a body calls done has a proof or a referral; what is planned has its day."""
    facts, found = standing(S.IN_PROGRESS), []
    tried = [
        c.Resolve(reason, text, proof, referral, day) for reason in Resolution for text in ("", " ", "Done.") for proof in (None, PHOTO)
        for referral in (None, " ", "Tram works") for day in (None, date(2026, 11, 23), date(2026, 12, 1))
    ]  # fmt: skip
    for wanted in tried:
        whole = wanted.text.strip() and (wanted.proof or (wanted.referral or "").strip())
        dated = wanted.planned_for == date(2026, 12, 1) if wanted.reason is Resolution.PLANNED else wanted.planned_for is None
        if accepted(step(facts, wanted, STAFF)) != bool(whole and dated):
            found.append(f"closed with {wanted}")
    for state, silent in ((S.IN_PROGRESS, c.Reject(Rejection.ABUSE, " ")), (S.DISPUTED, c.Close(Closed.STANDS, ""))):
        if accepted(step(standing(state), silent, STAFF)):
            found.append(f"closed without a word: {silent}")
    closing = {EventKind.RESOLVED: S.RESOLVED, EventKind.REJECTED: S.REJECTED, EventKind.CLOSED: S.CLOSED}
    for name in ("resolve", "reject", "stands"):
        result = step(standing(S.DISPUTED if name == "stands" else S.IN_PROGRESS), WANTED[name], STAFF)
        noted = result[0]
        if not (noted.reason and noted.public and closing[noted.kind] in [one.state for one in result if isinstance(one, e.Became)]):
            found.append(f"{name} tells no reason")
    return found


def broken_objections(step) -> list[str]:
    """For 28 days, with words or a photo; decided by nobody who closed it; the second time by the city alone; never a third time."""
    found, object_to = [], c.Disputed("No.")
    late = AT - timedelta(days=28, seconds=1)
    for facts, wanted, fine in (
        (standing(S.RESOLVED, resolved_at=late), object_to, False), (standing(S.RESOLVED), c.Disputed(" "), False),
        (standing(S.RESOLVED), c.Disputed("", PHOTO), True), (standing(S.RESOLVED, disputes=1), object_to, True),
        (standing(S.RESOLVED, disputes=2), object_to, False),
    ):  # fmt: skip
        if accepted(step(facts, wanted, REPORTER)) != fine:
            found.append(f"objection {wanted} to {facts}")
    for decision in (c.Reopen("Yes."), c.Close(Closed.STANDS, "No.")):
        for by, ombudsperson, fine in (
            (c.By(c.Role.OFFICER, BEN), False, False), (c.By(c.Role.STAFF, None), False, False), (c.By(c.Role.OFFICER, ANN), False, True),
            (c.By(c.Role.OFFICER, ANN), True, False), (c.By(c.Role.STAFF, ANN), True, True), (c.By(c.Role.STAFF, BEN), True, False),
        ):  # fmt: skip
            if accepted(step(standing(S.DISPUTED, ombudsperson=ombudsperson), decision, by)) != fine:
                found.append(f"{decision} by {by}")
    if accepted(step(standing(S.DISPUTED), c.Assign(BEN), STAFF)):
        found.append("given back to whoever closed it")
    if e.AssignedTo(None) not in step(standing(S.RESOLVED), object_to, REPORTER):
        found.append("an objection stays with whoever closed it")
    return found


def broken_joinings(step) -> list[str]:
    """Into an older one that is open, of the same kind of visibility; undone for 30 days."""
    found, facts = [], standing(S.DELIVERED)
    for target, fine in (
        (None, False), (replace(OLDER, id=ID), False), (replace(OLDER, state=S.MERGED), False), (replace(OLDER, state=S.RESOLVED), False),
        (replace(OLDER, visibility=Visibility.BODY), False), (replace(OLDER, visibility=Visibility.PUBLIC_NAME), True),
        (replace(OLDER, submitted_at=AT), False), (replace(OLDER, submitted_at=facts.submitted_at), False), (OLDER, True),
    ):  # fmt: skip
        if accepted(step(replace(facts, target=target), WANTED["merge"], STAFF)) != fine:
            found.append(f"joined with {target}")
    if accepted(step(replace(facts, visibility=Visibility.BODY), WANTED["merge"], STAFF)):
        found.append("a private one is shown to others")
    if accepted(step(standing(S.MERGED, merged_at=AT - timedelta(days=30, seconds=1)), c.Unmerge(), STAFF)):
        found.append("undone after a month")
    if accepted(step(standing(S.DELIVERED), c.SetVisibility(Visibility.PUBLIC), STAFF)):
        found.append("shown to more people by the staff")
    return found


def broken_times(step) -> list[str]:
    """Silence agrees after 28 days; a question waits until its time; nobody waits for ever."""
    found = []
    for facts, wanted, by, fine in (
        (standing(S.RESOLVED, resolved_at=AT - timedelta(days=27)), c.Confirm(), c.CLOCK, False),
        (standing(S.RESOLVED, resolved_at=AT), c.Confirm(), REPORTER, True),
        (standing(S.WAITING, waiting_until=AT + timedelta(seconds=1)), WANTED["no_answer"], c.CLOCK, False),
        (standing(S.WAITING, reason=Waiting.WEATHER), WANTED["no_answer"], c.CLOCK, False),
        (standing(S.IN_PROGRESS), c.Wait(Waiting.WEATHER, AT), STAFF, False),
        (standing(S.IN_PROGRESS), c.Wait(Waiting.WEATHER, AT + timedelta(days=367)), STAFF, False),
        (standing(S.IN_PROGRESS), c.Wait(Waiting.REPORTER, None, " "), STAFF, False),
        (standing(S.IN_PROGRESS), c.Transfer(BODY, "It is theirs."), STAFF, False),
        (standing(S.IN_PROGRESS), c.Transfer(NEXT_BODY, ""), STAFF, False),
    ):  # fmt: skip
        if accepted(step(facts, wanted, by)) != fine:
            found.append(f"{wanted} by {by.role}")
    asked = step(standing(S.IN_PROGRESS), c.Wait(Waiting.REPORTER, None, "Which lamp?"), STAFF)
    if not (accepted(asked) and asked[1].waiting_until == AT + timedelta(days=14)):
        found.append("a question waits for 14 days")
    if e.Became(S.IN_PROGRESS) not in step(standing(S.WAITING), c.Comment("The left one."), REPORTER):
        found.append("an answer is not noticed")
    return found
