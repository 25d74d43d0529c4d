"""`/v1/staff/rides`: who sees to the city's own rides on demand: the day as it stands, what needs a person, and rides booked by phone.

A ride booked by phone is one of the same stock as all others and is promised the same; it is paid on board.
"""
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from backend.contract.base import Answer, Latitude, Longitude, Message, Moment
from backend.contract.rides import Promised, RideLoad, RidePlace, RideState, ZoneKey

MOST_TASKS, MOST_RIDES = 200, 2000
LONGEST_NOTE = 500


class StaffRoom(Answer, frozen=True):
    """One way in which a vehicle can be set up."""

    seats: int
    wheelchairs: int
    child_seats: int
    guide_dogs: int


class StaffVehicle(Answer, frozen=True):
    """`rooms`: ways in which it can be set up, one of which has to hold all who are on board."""

    id: UUID
    name: str
    plate: str
    rooms: tuple[StaffRoom, ...]
    active: bool


class StaffZone(Answer, frozen=True):
    """A service that the city drives itself. `key` as in `OnDemandRide.offer`."""

    key: str
    name: str
    operator: str
    active: bool
    vehicles: tuple[StaffVehicle, ...]


class StaffZonesResponse(Answer, frozen=True):
    zones: tuple[StaffZone, ...]


class StaffStop(Answer, frozen=True):
    """A stop of a vehicle in its order. `kind`: pickup, dropoff or break; `at`: foreseen now; `by`: the latest that is promised."""

    kind: str
    ride_id: UUID | None
    place: RidePlace
    at: Moment
    by: Moment


class StaffShift(Answer, frozen=True):
    """A vehicle on a day. `fixed`: so many of its next stops it is on its way to. `driverId`: who drives it, as far as somebody was named."""

    id: UUID
    vehicle: str
    state: str
    starts_at: Moment
    ends_at: Moment
    driver_id: UUID | None
    fixed: int
    stops: tuple[StaffStop, ...]
    lat: float | None = None
    lon: float | None = None
    seen_at: Moment | None = None


class StaffRide(Answer, frozen=True):
    """`by_phone`: it was booked at the desk. Names and numbers of callers are told by `GET /v1/staff/rides/{id}` alone."""

    id: UUID
    state: RideState
    from_: RidePlace = msgspec.field(name="from")
    to: RidePlace
    load: RideLoad
    promised: Promised
    pickup_at: Moment | None
    dropoff_at: Moment | None
    shift_id: UUID | None
    code: str
    by_phone: bool


class StaffDay(Answer, frozen=True):
    """The plan of one zone on one service day, of version `version`."""

    zone: str
    day: date
    version: int
    shifts: tuple[StaffShift, ...]
    rides: tuple[StaffRide, ...]


class StaffTask(Answer, frozen=True):
    """What a person has to see to by `dueAt`. `kind`: stranded, no_show, broken or call; `overdue`: nobody has yet."""

    id: UUID
    zone: str
    kind: str
    reason: str
    ride_id: UUID | None
    shift_id: UUID | None
    due_at: Moment
    overdue: bool
    done_at: Moment | None
    note: str


class StaffTasksResponse(Answer, frozen=True):
    """Open ones first, by when they are due."""

    as_of: Moment
    tasks: tuple[StaffTask, ...]


class TaskDone(Message, frozen=True):
    """What was done, in words, such as `taxi sent, there at 10:15`."""

    note: Annotated[str, Meta(min_length=3, max_length=LONGEST_NOTE)]


class StandsStill(Message, frozen=True):
    """The vehicle drives no more today. Where it stands; left out, where it was seen last."""

    lat: Latitude | None = None
    lon: Longitude | None = None


class DriverNamed(Message, frozen=True):
    """Who drives the shift: the account of somebody who is a driver, null: nobody is named."""

    driver_id: UUID | None


class ExtraShift(Message, frozen=True):
    """A vehicle drives on a day beside what was planned, from and to its depot at `lat`, `lon`."""

    zone: ZoneKey
    vehicle: Annotated[str, Meta(min_length=1, max_length=60)]
    day: date
    starts_at: Moment
    ends_at: Moment
    lat: Latitude
    lon: Longitude


class DeskPlace(Message, frozen=True):
    lat: Latitude
    lon: Longitude
    name: Annotated[str, Meta(max_length=200)] = ""


class DeskWish(Message, frozen=True):
    """What somebody asks for by phone: picked up at `readyAt` or later, there by `beThereBy` where that is asked."""

    zone: ZoneKey
    from_: DeskPlace = msgspec.field(name="from")
    to: DeskPlace
    ready_at: Moment
    be_there_by: Moment | None = None
    load: RideLoad = RideLoad()


class DeskOffer(Answer, frozen=True):
    """What can be promised now, and what is to be paid on board, null where the zone has no price."""

    promised: Promised
    price_minor: int | None
    currency: str
    decimals: int


class DeskBooking(Message, frozen=True):
    """The wish, the promise as it was told to the caller, and whom to call when something changes."""

    wish: DeskWish
    pickup_from: Moment
    pickup_to: Moment
    arrive_by: Moment
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    phone: Annotated[str, Meta(pattern=r"^\+?[0-9 ()/-]{5,24}$")]


class DeskRide(Answer, frozen=True):
    """A ride that was booked by phone, with whom to call, which is forgotten with the ride."""

    ride: StaffRide
    name: str
    phone: str
