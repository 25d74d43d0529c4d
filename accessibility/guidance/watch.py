"""For how long something has held, how often something came back, and the last place that was sure."""
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accessibility.guidance.geometry import turned
from accessibility.guidance.words.values import Distance, Say

if TYPE_CHECKING:
    from accessibility.guidance.scene import Scene

ON_LINE_DEG, OFF_SHAPE_M = 15.0, 60.0


@dataclass(frozen=True)
class Sure:
    street: str | Say
    next: Say
    dist: Distance | None


@dataclass
class Watch:
    """`returns` counts comings back to the route, `losses` losses of the position, `poors` times that it became poor,
    `new_ways` plans that were accepted."""

    losses: int = 0
    lost_s: float = 0.0
    poors: int = 0
    found_s: float | None = None
    returns: int = 0
    new_ways: int = 0
    new_way_times: tuple[float, ...] = ()
    sure: Sure | None = None
    _since: dict[str, float] = field(default_factory=dict)
    _was_off: bool = False
    _was_lost: bool = False

    def held_s(self, name: str, now_s: float) -> float:
        return now_s - self._since[name] if name in self._since else 0.0

    def _hold(self, name: str, holds: bool, now_s: float) -> None:
        if holds:
            self._since.setdefault(name, now_s)
        else:
            self._since.pop(name, None)

    def look(self, scene: "Scene", fixed: bool) -> None:
        """`fixed`: a good fix just came in."""
        now_s, tracker, progress = scene.now_s, scene.tracker, scene.progress
        poor = scene.band in "CD" and not tracker.lost
        self.poors += poor and "poor" not in self._since
        self._hold("poor", poor, now_s)
        facing = scene.facing.now(tracker)
        on_line = facing is not None and progress.known and abs(turned(facing[0], scene.line.bearing_at(scene.s_m))) <= ON_LINE_DEG
        self._hold("on line", on_line, now_s)
        off_shape = scene.boarding.phase == "aboard" and scene.located and progress.x_m > OFF_SHAPE_M + 2 * scene.a_m
        self._hold("off shape", off_shape, now_s)
        if tracker.lost and not self._was_lost:
            self.losses, self.lost_s, self.found_s = self.losses + 1, now_s, None
        elif self._was_lost and not tracker.lost:
            self.found_s = now_s
        if self._was_off and not progress.off:
            self.returns += 1
        self._was_lost, self._was_off = tracker.lost, progress.off
        if fixed and scene.located and not progress.off:
            coming = scene.next_event()
            self.sure = Sure(scene.way, coming.say("mid"), scene.dist(coming.s_m - scene.s_m, far=True))
