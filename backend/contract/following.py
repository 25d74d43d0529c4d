"""`/v1/trips`: a trip is followed while somebody makes it. What breaks it is told at once, with one other way from where the traveller is.

`GET /v1/trips/{id}/events` sends server-sent events named as in `EventName`; their data is the message named there, as JSON.
Every stream begins with `state` (and `break`, where one stands) unless `Last-Event-ID` says that the client has them.
"""
from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from backend.contract.base import Answer, Latitude, Longitude, Message, Moment
from backend.contract.limits import Limits
from backend.contract.live import Source
from backend.contract.rides import FollowedRide
from backend.contract.trips import Itinerary, LegMode, ObstacleOnWay, Place, TripMode

Id = Annotated[str, Meta(min_length=1, max_length=200)]
LegNumber = Annotated[int, Meta(ge=0, le=29, description="Number of a leg of the followed trip, from 0.")]


class FollowedPlace(Message, frozen=True):
    """An end of a leg, as in `LegPlace`."""

    lat: Latitude
    lon: Longitude
    name: Annotated[str, Meta(max_length=200)] = ""
    stop_id: Id | None = None


class FollowedRental(Message, frozen=True):
    """The shared vehicle of a leg, from its `Rental`: `stationId` of `pickUp` and `dropOff`, null where it is taken or left on the street."""

    system_id: Id
    vehicle: Annotated[str, Meta(max_length=40)] = ""
    electric: bool = False
    pick_up_station_id: Id | None = None
    drop_off_station_id: Id | None = None


class FollowedLeg(Message, frozen=True):
    """A leg of an `Itinerary`, without what following does not need. A ride has `tripId`, `serviceDay` and a `stopId` at both ends.

    Without `geometry` a leg on streets is taken to lead along the quickest way. `added` is that of the leg. `ride`: one on demand that we drive
    ourselves (`onDemand.offer`).
    """

    mode: LegMode
    from_: FollowedPlace = msgspec.field(name="from")
    to: FollowedPlace
    depart_at: Moment
    arrive_at: Moment
    scheduled_depart_at: Moment | None = None
    scheduled_arrive_at: Moment | None = None
    geometry: Annotated[str, Meta(max_length=8000)] = ""
    trip_id: Id | None = None
    service_day: date | None = None
    stay_seated: bool = False
    rental: FollowedRental | None = None
    added: bool = False
    ride: FollowedRide | None = None


class FollowRequest(Message, frozen=True):
    """The chosen itinerary, and what was asked for when it was found: other ways are looked for with the same modes within the same limits.

    `arriveBy` is the moment somebody wants to be there by, where that was asked. `sharePosition` is consent to `position` in `PATCH`.
    `guidance` as in `POST /v1/plan`: other ways are told with it too.
    """

    legs: Annotated[tuple[FollowedLeg, ...], Meta(min_length=1, max_length=30)]
    modes: Annotated[tuple[TripMode, ...], Meta(min_length=1, max_length=13)] = (TripMode.WALK, TripMode.TRANSIT)
    max_transfers: Annotated[int, Meta(ge=0, le=6)] = 3
    max_walk_m: Annotated[float, Meta(ge=0, le=100_000)] | None = None
    arrive_by: Moment | None = None
    share_position: bool = False
    limits: Limits | None = None
    guidance: bool = False


class FollowResponse(Answer, frozen=True):
    """Nothing of the trip is kept after `expiresAt`, two hours after its end; `DELETE` forgets it at once."""

    id: str
    expires_at: Moment


class Position(Message, frozen=True):
    """Where somebody is, rounded to four decimals (11 m) before it is kept. Only the last one is."""

    lat: Latitude
    lon: Longitude
    at: Moment


class TripUpdate(Message, frozen=True):
    """What is given changes, the rest stays. A `position` needs `sharePosition`, now or before; `sharePosition: false` forgets the last one.

    `leg` is the leg the traveller is on or waits for, where the app knows better than the clock; it holds for ten minutes, or until the next one.
    """

    position: Position | None = None
    leg: LegNumber | None = None
    share_position: bool | None = None


class LegState(StrEnum):
    """SCHEDULED: nothing live is known, the timetable holds. ON_TIME, LATE: as expected by who is named in `live`.

    MISSED: the vehicle leaves before one can be there. CLOSED, LIFT_OUT: the way leads over a closed street, through a lift that does not run.
    OBSTACLE: people report, and others confirm, that something is in the way.
    """

    SCHEDULED = "SCHEDULED"
    ON_TIME = "ON_TIME"
    LATE = "LATE"
    CANCELLED = "CANCELLED"
    MISSED = "MISSED"
    NO_VEHICLE = "NO_VEHICLE"
    NO_DOCK = "NO_DOCK"
    CLOSED = "CLOSED"
    LIFT_OUT = "LIFT_OUT"
    OBSTACLE = "OBSTACLE"
    PASSED = "PASSED"


