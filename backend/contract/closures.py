"""`/v1/closures`: streets and places that are closed, told by the staff of the city and by feeds."""
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from backend.contract.base import Answer, Message, Moment
from backend.contract.live import Source

GEOMETRY = "A GeoJSON geometry (RFC 7946): Point, LineString, Polygon or several of one kind, longitude first."


class ClosureMode(StrEnum):
    """Who cannot pass. BIKE is riding: where FOOT is not closed a bicycle may be pushed past. Routes obey FOOT, BIKE and CAR; WHEELCHAIR is told."""

    FOOT = "FOOT"
    BIKE = "BIKE"
    CAR = "CAR"
    WHEELCHAIR = "WHEELCHAIR"


class ClosureKind(StrEnum):
    WORKS = "WORKS"
    CLOSURE = "CLOSURE"
    EVENT = "EVENT"
    ACCIDENT = "ACCIDENT"
    FLOOD = "FLOOD"
    MARKET = "MARKET"
    OTHER = "OTHER"


class GeometryType(StrEnum):
    POINT = "Point"
    MULTI_POINT = "MultiPoint"
    LINE_STRING = "LineString"
    MULTI_LINE_STRING = "MultiLineString"
    POLYGON = "Polygon"
    MULTI_POLYGON = "MultiPolygon"


class ClosedPlace(Message, frozen=True):
    """A GeoJSON geometry of at most 2,000 positions. A line is drawn along the street that is closed, a point on it or on a junction."""

    type: GeometryType
    coordinates: Annotated[list[Any], Meta(min_length=1, description="As in RFC 7946, longitude first.")]


class NewClosure(Message, frozen=True):
    """`from` left out: since ever; `until` left out: until it is deleted. `until` is the first moment that is free again."""

    geometry: ClosedPlace
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    modes: Annotated[tuple[ClosureMode, ...], Meta(min_length=1, max_length=4)] = tuple(ClosureMode)
    from_: Moment | None = msgspec.field(name="from", default=None)
    until: Moment | None = None
    kind: ClosureKind = ClosureKind.CLOSURE
    description: Annotated[str, Meta(max_length=2000)] = ""


class StreetClosure(Answer, frozen=True):
    """A closure, now or later. `source` is the feed that tells it, null where the staff of the city does; its `id` is unique there only."""

    id: str
    geometry: ClosedPlace
    title: str
    modes: tuple[ClosureMode, ...]
    from_: Moment | None = msgspec.field(name="from")
    until: Moment | None
    kind: ClosureKind
    description: str
    source: Source | None


class ClosuresResponse(Answer, frozen=True):
    """What holds now and what is to come, in the order in which it begins; `total` is how many there are, shown or not."""

    closures: tuple[StreetClosure, ...]
    total: int
    as_of: Moment
