"""The history of a request: one row per change, each bound to the one before, so that none can be changed or left out without being noticed."""
import json
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.contract.request_words import EventKind, RequestState
from backend.requests.changes import By
from backend.requests.effects import Noted
from backend.requests.models import Request, RequestEvent

CLOSINGS = (EventKind.RESOLVED, EventKind.REJECTED, EventKind.CLOSED)


async def write(session: AsyncSession, row: Request, noted: Noted, by: By, before: str | None, at: datetime) -> RequestEvent:
    """row: as it stands after the change, locked."""
    return await write_after(session, row, noted, by, before, await find_last(session, row.id), at)


async def write_after(
    session: AsyncSession, row: Request, noted: Noted, by: By, before: str | None, last: RequestEvent | None, at: datetime
) -> RequestEvent:  # fmt: skip
    """last: the event before this one, None for the first of a new request."""
    event = RequestEvent(
        id=uuid7(), request_id=row.id, no=last.no + 1 if last else 1, at=at, kind=noted.kind.value, role=by.role.value, actor_id=by.id, before=before,
        state=row.state, reason=noted.reason, body_id=row.body_id, note_public=noted.public, note_internal=noted.internal,
    )  # fmt: skip
    event.hash = hash_of(event, last.hash if last else b"")
    session.add(event)
    await session.flush()
    return event


def hash_of(event: RequestEvent, before: bytes) -> bytes:
    """Over all but the words, which go with a person."""
    who = (event.role, event.actor_id, event.body_id)
    of = (event.request_id, event.no, event.at.timestamp(), event.kind, *who, event.before, event.state, event.reason)
    return sha256(before + json.dumps([str(one) for one in of]).encode()).digest()


async def find_last(session: AsyncSession, request_id: UUID) -> RequestEvent | None:
    newest = select(RequestEvent).where(RequestEvent.request_id == request_id).order_by(RequestEvent.no.desc()).limit(1)
    return (await session.scalars(newest)).first()


async def list_all(session: AsyncSession, request_id: UUID) -> list[RequestEvent]:
    return list(await session.scalars(select(RequestEvent).where(RequestEvent.request_id == request_id).order_by(RequestEvent.no)))


async def list_closers(session: AsyncSession, request_id: UUID) -> frozenset[UUID]:
    """Officers who closed it before: none of them decides on an objection."""
    closed = select(RequestEvent.actor_id).where(RequestEvent.request_id == request_id, RequestEvent.kind.in_(CLOSINGS))
    return frozenset(one for one in await session.scalars(closed) if one is not None)


async def state_before_merge(session: AsyncSession, request_id: UUID) -> RequestState | None:
    merged = RequestEvent.kind == EventKind.MERGED.value
    newest = select(RequestEvent.before).where(RequestEvent.request_id == request_id, merged).order_by(RequestEvent.no.desc()).limit(1)
    before = await session.scalar(newest)
    return RequestState(before) if before else None


def is_unbroken(events: list[RequestEvent]) -> bool:
    """Whether nothing was changed in, or left out of, a history."""
    before = b""
    for no, event in enumerate(events, 1):
        if event.no != no or event.hash != hash_of(event, before):
            return False
        before = event.hash
    return True
