"""Car parks and other places to leave a vehicle, with how many spaces are free."""
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True)
class ParkingSiteFacts:
    """None: not known, as are 0 and empty texts where they cannot be meant. purpose, type: as ParkAPI names them.

    free, free_disabled    spaces free when observed, never more than the capacity; unknown where the counting is out of order
    max_height_mm          of vehicles
    observed               when the counts were taken
    park_and_ride          means of transport one changes to, as ParkAPI names them; YES where only that much is known; () no
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


@dataclass(frozen=True)
class ParkingFacts:
    """One message. observed: of the newest count in it; what is older says so itself."""

    observed: datetime | None
    sites: tuple[ParkingSiteFacts, ...]
    entities: int
    problems: Problems
