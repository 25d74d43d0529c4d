"""What lies over a map: square buttons, and whose map it is."""

from kivy.core.window import Window
from kivy.metrics import dp
from kivy.properties import StringProperty

from mobile.theme import theme
from mobile.widgets.box import Surface
from mobile.widgets.press import IconButton
from mobile.widgets.text import Text


class FloatButton(IconButton):
    """52 × 52 over a map."""

    def __init__(self, **options):
        options.setdefault("side", 52)
        options.setdefault("corners", [16])
        super().__init__(fill="surface", floats=2, **options)
        theme.follow(self.paint)


class Attribution(Surface):
    """Whose data the map is drawn from; always readable, wrapped where the screen is narrow."""

    text = StringProperty("")

    def __init__(self, **options):
        super().__init__(size_hint=(None, None), fill="surface", corners=[7], a11y_role="text", **options)
        self._label = Text(type_role="label_small", ink="on2", size_hint_x=None, a11y_hidden=True)
        self.add_widget(self._label)
        self._label.fbind("height", self.wrap)
        self._label.fbind("natural", self.wrap)
        for name in ("text", "pos", "parent"):
            self.fbind(name, self.wrap)
        self.wrap()

    def wrap(self, *_):
        self._label.text = self.a11y_name = self.text
        room = (self.parent.width if self.parent else Window.width) - dp(96)  # beside the buttons of the map
        self._label.width = max(dp(1), min(self._label.natural, room))
        self.size = (self._label.width + dp(12), self._label.height + dp(4)) if self.text else (0, 0)
        self._label.pos = (self.x + dp(6), self.y + dp(2))
