"""Rides in vehicles of our own as parts of a price: what is wished, what could be promised, and what it costs."""
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from backend.contract.rides import Promised, RideLoad
from backend.following.trip import End


@dataclass(frozen=True)
class RideWish:
    """From start to end in a zone. number: of the asked leg, from 0. Picked up at ready_at or later, there at be_there_by or earlier.

    pickup_by: picked up then at the latest, None: as late as the terms of the zone allow
    """

    number: int
    zone: str
    start: End
    end: End
    ready_at: datetime
    be_there_by: datetime
    load: RideLoad
    pickup_by: datetime | None = None

    def within(self, shown: Promised | None) -> "RideWish":
        """Nothing but what was promised before."""
        return self if shown is None else replace(self, ready_at=shown.pickup_from, be_there_by=shown.arrive_by, pickup_by=shown.pickup_to)


@dataclass(frozen=True)
class RideForSale:
    """What a wish would get now: the promise, where it would be driven, by whom. direct_s: how long the way takes without anybody else.
    pickup_from is when the van is foreseen, as long as nobody was promised something else.

    plan_version, vehicle   of the route it would be part of: whoever buys it asks whether that is as it was
    valid_until    until when it can be booked (R14) or the promise is worth asking for again, whichever is sooner
    """

    wish: RideWish
    operator_id: str
    operator_name: str
    service_day_start: datetime
    pickup_from: datetime
    pickup_to: datetime
    arrive_by: datetime
    direct_s: int
    direct_m: float
    vehicle: int
    plan_version: int
    valid_until: datetime

    @property
    def promised(self) -> Promised:
        return Promised(self.pickup_from, self.pickup_to, self.arrive_by)

    def as_shown(self, shown: Promised | None) -> "RideForSale":
        """With what the rider was promised when the price was shown, where that is kept by what is foreseen now."""
        if shown is None or not (shown.pickup_from <= self.pickup_from <= shown.pickup_to and self.arrive_by <= shown.arrive_by):
            return self
        return replace(self, pickup_from=shown.pickup_from, pickup_to=shown.pickup_to, arrive_by=shown.arrive_by)


class RideOffers(Protocol):
    """What a plan asks of whoever drives: answered at once, from any thread, holding nothing."""

    def is_ours(self, zone_key: str) -> bool:
        ...

    def find_offer(self, zone_key: str, wish: RideWish, at: datetime) -> RideForSale | None:
        """None where no van can without breaking a promise to somebody else."""
        ...
