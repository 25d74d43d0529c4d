"""`GET /v1/city` and `GET /healthz`."""
from datetime import date

from backend.contract.base import Answer
from backend.contract.transit import TransitMode
from backend.contract.trips import TripMode


class Box(Answer, frozen=True):
    south: float
    west: float
    north: float
    east: float


class Centre(Answer, frozen=True):
    lat: float
    lon: float


class Validity(Answer, frozen=True):
    """First and last day with service."""

    first_day: date
    last_day: date


class Licence(Answer, frozen=True):
    """What one of the inputs asks to be told."""

    role: str
    file: str
    licence: str
    attribution: str


class CityResponse(Answer, frozen=True):
    """`validity` is null where the city has no timetable. `modes` can be asked of `/v1/plan`; `transitModes` are what runs here.

    `helpPhone` is whom somebody calls who gets no further; null where the city names nobody.
    """

    name: str
    version: str
    bbox: Box
    centre: Centre
    timezone: str
    language: str
    validity: Validity | None
    attribution: str
    licences: tuple[Licence, ...]
    counts: dict[str, int]
    modes: tuple[TripMode, ...]
    transit_modes: tuple[TransitMode, ...]
    help_phone: str | None = None


class Health(Answer, frozen=True):
    status: str
    city_version: str
