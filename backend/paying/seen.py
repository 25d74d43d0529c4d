"""Objects of the payment service as they were read: only what is used, amounts in minor units, states in the words of `payments`."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from payments.money import COUNTED_IN_HUNDREDTHS
from payments.states import RefundState, Report

# `processing` holds no money yet. https://docs.stripe.com/payments/paymentintents/lifecycle
REPORTS = {
    "requires_payment_method": Report.CREATED, "requires_confirmation": Report.CREATED, "processing": Report.CREATED,
    "requires_action": Report.ACTION_NEEDED, "requires_capture": Report.AUTHORISED, "succeeded": Report.CAPTURED, "canceled": Report.VOIDED,
}  # fmt: skip
REFUNDS = {
    "pending": RefundState.SENT, "requires_action": RefundState.SENT, "succeeded": RefundState.SUCCEEDED, "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}  # fmt: skip
BOOKING, ROW, PURPOSE = "booking_id", "row_id", "purpose"
TRIP = "trip"


class NotUnderstood(Exception):
    """An object that is not as documented. Nothing is guessed of it."""

    code = "provider_not_understood"


class CardReason(StrEnum):
    """Why a card was refused, as far as a traveller may know: that it was reported as lost is between them and their bank."""

    DECLINED = "declined"
    NO_FUNDS = "no_funds"
    EXPIRED = "expired"
    NOT_RECOGNISED = "not_recognised"
    DETAILS = "details"
    LATER = "later"


REASONS = {
    "insufficient_funds": CardReason.NO_FUNDS, "card_velocity_exceeded": CardReason.NO_FUNDS, "withdrawal_count_limit_exceeded": CardReason.NO_FUNDS,
    "expired_card": CardReason.EXPIRED, "authentication_required": CardReason.NOT_RECOGNISED,
    "payment_intent_authentication_failure": CardReason.NOT_RECOGNISED, "setup_intent_authentication_failure": CardReason.NOT_RECOGNISED,
    "incorrect_cvc": CardReason.DETAILS, "invalid_cvc": CardReason.DETAILS, "incorrect_number": CardReason.DETAILS,
    "invalid_number": CardReason.DETAILS, "incorrect_zip": CardReason.DETAILS, "invalid_expiry_month": CardReason.DETAILS,
    "invalid_expiry_year": CardReason.DETAILS, "processing_error": CardReason.LATER, "try_again_later": CardReason.LATER,
    "issuer_not_available": CardReason.LATER, "reenter_transaction": CardReason.LATER,
}  # fmt: skip


class CardFailure(NamedTuple):
    """reference: the charge, or the card where none was made: by it one failure is counted once however often it is told."""

    reason: CardReason
    reference: str


@dataclass(frozen=True)
class IntentSeen:
    """amount_minor: what can be captured, or was, as `report` says. capture_by: when what is held is lost. row_id: the row that ordered it."""

    intent_id: str
    report: Report
    amount_minor: int
    shown_minor: int
    currency: str
    booking_id: str | None = None
    row_id: str | None = None
    purpose: str = TRIP
    customer_id: str | None = None
    charge_id: str | None = None
    capture_by: datetime | None = None
    multicapture: bool = False
    live: bool = False
    in_review: bool = False
    disputed: bool = False
    redirect_url: str | None = None
    failure: CardFailure | None = None
    client_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class RefundSeen:
    """row_id None: none of ours, such as the rest of a hold that the payment service gave back by itself."""

    refund_id: str
    state: RefundState
    amount_minor: int
    currency: str
    intent_id: str | None
    charge_id: str | None
    row_id: str | None = None
    failure: str | None = None


@dataclass(frozen=True)
class TransferSeen:
    transfer_id: str
    amount_minor: int
    reversed_minor: int
    currency: str
    destination: str
    group: str | None = None
    row_id: str | None = None
    source_charge: str | None = None


@dataclass(frozen=True)
class ReversalSeen:
    reversal_id: str
    transfer_id: str
    amount_minor: int
    currency: str
    row_id: str | None = None


class DisputeState(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True)
class DisputeSeen:
    """fee_minor: what the payment service took for it, as far as its lines say."""

    dispute_id: str
    state: DisputeState
    amount_minor: int
    fee_minor: int
    currency: str
    intent_id: str | None
    charge_id: str | None
    refundable: bool


@dataclass(frozen=True)
class BalanceLine:
    """A line of our account at the payment service. kind: its own word, such as `charge`; amount_minor - fee_minor = net_minor."""

    line_id: str
    kind: str
    amount_minor: int
    fee_minor: int
    net_minor: int
    currency: str
    source_id: str | None
    made_at: datetime
    available_at: datetime


@dataclass(frozen=True)
class SetupSeen:
    """A card about to be kept. status: the payment service's own word; `succeeded` when it is kept."""

    setup_id: str
    status: str
    customer_id: str | None
    redirect_url: str | None
    failure: CardFailure | None
    client_secret: str = field(default="", repr=False)


Thing = IntentSeen | RefundSeen | TransferSeen | DisputeSeen | SetupSeen


@dataclass(frozen=True)
class ObjectSeen:
    """fresh: read just now; else it comes from an event, as the payment service could not be reached. event_id None: nobody told, we looked."""

    thing: Thing
    event_id: str | None = None
    fresh: bool = True


