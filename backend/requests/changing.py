"""The one way by which anything changes a request: the law says what a change comes to, and that is written down with its event, all or nothing."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.service import Bodies, ClockKind
from backend.contract.request_words import RequestOrigin, RequestState, Visibility, Waiting
from backend.requests import effects as e
from backend.requests import events, followers, law, seeing
from backend.requests.announcing import announce
from backend.requests.changes import WORKERS, By, Change, Facts, Merge, Target
from backend.requests.holding import hold
from backend.requests.models import Merge as MergeRow
from backend.requests.models import Request, RequestDispute, RequestEvent
from backend.requests.photos.proofs import are_there
from backend.requests.refusals import ChangeRefused, NoRequest
from backend.requests.twins import mirror


@dataclass(frozen=True)
class Changed:
    """A change under way. target: what it is joined with or parted from."""

    session: AsyncSession
    bodies: Bodies
    row: Request
    target: Request | None
    by: By
    at: datetime


async def change(session: AsyncSession, bodies: Bodies, request_id: UUID, wanted: Change, by: By, at: datetime) -> RequestEvent:
    """Raises NoRequest, ChangeRefused, and what the clocks refuse."""
    row, target = await locked(session, request_id, wanted)
    facts = await facts_of(session, row, target, by, at)
    comes_to = law.step(facts, wanted, by)
    if isinstance(comes_to, e.Refused):
        raise ChangeRefused(comes_to)
    if not await are_there(session, request_id, wanted):
        raise ChangeRefused(e.Refused("proof_missing", "There is no such photo of this request. Send it first, then name it."))
    changed, before, seen_before = Changed(session, bodies, row, target, by, at), row.state, seeing.is_public(row)
    noted = next(one for one in comes_to if isinstance(one, e.Noted))
    for one in comes_to:
        await APPLY[type(one)](changed, one)
    row.changed_at = at
    await see_due(changed, comes_to)
    event = await events.write(session, row, noted, by, before, at)
    opened = not seen_before and seeing.is_public(row)
    await announce(session, row, event, give=any(isinstance(one, e.Given) for one in comes_to), opened=opened)
    await mirror(session, row, event, at)
    return event


async def locked(session: AsyncSession, request_id: UUID, wanted: Change) -> tuple[Request, Request | None]:
    """The request, and the one it is joined with; in the order of their ids, so that two who join them both ways do not wait for each other."""
    into = wanted.into if isinstance(wanted, Merge) else await session.scalar(select(Request.merged_into).where(Request.id == request_id))
    ids = sorted({request_id, *([into] if into else [])})
    held = {one: await hold(session, one) for one in ids}
    row = held[request_id]
    if row is None:
        raise NoRequest
    return row, held.get(into) if into else None


async def facts_of(session: AsyncSession, row: Request, target: Request | None, by: By, at: datetime) -> Facts:
    own = by.role in WORKERS and by.id is not None and by.id == row.account_id
    joined = RequestState(row.state) is RequestState.MERGED
    closed = row.resolved_at is not None
    return Facts(
        id=row.id, at=at, state=RequestState(row.state), reason=row.state_reason, visibility=Visibility(row.visibility), body_id=row.body_id,
        submitted_at=row.submitted_at, own=own, resolved_at=row.resolved_at, last_closer=row.resolved_by, disputes=row.disputes,
        closers=await events.list_closers(session, row.id) if closed else frozenset(), ombudsperson=row.ombudsperson,
        waiting_until=row.waiting_until, merged_at=row.merged_at, before_merge=await events.state_before_merge(session, row.id) if joined else None,
        for_body=row.origin == RequestOrigin.INCIDENT,
        target=Target(target.id, RequestState(target.state), Visibility(target.visibility), target.submitted_at) if target else None,
    )  # fmt: skip


async def noted(of: Changed, effect: e.Noted) -> None:
    """Written last, when all of it stands."""


async def became(of: Changed, effect: e.Became) -> None:
    of.row.state, of.row.state_reason, of.row.state_since = effect.state.value, effect.reason, of.at
    of.row.waiting_until = effect.waiting_until


async def closed_with(of: Changed, effect: e.ClosedWith) -> None:
    row = of.row
    row.closing_words, row.resolved_at, row.resolved_by = effect.text, of.at, effect.by
    row.proof_id, row.referral, row.planned_for = effect.proof, effect.referral, effect.planned_for


async def goes_to(of: Changed, effect: e.GoesTo) -> None:
    of.row.body_id, of.row.triage = effect.body_id, False
    await of.bodies.transfer(of.session, of.row.id, of.row.category, effect.body_id, of.at, "transferred")


async def given(of: Changed, effect: e.Given) -> None:
    """Announced with the event."""


async def assigned(of: Changed, effect: e.AssignedTo) -> None:
    of.row.assigned_to = effect.officer


async def shown(of: Changed, effect: e.Shown) -> None:
    of.row.visibility, of.row.name = effect.visibility.value, effect.name


async def reworded(of: Changed, effect: e.Reworded) -> None:
    of.row.words_public = effect.text


async def joined(of: Changed, effect: e.Joined) -> None:
    assert of.target is not None
    of.row.merged_into, of.row.merged_at = of.target.id, of.at
    of.session.add(MergeRow(from_id=of.row.id, into_id=of.target.id, by=of.by.id, at=of.at))
    # Those joined with this one before count with the target too, so that a number always leads there in one step.
    await of.session.execute(update(Request).where(Request.merged_into == of.row.id).values(merged_into=of.target.id))
    await followers.join(of.session, of.row, of.target)


async def parted(of: Changed, effect: e.Parted) -> None:
    assert of.target is not None
    of.row.merged_into = of.row.merged_at = None
    undone = update(MergeRow).where(MergeRow.from_id == of.row.id, MergeRow.undone_at.is_(None)).values(undone_at=of.at)
    await of.session.execute(undone)
    await followers.part(of.session, of.row, of.target)


async def objected(of: Changed, effect: e.Objected) -> None:
    of.row.disputes, of.row.ombudsperson = effect.no, effect.no > 1
    of.session.add(
        RequestDispute(request_id=of.row.id, no=effect.no, at=of.at, words=effect.text, photo_id=effect.photo_id, against=effect.against)
    )


async def decided(of: Changed, effect: e.Decided) -> None:
    waiting = (RequestDispute.request_id == of.row.id) & RequestDispute.decided_at.is_(None)
    verdict = {"decided_by": effect.by, "decided_at": of.at, "upheld": effect.upheld}
    await of.session.execute(update(RequestDispute).where(waiting).values(verdict))
    of.row.ombudsperson = False
    if effect.upheld:
        row = of.row
        row.closing_words = row.proof_id = row.referral = row.planned_for = row.resolved_at = row.resolved_by = None


async def clocks(of: Changed, effect: e.Clocks) -> None:
    kind, name, row = (None if effect.kind is None else ClockKind(effect.kind)), of.by.role.value, of.row
    if effect.act is e.ClockAct.PAUSE:
        await of.bodies.pause(of.session, row.id, kind, Waiting(effect.reason), name, of.at, row.waiting_until)
    elif effect.act is e.ClockAct.RESUME:
        await of.bodies.resume(of.session, row.id, kind, "resumed", name, of.at)
    elif effect.act is e.ClockAct.STOP:
        await of.bodies.stop(of.session, row.id, kind, row.state, name, of.at)
    elif kind is not None:
        await of.bodies.begin_again(of.session, row.id, (kind,), of.at)


async def due_moved(of: Changed, effect: e.DueMoved) -> None:
    of.row.due_at = effect.due


async def see_due(of: Changed, comes_to: tuple[e.Effect, ...]) -> None:
    """After clocks were touched, the row says what they say."""
    if any(isinstance(one, (e.Clocks, e.GoesTo)) for one in comes_to):
        await of.session.flush()
        of.row.due_at = (await of.bodies.due_dates(of.session, [of.row.id])).get(of.row.id)


APPLY = {
    e.Noted: noted, e.Became: became, e.ClosedWith: closed_with, e.GoesTo: goes_to, e.Given: given, e.AssignedTo: assigned, e.Shown: shown,
    e.Reworded: reworded, e.Joined: joined, e.Parted: parted, e.Objected: objected, e.Decided: decided, e.Clocks: clocks, e.DueMoved: due_moved,
}  # fmt: skip
