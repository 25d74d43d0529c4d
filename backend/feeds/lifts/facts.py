"""Lifts and escalators: do they run?"""
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from backend.feeds.problems import Problems


class FacilityKind(StrEnum):
    """UNKNOWN: the feed gives nothing but an id."""

    LIFT = "lift"
    ESCALATOR = "escalator"
    UNKNOWN = "unknown"


class State(StrEnum):
    """UNKNOWN is never taken for AVAILABLE."""

    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FacilityState:
    """stop_id: of the stop or station, "" not said. lat, lon: both or none. since, until: when the state began and is expected to end."""

    id: str
    kind: FacilityKind
    state: State
    stop_id: str
    lat: float | None
    lon: float | None
    name: str
    since: datetime | None
    until: datetime | None
    reason: str


@dataclass(frozen=True)
class LiftFacts:
    """One message. observed: when its source says it made it."""

    observed: datetime | None
    facilities: tuple[FacilityState, ...]
    entities: int
    problems: Problems


def safest(one: State, other: State) -> State:
    """Of two things said of one facility, the one that keeps people from standing before a closed door."""
    return next(state for state in (State.UNAVAILABLE, State.UNKNOWN, State.AVAILABLE) if state in (one, other))