def minor_of(units: int, currency: str) -> int:
    """The other way round than `payments.money.charge_units`."""
    return units // 100 if currency in COUNTED_IN_HUNDREDTHS else units


def moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def id_of(reference: Any) -> str | None:
    """Of an object, or of the id that stands for it."""
    return reference.get("id") if isinstance(reference, Mapping) else reference


def intent_seen(told: Mapping) -> IntentSeen:
    """From a PaymentIntent, its `latest_charge` expanded or not. Raises NotUnderstood."""
    try:
        report, currency = REPORTS[told["status"]], told["currency"]
        amount = {Report.AUTHORISED: told.get("amount_capturable"), Report.CAPTURED: told.get("amount_received")}.get(report, 0)
        charge = told.get("latest_charge")
        known = charge if isinstance(charge, Mapping) else {}
        card = (known.get("payment_method_details") or {}).get("card") or {}
        named = told.get("metadata") or {}
        action = (told.get("next_action") or {}).get("redirect_to_url") or {}
        return IntentSeen(
            told["id"], report, minor_of(amount or 0, currency), minor_of(told["amount"], currency), currency, named.get(BOOKING), named.get(ROW),
            named.get(PURPOSE, TRIP), id_of(told.get("customer")), id_of(charge), moment(card.get("capture_before")),
            (card.get("multicapture") or {}).get("status") == "available", bool(told.get("livemode")),
            (known.get("outcome") or {}).get("type") == "manual_review", bool(known.get("disputed")), action.get("url"),
            card_failure(told.get("last_payment_error")), told.get("client_secret") or "",
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise NotUnderstood("payment_intent") from error


def card_failure(error: Mapping | None) -> CardFailure | None:
    """From `last_payment_error`, or from the error of an answer."""
    if not error:
        return None
    told = {error.get("decline_code"), error.get("code")}
    reason = next((REASONS[word] for word in (error.get("decline_code"), error.get("code")) if word in REASONS), CardReason.DECLINED)
    if told == {None}:
        return None
    return CardFailure(reason, str(id_of(error.get("charge")) or id_of(error.get("payment_method")) or ""))


def refund_seen(told: Mapping) -> RefundSeen:
    """Raises NotUnderstood."""
    try:
        return RefundSeen(
            told["id"], REFUNDS[told["status"]], minor_of(told["amount"], told["currency"]), told["currency"], id_of(told.get("payment_intent")),
            id_of(told.get("charge")), (told.get("metadata") or {}).get(ROW), told.get("failure_reason"),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise NotUnderstood("refund") from error


def transfer_seen(told: Mapping) -> TransferSeen:
    """Raises NotUnderstood."""
    try:
        currency = told["currency"]
        return TransferSeen(
            told["id"], minor_of(told["amount"], currency), minor_of(told["amount_reversed"], currency), currency, str(id_of(told["destination"])),
            told.get("transfer_group"), (told.get("metadata") or {}).get(ROW), id_of(told.get("source_transaction")),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise NotUnderstood("transfer") from error


def reversal_seen(told: Mapping) -> ReversalSeen:
    """Raises NotUnderstood."""
    try:
        amount = minor_of(told["amount"], told["currency"])
        return ReversalSeen(told["id"], str(id_of(told["transfer"])), amount, told["currency"], (told.get("metadata") or {}).get(ROW))
    except (KeyError, TypeError, AttributeError) as error:
        raise NotUnderstood("transfer_reversal") from error


def dispute_seen(told: Mapping) -> DisputeSeen:
    """Raises NotUnderstood."""
    try:
        currency, status = told["currency"], told["status"]
        state = {"won": DisputeState.WON, "lost": DisputeState.LOST, "warning_closed": DisputeState.WON, "prevented": DisputeState.WON}.get(status)
        fee = sum(line["fee"] for line in told.get("balance_transactions") or ())
        return DisputeSeen(
            told["id"], state or DisputeState.OPEN, minor_of(told["amount"], currency), minor_of(fee, currency), currency,
            id_of(told.get("payment_intent")), id_of(told.get("charge")), bool(told.get("is_charge_refundable")),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise NotUnderstood("dispute") from error


def setup_seen(told: Mapping) -> SetupSeen:
    """Raises NotUnderstood."""
    try:
        action = (told.get("next_action") or {}).get("redirect_to_url") or {}
        failure = card_failure(told.get("last_setup_error"))
        return SetupSeen(told["id"], told["status"], id_of(told.get("customer")), action.get("url"), failure, told.get("client_secret") or "")
    except (KeyError, TypeError, AttributeError) as error:
        raise NotUnderstood("setup_intent") from error


def balance_line(told: Mapping) -> BalanceLine:
    """Raises NotUnderstood."""
    try:
        currency = told["currency"]
        return BalanceLine(
            told["id"], told["type"], *(minor_of(told[name], currency) for name in ("amount", "fee", "net")), currency, id_of(told.get("source")),
            datetime.fromtimestamp(told["created"], UTC), datetime.fromtimestamp(told["available_on"], UTC),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise NotUnderstood("balance_transaction") from error


# What is read of an event, by the kind of its object; other kinds change nothing here.
SEEN: Mapping[str, Callable[[Mapping], Thing]] = {
    "payment_intent": intent_seen, "refund": refund_seen, "transfer": transfer_seen, "dispute": dispute_seen, "setup_intent": setup_seen,
}  # fmt: skip
