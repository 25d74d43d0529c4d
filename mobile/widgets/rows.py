"""Rows of lists: what stands in them is said in one sentence."""

from kivy.animation import Animation
from kivy.graphics import Color, Ellipse, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget

from mobile.i18n import tr
from mobile.theme import theme
from mobile.widgets.box import Column, Rule
from mobile.widgets.press import PressRow
from mobile.widgets.text import Icon, Text


class Slide(Widget):
    """The picture of a switch, 52 × 32; the row it stands in acts."""

    on = BooleanProperty(False)
    place = NumericProperty(0)
    a11y_hidden = True

    def __init__(self, **options):
        super().__init__(size_hint=(None, None), size=(dp(52), dp(32)), pos_hint={"center_y": 0.5}, **options)
        self.place = float(self.on)
        for name in ("pos", "place"):
            self.fbind(name, self.paint)
        self.fbind("on", self.move)
        theme.follow(self.paint)
        self.paint()

    def move(self, *_):
        Animation.cancel_all(self)
        Animation(place=float(self.on), duration=0 if theme.less_motion else 0.12).start(self)

    def paint(self, *_):
        ui, at = theme.ui, self.place
        self.canvas.clear()
        knob = dp(16 + 8 * at)
        x = self.x + dp(16) + dp(20) * at - knob / 2
        with self.canvas:
            Color(*ui["primary" if self.on else "outline"])
            SmoothRoundedRectangle(pos=self.pos, size=self.size, radius=[dp(15.9)] * 4)
            if not self.on:
                Color(*ui["s2"])
                SmoothRoundedRectangle(pos=(self.x + dp(2), self.y + dp(2)), size=(self.width - dp(4), self.height - dp(4)), radius=[dp(13.9)] * 4)
            Color(*ui["on_primary" if self.on else "outline"])
            Ellipse(pos=(x, (self.y + self.height / 2) - knob / 2), size=(knob, knob))


class ListRow(PressRow):
    """Icon, title, second line, and what the row leads to: `end` is chevron, switch, check, a word or nothing."""

    icon = StringProperty("")
    title = StringProperty("")
    detail = StringProperty("")
    end = StringProperty("chevron")
    on = BooleanProperty(False)
    title_role = StringProperty("title_small")

    def __init__(self, **options):
        options.setdefault("least_height", theme.scaled(64))
        options.setdefault("corners", [0])
        super().__init__(padding=[dp(16), dp(8), dp(14), dp(8)], spacing=dp(14), **options)
        if self.icon:
            self.add_widget(Icon(icon=self.icon, ink="link", dp_size=24))
        words = Column(spacing=dp(2), pos_hint={"center_y": 0.5})
        words.add_widget(Text(text=self.title, type_role=self.title_role))
        if self.detail:
            words.add_widget(Text(text=self.detail, type_role="label_medium", ink="on2"))
        self.add_widget(words)
        self.add_end()
        self.fbind("on", self.show)
        self.a11y_key = self.a11y_key or self.title
        if not self.a11y_name:
            self.a11y_name = self.title + (", " if self.end in ("switch", "check") else ": ") + self.detail if self.detail else self.title
        self.show()

    def add_end(self):
        self._end = None
        if self.end == "chevron":
            self.add_widget(Icon(icon="chevron-right", ink="on2", dp_size=24))
        elif self.end == "switch":
            self.a11y_role = "switch"
            self._end = Slide(on=self.on)
            self.add_widget(self._end)
        elif self.end == "check":
            self._end = Icon(icon="check", ink="link", dp_size=24)
            self.add_widget(self._end)

    def show(self, *_):
        if self.end == "switch":
            self._end.on = self.on
            self.a11y_value = tr("on") if self.on else tr("off")
        elif self.end == "check":
            self._end.icon = "check" if self.on else ""
            self.a11y_states = ["selected"] if self.on else []


class Card(Column):
    """Rows on one ground, divided by lines."""

    def __init__(self, inset: float = 54, **options):
        options.setdefault("corners", [16])
        super().__init__(fill="surface", edge="line", padding=[dp(1), dp(1)], **options)
        self.inset = inset

    def add_row(self, row):
        if self.children:
            self.add_widget(Rule(inset=self.inset))
        self.add_widget(row)
