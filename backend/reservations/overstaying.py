"""Staying longer than booked: the time and a fee, as shown before and never more. It is charged by itself and voids nothing that was paid.

The charge is a booking of its own: a saved card is tried without its owner, else it is paid on the page of payment, within three days.
"""
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bookings import quoting, selling
from backend.bookings.booked import Booking
from backend.bookings.desk import Desk
from backend.bookings.effects import notice
from backend.bookings.linked import touch
from backend.bookings.offered import QuoteLine
from backend.bookings.paid import Payment
from backend.bookings.rows import Rows
from backend.contract.quotes import QuoteRequest, SoldKind
from backend.pricing.offer import Offer, SoldLeg
from backend.reservations import stays
from backend.reservations.incidents import Incident, IncidentState, Overstay
from backend.reservations.stays import Stay
from payments import deadlines
from payments.cancelling import Ladder
from payments.parking.overstaying import Overstay as Priced
from payments.parking.overstaying import OverstayTerms, overstay
from payments.quote import OURS, Line, LineKind, Quote
from payments.states import CaptureMode
from payments.states import Leg as LawLeg
from payments.step import hold
from payments.tax import included_tax

OUR_NAME = "Allways"
TAKEN, PAYING, NOBODY = "space_taken", "extending", "account_deleted"
MADE_GOOD = (IncidentState.REPLACED, IncidentState.REFUNDED)


async def assess(session: AsyncSession, stay: Stay, left_at: datetime) -> Overstay | None:
    """What it comes to, not kept yet; the one that is kept, once it is. None within the grace."""
    leg = stay.first.leg
    known = await session.scalar(select(Overstay).where(Overstay.leg_id == leg.id))
    if known is not None:
        return known
    priced = overstay(terms_of(stay), stay.ends_at, left_at)
    if not priced.total_minor:
        return None
    return Overstay(
        leg_id=leg.id, left_at=left_at, extra_min=-((stay.ends_at - left_at) // timedelta(minutes=1)), time_minor=priced.time_minor,
        fee_minor=priced.fee_minor, excused=await excuse(session, stay),
    )  # fmt: skip


async def charge(session: AsyncSession, desk: Desk, stay: Stay, left_at: datetime) -> Overstay | None:
    """None within the grace. The rows of its bookings are locked. Once per stay: told again it is the same."""
    row = await assess(session, stay, left_at)
    if row is None or row in session:
        return row
    session.add(row)
    await session.flush()
    if row.excused is None:
        booking_id, leg_no = stay.first.booking.id, stay.first.leg.leg_no
        row.charged_by = await order(session, desk, stay, Priced(row.time_minor, row.fee_minor), left_at)
        await notice(session, booking_id, "overstayed", leg_no, desk.clock())
        await touch(session, booking_id, desk.clock())
    return row


def terms_of(stay: Stay) -> OverstayTerms:
    terms = stay.terms
    return OverstayTerms(
        terms.grace_min, terms.overstay_step_min, terms.overstay_step_minor, terms.overstay_fee_minor, terms.overstay_most_minor
    )


async def excuse(session: AsyncSession, stay: Stay) -> str | None:
    """Why it is not theirs to pay: the space was taken, or an extension asked for in time is still being paid."""
    legs = [part.leg.id for part in stay.parts]
    if await session.scalar(select(Incident.id).where(Incident.leg_id.in_(legs), Incident.state.in_(MADE_GOOD)).limit(1)):
        return TAKEN
    if stay.first.booking.account_id is None:
        return NOBODY
    return PAYING if await stays.is_extending(session, stay) else None


async def order(session: AsyncSession, desk: Desk, stay: Stay, priced: Priced, left_at: datetime) -> UUID:
    at, first = desk.clock(), stay.first
    offer = await offered(session, stay, priced, left_at, at)
    quote = await quoting.keep(session, first.booking.account_id, QuoteRequest(), offer, at)
    law, effects = hold([LawLeg(1, True, priced.time_minor)], fee_minor=priced.fee_minor)
    row = Booking(
        id=uuid7(), quote_id=quote.id, account_id=first.booking.account_id, state=law.state, capture_mode=law.capture_mode, currency=quote.currency,
        shown_minor=quote.total_minor, fee_shown_minor=priced.fee_minor, state_since=at, created_at=at, overstay_of=first.booking.id,
        hold_until=deadlines.hold_until(at, overstay=True),
    )  # fmt: skip
    payment = Payment(
        id=uuid7(), booking_id=row.id, state=law.payment.state, currency=quote.currency, shown_minor=quote.total_minor, created_at=at
    )
    leg = selling.leg_row(row.id, offer.legs[0])
    leg.share_bp, leg.commission_tax_bp = first.leg.share_bp, first.leg.commission_tax_bp
    session.add_all([row, payment, leg])
    await session.flush()
    await desk.keep(session, Rows(row, payment, [leg]), law, law, effects, None)
    return row.id


async def offered(session: AsyncSession, stay: Stay, priced: Priced, left_at: datetime, at: datetime) -> Offer:
    """Time, which its host has a share of, and our fee. The tax is as it was with the stay."""
    first, currency = stay.first, stay.first.booking.currency
    ours, theirs = await rates_of(session, first.booking.quote_id, first.leg.leg_no)
    fee, time = priced.fee_minor, priced.time_minor
    lines = (
        Line(0, LineKind.BOOKING_FEE, OURS, fee, fee, ours, included_tax(fee, ours)),
        Line(1, LineKind.FARE, first.leg.operator_id, time, time, theirs, included_tax(time, theirs)),
    )
    sold = SoldLeg(
        1, first.leg.operator_id, first.leg.operator_name, SoldKind.PARKING, stay.ends_at, left_at, first.leg.from_name, first.leg.to_name,
        time, (), Ladder(()), first.leg.facts, own=True, resource_id=first.leg.resource_id, payee=first.leg.payee,
    )  # fmt: skip
    terms = {"1": {"startsAt": stay.ends_at.isoformat(), "fees": []}}
    quote = Quote(currency, lines, priced.total_minor, CaptureMode.TRIP_END, deadlines.hold_until(at, overstay=True), terms)
    return Offer(quote, (sold,), "0" * 64, {OURS: OUR_NAME, first.leg.operator_id: first.leg.operator_name})


async def rates_of(session: AsyncSession, quote_id: UUID, leg_no: int) -> tuple[int, int]:
    """In basis points: of our fee, and of the space."""
    found = select(QuoteLine.kind, QuoteLine.tax_rate_bp).where(QuoteLine.quote_id == quote_id, QuoteLine.leg_no.in_((0, leg_no)))
    rates = {row.kind: row.tax_rate_bp for row in await session.execute(found)}
    fare = rates.get(LineKind.FARE, 0)
    return rates.get(LineKind.BOOKING_FEE, fare), fare
