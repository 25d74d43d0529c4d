"""Limits of a person as bare numbers, never who it is or why; and what is known of the way they go."""
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from backend.contract.base import Answer, Message


class Surface(StrEnum):
    """Values of `surface` in OpenStreetMap; the last two stand for the many others."""

    ASPHALT = "asphalt"
    CONCRETE = "concrete"
    PAVING_STONES = "paving_stones"
    SETT = "sett"
    COBBLESTONE = "cobblestone"
    COMPACTED = "compacted"
    FINE_GRAVEL = "fine_gravel"
    GRAVEL = "gravel"
    DIRT = "dirt"
    GRASS = "grass"
    SAND = "sand"
    WOOD = "wood"
    METAL = "metal"
    OTHER_PAVED = "other_paved"
    OTHER_UNPAVED = "other_unpaved"


class Smoothness(StrEnum):
    """Values of `smoothness` in OpenStreetMap, best first."""

    EXCELLENT = "excellent"
    GOOD = "good"
    INTERMEDIATE = "intermediate"
    BAD = "bad"
    VERY_BAD = "very_bad"
    HORRIBLE = "horrible"
    VERY_HORRIBLE = "very_horrible"
    IMPASSABLE = "impassable"


class CrossingKind(StrEnum):
    """How a street is crossed: with signals, with marks, or with neither."""

    SIGNALS = "signals"
    MARKED = "marked"
    UNMARKED = "unmarked"


class Unknown(StrEnum):
    """Where a fact that a limit asks for is not known: `strict` stays away, `cautious` goes there and says so."""

    STRICT = "strict"
    CAUTIOUS = "cautious"


class Limits(Message, frozen=True):
    """What a person cannot pass is never part of a way. Inclines in per cent, the steepest part counts; `smoothness` is the worst that can be passed.

    `wheelchair`: only stops and vehicles that say they are fit for wheelchairs. `speedMS`: metres per second on foot or on wheels.
    A limit that is left out, or null, asks for nothing.
    """

    max_incline_up_pct: Annotated[float, Meta(ge=0, le=100)] | None = None
    max_incline_down_pct: Annotated[float, Meta(ge=0, le=100)] | None = None
    max_kerb_m: Annotated[float, Meta(ge=0, le=1)] | None = None
    min_width_m: Annotated[float, Meta(ge=0, le=5)] | None = None
    steps: bool = True
    escalators: bool = True
    lifts: bool = True
    surfaces: Annotated[tuple[Surface, ...], Meta(min_length=1, max_length=15)] | None = None
    smoothness: Smoothness | None = None
    crossings: Annotated[tuple[CrossingKind, ...], Meta(min_length=1, max_length=3)] | None = None
    wheelchair: bool = False
    max_walk_m: Annotated[float, Meta(ge=0, le=100_000)] | None = None
    speed_m_s: Annotated[float, Meta(ge=0.3, le=3)] = 1.2
    unknown: Unknown = Unknown.CAUTIOUS


class FactName(StrEnum):
    """What a limit asks for. Steps, escalators and lifts have no value: either they can be passed, or they are a wall."""

    STEPS = "steps"
    ESCALATOR = "escalator"
    LIFT = "lift"
    INCLINE_UP = "inclineUpPct"
    INCLINE_DOWN = "inclineDownPct"
    KERB = "kerbM"
    WIDTH = "widthM"
    SURFACE = "surface"
    SMOOTHNESS = "smoothness"
    CROSSING = "crossing"
    BARRIER = "barrier"
    WHEELCHAIR = "wheelchair"


class Knowledge(StrEnum):
    """`tagged`: somebody mapped it. `derived`: from the kind of way, the material or the terrain. `unknown`: of some of it nobody says anything."""

    TAGGED = "tagged"
    DERIVED = "derived"
    UNKNOWN = "unknown"


class StepFact(Answer, frozen=True):
    """The worst that is known of a step of the way, null where nothing is."""

    name: FactName
    value: float | str | None
    knowledge: Knowledge


class Accessibility(Answer, frozen=True):
    """Of an itinerary for somebody with limits. `unknownM` are metres of which something asked for is not known, `unknownCrossings` how many
    crossings are among them, `unknownStops` how many stops or vehicles do not say whether they are fit. `lifts` are lifts used."""

    step_free: bool
    lifts: int
    unknown_m: int
    unknown_crossings: int
    unknown_stops: int
    steepest_up_pct: float | None
    steepest_down_pct: float | None
    highest_kerb_m: float | None
    narrowest_m: float | None


class Wall(Answer, frozen=True):
    """Something on the way that a limit forbids: where it begins, in which street (may be ""), what it is where that is known, and a sentence."""

    name: FactName
    value: float | str | None
    lat: float
    lon: float
    street: str
    text: str


class Blocked(Answer, frozen=True):
    """Why somebody with limits does not get there: the nearest place to the destination that can be reached, and what stands on the way from it.

    Null `lat` and `lon`: one cannot even set out. `distanceM` is from there to the destination, straight.
    `helpPhone` is whom the city names to call, as it is written down; null where it names nobody.
    """

    lat: float | None
    lon: float | None
    distance_m: float
    walls: tuple[Wall, ...]
    help_phone: str | None = None
