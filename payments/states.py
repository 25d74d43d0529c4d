"""What can be true of a booking, and the tables of what may follow: booking, leg, payment, refund and ticket. `step.py` moves by them only."""
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class BookingState(StrEnum):
    HELD = "held"
    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"
    SETTLING = "settling"
    SETTLED = "settled"
    RELEASING = "releasing"
    RELEASED = "released"


class LegState(StrEnum):
    HELD = "held"
    ASKED = "asked"  # the operator is asked to confirm
    CONFIRMED = "confirmed"
    RELEASING = "releasing"
    RELEASED = "released"
    USED = "used"  # or nobody came
    CANCELLED = "cancelled"
    DISRUPTED = "disrupted"


class PaymentState(StrEnum):
    CREATING = "creating"
    CREATED = "created"
    AUTHORISED = "authorised"
    VOIDING = "voiding"
    VOIDED = "voided"
    CAPTURING = "capturing"
    CAPTURED = "captured"


class RefundState(StrEnum):
    ORDERED = "ordered"
    SENT = "sent"
    SUCCEEDED = "succeeded"
    FAILED = "failed"  # a debt with an owner
    PAID_OTHERWISE = "paid_otherwise"


class TicketState(StrEnum):
    NONE = "none"
    LIVE = "live"
    USED = "used"
    KILLED = "killed"
    EXPIRED = "expired"


class Fault(StrEnum):
    NONE = "none"
    TRAVELLER = "traveller"
    OPERATOR = "operator"
    US = "us"


class CaptureMode(StrEnum):
    TRIP_END = "trip_end"
    AT_CONFIRMATION = "at_confirmation"


class Report(StrEnum):
    """What the payment service says of a payment."""

    CREATED = "created"
    ACTION_NEEDED = "action_needed"  # the bank asks the traveller
    AUTHORISED = "authorised"
    VOIDED = "voided"
    CAPTURED = "captured"


class Cause(StrEnum):
    """Who may cause something. The way back from the bank's page is none of them: it changes nothing."""

    API = "api"
    WEBHOOK = "webhook"  # or reconciliation
    TIMER = "timer"
    OPERATOR = "operator"
    WORKER = "worker"
    STAFF = "staff"


B, L, P, R, T = BookingState, LegState, PaymentState, RefundState, TicketState

# What may follow each state, by machine, as states of two machines may share a name. A state without an entry is final.
FOLLOWS: Mapping[type[StrEnum], Mapping[StrEnum, frozenset[StrEnum]]] = {
    BookingState: {
        B.HELD: frozenset({B.CONFIRMING, B.RELEASING}),
        B.CONFIRMING: frozenset({B.CONFIRMED, B.RELEASING}),
        B.CONFIRMED: frozenset({B.SETTLING}),
        B.SETTLING: frozenset({B.SETTLED}),
        B.SETTLED: frozenset({B.SETTLING}),  # a claim, which only lowers what is due
        B.RELEASING: frozenset({B.RELEASED}),
    },
    LegState: {
        L.HELD: frozenset({L.ASKED, L.CONFIRMED, L.RELEASED}),  # our own ones need nobody's confirmation
        L.ASKED: frozenset({L.CONFIRMED, L.RELEASING, L.RELEASED}),
        L.CONFIRMED: frozenset({L.RELEASING, L.RELEASED, L.USED, L.CANCELLED, L.DISRUPTED}),
        L.RELEASING: frozenset({L.RELEASED}),
    },
    PaymentState: {
        P.CREATING: frozenset({P.CREATED, P.AUTHORISED, P.VOIDING, P.VOIDED, P.CAPTURED}),
        P.CREATED: frozenset({P.AUTHORISED, P.VOIDING, P.VOIDED, P.CAPTURED}),
        P.AUTHORISED: frozenset({P.CAPTURING, P.VOIDING, P.VOIDED, P.CAPTURED}),
        P.VOIDING: frozenset({P.VOIDED, P.CAPTURED}),  # captured by hand at the payment service
        P.CAPTURING: frozenset({P.CAPTURED, P.VOIDED, P.VOIDING}),  # voiding: the amount was too small to capture and is waived
    },
    RefundState: {
        R.ORDERED: frozenset({R.SENT, R.SUCCEEDED, R.FAILED}),
        R.SENT: frozenset({R.SUCCEEDED, R.FAILED}),
        R.SUCCEEDED: frozenset({R.FAILED}),  # a refund can come back weeks later
        R.FAILED: frozenset({R.PAID_OTHERWISE}),
    },
    TicketState: {
        T.NONE: frozenset({T.LIVE}),
        T.LIVE: frozenset({T.USED, T.KILLED, T.EXPIRED}),
    },
}

