"""A trip from top to bottom: times at the left, the line of each leg in its colour, what to do at the right."""

from kivy.graphics import Color, Ellipse, Line, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from mobile import tokens
from mobile.theme import theme
from mobile.widgets.badges import ModeBadge, mode_colours
from mobile.widgets.box import Column, Row
from mobile.widgets.press import PressRow
from mobile.widgets.text import Icon, Text

TIME_WIDTH, LINE_WIDTH = 54, 28


class Lane(Widget):
    """The piece of the line beside a leg: solid in the colour of the mode, dotted on foot, dashed by bike."""

    mode = StringProperty("WALK")
    colours = ObjectProperty((None, None))
    a11y_hidden = True

    def __init__(self, **options):
        super().__init__(size_hint=(None, 1), width=dp(LINE_WIDTH), **options)
        for name in ("pos", "size"):
            self.fbind(name, self.paint)
        theme.follow(self.paint)

    def paint(self, *_):
        self.canvas.clear()
        x, bottom, top = (self.x + self.width / 2), self.y + dp(2), (self.y + self.height) - dp(2)
        with self.canvas:
            if self.mode in ("WALK", "WHEELCHAIR"):
                Color(*theme.ui["on2"])
                for number in range(max(1, int((top - bottom) / dp(11)))):
                    Ellipse(pos=(x - dp(3), top - dp(8) - number * dp(11)), size=(dp(6), dp(6)))
                return
            if theme.name != "light":
                Color(1, 1, 1, 1 if theme.name == "hc" else 0.45)
                SmoothRoundedRectangle(pos=(x - dp(5), bottom), size=(dp(10), top - bottom), radius=[dp(5)] * 4)
            Color(*mode_colours(self.mode, *self.colours)[0])
            if self.mode in ("BIKE", "SCOOTER", "FERRY"):
                for number in range(max(1, int((top - bottom) / dp(14)))):
                    end = top - number * dp(14)
                    Line(points=[x, end, x, max(bottom, end - dp(9))], width=dp(3.5), cap="none")
                return
            SmoothRoundedRectangle(pos=(x - dp(4), bottom), size=(dp(8), max(dp(8), top - bottom)), radius=[dp(4)] * 4)


def place_row(time: str, name: str, spoken: str) -> Row:
    """A time and where one is then."""
    row = Row(padding=[dp(16), 0, dp(16), 0], a11y_role="text", a11y_name=spoken)
    if theme.large:
        stacked = Column()
        stacked.add_widget(Text(text=time, type_role="title_small"))
        stacked.add_widget(Text(text=name, type_role="title_small"))
        row.add_widget(stacked)
        return row
    row.add_widget(Text(text=time, type_role="title_small", size_hint_x=None, width=dp(TIME_WIDTH), pos_hint={"top": 1}))
    row.add_widget(Widget(size_hint_x=None, width=dp(LINE_WIDTH)))
    row.add_widget(Text(text=name, type_role="title_small"))
    return row


class LegRow(Column):
    """A leg that opens to its turns or stops. `leg` is a LegLine."""

    leg = ObjectProperty(None)
    opened = BooleanProperty(False)

    def __init__(self, **options):
        super().__init__(**options)
        self.fbind("opened", self.show_leg)
        self.show_leg()

    def show_leg(self, *_):
        self.clear_widgets()
        leg = self.leg
        row = Row(padding=[dp(16), 0, dp(8), 0])
        side = Column(size_hint_x=None, width=dp(TIME_WIDTH) * (1.9 if theme.large else 1), pos_hint={"top": 1}, padding=[0, dp(6), 0, 0])
        side.add_widget(self.sign())
        row.add_widget(side)
        row.add_widget(Lane(mode=leg.mode, colours=leg.colours))
        words = Column(padding=[0, dp(2), 0, dp(6)])
        words.add_widget(self.head())
        if self.opened:
            for (icon, text, value), spoken in zip(leg.inner, leg.inner_spoken):
                words.add_widget(inner_row(icon, text, value, spoken))
        row.add_widget(words)
        self.add_widget(row)

    def sign(self):
        leg = self.leg
        if leg.mode in ("WALK", "WHEELCHAIR"):
            return Icon(icon=tokens.MODES[leg.mode][2], ink="on2", dp_size=24)
        return ModeBadge(mode=leg.mode, line=leg.line, colours=leg.colours, tall=28, least=36)

    def head(self):
        leg = self.leg
        head = PressRow(padding=[0, dp(4), dp(4), dp(4)], spacing=dp(4), corners=[12], least_height=dp(tokens.TOUCH), a11y_name=leg.spoken)
        words = Column(spacing=dp(2), pos_hint={"center_y": 0.5})
        words.add_widget(Text(text=leg.title, type_role="body_medium"))
        if leg.detail:
            words.add_widget(Text(text=leg.detail, type_role="label_medium", ink="on2"))
        head.add_widget(words)
        if leg.inner:
            head.add_widget(Icon(icon="chevron-up" if self.opened else "chevron-down", ink="on2", dp_size=24))
            head.a11y_hint = leg.toggle[1 if self.opened else 0]
            head.a11y_states = ["expanded" if self.opened else "collapsed"]
            head.bind(on_act=lambda _: setattr(self, "opened", not self.opened))
        else:
            head.a11y_role = "text"
        self.head_row = head
        return head


def inner_row(icon: str, text: str, value: str, spoken: str) -> Row:
    """One turn or one stop."""
    row = Row(spacing=dp(8), padding=[0, dp(3), dp(8), dp(3)], a11y_role="text", a11y_name=spoken)
    row.add_widget(Icon(icon=icon, ink="on2", dp_size=20))
    row.add_widget(Text(text=text, type_role="label_medium"))
    row.add_widget(Text(text=value, type_role="label_medium", ink="on2", fit="width"))
    return row
