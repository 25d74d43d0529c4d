"""What MOTIS answers, name for name as its description of the API has it. Source: the OpenAPI description of MOTIS 2, versions 5 and 6 of its API.

Optional fields without a value are left out, as there. The types carry a prefix because the names are taken by our own messages.
"""
from datetime import datetime
from typing import Literal

import msgspec

from backend.contract.base import Answer

VertexType = Literal["NORMAL", "BIKESHARE", "TRANSIT"]
Allowed = Literal["NORMAL", "NOT_ALLOWED"]
Access = Literal["ACCESSIBLE", "NOT_ACCESSIBLE"]


class MotisAnswer(Answer, frozen=True, omit_defaults=True):
    """Fields with a default are optional."""


class MotisAlert(MotisAnswer, frozen=True):
    header_text: str
    description_text: str
    url: str | None = None
    effect: str | None = None
    severity_level: str | None = None


class MotisPlace(MotisAnswer, frozen=True):
    """A place of a trip. Times are those at which the vehicle or the person is there. `level` is 0 in version 5 where it is unknown."""

    name: str
    lat: float
    lon: float
    stop_id: str | None = None
    parent_id: str | None = None
    level: float | None = None
    tz: str | None = None
    arrival: datetime | None = None
    departure: datetime | None = None
    scheduled_arrival: datetime | None = None
    scheduled_departure: datetime | None = None
    scheduled_track: str | None = None
    track: str | None = None
    stop_code: str | None = None
    vertex_type: VertexType | None = None
    pickup_type: Allowed | None = None
    dropoff_type: Allowed | None = None
    cancelled: bool | None = None


class MotisPolyline(MotisAnswer, frozen=True):
    """`length` counts the points."""

    points: str
    precision: int
    length: int


class MotisStep(MotisAnswer, frozen=True):
    relative_direction: str
    distance: float
    from_level: float
    to_level: float
    polyline: MotisPolyline
    street_name: str
    exit: str
    stay_on: bool
    area: bool
    osm_way: int | None = None


class MotisRental(MotisAnswer, frozen=True):
    provider_id: str
    provider_group_id: str
    system_id: str
    system_name: str | None = None
    station_name: str | None = None
    from_station_name: str | None = None
    to_station_name: str | None = None
    rental_uri_web: str | None = None
    form_factor: str | None = None


class MotisLeg(MotisAnswer, frozen=True):
    mode: str
    from_: MotisPlace = msgspec.field(name="from")
    to: MotisPlace
    duration: int
    start_time: datetime
    end_time: datetime
    scheduled_start_time: datetime
    scheduled_end_time: datetime
    real_time: bool
    scheduled: bool
    leg_geometry: MotisPolyline
    distance: float | None = None
    interline_with_previous_leg: bool | None = None
    headsign: str | None = None
    trip_from: MotisPlace | None = None
    trip_to: MotisPlace | None = None
    route_id: str | None = None
    direction_id: str | None = None
    route_color: str | None = None
    route_text_color: str | None = None
    route_type: int | None = None
    agency_name: str | None = None
    agency_url: str | None = None
    agency_id: str | None = None
    trip_id: str | None = None
    route_short_name: str | None = None
    route_long_name: str | None = None
    trip_short_name: str | None = None
    display_name: str | None = None
    cancelled: bool | None = None
    intermediate_stops: tuple[MotisPlace, ...] | None = None
    steps: tuple[MotisStep, ...] | None = None
    rental: MotisRental | None = None
    alerts: tuple[MotisAlert, ...] | None = None
    bikes_allowed: bool | None = None
    wheelchair_accessible: Access | None = None


class MotisItinerary(MotisAnswer, frozen=True):
    """`id` names it within this service; there is nothing to exchange it for."""

    duration: int
    start_time: datetime
    end_time: datetime
    transfers: int
    id: str
    legs: tuple[MotisLeg, ...]


class MotisPlan(MotisAnswer, frozen=True):
    """`direct` are ways without rides; `itineraries` have at least one. A cursor, sent with the same request, gives the page before or after."""

    request_parameters: dict[str, str]
    debug_output: dict[str, int]
    from_: MotisPlace = msgspec.field(name="from")
    to: MotisPlace
    direct: tuple[MotisItinerary, ...]
    itineraries: tuple[MotisItinerary, ...]
    previous_page_cursor: str
    next_page_cursor: str


class MotisStopTime(MotisAnswer, frozen=True):
    """A vehicle leaving or coming."""

    place: MotisPlace
    mode: str
    real_time: bool
    headsign: str
    trip_from: MotisPlace
    trip_to: MotisPlace
    agency_id: str
    agency_name: str
    agency_url: str
    route_id: str
    direction_id: str
    trip_id: str
    route_short_name: str
    route_long_name: str
    trip_short_name: str
    display_name: str
    pickup_dropoff_type: Allowed
    cancelled: bool
    trip_cancelled: bool
    bikes_allowed: bool
    wheelchair_accessible: Access
    reservation: Literal["NONE", "COMPULSORY"]
    source: str
    route_color: str | None = None
    route_text_color: str | None = None
    route_type: int | None = None
    previous_stops: tuple[MotisPlace, ...] | None = None
    next_stops: tuple[MotisPlace, ...] | None = None


class MotisStopTimes(MotisAnswer, frozen=True):
    stop_times: tuple[MotisStopTime, ...]
    place: MotisPlace
    previous_page_cursor: str
    next_page_cursor: str


class MotisArea(MotisAnswer, frozen=True):
    name: str
    admin_level: float
    matched: bool
    default: bool | None = None


class MotisMatch(MotisAnswer, frozen=True):
    """`tokens` are the parts of the name that were typed: where each begins, and how long it is, in characters."""

    type: Literal["ADDRESS", "PLACE", "STOP"]
    tokens: tuple[tuple[int, int], ...]
    name: str
    id: str
    lat: float
    lon: float
    areas: tuple[MotisArea, ...]
    score: float
    category: str | None = None
    street: str | None = None
    house_number: str | None = None
    tz: str | None = None
    modes: tuple[str, ...] | None = None
