"""The one theme: colours, text size, fonts. Widgets follow it, so that a change shows at once everywhere."""

from collections.abc import Callable
from pathlib import Path
from weakref import WeakMethod

from kivy.event import EventDispatcher
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.utils import get_color_from_hex

from mobile import tokens

FONTS = Path(__file__).parent / "assets" / "fonts"
LARGE_TEXT = 1.3  # from here on rows stack, strips wrap and sheets open full


def rgba(colours: dict[str, str]) -> dict[str, list[float]]:
    return {name: get_color_from_hex(code) for name, code in colours.items()}


UI = {name: rgba(colours) for name, colours in tokens.UI.items()}
MAP = {name: rgba(colours) for name, colours in tokens.MAP.items()}


class Theme(EventDispatcher):
    """`ui` and `map` hold colours by token as [r, g, b, a]; `name` is light, dark or hc (high contrast); `text_scale` 1 to 2."""

    name = StringProperty("light")
    ui = ObjectProperty(UI["light"], rebind=False)
    map = ObjectProperty(MAP["light"], rebind=False)
    text_scale = NumericProperty(1.0)
    less_motion = BooleanProperty(False)

    def __init__(self, **options):
        self._followers: list[WeakMethod] = []
        self._prune_at = 512
        super().__init__(**options)

    def follow(self, redraw: Callable) -> None:
        """Call a method of a widget after every change of colours or text size, as long as the widget lives.

        Kivy's own `bind` looks through all that are bound for each new one; here thousands of words come and go.
        """
        self._followers.append(WeakMethod(redraw))
        if len(self._followers) > self._prune_at:
            self._followers = [follower for follower in self._followers if follower() is not None]
            self._prune_at = 2 * len(self._followers) + 512

    def use(self, name: str) -> None:
        """Switch to light, dark or hc."""
        if name != self.name:
            self.ui, self.map = UI[name], MAP[name]
            self.name = name

    def on_name(self, *_) -> None:
        for follower in list(self._followers):
            if redraw := follower():
                redraw()

    on_text_scale = on_name

    @property
    def large(self) -> bool:
        """Whether text is so large that layouts stack."""
        return self.text_scale >= LARGE_TEXT

    def size(self, role: str) -> float:
        """Pixels of the letters of a role of type."""
        return dp(tokens.TYPE[role][0]) * self.text_scale

    def line(self, role: str) -> float:
        """Pixels from one line of a role of type to the next."""
        return dp(tokens.TYPE[role][1]) * self.text_scale

    def scaled(self, size: float) -> float:
        """Pixels of something that grows with the text, given in dp."""
        return dp(size) * self.text_scale


def font(weight: int) -> str:
    """The file of a weight of type: 500, 600, 700 or 800. Made by scripts/fonts.py: Latin, Greek, Cyrillic and Hangul in one file."""
    return str(FONTS / f"AllwaysSans-{weight}.ttf")


theme = Theme()
