"""What is asked for: from where, to where, when. Kept between screens, without Kivy."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from backend.contract.limits import Limits
from backend.contract.rides import RideLoad
from backend.contract.trips import Place, PlanRequest, TripMode


@dataclass(frozen=True)
class Spot:
    """A point with a name. `here` moves with the person."""

    name: str
    lat: float
    lon: float
    here: bool = False


class WhenKind(StrEnum):
    NOW = "now"
    DEPART = "depart"
    ARRIVE = "arrive"


@dataclass(frozen=True)
class When:
    """`at` is in the time zone of the city; unused for now."""

    kind: WhenKind = WhenKind.NOW
    at: datetime | None = None


@dataclass(frozen=True)
class Ask:
    """`riding`: who rides in a van on demand; None for one person on a seat."""

    origin: Spot | None = None
    destination: Spot | None = None
    when: When = When()
    riding: RideLoad | None = None

    @property
    def complete(self) -> bool:
        return self.origin is not None and self.destination is not None

    def swapped(self) -> "Ask":
        return replace(self, origin=self.destination, destination=self.origin)


# Longer windows for trips of today find more ways; a walk limit answers one moment only (the service says so).
WINDOW_MIN = 60


def request_of(ask: Ask, modes: tuple[TripMode, ...], max_walk_m: float | None, max_transfers: int, limits: Limits | None = None) -> PlanRequest:
    """The bare request: no name of a place and no reason for a limit leaves the phone."""
    return PlanRequest(
        origin=Place(lat=ask.origin.lat, lon=ask.origin.lon),
        destination=Place(lat=ask.destination.lat, lon=ask.destination.lon),
        depart_at=ask.when.at if ask.when.kind is WhenKind.DEPART else None,
        arrive_by=ask.when.at if ask.when.kind is WhenKind.ARRIVE else None,
        modes=modes,
        max_transfers=max_transfers,
        max_walk_m=max_walk_m,
        window_min=WINDOW_MIN,
        limits=limits,
        riding=ask.riding,
        guidance=True,  # so that a way once found can be led along without network
    )


def rounded(moment: datetime, minutes: int = 5) -> datetime:
    """The next full five minutes: where a stepper begins."""
    over = timedelta(minutes=moment.minute % minutes, seconds=moment.second, microseconds=moment.microsecond)
    return moment - over + (timedelta(minutes=minutes) if over else timedelta())
