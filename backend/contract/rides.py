"""`/v1/rides`: rides in the vans of the city's own service, from what is promised before one books to how it went.

A ride is bought like every other leg (`POST /v1/quotes`, `POST /v1/bookings`): a leg of a plan whose `onDemand.offer` is there is sent with `ride`.
What is promised when it is bought holds, whoever books afterwards: between `pickupFrom` and `pickupTo` the van comes, by `arriveBy` one is there.
Where it cannot be kept, something else is offered or a person sees to it; nobody is left without a word.
"""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from backend.contract.base import Answer, Message, Moment

ZoneKey = Annotated[str, Meta(pattern="^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$", description="A service of the city's own, such as `D1`.")]


class RideLoad(Message, frozen=True):
    """Who rides, as places in the van: nothing of why. `seats` does not count wheelchairs nor children in child seats. At least one of the three."""

    seats: Annotated[int, Meta(ge=0, le=8)] = 1
    wheelchairs: Annotated[int, Meta(ge=0, le=4)] = 0
    child_seats: Annotated[int, Meta(ge=0, le=4)] = 0
    guide_dogs: Annotated[int, Meta(ge=0, le=2)] = 0


class FollowedRide(Message, frozen=True):
    """What a leg on demand of ours is bought with, from its `offer`."""

    zone: ZoneKey
    load: RideLoad = RideLoad()


class Promised(Answer, frozen=True):
    """From `pickupFrom` to `pickupTo` the van comes, by `arriveBy` one is there."""

    pickup_from: Moment
    pickup_to: Moment
    arrive_by: Moment


class RideOffer(Answer, frozen=True):
    """What would be promised and what it costs, good until `validUntil` or until others have booked: buying it asks once more."""

    zone: str
    load: RideLoad
    promised: Promised
    price_minor: int
    currency: str
    decimals: int
    valid_until: Moment


class RideState(StrEnum):
    """held: kept free while one pays. booked. aboard. brought: one is there. cancelled: by the rider. no_show: the van waited for its grace and went.
    stranded: no van can any more; a person sees to it by `taskDueAt`, or `instead` is there already. released: it was never paid."""

    HELD = "held"
    BOOKED = "booked"
    ABOARD = "aboard"
    BROUGHT = "brought"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    STRANDED = "stranded"
    RELEASED = "released"


class RidePlace(Answer, frozen=True):
    name: str
    lat: float
    lon: float


class RideVan(Answer, frozen=True):
    """Which van comes. `name` is painted on it, `plate` its registration, `wheelchair` whether one can roll in. `lat`, `lon`: where it was at `at`,
    told from a quarter of an hour before the pickup until the end, null otherwise and where nothing is known."""

    name: str
    plate: str
    wheelchair: bool
    lat: float | None = None
    lon: float | None = None
    at: Moment | None = None


class ChangeReason(StrEnum):
    """Why a promise became another: traffic (the van is late), breakdown, closure (of a street), connection (the train before it is late)."""

    TRAFFIC = "traffic"
    BREAKDOWN = "breakdown"
    CLOSURE = "closure"
    CONNECTION = "connection"


class RideChange(Answer, frozen=True):
    """A promise that was replaced at `at`."""

    at: Moment
    reason: ChangeReason
    was: Promised


class RideResponse(Answer, frozen=True):
    """`pickupAt` and `dropoffAt` are foreseen now, within what is promised; null once they are past or while no van has the ride.

    `comesIn` seconds: none while the van is not on its way to the pickup. `waitsUntil` is when the van leaves without the rider, once it is there.
    `code` is told to the driver where no ticket can be shown, "" while it is not paid and once it is over. `leg` is the number of the leg in its
    booking; one that replaces another has neither booking nor leg. `instead` is the ride that replaces this one, `insteadBookingId` what was booked
    in its place, which may be another way. `phone`: whom to call, "" for nobody.
    """

    id: UUID
    zone: str
    state: RideState
    from_: RidePlace = msgspec.field(name="from")
    to: RidePlace
    load: RideLoad
    promised: Promised
    pickup_at: Moment | None
    dropoff_at: Moment | None
    code: str
    booking_id: UUID | None = None
    leg: int | None = None
    van: RideVan | None = None
    comes_in_s: int | None = None
    waits_until: Moment | None = None
    boarded_at: Moment | None = None
    brought_at: Moment | None = None
    changes: tuple[RideChange, ...] = ()
    task_due_at: Moment | None = None
    instead: UUID | None = None
    instead_booking_id: UUID | None = None
    can_cancel: bool = False
    phone: str = ""


class RidesResponse(Answer, frozen=True):
    """Own rides, those to come first. `asOf`: it was like this then."""

    as_of: Moment
    rides: tuple[RideResponse, ...]


class LateRequest(Message, frozen=True):
    """The train before is late: from `readyAt` on one can be at the pickup. The van waits where everybody else's promise allows it."""

    ready_at: Moment
