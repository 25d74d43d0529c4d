"""What the engine answers: journeys in indices and seconds. Outside ids and ISO times are the service's business."""
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import numpy as np

from routing.limits import Attribute
from routing.query import Point
from routing.streets.network import StreetNetwork
from routing.streets.path import StreetPath


class LegMode(StrEnum):
    WALK = "WALK"
    BIKE = "BIKE"
    CAR = "CAR"
    SCOOTER = "SCOOTER"
    TAXI = "TAXI"
    ON_DEMAND = "ON_DEMAND"


@dataclass(frozen=True)
class Spot:
    """Where a leg begins or ends. `stop` is a row of Transit.stop_id, `place` a row of Places; -1 where it is neither."""

    lat: float
    lon: float
    name: str = ""
    stop: int = -1
    place: int = -1


@dataclass(frozen=True)
class Hired:
    """A shared vehicle: key of its Fleet, the spot where it is taken, and the one where it is left; -1: on the street."""

    fleet: str
    take: int
    leave: int


@dataclass(frozen=True)
class Cab:
    """A taxi: key of its TaxiZone, and when it is ordered so that it comes when the leg begins, seconds from `Plan.origin`."""

    zone: str
    ordered_s: int


@dataclass(frozen=True)
class Booked:
    """A ride on demand: place in OnDemand.rides, and its service day.

    expected_s   when one is there on average, seconds from `Plan.origin`; the leg itself ends when one is there for certain
    hours_s      within which people are picked up that day, likewise
    """

    ride: int
    day: date
    expected_s: int
    hours_s: tuple[int, int]


@dataclass(frozen=True)
class StreetLeg:
    """A leg under one's own power, in one's own car, with a shared vehicle, by taxi or on demand. Seconds count from `Plan.origin`.

    One by taxi begins when the taxi comes, and getting in and out is part of it. One on demand ends when one is there for certain.
    """

    mode: LegMode
    start: Spot
    end: Spot
    departure_s: int
    arrival_s: int
    path: StreetPath
    hired: Hired | None = None
    cab: Cab | None = None
    booked: Booked | None = None


@dataclass(frozen=True)
class TransitLeg:
    """A ride. `trip` and `pattern` are rows of Transit; positions count the pattern's stops.

    arrivals_s, departures_s  int32 per stop from board to alight position, seconds from `Plan.origin`, as expected now
    planned_arrivals_s, planned_departures_s   the same as the timetable has them; None where nothing live is known of the trip, or where it is added
    passed                    bool per stop, the vehicle does not stop there today
    lat_e7, lon_e7            int32, the geometry between the two stops
    service_day               the date whose timetable the trip belongs to
    stay_seated               this leg continues the one before in the same vehicle
    added                     no timetable has the trip: all its times are live
    """

    start: Spot
    end: Spot
    departure_s: int
    arrival_s: int
    trip: int
    pattern: int
    board_position: int
    alight_position: int
    service_day: date
    stay_seated: bool
    arrivals_s: np.ndarray
    departures_s: np.ndarray
    lat_e7: np.ndarray
    lon_e7: np.ndarray
    distance_m: float
    passed: np.ndarray
    planned_arrivals_s: np.ndarray | None = None
    planned_departures_s: np.ndarray | None = None
    added: bool = False


Leg = StreetLeg | TransitLeg


class Label(StrEnum):
    """What a journey is best at among those of an answer. SHORTEST and SAFEST: of the ways on foot all the way."""

    RECOMMENDED = "recommended"
    FASTEST = "fastest"
    SHORTEST = "shortest"
    SAFEST = "safest"
    FEWEST_TRANSFERS = "fewest_transfers"
    LEAST_WALKING = "least_walking"


@dataclass(frozen=True)
class Comparison:
    """A way on foot all the way beside the shortest one of its answer: how much longer, streets crossed, and how much less of what it has.

    unlit_m, unlit_avoided_m: None by day
    """

    longer_m: float
    longer_s: int
    signal_crossings: int
    other_crossings: int
    other_crossings_avoided: int
    no_pavement_m: float
    no_pavement_avoided_m: float
    unlit_m: float | None
    unlit_avoided_m: float | None


@dataclass(frozen=True)
class NoWayBack:
    """No way leads back on the day of arrival once one is there. next_s: when the first one after leaves, seconds from `Plan.origin`; None: unknown.

    taxi: one can be ordered where the journey ends
    """

    next_s: int | None
    taxi: bool


@dataclass(frozen=True)
class Journey:
    """Legs in order; waiting is the gap between them.

    comparison         of a way on foot all the way; danger_m: what is to be met on it, metres of streets.danger
    beyond_quickest_s  how much longer it takes than the quickest way on foot
    """

    departure_s: int
    arrival_s: int
    legs: tuple[Leg, ...]
    rides: int
    walk_m: float
    climb_m: float
    co2_g: float
    kind: str  # the TripMode that made it
    other_runs_s: tuple[int, ...] = ()  # departures of the same lines within the asked window: later ones, or earlier ones to arrive by a time
    labels: tuple[Label, ...] = ()
    comparison: Comparison | None = None
    danger_m: float = 0.0
    beyond_quickest_s: int = 0
    no_way_back: NoWayBack | None = None

    @property
    def duration_s(self) -> int:
        return self.arrival_s - self.departure_s


@dataclass(frozen=True)
class Hindrance:
    """What stands in the way of a leg: `closed`, `cancelled`, `stop_skipped`, `no_vehicle`, `no_dock` or `car_park_full`.

    leg     number of the leg in its journey
    about   the words of a closure, the name of a stop, spot or car park; closure: its id
    """

    code: str
    leg: int
    about: str = ""
    closure: str = ""


@dataclass(frozen=True)
class LeftOut:
    """A way that would be faster if nothing stood against it.

    gain_s  how much sooner it is there than the best that is offered (leaves later, to arrive by a time); how long it takes where nothing is offered
    """

    journey: Journey
    reasons: tuple[Hindrance, ...]
    gain_s: int


@dataclass(frozen=True)
class Notice:
    """Something the rider should know about the answer, by a stable code, e.g. `no_service_data`, `destination_off_network`."""

    code: str
    text: str


@dataclass(frozen=True)
class Wall:
    """Something on the way that a person's limits forbid: which fact, what it is where that is known, and where. name: of the street."""

    attribute: Attribute
    value: float | str | None
    lat: float
    lon: float
    name: str


@dataclass(frozen=True)
class Blocked:
    """Why somebody with limits does not get there: the nearest place to the destination that can be reached, and what stands on the way from it.

    at: None where one cannot even set out; distance_m: from it to the destination, straight
    """

    at: Spot | None
    distance_m: float
    walls: tuple[Wall, ...]


@dataclass(frozen=True)
class Plan:
    """The answer. `origin` is the moment of second 0: noon minus 12 h of `day` in the city's time zone, aware.

    network: the streets as somebody with limits has them; None without limits
    """

    origin: datetime
    day: date
    journeys: tuple[Journey, ...]
    notices: tuple[Notice, ...]
    start: Point
    end: Point
    left_out: tuple[LeftOut, ...] = ()
    blocked: Blocked | None = None
    network: StreetNetwork | None = None