# A report changes a payment only if it ranks above what we know, so neither order nor repetition nor age of reports matters.
KNOWN_RANK: Mapping[PaymentState, int] = {
    P.CREATING: 0, P.CREATED: 1, P.AUTHORISED: 2, P.VOIDING: 2, P.CAPTURING: 2, P.VOIDED: 3, P.CAPTURED: 3,
}  # fmt: skip
REPORT_RANK: Mapping[Report, int] = {Report.CREATED: 1, Report.ACTION_NEEDED: 1, Report.AUTHORISED: 2, Report.VOIDED: 3, Report.CAPTURED: 3}
MONEY_HELD = frozenset({P.AUTHORISED, P.CAPTURING, P.CAPTURED})  # a ticket is live in these only


class Refused(Exception):
    """An event that changes nothing. code: stable. again: the same may be right later, so a worker keeps its row."""

    def __init__(self, code: str, again: bool = False):
        super().__init__(code)
        self.code, self.again = code, again


class Kept(NamedTuple):
    """Of what was paid for a leg that was given back, for one that stays and costs more without it. account: who earns it. `staying.py`."""

    kept_id: str
    for_leg_id: str
    account: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Leg:
    """own: our inventory, held by the database. 0 <= due_minor <= price_minor: what is to be paid for it as things stand.

    cost_minor: of a substitute, which costs the traveller nothing: what we pay for it once it is used
    kept: within due_minor, of one that was given back
    """

    leg_no: int
    own: bool
    price_minor: int
    state: LegState = LegState.HELD
    due_minor: int = 0
    fault: Fault = Fault.NONE
    ticket: TicketState = TicketState.NONE
    cost_minor: int = 0
    kept: tuple[Kept, ...] = ()

    @property
    def kept_minor(self) -> int:
        return sum(one.amount_minor for one in self.kept)

    @property
    def earned_minor(self) -> int:
        """What whoever runs it is to have as things stand, whoever pays it."""
        return self.due_minor + (self.cost_minor if self.state is LegState.USED else 0)


@dataclass(frozen=True, slots=True)
class Payment:
    """shown_minor: what the traveller accepted. ordered_minor: what we asked to capture."""

    shown_minor: int
    state: PaymentState = PaymentState.CREATING
    ordered_minor: int = 0
    captured_minor: int = 0


@dataclass(frozen=True, slots=True)
class Refund:
    """serial: 1, 2, …; each refund is a row and a key of its own."""

    serial: int
    amount_minor: int
    state: RefundState = RefundState.ORDERED


@dataclass(frozen=True, slots=True)
class Booking:
    """fee_minor: our fee, due once a leg is used or cancelled by the traveller. tender_minor: what vouchers and the wallet pay, before the card.

    claim_minor   what the traveller owes because a payment was lost; waived_minor: what was too small to charge
    waives        all of it is too small to charge, and known to be so before it was bought
    reopened      a claim was upheld after it was settled, so operators have been or will be paid already
    """

    legs: tuple[Leg, ...]
    payment: Payment
    state: BookingState = BookingState.HELD
    refunds: tuple[Refund, ...] = ()
    fee_minor: int = 0
    tender_minor: int = 0
    capture_mode: CaptureMode = CaptureMode.TRIP_END
    extended: bool = False
    claim_minor: int = 0
    waived_minor: int = 0
    reopened: bool = False
    waives: bool = False

    @property
    def whole_due_minor(self) -> int:
        fee_due = any(leg.state is L.USED or leg.fault is Fault.TRAVELLER for leg in self.legs)
        return sum(leg.due_minor for leg in self.legs) + self.fee_minor * fee_due

    @property
    def due_minor(self) -> int:
        """What the card pays as things stand."""
        return max(0, self.whole_due_minor - self.tender_minor)

    @property
    def ended_claim_minor(self) -> int:
        """Of what is due after a lost payment: paid in another way, or written off."""
        lost = self.state is B.SETTLED and self.payment.state is P.VOIDED
        return self.due_minor - self.waived_minor - self.claim_minor if lost else 0

    @property
    def tender_due_minor(self) -> int:
        """What vouchers and the wallet pay as things stand; the rest of them goes back."""
        return min(self.tender_minor, self.whole_due_minor)

    @property
    def refunded_minor(self) -> int:
        """All that was ever ordered, failed ones too: those are a debt of ours."""
        return sum(refund.amount_minor for refund in self.refunds)


class EffectKind(StrEnum):
    """What is to be done outside, a row of the outbox each."""

    INTENT_CREATE = "intent.create"
    INTENT_VOID = "intent.void"
    INTENT_CAPTURE = "intent.capture"
    OPERATOR_CONFIRM = "operator.confirm"
    OPERATOR_RELEASE = "operator.release"
    TICKET_ISSUE = "ticket.issue"
    REFUND_CREATE = "refund.create"
    TRANSFER_CREATE = "transfer.create"
    TRANSFER_REVERSE = "transfer.reverse"
    SUBSTITUTE_FIND = "substitute.find"
    TELL = "tell"  # the traveller
    PAGE = "page"  # a person of ours


class Effect(NamedTuple):
    """no: leg or serial of a refund, 0 for the whole booking. Kind, no and about are the key of the row within its booking."""

    kind: EffectKind
    no: int = 0
    amount_minor: int = 0
    about: str = ""
