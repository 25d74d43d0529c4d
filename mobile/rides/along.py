"""Rides in the trip that somebody is on: which leg is which ride, and when it is made as things stand. Without Kivy."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from backend.contract.rides import RideResponse, RideState
from backend.contract.trips import Itinerary, Leg
from mobile.earth import flat_distance_m

SAME_M, SAME = 200, timedelta(hours=2)
S = RideState
OURS = (S.HELD, S.BOOKED, S.ABOARD, S.BROUGHT, S.STRANDED)


def ours(leg: Leg) -> bool:
    """Whether a van of the city's own drives it."""
    return leg.on_demand is not None and leg.on_demand.offer is not None


def find_ride(leg: Leg, rides: Iterable[RideResponse]) -> RideResponse | None:
    """What the leg was booked as: from the same place, in the same service, about then."""
    if not ours(leg):
        return None
    zone, start = leg.on_demand.offer.zone, (leg.from_.lat, leg.from_.lon)
    found = [
        one for one in rides
        if one.zone == zone and one.state in OURS and flat_distance_m(start, (one.from_.lat, one.from_.lon)) < SAME_M
        and abs(one.promised.pickup_from - leg.depart_at) < SAME
    ]  # fmt: skip
    return min(found, key=lambda one: (abs(one.promised.pickup_from - leg.depart_at), one.id), default=None)


def rides_along(itinerary: Itinerary, rides: Iterable[RideResponse]) -> tuple[tuple[int, RideResponse], ...]:
    """(number of the leg, its ride)"""
    known = tuple(rides)
    found = ((number, find_ride(leg, known)) for number, leg in enumerate(itinerary.legs)) if known else ()
    return tuple((number, one) for number, one in found if one)


def with_rides(itinerary: Itinerary, along: Iterable[tuple[int, RideResponse]]) -> Itinerary:
    """With the times at which vans really come and are there, instead of those of the plan."""
    legs = list(itinerary.legs)
    for number, one in along:
        start, end = times_of(one)
        legs[number] = msgspec.structs.replace(legs[number], depart_at=start, arrive_at=max(start, end))
    end = legs[-1].arrive_at
    seconds = max(0, int((end - legs[0].depart_at).total_seconds()))
    return msgspec.structs.replace(itinerary, legs=tuple(legs), depart_at=legs[0].depart_at, arrive_at=end, duration_s=seconds)


def times_of(one: RideResponse) -> tuple[datetime, datetime]:
    """As they were, else as they are foreseen, else as promised. A van that waits leaves when its time is over at the latest."""
    start = one.boarded_at or one.waits_until or one.pickup_at or one.promised.pickup_from
    return start, one.brought_at or one.dropoff_at or one.promised.arrive_by
