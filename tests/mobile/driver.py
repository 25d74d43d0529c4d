"""A person at the real app: taps, flicks, keys, and what can be seen and heard. The app runs in the loop of the test."""
import asyncio
import contextlib
import gc
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

from kivy.app import App
from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.scrollview import ScrollView
from materialyoucolor.hct.hct_solver import HctSolver

from mobile import i18n
from mobile.app import AllwaysApp, lay_out
from mobile.device.fake import fake_device
from mobile.session import Session
from mobile.voice.tree import Node, collect
from tests.mobile.voice.stage import CODES, Canvas, Finger

PATIENCE_S = 60
PAUSE_S = 0.002
# What takes longer than this waits for the city, which runs in the same process: frames drawn meanwhile would only take its time.
SOON_S, SOON_FPS, REST_S, RESTING_FPS = 0.1, 120, 0.05, 20
# A page is some hundred thousand objects, and left after a moment: looked for more often, each would be looked through several times before it goes.
COLLECT_EVERY = 500_000


# Each app works out the same palette; that takes longer than many a test.
HctSolver.solve_to_int = staticmethod(cache(HctSolver.solve_to_int))


class Person:
    """Finds things by the name they are spoken with, as everybody else has to."""

    def __init__(self, app: AllwaysApp, running: asyncio.Future):
        self.app, self.session, self.running = app, app.session, running

    @property
    def page(self):
        return self.app.router.current

    @property
    def transcript(self) -> list[str]:
        return [said.text for said in self.app.hearing.speaker.transcript]

    def nodes(self) -> list[Node]:
        return collect(Window.children)

    def find(self, name: str, role: str = "") -> Node | None:
        """The first node whose name begins so."""
        return next((node for node in self.nodes() if node.name.startswith(name) and role in ("", node.role)), None)

    async def frames(self, count: int = 3) -> None:
        """As many frames as were really drawn."""
        goal = Clock.frames + count
        await self.until(lambda: Clock.frames >= goal, "frames", fps=0)

    async def until(self, holds, what: str = "", fps: int = SOON_FPS) -> None:
        """fps: frames a second meanwhile, 0 for as many as there can be."""
        begin = time.monotonic()
        try:
            while not holds():
                if self.running.done():  # what ended the app says more than that something never happened
                    self.running.result()
                waited = time.monotonic() - begin
                assert waited < PATIENCE_S, f"never happened: {what}. Here is: {[one.name for one in self.nodes()]}, heard {self.transcript[-8:]}"
                rests = fps and waited > SOON_S
                Clock._max_fps = RESTING_FPS if rests else fps
                await asyncio.sleep(REST_S if rests else PAUSE_S)
        finally:
            Clock._max_fps = RESTING_FPS  # whatever else a test waits for, it does not wait for frames

    async def see(self, name: str, role: str = "") -> Node:
        """Wait for a node, and for its place to stand still."""
        await self.until(lambda: self.find(name, role), name)
        before = None
        while before != (node := self.find(name, role)).rect:
            before = node.rect
            await self.frames(3)
        return node

    async def hear(self, words: str) -> None:
        """Wait until something that begins so was said, or would have been with speech on."""
        await self.until(lambda: any(said.startswith(words) for said in self.transcript), f"hearing {words}")

    async def tap(self, name: str, role: str = "") -> None:
        node = await self.see(name, role)
        self.scroll_to(node)
        await self.frames(4)
        lay_out()  # as in the frame that whoever taps looks at: news may have come since
        node = self.find(name, role)
        left, bottom, right, top = node.rect
        await self.tap_at((left + right) / 2, (bottom + top) / 2)

    def scroll_to(self, node: Node) -> None:
        parent = node.widget.parent
        while parent is not None and parent is not Window:
            if isinstance(parent, ScrollView):
                parent.scroll_to(node.widget, animate=False)
            parent = parent.parent

    async def tap_at(self, x: float, y: float) -> None:
        finger = Finger(x, y)  # all at once: slow frames of a busy machine would make it a long press
        finger.down()
        finger.up()
        await self.frames(6)

    async def drag(self, start, end, steps: int = 6) -> None:
        finger = Finger(*start)
        finger.down()
        for step in range(1, steps + 1):
            await self.frames(1)
            finger.drag(*(a + (b - a) * step / steps for a, b in zip(start, end)))
        finger.up()
        await self.frames(3)

    async def type(self, words: str) -> None:
        """Letters into the field that has the keys."""
        field = next(node.widget for node in self.nodes() if node.role == "textfield" and node.widget.focus)
        for letter in words:
            field.insert_text(letter)
            await self.frames(1)

    async def press(self, key: str, *modifiers: str) -> None:
        code = CODES.get(key) or ord(key)
        Window.dispatch("on_key_down", code, 0, key if len(key) == 1 else "", list(modifiers))
        await self.frames(1)
        Window.dispatch("on_key_up", code, 0)
        await self.frames(3)

    # Without sight

    async def flick(self, dx: float = 1, dy: float = 0) -> None:
        x, y = Window.width / 2, Window.height / 2
        finger = Finger(x, y)  # all at once: a slow frame of a busy machine would make it a finger that rests
        finger.down()
        finger.drag(x + dx * 130, y + dy * 130)
        finger.up()
        await self.frames(2)

    async def double_tap(self) -> None:
        for _ in range(2):
            finger = Finger(Window.width / 2, Window.height / 2)
            finger.down()
            finger.up()
        await self.frames(4)

    async def flick_to(self, name: str, most: int = 160) -> None:
        """Flick right until the node is spoken, and at the end of the screen back to the left, as one would."""
        reader, way, last = self.app.hearing.reader, 1, None
        await self.until(lambda: self.find(name), name)
        for _ in range(most):
            focused = reader.focused
            if focused and focused.name.startswith(name):
                return
            if focused and last is not None and focused.id == last:
                way = -way
            last = focused.id if focused else None
            await self.flick(way)
        raise AssertionError(f"{name} was not reached; heard {self.transcript[-12:]}")


