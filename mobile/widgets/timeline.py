"""A trip from top to bottom: times at the left, the line of each leg in its colour, what to do at the right."""

from kivy.graphics import Color, Ellipse, Line, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from mobile import tokens
from mobile.live import Expected
from mobile.theme import theme
from mobile.widgets.badges import ModeBadge, mode_colours
from mobile.widgets.box import Column, Gap, Row
from mobile.widgets.live import LiveBadge
from mobile.widgets.press import PressRow, WordButton
from mobile.widgets.text import Icon, Text

TIME_WIDTH, LINE_WIDTH = 54, 28
# mode: from dash to dash, and how long one is, dp
DASHES = {**dict.fromkeys(("BIKE", "SHARED_BIKE", "SCOOTER", "FERRY"), (14, 9)), "ON_DEMAND": (25, 20)}


class Lane(Widget):
    """The piece of the line beside a leg: solid in the colour of the mode, dotted on foot, dashed by bike, in long dashes on demand."""

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
            if self.mode in DASHES:
                step, on = DASHES[self.mode]
                for number in range(max(1, int((top - bottom) / dp(step)))):
                    end = top - number * dp(step)
                    Line(points=[x, end, x, max(bottom, end - dp(on))], width=dp(3.5), cap="none")
                return
            SmoothRoundedRectangle(pos=(x - dp(4), bottom), size=(dp(8), max(dp(8), top - bottom)), radius=[dp(4)] * 4)


def time_texts(at: Expected, fit: str = "height") -> list[Text]:
    """The time as expected in the colour of its delay, and over it, crossed out, that of the timetable where it is another."""
    ink = at.tone or "on"
    struck = [Text(text=at.struck, type_role="label_medium", ink="on2", strikethrough=True, fit=fit)] if at.struck else []
    return [*struck, Text(text=at.time, type_role="title_small", ink=ink, fit=fit)] if at.time else struck


def place_row(at: Expected, name: str, spoken: str) -> Row:
    """A time and where one is then."""
    row = Row(padding=[dp(16), 0, dp(16), 0], a11y_role="text", a11y_name=spoken)
    if theme.large:
        stacked = Column()
        for text in time_texts(at):
            stacked.add_widget(text)
        stacked.add_widget(Text(text=name, type_role="title_small"))
        row.add_widget(stacked)
        return row
    times = Column(size_hint_x=None, width=dp(TIME_WIDTH))
    for text in time_texts(at):
        times.add_widget(text)
    row.add_widget(times)
    row.add_widget(Widget(size_hint_x=None, width=dp(LINE_WIDTH)))
    row.add_widget(Text(text=name, type_role="title_small"))
    return row


class LegRow(Column):
    """A leg that opens to its turns or stops. `leg` is a LegLine, `now` tells the time, `open_page` opens an address."""

    leg = ObjectProperty(None)
    now = ObjectProperty(None)
    open_page = ObjectProperty(None)
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
        words = Column(padding=[0, dp(2), dp(8), dp(6)])
        words.add_widget(self.head())
        self.add_facts(words)
        if self.opened:
            for (icon, text, value), spoken in zip(leg.inner, leg.inner_spoken):
                words.add_widget(inner_row(icon, text, value, spoken))
        row.add_widget(words)
        self.add_widget(row)

    def add_facts(self, words: Column):
        """What is known of a shared vehicle, how old that is, and the page of the operator."""
        leg = self.leg
        for fact in leg.facts:
            words.add_widget(fact_row(fact))
        if leg.live:
            words.add_widget(LiveBadge(live=leg.live, now=self.now, a11y_role="text"))
        if leg.link:
            text, address = leg.link
            words.add_widget(Gap(4))
            button = WordButton(text=text, a11y_name=text, look="outlined", icon="open-in-new", least_height=48)
            button.bind(on_act=lambda _: self.open_page(address))
            words.add_widget(button)

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
        status, tone = leg.status
        if status:
            words.add_widget(Text(text=status, type_role="label_medium", weight=600, ink=inks(tone)))
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


def inks(tone: str) -> str:
    """The colour of words of a tone that stand on the ground of the page."""
    return tone if tone in ("ok", "warn", "error") else "on2"


def fact_row(fact) -> Row:
    """An icon and a few words, as how many bikes there are."""
    row = Row(spacing=dp(8), padding=[0, dp(2), dp(8), dp(2)], a11y_role="text", a11y_name=fact.spoken or fact.text)
    row.add_widget(Icon(icon=fact.icon, ink=inks(fact.tone), dp_size=20))
    row.add_widget(Text(text=fact.text, type_role="label_medium", ink=inks(fact.tone)))
    return row


def inner_row(icon: str, text: str, value: str, spoken: str) -> Row:
    """One turn or one stop."""
    row = Row(spacing=dp(8), padding=[0, dp(3), dp(8), dp(3)], a11y_role="text", a11y_name=spoken)
    row.add_widget(Icon(icon=icon, ink="on2", dp_size=20))
    row.add_widget(Text(text=text, type_role="label_medium"))
    row.add_widget(Text(text=value, type_role="label_medium", ink="on2", fit="width"))
    return row
