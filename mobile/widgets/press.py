"""What can be pressed: at least 48 dp, darker while pressed, one `on_release` for finger, key and voice."""

from kivy.animation import Animation
from kivy.graphics import Color, RoundedRectangle
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from mobile import tokens
from mobile.theme import theme
from mobile.voice.tree import scrolls_of
from mobile.widgets.box import NOTHING, Row, Surface, lay
from mobile.widgets.text import Icon, Text

PRESSED = 0.1  # how much darker (lighter in the dark)
SLIP_DP = 12  # that a finger may move between down and up
MOST_ICON = 0.75  # of the side of a button


class Pressable(ButtonBehavior, Surface):
    """Mix-in for a layout that acts as a whole; `a11y_name` says what for."""

    busy = BooleanProperty(False)

    def __init__(self, **options):
        self.register_event_type("on_act")
        options.setdefault("a11y_role", "button")
        super().__init__(**options)
        self._press_color = None  # until it is pressed for the first time: most never are
        for name in ("pos", "size"):
            self.fbind(name, self.paint_press)
        self.fbind("state", self.show_press)

    def paint_press(self, *_):
        if self._press_color is None:
            return
        corners = self.corners if len(self.corners) == 4 else self.corners * 4
        lay(self._press_shape, self.pos, self.size if self._press_color.a else NOTHING, [dp(corner) for corner in corners])

    def show_press(self, *_):
        if self._press_color is None:
            with self.canvas.after:
                self._press_color = Color(0, 0, 0, 0)
                self._press_shape = RoundedRectangle()
        Animation.cancel_all(self._press_color)
        ink = theme.ui["on"][:3]
        self._press_color.rgb = ink
        if self.state == "down":
            self._press_color.a = 0.01
        self.paint_press()
        Animation(a=PRESSED if self.state == "down" else 0, duration=0 if theme.less_motion else 0.1).start(self._press_color)

    def on_release(self):
        self.a11y_activate()

    def on_press(self):
        self._pressed_in = scrolls_of(self)

    def on_touch_up(self, touch):
        if touch.grab_current is not self or self.get_root_window():
            return super().on_touch_up(touch)
        touch.ungrab(self)
        self.state = "normal"
        if max(abs(touch.x - touch.ox), abs(touch.y - touch.oy)) <= dp(SLIP_DP) and (heir := self.heir()):
            heir.dispatch("on_release")
        return True

    def heir(self):
        """What this is now, where a list was built anew under the finger, as news do at any time; None where it is there no longer."""
        shown = (scroll for scroll in self._pressed_in if scroll.get_root_window())
        same = (type(self), self.a11y_role, self.a11y_key or self.a11y_name)
        within = (widget for scroll in shown for widget in scroll.walk(restrict=True) if isinstance(widget, Pressable))
        return next((one for one in within if (type(one), one.a11y_role, one.a11y_key or one.a11y_name) == same), None)

    def a11y_activate(self):
        """Do what this is for, unless it cannot now."""
        if not self.disabled and not self.busy:
            self.dispatch("on_act")

    def on_act(self):
        pass


class PressRow(Pressable, Row):
    """A line that can be pressed as a whole."""

    def __init__(self, **options):
        options.setdefault("least_height", dp(tokens.TOUCH))
        super().__init__(**options)


class PressColumn(Pressable, BoxLayout):
    """A column that can be pressed as a whole."""

    def __init__(self, **options):
        options.setdefault("orientation", "vertical")
        options.setdefault("size_hint_y", None)
        super().__init__(**options)
        self.fbind("minimum_height", self.grow)
        self.grow()

    def grow(self, *_):
        self.height = max(self.minimum_height, dp(tokens.TOUCH))


LOOKS = {"filled": ("primary", "", "on_primary"), "outlined": ("surface", "outline", "link"), "quiet": ("s2", "", "on")}
DISABLED = ("s2", "outline", "on2")


