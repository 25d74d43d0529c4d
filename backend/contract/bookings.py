"""`/v1/bookings`: a whole trip bought as one. All of its legs are booked, or none; money is held first and taken for what was used.

Amounts are whole minor units of `currency`. `GET /v1/bookings/{id}` is the only source of how a booking stands: coming back from a page of a bank
says nothing. It can wait for news: `?wait=20` with the `ETag` known in `If-None-Match`.
"""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment
from backend.contract.debts import BookedClaim
from backend.contract.payments import CardRefusal
from backend.contract.problems import Problem
from backend.contract.quotes import CaptureMode, QuoteResponse, SoldKind
from backend.contract.reservations import Plate

LegNumber = Annotated[int, Meta(ge=1, le=99, description="Number of a booked leg, from 1, as in its quote.")]


class Accepted(Message, frozen=True):
    """What the traveller saw and agreed to, from the quote."""

    total_minor: Annotated[int, Meta(ge=0, le=10**12)]
    terms_fingerprint: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class BookingRequest(Message, frozen=True):
    """Buys a quote, once. The price is worked out again: where it is lower now, that is what is booked. `plate` where a gate shall open by it."""

    quote_id: UUID
    accept: Accepted
    plate: Plate | None = None


class BookingState(StrEnum):
    """held: everything is kept free until `holdUntil`, pay now. confirming: money is held, operators are asked. confirmed: tickets are there.

    settling: the trip is over, what is due is being taken, what is not goes back. settled: that is done. releasing, released: nothing was booked,
    nothing is kept of the money.
    """

    HELD = "held"
    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"
    SETTLING = "settling"
    SETTLED = "settled"
    RELEASING = "releasing"
    RELEASED = "released"


class BookedLegState(StrEnum):
    """used: or nobody came. disrupted: its operator does not run it; it costs nothing."""

    HELD = "held"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    RELEASING = "releasing"
    RELEASED = "released"
    USED = "used"
    CANCELLED = "cancelled"
    DISRUPTED = "disrupted"


class PaymentState(StrEnum):
    """creating, created: not paid yet. authorised: held on the card. capturing: being taken. voiding, voided: let go, nothing was taken."""

    CREATING = "creating"
    CREATED = "created"
    AUTHORISED = "authorised"
    CAPTURING = "capturing"
    CAPTURED = "captured"
    VOIDING = "voiding"
    VOIDED = "voided"


class RefundState(StrEnum):
    """failed: the bank sent it back; we owe it and see to it. paid_otherwise: paid in another way."""

    ORDERED = "ordered"
    SENT = "sent"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    PAID_OTHERWISE = "paid_otherwise"


class RefundCause(StrEnum):
    CANCEL = "cancel"
    DISRUPTION = "disruption"
    CAP = "cap"
    EARLY_LEAVE = "early_leave"
    CAPTURE_SURPLUS = "capture_surplus"
    CLAIM = "claim"
    GOODWILL = "goodwill"


class BookedTicketState(StrEnum):
    LIVE = "live"
    USED = "used"
    KILLED = "killed"
    EXPIRED = "expired"


class NoticeCode(StrEnum):
    """What the traveller has to know. confirmed: tickets are there. disrupted: a leg does not run, it costs nothing. payment_lost: the bank let the
    money go, open tickets are no longer good. substituted: another booking is instead of the leg and costs nothing (`substitutes`).
    substitute_offered: there is another way, dearer than what can be given for nothing; plan again. space_refunded: somebody else stood in the space
    and no other one was free; what was not used comes back. overstayed: the vehicle stayed longer than booked, for which another booking is paid.
    parking_moved: the stay ends later, at no price, as one comes later. receipt: the trip is paid. not_booked, hold_expired, abandoned,
    operator_refused, operator_silent, card_refused (too many cards were): why nothing was booked. claim_upheld, claim_refused: the staff decided.
    Of a ride in a van of the city (`GET /v1/rides`): ride_later: it comes, or is there, later than was promised; the new times are promised now, and
    giving it back costs nothing. ride_waits: the traveller comes later, and so does the van. ride_moved: another van comes, within what was promised.
    ride_stranded: no van can any more; it costs nothing, and another way is looked for. ride_cut_off: a line on the way to the van does not run as it
    was booked; the van comes all the same, and giving it back costs nothing."""

    CONFIRMED = "confirmed"
    DISRUPTED = "disrupted"
    PAYMENT_LOST = "payment_lost"
    SUBSTITUTED = "substituted"
    SUBSTITUTE_OFFERED = "substitute_offered"
    SPACE_REFUNDED = "space_refunded"
    OVERSTAYED = "overstayed"
    PARKING_MOVED = "parking_moved"
    RECEIPT = "receipt"
    NOT_BOOKED = "not_booked"
    HOLD_EXPIRED = "hold_expired"
    ABANDONED = "abandoned"
    OPERATOR_REFUSED = "operator_refused"
    OPERATOR_SILENT = "operator_silent"
    CARD_REFUSED = "card_refused"
    CLAIM_UPHELD = "claim_upheld"
    CLAIM_REFUSED = "claim_refused"
    RIDE_LATER = "ride_later"
    RIDE_WAITS = "ride_waits"
    RIDE_MOVED = "ride_moved"
    RIDE_STRANDED = "ride_stranded"
    RIDE_CUT_OFF = "ride_cut_off"


