"""What a step orders outside, as rows of the outbox, and what it tells the traveller. Each row has an id and a key of its own."""
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bookings import books
from backend.bookings.booked import BookingLeg, BookingNotice
from backend.bookings.paid import Transfer, TransferReversal, TransferState
from backend.bookings.rows import Rows
from backend.bookings.writing import Change
from backend.outbox.entries import enqueue
from payments.states import Effect, EffectKind, Kept

TOPIC = "booking"
PREFIX = "booking."
POLL = f"{PREFIX}operator.poll"
# Claims of a day are settled before an operator is paid.
CLAIM_WINDOW = timedelta(hours=24)
Destination = Callable[[str], str | None]


def kind_of(kind: EffectKind) -> str:
    return f"{PREFIX}{kind}"


def key_of(booking_id: UUID, effect: Effect) -> str:
    return f"{booking_id}:{effect.kind}:{effect.no}:{effect.about}"


async def order(session: AsyncSession, change: Change, effects: Iterable[Effect], destination: Destination) -> None:
    """destination: the account of an operator at the payment service, None where it is paid by statement."""
    for effect in effects:
        if effect.kind is EffectKind.TELL:
            await tell(session, change, effect)
        elif effect.kind is EffectKind.TRANSFER_CREATE:
            await order_transfer(session, change, effect, destination)
        elif effect.kind is EffectKind.TRANSFER_REVERSE:
            await take_back(session, change, effect)
        elif effect.kind is EffectKind.REFUND_CREATE:
            await put(session, change, effect, row_id=change.refunds[effect.no].id)
        else:
            await put(session, change, effect)


async def put(session: AsyncSession, change: Change, effect: Effect, row_id: UUID | None = None, at: datetime | None = None) -> None:
    booking_id = change.rows.booking.id
    payload: dict[str, Any] = {"bookingId": str(booking_id), "no": effect.no, "amountMinor": effect.amount_minor, "about": effect.about}
    if row_id is not None:
        payload["rowId"] = str(row_id)
    await enqueue(session, kind_of(effect.kind), payload, key_of(booking_id, effect), at or change.at)


async def tell(session: AsyncSession, change: Change, effect: Effect) -> None:
    await notice(session, change.rows.booking.id, effect.about, effect.no, change.at)


async def notice(session: AsyncSession, booking_id: UUID, code: str, leg_no: int, at: datetime) -> None:
    """Once per thing to be told; the app shows and speaks it, and asks for news all the time."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = {"id": uuid7(), "booking_id": booking_id, "code": code, "leg_no": leg_no, "created_at": at, "updated_at": at}
    await session.execute(insert(BookingNotice).values(row).on_conflict_do_nothing(index_elements=["booking_id", "code", "leg_no"]))


async def order_transfer(session: AsyncSession, change: Change, effect: Effect, destination: Destination) -> None:
    leg, kept = change.rows.leg(effect.no), kept_by(change, effect)
    payee_id, amount = (kept.account.partition(":")[2], kept.amount_minor) if kept else (leg.operator_id, leg.earned_minor or 0)
    account = destination(payee_id)
    paid_by_us = leg.cost_minor > 0  # of a substitute: nothing is taken for it
    if account is None or not amount or not (change.rows.payment.captured_minor or paid_by_us):
        return
    serial = 1 + (await session.scalar(select(func.count()).where(Transfer.leg_id == leg.id)) or 0)
    row = Transfer(
        id=uuid7(), payment_id=change.rows.payment.id, leg_id=leg.id, payee_id=payee_id, account=kept.account if kept else leg.payee, serial=serial,
        destination=account, amount_minor=amount, kept_id=UUID(kept.kept_id) if kept else None,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    await put(session, change, effect, row.id, change.at + CLAIM_WINDOW)


async def resume_transfers(session: AsyncSession, found: Rows, dispute_id: UUID) -> None:
    """Those that were to be sent while the payment was disputed."""
    waiting = select(Transfer, BookingLeg.leg_no).join(BookingLeg, BookingLeg.id == Transfer.leg_id)
    waiting = waiting.where(Transfer.payment_id == found.payment.id, Transfer.state == TransferState.ORDERED)
    for row, leg_no in await session.execute(waiting):
        payload = {"bookingId": str(found.booking.id), "no": leg_no, "amountMinor": row.amount_minor, "about": "", "rowId": str(row.id)}
        key = f"{found.booking.id}:won:{dispute_id}:{row.id}"
        await enqueue(session, kind_of(EffectKind.TRANSFER_CREATE), payload, key, row.created_at + CLAIM_WINDOW)


async def take_back(session: AsyncSession, change: Change, effect: Effect) -> None:
    """From what an operator was paid; what it was not paid yet is simply less."""
    leg, kept = change.rows.leg(effect.no), kept_by(change, effect)
    of_row = (Transfer.leg_id == leg.id) & (Transfer.kept_id == (UUID(kept.kept_id) if kept else None))
    row = await session.scalar(select(Transfer).where(of_row, Transfer.state != TransferState.CANCELLED).with_for_update())
    back = effect.amount_minor if kept else books.given_back(leg, effect.amount_minor, leg.payee)[leg.payee]
    if row is None or not back:
        return
    if row.state == TransferState.SENT:
        await reverse(session, change, row, back, effect.about)
    elif back < row.amount_minor:
        row.amount_minor -= back
    else:
        row.state = TransferState.CANCELLED


def kept_by(change: Change, effect: Effect) -> Kept | None:
    """What was kept of a leg that was given back, where it is that which is passed on or taken back."""
    return next((one for leg in change.before.legs + change.after.legs for one in leg.kept if effect.about == f"kept_{one.kept_id}"), None)


async def reverse(session: AsyncSession, change: Change, transfer: Transfer, amount_minor: int, about: str) -> None:
    leg = next(leg for leg in change.rows.legs if leg.id == transfer.leg_id)
    row = TransferReversal(id=uuid7(), transfer_id=transfer.id, amount_minor=amount_minor)
    session.add(row)
    await session.flush()
    await put(session, change, Effect(EffectKind.TRANSFER_REVERSE, leg.leg_no, amount_minor, about), row.id)