class WordButton(Pressable, BoxLayout):
    """Verb and object, 56 high. `look` is filled, outlined or quiet; what cannot be done now is grey, and still readable. It grows with its words."""

    text = StringProperty("")
    icon = StringProperty("")
    look = StringProperty("filled")
    least_height = NumericProperty(56)

    def __init__(self, **options):
        options.setdefault("size_hint_y", None)
        super().__init__(orientation="horizontal", padding=[dp(18), dp(6)], spacing=dp(10), corners=[tokens.RADIUS["button"]], **options)
        self._icon = Icon(dp_size=22)
        self._label = Text(type_role="title_medium", halign="center", a11y_hidden=True)
        self._label.pos_hint = self._icon.pos_hint = {"center_y": 0.5}
        self.add_widget(self._label)
        for name in ("text", "icon", "look", "least_height", "disabled"):
            self.fbind(name, self.show)
        for name in ("width", "size_hint_x"):
            self.fbind(name, self.widen)
        self._label.fbind("height", self.widen)
        theme.follow(self.show)
        self.show()

    def show(self, *_):
        self.fill, self.edge, ink = DISABLED if self.disabled else LOOKS[self.look]
        if theme.name == "hc" and self.look == "quiet":
            self.edge = "outline"
        self._label.ink = self._icon.ink = ink
        if self._label.text == self.a11y_name:
            self.a11y_name = self.text
        self._label.text, self._icon.icon = self.text, self.icon
        if self.icon and not self._icon.parent:
            self.add_widget(self._icon, index=len(self.children))
        elif not self.icon and self._icon.parent:
            self.remove_widget(self._icon)
        self.widen()

    def widen(self, *_):
        label, icon = self._label, (self._icon.width + dp(10) if self.icon else 0)
        if self.size_hint_x is None:
            self.width = label.natural + icon + dp(44)
        label.size_hint_x = None
        label.width = max(dp(1), min(label.natural, self.width - icon - dp(32)))
        spare = max(dp(12), (self.width - icon - label.width) / 2)
        self.padding = [spare, dp(6), spare, dp(6)]
        self.height = max(dp(self.least_height), label.height + dp(16))


class IconButton(Pressable, AnchorLayout):
    """An icon that acts; it has a spoken name. `side` in dp, at least 48. The icon grows with the text as far as there is room."""

    icon = StringProperty("")
    ink = StringProperty("on")
    side = NumericProperty(48)
    icon_size = NumericProperty(24)

    def __init__(self, **options):
        options.setdefault("size_hint", (None, None))
        options.setdefault("corners", [24])
        super().__init__(**options)
        self._icon = Icon(icon=self.icon, ink=self.ink, grows=False)
        self.add_widget(self._icon)
        self.fbind("icon", lambda _, value: setattr(self._icon, "icon", value))
        self.fbind("ink", lambda _, value: setattr(self._icon, "ink", value))
        self.fbind("side", self.resize)
        theme.follow(self.resize)
        self.resize()

    def resize(self, *_):
        self.size = (dp(self.side), dp(self.side))
        self._icon.dp_size = min(self.icon_size * theme.text_scale, self.side * MOST_ICON)


class Chip(Pressable, BoxLayout):
    """A filter or a short choice: looks 36 high, can be touched 48 high."""

    text = StringProperty("")
    icon = StringProperty("")
    chosen = BooleanProperty(False)

    def __init__(self, **options):
        options.setdefault("size_hint", (None, None))
        super().__init__(padding=[dp(14), 0, dp(14), 0], spacing=dp(8), corners=[tokens.RADIUS["chip"]], **options)
        self._icon = Icon(dp_size=20, pos_hint={"center_y": 0.5})
        self._label = Text(type_role="label_large", fit="width", pos_hint={"center_y": 0.5}, a11y_hidden=True)
        self.add_widget(self._label)
        for name in ("text", "icon", "chosen"):
            self.fbind(name, self.show)
        self._label.fbind("width", self.show)
        theme.follow(self.show)
        self.show()

    def show(self, *_):
        ink = "on_container" if self.chosen else "on"
        self.fill, self.edge = ("container", "link") if self.chosen else ("surface", "outline")
        self._label.text, self._label.ink, self._icon.ink = self.text, ink, ink
        self._icon.icon = self.icon
        if self.icon and not self._icon.parent:
            self.add_widget(self._icon, index=len(self.children))
        elif not self.icon and self._icon.parent:
            self.remove_widget(self._icon)
        if self.a11y_role == "button":
            self.a11y_name = self.a11y_name or self.text
        else:
            self.a11y_states = ["checked" if self.chosen else "unchecked"] if self.a11y_role == "checkbox" else ["selected"] if self.chosen else []
        self.width = dp(28) + self._label.width + (self._icon.width + dp(8) if self.icon else 0)
        self.height = max(dp(36), self._label.height + dp(14))

    def collide_point(self, x, y):
        return self.x <= x <= self.right and self.center_y - max(self.height, dp(48)) / 2 <= y <= self.center_y + max(self.height, dp(48)) / 2
