"""The QR code of a ticket: black on white in every theme, each module the same whole number of pixels, drawn anew every half minute."""

import segno
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.metrics import dp
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from mobile.widgets.live import ticking

QUIET = 4  # modules of white around it
MODULE_DP = 5
LIGHT, DARK = 255, 0


def rows_of(text: str) -> list[bytes]:
    """The code with its white edge, top row first, a byte for each module."""
    code = segno.make(text, error="m", boost_error=False, micro=False)
    return [bytes(DARK if module else LIGHT for module in row) for row in code.matrix_iter(scale=1, border=QUIET)]


class CodePicture(Widget):
    """`text` as a QR code, as large as there is room for, at most `module_dp` a module. It is never spoken: what it stands in is."""

    text = StringProperty("")
    module_dp = NumericProperty(MODULE_DP)
    a11y_hidden = True

    def __init__(self, **options):
        super().__init__(size_hint_y=None, **options)
        self._texture = None
        self.fbind("text", self.read)
        for name in ("pos", "width", "module_dp"):
            self.fbind(name, self.paint)
        self.read()

    def read(self, *_):
        if self.text:
            rows = rows_of(self.text)
            self._texture = Texture.create(size=(len(rows), len(rows)), colorfmt="luminance")
            self._texture.mag_filter = self._texture.min_filter = "nearest"
            self._texture.blit_buffer(b"".join(reversed(rows)), colorfmt="luminance", bufferfmt="ubyte")
        self.paint()

    @property
    def side(self) -> int:
        """Pixels of the whole code; each module is a whole number of them."""
        modules = self._texture.width
        return modules * max(1, min(int(dp(self.module_dp)), int(self.width) // modules))

    def paint(self, *_):
        self.canvas.clear()
        if self._texture is None:
            self.height = 0
            return
        side = self.side
        self.height = side
        with self.canvas:
            Color(1, 1, 1, 1)
            x = int(self.x + (self.width - side) / 2)
            Rectangle(texture=self._texture, pos=(x, int(self.y)), size=(side, side))


class Renewed:
    """Mix-in: draws `picture` anew when the half minute is over, and tells `on_second()` every second, as long as it is in a window."""

    code = ObjectProperty(None)  # makes the text of now

    def begin(self, picture: CodePicture, now, step_of):
        self.picture, self.now, self.step_of, self._step = picture, now, step_of, None
        self.tick()
        Clock.schedule_once(lambda _: ticking.follow(self), 0)

    def tick(self):
        now = self.now()
        if (step := self.step_of(now)) != self._step:
            self._step = step
            self.picture.text = self.code(now)
        self.on_second(now)

    def on_second(self, now):
        pass
