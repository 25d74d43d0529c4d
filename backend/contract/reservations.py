"""`/v1/reservations`: a space that is booked, and how one gets in and out. `/v1/gates/{site}`: what the machine at the gate asks and tells.

A space is priced by `POST /v1/quotes` (`parking`), booked and paid like any trip, given back like any leg. Amounts are minor units of `currency`.
"""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment
from backend.contract.parking import FitNote, SpaceFit, SpaceKind, SpaceTerms, Vehicle
from backend.contract.problems import Problem

MOST_GATE_EVENTS = 100
Plate = Annotated[
    str, Meta(min_length=2, max_length=20, description="As it is written on the vehicle; spaces, hyphens and small letters do not matter.")
]
EntryCode = Annotated[str, Meta(pattern="^[0-9]{6}$", description="Six digits, typed at the gate.")]
ParkingLeg = Annotated[int, Meta(ge=1, le=99, description="Number of the booked leg that is the space.")]


class ParkingWish(Message, frozen=True):
    """`spaceId` as in `ParkingSpace`, from `start` until just before `end`. All of the vehicle that is known is compared with the space.

    `extends` is the booking whose stay in this space goes on: `POST /v1/reservations/{id}/extensions` fills it in.
    """

    space_id: UUID
    start: Moment
    end: Moment
    vehicle: Vehicle = Vehicle()
    extends: UUID | None = None


class ReservationState(StrEnum):
    """held: kept free until it is paid. booked: paid, the vehicle is not there. inside: it went in and has not come out. over: it came out, or the
    time ran out. cancelled: given back. disrupted: the space cannot be had; it costs nothing. released: it was not paid in time."""

    HELD = "held"
    BOOKED = "booked"
    INSIDE = "inside"
    OVER = "over"
    CANCELLED = "cancelled"
    DISRUPTED = "disrupted"
    RELEASED = "released"


class ReservedSpace(Answer, frozen=True):
    """`address`, `directions`, `label` and the exact place are told once it is paid; before, they are null and `exact` is false.

    `label` is written at the bay, null in a car park where any place may be taken.
    """

    space_id: UUID
    site_id: UUID
    kind: SpaceKind
    name: str
    lat: float
    lon: float
    exact: bool
    address: str | None = None
    directions: str | None = None
    label: str | None = None


class Entry(Answer, frozen=True):
    """How the gate opens: by the QR code of the ticket, by `code`, or by the number plate where `plate` is true. null before it is paid."""

    ticket_id: UUID | None
    code: str | None
    plate: bool


class Reservation(Answer, frozen=True):
    """One may go in from `enterFrom`; until `graceUntil` coming out costs nothing more. `fit` is of the vehicle told last."""

    booking_id: UUID
    leg_no: int
    state: ReservationState
    space: ReservedSpace
    starts_at: Moment
    ends_at: Moment
    enter_from: Moment
    grace_until: Moment
    entry: Entry
    terms: SpaceTerms
    vehicle: Vehicle
    fit: SpaceFit
    currency: str
    decimals: int
    price_minor: int
    due_minor: int
    entered_at: Moment | None
    left_at: Moment | None


class ReservationsResponse(Answer, frozen=True):
    """Those that are not over first, by when they begin; those over for more than a day are left out."""

    as_of: Moment
    reservations: tuple[Reservation, ...]


class VehicleChange(Message, frozen=True):
    """Another vehicle will come. Without `leg` for every space of the booking; it takes effect if it fits in all of them."""

    vehicle: Vehicle
    leg: ParkingLeg | None = None


class SpaceAlternative(Answer, frozen=True):
    """The same time in another space. `priceMinor` without what is taken off or added for the whole trip."""

    space_id: UUID
    name: str
    walk_m: int
    price_minor: int


class SpaceTakenProblem(Problem, frozen=True, kw_only=True):
    """`resource_taken`: somebody else was quicker. `alternatives` fit the same vehicle at the same time, the nearest first; often there are none."""

    alternatives: tuple[SpaceAlternative, ...] = ()


class VehicleDoesNotFitProblem(Problem, frozen=True, kw_only=True):
    """`vehicle_does_not_fit`. `parking` is the number of the asked space, from 0; `notes` name each dimension and what the space takes at most."""

    parking: int
    notes: tuple[FitNote, ...]


class SpaceRequestState(StrEnum):
    """asked: the host has until `answerBy`. agreed: the price can be asked for now, and it can be booked; nothing is held before. declined, or nobody
    answered in time. withdrawn: by whoever asked."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SpaceRequest(Answer, frozen=True):
    """Of a space whose host wants to be asked first. Hosts hear when and what vehicle, nothing of whose it is."""

    id: UUID
    space_id: UUID
    state: SpaceRequestState
    starts_at: Moment
    ends_at: Moment
    vehicle: Vehicle
    answer_by: Moment


class SpaceRequestsResponse(Answer, frozen=True):
    """The newest first."""

    requests: tuple[SpaceRequest, ...]


class SpaceRequestAnswer(Message, frozen=True):
    agree: bool


class GateKey(Message, frozen=True):
    """Of the machine at a gate: 32 bytes of an Ed25519 public key, base64url without `=`. It replaces the one before."""

    public_key: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{43}$")]


class GateEventKind(StrEnum):
    ENTERED = "entered"
    LEFT = "left"


class GateEvent(Message, frozen=True):
    """A vehicle that went through, at `at` by the clock of the gate. `id` is made by the gate, so that it may be sent again. One of `ticket` (the id
    within the code that was shown), `code` and `plate`."""

    id: UUID
    kind: GateEventKind
    at: Moment
    ticket: UUID | None = None
    code: EntryCode | None = None
    plate: Plate | None = None


class GateEvents(Message, frozen=True):
    events: Annotated[tuple[GateEvent, ...], Meta(min_length=1, max_length=MOST_GATE_EVENTS)]


class GateOutcome(StrEnum):
    """counted: kept. repeated: known already. unknown: of no reservation of this site. not_counted: its moment cannot be."""

    COUNTED = "counted"
    REPEATED = "repeated"
    UNKNOWN = "unknown"
    NOT_COUNTED = "not_counted"


class GateEventTaken(Answer, frozen=True):
    id: UUID
    outcome: GateOutcome


class GateEventsResponse(Answer, frozen=True):
    """In the order of the message."""

    taken: tuple[GateEventTaken, ...]


class GateQuestion(Message, frozen=True):
    """Somebody typed a code, or a camera read a plate. One of them."""

    kind: GateEventKind
    code: EntryCode | None = None
    plate: Plate | None = None


class GateAnswer(Answer, frozen=True):
    """`label` is the bay to be taken, null where any may be. `reason` says why it stays shut: unknown, too_early, over, gone."""

    open: bool
    reason: str | None = None
    label: str | None = None
