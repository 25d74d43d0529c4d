"""Car parks and other places to leave a vehicle, with how many spaces are free."""
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from backend.feeds.problems import Problems


class OpeningStatus(StrEnum):
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    UNKNOWN = "UNKNOWN"


class Trend(StrEnum):
    """How the number of free spaces is changing."""

    FALLING = "FALLING"
    STEADY = "STEADY"
    RISING = "RISING"


Ladder = tuple[tuple[int, Decimal], ...]  # up to which minute, what it costs altogether in whole units of the currency; rising


@dataclass(frozen=True)
class GatePrices:
    """What is asked for at the gate. day, night: ladders, `()` where there is none. The day is from day_from_min to day_to_min, equal: all of it.

    capped: no 24 hours cost more than the last rung of the day
    """

    day: Ladder
    night: Ladder
    day_from_min: int
    day_to_min: int
    capped: bool


@dataclass(frozen=True)
class ParkingSiteFacts:
    """None: not known, as are 0 and empty texts where they cannot be meant. purpose, type: as ParkAPI names them.

    free, free_disabled    spaces free when observed, never more than the capacity; unknown where the counting is out of order
    max_height_mm          of vehicles
    observed               when the counts were taken
    park_and_ride          means of transport one changes to, as ParkAPI names them; YES where only that much is known; () no
    max_width_mm           of vehicles
    opening                minutes of each day, equal: always
    grace_min              within which one may leave after paying
    forbids                kinds of vehicle, `trailer` and `gas`
    badge_only             for holders of a badge for disabled people
    """

    uid: str
    name: str
    lat: float
    lon: float
    purpose: str
    type: str
    capacity: int | None
    free: int | None
    capacity_disabled: int | None
    free_disabled: int | None
    opening_status: OpeningStatus
    has_fee: bool | None
    max_height_mm: int | None
    observed: datetime | None
    park_and_ride: tuple[str, ...]
    trend: Trend | None
    max_width_mm: int | None = None
    operator: str = ""
    covered: bool | None = None
    opening: tuple[int, int] | None = None
    grace_min: int | None = None
    forbids: tuple[str, ...] = ()
    prices: GatePrices | None = None
    badge_only: bool = False


@dataclass(frozen=True)
class ParkingFacts:
    """One message. observed: of the newest count in it; what is older says so itself."""

    observed: datetime | None
    sites: tuple[ParkingSiteFacts, ...]
    entities: int
    problems: Problems
