"""The day as it is drawn: times at the left, the line of each way in its colour, what is done where at the right."""

from kivy.metrics import dp
from kivy.uix.widget import Widget

from mobile import tokens
from mobile.screens.day.state import LeftOutLine, PlaceLine, WayLine
from mobile.theme import theme
from mobile.widgets.box import Column, Row
from mobile.widgets.press import PressRow
from mobile.widgets.text import Icon, Text
from mobile.widgets.timeline import LINE_WIDTH, TIME_WIDTH, Lane


def place_part(line: PlaceLine) -> Row:
    """A time and where one is then; what is tight in the colour of a warning."""
    row = Row(padding=[dp(16), dp(2), dp(16), dp(2)], a11y_role="text", a11y_name=line.spoken)
    words = Column()
    words.add_widget(Text(text=line.name, type_role="title_small"))
    if line.detail:
        words.add_widget(Text(text=line.detail, type_role="label_medium", ink=line.tone or "on2"))
    time = Text(text=line.time, type_role="title_small")
    if theme.large:
        stacked = Column()
        stacked.add_widget(time)
        stacked.add_widget(words)
        row.add_widget(stacked)
        return row
    times = Column(size_hint_x=None, width=dp(TIME_WIDTH + LINE_WIDTH))
    times.add_widget(time)
    row.add_widget(times)
    row.add_widget(words)
    return row


def way_part(line: WayLine, act) -> Row:
    """How one goes on; it opens the way."""
    row = Row(padding=[dp(16), 0, dp(8), 0])
    if not theme.large:
        row.add_widget(Widget(size_hint=(None, 1), width=dp(TIME_WIDTH)))
    row.add_widget(Lane(mode=line.mode, colours=line.colours))
    head = PressRow(
        padding=[0, dp(4), dp(4), dp(4)], spacing=dp(4), corners=[12], least_height=dp(tokens.TOUCH), a11y_name=line.spoken, a11y_role="button"
    )
    words = Column(spacing=dp(2), pos_hint={"center_y": 0.5})
    words.add_widget(Text(text=line.text, type_role="body_medium"))
    words.add_widget(Text(text=line.times, type_role="label_medium", ink="on2"))
    head.add_widget(words)
    head.add_widget(Icon(icon="chevron-right", ink="on2", dp_size=24))
    head.bind(on_act=lambda _: act(line))
    row.add_widget(head)
    return row


def left_out_part(line: LeftOutLine) -> Row:
    """What is not done, and why."""
    row = Row(padding=[dp(16), dp(8), dp(16), dp(8)], spacing=dp(12), a11y_role="text", a11y_name=line.spoken)
    row.add_widget(Icon(icon="calendar-remove-outline", ink="warn", dp_size=24))
    words = Column(spacing=dp(2))
    words.add_widget(Text(text=line.name, type_role="title_small"))
    words.add_widget(Text(text=line.why, type_role="label_medium", ink="on2"))
    row.add_widget(words)
    return row
