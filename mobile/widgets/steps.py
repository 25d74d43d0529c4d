"""What was done, what is done now and what is to come, from top to bottom, joined by a line."""

from kivy.graphics import Color, Line, SmoothEllipse
from kivy.metrics import dp
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.widget import Widget

from mobile.theme import theme
from mobile.widgets.box import Column, Row
from mobile.widgets.text import Icon, Text

SIDE, GAP = 36, 19  # dp: of a circle, and from one to the next


class StepMark(Widget):
    """The circle of a step, and the line to the next. `phase`: done, said (done, of no weight), now or coming; what is done has a check."""

    phase = StringProperty("coming")
    icon = StringProperty("")
    last = BooleanProperty(False)
    a11y_hidden = True

    def __init__(self, **options):
        super().__init__(size_hint=(None, 1), width=theme.scaled(SIDE), **options)
        ink = {"done": "surface", "said": "ok", "now": "on", "coming": "on2"}[self.phase]
        self._icon = Icon(icon="check" if self.phase == "done" else self.icon, ink=ink, dp_size=20)
        self.add_widget(self._icon)
        for name in ("pos", "size"):
            self.fbind(name, self.paint)
        theme.follow(self.paint)

    def paint(self, *_):
        side, ui = self.width, theme.ui
        x, top = self.x + side / 2, self.y + self.height
        self._icon.pos = (x - self._icon.width / 2, top - side / 2 - self._icon.height / 2)
        self.canvas.before.clear()
        with self.canvas.before:
            if not self.last:
                Color(*ui["ok" if self.phase in ("done", "said") else "line"])
                Line(points=[x, top - side, x, self.y], width=dp(1), cap="none")
            Color(*ui[{"done": "ok", "said": "ok", "now": "on"}.get(self.phase, "outline")])
            SmoothEllipse(pos=(self.x, top - side), size=(side, side))
            if self.phase != "done":
                wide = dp(2 if self.phase == "now" else 1)
                Color(*ui["surface"])
                SmoothEllipse(pos=(self.x + wide, top - side + wide), size=(side - 2 * wide, side - 2 * wide))


def step_list(steps) -> Column:
    """`steps` have a phase, an icon, a title, a detail and what is `spoken`: each is a node of its own."""
    column = Column(a11y_role="list")
    for number, step in enumerate(steps, 1):
        last = number == len(steps)
        row = Row(spacing=dp(14), a11y_role="text", a11y_name=step.spoken, least_height=theme.scaled(SIDE) + (0 if last else dp(GAP)))
        row.add_widget(StepMark(phase=step.phase, icon=step.icon, last=last))
        words = Column(spacing=dp(1), padding=[0, dp(2), 0, dp(2) if last else dp(12)], pos_hint={"top": 1})
        words.add_widget(Text(text=step.title, type_role="title_small"))
        if step.detail:
            words.add_widget(Text(text=step.detail, type_role="label_medium", ink="on2"))
        row.add_widget(words)
        column.add_widget(row)
    return column
