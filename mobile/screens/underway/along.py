"""How far along a way on streets somebody is, by where the phone says it is. Without Kivy."""

import math
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from backend.contract.trips import Itinerary, Leg, LegMode, Step
from mobile.device.protocols import Fix
from mobile.polyline import decode
from mobile.words import STREET_MODES

DEGREE_M = 111_320  # of latitude
BACK_M = 30  # less than that backwards is a fix that trembles, not a person that turns round
SAME_M = 15  # of places of the way that are about as near, the one next to where one was
AWAY_M = 50  # farther from the way than that, and than the fix is unsure, one is not on it
UNSURE_M = 60  # a fix that is less sure says nothing
THERE_M = 25
MERE_M = 5  # a turn into a stretch shorter than that is no turn to somebody who walks it
SIDES = ("left", "right")

Point = tuple[float, float]  # lat, lon


@dataclass(frozen=True)
class Along:
    """On which leg, and the metres of it that are gone and left."""

    leg: int
    gone_m: float
    left_m: float

    @property
    def is_there(self) -> bool:
        return self.left_m <= THERE_M

    @property
    def share_left(self) -> float:
        whole = self.gone_m + self.left_m
        return self.left_m / whole if whole > 0 else 0.0


class Path:
    """The way of a leg on ground that is flat around where it begins: true to a metre within a city."""

    def __init__(self, points: list[Point]):
        self.points = points
        self._lat, self._lon = points[0]
        self._narrow = math.cos(math.radians(self._lat))
        self._flat = [self._to_flat(*point) for point in points]
        self._reached = [0.0]  # metres from the beginning to each point
        for one, other in pairwise(self._flat):
            self._reached.append(self._reached[-1] + math.dist(one, other))

    @property
    def length_m(self) -> float:
        return self._reached[-1]

    def _to_flat(self, lat: float, lon: float) -> Point:
        return (lon - self._lon) * DEGREE_M * self._narrow, (lat - self._lat) * DEGREE_M

    def nearest_m(self, lat: float, lon: float, reach_m: float, before_m: float | None = None) -> float | None:
        """Metres along the way of its place nearest to a point; None farther than `reach_m` from it. Never less than BACK_M behind `before_m`."""
        here = self._to_flat(lat, lon)
        found = [foot_of(here, *ends) for ends in pairwise(self._flat)]
        least = min(off for off, _ in found)
        if least > reach_m:
            return None
        off_at = [math.inf, *(off for off, _ in found), math.inf]
        # A way may pass a place twice: only where it comes near and goes away again is it another place.
        dips = [
            self._reached[number] + gone
            for number, (off, gone) in enumerate(found)
            if off <= least + SAME_M and off_at[number] >= off <= off_at[number + 2]
        ]
        at = min(dips, key=lambda at: abs(at - (before_m or 0.0)))
        return before_m if before_m is not None and before_m - BACK_M < at < before_m else at

    def ahead(self, share_left: float) -> list[Point]:
        """The points that still lie ahead; all of them where all is left."""
        return self.points[bisect_left(self._reached, self.length_m * (1 - share_left)) :]


def foot_of(here: Point, one: Point, other: Point) -> tuple[float, float]:
    """How far a piece of a line is from a point, and how far along it that is; in metres, as the points are."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = math.hypot(dx, dy)
    gone = max(0.0, min(length, ((here[0] - one[0]) * dx + (here[1] - one[1]) * dy) / length)) if length else 0.0
    share = gone / length if length else 0.0
    return math.dist(here, (one[0] + dx * share, one[1] + dy * share)), gone


def paths_of(itinerary: Itinerary) -> tuple[Path | None, ...]:
    """Of each leg its way on streets, None where there is none. Raises ValueError for a way that is no polyline."""
    shapes = (decode(leg.geometry) if leg.mode in STREET_MODES else [] for leg in itinerary.legs)
    return tuple(Path(shape) if len(shape) > 1 else None for shape in shapes)


def locate(paths: tuple[Path | None, ...], legs: tuple[Leg, ...], number: int, fix: Fix, before: Along | None) -> Along | None:
    """How far one is along leg `number`, or one after it that follows on streets; None away from it, or where the fix is too unsure.

    Away from it but on the one where one was `before`, and not at its end then, one is there still: later than the clock has it.
    """
    if fix.accuracy_m > UNSURE_M:
        return None
    if before and number < before.leg < len(legs) and all(legs[between].route is None for between in range(number, before.leg + 1)):
        number = before.leg
    found = along_leg(paths, legs, number, fix, before)
    if found is None and before and before.leg < number and not before.is_there and not any(leg.route for leg in legs[before.leg : number + 1]):
        return along_leg(paths, legs, before.leg, fix, before)
    while found and found.is_there and number + 1 < len(legs) and paths[number + 1]:
        number += 1
        found = along_leg(paths, legs, number, fix, before) or Along(number, 0.0, legs[number].distance_m)
    return found


def along_leg(paths: tuple[Path | None, ...], legs: tuple[Leg, ...], number: int, fix: Fix, before: Along | None) -> Along | None:
    path, leg = paths[number], legs[number]
    if path is None:
        return None
    scale = leg.distance_m / path.length_m if path.length_m and leg.distance_m else 1.0
    before_m = before.gone_m / scale if before and before.leg == number else None
    gone_m = path.nearest_m(fix.lat, fix.lon, AWAY_M + fix.accuracy_m, before_m)
    return None if gone_m is None else Along(number, gone_m * scale, (path.length_m - gone_m) * scale)


def turn_ahead(leg: Leg, gone_m: float) -> tuple[int, Step, float] | None:
    """The next turn: its number, itself, and the metres to it; None on the last stretch, and for whoever is driven."""
    if leg.mode in (LegMode.TAXI, LegMode.ON_DEMAND):
        return None
    whole = sum(step.distance_m for step in leg.steps)
    scale = leg.distance_m / whole if whole and leg.distance_m else 1.0
    begin = 0.0
    for number, step in enumerate(leg.steps):
        if begin > gone_m and not (step.distance_m < MERE_M and step.manoeuvre.endswith(SIDES)):
            return number, step, begin - gone_m
        begin += step.distance_m * scale
    return None
