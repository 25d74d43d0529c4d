"""What happens to a booking, and who may say so."""
from collections.abc import Mapping
from dataclasses import dataclass

from payments.states import Cause, Kept, Report


@dataclass(frozen=True, slots=True)
class Reported:
    """The payment service says so, read from itself. amount_minor: what can be captured, or was."""

    report: Report
    amount_minor: int = 0
    by: Cause = Cause.WEBHOOK


@dataclass(frozen=True, slots=True)
class HoldExpired:
    """After the payment service was asked; None where it cannot be reached."""

    report: Report | None = None
    by: Cause = Cause.TIMER


@dataclass(frozen=True, slots=True)
class Abandoned:
    """why: by the traveller, or `card_refused` where too many cards were."""

    by: Cause = Cause.API
    why: str = "abandoned"


@dataclass(frozen=True, slots=True)
class ConfirmExpired:
    by: Cause = Cause.TIMER


@dataclass(frozen=True, slots=True)
class OperatorConfirmed:
    leg_no: int
    by: Cause = Cause.WORKER


@dataclass(frozen=True, slots=True)
class OperatorRefused:
    leg_no: int
    by: Cause = Cause.WORKER


@dataclass(frozen=True, slots=True)
class LegReleased:
    """The operator released the leg, or does not know it."""

    leg_no: int
    by: Cause = Cause.WORKER


@dataclass(frozen=True, slots=True)
class PaymentRead:
    """What the payment service said when it was asked right before tickets are issued.

    capture_now: its hold would not last to the end of the trip
    """

    report: Report
    capture_now: bool = False
    by: Cause = Cause.WORKER


@dataclass(frozen=True, slots=True)
class Used:
    """shown: a ticket was checked; else nobody came and the time is over."""

    leg_no: int
    shown: bool = True
    by: Cause = Cause.OPERATOR


@dataclass(frozen=True, slots=True)
class LeftEarly:
    """A stay ended before its time, and costs what the time that was used costs. Also of one that counts as used already."""

    leg_no: int
    due_minor: int
    by: Cause = Cause.API


@dataclass(frozen=True, slots=True)
class Cancelled:
    """By the traveller, for the fee they were shown and accepted. kept: what they were told that legs which stay cost more."""

    leg_no: int
    fee_minor: int
    by: Cause = Cause.API
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptFreed:
    """The leg that it was kept for is gone as well."""

    leg_no: int
    kept_id: str
    by: Cause = Cause.WORKER


@dataclass(frozen=True, slots=True)
class Disrupted:
    """By the operator, or its time is over without it."""

    leg_no: int
    by: Cause = Cause.OPERATOR


@dataclass(frozen=True, slots=True)
class CaptureWindowEnds:
    """What is authorised would soon be lost."""

    by: Cause = Cause.TIMER


@dataclass(frozen=True, slots=True)
class CaptureTooSmall:
    """The payment service captures no amount as small as this."""

    by: Cause = Cause.WORKER


@dataclass(frozen=True, slots=True)
class RefundSent:
    serial: int
    by: Cause = Cause.WORKER


@dataclass(frozen=True, slots=True)
class RefundSucceeded:
    serial: int
    by: Cause = Cause.WEBHOOK


@dataclass(frozen=True, slots=True)
class RefundFailed:
    serial: int
    by: Cause = Cause.WEBHOOK


@dataclass(frozen=True, slots=True)
class RefundPaidOtherwise:
    """With a proof, by people."""

    serial: int
    by: Cause = Cause.STAFF


@dataclass(frozen=True, slots=True)
class ClaimUpheld:
    """A leg that was used or cancelled turns out to cost less."""

    leg_no: int
    due_minor: int = 0
    by: Cause = Cause.STAFF


@dataclass(frozen=True, slots=True)
class ClaimSettled:
    """What the traveller owed after a lost payment was paid in another way, or nobody asks for it any more."""

    by: Cause = Cause.STAFF
    written_off: bool = False


Event = (
    Reported | HoldExpired | Abandoned | ConfirmExpired | OperatorConfirmed | OperatorRefused | LegReleased | PaymentRead | Used | LeftEarly
    | Cancelled | KeptFreed | Disrupted | CaptureWindowEnds | CaptureTooSmall | RefundSent | RefundSucceeded | RefundFailed | RefundPaidOtherwise
    | ClaimUpheld | ClaimSettled
)  # fmt: skip

ALLOWED: Mapping[type, frozenset[Cause]] = {
    Reported: frozenset({Cause.WEBHOOK, Cause.WORKER}),
    HoldExpired: frozenset({Cause.TIMER}),
    Abandoned: frozenset({Cause.API, Cause.WEBHOOK}),
    ConfirmExpired: frozenset({Cause.TIMER}),
    OperatorConfirmed: frozenset({Cause.WORKER, Cause.OPERATOR}),
    OperatorRefused: frozenset({Cause.WORKER, Cause.OPERATOR}),
    LegReleased: frozenset({Cause.WORKER, Cause.TIMER}),
    PaymentRead: frozenset({Cause.WORKER}),
    Used: frozenset({Cause.OPERATOR, Cause.API, Cause.TIMER}),
    LeftEarly: frozenset({Cause.API, Cause.OPERATOR}),
    Cancelled: frozenset({Cause.API}),
    KeptFreed: frozenset({Cause.WORKER}),
    Disrupted: frozenset({Cause.OPERATOR, Cause.TIMER}),
    CaptureWindowEnds: frozenset({Cause.TIMER}),
    CaptureTooSmall: frozenset({Cause.WORKER}),
    RefundSent: frozenset({Cause.WORKER}),
    RefundSucceeded: frozenset({Cause.WEBHOOK, Cause.WORKER}),
    RefundFailed: frozenset({Cause.WEBHOOK, Cause.WORKER}),
    RefundPaidOtherwise: frozenset({Cause.STAFF}),
    ClaimUpheld: frozenset({Cause.API, Cause.OPERATOR, Cause.STAFF}),
    ClaimSettled: frozenset({Cause.STAFF, Cause.WEBHOOK}),
}
