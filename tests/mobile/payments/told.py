"""What a city tells of prices, bookings, tickets and receipts of one small trip: tram 4 and bus 12 of City Lines, then a taxi home."""
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from backend.contract.bookings import (
    BookedLeg,
    BookedLegState,
    BookedPayment,
    BookedRefund,
    BookedTicket,
    BookingResponse,
    BookingState,
    PaymentState,
    RefundCause,
    RefundState,
)
from backend.contract.bookings import BookedTicketState as Booked
from backend.contract.cancellations import CancellationFee, CancellationQuoteResponse
from backend.contract.consents import Consent, ConsentLanguage, Purpose
from backend.contract.quotes import CaptureMode, LineKind, QuotedLeg, QuoteLine, QuoteResponse, ReturnStep, SoldKind
from backend.contract.receipts import LineEnd, ReceiptLine, ReceiptPayment, ReceiptRefund, ReceiptResponse, ReceiptState, RefundProgress, TaxLine
from backend.contract.tickets import HeldTicket, TicketPlace, TicketState

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
QUOTE_ID, BOOKING_ID, TICKET_ID = (str(UUID(int=number)) for number in (1, 2, 3))
TERMS = "a" * 64


def line(leg, kind, shown, listed=0, tax=0, rate=700, payee="City Lines") -> QuoteLine:
    return QuoteLine(leg, kind, payee.lower(), payee, listed or max(shown, 0), shown, rate if tax else 0, tax)


def a_quote(now: datetime = NOON, total: int = 830, **changes) -> QuoteResponse:
    start = now + timedelta(minutes=30)
    rides = QuotedLeg(
        1, "city", "City Lines", SoldKind.TRANSIT, "Market Square", "University", start, start + timedelta(minutes=20), 280,
        (ReturnStep(start - timedelta(hours=1), 0), ReturnStep(start, 50)), (1, 2),
    )  # fmt: skip
    home = start + timedelta(hours=3)
    taxi = QuotedLeg(
        2, "lindcar", "Lindcar", SoldKind.TAXI, "University", "Alder Street", home, home + timedelta(minutes=15), 620, (ReturnStep(home, 0),), (4,)
    )
    lines = (
        line(0, LineKind.BOOKING_FEE, total - 280 - 620 + 90), line(1, LineKind.FARE, 280, 320, tax=18),
        line(1, LineKind.CAP_CREDIT, -90), line(2, LineKind.FARE, 620, tax=41, payee="Lindcar"),
    )  # fmt: skip
    told = QuoteResponse(QUOTE_ID, "EUR", 2, total, 130, 59, lines, (rides, taxi), CaptureMode.TRIP_END, now + timedelta(minutes=5), TERMS)
    return msgspec.structs.replace(told, **changes)


def a_consent(since: datetime | None = None, outdated: bool = False, text: str = "A lower price is kept with my trips.") -> Consent:
    return Consent(Purpose.CONCESSION, 1, ConsentLanguage.EN, text, False, since, outdated)


def a_booking(now: datetime = NOON, state: BookingState = BookingState.HELD, leg: BookedLegState | None = None, **changes) -> BookingResponse:
    quote = a_quote(now)
    leg = leg or {BookingState.HELD: BookedLegState.HELD, BookingState.CONFIRMING: BookedLegState.ASKED}.get(state, BookedLegState.CONFIRMED)
    held = {BookingState.HELD: (PaymentState.CREATED, 0), BookingState.RELEASED: (PaymentState.VOIDED, 0)}.get(state, (PaymentState.AUTHORISED, 830))
    told = BookingResponse(
        id=BOOKING_ID, quote_id=QUOTE_ID, state=state, currency="EUR", decimals=2, total_minor=830, fee_minor=20, due_minor=830, owed_minor=0,
        capture_mode=CaptureMode.TRIP_END, created_at=now, hold_until=now + timedelta(minutes=10) if state is BookingState.HELD else None,
        confirm_by=None, legs=tuple(a_leg(sold, leg, now) for sold in quote.legs), payment=BookedPayment(held[0], held[1], 0, 0), notices=(),
        outcome=None,
    )  # fmt: skip
    return msgspec.structs.replace(told, **changes)


def a_leg(sold: QuotedLeg, state: BookedLegState, now: datetime) -> BookedLeg:
    ticket = BookedTicket(TICKET_ID, Booked.LIVE, now, now + timedelta(hours=2)) if state is BookedLegState.CONFIRMED and sold.number == 1 else None
    return BookedLeg(
        sold.number, sold.operator_id, sold.operator, sold.kind, sold.from_name, sold.to_name, sold.starts_at, sold.ends_at, sold.price_minor,
        sold.price_minor, state, sold.covers, ticket,
    )  # fmt: skip


def a_refund(state: RefundState = RefundState.SENT) -> BookedRefund:
    return BookedRefund("r", 1, 280, RefundCause.CANCEL, state, NOON)


def a_fee(now: datetime = NOON, fee: int = 50, refund: int = 230, **changes) -> CancellationQuoteResponse:
    told = CancellationQuoteResponse(
        str(UUID(int=9)), "EUR", 2, (CancellationFee(1, 280, fee),), fee, refund, (), now + timedelta(minutes=2)
    )
    return msgspec.structs.replace(told, **changes)


def a_ticket(now: datetime = NOON, **changes) -> HeldTicket:
    told = HeldTicket(
        id=UUID(TICKET_ID), booking_id=UUID(BOOKING_ID), leg_no=1, state=TicketState.LIVE, operator_id="city", operator="City Lines",
        from_=TicketPlace("Market Square", "s1"), to=TicketPlace("University", "s2"), valid_from=now - timedelta(minutes=5),
        valid_until=now + timedelta(hours=2), number="7K2-M94",
    )  # fmt: skip
    return msgspec.structs.replace(told, **changes)


def a_receipt(now: datetime = NOON, **changes) -> ReceiptResponse:
    lines = (
        ReceiptLine(1, "transit", "city", "City Lines", 190, 190, 700, 12, LineEnd.USED, "Market Square", "University", now),
        ReceiptLine(2, "taxi", "lindcar", "Lindcar", 620, 0, 700, 0, LineEnd.CANCELLED, "University", "Alder Street", now),
        ReceiptLine(0, "booking_fee", "own", "Selwenhaven", 20, 20, 1900, 3, LineEnd.USED),
    )
    taxes = (TaxLine("city", "City Lines", False, 700, 178, 12), TaxLine("own", "Selwenhaven", True, 1900, 17, 3))
    told = ReceiptResponse(
        "2026-000017", BOOKING_ID, "Selwenhaven", now, now, "Europe/Berlin", ReceiptState.FINAL, "EUR", 2, lines, 210, taxes, 15,
        (ReceiptPayment(830, now),), (ReceiptRefund(620, "cancel", now, RefundProgress.SENT),), 830, 620,
    )  # fmt: skip
    return msgspec.structs.replace(told, **changes)
