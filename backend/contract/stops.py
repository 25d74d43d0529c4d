"""`GET /v1/stops/{id}/departures`."""
from datetime import date

from backend.contract.base import Answer, Moment
from backend.contract.live import Source
from backend.contract.transit import Route, TransitMode


class Stop(Answer, frozen=True):
    """A stop, a platform or a station. Coordinates are null where the timetable names none."""

    id: str
    name: str
    lat: float | None
    lon: float | None


class Departure(Answer, frozen=True):
    """A vehicle leaving.

    `serviceDay` is the day the trip belongs to: after midnight often the day before. `exact` is false for times by frequency or estimated ones.
    `departAt` is as expected now where `live` says who expects it, `scheduledAt` as the timetable has it. A `cancelled` one does not leave.
    An `added` one runs today and is in no timetable: there is no `scheduledAt`.
    """

    depart_at: Moment
    stop_id: str
    platform: str
    route: Route
    headsign: str
    trip_id: str
    service_day: date
    exact: bool
    scheduled_at: Moment | None = None
    live: Source | None = None
    cancelled: bool = False
    added: bool = False


class DeparturesResponse(Answer, frozen=True):
    """The next departures within a day, earliest first; of a station those of all its platforms."""

    stop: Stop
    departures: tuple[Departure, ...]
    as_of: Moment
    city_version: str


class NearbyStop(Answer, frozen=True):
    """A stop or whole station, and the way there on foot.

    `modes` and `routes` are what leaves there, `routes` the first twelve by name; `headsigns` up to three places most lines go to: they tell the
    two sides of a street apart.
    """

    stop: Stop
    walk_m: float
    walk_s: int
    modes: tuple[TransitMode, ...]
    routes: tuple[Route, ...]
    headsigns: tuple[str, ...] = ()


class NearbyStopsResponse(Answer, frozen=True):
    """Nearest on foot first; none where no street or no stop is within reach."""

    stops: tuple[NearbyStop, ...]
    as_of: Moment
    city_version: str


class NextDeparture(Answer, frozen=True):
    """One departure of a line that is named around it; as in `Departure`."""

    depart_at: Moment
    stop_id: str
    platform: str
    trip_id: str
    service_day: date
    exact: bool
    scheduled_at: Moment | None = None
    live: Source | None = None
    cancelled: bool = False
    added: bool = False


class NearbyDeparture(Answer, frozen=True):
    """A line in one direction, from the stop where one boards its next trip with the least walking.

    `next` are up to three departures that can still be reached on foot; `tooSoon` is the last before them that cannot.
    """

    stop: Stop
    walk_m: float
    walk_s: int
    route: Route
    headsign: str
    next: tuple[NextDeparture, ...]
    too_soon: Moment | None = None


class NearbyDeparturesResponse(Answer, frozen=True):
    """First reachable departure first, within a day; none where no street or no stop is within reach."""

    departures: tuple[NearbyDeparture, ...]
    as_of: Moment
    city_version: str
