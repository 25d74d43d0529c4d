"""Whether a service takes somebody from one place to another at a moment: by which of its rides, on which service day, and can it be booked?"""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from routing.flex.model import OnDemand, OnDemandRide
from routing.flex.rules import Bookable, Outcome, TooEarly
from routing.flex.running import moment_of, outcome_of
from routing.transit.model import Transit

AROUND = (0, -1, 1)


@dataclass(frozen=True)
class Place:
    """Degrees. stop: row of Transit.stop_id, -1 where it is none."""

    lat: float
    lon: float
    stop: int = -1


@dataclass(frozen=True)
class Served:
    """row: place in OnDemand.rides. day: the service day. last_drop_off: when the last ones are set down on it."""

    row: int
    day: date
    last_drop_off: datetime
    outcome: Outcome


def find_served(on_demand: OnDemand, transit: Transit, key: str, ends: tuple[Place, Place], pickup: datetime, now: datetime) -> Served | None:
    """The ride of a service that one may get into at a moment; one that can be booked before one that cannot. None where no ride goes there then.

    pickup, now: aware. A place is served where an area holds it, or names its stop.
    """
    found = list(all_served(on_demand, transit, key, ends, pickup, now))
    return min(found, key=lambda one: (not isinstance(one.outcome, Bookable), not isinstance(one.outcome, TooEarly), one.row), default=None)


def all_served(
    on_demand: OnDemand, transit: Transit, key: str, ends: tuple[Place, Place], pickup: datetime, now: datetime
) -> Iterator[Served]:
    start, end = ends
    start_in, end_in = on_demand.holding(start.lat, start.lon), on_demand.holding(end.lat, end.lon)
    for days in AROUND:
        for row, ride in enumerate(on_demand.rides):
            run = on_demand.runs[ride.run]
            if run.key != key or not (serves(on_demand, ride.pickup, start, start_in) and serves(on_demand, ride.drop_off, end, end_in)):
                continue
            day = pickup.astimezone(ZoneInfo(run.timezone)).date() + timedelta(days=days)
            if on_demand.runs_on(run, transit, day) and picks_up(ride, run.timezone, day, pickup):
                outcome = outcome_of(on_demand, transit, ride, day, pickup, now)
                yield Served(row, day, moment_of(run.timezone, day, ride.drop_off_s[1]), outcome)


def serves(on_demand: OnDemand, area: int, place: Place, held_by: frozenset[int]) -> bool:
    return area in held_by or (place.stop >= 0 and place.stop in on_demand.areas[area].stops)


def picks_up(ride: OnDemandRide, zone: str, day: date, pickup: datetime) -> bool:
    first, last = (moment_of(zone, day, second).astimezone(UTC) for second in ride.pickup_s)
    return first <= pickup.astimezone(UTC) <= last
