"""The bars of the frame: where one is, that there is no network, what was just done."""

from kivy.clock import Clock
from kivy.graphics import Color, Line
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivymd.icon_definitions import md_icons

from mobile.i18n import tr
from mobile.theme import theme
from mobile.widgets.box import Column, Row, Surface
from mobile.widgets.press import IconButton, Pressable, PressColumn
from mobile.widgets.text import Icon, Text

UNDO_S = 10


class NavigationItem(PressColumn):
    """One place of the app. The chosen one has a pill and a filled icon, not only a colour. `count`: how much is new there."""

    text = StringProperty("")
    icon = StringProperty("")
    chosen = BooleanProperty(False)
    count = NumericProperty(0)

    def __init__(self, **options):
        super().__init__(padding=[0, dp(8), 0, dp(8)], spacing=dp(3), a11y_role="tab", corners=[16], **options)
        self._pill = Surface(size_hint=(None, None), size=(dp(60), dp(32)), corners=[16], pos_hint={"center_x": 0.5}, a11y_hidden=True)
        self._icon = Icon(dp_size=24, grows=False)
        self._pill.add_widget(self._icon)
        self._pill.fbind("pos", self.center_icon)
        self.label = Text(type_role="label_small", halign="center", a11y_hidden=True)
        self.add_widget(self._pill)
        self.add_widget(self.label)
        for name in ("text", "chosen", "icon", "count"):
            self.fbind(name, self.show)
        theme.follow(self.show)
        self.show()

    def center_icon(self, *_):
        pill = self._pill
        self._icon.pos = (pill.x + (pill.width - self._icon.width) / 2, pill.y + (pill.height - self._icon.height) / 2)

    def show(self, *_):
        self.label.text = f"{self.text} ({self.count})" if self.count else self.text
        self.a11y_name = tr("{place}, {n} new", place=self.text, n=self.count) if self.count else self.text
        self._pill.fill = "container" if self.chosen else ""
        outline = self.icon + "-outline"
        self._icon.icon = outline if outline in md_icons and not self.chosen else self.icon
        self._icon.ink = "on_container" if self.chosen else "on2"
        self.label.ink, self.label.weight = ("on", 700) if self.chosen else ("on2", 600)
        self.a11y_states = ["selected"] if self.chosen else []


class NavigationBar(Surface, BoxLayout):
    """The places of the app. `places`: (key, icon, words as a callable)."""

    places = ObjectProperty(())
    current = StringProperty("")

    def __init__(self, **options):
        self.register_event_type("on_choose")
        super().__init__(fill="bar", corners=[0], size_hint_y=None, padding=[dp(4), 0, dp(4), dp(4)], **options)
        with self.canvas.before:
            self._line_color = Color()
            self._line = Line(width=dp(0.5))
        self.items = {}
        for number, (key, icon, words) in enumerate(self.places, 1):
            item = NavigationItem(icon=icon, text=words(), a11y_position=(number, len(self.places)))
            item.bind(on_act=lambda _, key=key: self.dispatch("on_choose", key), height=self.grow)
            for name in ("width", "text", "font_name", "font_size"):
                item.label.fbind(name, self.even)
            self.items[key] = item
            self.add_widget(item)
        for name in ("pos", "size"):
            self.fbind(name, self.draw_line)
        theme.follow(self.draw_line)
        self.fbind("current", self.show)
        self.show()
        self.grow()

    def grow(self, *_):
        self.height = max((item.height for item in self.items.values()), default=0) + dp(4)

    def even(self, *_):
        """All names in one size, that of the longest."""
        share = min(item.label.share() for item in self.items.values())
        for item in self.items.values():
            item.label.shrink = share

    def draw_line(self, *_):
        self._line_color.rgba = theme.ui["line"]
        self._line.points = [self.x, (self.y + self.height), (self.x + self.width), (self.y + self.height)]

    def show(self, *_):
        for key, item in self.items.items():
            item.chosen = key == self.current

    def translate(self):
        for key, _, words in self.places:
            self.items[key].text = words()

    def count(self, key: str, new: int):
        """How much is new in one of the places."""
        self.items[key].count = new

    def on_choose(self, key):
        pass


class TopBar(Row):
    """Back, and where one is. More buttons may be added at its end."""

    title = StringProperty("")
    back = ObjectProperty(None, allownone=True)

    def __init__(self, **options):
        options.setdefault("least_height", dp(56))
        super().__init__(padding=[dp(4), dp(4), dp(8), dp(4)], spacing=dp(4), **options)
        self.label = Text(text=self.title, a11y_role="heading", a11y_level=1)
        self.button = IconButton(icon="arrow-left", a11y_name=tr("Back"))
        self.button.bind(on_act=lambda _: self.back())
        self.add_widget(self.label)
        self.fbind("title", self.label.setter("text"))
        self.fbind("back", self.show_back)
        self.show_back()

    def show_back(self, *_):
        self.label.type_role = "title_large" if self.back else "headline_medium"
        self.padding[0] = dp(4 if self.back else 16)
        if self.back and not self.button.parent:
            self.add_widget(self.button, index=len(self.children))
        elif not self.back and self.button.parent:
            self.remove_widget(self.button)


class OfflineBar(Row):
    """Stays while the city does not answer."""

    def __init__(self, **options):
        super().__init__(fill="on", corners=[0], padding=[dp(16), dp(8), dp(16), dp(8)], spacing=dp(10), a11y_role="alert", **options)
        self.add_widget(Icon(icon="wifi-off", ink="surface", dp_size=20))
        self.label = Text(type_role="label_large", ink="surface", a11y_hidden=True)
        self.add_widget(self.label)
        self.translate()

    def translate(self):
        self.label.text = self.a11y_name = tr("No connection. Saved trips and the map you have seen still work.")


class UndoBar(Row):
    """What was just done, and the way back, for ten seconds."""

    text = StringProperty("")
    action = StringProperty("")
    undo = ObjectProperty(None, allownone=True)
    seconds = NumericProperty(UNDO_S)

    def __init__(self, **options):
        super().__init__(fill="on", corners=[14], floats=0, padding=[dp(16), dp(4), dp(8), dp(4)], spacing=dp(8), least_height=dp(52), **options)
        self.add_widget(Text(text=self.text, type_role="label_large", ink="surface", a11y_role="text", padding=[0, dp(6), 0, dp(6)]))
        if self.undo:
            button = UndoButton(a11y_name=self.action)
            button.bind(on_act=self.act)
            self.add_widget(button)
        self._clock = Clock.schedule_once(lambda _: self.leave(), self.seconds)

    def act(self, *_):
        self.leave()
        self.undo()

    def leave(self):
        self._clock.cancel()
        if self.parent:
            self.parent.remove_widget(self)


class UndoButton(Pressable, BoxLayout):
    """A word to press on the inverse ground."""

    def __init__(self, **options):
        super().__init__(size_hint=(None, None), padding=[dp(12), 0], corners=[10], **options)
        label = Text(
            text=self.a11y_name, type_role="label_large", weight=700, ink="surface", fit="width", pos_hint={"center_y": 0.5}, a11y_hidden=True
        )
        self.add_widget(label)
        self.size = (label.width + dp(24), max(dp(48), label.height))


def spaced(*widgets, gap: float = 8) -> Column:
    """Widgets below each other."""
    column = Column(spacing=dp(gap))
    for widget in widgets:
        column.add_widget(widget)
    return column
