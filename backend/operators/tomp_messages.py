"""What is said to operators and read from them. Source: TOMP-API 1.6.1, schemas planningRequest, planning, booking, bookingRequest, bookingOperation.

Members are those of the source; what it has and we neither need nor send is not here.
"""
from datetime import datetime
from enum import StrEnum

import msgspec


class Sent(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """What goes out."""


class Read(msgspec.Struct, frozen=True, rename="camel"):
    """What comes in; members that nobody needs are skipped."""


class BookingState(StrEnum):
    NEW = "NEW"
    PENDING = "PENDING"
    REJECTED = "REJECTED"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"
    CONDITIONAL_CONFIRMED = "CONDITIONAL_CONFIRMED"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"
    STARTED = "STARTED"
    FINISHED = "FINISHED"


class Operation(StrEnum):
    COMMIT = "COMMIT"
    CANCEL = "CANCEL"


class Coordinates(Sent, frozen=True):
    lat: float
    lng: float


class Place(Sent, frozen=True):
    coordinates: Coordinates
    name: str = ""
    station_id: str = ""


class Ride(Sent, frozen=True):
    """A ride by the ids of GTFS, for which TOMP has no member of its own."""

    trip_id: str
    service_day: str
    from_stop_id: str
    to_stop_id: str


class Agreed(Sent, frozen=True):
    """`extraInfo`, which the source keeps for what two sides agree upon. reference: the id that the offer and the booking are to have."""

    reference: str
    product: str
    price_minor: int
    currency: str
    rides: tuple[Ride, ...] = ()
    system_id: str = ""


class PlanningRequest(Sent, frozen=True):
    origin: Place = msgspec.field(name="from")
    to: Place
    departure_time: datetime
    arrival_time: datetime
    extra_info: Agreed
    nr_of_travelers: int
    use_asset_types: tuple[str, ...] = ()


class BookingRequest(Sent, frozen=True):
    id: str


class BookingOperation(Sent, frozen=True):
    """origin: who asks for it, the seller of the trip."""

    operation: Operation
    origin: str


class Option(Read, frozen=True):
    id: str = ""


class Planning(Read, frozen=True):
    options: tuple[Option, ...] = ()


class Booking(Read, frozen=True):
    id: str
    state: BookingState
