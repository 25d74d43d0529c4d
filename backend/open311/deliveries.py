"""Deliveries as rows: which stand for a request, what the next try is, and what comes of each end. Everything in the transaction of whoever asks."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bodies.giving import last_route
from backend.bodies.models import Body
from backend.bodies.standing import Tables
from backend.bodies.words import Channel
from backend.contract.request_words import RequestState
from backend.open311.models import DeliveryStatus, RequestDelivery
from backend.open311.words import say
from backend.outbox.entries import enqueue
from backend.requests.announcing import DELIVER
from backend.requests.changes import By, Change, Deliver, Role, Transfer
from backend.requests.models import Request, RequestEvent

POLL = "request.poll"
PEER = By(Role.PEER)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
# Photos are sent after their request, and hiding faces takes a moment: another server is told once, so it is told with the photo.
SETTLING = timedelta(minutes=1)
# A token becomes a number when a person there has looked at it.
TOKEN_KEPT = timedelta(days=14)
POLL_EVERY = timedelta(minutes=15)
# What a body can still be given.
GIVABLE = (RequestState.SUBMITTED, RequestState.DELIVERED, RequestState.ACKNOWLEDGED, RequestState.IN_PROGRESS, RequestState.WAITING)
log = structlog.get_logger("allways.open311")


class Changing(Protocol):
    """The one way by which a request changes: `backend.requests.service.Requests`."""

    async def change(self, session: AsyncSession, request_id: UUID, change: Change, by: By, at: datetime) -> RequestEvent: ...


class Offices(Protocol):
    """Of `backend.bodies.service.Bodies`."""

    async def tables(self, session: AsyncSession) -> Tables: ...

    async def set_silent(self, session: AsyncSession, body_id: UUID, silent: bool, at: datetime) -> None: ...


@dataclass(frozen=True)
class Job:
    """A try that begins: the delivery as it stood before, and what it is about. number: by which the body knows it from an earlier delivery.
    service_code: what the body calls such things. photo_id: of a photo that everybody may see. mail: of its office, for when its server is silent."""

    delivery: RequestDelivery = field(repr=False)
    request: Request = field(repr=False)
    body: Body = field(repr=False)
    tried_before: bool
    number: str | None
    service_code: str
    photo_id: UUID | None = None
    mail: str = ""


async def begin(session: AsyncSession, key: str, payload: Mapping[str, Any], at: datetime) -> Job | None:
    """The try is written down before it is made. None where there is nothing (more) to do: done, given up, passed on, or a try too many."""
    if "deliveryId" in payload:
        row = await session.get(RequestDelivery, UUID(payload["deliveryId"]), with_for_update=True)
    else:
        row = await find_or_make(session, key, payload, at)
    if row is None or not is_due(row, payload, at):
        return None
    request, body = await session.get_one(Request, row.request_id), await session.get_one(Body, row.body_id)
    if request.body_id != row.body_id or request.state not in GIVABLE:
        row.status, row.last_error, row.next_try_at = DeliveryStatus.DEAD, "request_over", None
        return None
    tried_before = row.first_try_at is not None
    row.first_try_at = row.first_try_at or at
    await session.flush()
    number, route = await find_number(session, row), await last_route(session, request.id)
    session.expunge_all()
    return Job(row, request, body, tried_before, number, route.service_code if route else request.service_code)


def is_due(row: RequestDelivery, payload: Mapping[str, Any], at: datetime) -> bool:
    """Not done, not given up, and this very try and no other."""
    over = row.status in (DeliveryStatus.CONFIRMED, DeliveryStatus.DEAD)
    return not over and payload.get("tries", row.tries) == row.tries and (row.next_try_at is None or row.next_try_at <= at)


async def find_or_make(session: AsyncSession, key: str, payload: Mapping[str, Any], at: datetime) -> RequestDelivery | None:
    """One per entry of the outbox, whoever sees it how often."""
    idem_key = sha256(key.encode()).hexdigest()[:32]
    row = (await session.scalars(select(RequestDelivery).where(RequestDelivery.idem_key == idem_key).with_for_update())).one_or_none()
    if row is not None:
        return row
    event, request = await session.get(RequestEvent, UUID(payload["eventId"])), await session.get(Request, UUID(payload["requestId"]))
    if event is None or request is None or request.state not in GIVABLE or (event.body_id or request.body_id) != request.body_id:
        return None
    body = await session.get_one(Body, request.body_id)
    channel = Channel.INBOX if body.triage else Channel(body.channel)
    row = RequestDelivery(
        id=uuid7(), request_id=request.id, body_id=body.id, channel=channel, idem_key=idem_key, status=DeliveryStatus.QUEUED, tries=0
    )
    session.add(row)
    if channel == Channel.OPEN311 and not request.urgent and at < request.submitted_at + SETTLING:
        await try_again(session, row, request.submitted_at + SETTLING)
    return row


async def find_number(session: AsyncSession, row: RequestDelivery) -> str | None:
    """What came back to a body that had it before, and never closed it, is known there already."""
    same = select(RequestDelivery.external_id).where(RequestDelivery.request_id == row.request_id, RequestDelivery.body_id == row.body_id)
    still = RequestDelivery.external_id.is_not(None), RequestDelivery.closed_there_at.is_(None)
    return await session.scalar(same.where(*still).order_by(RequestDelivery.id.desc()).limit(1))


async def confirm(session: AsyncSession, changing: Changing, job: Job, external_id: str | None, at: datetime) -> None:
    """It is there. external_id: its number there; None where the channel has none."""
    row = await session.get_one(RequestDelivery, job.delivery.id)
    row.status, row.next_try_at, row.last_error = DeliveryStatus.CONFIRMED, None, None
    row.external_id, row.tries = external_id, row.tries + 1
    if row.channel == Channel.OPEN311:
        await poll_later(session, row.body_id, at)
    text = say("number", job.request.lang, body=job.body.name, number=external_id) if external_id else ""
    await mark_delivered(session, changing, row.request_id, text, at)


async def keep_token(session: AsyncSession, changing: Changing, job: Job, token: str, at: datetime) -> None:
    """Handed over; its number comes later."""
    row = await session.get_one(RequestDelivery, job.delivery.id)
    row.status, row.token, row.last_error, row.tries = DeliveryStatus.SENT, token, None, 0
    await try_again(session, row, at + PAUSES[0])
    await mark_delivered(session, changing, row.request_id, "", at)


async def fail(session: AsyncSession, changing: Changing, offices: Offices, job: Job, code: str, at: datetime) -> None:
    """Nobody knows whether it is there. Tried again, and at last given to a person."""
    row = await session.get_one(RequestDelivery, job.delivery.id)
    row.last_error, row.tries = code, row.tries + 1
    if row.token:
        if at - row.created_at > TOKEN_KEPT:
            row.status, row.next_try_at, row.last_error = DeliveryStatus.DEAD, None, "token_kept_silent"
            return
        await try_again(session, row, at + PAUSES[min(row.tries, len(PAUSES)) - 1])
    elif row.tries <= len(PAUSES):
        row.status = DeliveryStatus.FAILED
        await try_again(session, row, at + PAUSES[row.tries - 1])
    else:
        await give_up(session, changing, offices, job, code, "unreachable", at)


async def refuse(session: AsyncSession, changing: Changing, offices: Offices, job: Job, status: int, at: datetime) -> None:
    """The other server said no. To us altogether: nothing more is sent there until somebody has mended it. To this one: a person looks at it."""
    stopped = status in (401, 403, 404)
    if stopped:
        await offices.set_silent(session, job.body.id, True, at)
        log.error("open311_channel_stopped", body=job.body.code, status=status)
    await give_up(session, changing, offices, job, f"peer_{status}", "unreachable" if stopped else "refused", at)


async def give_up(session: AsyncSession, changing: Changing, offices: Offices, job: Job, code: str, word: str, at: datetime) -> None:
    """By mail to its office, where it has one and nothing was wrong with the request itself; else to the people who sort out whose a request is."""
    row = await session.get_one(RequestDelivery, job.delivery.id)
    row.status, row.next_try_at, row.last_error = DeliveryStatus.DEAD, None, code
    log.error("open311_given_up", body=job.body.code, channel=row.channel, code=code)
    tables = await offices.tables(session)
    if row.channel == Channel.OPEN311 and word != "refused" and tables.body(row.body_id).mail:
        await send_mail_instead(session, row, at)
        return
    request, triage = await session.get_one(Request, row.request_id), tables.ids[tables.table.triage]
    if triage != request.body_id and request.state in GIVABLE:
        await changing.change(session, request.id, Transfer(triage, say(word, request.lang, body=job.body.name)), PEER, at)


async def send_mail_instead(session: AsyncSession, given_up: RequestDelivery, at: datetime) -> None:
    row = RequestDelivery(
        id=uuid7(), request_id=given_up.request_id, body_id=given_up.body_id, channel=Channel.EMAIL, idem_key=f"{given_up.idem_key}-mail",
        status=DeliveryStatus.QUEUED, tries=0,
    )  # fmt: skip
    session.add(row)
    await try_again(session, row, at)


async def mark_delivered(session: AsyncSession, changing: Changing, request_id: UUID, text: str, at: datetime) -> None:
    request = await session.get_one(Request, request_id)
    if request.state == RequestState.SUBMITTED:
        await changing.change(session, request_id, Deliver(text), PEER, at)


async def try_again(session: AsyncSession, row: RequestDelivery, due: datetime) -> None:
    row.next_try_at = due
    name = f"{DELIVER}:{row.id}:{row.status}:{row.tries}:{int(due.timestamp())}"
    await enqueue(session, DELIVER, {"deliveryId": str(row.id), "tries": row.tries}, name, due)


async def poll_later(session: AsyncSession, body_id: UUID, at: datetime) -> None:
    """Once per body and quarter of an hour, whoever asks for it."""
    slot = int(at.timestamp() // POLL_EVERY.total_seconds()) + 1
    due = datetime.fromtimestamp(slot * POLL_EVERY.total_seconds(), at.tzinfo)
    await enqueue(session, POLL, {"bodyId": str(body_id)}, f"{POLL}:{body_id}:{slot}", due)
