"""Fingers on the screen while the app is heard: every touch becomes a gesture, none reaches the widgets."""
from collections.abc import Callable
from dataclasses import dataclass

from mobile.voice.reader import Reader

HOLD_S = 0.25  # a finger that stays longer explores
TAP_GAP_S = 0.35  # from the end of one tap to the start of the next
SWIPE_S = 0.3  # two fingers that take longer scroll
SLOP_DP = 14
FLICK_DP = 40


@dataclass(frozen=True)
class Gesture:
    """What fingers did. `kind` is flick_left, flick_right, flick_up, flick_down, double_tap, explore, two_tap, two_up or scroll.

    x, y: where, pixels of the window; dx, dy: how far since the last one, for scroll.
    """

    kind: str
    x: float = 0
    y: float = 0
    dx: float = 0
    dy: float = 0


@dataclass
class Finger:
    """From where to where, pixels."""

    start_x: float
    start_y: float
    x: float
    y: float

    @property
    def way(self) -> tuple[float, float]:
        return self.x - self.start_x, self.y - self.start_y


class GestureMachine:
    """Turns touches into gestures. `unit` is pixels per dp; times are seconds of any clock that only goes forward."""

    def __init__(self, unit: float = 1.0):
        self.unit = unit
        self._fingers: dict[object, Finger] = {}
        self._lifted: list[Finger] = []
        self._began = 0.0
        self._most = 0
        self._exploring = self._scrolling = False
        self._tap: tuple[float, float, float] | None = None  # time, x, y of a tap that may become a double one

    def down(self, finger, x: float, y: float, t: float) -> list[Gesture]:
        found = self.tick(t)
        if not self._fingers:
            self._began, self._most, self._lifted = t, 0, []
            self._exploring = self._scrolling = False
        self._fingers[finger] = Finger(x, y, x, y)
        self._most = max(self._most, len(self._fingers))
        if self._most > 1:
            self._exploring, self._tap = False, None
        return found

    def move(self, finger, x: float, y: float, t: float) -> list[Gesture]:
        if finger not in self._fingers:
            return []
        moved = self._fingers[finger]
        dx, dy = x - moved.x, y - moved.y
        moved.x, moved.y = x, y
        if self._most == 1:
            return self._explore(t)
        return self._scroll(dx / 2, dy / 2, t) if self._most == 2 else []

    def up(self, finger, x: float, y: float, t: float) -> list[Gesture]:
        if finger not in self._fingers:
            return []
        found = self.move(finger, x, y, t) if (x, y) != (self._fingers[finger].x, self._fingers[finger].y) else []
        self._lifted.append(self._fingers.pop(finger))
        if self._fingers:
            return found
        if self._most == 1:
            return found + self._one(t)
        return found + (self._two(t) if self._most == 2 else [])

    def tick(self, t: float) -> list[Gesture]:
        """What time alone decides: a finger that rests, a tap that stayed single. To be called a few times a second."""
        if self._most == 1 and self._fingers and not self._exploring:
            return self._explore(t)
        if self._tap and not self._fingers and t - self._tap[0] > TAP_GAP_S:
            (_, x, y), self._tap = self._tap, None
            return [Gesture("explore", x, y)]
        return []

    def _explore(self, t: float) -> list[Gesture]:
        if not self._exploring and t - self._began <= HOLD_S:
            return []
        self._exploring, self._tap = True, None
        finger = next(iter(self._fingers.values()))
        return [Gesture("explore", finger.x, finger.y)]

    def _scroll(self, dx: float, dy: float, t: float) -> list[Gesture]:
        if t - self._began <= SWIPE_S:
            return []
        first = next(iter(self._fingers.values()))
        if not self._scrolling:
            self._scrolling = True
            dx, dy = self._mean_way()
        return [Gesture("scroll", first.x, first.y, dx, dy)]

    def _mean_way(self) -> tuple[float, float]:
        ways = [finger.way for finger in [*self._fingers.values(), *self._lifted]]
        return sum(way[0] for way in ways) / len(ways), sum(way[1] for way in ways) / len(ways)

    def _one(self, t: float) -> list[Gesture]:
        if self._exploring:
            return []
        finger, (dx, dy) = self._lifted[0], self._lifted[0].way
        if max(abs(dx), abs(dy)) >= FLICK_DP * self.unit:
            self._tap = None
            if abs(dx) >= abs(dy):
                return [Gesture("flick_right" if dx > 0 else "flick_left", finger.start_x, finger.start_y)]
            return [Gesture("flick_up" if dy > 0 else "flick_down", finger.start_x, finger.start_y)]
        if max(abs(dx), abs(dy)) > SLOP_DP * self.unit:
            self._tap = None
            return []
        if self._tap:
            self._tap = None
            return [Gesture("double_tap", finger.x, finger.y)]
        self._tap = (t, finger.x, finger.y)
        return []

    def _two(self, t: float) -> list[Gesture]:
        if self._scrolling or t - self._began > SWIPE_S:
            return []
        dx, dy = self._mean_way()
        middle = self._lifted[0]
        if dy >= FLICK_DP * self.unit and dy > abs(dx):
            return [Gesture("two_up", middle.start_x, middle.start_y)]
        if all(max(map(abs, finger.way)) <= SLOP_DP * self.unit for finger in self._lifted):
            return [Gesture("two_tap", middle.x, middle.y)]
        return []


class Gestures:
    """Listens to the fingers of a window while the app is heard, before the widgets do.

    `clock` gives the seconds, `unit` the pixels per dp; `tick()` is to be called a few times a second.
    """

    def __init__(self, window, reader: Reader, clock: Callable[[], float], unit: float = 1.0):
        self.window, self.reader, self.clock = window, reader, clock
        self.machine = GestureMachine(unit)
        self.on = False

    def start(self) -> None:
        if not self.on:
            self.window.bind(on_touch_down=self._down, on_touch_move=self._move, on_touch_up=self._up)
            self.on = True

    def stop(self) -> None:
        if self.on:
            self.window.unbind(on_touch_down=self._down, on_touch_move=self._move, on_touch_up=self._up)
            self.on = False

    def tick(self, *_) -> None:
        self._act(self.machine.tick(self.clock()))

    def _down(self, _, touch) -> bool:
        if touch.is_mouse_scrolling:  # the wheel only scrolls
            return False
        self._act(self.machine.down(touch.uid, touch.x, touch.y, self.clock()))
        return True

    def _move(self, _, touch) -> bool:
        self._act(self.machine.move(touch.uid, touch.x, touch.y, self.clock()))
        return True

    def _up(self, _, touch) -> bool:
        if touch.is_mouse_scrolling:
            return False
        self._act(self.machine.up(touch.uid, touch.x, touch.y, self.clock()))
        return True

    def _act(self, gestures: list[Gesture]) -> None:
        for gesture in gestures:
            self._do(gesture)

    def _do(self, gesture: Gesture) -> None:
        reader = self.reader
        if gesture.kind == "explore":
            reader.explore(gesture.x, gesture.y)
        elif gesture.kind == "scroll":
            reader.scroll(gesture.x, gesture.y, gesture.dx, gesture.dy)
        elif gesture.kind in ("flick_up", "flick_down"):
            up = gesture.kind == "flick_up"
            if reader.adjustable:
                reader.adjust(1 if up else -1)
            else:
                (reader.previous_heading if up else reader.next_heading)()
        else:
            {"flick_right": reader.next, "flick_left": reader.previous, "double_tap": reader.activate,
             "two_tap": reader.stop, "two_up": reader.read_all}[gesture.kind]()
