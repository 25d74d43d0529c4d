"""Routes as riders know them."""
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from backend.contract.base import Answer


class TransitMode(StrEnum):
    """Kinds of public transport, named after the basic GTFS route types."""

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


Colour = Annotated[str, Meta(pattern=r"^#[0-9A-F]{6}\Z", description="As in CSS, e.g. #1D3183.")]


class Route(Answer, frozen=True):
    """`type` is the GTFS route_type, basic or extended. A colour is null where the timetable names none."""

    id: str
    short_name: str
    long_name: str
    colour: Colour | None
    text_colour: Colour | None
    type: int
    mode: TransitMode
    agency: str
