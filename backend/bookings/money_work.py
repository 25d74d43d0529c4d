"""Work of the outbox at the payment service: what a step ordered is done there, and what came of it is merged into the rows."""
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import books, capped, rows
from backend.bookings.charging import SavedCards, charge_saved, no_cards
from backend.bookings.desk import Desk
from backend.bookings.effects import kind_of, reverse
from backend.bookings.owed import Dispute
from backend.bookings.paid import Refund, ReversalState, Transfer, TransferReversal, TransferState
from backend.bookings.rows import Rows
from backend.bookings.seen import merge_refund
from backend.bookings.writing import Change
from backend.database.database import Database
from backend.ledger.posting import post
from backend.outbox.worker import Entry, Finish, GiveUp, Handler
from backend.paying.gateway import Gateway, IntentOrder, RefundOrder, TransferOrder
from backend.paying.reconciling import watch
from backend.paying.refusals import ProviderRefused
from backend.paying.seen import DisputeState, IntentSeen, RefundSeen, ReversalSeen, TransferSeen
from payments import deadlines, events, journals
from payments.journals import What
from payments.states import Cause, Effect, EffectKind, PaymentState, RefundState, Report
from payments.step import wanted

Customer = Callable[[UUID], Awaitable[str]]
FINAL = (PaymentState.VOIDED, PaymentState.CAPTURED)
TOO_SMALL = "amount_too_small"
Row = TypeVar("Row")


class NotMadeYet(Exception):
    """What this work is about is not known at the payment service so far. It waits for the work that makes it."""

    code = "not_made_yet"


