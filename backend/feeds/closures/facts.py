"""Streets and places that are closed: works, events, floods."""
from dataclasses import dataclass
from datetime import datetime

from backend.feeds.closures.geojson import Geometry
from backend.feeds.problems import Problems

MODES = ("foot", "bike", "car", "wheelchair")


@dataclass(frozen=True, eq=False)
class Closure:
    """modes: those of MODES that cannot pass. starts, ends: None open; ends is the first moment that is free again. kind: works, closure, event, …"""

    id: str
    geometry: Geometry
    modes: tuple[str, ...]
    starts: datetime | None
    ends: datetime | None
    kind: str
    title: str
    description: str


@dataclass(frozen=True)
class ClosureFacts:
    """One message. observed: when its source says it made it, None where it does not say."""

    observed: datetime | None
    closures: tuple[Closure, ...]
    entities: int
    problems: Problems
