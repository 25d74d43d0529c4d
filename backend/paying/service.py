"""Paying, put together: opened with the service, given the bookings by `obey`."""
import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.base import now
from backend.database.database import Database
from backend.outbox.worker import Handler
from backend.paying import failures, links
from backend.paying.asking import PayPages
from backend.paying.bookings import Booked, PayingBookings
from backend.paying.cards import Cards
from backend.paying.customers import Customers
from backend.paying.endpoint import Endpoint
from backend.paying.gateway import Gateway
from backend.paying.handling import Handling
from backend.paying.models import PaymentEvent
from backend.paying.provider import Provider
from backend.paying.reconciling import LOOK_WORK, RECONCILE_WORK, Reconciling
from backend.paying.webhook import EVENT_WORK, BadSignature, Told, check_signature, keep, read_event
from backend.service.errors import ServiceError

PAYLOAD_KEPT, EVENT_KEPT = timedelta(days=90), timedelta(days=400)
PURGED_AT_ONCE = 1000


class NotSetUp(ServiceError):
    status, code = 503, "payments_not_set_up"

    def __init__(self) -> None:
        super().__init__("Nothing can be paid here yet: whoever runs the service has to set STRIPE_API_KEY.")


class HookNotSetUp(ServiceError):
    status, code = 503, "webhook_not_set_up"

    def __init__(self) -> None:
        super().__init__("No event is believed here yet: whoever runs the service has to set STRIPE_WEBHOOK_SECRETS.")


class Paying:
    """gateway and customers: for bookings. The rest is for the routes and the outbox."""

    def __init__(self, database: Database, provider: Provider, origin: str, gateway: Gateway | None = None):
        self.database = database
        self.gateway = gateway or Gateway(provider)
        self.customers = Customers(database, Cards(self.gateway))
        self.endpoint = Endpoint(database, self.gateway, origin)
        self.handling = Handling(database, self.gateway, lambda: self._booked.on_seen if self._booked else None)
        self.reconciling = Reconciling(database, self.handling, lambda: self._booked.bookings if self._booked else None)
        self.pages = PayPages(database, self.gateway, self.customers, self.bookings, origin)
        self._booked: Booked | None = None

    def obey(self, booked: Booked) -> None:
        """From now on bookings are told what is seen. Before, what comes waits."""
        self._booked = booked

    def bookings(self) -> PayingBookings:
        """Raises NotSetUp."""
        if self._booked is None:
            raise NotSetUp
        return self._booked.bookings

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What does the work of the outbox."""
        return {
            EVENT_WORK: self.handling.handle_event, LOOK_WORK: self.reconciling.handle_look, RECONCILE_WORK: self.reconciling.handle_reconcile,
            **self.customers.handlers,
        }  # fmt: skip

    async def checked(self, body: bytes, signature: str) -> Told:
        """An event that was signed by the payment service. Raises HookNotSetUp, BadSignature, StaleSignature, BadRequest."""
        secrets = await self.endpoint.secrets()
        if not secrets:
            raise HookNotSetUp
        try:
            check_signature(body, signature, secrets)
        except BadSignature:  # with the sandbox, another process may have asked for events anew
            check_signature(body, signature, await self.endpoint.secrets(anew=True))
        return read_event(body)

    async def keep(self, session: AsyncSession, told: Told) -> bool:
        return await keep(session, told, self.gateway.provider.live)


@asynccontextmanager
async def opened(database: Database, provider: Provider | None, origin: str) -> AsyncIterator[Paying | None]:
    """For as long as the service lives; None where nothing can be paid."""
    if provider is None:
        yield None
        return
    paying = Paying(database, provider, origin)
    tasks = [
        asyncio.create_task(paying.endpoint.keep_registered(), name="webhook endpoint"),
        asyncio.create_task(paying.reconciling.keep_asking(), name="reconciling"),
    ]
    try:
        yield paying
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await paying.gateway.close()


async def purge(session: AsyncSession) -> int:
    """What runs out by itself, a part at a time; how many rows it was."""
    return await links.purge(session) + await failures.purge(session) + await purge_events(session)


async def purge_events(session: AsyncSession) -> int:
    """The words after 90 days; the id, by which it counts once, after 400."""
    old = select(PaymentEvent.id).where(PaymentEvent.created_at < now() - EVENT_KEPT).limit(PURGED_AT_ONCE)
    gone = (await session.execute(delete(PaymentEvent).where(PaymentEvent.id.in_(old)))).rowcount
    full = select(PaymentEvent.id).where(PaymentEvent.created_at < now() - PAYLOAD_KEPT, PaymentEvent.payload.is_not(None)).limit(PURGED_AT_ONCE)
    return gone + (await session.execute(update(PaymentEvent).where(PaymentEvent.id.in_(full)).values(payload=None))).rowcount