class LegNow(Answer, frozen=True):
    """A leg as it is expected now. `delayS` is the arrival against the timetable, null where nothing live is known or there is no timetable.

    `spareS` is the time between being there and the departure of a ride, less than 0 where it is missed; null where nothing has to be caught.
    `vehicles` and `docks` are how many are free where a shared vehicle is taken and left; null where untold.
    """

    leg: int
    state: LegState
    depart_at: Moment
    arrive_at: Moment
    delay_s: int | None = None
    spare_s: int | None = None
    live: Source | None = None
    vehicles: int | None = None
    docks: int | None = None


class ActionKind(StrEnum):
    """LEAVE: set out, at `at`. GO: be at `place` by `at`. BOARD: the vehicle leaves at `at`. ALIGHT: get off at `at`. STAY: stay seated, it goes
    on at `at` as another line. TAKE, RETURN: the shared vehicle. ARRIVE: there at `at`."""

    LEAVE = "LEAVE"
    GO = "GO"
    BOARD = "BOARD"
    STAY = "STAY"
    ALIGHT = "ALIGHT"
    TAKE = "TAKE"
    RETURN = "RETURN"
    ARRIVE = "ARRIVE"


class NextAction(Answer, frozen=True):
    """What is to be done next, of which leg, where, and the moment to count down to."""

    kind: ActionKind
    leg: int
    at: Moment
    place: str
    stop_id: str | None = None


class BreakCode(StrEnum):
    """What broke a trip. STOP_SKIPPED: the vehicle runs and does not stop where one gets on or off. OBSTACLE: as in `GET /v1/obstacles`."""

    TRIP_CANCELLED = "TRIP_CANCELLED"
    STOP_SKIPPED = "STOP_SKIPPED"
    CHANGE_MISSED = "CHANGE_MISSED"
    NO_VEHICLE = "NO_VEHICLE"
    NO_DOCK = "NO_DOCK"
    STREET_CLOSED = "STREET_CLOSED"
    LIFT_OUT = "LIFT_OUT"
    OBSTACLE = "OBSTACLE"


class Advice(StrEnum):
    """TAKE: `alternative` is another way. WAIT: it is the same lines, later. KEEP: going on is as good as any other way, `text` says what it
    takes. NONE: there is no way within the limits of the trip now; `text` says so, and another one is told as soon as there is one."""

    TAKE = "TAKE"
    WAIT = "WAIT"
    KEEP = "KEEP"
    NONE = "NONE"


class TripBreak(Answer, frozen=True):
    """Data of `break`. The same break keeps its `id`; it is told again when the advice changes.

    `alternative` begins where the traveller is: aboard a vehicle its first leg goes on with that vehicle to a stop where to get off.
    `text` is English; apps say it in the language of the person from `code`, `leg` and the names in the trip.
    """

    id: str
    code: BreakCode
    leg: int
    text: str
    advice: Advice
    alternative: Itinerary | None
    at: Place
    live: Source | None = None


class TripNow(Answer, frozen=True):
    """Data of `state`, and the answer to `GET /v1/trips/{id}`. `leg` is the one the traveller is on or waits for, `aboard` whether in its vehicle.

    `located` says that this is from a position of the last two minutes and not from the clock alone. `next` is null after the end.
    `obstacles` lie ahead and break nothing: a new one is a warning.
    """

    id: str
    as_of: Moment
    expires_at: Moment
    leg: int
    aboard: bool
    located: bool
    share_position: bool
    arrive_at: Moment
    legs: tuple[LegNow, ...]
    next: NextAction | None
    broken: TripBreak | None
    obstacles: tuple[ObstacleOnWay, ...] = ()


class TripMended(Answer, frozen=True):
    """Data of `mended`: the break with this `id` is over, the trip holds again as it was chosen."""

    id: str
    leg: int
    text: str


class EndReason(StrEnum):
    """GONE: forgotten by its owner, or its time ran out."""

    ARRIVED = "ARRIVED"
    GONE = "GONE"


class TripEnded(Answer, frozen=True):
    """Data of `ended`, the last event. A client does not ask again after it."""

    reason: EndReason


class EventName(StrEnum):
    """`state`: TripNow · `break`: TripBreak · `mended`: TripMended · `ended`: TripEnded. `state` follows each `break` and `mended`."""

    STATE = "state"
    BREAK = "break"
    MENDED = "mended"
    ENDED = "ended"
