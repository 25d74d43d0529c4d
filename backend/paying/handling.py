"""Looks into what was told: reads the object itself and hands it to bookings. Order, repetition and age of what was told change nothing."""
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.base import now
from backend.database.database import Database
from backend.outbox.worker import Entry, Finish
from backend.paying import failures
from backend.paying.bookings import OnSeen, Quarantined
from backend.paying.cards import Cards
from backend.paying.gateway import Gateway
from backend.paying.models import Outcome, PaymentEvent
from backend.paying.refusals import ProviderRefused, ProviderSilent
from backend.paying.seen import SEEN, IntentSeen, ObjectSeen, SetupSeen, Thing

# From this attempt on, what the event itself says is taken where the payment service cannot be reached.
PATIENCE = 4
log = structlog.get_logger("allways.paying")


class BookingsMissing(Exception):
    """Nobody is there to be told yet. The work waits."""

    code = "bookings_missing"


class Handling:
    def __init__(self, database: Database, gateway: Gateway, on_seen: Callable[[], OnSeen | None]):
        self.database, self.gateway, self._on_seen = database, gateway, on_seen
        self.cards = Cards(gateway)

    @property
    def on_seen(self) -> OnSeen:
        """Raises BookingsMissing."""
        found = self._on_seen()
        if found is None:
            raise BookingsMissing
        return found

    @property
    def readers(self) -> Mapping[str, Callable[[str], Awaitable[Thing]]]:
        gate = self.gateway
        return {
            "payment_intent": gate.read_intent, "refund": gate.read_refund, "transfer": gate.read_transfer, "dispute": gate.read_dispute,
            "setup_intent": self.cards.read_setup,
        }  # fmt: skip

    async def handle_event(self, entry: Entry) -> Finish | None:
        """Work of the outbox."""
        event_id = entry.payload["eventId"]
        async with self.database.reading() as session:
            event = (await session.scalars(select(PaymentEvent).where(PaymentEvent.event_id == event_id))).first()
        if event is None or event.handled_at is not None:
            return None
        if event.object_kind not in self.readers:
            return partial(self.finish, event_id=event_id, seen=None)
        on_seen, seen = self.on_seen, await self.look(event, entry.attempt)
        return partial(self.finish, event_id=event_id, seen=seen, on_seen=on_seen)

    async def look(self, event: PaymentEvent, attempt: int) -> ObjectSeen | None:
        """None: there is no such object, as where somebody else's account was told of."""
        try:
            return ObjectSeen(await self.readers[event.object_kind](event.object_id), event.event_id)
        except ProviderRefused as refusal:
            log.warning("event_without_object", type=event.type, code=refusal.code)
            return None
        except ProviderSilent:
            if attempt < PATIENCE or event.payload is None:
                raise
            return ObjectSeen(SEEN[event.object_kind](event.payload["data"]["object"]), event.event_id, fresh=False)

    async def finish(self, session: AsyncSession, event_id: str, seen: ObjectSeen | None, on_seen: OnSeen | None = None) -> None:
        """In the transaction that ends the work: the rows and the mark on the event are kept together or not at all."""
        outcome = Outcome.IGNORED
        if seen and on_seen:
            outcome = await tell(session, seen, on_seen)
        mark = update(PaymentEvent).where(PaymentEvent.event_id == event_id, PaymentEvent.handled_at.is_(None))
        await session.execute(mark.values(handled_at=now(), outcome=outcome))


async def tell(session: AsyncSession, seen: ObjectSeen, on_seen: OnSeen) -> Outcome:
    """What everybody who saw something does with it."""
    if isinstance(seen.thing, IntentSeen | SetupSeen):
        await failures.note_seen(session, seen.thing)
    if isinstance(seen.thing, SetupSeen):
        return Outcome.APPLIED if seen.thing.failure else Outcome.STALE
    try:
        return Outcome.APPLIED if await on_seen(session, seen) else Outcome.STALE
    except Quarantined:
        return Outcome.QUARANTINED
