"""Which rides on demand run around the moment of a plan, in seconds of that plan, and what of them can still be booked."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike

from routing.flex.model import WHEELCHAIR_YES, OnDemand, OnDemandRide, Operated
from routing.flex.rules import Bookable, BookingRule, NoticeDays, Outcome, Pickup, all_of, earliest_bookable, may_book
from routing.transit.day import service_origin
from routing.transit.model import Transit

# Days before and after that of the plan whose hours may still, or already, count.
AROUND = (-1, 0, 1)
NEVER_S = 2**30


@dataclass(frozen=True)
class Running:
    """A ride on one service day. Seconds count from the origin of the plan; pickups before `pickup_s[0]` are too late to be booked, or too early.

    row: place in OnDemand.rides
    """

    row: int
    ride: OnDemandRide
    day: date
    pickup_s: tuple[int, int]
    drop_off_s: tuple[int, int]

    def picked_up_s(self, ready_s: ArrayLike) -> np.ndarray:
        """int64: when somebody is picked up who is ready then; NEVER_S after the last pickup."""
        at_s = np.maximum(np.asarray(ready_s, np.int64), self.pickup_s[0])
        return np.where(at_s <= self.pickup_s[1], at_s, NEVER_S)

    def there_s(self, at_s: ArrayLike, driven_ms: ArrayLike) -> np.ndarray:
        """int64: when somebody picked up then is there for certain; NEVER_S where that is after the last drop-off, or there is no way."""
        driven = np.asarray(driven_ms, np.int64)
        found = np.maximum(np.asarray(at_s, np.int64) + takes_s(self.ride.safe, driven), self.drop_off_s[0])
        return np.where((found <= self.drop_off_s[1]) & (driven < NEVER_S), found, NEVER_S)

    def latest_pickup_s(self, by_s: int, driven_ms: int) -> int:
        """The last pickup after which one is there for certain by a moment."""
        return min(min(by_s, self.drop_off_s[1]) - int(takes_s(self.ride.safe, driven_ms)), self.pickup_s[1])


def takes_s(how: tuple[float, float], driven_ms: ArrayLike) -> np.ndarray:
    """int64: seconds of a ride, rounded up, for the time that a car takes."""
    return np.ceil(np.asarray(driven_ms, np.int64) * how[0] / 1000 + how[1]).astype(np.int64)


def rides_around(
    on_demand: OnDemand, transit: Transit, day: date, origin: datetime, asked_at: datetime | None, wheelchair: bool, span: tuple[int, int]
) -> list[Running]:
    """Rides of which a pickup can still be booked, within seconds of the plan.

    origin: second 0 of the plan, aware; asked_at: None: nothing is too late yet
    wheelchair: only those known to take one
    """
    found: list[Running] = []
    begins: dict[tuple, int | None] = {}
    for days in AROUND:
        on = day + timedelta(days=days)
        shifts: dict[str, int] = {}
        for row in on_demand.rides_on(transit, on):
            ride = on_demand.rides[row]
            run = on_demand.runs[ride.run]
            if wheelchair and run.wheelchair != WHEELCHAIR_YES:
                continue
            if run.timezone not in shifts:
                shifts[run.timezone] = shift_of(run, on, origin)
            shift_s = shifts[run.timezone]
            if ride.pickup_s[1] + shift_s < span[0] or ride.pickup_s[0] + shift_s > span[1]:
                continue
            key = on, run.timezone, ride.pickup_s, ride.pickup_booking, ride.drop_off_booking
            if key not in begins:
                begins[key] = first_pickup_s(on_demand, transit, ride, on, asked_at)
            begin_s = begins[key]
            if begin_s is not None:
                drop_off_s = ride.drop_off_s[0] + shift_s, ride.drop_off_s[1] + shift_s
                found.append(Running(row, ride, on, (begin_s + shift_s, ride.pickup_s[1] + shift_s), drop_off_s))
    return found


def shift_of(run: Operated, day: date, origin: datetime) -> int:
    """Seconds from second 0 of the plan to that of a service day of the ride."""
    return int(service_origin(day, run.timezone).timestamp() - origin.timestamp())


def first_pickup_s(on_demand: OnDemand, transit: Transit, ride: OnDemandRide, day: date, asked_at: datetime | None) -> int | None:
    """Seconds of the service day of the first pickup that can still be booked; None where there is none."""
    if asked_at is None:
        return ride.pickup_s[0]
    zone = on_demand.runs[ride.run].timezone
    first, last = (moment_of(zone, day, second) for second in ride.pickup_s)
    at = earliest_bookable(list(rules_of(on_demand, transit, ride)), asked_at, Pickup(first, day), last)
    return None if at is None else ride.pickup_s[0] + -int(-(at - first.astimezone(UTC)).total_seconds() // 1)


def moment_of(zone: str, day: date, second: int) -> datetime:
    origin = service_origin(day, zone).astimezone(UTC)
    return (origin + timedelta(seconds=second)).astimezone(ZoneInfo(zone))


def rules_of(on_demand: OnDemand, transit: Transit, ride: OnDemandRide) -> Iterator[tuple[BookingRule, NoticeDays | None]]:
    for booking in on_demand.bookings_of(ride):
        if booking.rule is not None:
            yield booking.rule, on_demand.calendar(booking, transit)


def outcome_of(on_demand: OnDemand, transit: Transit, ride: OnDemandRide, day: date, pickup: datetime, now: datetime) -> Outcome:
    """Whether a ride can be booked now, by the rules of getting in and of getting out; where there is none, until it comes."""
    at = Pickup(pickup.astimezone(ZoneInfo(on_demand.runs[ride.run].timezone)), day)
    return all_of([may_book(rule, now, at, calendar) for rule, calendar in rules_of(on_demand, transit, ride)] or [Bookable(at.at)])
