"""What a GTFS Realtime message says. Stops, routes, agencies and trips are rows of `routing.transit.model.Transit`."""
from dataclasses import dataclass
from datetime import datetime

from backend.feeds.problems import Problems
from routing.transit.extra import ExtraTrip
from routing.transit.live import TripUpdates

Texts = tuple[tuple[str, str], ...]  # (language as BCP 47 or "", text)


@dataclass(frozen=True)
class VehiclePosition:
    """trip, day: the run it is on, None where it is on none or on one that the timetable does not know. status: of `stop`, as GTFS Realtime names it.

    occupancy: OccupancyStatus as GTFS Realtime names it, "" unknown
    added: id of the added trip it is on, "" none
    """

    vehicle_id: str
    label: str
    trip: int | None
    day: int | None
    route: int | None
    lat: float
    lon: float
    bearing_deg: float | None
    speed_mps: float | None
    stop: int | None
    status: str
    occupancy: str
    observed: datetime | None
    added: str = ""


@dataclass(frozen=True)
class Concerned:
    """What an alert is about: all that is set holds at once. `()` of trips and None stand for any; day is an ordinal.

    added: id of an added trip, which it is about beside `trips`; "" none
    """

    agency: int | None = None
    route: int | None = None
    route_type: int | None = None
    direction: int | None = None
    trips: tuple[int, ...] = ()
    day: int | None = None
    stop: int | None = None
    added: str = ""


@dataclass(frozen=True)
class Alert:
    """periods: (from, until), None open; no period: always. concerned: whom it is about; nobody that the city knows where empty.

    cause, effect, severity: as GTFS Realtime names them
    """

    id: str
    periods: tuple[tuple[datetime | None, datetime | None], ...]
    cause: str
    effect: str
    severity: str
    header: Texts
    description: Texts
    url: Texts
    concerned: tuple[Concerned, ...]


@dataclass(frozen=True)
class TransitFacts:
    """One message. observed: when its source says it made it. added: trips that no timetable has. entities: how many it held, used or not."""

    observed: datetime | None
    updates: TripUpdates
    added: tuple[ExtraTrip, ...]
    vehicles: tuple[VehiclePosition, ...]
    alerts: tuple[Alert, ...]
    entities: int
    problems: Problems
