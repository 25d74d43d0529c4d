"""What stands on a receipt: from the quote that was accepted, from how each leg ended, and from what was taken and given back."""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.models import Booking, BookingLeg, CapKept, DebtSettlement, Payment, QuoteLine, Refund
from backend.contract.debts import DebtEnd
from backend.contract.receipts import (
    LineEnd,
    ReceiptLine,
    ReceiptPayment,
    ReceiptRefund,
    ReceiptResponse,
    ReceiptSeller,
    ReceiptState,
    RefundProgress,
    TaxLine,
)
from backend.ledger.models import JournalRow, LedgerAccount, posting
from backend.pricing.prices import SellerTable
from payments.money import decimals
from payments.quote import OURS, LineKind
from payments.states import BookingState, LegState, RefundState
from payments.tax import refund_tax

ENDS = {
    LegState.USED: LineEnd.USED, LegState.CANCELLED: LineEnd.CANCELLED, LegState.DISRUPTED: LineEnd.DISRUPTED,
    LegState.RELEASING: LineEnd.RELEASED, LegState.RELEASED: LineEnd.RELEASED,
}  # fmt: skip
PROGRESS = {
    RefundState.ORDERED: RefundProgress.ORDERED, RefundState.SENT: RefundProgress.SENT, RefundState.SUCCEEDED: RefundProgress.PAID,
    RefundState.FAILED: RefundProgress.OWED, RefundState.PAID_OTHERWISE: RefundProgress.PAID,
}  # fmt: skip
# The letters of Crockford's base 32: none looks like another.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BITS = 62


@dataclass(frozen=True)
class Issuer:
    """Who sells: the name of the city, and the zone in which its days begin. legal: who sells for the law, by payee, as far as that is known."""

    name: str
    zone: ZoneInfo
    legal: Mapping[str, SellerTable] = field(default_factory=dict)


@dataclass(frozen=True)
class Sold:
    """A booking with what was agreed and how it went."""

    booking: Booking
    legs: Sequence[BookingLeg]
    lines: Sequence[QuoteLine]
    kept: Mapping[UUID, Sequence["KeptPart"]] = field(default_factory=dict)


class KeptPart(NamedTuple):
    """Of a leg that was given back, for whoever runs another leg."""

    operator_id: str
    operator_name: str
    amount_minor: int


async def read_kept(session: AsyncSession, legs: Iterable[BookingLeg]) -> dict[UUID, list[KeptPart]]:
    """By the legs that were given back."""
    given_back = [leg.id for leg in legs if leg.state == LegState.CANCELLED and leg.due_minor > leg.fee_minor]
    found: dict[UUID, list[KeptPart]] = {}
    if given_back:
        query = select(CapKept, BookingLeg.operator_name).outerjoin(BookingLeg, BookingLeg.id == CapKept.for_leg_id)
        for row, name in await session.execute(query.where(CapKept.leg_id.in_(given_back), CapKept.amount_minor > 0).order_by(CapKept.id)):
            operator_id = row.account.partition(":")[2]
            found.setdefault(row.leg_id, []).append(KeptPart(operator_id, name or operator_id, row.amount_minor))
    return found


async def read_sold(session: AsyncSession, bookings: Iterable[Booking]) -> list[Sold]:
    """For many bookings in two questions."""
    all_bookings = list(bookings)
    legs: dict[UUID, list[BookingLeg]] = {booking.id: [] for booking in all_bookings}
    lines: dict[UUID, list[QuoteLine]] = {booking.quote_id: [] for booking in all_bookings}
    for leg in await session.scalars(select(BookingLeg).where(BookingLeg.booking_id.in_(legs)).order_by(BookingLeg.leg_no)):
        legs[leg.booking_id].append(leg)
    ordered = select(QuoteLine).where(QuoteLine.quote_id.in_(lines)).order_by(QuoteLine.leg_no, QuoteLine.created_at, QuoteLine.id)
    for line in await session.scalars(ordered):
        lines[line.quote_id].append(line)
    kept = await read_kept(session, (leg for of_booking in legs.values() for leg in of_booking))
    return [Sold(booking, legs[booking.id], lines[booking.quote_id], kept) for booking in all_bookings]


