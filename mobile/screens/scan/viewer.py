"""The live picture of the camera, upright and whole."""

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.metrics import dp

from mobile.device.protocols import Frame
from mobile.i18n import tr
from mobile.widgets.box import Surface


class Viewer(Surface):
    """Nothing of it is kept: the next picture takes the place of the last."""

    def __init__(self, **options):
        super().__init__(fill="s3", corners=[20], size_hint_y=None, height=dp(232), a11y_role="image", **options)
        self._texture = None
        with self.canvas:
            self._color = Color(1, 1, 1, 0)
            self._picture = Rectangle()
        for name in ("pos", "size"):
            self.fbind(name, self.lay_out)
        self.translate()

    def translate(self):
        self.a11y_name = tr("Picture of the camera")

    def show(self, frame: Frame):
        size = (frame.width, frame.height)
        if self._texture is None or self._texture.size != size:
            self._texture = Texture.create(size=size, colorfmt="rgb")
            self._texture.flip_vertical()
            self._picture.texture = self._texture
        self._texture.blit_buffer(frame.rgb, colorfmt="rgb", bufferfmt="ubyte")
        self._color.a = 1
        self.lay_out()

    def lay_out(self, *_):
        if self._texture is None:
            return
        across, down = self._texture.size
        grown = min(self.width / across, self.height / down)
        self._picture.size = (across * grown, down * grown)
        self._picture.pos = (self.x + (self.width - across * grown) / 2, self.y + (self.height - down * grown) / 2)
