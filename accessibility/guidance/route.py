"""The way that guidance follows. The app makes it from the answer to a plan; `s_m` is metres along all its points, rides included.

Facts are three-valued: True, False or None for unknown, a number or None, a word or None. Each feature says who knows it, when, and how sure.
"""
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Literal

from accessibility.guidance.events import LineKind
from accessibility.guidance.vocabulary import unknown_word

Side = Literal["left", "right"]
MOST_POINTS = 20_000
MOST_FEATURES = 5_000


class RouteUnusable(ValueError):
    """The route contradicts itself; the message says where."""


@dataclass(frozen=True)
class Source:
    """Who knows a fact. `seen_s` is on the clock of the events; `reports` and `agreement` (0 to 1) count what people said."""

    name: str = ""
    seen_s: float | None = None
    reports: int | None = None
    agreement: float | None = None

    @property
    def confirmed(self) -> bool:
        """StopInfo's rule: at least three people of whom three in four agree; what an authority maps needs no votes."""
        return self.reports is None or (self.reports >= 3 and (self.agreement or 0.0) >= 0.75)


@dataclass(frozen=True)
class Feature:
    s_m: float
    source: Source = field(default=Source(), kw_only=True)


@dataclass(frozen=True)
class Turn(Feature):
    """The route goes on along another street here. `fork`: a wrong branch leaves within 30 degrees of the right one. `road` as of a stretch."""

    street: str | None = None
    landmark: str | None = None
    clue: str | None = None
    fork: bool = False
    road: bool = False


@dataclass(frozen=True)
class Crossing(Feature):
    """A road to get over, from the kerb at `s_m` to the far kerb. `traffic` is seen in the direction of travel."""

    far_s_m: float
    street: str | None = None
    control: Literal["signals", "zebra", "none"] | None = None
    sound: bool | None = None
    kerb: Literal["lowered", "flush", "raised"] | None = None
    tactile: bool | None = None
    lanes: int | None = None
    island: bool | None = None
    traffic: Literal["left", "right", "both"] | None = None
    button: Side | None = None
    angle: Literal["straight", "slanted"] | None = None
    vibration: bool | None = None


@dataclass(frozen=True)
class Tracks(Feature):
    """Tram or railway tracks to get over."""

    far_s_m: float
    tracks: int | None = None
    control: Literal["signals", "barrier", "none"] | None = None


@dataclass(frozen=True)
class CycleTrack(Feature):
    before: Literal["kerb", "stop"] = "kerb"


@dataclass(frozen=True)
class Obstacle(Feature):
    kind: str
    side: Side | None = None
    confirmed: bool = True
    hazard_id: str = ""


@dataclass(frozen=True)
class Stairs(Feature):
    way: Literal["up", "down"] | None = None
    steps: int | None = None
    rail: Literal["left", "right", "both"] | None = None
    off_line_m: float = 0.0


@dataclass(frozen=True)
class Lift(Feature):
    """A lift, door, gate or escalator on the way."""

    kind: Literal["lift", "door", "gate", "escalator"] = "lift"
    lift_id: str = ""
    level: str | None = None
    runs: Literal["towards", "away"] | None = None


@dataclass(frozen=True)
class Gradient(Feature):
    """`pct` above zero goes up. `ramp`: built to get over a step."""

    pct: float
    length_m: float
    ramp: bool = False


@dataclass(frozen=True)
class CrossFall(Feature):
    """The way leans: `pct` across the direction of travel, down `towards` a side."""

    pct: float
    length_m: float
    towards: Side | None = None


@dataclass(frozen=True)
class Kerb(Feature):
    height_cm: float
    lowered: Literal["left", "right"] | None = None


@dataclass(frozen=True)
class Surface(Feature):
    kind: str
    length_m: float


@dataclass(frozen=True)
class Narrow(Feature):
    width_cm: float


@dataclass(frozen=True)
class Unknown(Feature):
    """An attribute that one of the person's limits asks for is not mapped from here."""

    attribute: Literal["kerb", "slope", "width", "surface", "steps"]


@dataclass(frozen=True)
class PathChange(Feature):
    change: Literal["shared", "no_pavement", "unlit"]
    length_m: float | None = None


@dataclass(frozen=True)
class Area(Feature):
    """An open area up to `out_s_m`. `edge` is what can be followed."""

    out_s_m: float
    name: str | None = None
    edge: Literal["wall", "kerb", "tactile"] | None = None


@dataclass(frozen=True)
class Station(Feature):
    name: str
    gates_s_m: float | None = None
    wide_gate: Side | None = None


@dataclass(frozen=True)
class Platform(Feature):
    platform: str
    edge: Literal["left", "right", "both"] | None = None


@dataclass(frozen=True)
class Dismount(Feature):
    reason: Literal["ban", "steps", "lift", "crowd"]


@dataclass(frozen=True)
class Bay(Feature):
    bay: str
    level: str | None = None
    side: Side | None = None


@dataclass(frozen=True)
class Rack(Feature):
    """Where a cycle is left: `free` places or None, known since `source.seen_s`."""

    name: str
    free: int | None = None


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
