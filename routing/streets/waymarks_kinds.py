"""What somebody passes on a way along streets. Metres count from its beginning; what nobody tagged is UNKNOWN or None, and never guessed."""
from dataclasses import dataclass
from enum import IntFlag, StrEnum

from routing.limits import Attribute
from routing.streets.model import CrossingKind, Kerb, Surface, Tri


class Sides(IntFlag):
    """Of whoever goes this way."""

    NEITHER, LEFT, RIGHT = 0, 1, 2


class Change(StrEnum):
    """Of the way from here on: shared with cycles, on the carriageway, without light at night."""

    SHARED = "shared"
    NO_PAVEMENT = "no_pavement"
    UNLIT = "unlit"


@dataclass(frozen=True)
class Waymark:
    """tagged: somebody mapped it as such; else it follows from the shape of the streets or from the terrain."""

    at_m: float
    until_m: float
    tagged: bool


@dataclass(frozen=True)
class Crossing(Waymark):
    """A street to get over, from kerb to kerb. `kerb`, `kerb_m` and `tactile` of where it begins, `far_kerb` of where it ends.

    traffic: where it comes from; slanted: None where no street is drawn
    """

    street: str = ""
    kind: CrossingKind = CrossingKind.UNKNOWN
    sound: Tri = Tri.UNKNOWN
    vibration: Tri = Tri.UNKNOWN
    tactile: Tri = Tri.UNKNOWN
    island: Tri = Tri.UNKNOWN
    kerb: Kerb = Kerb.UNKNOWN
    kerb_m: float | None = None
    far_kerb: Kerb = Kerb.UNKNOWN
    traffic: Sides = Sides.NEITHER
    slanted: bool | None = None


@dataclass(frozen=True)
class CycleTrack(Waymark):
    pass


@dataclass(frozen=True)
class Tracks(Waymark):
    """Of trams or trains, on the level. count: of tracks."""

    count: int
    kind: CrossingKind = CrossingKind.UNKNOWN


@dataclass(frozen=True)
class Stairs(Waymark):
    """up: YES, NO for down. steps: of all flights that follow one another, None where the number of one is not known."""

    up: Tri
    steps: int | None
    handrail: Tri = Tri.UNKNOWN
    ramp: Tri = Tri.UNKNOWN
    conveyed: bool = False  # an escalator


@dataclass(frozen=True)
class Lift(Waymark):
    up: Tri


@dataclass(frozen=True)
class Passage(Waymark):
    """A gate, or the door of a building."""

    gate: bool
    width_m: float | None


@dataclass(frozen=True)
class Gradient(Waymark):
    """pct: the steepest part, above 0 upwards."""

    pct: float


@dataclass(frozen=True)
class KerbStone(Waymark):
    """A kerb that belongs to no crossing."""

    kerb: Kerb
    height_m: float | None


@dataclass(frozen=True)
class Material(Waymark):
    surface: Surface


@dataclass(frozen=True)
class Narrow(Waymark):
    width_m: float


@dataclass(frozen=True)
class Untold(Waymark):
    """Something that the limits of the question ask for is not known from here."""

    attribute: Attribute


@dataclass(frozen=True)
class PathChange(Waymark):
    change: Change


@dataclass(frozen=True)
class Square(Waymark):
    name: str


@dataclass(frozen=True)
class Inside(Waymark):
    """Inside of a station, by its pathways."""
