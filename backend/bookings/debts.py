"""What the city owes and is owed beside running trips, for its staff; refunds that a person paid in another way, and debts that end."""
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bookings import rows
from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.claiming import kept_minor
from backend.bookings.desk import Desk
from backend.bookings.owed import DebtSettlement, Dispute, LegClaim, PaidOtherwise
from backend.bookings.paid import Payment, Refund
from backend.bookings.seen import booking_of_refund
from backend.contract.debts import (
    ClaimCause,
    ClaimState,
    ClaimToDecide,
    DebtEnd,
    DebtSettlementAnswer,
    DebtSettlementRequest,
    DebtSettlementState,
    DebtsResponse,
    DisputeState,
    OwedByTraveller,
    PaidOtherwiseAnswer,
    PaidOtherwiseState,
    PaymentDisputed,
    RefundOwed,
)
from backend.identity.actor import Actor
from backend.service.errors import Conflict, NotFound
from payments import events
from payments.money import decimals
from payments.states import RefundState

SHOWN = 200
ALONE = 200  # units of the currency that one person may say were paid


class RefundNotFailed(Conflict):
    code = "refund_not_failed"

    def __init__(self) -> None:
        super().__init__("Its bank did not send it back, or it was paid otherwise before. GET /v1/staff/debts lists those that are owed.")


class SecondPersonNeeded(Conflict):
    code = "second_person_needed"

    def __init__(self) -> None:
        super().__init__("Somebody else of the staff has to say so: it is above 200, or it is your own.")


class NothingOwed(Conflict):
    code = "nothing_owed"

    def __init__(self) -> None:
        super().__init__("Nothing is owed for this booking, or not any more. GET /v1/staff/debts lists what is.")


class ClaimOpen(Conflict):
    code = "claim_open"

    def __init__(self) -> None:
        super().__init__("Its traveller claims something, which may make it less. Decide that first: GET /v1/staff/debts.")


async def list_debts(session: AsyncSession) -> DebtsResponse:
    return DebtsResponse(await refunds(session), await claims(session), await disputes(session), await travellers(session))


async def refunds(session: AsyncSession) -> tuple[RefundOwed, ...]:
    query = (
        select(Refund, Payment.booking_id, Payment.currency, PaidOtherwise.id)
        .join(Payment, Payment.id == Refund.payment_id).outerjoin(PaidOtherwise, PaidOtherwise.refund_id == Refund.id)
        .where(Refund.state == RefundState.FAILED).order_by(Refund.due_at, Refund.id).limit(SHOWN)
    )  # fmt: skip
    return tuple(
        RefundOwed(row.id, booking_id, currency.upper(), row.amount_minor, row.created_at, due_of(row), row.failure, said is not None)
        for row, booking_id, currency, said in await session.execute(query)
    )


def due_of(row: Refund) -> datetime:
    return row.due_at or row.created_at


async def claims(session: AsyncSession) -> tuple[ClaimToDecide, ...]:
    query = (
        select(LegClaim, BookingLeg, Booking.currency)
        .join(Booking, Booking.id == LegClaim.booking_id)
        .join(BookingLeg, (BookingLeg.booking_id == LegClaim.booking_id) & (BookingLeg.leg_no == LegClaim.leg_no))
        .where(LegClaim.state == ClaimState.OPEN).order_by(LegClaim.due_at, LegClaim.id).limit(SHOWN)
    )  # fmt: skip
    found = (await session.execute(query)).all()
    paid = await kept_minor(session, [leg for _, leg, _ in found])
    return tuple(
        ClaimToDecide(
            row.id, row.booking_id, row.leg_no, leg.operator_id, ClaimCause(row.cause), row.words, currency.upper(), leg.due_minor + paid[leg.id],
            row.created_at, row.due_at,
        )
        for row, leg, currency in found
    )  # fmt: skip


async def disputes(session: AsyncSession) -> tuple[PaymentDisputed, ...]:
    query = select(Dispute, Payment.booking_id, Payment.currency).join(Payment, Payment.id == Dispute.payment_id)
    query = query.where(Dispute.state.in_((DisputeState.OPEN, DisputeState.LOST))).order_by(Dispute.created_at.desc(), Dispute.id).limit(SHOWN)
    return tuple(
        PaymentDisputed(booking_id, currency.upper(), row.amount_minor, DisputeState(row.state), row.created_at)
        for row, booking_id, currency in await session.execute(query)
    )


