"""What a step of a booking means for the ledger: journals, each booked once by its key."""
from collections.abc import Iterator
from typing import NamedTuple

from backend.bookings.booked import BookingLeg
from backend.bookings.paid import Refund
from backend.bookings.rows import Rows
from payments import journals, ledger
from payments.journals import Ours, What
from payments.states import Booking, BookingState, PaymentState, RefundState

HELD_AT_BANK = frozenset({PaymentState.AUTHORISED, PaymentState.CAPTURING})
PREPAID, OWED = "traveller_prepaid", "receivable:traveller"


class FeeTax(NamedTuple):
    """The tax within our fee as the quote shows it."""

    rate_bp: int = 0
    tax_minor: int = 0


def what_of(rows: Rows) -> What:
    return What(rows.booking.currency, str(rows.booking.id))


def of_payment(rows: Rows, before: Booking, after: Booking) -> Iterator[ledger.Journal | None]:
    """What was authorised begins and ends, what was taken, what was too small to take."""
    key, what = str(rows.payment.id), what_of(rows)
    then, now = before.payment.state, after.payment.state
    shown = after.payment.shown_minor
    if now in HELD_AT_BANK and then not in HELD_AT_BANK:
        yield journals.authorised(key, shown, what)
    if now is PaymentState.CAPTURED and then is not now:
        yield journals.captured(key, 1, after.payment.captured_minor, shown if then in HELD_AT_BANK else 0, what)
    elif then in HELD_AT_BANK and now not in HELD_AT_BANK:
        yield journals.authorisation_ended(key, shown, what)
    if after.waived_minor and not before.waived_minor:
        yield journals.waived(key, after.waived_minor, what)


def of_refund(refund: Refund, then: RefundState | None, now: RefundState, was_sent: bool, borne_by: dict[str, int], what: What):
    """then None: it was just ordered, and borne_by says from where it comes. was_sent: the payment service had accepted it before."""
    key, amount = str(refund.id), refund.amount_minor
    if then is None:
        yield journals.refund_due(key, borne_by, what)
    elif now in (RefundState.SENT, RefundState.SUCCEEDED) and not was_sent:
        yield journals.refund_sent(key, amount, what)
    elif now is RefundState.FAILED and was_sent:
        yield journals.refund_failed(key, amount, what)
    elif now is RefundState.PAID_OTHERWISE:
        yield journals.refund_paid_otherwise(key, amount, what)


def of_settling(rows: Rows, before: Booking, after: Booking, tax: FeeTax) -> Iterator[ledger.Journal | None]:
    """What everybody earned, when a trip is settled for the first time. Notes it in the legs."""
    if after.state is not BookingState.SETTLED or any(leg.earned_minor is not None for leg in rows.legs):
        return
    what = what_of(rows)
    lost = after.payment.state is PaymentState.VOIDED and not after.waived_minor
    paid_by = OWED if lost else PREPAID
    for leg in rows.legs:
        leg.earned_minor = leg.due_minor
        yield journals.earned(str(leg.id), leg.due_minor, {leg.payee: leg.due_minor}, Ours("commission", 0, 0), what, paid_by)
    fee = rows.booking.fee_due_minor
    if fee:
        yield journals.earned(str(rows.booking.id), fee, {}, Ours("booking_fee", tax.rate_bp, tax.tax_minor), what, paid_by)


def of_lowered_claim(rows: Rows, leg: BookingLeg, before: Booking, after: Booking) -> ledger.Journal | None:
    """A traveller who owed for a leg, as the payment was lost, owes less; its operator earns less."""
    less = before.claim_minor - after.claim_minor
    if less <= 0 or leg.earned_minor is None:
        return None
    return ledger.book(f"claim_lowered:{leg.id}:{leg.due_minor}", rows.booking.currency, [(leg.payee, less), (OWED, -less)], str(rows.booking.id))


def receivable_of(payee: str) -> str:
    """Where a debt of a payee stands that was paid already: `receivable:operator:tram` of `operator_payable:tram`."""
    return f"receivable:operator:{payee.partition(':')[2]}"


def payee_of(operator_id: str, own: bool) -> str:
    return f"{'host' if own else 'operator'}_payable:{operator_id}"

