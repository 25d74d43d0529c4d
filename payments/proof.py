"""Whether the books are right: rows of the bookings against the journals, each check naming the row that offends.

Checks have the numbers under which they are listed to the staff: 1 journals, 2 payments and refunds against what was booked, 3 the payment service's
own account, 4 prepayments, 5 payables, 6 refunds owed, 7 authorisations, 8 payments in themselves, 9 settled bookings, 10 tickets and released trips,
12 tax of receipts, 13 shares and commissions. (11, nothing older than its deadline, needs a clock and belongs to the backend.)
"""
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from payments.ledger import Journal, fault
from payments.parking.sharing import share
from payments.proved import COLLECTED, WRITE_OFF, Books, ShareRow
from payments.states import MONEY_HELD, BookingState, PaymentState, RefundState, TicketState

OF_PAYEES = ("operator_payable:", "host_payable:", "receivable:operator:", "commission")


class Finding(NamedTuple):
    """row: its key or id. difference_minor: found − expected, 0 where it is no matter of an amount."""

    check: int
    row: str
    difference_minor: int
    words: str


def prove(books: Books) -> list[Finding]:
    """All that is wrong, by check and row; empty: the books are right."""
    return sorted(finding for check in CHECKS for finding in check(books))


def differs(check: int, row: str, found: int, expected: int, words: str) -> Iterator[Finding]:
    if found != expected:
        yield Finding(check, row, found - expected, words)


def journals_balance(books: Books) -> Iterator[Finding]:
    seen: set[str] = set()
    for journal in books.journals:
        wrong = fault(journal)
        if wrong:
            yield Finding(1, journal.event_key, sum(posting.amount_minor for posting in journal.postings), wrong)
        if journal.event_key in seen:
            yield Finding(1, journal.event_key, 0, "booked twice")
        seen.add(journal.event_key)


def by_source(journals: Iterable[Journal], kinds: str, account: str) -> dict[str, int]:
    """Sums on an account by the id in the keys of journals of some kinds."""
    sums: dict[str, int] = {}
    for journal in journals:
        if journal.kind in kinds.split():
            source = journal.event_key.split(":")[1]
            sums[source] = sums.get(source, 0) + journal.on(account)
    return sums


def money_is_booked(books: Books) -> Iterator[Finding]:
    taken = by_source(books.journals, "capture", "psp_clearing")
    for payment in books.payments:
        yield from differs(2, payment.payment_id, taken.pop(payment.payment_id, 0), payment.captured_minor, "captured, but not booked so")
    for payment_id, amount in taken.items():
        yield Finding(2, payment_id, amount, "booked for a payment that does not exist")
    back = by_source(books.journals, "refund_sent refund_failed", "psp_clearing")
    for refund in books.refunds:
        failed = refund.state in (RefundState.FAILED, RefundState.PAID_OTHERWISE)
        expected = -refund.amount_minor if refund.sent and not failed else 0
        yield from differs(2, refund.refund_id, back.pop(refund.refund_id, 0), expected, "refunded, but not booked so")
    for refund_id, amount in back.items():
        yield Finding(2, refund_id, amount, "booked for a refund that does not exist")


def provider_agrees(books: Books) -> Iterator[Finding]:
    if books.provider is None:
        return
    ours: dict[str, int] = {}
    for journal in books.journals:
        if any(posting.account == "psp_clearing" for posting in journal.postings):
            ours[journal.event_key] = ours.get(journal.event_key, 0) + journal.on("psp_clearing")
    for key in sorted(ours.keys() | books.provider.keys()):
        yield from differs(3, key, ours.get(key, 0), books.provider.get(key, 0), "our account of the payment service and its own differ")


def prepayments_are_open(books: Books) -> Iterator[Finding]:
    """Credit, so below zero, while a booking is open; 0 once it is over."""
    sums: dict[str, int] = {}
    for journal in books.journals:
        sums[journal.booking_id] = sums.get(journal.booking_id, 0) + journal.on("traveller_prepaid")
    for booking in books.bookings:
        balance = sums.pop(booking.booking_id, 0)
        if booking.state in (BookingState.SETTLED, BookingState.RELEASED):
            yield from differs(4, booking.booking_id, balance, 0, "a prepayment is left of a booking that is over")
        elif balance > 0:
            yield Finding(4, booking.booking_id, balance, "more was earned than paid")
    for booking_id, balance in sums.items():
        yield from differs(4, booking_id, balance, 0, "a prepayment of no booking")


