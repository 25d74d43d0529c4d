"""Asks other servers how what we gave them stands. They are asked by the numbers they gave, so no window of time can leave one out."""
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.models import Body
from backend.contract.request_words import Resolution
from backend.contract.requests import MAX_NOTE
from backend.open311.deliveries import GIVABLE, PEER, POLL_EVERY, Changing, poll_later
from backend.open311.listing import OVER
from backend.open311.models import MAX_STATUS, DeliveryStatus, RequestDelivery
from backend.open311.peer import ASKED_AT_ONCE
from backend.open311.reading import Record
from backend.open311.words import say
from backend.requests.changes import Resolve
from backend.requests.models import Request
from backend.requests.wording import public_words

MOST_ASKED = 200
CLOSED_THERE = "closed"
log = structlog.get_logger("allways.open311")


@dataclass(frozen=True)
class AskedAbout:
    """deliveries: by their number there."""

    body: Body = field(repr=False)
    deliveries: dict[str, UUID]

    @property
    def batches(self) -> list[list[str]]:
        ids = list(self.deliveries)
        return [ids[begin : begin + ASKED_AT_ONCE] for begin in range(0, len(ids), ASKED_AT_ONCE)]


async def list_asked(session: AsyncSession, body_id: UUID, at: datetime) -> AskedAbout | None:
    """What of a body is open here and there, the ones asked about longest ago first. None when there is nothing (for this time)."""
    body = await session.get(Body, body_id)
    asked = select(RequestDelivery.external_id, RequestDelivery.id).join(Request, Request.id == RequestDelivery.request_id)
    asked = asked.where(
        RequestDelivery.body_id == body_id, RequestDelivery.status == DeliveryStatus.CONFIRMED, RequestDelivery.external_id.is_not(None),
        RequestDelivery.closed_there_at.is_(None), Request.state.not_in(OVER),
        or_(RequestDelivery.asked_at.is_(None), RequestDelivery.asked_at < at - POLL_EVERY / 2),
    )  # fmt: skip
    rows = (await session.execute(asked.order_by(RequestDelivery.asked_at.is_not(None), RequestDelivery.asked_at).limit(MOST_ASKED))).all()
    return AskedAbout(body, {row.external_id: row.id for row in rows}) if body is not None and rows else None


async def keep(session: AsyncSession, changing: Changing, asked: AskedAbout, records: list[Record], at: datetime) -> None:
    """Closed there is resolved here, by them and not by whoever sent it. What their other words mean nobody knows: they are kept as they came."""
    told = {record.service_request_id: record for record in records}
    for number, delivery_id in asked.deliveries.items():
        row = await session.get_one(RequestDelivery, delivery_id)
        row.asked_at = at
        record = told.get(number)
        if record is None:
            continue
        row.external_status = record.status[:MAX_STATUS] or row.external_status
        if record.status == CLOSED_THERE:
            row.closed_there_at = at
            await resolve(session, changing, row, asked.body.name, record.status_notes, at)
    await ask_later(session, asked.body.id, at)


async def resolve(session: AsyncSession, changing: Changing, row: RequestDelivery, body: str, notes: str, at: datetime) -> None:
    request = await session.get_one(Request, row.request_id)
    if request.state not in GIVABLE or request.body_id != row.body_id:
        return
    words = public_words(notes.replace("\0", "")).strip()[:MAX_NOTE] or say("closed", request.lang, body=body, number=str(row.external_id))
    referral = f"{body}, {row.external_id}"[:200]
    await changing.change(session, request.id, Resolve(Resolution.FIXED, words, referral=referral), PEER, at)


async def ask_later(session: AsyncSession, body_id: UUID, at: datetime) -> None:
    """As long as something is open; each delivery that is confirmed begins it again."""
    await poll_later(session, body_id, at)
