"""GeoJSON of requests, read as that of feeds is, and written again."""
from typing import Any

from backend.contract.closures import ClosedPlace, GeometryType
from backend.feeds.closures.geojson import Geometry, GeometryKind, GeometryReader, GeometryUnusable
from backend.feeds.problems import FeedUnreadable
from backend.service.errors import Unprocessable

MOST_POSITIONS = 2000
SINGLE = {GeometryKind.POINT: GeometryType.POINT, GeometryKind.LINE: GeometryType.LINE_STRING, GeometryKind.AREA: GeometryType.POLYGON}
SEVERAL = {
    GeometryKind.POINT: GeometryType.MULTI_POINT, GeometryKind.LINE: GeometryType.MULTI_LINE_STRING, GeometryKind.AREA: GeometryType.MULTI_POLYGON,
}  # fmt: skip


class GeometryRefused(Unprocessable):
    code = "bad_geometry"


def read_geometry(place: ClosedPlace, field: str) -> Geometry:
    """Raises GeometryRefused, which names the field."""
    try:
        return geometry_of({"type": place.type.value, "coordinates": place.coordinates})
    except GeometryUnusable as error:
        raise GeometryRefused("Give coordinates as GeoJSON has them for this type, longitude first: see RFC 7946.", field) from error
    except FeedUnreadable as error:
        raise GeometryRefused(f"The shape has more than {MOST_POSITIONS:,} positions. Draw it more simply.", field) from error


def geometry_of(geojson: Any) -> Geometry:
    """Raises GeometryUnusable, FeedUnreadable."""
    return GeometryReader(MOST_POSITIONS).read(geojson)


def geojson_of(geometry: Geometry) -> ClosedPlace:
    """Positions have two numbers, rings are closed."""
    positions = [list(position) for position in zip(geometry.lon.tolist(), geometry.lat.tolist())]
    parts = [positions[begin:end] for begin, end in spans(geometry.part_first)]
    whole: list[Any] = parts
    if geometry.kind is GeometryKind.POINT:
        whole = positions
    elif geometry.kind is GeometryKind.AREA:
        whole = [parts[begin:end] for begin, end in spans(geometry.polygon_first)]
    return ClosedPlace(SINGLE[geometry.kind], whole[0]) if len(whole) == 1 else ClosedPlace(SEVERAL[geometry.kind], whole)


def spans(first) -> list[tuple[int, int]]:
    return list(zip(first[:-1].tolist(), first[1:].tolist()))
