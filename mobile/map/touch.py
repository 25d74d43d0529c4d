"""Fingers and mouse on a map: pan, pinch, double tap, wheel, tap. The map is told what to do; nothing is drawn here."""

import math
import time
from collections import deque

from kivy.clock import Clock
from kivy.metrics import dp

from mobile.theme import theme

TAP_DP, DOUBLE_S, TAP_S = 10, 0.28, 0.5
SLOW = 0.90  # of the speed that is left after a sixtieth of a second
STOP_DP_S = 20
WHEEL_ZOOM = 0.5


class Touching:
    """`target` has view_moved(dx, dy), view_zoomed(steps, anchor), view_tapped(x, y) and view_settled()."""

    def __init__(self, target):
        self.target = target
        self.fingers: dict[int, tuple[float, float]] = {}
        self._path: deque[tuple[float, float, float]] = deque(maxlen=6)
        self._moved = False
        self._many = False
        self._pending = None
        self._speed = (0.0, 0.0)
        self._glide = Clock.create_trigger(self._step, 0, interval=True)

    def down(self, touch) -> None:
        self._glide.cancel()
        if not self.fingers:
            self._path.clear()
            self._moved = self._many = False
            self._begin = time.monotonic()
        self.fingers[touch.uid] = touch.pos
        self._many = self._many or len(self.fingers) > 1
        self._path.append((time.monotonic(), *touch.pos))
        self._from = touch.pos

    def move(self, touch) -> None:
        if touch.uid not in self.fingers:
            return
        before = dict(self.fingers)
        self.fingers[touch.uid] = touch.pos
        if not self._moved and not self._many and math.dist(touch.pos, self._from) < dp(TAP_DP):
            self.fingers[touch.uid] = before[touch.uid]
            return
        self._moved = True
        self._path.append((time.monotonic(), *touch.pos))
        old, new = centre(before.values()), centre(self.fingers.values())
        self.target.view_moved(new[0] - old[0], new[1] - old[1])
        if len(self.fingers) > 1 and (span := spread(before.values())) > dp(20):
            self.target.view_zoomed(math.log2(max(0.1, spread(self.fingers.values()) / span)), new)

    def up(self, touch) -> None:
        if self.fingers.pop(touch.uid, None) is None or self.fingers:
            return
        if self._moved:
            self._let_go()
        elif not self._many and time.monotonic() - self._begin < TAP_S:
            self._tap(touch.pos)
        else:
            self.target.view_settled()

    def wheel(self, touch) -> None:
        self.target.view_zoomed(WHEEL_ZOOM if touch.button == "scrolldown" else -WHEEL_ZOOM, touch.pos)
        self.target.view_settled()

    def _tap(self, pos) -> None:
        if self._pending:
            self._pending.cancel()
            self._pending = None
            self.target.view_zoomed(1, pos)
            self.target.view_settled()
            return
        self._pending = Clock.schedule_once(lambda _: self._tap_alone(pos), DOUBLE_S)

    def _tap_alone(self, pos) -> None:
        self._pending = None
        self.target.view_tapped(*pos)

    def _let_go(self) -> None:
        (t1, x1, y1), (t2, x2, y2) = self._path[0], self._path[-1]
        if theme.less_motion or self._many or time.monotonic() - t2 > 0.08 or t2 - t1 < 0.005:
            self.target.view_settled()
            return
        self._speed = ((x2 - x1) / (t2 - t1), (y2 - y1) / (t2 - t1))
        self._glide()

    def _step(self, dt: float) -> None:
        dx, dy = self._speed
        if math.hypot(dx, dy) < dp(STOP_DP_S):
            self._glide.cancel()
            self.target.view_settled()
            return
        self.target.view_moved(dx * dt, dy * dt)
        kept = SLOW ** (dt * 60)
        self._speed = (dx * kept, dy * kept)

    def stop(self) -> None:
        self._glide.cancel()


def centre(points) -> tuple[float, float]:
    points = list(points)
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def spread(points) -> float:
    """Mean distance from the centre."""
    points = list(points)
    middle = centre(points)
    return sum(math.dist(point, middle) for point in points) / len(points)
