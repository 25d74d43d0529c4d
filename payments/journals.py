"""What each event books: one function per event, each with the key by which it is booked once.

A function returns None where the event moves no money. Amounts are at least 0; `what` carries the currency and the booking.
"""
from collections.abc import Mapping
from typing import NamedTuple

from payments.ledger import Journal, NotBooked, book


class What(NamedTuple):
    currency: str
    booking_id: str = ""


def move(key: str, what: What, debit: str, credit: str, amount_minor: int) -> Journal | None:
    """From one account to another. Raises NotBooked for an amount below zero, which would turn the event into its opposite."""
    if amount_minor < 0:
        raise NotBooked("an amount is below zero")
    return book(key, what.currency, [(debit, amount_minor), (credit, -amount_minor)], what.booking_id)


def authorised(payment_id: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"auth:{payment_id}", what, "authorised", "authorised_contra", amount_minor)


def authorisation_ended(payment_id: str, authorised_minor: int, what: What) -> Journal | None:
    """Voided or lapsed; a capture ends it by itself."""
    return move(f"auth_end:{payment_id}", what, "authorised_contra", "authorised", authorised_minor)


def captured(payment_id: str, number: int, amount_minor: int, authorised_minor: int, what: What) -> Journal | None:
    """number: 1 for the first capture of a payment. authorised_minor: what is no longer authorised by it, all of it at a last capture."""
    if min(amount_minor, authorised_minor) < 0:
        raise NotBooked("an amount is below zero")
    lines = [("psp_clearing", amount_minor), ("traveller_prepaid", -amount_minor)]
    memo = [("authorised", -authorised_minor), ("authorised_contra", authorised_minor)]
    return book(f"capture:{payment_id}:{number}", what.currency, lines + memo, what.booking_id)


class Ours(NamedTuple):
    """The income account of our own part. tax_minor: the tax within it as the receipt prints it, so that both have the same sum."""

    income: str
    rate_bp: int
    tax_minor: int


def earned(leg_id: str, due_minor: int, shares: Mapping[str, int], ours: Ours, what: What, paid_by: str = "traveller_prepaid") -> Journal | None:
    """A leg was used, or its fee fell due. shares: amounts by payable account; what is left is our own.

    paid_by: `receivable:traveller` where it was used and the payment lost. Raises NotBooked for shares above what is due.
    """
    rest = due_minor - sum(shares.values())
    if any(share < 0 for share in shares.values()) or not 0 <= ours.tax_minor <= rest:
        raise NotBooked("shares and tax are above what is due")
    lines = [(paid_by, due_minor), *((account, -share) for account, share in shares.items())]
    lines += [(ours.income, ours.tax_minor - rest), (f"tax_payable:{ours.rate_bp}", -ours.tax_minor)]
    return book(f"earn:{leg_id}", what.currency, lines, what.booking_id)


def provider_fee(transaction_id: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"fee:{transaction_id}", what, "psp_fee", "psp_clearing", amount_minor)


def host_paid(payout_id: str, payable: str, amount_minor: int, what: What) -> Journal | None:
    """To the bank account of a host, of what several stays brought."""
    return move(f"host_payout:{payout_id}", what, payable, "bank", amount_minor)


def transferred(transfer_id: str, payable: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"transfer:{transfer_id}", what, payable, "psp_clearing", amount_minor)


def transfer_reversed(reversal_id: str, receivable: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"reversal:{reversal_id}", what, "psp_clearing", receivable, amount_minor)


def refund_due(refund_id: str, borne_by: Mapping[str, int], what: What) -> Journal | None:
    """borne_by: amounts by account, whose sum is the refund: `traveller_prepaid` for what was taken and not earned, an operator's payable or,
    once it was transferred, receivable; `disruption`, `cap_funding`, `goodwill` for what is on us; a wallet that is closed.
    """
    if any(amount < 0 for amount in borne_by.values()):
        raise NotBooked("an amount is below zero")
    return book(f"refund_due:{refund_id}", what.currency, [*borne_by.items(), ("refund_payable", -sum(borne_by.values()))], what.booking_id)


def refund_sent(refund_id: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"refund_sent:{refund_id}", what, "refund_payable", "psp_clearing", amount_minor)


def refund_failed(refund_id: str, amount_minor: int, what: What) -> Journal | None:
    """After it was sent: the debt is visible again. One that failed before leaves the debt where it is and books nothing."""
    return move(f"refund_failed:{refund_id}", what, "psp_clearing", "refund_payable", amount_minor)


def refund_paid_otherwise(refund_id: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"refund_otherwise:{refund_id}", what, "refund_payable", "bank", amount_minor)


def voucher_issued(voucher_id: str, sponsor_id: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"voucher:{voucher_id}", what, f"receivable:sponsor:{sponsor_id}", f"voucher:{voucher_id}", amount_minor)


def voucher_used(voucher_id: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"voucher_use:{voucher_id}:{what.booking_id}", what, f"voucher:{voucher_id}", "traveller_prepaid", amount_minor)


def wallet_filled(payment_id: str, wallet_id: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"topup:{payment_id}", what, "psp_clearing", f"wallet:{wallet_id}", amount_minor)


def wallet_spent(wallet_id: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"wallet_use:{wallet_id}:{what.booking_id}", what, f"wallet:{wallet_id}", "traveller_prepaid", amount_minor)


def waived(payment_id: str, amount_minor: int, what: What) -> Journal | None:
    """Too small to charge."""
    return move(f"waive:{payment_id}", what, "small_amount", "traveller_prepaid", amount_minor)


def claim_collected(payment_id: str, amount_minor: int, what: What, into: str = "bank") -> Journal | None:
    """into: `psp_clearing` where the payment service took it after all."""
    return move(f"claim:{payment_id}", what, into, "receivable:traveller", amount_minor)


def claim_written_off(booking_id: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"write_off:{booking_id}", what, "bad_debt", "receivable:traveller", amount_minor)


def confirmed_too_late(leg_id: str, payable: str, amount_minor: int, what: What) -> Journal | None:
    """An operator confirmed what had been released, and wants to be paid."""
    return move(f"late_confirm:{leg_id}", what, "late_confirm", payable, amount_minor)


def dispute_opened(dispute_id: str, amount_minor: int, fee_minor: int, what: What) -> Journal | None:
    lines = [("receivable:dispute", amount_minor), ("psp_fee", fee_minor), ("psp_clearing", -amount_minor - fee_minor)]
    return book(f"dispute:{dispute_id}", what.currency, lines, what.booking_id)


def dispute_won(dispute_id: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"dispute_won:{dispute_id}", what, "psp_clearing", "receivable:dispute", amount_minor)


def dispute_lost(dispute_id: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"dispute_lost:{dispute_id}", what, "chargeback", "receivable:dispute", amount_minor)


def paid_out(payout_id: str, amount_minor: int, what: What) -> Journal | None:
    return move(f"payout:{payout_id}", what, "bank", "psp_clearing", amount_minor)
