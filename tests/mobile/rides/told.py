"""What a city tells of a ride in one of its vans: from the station to the hospital, within ten minutes of now."""
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from backend.contract.on_demand import OnDemandRide
from backend.contract.rides import ChangeReason, Promised, RideChange, RideLoad, RideOffer, RidePlace, RideResponse, RideState, RideVan
from backend.contract.trips import Itinerary, LegMode, LegPlace
from tests.mobile.payments.told import BOOKING_ID
from tests.mobile.share.trip import a_trip

NOON = datetime(2026, 11, 30, 11, tzinfo=UTC)
STATION, HOSPITAL = (55.4897, 3.5036), (55.5095, 3.5292)
RIDE_ID, OTHER_ID = UUID(int=61), UUID(int=62)
MINUTE = timedelta(minutes=1)


def promised(now: datetime = NOON, later_min: int = 0) -> Promised:
    start = now + (6 + later_min) * MINUTE
    return Promised(start, start + 10 * MINUTE, start + 35 * MINUTE)


def a_van(now: datetime = NOON, **changes) -> RideVan:
    return msgspec.structs.replace(RideVan("Van 2", "SEL-D 102", True, STATION[0] + 0.004, STATION[1] + 0.004, now), **changes)


def a_ride(now: datetime = NOON, state: RideState = RideState.BOOKED, **changes) -> RideResponse:
    """Booked, and the van is on its way: there in eight minutes."""
    told = RideResponse(
        id=RIDE_ID, zone="D1", state=state, from_=RidePlace("Main Station", *STATION), to=RidePlace("St Anna Hospital", *HOSPITAL),
        load=RideLoad(0, 1), promised=promised(now), pickup_at=now + 8 * MINUTE, dropoff_at=now + 30 * MINUTE, code="4821",
        booking_id=UUID(BOOKING_ID), leg=1, van=a_van(now), comes_in_s=480, can_cancel=True, phone="+32 2 555 01 00",
    )  # fmt: skip
    return msgspec.structs.replace(told, **changes)


def there(now: datetime = NOON, **changes) -> RideResponse:
    """The van waits."""
    return a_ride(now, comes_in_s=None, waits_until=now + 9 * MINUTE, **changes)


def put_off(now: datetime = NOON, reason: ChangeReason = ChangeReason.TRAFFIC, **changes) -> RideResponse:
    """By twelve minutes."""
    change = RideChange(now, reason, promised(now))
    return a_ride(now, promised=promised(now, 12), pickup_at=now + 20 * MINUTE, comes_in_s=None, changes=(change,), **changes)


def left_behind(now: datetime = NOON, **changes) -> RideResponse:
    """Without a van; a person sees to it within two minutes."""
    told = a_ride(now, RideState.STRANDED, pickup_at=None, dropoff_at=None, code="", van=None, comes_in_s=None, can_cancel=False)
    return msgspec.structs.replace(told, **{"task_due_at": now + 2 * MINUTE, **changes})


def an_offer(now: datetime = NOON) -> RideOffer:
    return RideOffer("D1", RideLoad(), promised(now), 320, "eur", 2, now + 10 * MINUTE)


def own_way(now: datetime = NOON) -> Itinerary:
    """To a pickup two minutes away, then in a van of the city's own."""
    trip, offer = a_trip(), an_offer(now)
    times = {"depart_at": offer.promised.pickup_from, "arrive_at": offer.promised.arrive_by}
    ride = OnDemandRide(
        operator="City Lines", line="D1", zone="North West", drop_off_zone="North West", message="", phone="", booking_url="", info_url="",
        book_from=None, book_until=None, pickup_from=offer.promised.pickup_from, pickup_until=offer.promised.pickup_to, hours_from=now,
        hours_until=now + timedelta(hours=9), expected_arrive_at=now + 30 * MINUTE, wheelchair=True, wheelchair_places=1, offer=offer,
    )  # fmt: skip
    start, end = LegPlace("Main Station", *STATION), LegPlace("St Anna Hospital", *HOSPITAL)
    first = msgspec.structs.replace(trip.legs[0], from_=start, to=start, depart_at=now + 2 * MINUTE, arrive_at=now + 4 * MINUTE)
    driven = msgspec.structs.replace(first, mode=LegMode.ON_DEMAND, to=end, on_demand=ride, distance_m=5400, steps=(), **times)
    return msgspec.structs.replace(trip, legs=(first, driven), depart_at=first.depart_at, arrive_at=driven.arrive_at)
