"""`/v1/parking/gatherings`: many come to one place at one time, and there are fewer spaces than drivers.

The staff declares the event and the car parks that take part; drivers say when they come and what they accept. At the declared hour, and then in
rounds, all wishes that wait are looked at together: as many as possible are given a space, then walks and prices are made small. What one is given
is held as a booking that waits for its payment; who gives it up or lets its time run out leaves it to the next round. Amounts are minor units.
"""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Latitude, Longitude, Message, Moment
from backend.contract.parking import FitNote, Vehicle

MOST_SITES = 40
Minutes = Annotated[int, Meta(ge=5, le=720)]


class GatheringDeclaration(Message, frozen=True):
    """`lat`, `lon`: where all of them go on foot. Stays are within `startsAt` and `endsAt`. `assignAt`: when spaces are first given out, then every
    `roundMin` minutes. `holdMin`: how long one that was given waits for its payment."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    lat: Latitude
    lon: Longitude
    starts_at: Moment
    ends_at: Moment
    assign_at: Moment
    site_ids: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=MOST_SITES)]
    round_min: Minutes = 10
    hold_min: Minutes = 30


class GatheringPlace(Answer, frozen=True):
    """A car park that takes part. `spaces`: how many it sells here."""

    site_id: UUID
    name: str
    spaces: int


class Gathering(Answer, frozen=True):
    """`nextAt`: when spaces are given out next; null when it is over or was called off."""

    gathering_id: UUID
    name: str
    lat: float
    lon: float
    starts_at: Moment
    ends_at: Moment
    assign_at: Moment
    round_min: int
    hold_min: int
    next_at: Moment | None
    sites: tuple[GatheringPlace, ...]


class GatheringsResponse(Answer, frozen=True):
    """Those that are not over, the soonest first."""

    gatherings: tuple[Gathering, ...]


class StaffGathering(Answer, frozen=True):
    """How many wishes wait, are offered a space, have paid for one; `gone`: offers that nobody took, and wishes that were withdrawn."""

    gathering: Gathering
    rounds: int
    waiting: int
    offered: int
    taken: int
    gone: int


class StaffGatheringsResponse(Answer, frozen=True):
    gatherings: tuple[StaffGathering, ...]


class SpaceWanted(Message, frozen=True):
    """When one comes and leaves, with which vehicle, how far one walks at most, and what one pays at most, all included."""

    starts_at: Moment
    ends_at: Moment
    vehicle: Vehicle = Vehicle()
    max_walk_m: Annotated[int, Meta(ge=50, le=5000)] = 1000
    max_price_minor: Annotated[int, Meta(ge=0, le=10**9)] | None = None


class WishState(StrEnum):
    """waiting: for a round. offered: a space is held until `offer.holdUntil`. taken: it is paid. lapsed: it was not, or was given up; ask again.
    withdrawn: by whoever asked. over: the event ended, or was called off, before there was a space."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    OVER = "over"


class WhyNot(StrEnum):
    """full: all that suits is given to others. vehicle: none takes it, or a fact of it is missing. too_dear, too_far: only beyond what one accepts.
    closed: none is sold for all of this time. unpaid: too many of one's bookings wait for their payment."""

    FULL = "full"
    VEHICLE = "vehicle"
    TOO_DEAR = "too_dear"
    TOO_FAR = "too_far"
    CLOSED = "closed"
    UNPAID = "unpaid"


class WishHelp(Answer, frozen=True):
    """What would get one a space as things stood: to walk `walkM`, to pay `priceMinor`, another vehicle (`notes`). All empty: only that somebody
    gives one back."""

    walk_m: int | None = None
    price_minor: int | None = None
    notes: tuple[FitNote, ...] = ()


class WishOffer(Answer, frozen=True):
    """A booking like any other: `POST /v1/bookings/{id}/…` pays it or gives it up. `totalMinor` is all of its price."""

    booking_id: UUID
    space_id: UUID
    name: str
    walk_m: int
    total_minor: int
    currency: str
    decimals: int
    hold_until: Moment | None


class GatheringWish(Answer, frozen=True):
    """`why` and `help` are of the last round in which there was nothing; `nextAt` is the next one."""

    wish_id: UUID
    gathering_id: UUID
    state: WishState
    starts_at: Moment
    ends_at: Moment
    vehicle: Vehicle
    max_walk_m: int
    max_price_minor: int | None
    offer: WishOffer | None
    why: WhyNot | None
    help: WishHelp | None
    next_at: Moment | None


class GatheringWishesResponse(Answer, frozen=True):
    """One's own, the newest first."""

    wishes: tuple[GatheringWish, ...]


class PlannedSpace(Answer, frozen=True):
    space_id: UUID
    name: str
    walk_m: int
    price_minor: int


class PlannedWish(Answer, frozen=True):
    """Nothing of who it is: `number` counts wishes in the order in which they came. null: no space."""

    number: int
    starts_at: Moment
    ends_at: Moment
    at_once: PlannedSpace | None
    in_turn: PlannedSpace | None
    why: WhyNot | None


class PlanFigures(Answer, frozen=True):
    """Of those that are served: metres on foot on the mean and of the worst tenth, prices together, and all walks, the shortest first."""

    served: int
    walk_mean_m: int
    walk_p90_m: int
    price_minor: int
    walks_m: tuple[int, ...]


class GatheringPlan(Answer, frozen=True):
    """What the next round would give to the `waiting` wishes, beside what first come, first served would (`inTurn`). `differ`: where the two do."""

    gathering_id: UUID
    currency: str
    decimals: int
    waiting: int
    at_once: PlanFigures
    in_turn: PlanFigures
    differ: tuple[PlannedWish, ...]
    without: dict[WhyNot, int]
