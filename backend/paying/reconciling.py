"""Looks at the payment service without being told: whatever webhooks lose is found here, so they only make things faster."""
import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.base import now
from backend.database.database import Database
from backend.outbox.entries import enqueue
from backend.outbox.worker import Entry, Finish
from backend.paying.bookings import PayingBookings
from backend.paying.handling import BookingsMissing, Handling, tell
from backend.paying.models import Outcome, PaymentEvent
from backend.paying.refusals import ProviderRefused
from backend.paying.seen import NotUnderstood, ObjectSeen, Thing
from backend.paying.webhook import keep, read_event
from backend.service.errors import BadRequest
from payments.states import Report

LOOK_WORK = "payment_look"
RECONCILE_WORK = "payment_reconcile"
# After a payment was made, and then hourly until it is final.
LOOKS = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 600))
HOURLY = timedelta(hours=1)
FINAL = (Report.CAPTURED, Report.VOIDED)
OVERLAP = timedelta(hours=1)
FIRST_TIME = timedelta(days=1)
EVENTS_KEPT = timedelta(days=29)  # the payment service keeps them for thirty
LOOK_AGAIN_S = 5
ASK_S = 600.0
AT_ONCE = 100
READ_AT_ONCE = 8
log = structlog.get_logger("allways.paying")


async def watch(session: AsyncSession, intent_id: str, look: int = 0) -> None:
    """The payment is looked at after 30 s, 1, 2, 5, 10 min and then hourly until it is final. For whoever made it, in the same transaction."""
    pause = LOOKS[look] if look < len(LOOKS) else HOURLY
    await enqueue(session, LOOK_WORK, {"intentId": intent_id, "look": look}, f"{LOOK_WORK}:{intent_id}:{look}", now() + pause)


async def look_now(session: AsyncSession, intent_id: str) -> None:
    """Something just happened to it. Asked for often, it is looked at every few seconds."""
    slot = int(now().timestamp()) // LOOK_AGAIN_S
    await enqueue(session, LOOK_WORK, {"intentId": intent_id, "look": None}, f"{LOOK_WORK}:{intent_id}:at:{slot}")


class Reconciling:
    def __init__(self, database: Database, handling: Handling, bookings: Callable[[], PayingBookings | None]):
        self.database, self.handling, self._bookings = database, handling, bookings
        self.gateway = handling.gateway

    async def handle_look(self, entry: Entry) -> Finish:
        """Work of the outbox: one payment, and when to look again."""
        on_seen = self.handling.on_seen
        seen = await self.gateway.read_intent(entry.payload["intentId"])
        look = entry.payload["look"]

        async def finish(session: AsyncSession) -> None:
            await tell(session, ObjectSeen(seen), on_seen)
            if look is not None and seen.report not in FINAL:
                await watch(session, seen.intent_id, look + 1)

        return finish

    async def handle_reconcile(self, entry: Entry) -> None:
        await self.reconcile(await self.since())

    async def since(self) -> datetime:
        """From the newest event that came, with an overlap."""
        async with self.database.reading() as session:
            newest = await session.scalar(select(func.max(PaymentEvent.made_at)))
        return max(newest - OVERLAP, now() - EVENTS_KEPT) if newest else now() - FIRST_TIME

    async def reconcile(self, since: datetime) -> int:
        """Takes in the events that never came, and looks at everything that is not final. How many objects that changed something."""
        bookings = self._bookings()
        if bookings is None:
            raise BookingsMissing
        await self.take_in(since)
        async with self.database.reading() as session:
            left = await bookings.list_open(session)
        gate = self.gateway
        reads = ((gate.read_intent, left.intents), (gate.read_refund, left.refunds), (gate.read_transfer, left.transfers))
        at_once = asyncio.Semaphore(READ_AT_ONCE)
        looks = [self.merged(at_once, partial(read, name)) for read, names in reads for name in names]
        found = await asyncio.gather(*looks, return_exceptions=True)
        for trouble in found:
            if isinstance(trouble, BaseException):
                raise trouble
        return sum(one is True for one in found)

    async def take_in(self, since: datetime) -> None:
        """A part at a time, so that nobody who writes waits for long."""
        events = await self.gateway.list_events(since)
        for start in range(0, len(events), AT_ONCE):
            async with self.database.writing() as session:
                for told in events[start : start + AT_ONCE]:
                    try:
                        await keep(session, read_event(told), self.gateway.provider.live)
                    except BadRequest:
                        log.warning("event_not_understood", type=str(told.get("type"))[:100])

    async def merged(self, at_once: asyncio.Semaphore, read: Callable[[], Awaitable[Thing]]) -> bool:
        """One that is not there does not keep the others waiting."""
        try:
            async with at_once:
                thing = await read()
        except (ProviderRefused, NotUnderstood) as trouble:
            log.warning("not_reconciled", code=trouble.code)
            return False
        async with self.database.writing() as session:
            return await tell(session, ObjectSeen(thing), self.handling.on_seen) is Outcome.APPLIED

    async def keep_asking(self, every_s: float = ASK_S) -> None:
        """Until cancelled: once an hour, whichever process asks for it first. The first time at once."""
        while True:
            try:
                async with self.database.writing() as session:
                    hour = f"{now():%Y-%m-%dT%H}"
                    await enqueue(session, RECONCILE_WORK, {}, f"{RECONCILE_WORK}:{hour}")
            except (SQLAlchemyError, OSError) as error:
                log.warning("not_asked_to_reconcile", error=type(error).__name__)
            await asyncio.sleep(every_s)
