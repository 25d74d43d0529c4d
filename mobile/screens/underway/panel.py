"""The top of the trip in progress: one thing to do, readable at arm's length; and below it what else there is."""

from collections.abc import Callable

from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from mobile.i18n import tr
from mobile.screens.underway.breaks import BreakCard
from mobile.screens.underway.state import RideLine, UnderwayState
from mobile.theme import theme
from mobile.widgets.badges import ModeBadge
from mobile.widgets.box import Column, Row, Surface
from mobile.widgets.live import LiveBadge
from mobile.widgets.notices import told
from mobile.widgets.press import WordButton
from mobile.widgets.text import Icon, Text
from mobile.widgets.timeline import time_texts


class Panel(Column):
    """What to do next. Its countdown changes by itself; that is not told each time, only when it is asked for."""

    def __init__(self, state: UnderwayState, **options):
        super().__init__(padding=[dp(20), dp(16), dp(20), dp(16)], spacing=dp(8), a11y_role="heading", a11y_quiet=True, **options)
        head = Column(spacing=dp(8)) if theme.large else Row(spacing=dp(18))
        head.add_widget(tile(state.icon))
        words = Column()
        self.big = Text(text=state.countdown, type_role="display_medium", ink="on_panel")
        words.add_widget(self.big)
        words.add_widget(Text(text=state.action, type_role="headline_small", ink="on_panel"))
        head.add_widget(words)
        self.add_widget(head)
        self.hints = []
        for icon, text in state.hints:
            row, hint = line(icon, text, 600)
            self.hints.append(hint)
            self.add_widget(row)
        self.follow(state)

    def follow(self, state: UnderwayState):
        """The same thing to do, a second later."""
        self.big.text, self.a11y_name = state.countdown, state.spoken
        for hint, (_, words) in zip(self.hints, state.hints):
            hint.text = words


def line(icon: str, words: str, weight: int) -> tuple[Row, Text]:
    """Something beside what to do, and its words, which may change."""
    row = Row(spacing=dp(12))
    row.add_widget(Icon(icon=icon, ink="yellow", dp_size=22))
    text = Text(text=words, type_role="title_small", weight=weight, ink="on_panel")
    row.add_widget(text)
    return row, text


def lay_out(ids, panel: Column) -> Column:
    """The panel over the map of a page, or, with large text, before the rest in its sheet. Answers the empty column for that rest."""
    ids.panel.clear_widgets()
    content = ids.sheet.content
    content.clear_widgets()
    if theme.large:  # there is no room beside it: the panel scrolls with the rest
        panel.fill, panel.corners = "panel", [20]
        content.add_widget(panel)
    else:
        ids.panel.add_widget(panel)
    rest = Column(padding=[dp(16), dp(4), dp(16), dp(16)], spacing=dp(12))
    content.add_widget(rest)
    return rest


def break_card(broken: BreakCard, take_other: Callable[[], None]) -> Column:
    """What broke, and one button that mends it."""
    card = told("alert-octagon-outline", "error", broken.title, broken.detail, broken.spoken)
    if broken.action:
        button = WordButton(text=broken.action, a11y_name=broken.action, icon="directions-fork")
        button.bind(on_act=lambda _: take_other())
        card.add_widget(button)
    return card


def tile(icon: str) -> Surface:
    """The guide yellow square with the sign of what to do."""
    side = theme.scaled(84) if not theme.large else dp(84)
    ground = Row(size_hint=(None, None), size=(side, side), fill="yellow", corners=[22], least_height=side, a11y_hidden=True)
    ground.padding = [(side - dp(52)) / 2, 0, 0, 0]
    ground.add_widget(Icon(icon=icon, ink="on_yellow", dp_size=52, grows=False))
    return ground


class ShareBar(Widget):
    """How much of the trip is done, 8 high. What it stands with says it in words."""

    share = NumericProperty(0)
    a11y_hidden = True

    def __init__(self, **options):
        super().__init__(size_hint_y=None, height=dp(8), **options)
        for name in ("share", "pos", "size"):
            self.fbind(name, self.paint)
        theme.follow(self.paint)
        self.paint()

    def paint(self, *_):
        self.canvas.clear()
        with self.canvas:
            Color(*theme.ui["s3" if theme.name != "hc" else "outline"])
            SmoothRoundedRectangle(pos=self.pos, size=self.size, radius=[dp(3.9)] * 4)
            Color(*theme.ui["primary" if theme.name != "hc" else "yellow"])
            SmoothRoundedRectangle(pos=self.pos, size=(max(dp(8), self.width * self.share), self.height), radius=[dp(3.9)] * 4)


class Rest(Column):
    """How much is left and when one is there."""

    def __init__(self, state: UnderwayState, **options):
        super().__init__(spacing=dp(6), a11y_role="text", a11y_quiet=True, **options)
        self.bar = ShareBar()
        self.add_widget(self.bar)
        line = Column() if theme.large else Row()
        self.left = Text(type_role="label_large", ink="on2")
        line.add_widget(self.left)
        times = Row(size_hint_x=None, spacing=dp(6))
        fit = [Text(text=tr("Arrive"), type_role="label_large", fit="width"), *time_texts(state.arrive, "width")]
        for text in fit:
            times.add_widget(text)
        times.fbind("minimum_width", times.setter("width"))
        line.add_widget(times)
        self.add_widget(line)
        self.follow(state)

    def follow(self, state: UnderwayState):
        self.bar.share, self.left.text, self.a11y_name = state.share, state.left, state.arrive_spoken


def ride_row(ride: RideLine, now) -> Row:
    """The ride one is on or goes to: badge, where, when, and whether that is live."""
    row = Column(spacing=dp(6)) if theme.large else Row(spacing=dp(14))
    row.a11y_role, row.a11y_name = "text", ride.spoken
    row.add_widget(ModeBadge(mode=ride.mode, line=ride.line, colours=ride.colours, tall=44, least=60))
    words = Column(spacing=dp(2))
    words.add_widget(Text(text=ride.title, type_role="title_medium"))
    times = Row(spacing=dp(6))
    for text in time_texts(ride.at, "width"):
        times.add_widget(text)
    if ride.at.words:
        times.add_widget(Text(text=ride.at.words, type_role="label_medium", weight=600, ink=ride.at.tone))
    words.add_widget(times)
    if ride.detail:
        words.add_widget(Text(text=ride.detail, type_role="label_medium", ink="on2"))
    words.add_widget(LiveBadge(live=ride.live, now=now))
    row.add_widget(words)
    return row
