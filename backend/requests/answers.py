"""Requests as people are told them: how it stands, who has it, by when, what happened, what will."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.models import Body
from backend.contract.request_words import EventKind, RequestState, Visibility
from backend.contract.requests import ClosingTold, RequestContextTold, RequestStep, RequestSummary, ServiceRequest, StepToCome
from backend.obstacles import of_requests as obstacles
from backend.requests import events
from backend.requests.changes import Role
from backend.requests.models import Request, RequestEvent
from backend.requests.objections import MOST_OBJECTIONS, OBJECTION
from backend.requests.photos_of import list_photos
from backend.requests.places import place_told
from backend.requests.seeing import Seen
from backend.requests.wording import public_words
from backend.requests.words import next_step, reason_words

S = RequestState
# What lies before a request in each state, as long as all goes well.
AHEAD: dict[S, tuple[S, ...]] = {
    S.SUBMITTED: (S.DELIVERED, S.ACKNOWLEDGED, S.IN_PROGRESS, S.RESOLVED, S.CONFIRMED),
    S.HELD: (S.DELIVERED, S.ACKNOWLEDGED, S.IN_PROGRESS, S.RESOLVED, S.CONFIRMED),
    S.DELIVERED: (S.ACKNOWLEDGED, S.IN_PROGRESS, S.RESOLVED, S.CONFIRMED),
    S.ACKNOWLEDGED: (S.IN_PROGRESS, S.RESOLVED, S.CONFIRMED),
    S.IN_PROGRESS: (S.RESOLVED, S.CONFIRMED),
    S.WAITING: (S.IN_PROGRESS, S.RESOLVED, S.CONFIRMED),
    S.RESOLVED: (S.CONFIRMED,),
    S.DISPUTED: (S.IN_PROGRESS, S.RESOLVED, S.CONFIRMED),
}
OVER = frozenset({S.CONFIRMED, S.CLOSED, S.REJECTED, S.MERGED, S.WITHDRAWN, S.RESOLVED})
# Of the house, never told outside it.
INTERNAL = frozenset({EventKind.ASSIGNED, EventKind.REMINDED, EventKind.REDACTED})
CLOSING = (S.RESOLVED, S.CONFIRMED, S.REJECTED, S.CLOSED, S.DISPUTED)


@dataclass(frozen=True)
class Names:
    """Of bodies, and numbers of requests that others were joined with."""

    bodies: dict[UUID, str]
    codes: dict[UUID, str]


async def names_for(session: AsyncSession, rows: Sequence[Request], more: Sequence[UUID] = ()) -> Names:
    wanted = {row.body_id for row in rows} | set(more)
    found = (await session.execute(select(Body.id, Body.name).where(Body.id.in_(wanted)))).tuples().all()
    into = {row.merged_into for row in rows if row.merged_into is not None}
    codes = (await session.execute(select(Request.id, Request.code).where(Request.id.in_(into)))).tuples().all() if into else ()
    return Names(dict(found), dict(codes))


def summary(row: Request, seen: Seen, names: Names, language: str, at: datetime, distance_m: int | None = None) -> dict[str, Any]:
    state, body = S(row.state), names.bodies.get(row.body_id, "")
    running = state not in OVER
    words = row.words if seen.mine else row.words_public if seen.whole else ""
    shows_name = seen.mine or (seen.whole and row.visibility == Visibility.PUBLIC_NAME)
    return {
        "code": row.code, "category": row.category, "state": state, "reason": row.state_reason, "body": body,
        "first_due": to_second(row.first_due_at), "due": to_second(row.due_at) if running and row.due_at else None, "paused": state is S.WAITING,
        "late": bool(running and row.due_at and row.due_at < at), "next_step": next_step(row.state, body, language),
        "place": place_told(row, seen.whole), "words": words, "lang": row.lang, "visibility": Visibility(row.visibility),
        "author": row.name if shows_name else None,
        "submitted_at": to_second(row.submitted_at), "changed_at": to_second(row.changed_at), "followers": row.followers, "mine": seen.mine,
        "following": seen.following, "merged_into": names.codes.get(row.merged_into) if row.merged_into else None, "distance_m": distance_m,
        "reason_words": reason_words(row.state_reason, language), "muted": seen.muted,
    }  # fmt: skip


def summed(row: Request, seen: Seen, names: Names, language: str, at: datetime, distance_m: int | None = None) -> RequestSummary:
    return RequestSummary(**summary(row, seen, names, language, at, distance_m))


@dataclass(frozen=True)
class History:
    """What belongs to a request and stands elsewhere. photos: those that whoever asks may look at."""

    events: Sequence[RequestEvent]
    names: Names
    photos: tuple[UUID, ...]
    obstacle_id: UUID | None


async def whole(session: AsyncSession, row: Request, seen: Seen, language: str, at: datetime, staff: bool = False) -> ServiceRequest:
    happened = await events.list_all(session, row.id)
    names = await names_for(session, [row], [one.body_id for one in happened if one.body_id])
    photos = await list_photos(session, row, seen, staff)
    return written(row, seen, History(happened, names, photos, await obstacles.find_id(session, row.id)), language, at, staff)


def written(row: Request, seen: Seen, history: History, language: str, at: datetime, staff: bool = False) -> ServiceRequest:
    told = [one for one in history.events if is_told(one, seen, staff)]
    state = S(row.state)
    return ServiceRequest(
        **summary(row, seen, history.names, language, at),
        context=msgspec.convert(row.context, RequestContextTold) if row.context and seen.whole else None,
        closing=closing_of(row),
        dispute_until=dispute_until(row, seen, at),
        photos=history.photos,
        obstacle_id=history.obstacle_id,
        steps=tuple(step_of(one, before, history.names, seen.mine or staff) for one, before in zip(told, [None, *told])),
        to_come=tuple(to_come(row, state)),
    )


def is_told(event: RequestEvent, seen: Seen, staff: bool) -> bool:
    """Notes of whoever sent it are for them and the staff."""
    kind = EventKind(event.kind)
    if staff:
        return True
    if kind is EventKind.COMMENT:
        return event.note_public != "" and (seen.mine or event.role != "reporter")
    return kind not in INTERNAL and (kind is not EventKind.VISIBILITY or seen.mine)


def step_of(event: RequestEvent, before: RequestEvent | None, names: Names, as_written: bool) -> RequestStep:
    """as_written: with all that whoever sent it wrote, such as why they object."""
    moved = before is None or before.body_id != event.body_id
    body = names.bodies.get(event.body_id) if moved and event.body_id else None
    state = S(event.state) if event.state != event.before else None
    words = event.note_public if as_written or event.role != Role.REPORTER else public_words(event.note_public)
    return RequestStep(EventKind(event.kind), to_second(event.at), event.role, state, event.reason, words, body)


def to_come(row: Request, state: S) -> list[StepToCome]:
    """The next one with the date that was promised for it."""
    return [StepToCome(one, to_second(row.due_at) if row.due_at and number == 0 else None) for number, one in enumerate(AHEAD.get(state, ()))]


def closing_of(row: Request) -> ClosingTold | None:
    if S(row.state) not in CLOSING or row.closing_words is None:
        return None
    return ClosingTold(row.state_reason or "", row.closing_words, row.proof_id, row.referral, row.planned_for)


def dispute_until(row: Request, seen: Seen, at: datetime) -> datetime | None:
    can = seen.mine and S(row.state) in (S.RESOLVED, S.REJECTED, S.CLOSED) and row.disputes < MOST_OBJECTIONS
    if not can or row.resolved_at is None or at > row.resolved_at + OBJECTION:
        return None
    return to_second(row.resolved_at + OBJECTION)


def to_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
