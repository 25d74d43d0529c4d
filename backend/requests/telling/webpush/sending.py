"""Pushes: whether one may still ring is looked at right before it goes. It says that there is news and of which number, never what, where or words.

The push comes first and the mark after it: a process that is killed between the two sends it once more, under the same Topic, by which a service
keeps the last one only; the app knows the notice by its id.
"""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import httpx
import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.models import AccountSession
from backend.accounts.secrets import encode
from backend.database.base import now as utc_now
from backend.database.database import Database
from backend.database.sealing import SealBroken, Vault, open_vault
from backend.identity.actor import Actor, ActorKind, scope
from backend.outbox.entries import Entry
from backend.outbox.worker import Handler
from backend.requests import seeing
from backend.requests.models import Request
from backend.requests.telling import pace, ringing
from backend.requests.telling.models import RequestNotice
from backend.requests.telling.webpush.encrypting import encrypted
from backend.requests.telling.webpush.endpoints import Endpoints, Subscription, phone_of, place_of
from backend.requests.telling.webpush.models import PushEndpoint
from backend.requests.telling.webpush.vapid import Signer, find_signer
from backend.requests.telling.webpush.waiting import PUSH
from backend.requests.telling.webpush.wire import AddressUnfit, PushFailed, PushWire

TOPIC_CHARACTERS = 32
# After about an hour it is let go, before the outbox gives it up: servers that people chose are no work for the staff.
MOST_TRIES = 11
NOT_OURS_ANY_MORE = frozenset({401, 403, 404, 410})
BUSY = frozenset({408, 425, 429})


@dataclass(frozen=True)
class Push:
    """sealed: as the address stood when it was read, so that one that was set meanwhile is not removed for it."""

    endpoint_id: UUID
    sealed: bytes
    subscription: Subscription
    plain: bytes
    ttl_s: int
    urgent: bool
    topic: str


@dataclass(frozen=True)
class Pushes:
    database: Database
    endpoints: Endpoints
    clock: Callable[[], datetime] = utc_now

    @classmethod
    def open(cls, database: Database, column_key: str, contact: str) -> "Pushes":
        """contact: the address of the pages of the service. Raises KeyRefused."""
        signer = find_signer(column_key, database.url, contact)
        return cls(database, Endpoints(open_vault(column_key, database.url), signer, PushWire()))

    @property
    def handlers(self) -> dict[str, Handler]:
        return {PUSH: self.send}

    async def aclose(self) -> None:
        await self.endpoints.wire.aclose()

    async def send(self, entry: Entry) -> None:
        """Raises PushFailed where trying again may help."""
        if (signer := self.endpoints.signer) is None:
            return
        async with self.database.reading() as session:
            push = await self.find(session, UUID(entry.payload["noticeId"]), UUID(entry.payload["endpointId"]))
        if push is None:
            return
        try:
            status = await self.endpoints.wire.send(push.subscription.endpoint, self.headers(push, signer), self.body(push))
            if status in BUSY or status >= 500:
                raise PushFailed(f"push_{status}")
        except AddressUnfit:
            await self.forget(push)
        except PushFailed:
            if entry.attempt < MOST_TRIES:
                raise
        else:
            if status in NOT_OURS_ANY_MORE:
                await self.forget(push)

    async def find(self, session: AsyncSession, notice_id: UUID, endpoint_id: UUID) -> Push | None:
        """None where it is not to be sent any more: read, muted, stopped, old, not to be seen, signed out, or one that rings with it is newer."""
        notice, row = await session.get(RequestNotice, notice_id), await session.get(PushEndpoint, endpoint_id)
        if notice is None or row is None or not await self.is_signed_in(session, row):
            return None
        actor, at = Actor(ActorKind.ACCOUNT, row.account_id) if row.account_id else Actor(ActorKind.DEVICE, row.device_id), self.clock()
        asked = select(Request).where(Request.id == notice.request_id, seeing.visible(actor))
        request = (await session.scalars(asked)).one_or_none()
        together = select(RequestNotice).where(
            scope(actor, RequestNotice), RequestNotice.request_id == notice.request_id, RequestNotice.push_at == notice.push_at
        )
        loud = await ringing.still_ring(session, actor, list(await session.scalars(together)), at)
        subscription = opened(self.endpoints.vault, row)
        if request is None or subscription is None or notice.push_at is None or notice.id != max(loud, default=None):
            return None
        plain = msgspec.json.encode({"id": str(notice.id), "code": request.code})
        ttl_s = int((notice.push_at + pace.STALE - at).total_seconds())
        return Push(row.id, row.sealed, subscription, plain, ttl_s, request.urgent, topic_of(notice.id, row.id))

    async def is_signed_in(self, session: AsyncSession, row: PushEndpoint) -> bool:
        if row.session_id is None:
            return True
        held = select(AccountSession.id).where(AccountSession.id == row.session_id, AccountSession.ended_at.is_(None))
        return await session.scalar(held.where(AccountSession.expires_at > self.clock())) is not None

    def headers(self, push: Push, signer: Signer) -> dict[str, str]:
        url = httpx.URL(push.subscription.endpoint)
        return {
            "TTL": str(push.ttl_s), "Urgency": "high" if push.urgent else "normal", "Topic": push.topic, "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": signer.authorization(f"{url.scheme}://{url.netloc.decode('ascii')}", self.clock()),
        }  # fmt: skip

    def body(self, push: Push) -> bytes:
        return encrypted(push.plain, phone_of(push.subscription.p256dh, push.subscription.auth))

    async def forget(self, push: Push) -> None:
        async with self.database.writing() as session:
            same = PushEndpoint.id == push.endpoint_id, PushEndpoint.sealed == push.sealed
            await session.execute(delete(PushEndpoint).where(*same))


def opened(vault: Vault, row: PushEndpoint) -> Subscription | None:
    """None for one that was sealed under a key that is gone; its phone sets it anew."""
    try:
        return msgspec.json.decode(vault.open(row.sealed, place_of(row.id)), type=Subscription)
    except SealBroken:
        return None


def topic_of(notice_id: UUID, endpoint_id: UUID) -> str:
    """The same each time, and for no two phones, so that services cannot tell who hears of the same thing."""
    return encode(sha256(notice_id.bytes + endpoint_id.bytes).digest())[:TOPIC_CHARACTERS]
