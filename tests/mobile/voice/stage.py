"""A window with widgets in it, fingers and keys for it, and a voice that writes down what it says."""
import time

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import glFinish, glViewport
from kivy.input.motionevent import MotionEvent

from mobile.voice.earcons import Pulses
from mobile.voice.focus_ring import FocusRing
from mobile.voice.gestures import Gestures
from mobile.voice.keys import Keys
from mobile.voice.reader import Reader
from mobile.voice.speaker import Speaker
from mobile.voice.tree import collect

SIZE = (412, 915)
DRAWN_EVERY_S = 0.25
CODES = {"tab": 9, "enter": 13, "escape": 27, "space": 32, "right": 275, "left": 276, "up": 273, "down": 274, "ctrl": 305, "home": 278}


def finish(*_) -> None:
    """Without a display nobody takes the frames: they would only be noted, and memory grow with each, until somebody looks."""
    glFinish()


Window.bind(on_flip=finish)


class Canvas:
    """All that is drawn is drawn, but a few times a second and on one pixel: each frame in the whole window took half of the time of these tests.

    `looking` draws for itself what it looks at.
    """

    def __init__(self):
        self.drawn_at, self.skips = 0.0, False

    def draw(self, *_) -> bool:
        self.skips = time.monotonic() < self.drawn_at + DRAWN_EVERY_S
        if not self.skips:
            self.drawn_at = time.monotonic()
            glViewport(0, 0, 1, 1)
        return self.skips  # True: Kivy draws nothing, and asks again in the next frame

    def flip(self, *_) -> bool:
        return self.skips

    def begin(self) -> "Canvas":
        Window.bind(on_draw=self.draw, on_flip=self.flip)
        return self

    def end(self) -> None:
        Window.unbind(on_draw=self.draw, on_flip=self.flip)
        glViewport(0, 0, *map(int, Window.size))


class Finger(MotionEvent):
    """One touch from down to up. x, y: pixels of the window."""

    def __init__(self, x, y):
        self.size = (Window.width - 1.0, Window.height - 1.0)
        super().__init__("stage", 1, {"x": x / self.size[0], "y": y / self.size[1]}, is_touch=True, type_id="touch")

    def depack(self, args):
        self.sx, self.sy, self.profile = args["x"], args["y"], ["pos"]
        super().depack(args)

    def down(self):
        EventLoop.post_dispatch_input("begin", self)

    def drag(self, x, y):
        self.move({"x": x / self.size[0], "y": y / self.size[1]})
        EventLoop.post_dispatch_input("update", self)

    def up(self):
        EventLoop.post_dispatch_input("end", self)


class Writing:
    """A voice: `said` has what it began to say; `finish()` ends the current utterance as time would."""

    def __init__(self):
        self.said, self.stops, self._ends = [], 0, None

    def say(self, text, *, language, rate, on_done=None):
        self.said.append(text)
        self._ends = on_done

    def stop(self):
        self.stops += 1
        self._ends = None

    def finish(self):
        ends, self._ends = self._ends, None
        if ends:
            ends()


class Buzzing:
    def __init__(self):
        self.pulses = []

    def buzz(self, pattern_ms):
        self.pulses.append(pattern_ms)


class Tones:
    """Stands where Earcons stand, and only remembers the names."""

    def __init__(self):
        self.names = []

    def sound(self, name):
        self.names.append(name)


class Stage:
    """A context with `root` in the window, all of the voice around it, and a clock of its own for gestures."""

    def __init__(self, root, actions=None, page=lambda: None):
        self.root, self.now = root, 0.0
        self.voice, self.buzzing, self.tones = Writing(), Buzzing(), Tones()
        self.reader = Reader(Window, Speaker(self.voice), self.tones, Pulses(self.buzzing))
        self.gestures = Gestures(Window, self.reader, lambda: self.now)
        self.keys = Keys(Window, self.reader, actions or {}, page)
        self.ring = FocusRing(Window, self.reader)

    def __enter__(self):
        EventLoop.ensure_window()
        EventLoop.quit = False  # an app that has ended leaves a loop behind that draws nothing
        Window.size = SIZE
        for child in Window.children[:]:
            Window.remove_widget(child)
        self._most_frames, Clock._max_fps = Clock._max_fps, 0  # no rest between frames
        self._canvas = Canvas().begin()
        Window.add_widget(self.root)
        self.ring.start()
        self.keys.start()
        self.settle()
        return self

    def __exit__(self, *_):
        self.gestures.stop()
        self.keys.stop()
        self.ring.stop()
        for child in Window.children[:]:
            Window.remove_widget(child)
        self.frames(1)
        self._canvas.end()
        Clock._max_fps = self._most_frames

    def frames(self, count=2):
        for _ in range(count):
            EventLoop.idle()

    def until(self, holds, patience_s=10):
        """Frames until something is so: what waits for the clock of the window takes real time."""
        end = time.monotonic() + patience_s
        while not holds():
            assert time.monotonic() < end, "never happened"
            self.frames(1)

    def settle(self):
        """Until nothing has moved for some frames: boxes within boxes need several to find their sizes."""
        before, still = None, 0
        while still < 4:
            self.frames(1)
            places = [node.rect for node in collect(Window.children)]
            still = still + 1 if places == before else 0
            before = places

    def hear(self):
        """Voice on: touches are gestures from now."""
        self.gestures.start()
        self.keys.heard = self.ring.heard = True

    @property
    def said(self):
        """The last words handed to be spoken."""
        return self.reader.speaker.transcript[-1].text if self.reader.speaker.transcript else ""

    @property
    def transcript(self):
        return [utterance.text for utterance in self.reader.speaker.transcript]

    def flick(self, dx, dy=0, frames=2):
        finger = Finger(206, 450)
        finger.down()
        self.now += 0.05
        finger.drag(206 + dx, 450 + dy)
        self.now += 0.05
        finger.up()
        self.later(1, frames)

    def double_tap(self, x=206, y=450):
        for _ in range(2):
            finger = Finger(x, y)
            finger.down()
            self.now += 0.05
            finger.up()
            self.now += 0.1
        self.frames()
        self.later(1)

    def later(self, seconds, frames=2):
        self.now += seconds
        self.gestures.tick()
        self.reader.refresh()
        self.frames(frames)

    def flick_to(self, name, way=120):
        """Flick until a node with this name is reached. way: pixels, to the left when negative."""
        before = None
        while not (self.reader.focused and self.reader.focused.name == name):
            assert not before or self.reader.focused.id != before.id, f"no {name!r} this way; the end is {before}"
            before = self.reader.focused
            self.flick(way, frames=0)
        self.frames(3)

    def key(self, key, *modifiers):
        code = CODES.get(key) or ord(key)
        Window.dispatch("on_key_down", code, 0, key if len(key) == 1 else "", list(modifiers))
        Window.dispatch("on_key_up", code, 0)
        self.reader.refresh()
        self.frames()

    def node(self, name):
        return next(node for node in collect(Window.children) if node.name == name)
