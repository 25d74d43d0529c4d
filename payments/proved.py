"""Rows of the bookings, and of what was told to others, as `payments.proof` compares them with the journals."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from payments.ledger import Journal
from payments.money import BASIS
from payments.states import BookingState, PaymentState, RefundState, TicketState

COLLECTED, WRITE_OFF = "claim", "write_off"


class PaymentRow(NamedTuple):
    payment_id: str
    booking_id: str
    state: PaymentState
    shown_minor: int
    authorised_minor: int
    ordered_minor: int
    captured_minor: int


class RefundRow(NamedTuple):
    """sent: the payment service accepted it once, whatever came later."""

    refund_id: str
    payment_id: str
    state: RefundState
    amount_minor: int
    sent: bool


class ShareRow(NamedTuple):
    """What a payee earns by a leg. share_bp, tax_bp: as agreed, its part of what is due and the tax rate within our commission."""

    leg_id: str
    account: str
    amount_minor: int
    share_bp: int = BASIS
    tax_bp: int = 0


class TransferRow(NamedTuple):
    transfer_id: str
    account: str
    amount_minor: int


class BookingRow(NamedTuple):
    """claim_minor: what the traveller owes still because a payment was lost."""

    booking_id: str
    state: BookingState
    due_minor: int
    waived_minor: int = 0
    claim_minor: int = 0


class DebtRow(NamedTuple):
    """What a traveller owed and owes no more: paid in another way, or written off."""

    booking_id: str
    amount_minor: int
    written_off: bool

    @property
    def kind(self) -> str:
        """Of its journal."""
        return WRITE_OFF if self.written_off else COLLECTED


class TicketRow(NamedTuple):
    ticket_id: str
    payment_id: str
    state: TicketState


@dataclass(frozen=True)
class Books:
    """provider: amounts by the event key that each transaction of the payment service carries, None where it was not asked.

    kept         of what was earned for legs that were given back: what is of those that run legs which stay, `staying.py`
    receipt_tax  printed tax by booking and rate_bp, of bookings with a receipt
    """

    journals: tuple[Journal, ...]
    payments: tuple[PaymentRow, ...] = ()
    refunds: tuple[RefundRow, ...] = ()
    shares: tuple[ShareRow, ...] = ()
    transfers: tuple[TransferRow, ...] = ()
    bookings: tuple[BookingRow, ...] = ()
    tickets: tuple[TicketRow, ...] = ()
    provider: Mapping[str, int] | None = None
    receipt_tax: Mapping[tuple[str, int], int] = field(default_factory=dict)
    kept: tuple[ShareRow, ...] = ()
    debts: tuple[DebtRow, ...] = ()
