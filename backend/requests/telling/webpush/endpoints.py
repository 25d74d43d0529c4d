"""The address of a phone: set by its app, one each, and given up."""
from dataclasses import dataclass, field
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, delete, false, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.models import Account
from backend.accounts.secrets import decode
from backend.contract.notices import MOST_PUSH_ENDPOINTS, PushEndpointNow, PushEndpointWanted
from backend.database.sealing import NotSetUp, Vault
from backend.identity.actor import Actor, ActorKind
from backend.requests.telling.listeners import inserting
from backend.requests.telling.webpush.encrypting import Phone, read_point
from backend.requests.telling.webpush.models import PushEndpoint
from backend.requests.telling.webpush.vapid import Signer
from backend.requests.telling.webpush.wire import AddressUnfit, PushWire
from backend.service.errors import InvalidValue


class Subscription(msgspec.Struct, frozen=True):
    """What is kept of a phone, sealed."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class Endpoints:
    """signer: None where nothing can be sent."""

    vault: Vault
    signer: Signer | None = field(repr=False)
    wire: PushWire

    async def now(self, session: AsyncSession, actor: Actor) -> PushEndpointNow:
        found = await session.scalar(select(PushEndpoint.id).where(of_phone(actor)))
        return PushEndpointNow(found is not None, self.signer.public if self.signer else None)

    async def set(self, session: AsyncSession, actor: Actor, wanted: PushEndpointWanted) -> PushEndpointNow:
        """In place of the one it had. Of an account the five that were set last stay. Raises NotSetUp, InvalidValue."""
        phone_of(wanted.p256dh, wanted.auth)
        try:
            self.wire.judge(wanted.endpoint)
        except AddressUnfit as error:
            raise InvalidValue("Pushes go to https addresses on the public internet, at port 443 or 8443.", "endpoint") from error
        if self.signer is None:
            raise NotSetUp("Pushes cannot be sent here yet: whoever runs the service has to set ALLWAYS_COLUMN_KEY.")
        await self.keep(session, actor, Subscription(wanted.endpoint, wanted.p256dh, wanted.auth))
        return PushEndpointNow(True, self.signer.public)

    async def keep(self, session: AsyncSession, actor: Actor, subscription: Subscription) -> None:
        """With the account held, so that no two phones count past each other."""
        if actor.account_id is not None:
            await session.execute(select(Account.id).where(Account.id == actor.account_id).with_for_update())
        plain, row_id = msgspec.json.encode(subscription), uuid7()
        owner = {"account_id": actor.account_id, "session_id": actor.session_id, "device_id": None if actor.account_id else actor.id}
        first = inserting(session)(PushEndpoint).values(id=row_id, sealed=self.vault.seal(plain, place_of(row_id)), **owner)
        if await session.scalar(first.on_conflict_do_nothing().returning(PushEndpoint.id)) is None:
            row = (await session.scalars(select(PushEndpoint).where(of_phone(actor)).with_for_update())).one()
            row.sealed = self.vault.seal(plain, place_of(row.id))
            await session.flush()
        if actor.account_id is not None:
            newest = select(PushEndpoint.id).where(PushEndpoint.account_id == actor.account_id)
            listed = list(await session.scalars(newest.order_by(PushEndpoint.updated_at.desc(), PushEndpoint.id.desc())))
            await session.execute(delete(PushEndpoint).where(PushEndpoint.id.in_(listed[MOST_PUSH_ENDPOINTS:])))

    async def remove(self, session: AsyncSession, actor: Actor) -> None:
        await session.execute(delete(PushEndpoint).where(of_phone(actor)))


def of_phone(actor: Actor) -> ColumnElement[bool]:
    """The one row of the phone that asks; it neither sees nor ends those of other phones of its account."""
    if actor.kind is ActorKind.ACCOUNT:
        return (PushEndpoint.account_id == actor.id) & (PushEndpoint.session_id == actor.session_id)
    return PushEndpoint.device_id == actor.id if actor.kind is ActorKind.DEVICE else false()


def place_of(row_id: UUID) -> str:
    return f"push_endpoint.sealed:{row_id}"


def phone_of(p256dh: str, auth: str) -> Phone:
    """Raises InvalidValue."""
    try:
        point = decode(p256dh)
        read_point(point)
    except ValueError as error:
        raise InvalidValue("Write the public key of the phone: a point of P-256 in base64url.", "p256dh") from error
    return Phone(point, decode(auth))
