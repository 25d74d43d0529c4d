"""`POST /v1/plan`: from where to where, and the itineraries."""
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from backend.contract.base import Answer, Latitude, Longitude, Message, Moment
from backend.contract.comparing import Comparison, Label
from backend.contract.guidance import Arrival, Landmark, WayFeature
from backend.contract.limits import Accessibility, Blocked, Limits, StepFact
from backend.contract.live import Alert, CarPark, Rental, Source, TaxiOffer
from backend.contract.obstacles import ObstacleKind, ObstacleState
from backend.contract.on_demand import NoWayBack, OnDemandRide
from backend.contract.rides import RideLoad
from backend.contract.transit import Route


class TripMode(StrEnum):
    """A way of making the whole trip. PARK_RIDE and BIKE_RIDE leave the vehicle at a stop; in KISS_RIDE someone else drives on.

    A shared vehicle is used all the way and, where TRANSIT is asked for as well, before it, after it, both, or between two rides.
    A taxi goes all the way and, where TRANSIT is asked for as well, to the first stop, from the last one, or between two rides. CAR_PARK leaves one's
    own car in a car park, from which one walks to the destination. A ride on demand, which has to be booked, goes all the way and, where TRANSIT is
    asked for as well, to the first stop, from the last one, or between two rides.
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


class LegMode(StrEnum):
    """One leg: on foot, by bicycle, scooter, car or taxi, on demand, or a ride. A leg with `rental` is made with a shared vehicle, else one's own.

    One by taxi begins when the taxi comes, and getting in and out is part of it. One on demand ends when one is there for certain.
    """

    WALK = "WALK"
    BIKE = "BIKE"
    CAR = "CAR"
    SCOOTER = "SCOOTER"
    TAXI = "TAXI"
    ON_DEMAND = "ON_DEMAND"
    TRAM = "TRAM"
    SUBWAY = "SUBWAY"
    RAIL = "RAIL"
    BUS = "BUS"
    FERRY = "FERRY"
    CABLE_TRAM = "CABLE_TRAM"
    AERIAL_LIFT = "AERIAL_LIFT"
    FUNICULAR = "FUNICULAR"
    TROLLEYBUS = "TROLLEYBUS"
    MONORAIL = "MONORAIL"


class Place(Message, frozen=True):
    """A point of the trip. The name only comes back in the answer."""

    lat: Latitude
    lon: Longitude
    name: Annotated[str, Meta(max_length=200)] = ""


class PlanRequest(Message, frozen=True):
    """Give `departAt` or `arriveBy` with an offset, or neither for now.

    `limits` are walls: what is beyond one is in no way. `maxWalkM` is metres on foot in the whole trip; departures (arrivals) are collected over
    `windowMin` minutes after (before) the time asked. `guidance` asks for all that a voice needs to lead along the ways of the answer.
    `riding`: who rides in a van on demand; one person where it is left out, in a wheelchair where `limits` says so.
    """

    origin: Place
    destination: Place
    depart_at: Moment | None = None
    arrive_by: Moment | None = None
    modes: Annotated[tuple[TripMode, ...], Meta(min_length=1, max_length=13)] = (TripMode.WALK, TripMode.TRANSIT)
    max_transfers: Annotated[int, Meta(ge=0, le=6)] = 3
    max_walk_m: Annotated[float, Meta(ge=0, le=100_000)] | None = None
    window_min: Annotated[int, Meta(ge=0, le=720)] = 60
    limits: Limits | None = None
    guidance: bool = False
    riding: RideLoad | None = None


class LegPlace(Answer, frozen=True):
    """`stopId` is null where the leg does not begin or end at a stop; `platform` is its code, with `guidance` and where the timetable has one."""

    name: str
    lat: float
    lon: float
    stop_id: str | None = None
    platform: str | None = None


class IntermediateStop(Answer, frozen=True):
    name: str
    lat: float | None
    lon: float | None
    stop_id: str
    arrive_at: Moment
    depart_at: Moment


class Step(Answer, frozen=True):
    """A stretch that a person thinks of as one, and what to do where it begins.

    `kind` is the value of `highway` in OpenStreetMap or a part of a station; `exit` which exit of a roundabout to take (0 elsewhere);
    `bearingDeg` where it leads first, degrees from north, clockwise; `wayIds` are ways of OpenStreetMap. `facts` is what the limits of the question
    ask for, as far as there is something to say of it here. With `guidance`: `landmark` is a named place at the corner, `fork` says that another
    way leaves within 30 degrees of this one.
    """

    name: str
    kind: str
    distance_m: float
    duration_s: int
    manoeuvre: str
    exit: int
    bearing_deg: int
    lat: float
    lon: float
    way_ids: tuple[int, ...]
    facts: tuple[StepFact, ...] = ()
    landmark: str | None = None
    fork: bool = False


class Leg(Answer, frozen=True):
    """On streets: `steps`. In a vehicle: `route`, `tripId`, `headsign`, `intermediateStops`. Waiting is the time between legs.

    `geometry` is an encoded polyline with six decimals. `staySeated`: this leg continues the one before in the same vehicle.
    `departAt` and `arriveAt` are as expected now where `live` says who expects it; scheduled times are those of the timetable, null where there is
    none. `carPark` is where a leg by car ends, where anything live is known of it, `taxi` what is offered of one by taxi, and `onDemand` says how one
    on demand is booked.
    `serviceDay` is the day the trip belongs to; an `added` trip runs then and is in no timetable. `alertIds` name messages in `alerts` of the answer.
    With `guidance`: `features` of a leg on streets, in order, and `nextStop` of a ride, the one after where to get off, null at the end of the line.
    """

    mode: LegMode
    from_: LegPlace = msgspec.field(name="from")
    to: LegPlace
    depart_at: Moment
    arrive_at: Moment
    distance_m: float
    geometry: str
    steps: tuple[Step, ...] = ()
    route: Route | None = None
    headsign: str | None = None
    trip_id: str | None = None
    stay_seated: bool = False
    intermediate_stops: tuple[IntermediateStop, ...] = ()
    service_day: date | None = None
    scheduled_depart_at: Moment | None = None
    scheduled_arrive_at: Moment | None = None
    live: Source | None = None
    rental: Rental | None = None
    car_park: CarPark | None = None
    taxi: TaxiOffer | None = None
    on_demand: OnDemandRide | None = None
    alert_ids: tuple[str, ...] = ()
    added: bool = False
    features: tuple[WayFeature, ...] = ()
    next_stop: LegPlace | None = None


class ObstacleOnWay(Answer, frozen=True):
    """Something that people report within 12 m of the way of leg number `leg`, `atM` metres from its beginning; `id` as in `GET /v1/obstacles`.

    It leads whoever asked around nowhere: nobody else has confirmed it, or it is not in the way of their limits.
    """

    id: UUID
    kind: ObstacleKind
    lat: float
    lon: float
    state: ObstacleState
    last_seen: Moment
    leg: int
    at_m: float


class ItineraryPrice(Answer, frozen=True):
    """What an itinerary costs one person without any right to pay less, as far as it is known. Minor units of the currency (ISO 4217).

    `estimated`: a part of it depends on the time and way that are really ridden. `notCounted` are the numbers of legs (from 0) that cost something
    more: their price is not known, or it is in another currency. `bookingFeeMinor` is what buying it through this service adds.
    """

    amount_minor: int
    currency: str
    estimated: bool
    not_counted: tuple[int, ...] = ()
    booking_fee_minor: int = 0


class Itinerary(Answer, frozen=True):
    """One way of making the trip. `co2G` is grams of CO2 equivalent for one person, an average and no account of this trip.

    `otherDeparturesAt` is when else the same lines can be taken within the window: at most three, the next ones, or the ones before
    where a time to arrive by was asked for. `accessibility` is null where the question has no limits. `obstacles` is what to look out for, at most
    twenty. With `guidance`: `landmarks` are named places within 30 m of what is walked, at most sixty, and `arrival` is where the destination lies.
    `labels` say why it is there, most telling first; `comparison` is null unless it goes on foot all the way. `price` is null where nothing costs
    anything, or nothing is known of what it costs; one's own vehicle is not counted. `noWayBack` warns of a way with a ride on demand after which
    nothing leads back that day.
    """

    depart_at: Moment
    arrive_at: Moment
    duration_s: int
    transfers: int
    walk_m: float
    climb_m: float
    co2_g: float
    legs: tuple[Leg, ...]
    other_departures_at: tuple[Moment, ...] = ()
    accessibility: Accessibility | None = None
    obstacles: tuple[ObstacleOnWay, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    arrival: Arrival | None = None
    labels: tuple[Label, ...] = ()
    comparison: Comparison | None = None
    price: ItineraryPrice | None = None
    no_way_back: NoWayBack | None = None


class Notice(Answer, frozen=True):
    """Something to know about the answer, by a stable code."""

    code: str
    text: str


class HindranceCode(StrEnum):
    """Why a way cannot be gone as things are. OBSTACLE: people report, and others confirm, that something is in the way. RIDES_FULL: no van of the
    city can without breaking a promise to somebody else."""

    CLOSED = "closed"
    OBSTACLE = "obstacle"
    CANCELLED = "cancelled"
    STOP_SKIPPED = "stop_skipped"
    NO_VEHICLE = "no_vehicle"
    NO_DOCK = "no_dock"
    CAR_PARK_FULL = "car_park_full"
    RIDES_FULL = "rides_full"


class Hindrance(Answer, frozen=True):
    """What stands in the way of leg number `leg` (from 0). `text` is a sentence.

    `about` is the title of a closure, what the obstacle is, or the name of a stop, station or car park.
    """

    code: HindranceCode
    leg: int
    about: str
    text: str


class LeftOut(Answer, frozen=True):
    """A way that would be there `gainS` seconds sooner (leave so much later, to arrive by a time), and everything that stands against it."""

    itinerary: Itinerary
    gain_s: int
    reasons: tuple[Hindrance, ...]


class PlanResponse(Answer, frozen=True):
    """At most five itineraries, earliest arrival first (arriving by: latest departure first); none with a notice that says why.

    `leftOut` is at most one faster way that is not offered because of what is live, or because the vans of the city are full. `blocked` is told
    where limits leave no way.
    """

    itineraries: tuple[Itinerary, ...]
    notices: tuple[Notice, ...]
    as_of: Moment
    city_version: str
    alerts: tuple[Alert, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    blocked: Blocked | None = None