async def travellers(session: AsyncSession) -> tuple[OwedByTraveller, ...]:
    owing = select(Booking, DebtSettlement.how).outerjoin(DebtSettlement, DebtSettlement.booking_id == Booking.id)
    found = await session.execute(owing.where(Booking.claim_minor > 0).order_by(Booking.state_since, Booking.id).limit(SHOWN))
    return tuple(OwedByTraveller(row.id, row.currency.upper(), row.claim_minor, row.state_since, DebtEnd(how) if how else None) for row, how in found)


async def paid_otherwise(session: AsyncSession, desk: Desk, actor: Actor, refund_id: UUID, proof: str) -> PaidOtherwiseAnswer:
    """Large ones count once a second person says so. Raises NotFound, RefundNotFailed, SecondPersonNeeded."""
    if await session.scalar(select(func.count()).where(Refund.id == refund_id)) == 0:
        raise NotFound("There is no such refund. GET /v1/staff/debts lists those that are owed.")
    found = await rows.load(session, await booking_of_refund(session, refund_id))
    refund = next(row for row in found.refunds if row.id == refund_id)
    if refund.state != RefundState.FAILED:
        raise RefundNotFailed
    said = await session.scalar(select(PaidOtherwise).where(PaidOtherwise.refund_id == refund_id))
    if found.booking.account_id == actor.id or (said is not None and said.given_by == actor.id):
        raise SecondPersonNeeded
    if said is None:
        said = PaidOtherwise(id=uuid7(), refund_id=refund_id, proof=proof, given_by=actor.id)
        session.add(said)
        if refund.amount_minor > ALONE * 10 ** decimals(found.booking.currency):
            return PaidOtherwiseAnswer(refund_id, PaidOtherwiseState.SECOND_NEEDED)
    else:
        said.seconded_by = actor.id
    said.done_at = desk.clock()
    await desk.apply(session, found.booking.id, events.RefundPaidOtherwise(refund.serial))
    return PaidOtherwiseAnswer(refund_id, PaidOtherwiseState.DONE)


async def settle(session: AsyncSession, desk: Desk, actor: Actor, booking_id: UUID, asked: DebtSettlementRequest) -> DebtSettlementAnswer:
    """Whoever says otherwise than the one before begins anew. Raises NotFound, NothingOwed, ClaimOpen, SecondPersonNeeded."""
    if await session.scalar(select(func.count()).where(Booking.id == booking_id)) == 0:
        raise NotFound("There is no such booking. GET /v1/staff/debts lists what is owed.")
    booking = (await rows.load(session, booking_id)).booking
    owed, currency = booking.claim_minor, booking.currency
    if not owed:
        raise NothingOwed
    if await session.scalar(select(func.count()).where(LegClaim.booking_id == booking_id, LegClaim.state == ClaimState.OPEN)):
        raise ClaimOpen
    if booking.account_id == actor.id:
        raise SecondPersonNeeded
    said = await agreed(session, actor, booking_id, asked)
    if said.seconded_by is None and owed > ALONE * 10 ** decimals(currency):
        return DebtSettlementAnswer(booking_id, asked.how, DebtSettlementState.SECOND_NEEDED, currency.upper(), owed)
    said.amount_minor, said.done_at = owed, desk.clock()
    await desk.apply(session, booking_id, events.ClaimSettled(written_off=asked.how is DebtEnd.WRITTEN_OFF))
    return DebtSettlementAnswer(booking_id, asked.how, DebtSettlementState.DONE, currency.upper(), owed)


async def agreed(session: AsyncSession, actor: Actor, booking_id: UUID, asked: DebtSettlementRequest) -> DebtSettlement:
    """What was said before by somebody else, where it is the same; else what is said now."""
    said = await session.scalar(select(DebtSettlement).where(DebtSettlement.booking_id == booking_id))
    if said is None:
        said = DebtSettlement(id=uuid7(), booking_id=booking_id, how=asked.how, grounds=asked.grounds, given_by=actor.id)
        session.add(said)
    elif said.how == asked.how and said.given_by not in (None, actor.id):
        said.seconded_by = actor.id
    else:
        said.how, said.grounds, said.given_by = asked.how, asked.grounds, actor.id
    return said
