"""Where along the route the person is, and whether they still are on it."""
from collections import deque

from accessibility.guidance.geometry import Line, apart, bearing, turned
from accessibility.guidance.tracking import Tracker

OFF_FIXES, OFF_S, OFF_WALKED_M = 3, 6.0, 10.0
WRONG_S, WRONG_DEG = 5.0, 120.0
ALIGNED_DEG = 30.0


class Progress:
    """`s_m` along the route, `x_m` off it. `passing` counts how often the person came off, so that a missed point may be told of again."""

    def __init__(self, line: Line):
        self.line = line
        self.s_m, self.x_m, self.known = 0.0, 0.0, False
        self.off, self.wrong, self.passing = False, False, 0
        self.off_since_s: float | None = None
        self.off_x_m = 0.0  # how far off it was when that was said
        self._far: deque[float] = deque(maxlen=8)
        self._near = 0
        self._last_s: float | None = None
        self._peak_m = 0.0
        self._away_since: float | None = None
        self._aligned_since: float | None = None

    def take(self, tracker: Tracker) -> None:
        if tracker.xy is None:
            return
        a, moved = tracker.a_m, tracker.pace_mps
        span_s = 1.0 if self._last_s is None else max(0.0, tracker.now_s - self._last_s)
        moved = max(moved, tracker.speed) * span_s
        low, high = (self.s_m - a - 10, self.s_m + moved + 2 * a + 10) if self.known else (0.0, max(100.0, 4 * a))
        match = self.line.nearest(tracker.xy, low, high)
        self.x_m = match.x_m
        back = self.s_m - match.s_m
        if not self.known or back <= 0 or back >= max(10.0, 1.5 * a):
            self.s_m = match.s_m
        self.known, self._last_s = True, tracker.now_s
        self._peak_m = max(self._peak_m, match.s_m)
        self._judge_course(tracker)
        self._judge_off(tracker)
        self._judge_way(tracker, match.s_m)

    def place(self, s_m: float) -> None:
        """Known from a code or a step: no matching."""
        self.s_m, self.x_m, self.known, self._peak_m = s_m, 0.0, True, s_m
        self.off = self.wrong = False
        self._far.clear()

    def _judge_course(self, tracker: Tracker) -> None:
        course = tracker.course
        aligned = course is not None and abs(turned(self.line.bearing_at(self.s_m), course)) <= ALIGNED_DEG
        self._aligned_since = (self._aligned_since if self._aligned_since is not None else tracker.now_s) if aligned else None

    def aligned_s(self, now_s: float) -> float:
        """For how long the person has gone the way the route goes."""
        return 0.0 if self._aligned_since is None else now_s - self._aligned_since

    def _judge_off(self, tracker: Tracker) -> None:
        a = tracker.a_m
        if self.off:
            self._near = self._near + 1 if self.x_m < max(8.0, 0.75 * a + 3) else 0
            if self._near >= 2:
                self.off, self.off_since_s = False, None
                self._far.clear()
            return
        if self.x_m <= max(15.0, 1.5 * a + 5):
            self._far.clear()
            return
        self._far.append(tracker.now_s)
        long_enough = len(self._far) >= OFF_FIXES and self._far[-1] - self._far[0] >= OFF_S
        if long_enough and tracker.band != "D" and tracker.speed >= 0.3 and tracker.moved_m(20) >= OFF_WALKED_M:
            self.off, self.off_since_s, self.off_x_m, self._near = True, tracker.now_s, self.x_m, 0
            self.passing += 1

    def _judge_way(self, tracker: Tracker, matched_m: float) -> None:
        fell = self._peak_m - matched_m > max(10.0, 1.5 * tracker.a_m)
        away = tracker.course is not None and abs(turned(self.line.bearing_at(self.s_m), tracker.course)) > WRONG_DEG
        if not (fell and away) or self.off or tracker.band == "D":
            self._away_since = None
            if tracker.course is not None and not away:
                self.wrong, self._peak_m = False, max(matched_m, self.s_m) if self.wrong else self._peak_m
            return
        self._away_since = self._away_since if self._away_since is not None else tracker.now_s
        if not self.wrong and tracker.now_s - self._away_since >= WRONG_S:
            self.wrong = True
            self.passing += 1

    def unsure(self, a_m: float) -> bool:
        """Between on and off: no turn is told of."""
        return not self.off and self.x_m > max(8.0, 0.75 * a_m + 3)

    def to_m(self, s_m: float, tracker: Tracker) -> float:
        """Metres to a point of the route: along it, or straight when the person comes back to it from beside."""
        if self.coming_back(s_m, tracker) and tracker.xy is not None:
            return round(apart(tracker.xy, self.line.at(s_m)), 2)
        return s_m - self.s_m

    def coming_back(self, s_m: float, tracker: Tracker) -> bool:
        """Beside the route near this point, and heading for it."""
        if tracker.xy is None or tracker.course is None or abs(s_m - self.s_m) > 5 or self.x_m < 2:
            return False
        return abs(turned(tracker.course, bearing(tracker.xy, self.line.at(s_m)))) <= 45
