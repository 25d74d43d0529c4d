"""What is to be pushed, written down with its notice: once for each notice and phone."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.outbox.entries import enqueue
from backend.requests.telling.people import Person
from backend.requests.telling.webpush.models import PushEndpoint

PUSH = "request.push"


@dataclass(frozen=True)
class Ringing:
    """A notice for which the phones of somebody may ring, from push_at on."""

    notice_id: UUID
    to: Person
    push_at: datetime


async def write(session: AsyncSession, ringing: Sequence[Ringing]) -> None:
    """For the phones that have an address by now."""
    accounts, devices = {one.to.account_id for one in ringing}, {one.to.device_id for one in ringing}
    theirs = or_(PushEndpoint.account_id.in_(accounts - {None}), PushEndpoint.device_id.in_(devices - {None}))
    asked = select(PushEndpoint.id, PushEndpoint.account_id, PushEndpoint.device_id).where(theirs).order_by(PushEndpoint.id)
    phones: dict[Person, list[UUID]] = {}
    for endpoint_id, account_id, device_id in await session.execute(asked) if ringing else ():
        phones.setdefault(Person(account_id, device_id), []).append(endpoint_id)
    for one in ringing:
        for endpoint_id in phones.get(one.to, ()):
            payload = {"noticeId": str(one.notice_id), "endpointId": str(endpoint_id)}
            await enqueue(session, PUSH, payload, f"{PUSH}:{one.notice_id}:{endpoint_id}", one.push_at)
