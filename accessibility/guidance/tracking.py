"""From fixes to a position one can trust: what is dropped, how sure the rest is, and how fast the person is.

Platforms give the radius of 68 %, so one fix in three is worse than it says; hence the median of five, and bands that are left slowly.
"""
import itertools
from collections import deque
from math import isfinite
from statistics import median

from accessibility.guidance.distances import clamp
from accessibility.guidance.events import PositionSeen
from accessibility.guidance.geometry import Plane, apart, bearing
from accessibility.guidance.settings import FASTEST_MPS, FIRST_PACE_MPS, PACE_RANGE_MPS, Way

OLDEST_S, WORST_M = 3.0, 100.0
BANDS = {"A": 10.0, "B": 20.0, "C": 40.0}
GOOD_FIXES = 3
STEADY_S = 3.0
FIXES_APART_S = 6.0  # when the battery is saved they come each 5 s


def band_of(accuracy_m: float) -> str:
    return next((band for band, most in BANDS.items() if accuracy_m <= most), "D")


class Tracker:
    """Takes fixes in order of time and is asked what is known now."""

    def __init__(self, plane: Plane, way: Way, pace_mps: float | None = None):
        self.plane, self.way = plane, way
        self._first_pace = pace_mps or FIRST_PACE_MPS[way]
        self.now_s = 0.0
        self.xy: tuple[float, float] | None = None
        self.fix_s: float | None = None
        self.started_s: float | None = None
        self.course: float | None = None
        self.speed = 0.0
        self.band = "D"
        self.lost = False
        self.good_run = 0
        self._raw: deque[float] = deque(maxlen=5)
        self._inside: deque[str] = deque(maxlen=GOOD_FIXES)
        self._speeds: deque[tuple[float, float]] = deque(maxlen=60)
        self._trail: deque[tuple[float, tuple[float, float]]] = deque(maxlen=64)
        self._steady_since: float | None = None
        # Asked dozens of times between two events, and worked out once.
        self._usual_raw_m: float | None = None
        self._pace = self._worked_out_pace()

    def take(self, fix: PositionSeen, vehicle: bool) -> bool:
        """False when the fix is dropped: too old, too vague, or further than anybody moves."""
        if not (isfinite(fix.lat) and isfinite(fix.lon) and isfinite(fix.accuracy_m) and abs(fix.lat) <= 90 and abs(fix.lon) <= 180):
            return False
        if self.now_s - fix.t_s > OLDEST_S or not 0 <= fix.accuracy_m <= WORST_M or (self.fix_s is not None and fix.t_s <= self.fix_s):
            return False
        xy = self.plane.xy(fix.lat, fix.lon)
        before, before_s = self.xy, self.fix_s
        if before is not None and before_s is not None and not self.lost:
            span_s = fix.t_s - before_s
            fastest = FASTEST_MPS["vehicle" if vehicle else self.way] + (fix.accuracy_m + self._raw[-1]) / span_s
            if apart(before, xy) / span_s > fastest:
                return False
        self._move(fix, xy, before, before_s)
        self._raw.append(fix.accuracy_m)
        self._usual_raw_m = median(self._raw)
        self.good_run += 1
        self._settle_band(fixed=True)
        return True

    def _move(self, fix: PositionSeen, xy, before, before_s) -> None:
        moved_s = fix.t_s - before_s if before_s is not None else 0.0
        speed = fix.speed_mps
        if speed is None or not isfinite(speed) or speed < 0:
            speed = apart(before, xy) / moved_s if before is not None and moved_s > 0 else 0.0
        course = fix.course_deg
        if course is None or not isfinite(course):
            course = bearing(before, xy) if before is not None and apart(before, xy) > 0.3 and speed >= 0.3 else None
        self.xy, self.fix_s, self.speed, self.course = xy, fix.t_s, speed, None if course is None else course % 360
        self._trail.append((fix.t_s, xy))
        if speed >= 0.3 and speed <= FASTEST_MPS[self.way]:
            self._speeds.append((fix.t_s, speed))
            self._pace = self._worked_out_pace()
        moving = speed >= 0.5 and self.course is not None
        self._steady_since = (self._steady_since if self._steady_since is not None else fix.t_s) if moving else None

    def tick(self, now_s: float, patience_s: float) -> None:
        """Lost after `patience_s` without a good fix."""
        if now_s > self.now_s:
            self.now_s = now_s
            self._pace = self._worked_out_pace()
        if self.started_s is None:
            self.started_s = self.now_s
        if self.age_s > FIXES_APART_S:
            self.good_run = 0
        if self.age_s > STEADY_S:
            self._steady_since, self.course, self.speed = None, None, 0.0
        if self.age_s >= patience_s and not self.lost and (self.fix_s is not None):
            self.lost, self.good_run = True, 0
        self._settle_band(fixed=False)

    def found(self) -> bool:
        """True once, at the third good fix after the position was lost."""
        if self.lost and self.good_run >= GOOD_FIXES:
            self.lost = False
            return True
        return False

    def pin(self, xy: tuple[float, float], accuracy_m: float) -> None:
        """A code or a known step tells where one is."""
        self.xy, self.fix_s, self.speed = xy, self.now_s, 0.0
        self._raw.clear()
        self._raw.append(accuracy_m)
        self._usual_raw_m = accuracy_m
        self.band = band_of(accuracy_m)
        self._inside.clear()
        self._trail.append((self.now_s, xy))

    @property
    def age_s(self) -> float:
        return 0.0 if self.fix_s is None else max(0.0, self.now_s - self.fix_s)

    @property
    def raw_m(self) -> float | None:
        """Effective accuracy, None before the first fix."""
        if self._usual_raw_m is None:
            return None
        return max(self._raw[-1], self._usual_raw_m) + 0.5 * self.pace_mps * max(0.0, self.age_s - 2)

    @property
    def a_m(self) -> float:
        """Accuracy for words and distances: never better than the band that still holds."""
        raw = self.raw_m
        floor = {"A": 0.0, "B": 10.01, "C": 20.01, "D": 40.01}[self.band]
        return max(raw if raw is not None else WORST_M, floor)

    def _settle_band(self, fixed: bool) -> None:
        """Worse counts at once, better after three fixes at least 1 m inside."""
        raw = self.raw_m
        if raw is None:
            return
        if len(self._raw) == 1 and fixed and self.good_run <= 1:
            self.band = max(band_of(raw), self.band if self.lost else "A")
        elif band_of(raw) > self.band:
            self.band = band_of(raw)
            self._inside.clear()
        elif fixed:
            self._inside.append(band_of(raw + 1))
            if len(self._inside) == GOOD_FIXES:
                self.band = min(self.band, max(self._inside))

    @property
    def pace_mps(self) -> float:
        """Median speed while moving over 30 s."""
        return self._pace

    def _worked_out_pace(self) -> float:
        recent = [speed for at, speed in self._speeds if at > self.now_s - 30]
        return clamp(median(recent) if len(recent) >= 5 else self._first_pace, *PACE_RANGE_MPS[self.way])

    @property
    def steady_s(self) -> float:
        """For how long the course counts as where the person faces."""
        return 0.0 if self._steady_since is None else self.now_s - self._steady_since

    def moved_m(self, over_s: float) -> float:
        """Path length of the last `over_s`."""
        trail = [xy for at, xy in self._trail if at >= self.now_s - over_s]
        return sum(apart(a, b) for a, b in itertools.pairwise(trail))

    def still_for(self, over_s: float) -> bool:
        """Less than 2 m away from here and slower than 0.3 m/s for so long."""
        if self.xy is None or self.speed >= 0.3 or (self.started_s is not None and self.now_s - self.started_s < over_s):
            return False
        recent = [xy for at, xy in self._trail if at >= self.now_s - over_s]
        return bool(recent) and all(apart(self.xy, xy) < 2 for xy in recent)
