"""What somebody passes who is led along a way: crossings, stairs, slopes, surfaces. Asked for with `guidance` in `POST /v1/plan` and `/v1/trips`.

Facts are three-valued: `true`, `false`, or left out where nobody says anything. Left and right are those of whoever goes this way.
"""
from enum import StrEnum

from backend.contract.base import Answer, Moment
from backend.contract.limits import FactName, Surface
from backend.contract.obstacles import ObstacleKind


class FeatureKind(StrEnum):
    """CROSSING: a street to get over, from kerb to kerb. PATH_CHANGE: the way is of another kind from here (`change`). AREA: an open square.

    UNKNOWN: from here something that a limit of the question asks for (`attribute`) is not known. OBSTACLE: people report it.
    """

    CROSSING = "CROSSING"
    TRACKS = "TRACKS"
    CYCLE_TRACK = "CYCLE_TRACK"
    STAIRS = "STAIRS"
    ESCALATOR = "ESCALATOR"
    LIFT = "LIFT"
    DOOR = "DOOR"
    GATE = "GATE"
    GRADIENT = "GRADIENT"
    KERB = "KERB"
    SURFACE = "SURFACE"
    NARROW = "NARROW"
    UNKNOWN = "UNKNOWN"
    PATH_CHANGE = "PATH_CHANGE"
    AREA = "AREA"
    STATION = "STATION"
    PLATFORM = "PLATFORM"
    OBSTACLE = "OBSTACLE"


class Control(StrEnum):
    """How a street is crossed: with signals, on marks without them, or with nothing. BARRIER: of tracks."""

    SIGNALS = "signals"
    ZEBRA = "zebra"
    BARRIER = "barrier"
    NONE = "none"


class KerbKind(StrEnum):
    FLUSH = "flush"
    LOWERED = "lowered"
    RAISED = "raised"


class WaySide(StrEnum):
    """Of whoever goes this way."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class Angle(StrEnum):
    """How a way crosses a street. SLANTED: more than 25 degrees from straight across."""

    STRAIGHT = "straight"
    SLANTED = "slanted"


class Direction(StrEnum):
    """Of stairs, escalators and lifts."""

    UP = "up"
    DOWN = "down"


class PathChange(StrEnum):
    """SHARED: with cycles. NO_PAVEMENT: on the carriageway. UNLIT: without light at night."""

    SHARED = "shared"
    NO_PAVEMENT = "no_pavement"
    UNLIT = "unlit"


class Known(StrEnum):
    """Who says so. TAGGED: somebody mapped it. DERIVED: from the kind of way, the shape of the streets or the terrain. REPORTED: by people."""

    TAGGED = "tagged"
    DERIVED = "derived"
    REPORTED = "reported"


class WayFeature(Answer, frozen=True, omit_defaults=True):
    """One thing on a leg, `atM` metres from its beginning, along its streets, up to `untilM`.

    CROSSING: `name` of the street, `control`, `sound` and `vibration` of its signals, `tactile`, `island`, `kerb` and `kerbM` where it begins and
    `farKerb` where it ends, `traffic` the side it comes from, `angle`.
    TRACKS, CYCLE_TRACK: what is crossed; `control` of tracks, and how many `tracks` there are.
    STAIRS, ESCALATOR: `direction`, `steps`, `handrail` and, where one side is told, `handrailSide`; `ramp` beside the stairs.
    LIFT: `direction`. DOOR, GATE: `widthM`.
    GRADIENT: `pct` the steepest part, above 0 upwards. KERB: `kerb`, `kerbM`. SURFACE: `surface`. NARROW: `widthM`.
    UNKNOWN: `attribute`. PATH_CHANGE: `change`. AREA, STATION: `name`. PLATFORM: `name` is its code.
    OBSTACLE: `obstacle`, `obstacleId`, `confirmed` (by others or the staff), `side`, `seenAt`.
    """

    kind: FeatureKind
    at_m: float
    until_m: float | None = None
    known: Known = Known.TAGGED
    name: str | None = None
    control: Control | None = None
    sound: bool | None = None
    vibration: bool | None = None
    tactile: bool | None = None
    island: bool | None = None
    kerb: KerbKind | None = None
    kerb_m: float | None = None
    far_kerb: KerbKind | None = None
    lanes: int | None = None
    tracks: int | None = None
    traffic: WaySide | None = None
    angle: Angle | None = None
    direction: Direction | None = None
    steps: int | None = None
    handrail: bool | None = None
    handrail_side: WaySide | None = None
    ramp: bool | None = None
    level: str | None = None
    pct: float | None = None
    surface: Surface | None = None
    width_m: float | None = None
    attribute: FactName | None = None
    change: PathChange | None = None
    side: WaySide | None = None
    obstacle: ObstacleKind | None = None
    obstacle_id: str | None = None
    confirmed: bool | None = None
    seen_at: Moment | None = None


class Landmark(Answer, frozen=True):
    """A named place beside the way, for whoever asks what is around."""

    name: str
    lat: float
    lon: float


class Arrival(Answer, frozen=True, omit_defaults=True):
    """Where the destination is for whoever comes this way: the side of the way it lies on, and `entrance`, the address of the nearest door."""

    side: WaySide | None = None
    entrance: str | None = None
