"""The photo, on which a finger draws what is to be hidden."""

from collections.abc import Callable
from pathlib import Path

from kivy.graphics import Color, Line, Rectangle
from kivy.metrics import dp
from kivy.uix.image import Image

from backend.contract.request_photos import PhotoArea
from mobile.theme import theme
from mobile.voice.semantics import Semantic


class Covering(Semantic, Image):
    """`on_drawn(begin, end)` hears of two corners, shares of the picture from the left and the top."""

    def __init__(self, path: Path, on_drawn: Callable, **options):
        super().__init__(source=str(path), fit_mode="contain", nocache=True, a11y_role="image", **options)
        self.on_drawn, self.areas, self._begin, self._end = on_drawn, (), None, None
        for name in ("pos", "size", "norm_image_size"):
            self.fbind(name, self.paint)
        theme.follow(self.paint)

    def show(self, areas: tuple[PhotoArea, ...], name: str):
        self.areas, self.a11y_name = areas, name
        self.paint()

    def frame(self) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of the picture itself."""
        width, height = self.norm_image_size
        return self.x + (self.width - width) / 2, self.y + (self.height - height) / 2, width, height

    def share_of(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, width, height = self.frame()
        return (x - left) / max(1, width), 1 - (y - bottom) / max(1, height)

    def paint(self, *_):
        left, bottom, width, height = self.frame()
        drawing = [PhotoArea(*self._begin, *self._end)] if self._begin and self._end else []
        self.canvas.after.clear()
        with self.canvas.after:
            for area in (*self.areas, *drawing):
                pos = left + min(area.left, area.right) * width, bottom + (1 - max(area.top, area.bottom)) * height
                size = abs(area.right - area.left) * width, abs(area.bottom - area.top) * height
                Color(0, 0, 0, 0.72)
                Rectangle(pos=pos, size=size)
                Color(*theme.ui["yellow"])
                Line(rectangle=(*pos, *size), width=dp(1.5))

    def on_touch_down(self, touch):
        if not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self._begin = self._end = inside(self.share_of(*touch.pos))
        return True

    def on_touch_move(self, touch):
        if touch.grab_current is not self:
            return False
        self._end = inside(self.share_of(*touch.pos))
        self.paint()
        return True

    def on_touch_up(self, touch):
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        begin, end, self._begin, self._end = self._begin, self._end, None, None
        self.on_drawn(begin, end)
        self.paint()
        return True


def inside(share: tuple[float, float]) -> tuple[float, float]:
    return min(1.0, max(0.0, share[0])), min(1.0, max(0.0, share[1]))
