"""What is to be priced, for whom, and the price: the same for every kind of rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

MOST_RIDES = 20


@dataclass(frozen=True)
class Ride:
    """One leg in a vehicle of a feed.

    stop_ids        every stop of the ride, the first to board and the last to alight at
    departure, arrival   as the local clocks of the two stops show them, with their offsets from UTC
    stay_seated     in the same vehicle as the ride before: no boarding, so no transfer
    """

    leg_id: str
    route_id: str
    stop_ids: tuple[str, ...]
    departure: datetime
    arrival: datetime
    stay_seated: bool = False

    def __post_init__(self) -> None:
        if len(self.stop_ids) < 2:
            raise ValueError("a ride has at least the stops where one boards and alights")
        if self.departure.tzinfo is None or self.arrival.tzinfo is None:
            raise ValueError("the times of a ride need their offset from UTC")


@dataclass(frozen=True)
class Rider:
    """categories: of the feed's rider categories those somebody belongs to; the default one is open to all.
    media: the fare media they have, None: any."""

    categories: frozenset[str] = frozenset()
    media: frozenset[str] | None = None


class Reason(StrEnum):
    RIDE = "ride"  # the fare of the ride or rides
    TRANSFER = "transfer"  # what changing costs, 0 where it is free
    THROUGH = "through"  # one product instead of those of both rides


class Bought(NamedTuple):
    """One product and the rides it is for. rule: `file:line` of what decided. amount_minor may be below zero for a transfer."""

    leg_ids: tuple[str, ...]
    product_id: str
    name: str
    amount_minor: int
    category: str
    medium: str
    reason: Reason
    rule: str


class Unknown(StrEnum):
    NO_FARES = "no_fares"  # the feed has none
    NO_RULE = "no_rule"  # no rule matches the ride
    NO_PRODUCT = "no_product"  # rules match, but nothing that this rider can buy


@dataclass(frozen=True)
class ChainPrice:
    """`total_minor` is what the rides in `bought` cost; a trip has a price only where nothing is unknown (leg id to the reason)."""

    currency: str | None
    total_minor: int
    bought: tuple[Bought, ...]
    unknown: dict[str, Unknown]

    @property
    def known(self) -> bool:
        return not self.unknown


def check_chain(rides: Sequence[Ride]) -> None:
    """Raises ValueError for a chain that no trip is."""
    if len(rides) > MOST_RIDES:
        raise ValueError(f"a chain has at most {MOST_RIDES} rides")
    if len({ride.leg_id for ride in rides}) != len(rides):
        raise ValueError("a ride stands twice")
    if any(later.departure < earlier.departure for earlier, later in pairwise(rides)):
        raise ValueError("rides are priced in the order in which they depart")
