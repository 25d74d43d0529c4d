"""Where a request is: degrees in the city, or the id of what one is at. 0, 0 is no place."""
from dataclasses import dataclass

from backend.city.service import CityBox
from backend.contract.request_words import PlaceKind
from backend.contract.requests import RequestPlace, RequestPlaceTold
from backend.requests.models import Request
from backend.requests.refusals import NoPlace

E7, SHOWN_DECIMALS = 10_000_000, 5
# A blunder of many devices, nowhere near a city: off the coast of Africa.
NOWHERE_DEG = 0.01


@dataclass(frozen=True)
class Place:
    """Degrees WGS 84, None where nobody knows; accuracy_m: how far off they may be."""

    kind: PlaceKind
    lat: float | None
    lon: float | None
    accuracy_m: int = 0
    id: str | None = None
    level: str | None = None
    address: str = ""


def read_place(told: RequestPlace, box: CityBox) -> Place:
    """Raises NoPlace, OutsideCity."""
    lat, lon = told.lat, told.lon
    if (lat is None) != (lon is None):
        raise NoPlace("Give `lat` and `lon`, or neither.", "place.lat")
    if lat is not None and lon is not None and abs(lat) < NOWHERE_DEG and abs(lon) < NOWHERE_DEG:
        lat = lon = None
    address = told.address.strip()
    if lat is None and told.id is None and not address:
        raise NoPlace("Say where it is: set it on the map, or give what you are at.", "place")
    if told.id is None and told.kind not in (PlaceKind.POINT, PlaceKind.SEGMENT):
        raise NoPlace("Give the `id` of what you are at, or take the kind `point`.", "place.id")
    if lat is not None and lon is not None:
        box.check(lat, lon, "place.lat")
    return Place(told.kind, lat, lon, round(told.accuracy_m), told.id, told.level, address)


def place_of(row: Request) -> Place:
    lat = None if row.lat_e7 is None else row.lat_e7 / E7
    lon = None if row.lon_e7 is None else row.lon_e7 / E7
    return Place(PlaceKind(row.place_kind), lat, lon, row.accuracy_m, row.place_id, row.level, row.address)


def place_told(row: Request, whole: bool) -> RequestPlaceTold:
    """whole: with the address as it was written."""
    place = place_of(row)
    lat = None if place.lat is None else round(place.lat, SHOWN_DECIMALS)
    lon = None if place.lon is None else round(place.lon, SHOWN_DECIMALS)
    return RequestPlaceTold(place.kind, lat, lon, place.accuracy_m, place.id, place.level, place.address if whole else "")


def e7(degrees: float | None) -> int | None:
    return None if degrees is None else round(degrees * E7)