def sums_by_leg(rows: Iterable[ShareRow]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        sums[row.leg_id, row.account] = sums.get((row.leg_id, row.account), 0) + row.amount_minor
    return sums


def payables_are_owed(books: Books) -> Iterator[Finding]:
    by_leg = sums_by_leg(books.shares + books.kept)
    for journal in books.journals:
        if journal.kind == "earn":
            for posting in journal.postings:
                if posting.account.startswith(("operator_payable:", "host_payable:")):
                    leg_id = journal.event_key.split(":")[1]
                    expected = by_leg.pop((leg_id, posting.account), 0)
                    yield from differs(5, leg_id, -posting.amount_minor, expected, f"{posting.account}: booked otherwise than earned")
    for (leg_id, account), amount in by_leg.items():
        yield from differs(5, leg_id, 0, amount, f"{account}: earned and not booked")
    seen: dict[str, int] = {}
    sent = by_source(books.journals, "transfer", "psp_clearing")
    for transfer in books.transfers:
        seen[transfer.transfer_id] = seen.get(transfer.transfer_id, 0) + transfer.amount_minor
    for transfer_id in sorted(seen.keys() | sent.keys()):
        yield from differs(5, transfer_id, -sent.get(transfer_id, 0), seen.get(transfer_id, 0), "transferred otherwise than booked")


def refunds_are_owed(books: Books) -> Iterator[Finding]:
    owed = by_source(books.journals, "refund_due refund_sent refund_failed refund_otherwise", "refund_payable")
    for refund in books.refunds:
        open_still = refund.state in (RefundState.ORDERED, RefundState.FAILED)
        expected = -refund.amount_minor if open_still else 0
        yield from differs(6, refund.refund_id, owed.pop(refund.refund_id, 0), expected, "what is owed of a refund is booked otherwise")
    for refund_id, balance in owed.items():
        yield from differs(6, refund_id, balance, 0, "owed for a refund that does not exist")


def authorisations_are_open(books: Books) -> Iterator[Finding]:
    memo = by_source(books.journals, "auth auth_end capture", "authorised")
    begun = by_source(books.journals, "auth", "authorised")
    for payment in books.payments:
        expected = payment.authorised_minor if payment.state in (PaymentState.AUTHORISED, PaymentState.CAPTURING) else 0
        still = memo.pop(payment.payment_id, 0)
        if still == expected:  # also where neither its begin nor its end was booked
            yield from differs(7, payment.payment_id, begun.get(payment.payment_id, 0), payment.authorised_minor, "authorised and never booked")
        else:
            yield from differs(7, payment.payment_id, still, expected, "authorised otherwise than booked")
    for payment_id, amount in memo.items():
        yield from differs(7, payment_id, amount, 0, "authorised for a payment that does not exist")


def payments_hold_together(books: Books) -> Iterator[Finding]:
    refunded: dict[str, int] = {}
    for refund in books.refunds:
        refunded[refund.payment_id] = refunded.get(refund.payment_id, 0) + refund.amount_minor
    for payment in books.payments:
        steps = (0, payment.captured_minor, payment.ordered_minor, payment.authorised_minor, payment.shown_minor)
        if list(steps) != sorted(steps):
            yield Finding(8, payment.payment_id, 0, "captured, ordered, authorised and shown do not rise in this order")
        above = refunded.get(payment.payment_id, 0) - payment.captured_minor
        if above > 0:
            yield Finding(8, payment.payment_id, above, "refunded above what was captured")


def settled_is_due(books: Books) -> Iterator[Finding]:
    of_payment = {payment.payment_id: payment.booking_id for payment in books.payments}
    kept: dict[str, int] = {}
    for payment in books.payments:
        kept[payment.booking_id] = kept.get(payment.booking_id, 0) + payment.captured_minor
    for refund in books.refunds:
        booking_id = of_payment.get(refund.payment_id, "")
        kept[booking_id] = kept.get(booking_id, 0) - refund.amount_minor
    for debt in books.debts:
        kept[debt.booking_id] = kept.get(debt.booking_id, 0) + debt.amount_minor
    for booking in books.bookings:
        money = kept.get(booking.booking_id, 0)
        if booking.state is BookingState.SETTLED:
            due = booking.due_minor - booking.waived_minor - booking.claim_minor
            yield from differs(9, booking.booking_id, money, due, "settled, and what was kept is not what is due")
        elif booking.state is BookingState.RELEASED:
            yield from differs(10, booking.booking_id, money, 0, "money was kept for a released trip")


def claims_are_owed(books: Books) -> Iterator[Finding]:
    sums: dict[str, int] = {}
    ended: dict[tuple[str, str], int] = {}
    for journal in books.journals:
        amount = journal.on("receivable:traveller")
        sums[journal.booking_id] = sums.get(journal.booking_id, 0) + amount
        if journal.kind in (COLLECTED, WRITE_OFF):
            ended[journal.booking_id, journal.kind] = ended.get((journal.booking_id, journal.kind), 0) - amount
    for debt in books.debts:
        booked = ended.pop((debt.booking_id, debt.kind), 0)
        yield from differs(9, debt.booking_id, booked, debt.amount_minor, "a debt ended otherwise than booked")
    for (booking_id, _), amount in ended.items():
        yield from differs(9, booking_id, amount, 0, "a debt is booked as ended and has not")
    for booking in books.bookings:
        if booking.state is BookingState.SETTLED:
            yield from differs(9, booking.booking_id, sums.get(booking.booking_id, 0), booking.claim_minor, "owed otherwise than booked")


def tickets_are_paid(books: Books) -> Iterator[Finding]:
    states = {payment.payment_id: payment.state for payment in books.payments}
    for ticket in books.tickets:
        if ticket.state is TicketState.LIVE and states.get(ticket.payment_id) not in MONEY_HELD:
            yield Finding(10, ticket.ticket_id, 0, "a live ticket without a payment")


def receipts_print_the_tax(books: Books) -> Iterator[Finding]:
    """The tax within a commission is not the traveller's: a payee finds it on its statement."""
    booked: dict[tuple[str, int], int] = {}
    receipted = {booking_id for booking_id, _ in books.receipt_tax}
    for journal in books.journals:
        if any(posting.account.startswith(OF_PAYEES) for posting in journal.postings):
            continue
        for posting in journal.postings:
            name, _, rate = posting.account.partition(":")
            if name == "tax_payable" and journal.booking_id in receipted:
                key = journal.booking_id, int(rate)
                booked[key] = booked.get(key, 0) - posting.amount_minor
    for key in sorted(booked.keys() | books.receipt_tax.keys()):
        words = f"tax of {key[1]} basis points is printed otherwise than booked"
        yield from differs(12, key[0], books.receipt_tax.get(key, 0), booked.get(key, 0), words)


def shares_are_as_agreed(books: Books) -> Iterator[Finding]:
    agreed, of_others = {row.leg_id: row for row in books.shares}, sums_by_leg(books.kept)
    for journal in books.journals:
        row = agreed.get(journal.event_key.partition(":")[2]) if journal.kind == "earn" else None
        if row is None:
            continue
        kept = {account: amount for (leg_id, account), amount in of_others.items() if leg_id == row.leg_id}
        whole = sum(max(0, posting.amount_minor) for posting in journal.postings) - sum(kept.values())
        parts = share(whole, row.share_bp, row.tax_bp)
        expected = {row.account: parts.host_minor + kept.get(row.account, 0), "commission": parts.commission_net_minor}
        for account, amount in (expected | {f"tax_payable:{row.tax_bp}": parts.commission_tax_minor}).items():
            yield from differs(13, row.leg_id, -journal.on(account), amount, f"{account}: shared otherwise than agreed")


CHECKS = (
    journals_balance, money_is_booked, provider_agrees, prepayments_are_open, payables_are_owed, refunds_are_owed, authorisations_are_open,
    payments_hold_together, settled_is_due, claims_are_owed, tickets_are_paid, receipts_print_the_tax, shares_are_as_agreed,
)  # fmt: skip
