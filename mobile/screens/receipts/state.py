"""Bookings one by one, and the receipt of each: from whom, with which tax, what was taken, what came back. Without Kivy."""

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from backend.contract.bookings import BookingResponse, BookingState
from backend.contract.receipts import LineEnd, ReceiptLine, ReceiptResponse, ReceiptState, RefundProgress
from mobile.accounts.signed_in import SignedOut
from mobile.client import ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.payments import calls
from mobile.screens.booking.state import title_of, view_of


@dataclass(frozen=True)
class BookingRow:
    booking_id: str
    icon: str
    title: str
    detail: str
    spoken: str


def rows_of(bookings: Iterable[BookingResponse], now: datetime) -> tuple[BookingRow, ...]:
    """The newest first. What was never booked is told as that, without a price."""
    return tuple(row_of(booking, now) for booking in bookings)


def row_of(booking: BookingResponse, now: datetime) -> BookingRow:
    view, today, currency = view_of(booking, now), now.date(), booking.currency.upper()
    day = write.day(min(leg.starts_at for leg in booking.legs).date(), today)
    agreed = booking.state in (BookingState.HELD, BookingState.CONFIRMING, BookingState.CONFIRMED)
    minor = booking.total_minor if agreed else booking.due_minor
    nothing = booking.state in (BookingState.RELEASING, BookingState.RELEASED)
    prices = ("", "") if nothing else (write.money(minor, currency), say.money(minor, currency))
    detail = " · ".join(part for part in (day, view.title, prices[0]) if part)
    spoken = ", ".join(part for part in (title_of(booking), day, view.title, prices[1]) if part)
    return BookingRow(booking.id, view.icon, title_of(booking), detail, spoken)


@dataclass(frozen=True)
class ReceiptPage:
    """`phase`: loading, ready or trouble."""

    phase: str = "loading"
    receipt: ReceiptResponse | None = None
    sentence: str = ""


async def load(state: ReceiptPage, booking_id: str, account) -> AsyncIterator[ReceiptPage]:
    try:
        receipt = await account.ask(lambda client, token: calls.receipt(client, booking_id, token))
    except SignedOut as trouble:
        yield ReceiptPage("trouble", sentence=trouble.sentence)
    except ClientError as trouble:
        yield replace(state, phase="ready" if state.receipt else "trouble", sentence=trouble.sentence)
    else:
        yield ReceiptPage("ready", receipt)


@dataclass(frozen=True)
class Sum:
    """A line with an amount. `strong`: a total."""

    words: str
    detail: str
    amount: str
    spoken: str
    strong: bool = False


def head_words(receipt: ReceiptResponse) -> tuple[str, str, str]:
    """Number, who wrote it and when, and how it stands."""
    made = receipt.made_at
    state = {
        ReceiptState.OPEN: tr("Not final yet: amounts may still fall."),
        ReceiptState.FINAL: tr("Final"),
        ReceiptState.GIVEN_BACK: tr("All of it was given back."),
    }[receipt.state]
    return tr("Receipt {number}", number=receipt.number), f"{receipt.issuer}, {made:%Y-%m-%d}", state


ENDS = {
    LineEnd.OPEN: lambda: "", LineEnd.USED: lambda: tr("used"), LineEnd.CANCELLED: lambda: tr("given back"),
    LineEnd.DISRUPTED: lambda: tr("did not run"), LineEnd.RELEASED: lambda: tr("not booked"),
    LineEnd.KEPT: lambda: tr("kept for what stays"),
}  # fmt: skip
KINDS = {
    "transit": lambda: tr("Ticket"), "rental": lambda: tr("Shared vehicle"), "taxi": lambda: tr("Taxi"), "parking": lambda: tr("Parking"),
    "on_demand": lambda: tr("On-demand van"),
    "booking_fee": lambda: tr("Booking fee"), "voucher": lambda: tr("Voucher"),
}  # fmt: skip
REFUNDS = {
    RefundProgress.ORDERED: lambda: tr("on its way"), RefundProgress.SENT: lambda: tr("on its way to your bank"),
    RefundProgress.PAID: lambda: tr("done"),
    RefundProgress.OWED: lambda: tr("your bank sent it back; we see to it"),
}  # fmt: skip


def parts_of(receipt: ReceiptResponse) -> tuple[tuple[str, tuple[Sum, ...]], ...]:
    """Headings with their lines, those of tax and of payments only where there are some."""
    groups = (
        (tr("What it was"), tuple(lines_of(receipt))),
        (tr("Tax in it"), tuple(taxes_of(receipt))),
        (tr("Taken and given back"), tuple(movements_of(receipt))),
    )
    return tuple((heading, lines) for heading, lines in groups if lines)


def lines_of(receipt: ReceiptResponse) -> Iterator[Sum]:
    for line in receipt.lines:
        yield sum_of(receipt, line_words(line), line.amount_minor, detail_of(line))
    yield sum_of(receipt, tr("Total"), receipt.total_minor, strong=True)


def line_words(line: ReceiptLine) -> str:
    if line.from_name and line.to_name:
        return tr("{start} to {end}", start=line.from_name, end=line.to_name)
    return KINDS[line.kind]() if line.kind in KINDS else line.kind


def detail_of(line: ReceiptLine) -> str:
    when = f"{line.starts_at:%Y-%m-%d} {write.clock(line.starts_at)}" if line.starts_at else ""
    return " · ".join(part for part in (line.payee, when, ENDS[line.end]()) if part)


def taxes_of(receipt: ReceiptResponse) -> Iterator[Sum]:
    for tax in receipt.taxes:
        rate = write.number(tax.rate_bp / 100, 0 if tax.rate_bp % 100 == 0 else 1)
        net = write.money(tax.net_minor, receipt.currency.upper())
        yield sum_of(receipt, tr("{rate} % of {price}", rate=rate, price=net), tax.tax_minor, tax.payee)
    if receipt.taxes:
        yield sum_of(receipt, tr("Tax together"), receipt.tax_minor, strong=True)


def movements_of(receipt: ReceiptResponse) -> Iterator[Sum]:
    for payment in receipt.payments:
        yield sum_of(receipt, tr("Taken from your card"), payment.amount_minor, f"{payment.taken_at:%Y-%m-%d}")
    for refund in receipt.refunds:
        yield sum_of(receipt, tr("Given back"), -refund.amount_minor, f"{refund.ordered_at:%Y-%m-%d} · {REFUNDS[refund.state]()}")
    if receipt.owed_minor:
        yield sum_of(receipt, tr("Still to be paid"), receipt.owed_minor)
    if receipt.waived_minor:
        yield sum_of(receipt, tr("Too small to charge"), receipt.waived_minor)
    if receipt.collected_minor:
        yield sum_of(receipt, tr("Paid in another way"), receipt.collected_minor)
    if receipt.written_off_minor:
        yield sum_of(receipt, tr("Not asked for any more"), receipt.written_off_minor)


def sum_of(receipt: ReceiptResponse, words: str, minor: int, detail: str = "", strong: bool = False) -> Sum:
    currency, sign = receipt.currency.upper(), "−" if minor < 0 else ""
    written, told = f"{sign}{write.money(abs(minor), currency)}", say.money(abs(minor), currency)
    told = tr("minus {price}", price=told) if minor < 0 else told
    return Sum(words, detail, written, ", ".join(part for part in (words, detail, told) if part), strong)


def describe(receipt: ReceiptResponse) -> list[str]:
    """What can be heard of it, in reading order."""
    told = list(head_words(receipt))
    for heading, lines in parts_of(receipt):
        told += [heading, *(line.spoken for line in lines)]
    return told
