"""`/v1/bookings/{id}/receipt`: what was bought from whom, the tax within it, what was taken and what was given back; and what an operator is owed.

Amounts are whole minor units of `currency` (ISO 4217, `decimals` places). Times are in the zone of the city.
"""
from enum import StrEnum

from backend.contract.base import Answer, Moment


class ReceiptState(StrEnum):
    """open: money is held and not taken, or amounts may still fall. final: what was used is paid. given_back: all that was taken was returned."""

    OPEN = "open"
    FINAL = "final"
    GIVEN_BACK = "given_back"


class LineEnd(StrEnum):
    """How what was bought ended. OPEN: not yet. RELEASED: it was never confirmed and costs nothing. KEPT: of a part that was given back, paid to
    whoever runs another one of the traveller's, which costs more without it."""

    OPEN = "open"
    USED = "used"
    CANCELLED = "cancelled"
    DISRUPTED = "disrupted"
    RELEASED = "released"
    KEPT = "kept"


class ReceiptLine(Answer, frozen=True):
    """`leg` 0: of the whole booking. `kind`: `transit`, `rental`, `taxi`, `parking`, `booking_fee` or `voucher`, whose amounts are below zero.

    `priceMinor` is what was agreed, `amountMinor` what is to be paid as things stand, `taxMinor` the tax within that, at `taxRateBp` hundredths of a
    per cent. `from` and `to` are empty once the trip is long over.
    """

    leg: int
    kind: str
    payee_id: str
    payee: str
    price_minor: int
    amount_minor: int
    tax_rate_bp: int
    tax_minor: int
    end: LineEnd
    from_name: str = ""
    to_name: str = ""
    starts_at: Moment | None = None


class TaxLine(Answer, frozen=True):
    """The tax of one seller at one rate: `netMinor` + `taxMinor` is what is paid to them. `own`: the service itself sells, else it only passes on."""

    payee_id: str
    payee: str
    own: bool
    rate_bp: int
    net_minor: int
    tax_minor: int


class ReceiptSeller(Answer, frozen=True):
    """Who sells, as the law of taxes wants it: `legalName`, the lines of the `address` and the `vatId`, as far as the city gave them."""

    payee_id: str
    legal_name: str
    address: tuple[str, ...]
    vat_id: str | None = None


class ReceiptPayment(Answer, frozen=True):
    """What was taken from a card."""

    amount_minor: int
    taken_at: Moment


class RefundProgress(StrEnum):
    """ordered: on its way to the payment service. sent: on its way to the bank. paid: done. owed: it came back, and is paid in another way."""

    ORDERED = "ordered"
    SENT = "sent"
    PAID = "paid"
    OWED = "owed"


class ReceiptRefund(Answer, frozen=True):
    """`cause`: such as `cancel`, `disruption`, `cap`."""

    amount_minor: int
    cause: str
    ordered_at: Moment
    state: RefundProgress


class ReceiptResponse(Answer, frozen=True):
    """`lines` add up to `totalMinor`, `taxes` to `taxMinor`. `takenMinor` − `refundedMinor` is what was kept; once final that is `totalMinor`, less
    `owedMinor`, which the card could not be charged with, and `waivedMinor`, which was too small to charge. Of what was owed, `collectedMinor` was
    paid in another way, and `writtenOffMinor` is not asked for any more."""

    number: str
    booking_id: str
    issuer: str
    made_at: Moment
    booked_at: Moment
    timezone: str
    state: ReceiptState
    currency: str
    decimals: int
    lines: tuple[ReceiptLine, ...]
    total_minor: int
    taxes: tuple[TaxLine, ...]
    tax_minor: int
    payments: tuple[ReceiptPayment, ...]
    refunds: tuple[ReceiptRefund, ...]
    taken_minor: int
    refunded_minor: int
    owed_minor: int = 0
    waived_minor: int = 0
    sellers: tuple[ReceiptSeller, ...] = ()
    collected_minor: int = 0
    written_off_minor: int = 0


class StatementLine(Answer, frozen=True):
    """A posting. `kind`: `earn`, `transfer`, `refund_due`, … as in the books. `reference`: of the leg, transfer or refund; of a
    whole booking a word that stands for it here and nowhere else. `amountMinor`: above
    zero is owed to the operator, below zero was passed on or taken back."""

    booked_at: Moment
    kind: str
    reference: str
    amount_minor: int


class StatementResponse(Answer, frozen=True):
    """`openingMinor` + the sum of `lines` is `closingMinor`: what the operator is owed at the end. The period is a month in the zone of the city.

    `next`: for more lines ask again with `after` set to it.
    """

    operator_id: str
    month: str
    timezone: str
    currency: str
    decimals: int
    opening_minor: int
    lines: tuple[StatementLine, ...]
    closing_minor: int
    next: str | None = None