async def make_receipt(session: AsyncSession, booking: Booking, issuer: Issuer, at: datetime) -> ReceiptResponse | None:
    """None while nothing was agreed for good: a booking that is held or being confirmed, or one that was let go without taking anything."""
    payments = await read_payments(session, booking, issuer.zone)
    refunds = await read_refunds(session, booking, issuer.zone)
    if not is_receipted(booking, payments):
        return None
    (sold,) = await read_sold(session, [booking])
    lines, ended = receipt_lines(sold, issuer), await read_ended(session, booking)
    taxes = tax_lines(lines)
    taken, returned = sum(one.amount_minor for one in payments), sum(one.amount_minor for one in refunds)
    return ReceiptResponse(
        number=number_of(booking.id), booking_id=str(booking.id), issuer=issuer.name, made_at=at.astimezone(issuer.zone),
        booked_at=booking.created_at.astimezone(issuer.zone), timezone=issuer.zone.key, state=state_of(booking, taken, returned),
        currency=booking.currency, decimals=decimals(booking.currency), lines=lines, total_minor=sum(line.amount_minor for line in lines),
        taxes=taxes, tax_minor=sum(tax.tax_minor for tax in taxes), payments=payments, refunds=refunds, taken_minor=taken, refunded_minor=returned,
        owed_minor=booking.claim_minor, waived_minor=booking.waived_minor, sellers=tuple(sellers_of(lines, issuer)),
        collected_minor=ended.get(DebtEnd.COLLECTED, 0), written_off_minor=ended.get(DebtEnd.WRITTEN_OFF, 0),
    )  # fmt: skip


async def read_ended(session: AsyncSession, booking: Booking) -> dict[str, int]:
    """What was owed, by how it ended."""
    ended = select(DebtSettlement.how, DebtSettlement.amount_minor).where(DebtSettlement.booking_id == booking.id)
    return dict((await session.execute(ended.where(DebtSettlement.done_at.is_not(None)))).tuples().all())


def sellers_of(lines: Iterable[ReceiptLine], issuer: Issuer) -> Iterator[ReceiptSeller]:
    """The city first, which makes the receipt; then all others once, in the order of the lines."""
    for payee_id in dict.fromkeys((OURS, *(line.payee_id for line in lines))):
        if seller := issuer.legal.get(payee_id):
            yield ReceiptSeller(payee_id, seller.legal_name, seller.address, seller.vat_id)


def is_receipted(booking: Booking, payments: Sequence[ReceiptPayment]) -> bool:
    begun = booking.state in (BookingState.CONFIRMED, BookingState.SETTLING, BookingState.SETTLED)
    return begun or bool(payments)


def state_of(booking: Booking, taken_minor: int, returned_minor: int) -> ReceiptState:
    if taken_minor and taken_minor == returned_minor:
        return ReceiptState.GIVEN_BACK
    return ReceiptState.FINAL if booking.state in (BookingState.SETTLED, BookingState.RELEASED) else ReceiptState.OPEN


def number_of(booking_id: UUID) -> str:
    """Of a UUID of version 7: its year, and all of its random part, so that no number says how much was sold. `2026-1A2B3-C4D5E-F6G`."""
    year = datetime.fromtimestamp((booking_id.int >> 80) / 1000, ZoneInfo("UTC")).year
    rest = booking_id.int & ((1 << RANDOM_BITS) - 1)
    letters = "".join(LETTERS[rest >> shift & 31] for shift in range(60, -1, -5))
    return f"{year}-{letters[:5]}-{letters[5:10]}-{letters[10:]}"


def receipt_lines(sold: Sold, issuer: Issuer) -> tuple[ReceiptLine, ...]:
    """Their amounts add up to what the card pays as things stand."""
    rates = {line.leg_no: line for line in sold.lines if line.kind == LineKind.FARE}
    lines = [line for leg in sold.legs for line in leg_lines(leg, rates.get(leg.leg_no), issuer, sold.kept.get(leg.id, ()))]
    lines += [fee_line(sold.booking, line, issuer) for line in sold.lines if line.kind == LineKind.BOOKING_FEE]
    left = min(sold.booking.tender_minor, sum(line.amount_minor for line in lines))
    for line in sold.lines:
        if line.kind == LineKind.VOUCHER:
            used = min(left, -line.shown_minor)
            left -= used
            lines.append(ReceiptLine(0, line.kind, line.payee_id, "", line.shown_minor, -used, 0, 0, end_of(sold.booking)))
    return tuple(lines)


def leg_lines(leg: BookingLeg, fare: QuoteLine | None, issuer: Issuer, kept: Sequence[KeptPart]) -> Iterator[ReceiptLine]:
    """What is kept of one that was given back is of other sellers."""
    line, whole = leg_line(leg, fare, issuer), fare.tax_minor if fare else 0
    left, taxed = line.amount_minor - sum(one.amount_minor for one in kept), 0
    for one in kept:
        tax = part_of_tax(leg.price_minor, whole, one.amount_minor)
        taxed += tax
        named = {"payee_id": one.operator_id, "payee": one.operator_name}
        yield replace(line, **named, amount_minor=one.amount_minor, tax_minor=tax, end=LineEnd.KEPT)
    if kept:
        line = replace(line, amount_minor=left, tax_minor=line.tax_minor - taxed)
    yield line