@dataclass(frozen=True)
class MoneyWork:
    """customer: makes sure that an account is known at the payment service, and says as whom. cards: that it lets us keep."""

    desk: Desk
    database: Database
    gateway: Gateway
    customer: Customer
    cards: SavedCards = no_cards

    @property
    def handlers(self) -> Mapping[str, Handler]:
        named = {
            EffectKind.INTENT_CREATE: self.create, EffectKind.INTENT_VOID: self.void, EffectKind.INTENT_CAPTURE: self.capture,
            EffectKind.TICKET_ISSUE: self.issue, EffectKind.REFUND_CREATE: self.refund, EffectKind.TRANSFER_CREATE: self.transfer,
            EffectKind.TRANSFER_REVERSE: self.reverse,
        }  # fmt: skip
        return {kind_of(kind): handle for kind, handle in named.items()} | {capped.FREE_WORK: self.free}

    async def create(self, entry: Entry) -> Finish | None:
        found = await self.look(entry)
        if not wanted(rows.read(found), effect_of(entry, EffectKind.INTENT_CREATE)):
            return None
        await self.note_start(found)
        try:
            seen = await self.made(found)
            if found.booking.overstay_of is not None:
                seen = await charge_saved(self.gateway, self.cards, found, seen)
        except ProviderRefused:
            return self.report(found, None, events.Reported(Report.VOIDED, by=Cause.WORKER))
        finish = self.report(found, seen, events.Reported(seen.report, seen.amount_minor, Cause.WORKER))

        async def watched(session: AsyncSession) -> None:
            await finish(session)
            await watch(session, seen.intent_id)

        return watched

    async def note_start(self, found: Rows) -> None:
        """Before it is sent: from this moment on something may be there, and how old the key is counts."""
        if found.payment.create_started_at is None:
            async with self.database.writing() as session:
                locked = await rows.load(session, found.booking.id)
                locked.payment.create_started_at = locked.payment.create_started_at or self.desk.clock()

    async def made(self, found: Rows) -> IntentSeen:
        """The same one however often. Its key is the id of the payment."""
        payment, booking = found.payment, found.booking
        customer = await self.customer(booking.account_id) if booking.account_id else None
        order = IntentOrder(str(booking.id), payment.shown_minor, payment.currency, customer)
        return await self.gateway.create_intent(order, str(payment.id), payment.create_started_at)

    async def void(self, entry: Entry) -> Finish | None:
        """Also where none was seen: it is made under its own key and given up at once, so that none can come to be afterwards."""
        if stray := entry.payload.get("intentId"):
            await self.gateway.void(stray, str(entry.id))
            return None
        found = await self.look(entry)
        if found.payment.state in FINAL:
            return None
        intent_id = found.payment.intent_id
        try:
            if intent_id is None:
                intent_id = (await self.made(found)).intent_id
            seen = await self.gateway.void(intent_id, str(entry.id))
        except ProviderRefused:
            if intent_id is not None:
                raise
            return self.report(found, None, events.Reported(Report.VOIDED, by=Cause.WORKER))
        return self.report(found, seen, events.Reported(seen.report, seen.amount_minor, Cause.WORKER))

    async def capture(self, entry: Entry) -> Finish | None:
        found = await self.look(entry)
        payment = found.payment
        if not wanted(rows.read(found), effect_of(entry, EffectKind.INTENT_CAPTURE)):
            return None
        try:
            seen = await self.gateway.capture(intent_of(found), payment.capture_minor, payment.currency, str(entry.id))
        except ProviderRefused as refusal:
            if refusal.code != TOO_SMALL:
                raise
            return self.report(found, None, events.CaptureTooSmall())
        return self.report(found, seen, events.Reported(seen.report, seen.amount_minor, Cause.WORKER))

    async def issue(self, entry: Entry) -> Finish | None:
        """On what the payment service says now, not on what it once said."""
        found = await self.look(entry)
        if not wanted(rows.read(found), effect_of(entry, EffectKind.TICKET_ISSUE)):
            return None
        if found.payment.shown_minor == 0:
            return self.report(found, None, events.PaymentRead(Report.CAPTURED))
        seen = await self.gateway.read_intent(intent_of(found))
        early = seen.capture_by is not None and deadlines.capture_now(found.ends_at, seen.capture_by)
        used = [events.Used(leg.leg_no, shown=False, by=Cause.TIMER) for leg in found.legs if found.booking.overstay_of]  # it was, before it was paid
        return self.report(found, seen, events.PaymentRead(seen.report, capture_now=early), *used)

    def report(self, found: Rows, seen: IntentSeen | None, *happened: events.Event) -> Finish:
        async def finish(session: AsyncSession) -> None:
            await self.desk.try_to(session, found.booking.id, *happened, seen=seen)

        return finish

    async def free(self, entry: Entry) -> Finish:
        """What was kept for legs that are gone comes back."""
        return partial(self.freed, booking_of(entry))

    async def freed(self, booking_id: UUID, session: AsyncSession) -> None:
        freed = await capped.list_freed(session, await rows.load(session, booking_id))
        if freed:
            await self.desk.try_to(session, booking_id, *freed)

    async def refund(self, entry: Entry) -> Finish | None:
        found, row = await self.look(entry), await self.row(Refund, entry)
        if row.state not in (RefundState.ORDERED, RefundState.SENT):
            return None
        order = RefundOrder(intent_of(found), row.amount_minor, found.payment.currency)
        try:
            seen = await self.gateway.refund(order, str(row.id), row.created_at)
        except ProviderRefused as refusal:
            seen = RefundSeen(row.provider_id or "", RefundState.FAILED, row.amount_minor, order.currency, order.intent_id, None, None, refusal.code)
        return partial(self.merge_refund, row.id, seen)

    async def merge_refund(self, refund_id: UUID, seen: RefundSeen, session: AsyncSession) -> None:
        await merge_refund(self.desk, session, refund_id, seen, Cause.WORKER)

    async def transfer(self, entry: Entry) -> Finish | None:
        found, row = await self.look(entry), await self.row(Transfer, entry)
        if row.state != TransferState.ORDERED or row.destination is None or await self.is_disputed(found):
            return None  # one that waits for the end of a dispute is ordered anew by it
        charge = None if found.payment.multicapture else found.payment.charge_id
        order = TransferOrder(row.destination, row.amount_minor, found.payment.currency, str(found.booking.id), charge)
        return partial(self.transferred, entry, await self.gateway.transfer(order, str(row.id), row.created_at))

    async def is_disputed(self, found: Rows) -> bool:
        disputed = select(Dispute.id).where(Dispute.payment_id == found.payment.id, Dispute.state != DisputeState.WON)
        async with self.database.reading() as session:
            return await session.scalar(disputed.limit(1)) is not None

    async def transferred(self, entry: Entry, seen: TransferSeen, session: AsyncSession) -> None:
        """What was claimed back while it was on its way is taken back now."""
        found = await rows.load(session, booking_of(entry))
        row = await session.get_one(Transfer, row_id(entry), with_for_update=True, populate_existing=True)
        back = seen.amount_minor - (row.amount_minor if row.state == TransferState.ORDERED else 0)
        row.provider_id, row.state, row.amount_minor = seen.transfer_id, TransferState.SENT, seen.amount_minor
        await session.flush()
        await post(session, journals.transferred(str(row.id), row.account, seen.amount_minor, books.what_of(found)))
        if back > 0:
            booking = rows.read(found)
            await reverse(session, Change(found, booking, booking, None, self.desk.clock()), row, back, "sent_before")

    async def reverse(self, entry: Entry) -> Finish | None:
        found, row = await self.look(entry), await self.row(TransferReversal, entry)
        async with self.database.reading() as session:
            transfer = await session.get_one(Transfer, row.transfer_id)
        if row.state != ReversalState.ORDERED:
            return None
        if transfer.provider_id is None:
            raise NotMadeYet
        try:
            seen = await self.gateway.reverse(transfer.provider_id, row.amount_minor, found.payment.currency, str(row.id), row.created_at)
        except ProviderRefused:
            seen = None  # it has no such money there any more: what it owes us stays in the books, and is taken off the next transfer by people
        return partial(self.reversed, entry, transfer, seen)

    async def reversed(self, entry: Entry, transfer: Transfer, seen: ReversalSeen | None, session: AsyncSession) -> None:
        found = await rows.load(session, booking_of(entry))
        row = await session.get_one(TransferReversal, row_id(entry), with_for_update=True, populate_existing=True)
        row.state = ReversalState.REFUSED if seen is None else ReversalState.SENT
        if seen is None:
            await self.desk.page(session, found, f"reversal_refused_{row.amount_minor}")
            return
        row.provider_id = seen.reversal_id
        what = What(found.booking.currency, str(found.booking.id))
        await post(session, journals.transfer_reversed(str(row.id), books.receivable_of(transfer.account), seen.amount_minor, what))

    async def look(self, entry: Entry) -> Rows:
        """Raises GiveUp for work of a booking that is no more."""
        try:
            async with self.database.reading() as session:
                return await rows.load(session, booking_of(entry), lock=False)
        except rows.NoSuchBooking as error:
            raise GiveUp(error.code) from error

    async def row(self, kind: type[Row], entry: Entry) -> Row:
        async with self.database.reading() as session:
            return (await session.scalars(select(kind).where(kind.id == row_id(entry)))).one()  # type: ignore[attr-defined]


def intent_of(found: Rows) -> str:
    """Raises NotMadeYet."""
    if found.payment.intent_id is None:
        raise NotMadeYet
    return found.payment.intent_id


def booking_of(entry: Entry) -> UUID:
    return UUID(entry.payload["bookingId"])


def row_id(entry: Entry) -> UUID:
    return UUID(entry.payload["rowId"])


def effect_of(entry: Entry, kind: EffectKind) -> Effect:
    return Effect(kind, entry.payload["no"], entry.payload["amountMinor"], entry.payload["about"])
