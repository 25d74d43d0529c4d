"""`GET /v1/places` and `GET /v1/places/reverse`."""
from enum import StrEnum

from backend.contract.base import Answer


class PlaceKind(StrEnum):
    ADDRESS = "ADDRESS"
    STREET = "STREET"
    STOP = "STOP"
    STATION = "STATION"
    SETTLEMENT = "SETTLEMENT"
    PARKING = "PARKING"
    PARK_RIDE = "PARK_RIDE"
    SHOP = "SHOP"
    FOOD = "FOOD"
    HEALTH = "HEALTH"
    EDUCATION = "EDUCATION"
    CULTURE = "CULTURE"
    LEISURE = "LEISURE"
    OFFICE = "OFFICE"
    TOILETS = "TOILETS"
    BENCH = "BENCH"
    WORSHIP = "WORSHIP"
    LODGING = "LODGING"
    MONEY = "MONEY"
    OTHER = "OTHER"


class Wheelchair(StrEnum):
    UNKNOWN = "UNKNOWN"
    YES = "YES"
    NO = "NO"
    LIMITED = "LIMITED"


class FoundPlace(Answer, frozen=True):
    """A place to show in a list and to travel to.

    `askedNumber` is the house number typed where it is not known and this is the nearest one, or the street;
    `capacity` that of a car park; `distanceM` from `near`.
    """

    id: str
    kind: PlaceKind
    name: str
    detail: str
    lat: float
    lon: float
    stop_id: str | None
    distance_m: float | None
    category: str
    asked_number: str | None
    capacity: int | None
    wheelchair: Wheelchair


class PlacesResponse(Answer, frozen=True):
    """Best first."""

    places: tuple[FoundPlace, ...]


class ReverseResponse(Answer, frozen=True):
    """`place` is null where nothing with a name is near."""

    place: FoundPlace | None
