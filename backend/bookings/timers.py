"""What time brings about: holds and deadlines that run out, trips that are over, work that got stuck. Found in the rows, so nothing is forgotten.

No webhook is needed for any of it. Each booking has a transaction of its own, and one that makes trouble keeps no other one waiting.
"""
import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Select, select, update
from sqlalchemy.exc import SQLAlchemyError

from backend.bookings import rows
from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.desk import Desk
from backend.bookings.effects import PREFIX, kind_of
from backend.bookings.paid import Payment, Purpose
from backend.bookings.writing import AFTER_END
from backend.database.database import Database
from backend.outbox.models import OutboxEntry
from backend.paying.gateway import Gateway
from backend.paying.refusals import ProviderRefused, ProviderSilent
from backend.paying.seen import IntentSeen
from payments import events
from payments.states import BookingState, Cause, EffectKind, LegState, PaymentState, Refused, Report

EVERY_S = 2.0
AT_ONCE = 100
STUCK, AGAIN = timedelta(minutes=15), timedelta(hours=1)
FOR_PEOPLE = (kind_of(EffectKind.PAGE), kind_of(EffectKind.SUBSTITUTE_FIND))
log = structlog.get_logger("allways.bookings")


@dataclass(frozen=True)
class Timers:
    """gateway None: nothing can be paid here, so nobody is asked before a hold runs out."""

    desk: Desk
    database: Database
    gateway: Gateway | None

    async def run(self, every_s: float = EVERY_S) -> None:
        """Until cancelled. Several processes may do so: who comes second finds nothing left to do."""
        while True:
            try:
                await self.sweep()
            except (SQLAlchemyError, OSError) as error:
                log.warning("bookings_not_swept", error=type(error).__name__)
            await asyncio.sleep(every_s * random.uniform(0.75, 1.25))

    async def sweep(self) -> None:
        at = self.desk.clock()
        for find, act in (
            (holds_over(at), self.hold_over), (confirming_over(at), self.confirming_over), (capture_due(at), self.capture_due),
            (legs_over(at), self.legs_over),
        ):  # fmt: skip
            await self.each(find, act)
        await self.revive(at)

    async def each(self, find: Select[tuple[UUID]], act: Callable[[UUID], Awaitable[None]]) -> None:
        async with self.database.reading() as session:
            due = list(await session.scalars(find.limit(AT_ONCE)))
        for booking_id in due:
            try:
                await act(booking_id)
            except Refused:
                continue  # it moved on meanwhile
            except ProviderSilent as silence:
                log.info("booking_waits", code=silence.code)

    async def hold_over(self, booking_id: UUID) -> None:
        """The payment service is asked first: what is paid by now is booked."""
        async with self.database.reading() as session:
            found = await rows.load(session, booking_id, lock=False)
        seen = await self.read(found)
        report = seen.report if seen else None
        if seen and report is Report.AUTHORISED and seen.amount_minor != found.payment.shown_minor:
            report = None
        async with self.database.writing() as session:
            locked = await rows.load(session, booking_id)
            if locked.booking.hold_until is None or locked.booking.hold_until > self.desk.clock():
                return
            await self.desk.apply(session, booking_id, events.HoldExpired(report), seen=seen)

    async def read(self, found: rows.Rows) -> IntentSeen | None:
        if self.gateway is None or found.payment.intent_id is None:
            return None
        try:
            return await self.gateway.read_intent(found.payment.intent_id)
        except (ProviderSilent, ProviderRefused):
            return None  # then it is let go, which the payment service decides itself once it is back

    async def confirming_over(self, booking_id: UUID) -> None:
        await self.apply(booking_id, events.ConfirmExpired())

    async def capture_due(self, booking_id: UUID) -> None:
        await self.apply(booking_id, events.CaptureWindowEnds())

    async def legs_over(self, booking_id: UUID) -> None:
        """Nobody came, and the time to come is over."""
        async with self.database.writing() as session:
            found, at = await rows.load(session, booking_id), self.desk.clock()
            over = [leg.leg_no for leg in found.legs if leg.state == LegState.CONFIRMED and leg.ends_at + AFTER_END <= at]
            await self.desk.apply(session, booking_id, *(events.Used(leg_no, shown=False, by=Cause.TIMER) for leg_no in over))

    async def apply(self, booking_id: UUID, event: events.Event) -> None:
        async with self.database.writing() as session:
            await self.desk.apply(session, booking_id, event)

    async def revive(self, at: datetime) -> None:
        """Work that was given up after many tries is tried again every hour: neither money nor a seat stays where it is for ever."""
        dead = select(OutboxEntry.id).where(
            OutboxEntry.dead_at <= at - AGAIN, OutboxEntry.kind.startswith(PREFIX), OutboxEntry.kind.not_in(FOR_PEOPLE)
        )  # fmt: skip
        async with self.database.reading() as session:
            ids = list(await session.scalars(dead.limit(AT_ONCE)))
        if ids:
            async with self.database.writing() as session:
                again = update(OutboxEntry).where(OutboxEntry.id.in_(ids), OutboxEntry.dead_at.is_not(None))
                await session.execute(again.values(dead_at=None, attempts=0, next_at=at))


def holds_over(at: datetime) -> Select[tuple[UUID]]:
    return select(Booking.id).where(Booking.state == BookingState.HELD, Booking.hold_until <= at).order_by(Booking.hold_until)


def confirming_over(at: datetime) -> Select[tuple[UUID]]:
    return select(Booking.id).where(Booking.state == BookingState.CONFIRMING, Booking.confirm_by <= at).order_by(Booking.confirm_by)


def capture_due(at: datetime) -> Select[tuple[UUID]]:
    paid = (Payment.booking_id == Booking.id) & (Payment.purpose == Purpose.TRIP) & (Payment.state == PaymentState.AUTHORISED)
    due = select(Booking.id).join(Payment, paid).where(Booking.state == BookingState.CONFIRMED, Booking.settle_by <= at)
    return due.order_by(Booking.settle_by)


def legs_over(at: datetime) -> Select[tuple[UUID]]:
    over = (BookingLeg.booking_id == Booking.id) & (BookingLeg.state == LegState.CONFIRMED) & (BookingLeg.ends_at <= at - AFTER_END)
    return select(Booking.id).join(BookingLeg, over).where(Booking.state == BookingState.CONFIRMED).distinct().order_by(Booking.id)


async def list_stuck(database: Database, at: datetime) -> list[UUID]:
    """Bookings that are later than they may be, for the staff and for proofs: none where all is well."""
    slow = (BookingState.RELEASING, BookingState.SETTLING)
    late = (
        (Booking.hold_until < at - timedelta(minutes=2)) & (Booking.state == BookingState.HELD)
        | (Booking.confirm_by < at - timedelta(minutes=2)) & (Booking.state == BookingState.CONFIRMING)
        | (Booking.state_since < at - STUCK) & Booking.state.in_(slow)
    )
    async with database.reading() as session:
        return list(await session.scalars(select(Booking.id).where(late).order_by(Booking.id)))
