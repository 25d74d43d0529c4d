"""A followed trip in terms of the city: rows of the timetable, places on the map, moments."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shapely import LineString

from backend.contract.limits import Limits as LimitsMessage
from backend.contract.trips import LegMode, TripMode
from routing.limits import Limits
from routing.snapshot import DEFAULT_WALK_MPS
from routing.streets.graph import Mode

STREET = {LegMode.WALK: Mode.FOOT, LegMode.BIKE: Mode.BIKE, LegMode.SCOOTER: Mode.BIKE, LegMode.CAR: Mode.CAR, LegMode.TAXI: Mode.CAR,
          LegMode.ON_DEMAND: Mode.CAR}  # fmt: skip


@dataclass(frozen=True)
class End:
    """Where a leg begins or ends, degrees. stop: row of Transit.stop_id, -1 where it is none."""

    lat: float
    lon: float
    name: str
    stop: int = -1


# Of an added trip that nobody tells of: before it left, it does not come; since it left, it goes on as it was.
GONE, UNHEARD = -1, -2


@dataclass(frozen=True)
class Ride:
    """A trip of a service day, row of Transit.trip_id, between two positions of its pattern.

    added: outside id of a trip that no timetable has; its row is another with every snapshot (`Reader.placed`), GONE or UNHEARD where it has none
    """

    trip: int
    day: date
    board: int
    alight: int
    added: str = ""


@dataclass(frozen=True)
class Hire:
    """A shared vehicle: GBFS system id and form factor, and the stations where it is taken and left; None: on the street."""

    system: str
    vehicle: str
    electric: bool
    take: str | None
    leave: str | None


@dataclass(frozen=True)
class Leg:
    """depart_at, arrive_at: as chosen. ride: None for legs on streets. line: the way on streets, degrees (lon, lat), None where it is not known."""

    mode: LegMode
    start: End
    end: End
    depart_at: datetime
    arrive_at: datetime
    ride: Ride | None = None
    stay_seated: bool = False
    hire: Hire | None = None
    line: LineString | None = None

    @property
    def duration(self) -> timedelta:
        return self.arrive_at - self.depart_at

    @property
    def on_street(self) -> Mode:
        return STREET[self.mode]


@dataclass(frozen=True)
class Trip:
    """The legs that were chosen, and what was asked for. limits: of the traveller, as asked and for the engine; None where there are none.

    guidance: other ways are told with all that a voice needs to lead along them
    """

    legs: tuple[Leg, ...]
    modes: tuple[TripMode, ...]
    max_transfers: int
    max_walk_m: float | None
    arrive_by: datetime | None
    asked_limits: LimitsMessage | None = None
    limits: Limits | None = None
    guidance: bool = False

    @property
    def walk_speed_mps(self) -> float:
        return DEFAULT_WALK_MPS if self.asked_limits is None else self.asked_limits.speed_m_s

    @property
    def destination(self) -> End:
        return self.legs[-1].end


@dataclass(frozen=True)
class Fix:
    """A position of the traveller, degrees."""

    lat: float
    lon: float
    at: datetime


@dataclass(frozen=True)
class Heard:
    """What the app last said: where somebody is, and on which leg since when it says so."""

    fix: Fix | None = None
    leg: int | None = None
    leg_at: datetime | None = None


NOTHING_HEARD = Heard()
