"""Where the person faces: the course while they move, else the head, else a device held flat, else unknown."""
from math import isfinite

from accessibility.guidance.events import HeadingSeen
from accessibility.guidance.geometry import turned
from accessibility.guidance.tracking import STEADY_S, Tracker

FRESH_S = 2.0
SURE_DEG, CLOCK_DEG = 30.0, 15.0


class Facing:
    def __init__(self) -> None:
        self._seen: dict[str, HeadingSeen] = {}

    def take(self, seen: HeadingSeen) -> None:
        if isfinite(seen.heading_deg) and isfinite(seen.error_deg):
            self._seen[seen.source] = seen

    def now(self, tracker: Tracker) -> tuple[float, float] | None:
        """(degrees from north, error in degrees), None when unknown."""
        if tracker.steady_s >= STEADY_S and tracker.course is not None:
            return tracker.course, 10.0
        for source in ("head", "device"):
            seen = self._seen.get(source)
            if seen and 0 <= tracker.now_s - seen.t_s <= FRESH_S and seen.flat and seen.error_deg <= SURE_DEG:
                return seen.heading_deg % 360, seen.error_deg
        return None


def sector(facing_deg: float, bearing_deg: float) -> str:
    """ahead, right, behind or left."""
    off = turned(facing_deg, bearing_deg)
    if abs(off) <= 45:
        return "ahead"
    if abs(off) >= 135:
        return "behind"
    return "right" if off > 0 else "left"


def compass(bearing_deg: float) -> str:
    names = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
    return names[round(bearing_deg / 45) % 8]


def hour(facing_deg: float, bearing_deg: float) -> int:
    return round((bearing_deg - facing_deg) % 360 / 30) % 12 or 12