async def choose_morning(person: Person) -> None:
    """In the results: the ways of tomorrow at about eight, when there is service whenever the test runs."""
    await person.tap("Leave now")
    await person.tap("Depart at")
    day = await person.see("Day", "slider")
    day.widget.a11y_adjust(1)
    for _ in range(24):
        hour = await person.see("Hour", "slider")
        if hour.widget.value.startswith("08"):
            break
        hour.widget.a11y_adjust(1 if hour.widget.value < "08" else -1)
    await person.tap("Show ways")
    await person.until(lambda: person.page.state.phase == "ready" and len(person.page.state.results) > 1, "ways in the morning")


@contextlib.asynccontextmanager
async def using(folder: Path, backend: str, position: tuple[float, float] | None = None, **settings):
    """A person with the app open. `settings` are those of the app; without `position` the device does not know where it is."""
    EventLoop.status = "idle"
    canvas = Canvas().begin()
    most_frames, Clock._max_fps = Clock._max_fps, 0  # no rest between frames
    collected = gc.get_threshold()
    gc.set_threshold(COLLECT_EVERY, *collected[1:])
    device = fake_device("" if position else "This computer does not know where it is. Search, or tap the map.")
    session = Session(folder, device, backend)
    session.settings = replace(session.settings, **{"theme": "light", "language": "en", "less_motion": True, "welcomed": True, **settings})
    i18n.use(session.language)
    crashes: list[BaseException] = []
    session.tasks.on_crash = crashes.append
    app = AllwaysApp(session)
    running = asyncio.ensure_future(app.async_run(async_lib="asyncio"))
    try:
        while not (app.hearing and app.router.current):
            if running.done():
                running.result()
            await asyncio.sleep(PAUSE_S)
        if position:
            device.location.move(*position)
        person = Person(app, running)
        await person.frames(5)
        yield person
        assert not crashes, crashes
    finally:
        app.stop()
        await asyncio.wait_for(running, 15)
        await session.close()
        for child in Window.children[:]:
            Window.remove_widget(child)
        canvas.end()
        App._running_app = None
        Clock._max_fps = most_frames
        gc.set_threshold(*collected)
