"""What the staff sees of requests and does to them. Whoever sent one does not work on it."""
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_staff import (
    AttributeTold,
    StaffAction,
    StaffChange,
    StaffRequest,
    StaffRequestsResponse,
    StaffRequestSummary,
    StaffStep,
)
from backend.contract.request_words import Closed, EventKind, RequestState
from backend.identity.actor import Actor
from backend.requests import changes, events
from backend.requests.answers import OVER, names_for, summed, to_second, whole
from backend.requests.effects import Refused
from backend.requests.models import CODE_LENGTH, Request
from backend.requests.refusals import ChangeRefused, NoRequest
from backend.requests.seeing import Seen
from backend.service.moments import checked_moment

OPEN = tuple(state.value for state in RequestState if state not in OVER)
MOST_SEARCHED = 100
SEEN = Seen(mine=False, following=False, whole=True)
T = TypeVar("T")


@dataclass(frozen=True)
class Filter:
    """What is asked for; None: whatever. text: in words, in the number, in the address."""

    states: tuple[RequestState, ...] = ()
    body_id: UUID | None = None
    category: str | None = None
    assigned_to: UUID | None = None
    unassigned: bool = False
    late: bool = False
    urgent: bool = False
    triage: bool = False
    ombudsperson: bool = False
    text: str = ""

    def conditions(self, at: datetime) -> list[ColumnElement[bool]]:
        found = [Request.state.in_([state.value for state in self.states] or OPEN)]
        found += [column == value for column, value in (
            (Request.body_id, self.body_id), (Request.category, self.category), (Request.assigned_to, self.assigned_to),
        ) if value is not None]  # fmt: skip
        if self.unassigned:
            found.append(Request.assigned_to.is_(None))
        if self.late:
            found.append(Request.due_at < at)
        found += [column for column, wanted in (
            (Request.urgent, self.urgent), (Request.triage, self.triage), (Request.ombudsperson, self.ombudsperson),
        ) if wanted]  # fmt: skip
        if text := self.text.strip()[:MOST_SEARCHED]:
            number = [Request.code == text.upper()] if len(text) == CODE_LENGTH else []
            found.append(or_(*number, *(column.icontains(text, autoescape=True) for column in (Request.words, Request.address))))
        return found


async def listed(session: AsyncSession, which: Filter, most: int, skip: int, language: str, at: datetime) -> StaffRequestsResponse:
    """What is due first comes first; what has no due date now comes last."""
    conditions = which.conditions(at)
    due = Request.due_at.is_(None), Request.due_at, Request.id
    rows = list(await session.scalars(select(Request).where(*conditions).order_by(*due).limit(most).offset(skip)))
    total = await session.scalar(select(func.count()).select_from(Request).where(*conditions)) or 0
    names = await names_for(session, rows)
    told = tuple(
        StaffRequestSummary(
            summed(row, SEEN, names, language, at), row.body_id, row.assigned_to, row.urgent, row.triage, row.ombudsperson
        )
        for row in rows
    )
    return StaffRequestsResponse(told, total)


async def by_code(session: AsyncSession, code: str) -> Request:
    """Raises NoRequest."""
    row = (await session.scalars(select(Request).where(Request.code == code))).one_or_none()
    if row is None:
        raise NoRequest
    return row


async def view(session: AsyncSession, actor: Actor, row: Request, language: str, at: datetime) -> StaffRequest:
    told = await whole(session, row, SEEN, language, at, staff=True)
    steps = tuple(
        StaffStep(
            kind=EventKind(one.kind), at=to_second(one.at), by=one.role, officer_id=one.actor_id,
            state=RequestState(one.state) if one.state != one.before else None, reason=one.reason, words=one.note_public, internal=one.note_internal,
        )
        for one in await events.list_all(session, row.id)
    )  # fmt: skip
    attributes = tuple(AttributeTold(code, value) for code, value in (row.attributes or {}).items())
    own = actor.account_id is not None and actor.account_id == row.account_id
    return StaffRequest(
        told, steps, row.body_id, row.assigned_to, row.urgent, row.triage, row.ombudsperson, row.words, attributes, own
    )  # fmt: skip


async def change_of(session: AsyncSession, actor: Actor, told: StaffChange) -> changes.Change:
    """Raises ChangeRefused where something is missing, NoRequest for an unknown `into`."""
    action, words, until = told.action, told.words.strip(), checked_moment(told.until, "until")
    match action:
        case StaffAction.HOLD:
            return changes.Hold(needed(told.hold, "hold"))
        case StaffAction.WAIT:
            return changes.Wait(needed(told.waiting, "waiting"), until, words)
        case StaffAction.RESOLVE:
            return changes.Resolve(needed(told.resolution, "resolution"), words, told.proof_id, told.referral, told.planned_for)
        case StaffAction.REJECT:
            return changes.Reject(needed(told.rejection, "rejection"), words)
        case StaffAction.DECIDE:
            return changes.Reopen(words) if needed(told.upheld, "upheld") else changes.Close(Closed.STANDS, words)
        case StaffAction.TRANSFER:
            return changes.Transfer(needed(told.body_id, "bodyId"), words)
        case StaffAction.MERGE:
            return changes.Merge((await by_code(session, needed(told.into, "into"))).id)
        case StaffAction.ASSIGN:
            return changes.Assign(told.officer_id or actor.account_id)
        case StaffAction.COMMENT:
            return changes.Comment(words, told.public)
        case StaffAction.REDACT:
            return changes.Redact(words)
    return {
        StaffAction.ACKNOWLEDGE: changes.Acknowledge(words), StaffAction.START: changes.Start(words), StaffAction.RESUME: changes.Resume(words),
        StaffAction.RELEASE: changes.Release(), StaffAction.UNMERGE: changes.Unmerge(),
    }[action]  # fmt: skip


def needed(value: T | None, field: str) -> T:
    if value is None:
        raise ChangeRefused(Refused("field_missing", f"Give `{field}` with this."))
    return value
