"""`/v1/reservations/{id}/…`: a stay that goes on, ends early, goes wrong or begins late. Amounts are minor units of `currency`."""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment
from backend.contract.problems import Problem
from backend.contract.reservations import ParkingLeg


class ExtensionRequest(Message, frozen=True):
    """The stay goes on until just before `until`. Without `leg` the first space of the booking."""

    until: Moment
    leg: ParkingLeg | None = None


class OtherSpace(Answer, frozen=True):
    """Another space for the same vehicle, bookable at once by `POST /v1/quotes`. `walkM`: on foot from the one that is booked."""

    space_id: UUID
    name: str
    walk_m: int
    starts_at: Moment
    ends_at: Moment
    price_minor: int


class NextBookingProblem(Problem, frozen=True, kw_only=True):
    """`next_booking`: somebody else has the space afterwards. `freeUntil` is how long it could go on, null: not at all. `alternatives` are free from
    the end of the stay on, the nearest first; often there are none."""

    free_until: Moment | None = None
    alternatives: tuple[OtherSpace, ...] = ()


class DepartureRequest(Message, frozen=True):
    """The vehicle is gone. Without `leg` from the first space of the booking."""

    leg: ParkingLeg | None = None


class OverstayDue(Answer, frozen=True):
    """What staying `extraMin` minutes longer than booked costs: `timeMinor` and `feeMinor` together, never above what was shown before booking.

    `bookingId` is how it is paid, null where nothing is to be paid; `excused` says why then.
    """

    extra_min: int
    time_minor: int
    fee_minor: int
    booking_id: UUID | None
    excused: str | None = None


class DepartureResponse(Answer, frozen=True):
    """`endsAt` is until when the space is paid for by now; somebody else may have it from then on. `refundMinor` comes back, or is not taken."""

    booking_id: UUID
    left_at: Moment
    ends_at: Moment
    currency: str
    decimals: int
    due_minor: int
    refund_minor: int
    overstay: OverstayDue | None = None


class DepartureQuote(Answer, frozen=True):
    """What leaving at `leftAt`, which is now, would bring; asking changes nothing. `dueMinor` is what the stay would cost then, `refundMinor` what
    would come back, or not be taken. `overstay` would come on top; its `bookingId` is null unless it is charged already."""

    left_at: Moment
    ends_at: Moment
    currency: str
    decimals: int
    due_minor: int
    refund_minor: int
    overstay: OverstayDue | None = None


class SpaceTakenRequest(Message, frozen=True):
    """Somebody else stands there. `tappedAt` of a phone that had no network then; money counts by it. `label` is what is written at the bay."""

    tapped_at: Moment | None = None
    label: Annotated[str, Meta(max_length=40)] | None = None
    leg: ParkingLeg | None = None


class IncidentState(StrEnum):
    """reported: being seen to. look_again: a gate says that the vehicle is in its space already; look once more, and tap again if it is not.

    replaced: another space is booked, at no price. refunded: none was found; what was not used comes back. undecided: a person of ours looks at it
    first. refused: that person found nothing to make good.
    """

    REPORTED = "reported"
    LOOK_AGAIN = "look_again"
    REPLACED = "replaced"
    REFUNDED = "refunded"
    UNDECIDED = "undecided"
    REFUSED = "refused"


class Incident(Answer, frozen=True):
    """The same one however often it is told. `replacementId` is the booking to go to instead; its ticket is live."""

    id: UUID
    booking_id: UUID
    leg: int
    state: IncidentState
    tapped_at: Moment
    has_photo: bool
    replacement_id: UUID | None = None


class StaffIncident(Answer, frozen=True):
    """For the staff. `claims` is how many such incidents its traveller told of in ninety days, this one counted."""

    id: UUID
    state: IncidentState
    tapped_at: Moment
    site_id: UUID
    label: str | None
    has_photo: bool
    claims: int


class StaffIncidentsResponse(Answer, frozen=True):
    """Those that wait for a decision, the oldest first."""

    incidents: tuple[StaffIncident, ...]


class IncidentDecision(Message, frozen=True):
    """`upheld`: the space was taken, and what was not used comes back. The reason is kept, and not shown to the traveller."""

    upheld: bool
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class LaterArrival(Message, frozen=True):
    """One will be there at `arriveAt`, as it looks now. Without `leg` at the first space of the booking."""

    arrive_at: Moment
    leg: ParkingLeg | None = None


class LaterArrivalResponse(Answer, frozen=True):
    """`movedMin`: by so many minutes the stay ends later now, for nothing. `extendableUntil`: until when it can be extended at its price, null: not
    at all. `alternatives`: other spaces from then on, where this one cannot be had for as long as it was booked."""

    booking_id: UUID
    ends_at: Moment
    moved_min: int
    extendable_until: Moment | None = None
    alternatives: tuple[OtherSpace, ...] = ()
