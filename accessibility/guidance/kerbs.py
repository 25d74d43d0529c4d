"""Silence from the kerb to the far side. The app never knows a kerb: it keeps quiet where one should be."""
from dataclasses import dataclass
from math import inf

from accessibility.guidance.distances import passed_m
from accessibility.guidance.features import Crossing, Tracks
from accessibility.guidance.geometry import Line, turned
from accessibility.guidance.tracking import Tracker

PATIENCE_S = 60.0
AT_KERB_M = 5.0
ALONG_DEG = 40.0


@dataclass
class Hush:
    """`idx` of the crossing among the features. `on_road`: the kerb is left. `moved_s` when the person last came forward, to `s_m`."""

    idx: int
    kerb_m: float
    far_m: float
    moved_s: float
    s_m: float
    on_road: bool = False


class Kerbs:
    def __init__(self, features, line: Line):
        self._crossings = [(i, f) for i, f in enumerate(features) if isinstance(f, Crossing | Tracks)]
        self._line = line
        self._slow_since: float | None = None
        self._stood = False
        self._done: set[int] = set()
        self._told: set[int] = set()
        self.hush: Hush | None = None

    def cue_ended(self, idx: int, s_m: float, now_s: float) -> None:
        """The words for this crossing are over: now it is quiet."""
        self._told.add(idx)
        if self.hush is None and idx not in self._done and (crossing := next((f for i, f in self._crossings if i == idx), None)):
            self.hush = Hush(idx, crossing.s_m, crossing.far_s_m, now_s, s_m)

    def take(self, s_m: float, tracker: Tracker, ends_m: float = inf) -> None:
        """`ends_m`: where this walk ends, at the place or a stop; beyond it nobody goes, so silence ends there at the latest."""
        a, now_s = tracker.a_m, tracker.now_s
        if self.hush is None:
            self._come_to_kerb(s_m, tracker)
        hush = self.hush
        if hush is None:
            return
        if s_m > hush.s_m + 0.5:
            hush.s_m, hush.moved_s = s_m, now_s
        self._stand(hush, s_m, tracker)
        if self._leaves(hush, s_m, tracker):
            hush.on_road = True
        at_either = min(abs(s_m - hush.kerb_m), abs(s_m - hush.far_m)) <= max(8.0, a) or hush.kerb_m <= s_m <= hush.far_m
        if s_m >= min(hush.far_m + passed_m(a), max(hush.far_m + passed_m(0), ends_m - 3), ends_m - 0.5):
            self._done.add(hush.idx)
            self.hush, self._stood = None, False
        elif not at_either and now_s - hush.moved_s >= PATIENCE_S:
            self._told.discard(hush.idx)
            self.hush = None

    def _come_to_kerb(self, s_m: float, tracker: Tracker) -> None:
        """The next road of two, or beyond a kerb nobody could be told of in time: quiet all the same."""
        for idx, crossing in self._crossings:
            if idx in self._done or s_m >= crossing.far_s_m + passed_m(tracker.a_m):
                continue
            if idx in self._told or (s_m > crossing.s_m and tracker.speed >= 0.3):  # who only stands somewhere did not come over a kerb
                self.hush = Hush(idx, crossing.s_m, crossing.far_s_m, tracker.now_s, s_m, on_road=s_m > crossing.s_m)
            return

    def _stand(self, hush: Hush, s_m: float, tracker: Tracker) -> None:
        if tracker.speed >= 0.3:
            self._slow_since = None
            return
        self._slow_since = self._slow_since if self._slow_since is not None else tracker.now_s
        if tracker.now_s - self._slow_since >= 2 and abs(hush.kerb_m - s_m) <= max(8.0, tracker.a_m):
            self._stood = True
            hush.on_road = hush.on_road and s_m > hush.kerb_m  # who stands before the kerb has not left it

    def _leaves(self, hush: Hush, s_m: float, tracker: Tracker) -> bool:
        """Moving over the road from where one stood at the kerb."""
        if tracker.speed < 0.3 or tracker.course is None:
            return False
        from_kerb = abs(hush.kerb_m - s_m)
        near = from_kerb <= AT_KERB_M or (self._stood and from_kerb <= max(8.0, tracker.a_m)) or s_m >= hush.kerb_m
        return near and abs(turned(self._line.bearing_at(hush.kerb_m), tracker.course)) <= ALONG_DEG

    @property
    def on_road(self) -> bool:
        return self.hush is not None and self.hush.on_road