class Outcome(StrEnum):
    """not_booked: released. used: some or all of it. given_back: no leg was used."""

    NOT_BOOKED = "not_booked"
    USED = "used"
    GIVEN_BACK = "given_back"


class BookedTicket(Answer, frozen=True):
    """`GET /v1/tickets` has what is shown at a gate."""

    id: str
    state: BookedTicketState
    valid_from: Moment
    valid_until: Moment


class BookedLeg(Answer, frozen=True):
    """`dueMinor` is what is to be paid for it as things stand; it is `priceMinor` once it is used. `covers` as in `QuotedLeg`."""

    number: int
    operator_id: str
    operator: str
    kind: SoldKind
    from_name: str
    to_name: str
    starts_at: Moment
    ends_at: Moment
    price_minor: int
    due_minor: int
    state: BookedLegState
    covers: tuple[int, ...]
    ticket: BookedTicket | None = None


class BookedRefund(Answer, frozen=True):
    """`leg` 0: of the whole trip."""

    id: str
    leg: int
    amount_minor: int
    cause: RefundCause
    state: RefundState
    at: Moment


class BookedPayment(Answer, frozen=True):
    """`heldMinor` is kept on the card and not taken; `takenMinor` was taken; `refundedMinor` was given back of it, or is on its way.
    `refusal` is why the last card was refused, while none is taken."""

    state: PaymentState
    held_minor: int
    taken_minor: int
    refunded_minor: int
    refunds: tuple[BookedRefund, ...] = ()
    refusal: CardRefusal | None = None


class BookingNotice(Answer, frozen=True):
    """`leg` 0: the whole booking."""

    code: NoticeCode
    leg: int
    at: Moment


class BookingResponse(Answer, frozen=True):
    """`totalMinor` is what was accepted, `feeMinor` our part in it, `dueMinor` what is to be paid as things stand, and nothing more is ever taken.

    `owedMinor` is due still because the bank let the money go after a leg was used. Null moments do not apply in this state.

    `substituteOf` is the booking whose operator did not keep its word, where this one is instead of a part of it; it costs nothing and is given back
    for nothing. `substitutes` are those bookings the other way round. `extends` is the stay that this one goes on from,
    `overstayOf` the one that was left later than booked, for which this one is paid.
    """

    id: str
    quote_id: str
    state: BookingState
    currency: str
    decimals: int
    total_minor: int
    fee_minor: int
    due_minor: int
    owed_minor: int
    capture_mode: CaptureMode
    created_at: Moment
    hold_until: Moment | None
    confirm_by: Moment | None
    legs: tuple[BookedLeg, ...]
    payment: BookedPayment
    notices: tuple[BookingNotice, ...]
    outcome: Outcome | None
    substitute_of: str | None = None
    claims: tuple[BookedClaim, ...] = ()
    substitutes: tuple[str, ...] = ()
    extends: str | None = None
    overstay_of: str | None = None


class BookingSummary(Answer, frozen=True):
    """Of a booking in a list. `fromName` and `toName` are the ends of the whole trip."""

    id: str
    state: BookingState
    currency: str
    decimals: int
    total_minor: int
    due_minor: int
    starts_at: Moment
    ends_at: Moment
    from_name: str
    to_name: str
    outcome: Outcome | None
    created_at: Moment


class BookingsResponse(Answer, frozen=True):
    """The newest first. `next` is the `before` of the next page, null at the end."""

    bookings: tuple[BookingSummary, ...]
    next: str | None


class QuoteChangedProblem(Problem, frozen=True, kw_only=True):
    """`quote_changed`, `quote_expired`: what it costs now. It can be bought like any other quote."""

    new_quote: QuoteResponse


class AlreadyBookedProblem(Problem, frozen=True, kw_only=True):
    """`quote_already_booked`."""

    booking_id: str
