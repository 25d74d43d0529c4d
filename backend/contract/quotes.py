"""`/v1/quotes`: what a whole trip costs, before anything is booked. One price for one traveller, of lines that add up to it.

Amounts are whole minor units of one currency (ISO 4217 such as EUR, `decimals` places). A quote is bought once, or not at all.
"""
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment
from backend.contract.following import FollowedLeg
from backend.contract.problems import Problem
from backend.contract.reservations import ParkingWish
from backend.contract.rides import Promised

MOST_SPACES = 3
ENTITLEMENT = "^[a-z][a-z0-9_]{0,39}$"
Entitlement = Annotated[str, Meta(pattern=ENTITLEMENT, description="A right to pay less, as a bare word such as `child`.")]


class QuoteRequest(Message, frozen=True):
    """The legs of an `Itinerary`, as for following it, `parking` that is to be booked with them, or either alone. `entitlements` are shown when
    somebody looks at the ticket, not here."""

    legs: Annotated[tuple[FollowedLeg, ...], Meta(max_length=20)] = ()
    entitlements: Annotated[tuple[Entitlement, ...], Meta(max_length=10)] = ()
    parking: Annotated[tuple[ParkingWish, ...], Meta(max_length=MOST_SPACES)] = ()


class SoldKind(StrEnum):
    TRANSIT = "transit"
    RENTAL = "rental"
    TAXI = "taxi"
    PARKING = "parking"
    ON_DEMAND = "on_demand"


class LineKind(StrEnum):
    """`fare` and `booking_fee` are 0 or more; what is taken off is 0 or less."""

    FARE = "fare"
    BOOKING_FEE = "booking_fee"
    DISCOUNT = "discount"
    CAP_CREDIT = "cap_credit"
    VOUCHER = "voucher"


class CaptureMode(StrEnum):
    """When the card is charged: after the trip with what was used, or once all is confirmed, and what is not used is given back."""

    TRIP_END = "trip_end"
    AT_CONFIRMATION = "at_confirmation"


class QuoteLine(Answer, frozen=True):
    """`leg` is the number of a `QuotedLeg`, 0: of the whole trip. `listMinor` is what single tickets without any right would cost, `shownMinor` what
    is paid. Prices include `taxMinor`, at `taxRateBp` hundredths of a per cent. `concessions` are the rights that made it cheaper, by their ids."""

    leg: int
    kind: LineKind
    payee_id: str
    payee_name: str
    list_minor: int
    shown_minor: int
    tax_rate_bp: int
    tax_minor: int
    concessions: tuple[str, ...] = ()


class ReturnStep(Answer, frozen=True):
    """Given back before `until`, the leg costs `feeMinor`. After the last step all of it is kept."""

    until: Moment
    fee_minor: int


class QuotedLeg(Answer, frozen=True):
    """What one operator is booked for. `number` counts from 1; `covers` are numbers of the asked legs, from 0: one ticket may be for several.

    `parking` is the number of the asked space, from 0, null for all other legs. `fromName` and `toName` are of its first and last place. `fees` is
    what giving it back costs, earliest first; none: it cannot be given back for less than its price. `soldWith` are the numbers of other legs that
    share one ticket with this one: given back alone, those may cost more. `promised`: of a ride on demand of ours, from `startsAt` to `endsAt`.
    """

    number: int
    operator_id: str
    operator: str
    kind: SoldKind
    from_name: str
    to_name: str
    starts_at: Moment
    ends_at: Moment
    price_minor: int
    fees: tuple[ReturnStep, ...]
    covers: tuple[int, ...]
    sold_with: tuple[int, ...] = ()
    parking: int | None = None
    promised: Promised | None = None


class QuoteResponse(Answer, frozen=True):
    """Good until `validUntil`. To buy it, send back `totalMinor` and `termsFingerprint`: they say what was shown. `savedMinor` is how much less the
    fares are than single tickets without any right, `rightsSavedMinor` how much less the total is than without the `entitlements`. `tooSmall`: no
    card is charged with so little, so that booking it costs nothing, three times a day."""

    quote_id: str
    currency: str
    decimals: int
    total_minor: int
    saved_minor: int
    tax_minor: int
    lines: tuple[QuoteLine, ...]
    legs: tuple[QuotedLeg, ...]
    capture_mode: CaptureMode
    valid_until: Moment
    terms_fingerprint: str
    rights_saved_minor: int = 0
    too_small: bool = False


class NotSellable(StrEnum):
    """Why a leg cannot be bought here.

    FARE_UNKNOWN: no rule of the operator's fares covers it. NO_SELLER: nobody sells it through this service. PRICE_NOT_FIXED: its price is only
    known afterwards. NO_OFFER: nothing is offered there now. PARKING: only car parks cost something, and no space was asked for. LEFT: it has begun.
    NOTHING: no leg costs anything. Of a space: CLOSED for some of the time. TAKEN. TOO_SHORT, TOO_LONG: nobody may stay so long. TOO_FAR_AHEAD: it is
    sold later. APPROVAL: who lets it has to agree first. Of a ride on demand:
    FULL: no van can without breaking a promise to somebody else. TOO_LATE, TOO_EARLY: it has to be booked earlier, or can be only later.
    """

    FARE_UNKNOWN = "fare_unknown"
    NO_SELLER = "no_seller"
    PRICE_NOT_FIXED = "price_not_fixed"
    NO_OFFER = "no_offer"
    PARKING = "parking"
    LEFT = "left"
    NOTHING = "nothing"
    CLOSED = "closed"
    TAKEN = "taken"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_FAR_AHEAD = "too_far_ahead"
    APPROVAL = "approval"
    FULL = "full"
    TOO_LATE = "too_late"
    TOO_EARLY = "too_early"


class LegNotSellableProblem(Problem, frozen=True, kw_only=True):
    """`leg_not_sellable`. `leg` is the number of the asked leg, `parking` that of the asked space, from 0; both null where it is about all."""

    leg: int | None
    reason: NotSellable
    parking: int | None = None
