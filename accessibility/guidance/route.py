"""The way that guidance follows. The app makes it from the answer to a plan; `s_m` is metres along all its points, rides included.

`features.py` is what lies on it.
"""
from dataclasses import dataclass, fields
from math import isfinite
from typing import Literal

from accessibility.guidance.events import LineKind
from accessibility.guidance.features import Feature, Side
from accessibility.guidance.vocabulary import unknown_word

MOST_POINTS = 20_000
MOST_FEATURES = 5_000


class RouteUnusable(ValueError):
    """The route contradicts itself; the message says where."""


@dataclass(frozen=True)
class Landmark:
    """Something to be told of when asked what is around."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Code:
    """A marker on the way, known by `code_id`."""

    code_id: str
    name: str
    s_m: float | None = None


@dataclass(frozen=True)
class Stretch:
    """From `s_m` on the way goes along this street, in this manner. `road`: without a name it is called a street, else a path."""

    s_m: float
    street: str | None
    manner: Literal["foot", "cycle", "indoor", "ride"] = "foot"
    road: bool = False


@dataclass(frozen=True)
class RideStop:
    stop_id: str
    name: str
    s_m: float


@dataclass(frozen=True)
class Ride:
    """A leg in a vehicle: the stops from boarding to alighting and, for a warning, the one after. What the pole is like helps to find it."""

    trip_id: str
    line: str
    headsign: str
    stops: tuple[RideStop, ...]
    after: RideStop | None = None
    kind: LineKind = ""
    platform: str | None = None
    pole: str | None = None
    shelter: bool | None = None
    door: Literal["front", "middle", "rear"] | None = None
    ramp: bool | None = None
    alight_side: Side | None = None

    @property
    def board(self) -> RideStop:
        return self.stops[0]

    @property
    def alight(self) -> RideStop:
        return self.stops[-1]


@dataclass(frozen=True)
class Place:
    name: str
    side: Side | None = None
    entrance: str | None = None


@dataclass(frozen=True)
class Route:
    """`points` are (lat, lon). Features in order of `s_m`; stretches from 0 on. Raises RouteUnusable."""

    points: tuple[tuple[float, float], ...]
    stretches: tuple[Stretch, ...]
    place: Place
    features: tuple[Feature, ...] = ()
    rides: tuple[Ride, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    codes: tuple[Code, ...] = ()

    def __post_init__(self):
        if not 2 <= len(self.points) <= MOST_POINTS or len(self.features) > MOST_FEATURES:
            raise RouteUnusable("a route has between 2 and 20000 points and at most 5000 features")
        if not all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in self.points):
            raise RouteUnusable("a point of the route is not on earth")
        if not self.stretches or self.stretches[0].s_m != 0:
            raise RouteUnusable("the first stretch of a route begins at 0")
        for name, row in (("features", self.features), ("stretches", self.stretches)):
            places = [each.s_m for each in row]
            if places != sorted(places) or not all(map(isfinite, places)):
                raise RouteUnusable(f"the {name} of a route stand in order along it")
        for one in self.features:
            if any(isinstance(value := getattr(one, f.name), float) and not isfinite(value) for f in fields(one)):
                raise RouteUnusable("a number of a feature is not finite")
        for value in (*self.features, *self.stretches, *self.rides, self.place):
            if name := unknown_word(value):
                raise RouteUnusable(f"{name} of a {type(value).__name__} is none of the words for it")
        if any(len(ride.stops) < 2 for ride in self.rides):
            raise RouteUnusable("a ride has at least two stops")
