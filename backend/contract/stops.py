"""`GET /v1/stops/{id}/departures`."""
from datetime import date

from backend.contract.base import Answer, Moment
from backend.contract.transit import Route


class Stop(Answer, frozen=True):
    """A stop, a platform or a station. Coordinates are null where the timetable names none."""

    id: str
    name: str
    lat: float | None
    lon: float | None


class Departure(Answer, frozen=True):
    """A vehicle leaving.

    `serviceDay` is the day the trip belongs to: after midnight often the day before. `exact` is false for times by frequency or estimated ones.
    """

    depart_at: Moment
    stop_id: str
    platform: str
    route: Route
    headsign: str
    trip_id: str
    service_day: date
    exact: bool


class DeparturesResponse(Answer, frozen=True):
    """The next departures within a day, earliest first; of a station those of all its platforms."""

    stop: Stop
    departures: tuple[Departure, ...]
    as_of: Moment
    city_version: str
