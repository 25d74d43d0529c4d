"""What is asked of the engine. Times are aware datetimes; the plan turns them into seconds of a service day."""
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from routing.limits import Limits


class TripMode(StrEnum):
    """A way of making the whole trip. PARK_RIDE and BIKE_RIDE leave the vehicle at a stop; in KISS_RIDE someone else drives on.

    A shared vehicle is used all the way and, where TRANSIT is asked for as well, before it, after it, both, or between two rides.
    A taxi goes all the way and, where TRANSIT is asked for as well, to the first stop, from the last one, or between two rides. CAR_PARK leaves one's
    own car in a car park, from which one walks to the destination. A ride on demand, which is booked, goes all the way and, where TRANSIT is asked
    for as well, to the first stop, from the last one, or between two rides.
    """

    WALK = "WALK"
    BIKE = "BIKE"
    CAR = "CAR"
    TRANSIT = "TRANSIT"
    PARK_RIDE = "PARK_RIDE"
    KISS_RIDE = "KISS_RIDE"
    BIKE_RIDE = "BIKE_RIDE"
    SHARED_BIKE = "SHARED_BIKE"
    SHARED_SCOOTER = "SHARED_SCOOTER"
    SHARED_CAR = "SHARED_CAR"
    TAXI = "TAXI"
    CAR_PARK = "CAR_PARK"
    ON_DEMAND = "ON_DEMAND"


DEFAULT_MODES = frozenset({TripMode.WALK, TripMode.TRANSIT})


@dataclass(frozen=True)
class Point:
    """A place on the map, degrees."""

    lat: float
    lon: float
    name: str = ""


@dataclass(frozen=True)
class Query:
    """One question: from where to where, when, how, within which limits.

    at             leaving at or after (or, if arrive_by, arriving at or before) this moment; aware
    window_s       transit departures (arrivals) are collected over this many seconds after (before) `at`
    modes          which kinds of trip to offer; walking all the way is always compared
    max_rides      vehicles boarded, staying seated not counted
    max_walk_m     metres on foot in the whole trip; None: no limit
    limits         what the person can pass, on foot or on wheels; None: everything
    change_s       least time between alighting and boarding, on top of the walk
    asked_at       when it is asked, aware: what it is too late to book is not offered; None: nothing is too late yet
    """

    origin: Point
    destination: Point
    at: datetime
    arrive_by: bool = False
    window_s: int = 3600
    modes: frozenset[TripMode] = field(default=DEFAULT_MODES)
    max_rides: int = 4
    max_walk_m: float | None = None
    walk_speed_mps: float = 1.2
    change_s: int = 60
    limits: Limits | None = None
    max_itineraries: int = 5
    asked_at: datetime | None = None
