"""What lies on a way, each at a place on it: `s_m` is metres along all points of the route, rides included.

Facts are three-valued: True, False or None for unknown, a number or None, a word or None. Each feature says who knows it, when, and how sure.
"""
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["left", "right"]


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