def leg_line(leg: BookingLeg, fare: QuoteLine | None, issuer: Issuer) -> ReceiptLine:
    end = ENDS.get(LegState(leg.state), LineEnd.OPEN)
    amount = leg.price_minor if end is LineEnd.OPEN else leg.due_minor
    rate, whole = (fare.tax_rate_bp, fare.tax_minor) if fare else (0, 0)
    name = issuer.name if leg.operator_id == OURS else leg.operator_name
    return ReceiptLine(
        leg.leg_no, leg.kind, leg.operator_id, name, leg.price_minor, amount, rate, part_of_tax(leg.price_minor, whole, amount), end, leg.from_name,
        leg.to_name, leg.starts_at.astimezone(issuer.zone),
    )  # fmt: skip


def fee_line(booking: Booking, line: QuoteLine, issuer: Issuer) -> ReceiptLine:
    over = booking.state in (BookingState.SETTLING, BookingState.SETTLED, BookingState.RELEASING, BookingState.RELEASED)
    amount = booking.fee_due_minor if over else line.shown_minor
    tax = part_of_tax(line.shown_minor, line.tax_minor, amount)
    return ReceiptLine(0, line.kind, line.payee_id, issuer.name, line.shown_minor, amount, line.tax_rate_bp, tax, end_of(booking))


def end_of(booking: Booking) -> LineEnd:
    if booking.state in (BookingState.RELEASING, BookingState.RELEASED):
        return LineEnd.RELEASED
    return LineEnd.USED if booking.state == BookingState.SETTLED else LineEnd.OPEN


def part_of_tax(price_minor: int, tax_minor: int, amount_minor: int) -> int:
    """The tax within what is left of a price."""
    return tax_minor - refund_tax(price_minor, tax_minor, 0, price_minor - amount_minor)


def tax_lines(lines: Iterable[ReceiptLine]) -> tuple[TaxLine, ...]:
    """One per seller and rate. A voucher is money and no seller."""
    sums: dict[tuple[str, int], tuple[str, int, int]] = {}
    for line in lines:
        if line.kind != LineKind.VOUCHER and line.amount_minor:
            key = line.payee_id, line.tax_rate_bp
            _, gross, tax = sums.get(key, ("", 0, 0))
            sums[key] = line.payee, gross + line.amount_minor, tax + line.tax_minor
    return tuple(TaxLine(payee_id, name, payee_id == OURS, rate, gross - tax, tax) for (payee_id, rate), (name, gross, tax) in sums.items())


async def printed_tax(session: AsyncSession, bookings: Iterable[Booking]) -> dict[tuple[str, int], int]:
    """The tax of our own part by booking and rate, as the receipts of settled bookings print it."""
    settled = [booking for booking in bookings if booking.state == BookingState.SETTLED]
    printed: dict[tuple[str, int], int] = {}
    for sold in await read_sold(session, settled):
        for tax in tax_lines(receipt_lines(sold, Issuer("", ZoneInfo("UTC")))):
            if tax.own:
                key = str(sold.booking.id), tax.rate_bp
                printed[key] = printed.get(key, 0) + tax.tax_minor
    return printed


async def read_payments(session: AsyncSession, booking: Booking, zone: ZoneInfo) -> tuple[ReceiptPayment, ...]:
    """As booked: what was taken and when stands in the journals."""
    query = (
        select(func.sum(posting.c.amount_minor), JournalRow.happened_at)
        .join(JournalRow, JournalRow.id == posting.c.journal_id)
        .join(LedgerAccount, LedgerAccount.id == posting.c.account_id)
        .where(JournalRow.booking_id == booking.id, JournalRow.kind == "capture", LedgerAccount.code == "psp_clearing")
        .group_by(JournalRow.id, JournalRow.happened_at)
        .order_by(JournalRow.happened_at, JournalRow.id)
    )
    return tuple(ReceiptPayment(int(amount), moment.astimezone(zone)) for amount, moment in await session.execute(query))


async def read_refunds(session: AsyncSession, booking: Booking, zone: ZoneInfo) -> tuple[ReceiptRefund, ...]:
    of_booking = select(Refund).join(Payment, Payment.id == Refund.payment_id).where(Payment.booking_id == booking.id)
    return tuple(
        ReceiptRefund(row.amount_minor, row.cause, row.created_at.astimezone(zone), PROGRESS[RefundState(row.state)])
        for row in await session.scalars(of_booking.order_by(Refund.created_at, Refund.id))
    )
