"""What a step of a booking means for the ledger: journals, each booked once by its key."""
from collections.abc import Iterator
from typing import NamedTuple

from backend.bookings.booked import BookingLeg
from backend.bookings.paid import Refund
from backend.bookings.rows import Rows
from payments import journals, ledger
from payments.journals import Ours, What
from payments.parking.sharing import share
from payments.states import Booking, BookingState, Leg, PaymentState, RefundState

HELD_AT_BANK = frozenset({PaymentState.AUTHORISED, PaymentState.CAPTURING})
PREPAID, OWED, DISRUPTION, SMALL = "traveller_prepaid", "receivable:traveller", "disruption", "small_amount"


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
    for leg, now in zip(rows.legs, after.legs):
        yield earned(leg, now, what, paid_by if now.due_minor else DISRUPTION)
    fee = rows.booking.fee_due_minor
    if fee:
        income = "overstay_fee" if rows.booking.overstay_of else "booking_fee"
        yield journals.earned(str(rows.booking.id), fee, {}, Ours(income, tax.rate_bp, tax.tax_minor), what, paid_by)


def earned(leg: BookingLeg, now: Leg, what: What, paid_by: str) -> ledger.Journal | None:
    """Its payee's part of what is paid for a leg; the rest is our commission. Notes the part in the leg. What is kept for other legs is of those."""
    part = share(now.earned_minor - now.kept_minor, leg.share_bp, leg.commission_tax_bp)
    leg.earned_minor = part.host_minor
    shares = {leg.payee: part.host_minor}
    for one in now.kept:
        shares[one.account] = shares.get(one.account, 0) + one.amount_minor
    ours = Ours("commission", leg.commission_tax_bp, part.commission_tax_minor)
    return journals.earned(str(leg.id), now.earned_minor, shares, ours, what, paid_by)


def of_debt(rows: Rows, amount_minor: int, written_off: bool) -> ledger.Journal | None:
    """What a traveller owed was paid in another way, or nobody asks for it any more."""
    if written_off:
        return journals.claim_written_off(str(rows.booking.id), amount_minor, what_of(rows))
    return journals.claim_collected(str(rows.payment.id), amount_minor, what_of(rows))


def of_lowered(rows: Rows, leg: BookingLeg, before: Booking, after: Booking, kept_for: str | None = None) -> Iterator[ledger.Journal | None]:
    """Less is owed for a leg whose payment was lost, or less of it was too small to take; so its operator earns less.

    kept_for: who earns it of a leg that was given back
    """
    parts = ("claim_lowered", OWED, before.claim_minor - after.claim_minor), ("waive_lowered", SMALL, before.waived_minor - after.waived_minor)
    for kind, account, less in parts:
        if less > 0 and (leg.earned_minor is not None or account == SMALL):
            bearer = {PREPAID: less} if leg.earned_minor is None else {kept_for: less} if kept_for else given_back(leg, less, leg.payee)
            yield ledger.book(f"{kind}:{leg.id}:{leg.due_minor}", rows.booking.currency, [*bearer.items(), (account, -less)], str(rows.booking.id))


def given_back(leg: BookingLeg, less_minor: int, payee: str) -> dict[str, int]:
    """Who bears it that less is due for a leg than was booked as earned: its payee and our commission, so that both are as if it had been so little
    from the beginning. leg: with what is due by now."""
    then, now = (share(due, leg.share_bp, leg.commission_tax_bp) for due in (leg.due_minor + less_minor, leg.due_minor))
    tax = then.commission_tax_minor - now.commission_tax_minor
    parts = {payee: then.host_minor - now.host_minor, "commission": then.commission_net_minor - now.commission_net_minor}
    return parts | ({f"tax_payable:{leg.commission_tax_bp}": tax} if tax else {})


def receivable_of(payee: str) -> str:
    """Where a debt of a payee stands that was paid already: `receivable:operator:tram` of `operator_payable:tram`."""
    return f"receivable:operator:{payee.partition(':')[2]}"


def payee_of(operator_id: str, own: bool) -> str:
    return f"{'host' if own else 'operator'}_payable:{operator_id}"

