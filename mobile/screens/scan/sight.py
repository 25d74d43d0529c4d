"""What pages share that look through the camera: one picture at a time, a light, and a picture from the phone instead."""

import asyncio
from collections.abc import Callable

import numpy as np
from kivy.uix.widget import Widget

from mobile.device.protocols import Frame, Unavailable
from mobile.device.viewfinder import read_picture
from mobile.screens.scan.viewer import Viewer


class Sight(Widget):
    """Mix-in of a page whose `state` has a phase. It reads a frame in `read`, hears what was read in `hear` and goes on in `turn_to`."""

    def __init__(self, **options):
        self.viewer = Viewer()
        self.lit = self._looks = False
        super().__init__(**options)

    async def read(self, frame: Frame):
        raise NotImplementedError

    def hear(self, what) -> None:
        raise NotImplementedError

    def turn_to(self, state) -> None:
        raise NotImplementedError

    def watch_camera(self, looking, without: Callable[[str], object]) -> None:
        """looking: the state in which it is looked. without: what makes the one without a camera of the reason."""
        try:
            self.session.device.viewfinder.start(self.take)
        except Unavailable as trouble:
            self.turn_to(without(str(trouble)))
        else:
            self.turn_to(looking)

    def rest(self):
        self.session.device.viewfinder.stop()
        self.lit = False

    def look_no_more(self):
        """The page is left."""
        self.rest()
        self.session.tasks.stop(self, "look")
        self._looks = False

    def take(self, frame: Frame):
        """A picture of the camera. While one is looked at the next ones are only shown."""
        self.viewer.show(frame)
        if not self._looks and self.state.phase == "looking":
            self._looks = True
            self.start("look", self.look_at(frame))

    async def look_at(self, frame: Frame):
        try:
            self.hear(await self.read(frame))
        finally:
            self._looks = False

    async def chosen_picture(self) -> Frame | None:
        """Instead of a camera: a picture that was taken before. None where none is chosen; why not is said."""
        try:
            path = await self.session.device.pictures.choose()
            return await asyncio.to_thread(read_picture, path) if path else None
        except Unavailable as trouble:
            self.router.say_done(str(trouble))
            self.session.announce(str(trouble))
            return None

    def switch_light(self):
        self.lit = not self.lit
        self.session.device.viewfinder.light(self.lit)
        self.redraw_list()


def pixels(frame: Frame) -> np.ndarray:
    """height × width × 3. Raises ValueError for a picture of nothing, as a camera gives that is still waking up."""
    return np.frombuffer(frame.rgb, np.uint8).reshape(frame.height, frame.width, 3)
