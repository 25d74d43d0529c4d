"""Notices in the database: written once per change and person, and read with what they speak of."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts import consents
from backend.accounts.models import ConsentGiven
from backend.bodies.models import Body
from backend.bodies.service import Categories
from backend.contract.consents import Purpose
from backend.contract.notices import NoticeKind
from backend.contract.request_words import RequestState, Visibility
from backend.requests import seeing
from backend.requests.models import Request, RequestEvent
from backend.requests.telling import listeners
from backend.requests.telling.kinds import ListenerRole, MailState
from backend.requests.telling.models import RequestNotice
from backend.requests.telling.people import Person
from backend.requests.telling.saying import Told
from backend.requests.telling.webpush import waiting
from backend.requests.telling.webpush.waiting import Ringing

AT_ONCE = 200
TABLE = RequestNotice.__table__
WRITTEN = (TABLE.c.id, TABLE.c.account_id, TABLE.c.device_id, TABLE.c.mail, TABLE.c.push_at)
NO_EVENT_NOTE = frozenset({NoticeKind.PHOTO, NoticeKind.ASKED, NoticeKind.NEARBY})


@dataclass(frozen=True)
class New:
    """A notice to be written. mail: None is not by mail. push_at: when phones may ring, None is not by push."""

    to: Person
    role: ListenerRole
    mail: MailState | None
    push_at: datetime | None = None


async def write(
    session: AsyncSession, event: RequestEvent, kind: NoticeKind, new: Sequence[New], at: datetime, **dates: datetime | None
) -> list[UUID]:  # fmt: skip
    """Who was told of this before is not told again. Pushes are written down with it. Accounts to which a letter is to be written.

    dates: due_before, due_after.
    """
    numbers = await listeners.number(session, [one.to for one in new], at)
    insert = listeners.inserting(session)
    to_write: list[UUID] = []
    for begin in range(0, len(new), AT_ONCE):
        values = [valued(one, event, kind, at) | {"no": numbers[one.to]} | dates for one in new[begin : begin + AT_ONCE]]
        written = list(await session.execute(insert(TABLE).on_conflict_do_nothing().returning(*WRITTEN), values))
        to_write += [one.account_id for one in written if one.mail and one.account_id]
        await waiting.write(session, [Ringing(one.id, Person(one.account_id, one.device_id), one.push_at) for one in written if one.push_at])
    return to_write


def valued(new: New, event: RequestEvent, kind: NoticeKind, at: datetime) -> dict[str, Any]:
    return {
        "id": uuid7(), "account_id": new.to.account_id, "device_id": new.to.device_id, "request_id": event.request_id, "event_id": event.id,
        "kind": kind.value, "role": new.role.value, "at": at, "mail": new.mail.value if new.mail else None, "push_at": new.push_at,
        "due_before": None, "due_after": None, "created_at": at, "updated_at": at,
    }  # fmt: skip


async def agreed(session: AsyncSession, accounts: Iterable[UUID], request_id: UUID | None = None) -> frozenset[UUID]:
    """Those of these accounts that agreed to mails and did not stop those about this request."""
    wanted, found = sorted(set(accounts)), set()
    for begin in range(0, len(wanted), AT_ONCE):
        some = wanted[begin : begin + AT_ONCE]
        held = select(ConsentGiven.account_id).where(
            ConsentGiven.account_id.in_(some), ConsentGiven.purpose == Purpose.REQUEST_MAILS, consents.holds()
        )
        if request_id is not None:
            held = held.where(ConsentGiven.account_id.not_in(listeners.stopped_by(request_id)))
        found |= {one for one in await session.scalars(held) if one is not None}
    return frozenset(found)


async def last_due(session: AsyncSession, row: Request) -> datetime:
    """The date that was told last, whoever heard of it."""
    told = select(RequestNotice.due_after).where(RequestNotice.request_id == row.id, RequestNotice.due_after.is_not(None))
    return await session.scalar(told.order_by(RequestNotice.id.desc()).limit(1)) or row.first_due_at


async def read(session: AsyncSession, notices: Sequence[RequestNotice], categories: Categories, language: str) -> list[tuple[Told, Request]]:
    """What each speaks of, as it may be shown now."""
    requests = {row.id: row for row in await session.scalars(select(Request).where(Request.id.in_({one.request_id for one in notices})))}
    events = {row.id: row for row in await session.scalars(select(RequestEvent).where(RequestEvent.id.in_({one.event_id for one in notices})))}
    wanted = {row.body_id for row in requests.values()} | {event.body_id for event in events.values() if event.body_id}
    bodies = dict((await session.execute(select(Body.id, Body.name).where(Body.id.in_(wanted)))).tuples().all())
    found = []
    for one in notices:
        row, event = requests[one.request_id], events[one.event_id]
        found.append((told_of(one, row, event, bodies, named(categories, row, language)), row))
    return found


def named(categories: Categories, row: Request, language: str) -> str:
    known = categories.by_code.get(row.category)
    return known.named(language) if known else ""


def told_of(one: RequestNotice, row: Request, event: RequestEvent, bodies: dict[UUID, str], category: str) -> Told:
    kind, own = NoticeKind(one.kind), one.kind in NO_EVENT_NOTE
    shown = row.visibility != Visibility.BODY and (seeing.is_public(row) or is_of(one, row))
    body = bodies.get(row.body_id if own else event.body_id or row.body_id, "")
    return Told(
        kind=kind, role=ListenerRole(one.role), code=row.code, at=one.at, state=RequestState(row.state if own else event.state), body=body,
        category=category if shown else "", place=row.address if shown else "", reason=None if own else event.reason,
        note=event.note_public if shown and not own else "", by=event.role, due_before=one.due_before, due_after=one.due_after,
        resolved_at=row.resolved_at or event.at,
    )  # fmt: skip


def is_of(one: RequestNotice, row: Request) -> bool:
    """Whoever is told has sent it."""
    return (one.account_id is not None and one.account_id == row.account_id) or (one.device_id is not None and one.device_id == row.device_id)
