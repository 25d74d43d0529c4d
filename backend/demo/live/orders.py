"""What may be said to POST /control/…: one message per address."""
from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from backend.demo.live.clock import FASTEST
from backend.demo.live.faults import Fault

Id = Annotated[str, Meta(min_length=1, max_length=200)]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """A message to the simulator."""


class Time(Words):
    """Both may be given; what is not given stays."""

    now: datetime | None = None
    speed: Annotated[float, Meta(ge=0, le=FASTEST)] | None = None


class TripOfDay(Words):
    trip_id: Id
    date: date


class TripDelay(TripOfDay):
    delay_s: Annotated[int, Meta(ge=1, le=7200)]


class OfStation(Words):
    station_id: Id


class Closing(Words):
    """An edge of the built city, or the street nearest to a place."""

    edge: Annotated[int, Meta(ge=0, le=2**31 - 1)] | None = None
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None
    for_s: Annotated[int, Meta(ge=60, le=90 * 86_400)] | None = None  # until opened, where it is not said


class Opening(Words):
    id: Id


class OfLift(Words):
    id: Id


class OfFeed(Words):
    feed: Id


class Spoiling(OfFeed):
    """How a feed is spoiled; limits in faults.py."""

    fault: Fault
    bytes_per_s: int = 200
    status: int = 500
    skew_s: int = 600
    size_mib: int = 9


class Clearing(Words):
    """All faults of a feed, or of all feeds."""

    feed: Id | None = None


class Nothing(Words):
    """An order that needs no words."""
