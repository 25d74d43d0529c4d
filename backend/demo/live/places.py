"""Places of a city where something happens all day."""
from dataclasses import dataclass

Ring = tuple[tuple[float, float], ...]  # closed, (lon, lat)


@dataclass(frozen=True)
class Lift:
    """A lift or escalator as the built city knows it. Map and timetable may both tell of one: `shaft` is the same then."""

    id: str
    kind: str  # lift | escalator
    name: str
    lat: float
    lon: float
    stop_id: str  # of the timetable, empty where it does not tell
    shaft: int


@dataclass(frozen=True)
class CarPark:
    id: str
    name: str
    lat: float
    lon: float
    kind: str  # surface | underground | multi-storey
    capacity: int
    capacity_disabled: int
    capacity_charging: int
    park_ride: bool
    has_fee: bool
    max_height_m: float | None


@dataclass(frozen=True)
class RentalStation:
    id: str
    name: str
    lat: float
    lon: float
    docks: int
    bikes: int  # in the morning
    kinds: tuple[str, ...]  # of bikes.KINDS, that stand there in the morning


@dataclass(frozen=True)
class Zone:
    """Rules for free-floating vehicles inside a polygon."""

    name: str
    rings: tuple[Ring, ...]
    may_ride: bool
    may_end: bool
    max_kmh: int | None
