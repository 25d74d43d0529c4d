"""The rows and cards of Home."""

from kivy.metrics import dp

from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.screens.home.state import Leaving
from mobile.theme import theme
from mobile.widgets.badges import ModeBadge, Sign
from mobile.widgets.box import Column, Row
from mobile.widgets.live import signed
from mobile.widgets.press import PressRow
from mobile.widgets.text import Icon, Text


def leaving_row(row: Leaving, act, foot_icon: str, some_live: bool) -> PressRow:
    """A departure: which line, where to, from which stop, and the minutes until the first that can be reached.

    Where some are live those that are not say so.
    """
    pressed = PressRow(least_height=theme.scaled(68), padding=[dp(16), dp(6), dp(16), dp(6)], spacing=dp(12), corners=[0], a11y_name=row.spoken)
    pressed.bind(on_act=lambda _: act(row.stop_id))
    words = Column(spacing=dp(2), pos_hint={"center_y": 0.5})
    words.add_widget(Text(text=row.headsign, type_role="title_small"))
    words.add_widget(where_line(row, foot_icon))
    numbers = minutes_column(row, some_live)
    badge = ModeBadge(mode=row.mode, line=row.line, colours=row.colours)
    if theme.large:  # stacked: the badge and the time, then the words over the whole width
        column = Column(spacing=dp(6))
        head = Row()
        head.add_widget(badge)
        head.add_widget(Column())
        head.add_widget(numbers)
        column.add_widget(head)
        column.add_widget(words)
        pressed.add_widget(column)
        return pressed
    pressed.add_widget(badge)
    pressed.add_widget(words)
    pressed.add_widget(numbers)
    return pressed


def where_line(row: Leaving, foot_icon: str):
    walk = Row(size_hint_x=None, spacing=dp(2))
    walk.add_widget(Icon(icon=foot_icon, ink="on2", dp_size=16))
    walk.add_widget(Text(text=row.walk, type_role="label_medium", ink="on2", fit="width"))
    walk.fbind("minimum_width", walk.setter("width"))
    place = Text(text=row.where, type_role="label_medium", ink="on2")
    if theme.large:
        line = Column(spacing=dp(2))
    else:
        line = Row(spacing=dp(8))
        place.size_hint_x = None
        line.fbind("width", lambda _, width: setattr(place, "width", max(dp(40), min(place.natural, width - walk.width - dp(8)))))
    line.add_widget(place)
    line.add_widget(walk)
    return line


def minutes_column(row: Leaving, some_live: bool) -> Column:
    column = Column(size_hint_x=None, spacing=0, pos_hint={"center_y": 0.5})
    big = signed(row.minutes, "headline_small", row.tone, 800, row.unit)
    big.pos_hint = {"right": 1}
    then = Text(text=row.then, type_role="label_medium", ink="on2", fit="width")
    then.pos_hint = {"right": 1}
    column.add_widget(big)
    column.add_widget(then)
    parts = [big, then]
    words, tone = row.status
    if words:
        parts.append(Text(text=words, type_role="label_medium", weight=600, ink=tone, fit="width", pos_hint={"right": 1}))
    elif some_live and not row.tone:
        parts.append(Sign(text=tr("Timetable"), icon="clock-outline", pos_hint={"right": 1}))
    for part in parts[2:]:
        column.add_widget(part)

    def widen(*_):
        column.width = max(part.width for part in parts)

    for part in parts:
        part.fbind("width", widen)
    widen()
    return column


def saved_card(icon: str, name: str, seconds: int | None, act) -> PressRow:
    """A place of one's own, and how long it takes to get there now."""
    spoken = f"{name}, {say.duration(seconds)}" if seconds is not None else name
    card = PressRow(
        size_hint_x=None,
        fill="surface",
        floats=2,
        corners=[18],
        padding=[dp(14), dp(7), dp(16), dp(7)],
        spacing=dp(10),
        least_height=dp(52),
        a11y_name=spoken,
    )
    card.bind(on_act=lambda _: act())
    card.add_widget(Icon(icon=icon, ink="link", dp_size=22))
    words = Column(size_hint_x=None, pos_hint={"center_y": 0.5})
    texts = [Text(text=name, type_role="label_large", weight=700, fit="width")]
    if seconds is not None:
        texts.append(Text(text=write.duration(seconds), type_role="label_medium", ink="on2", fit="width"))
    for text in texts:
        words.add_widget(text)
    words.width = max(text.width for text in texts)
    card.add_widget(words)
    card.fbind("minimum_width", card.setter("width"))
    return card


def stand_out(row) -> None:
    """What matters now, above the rest: by its edge, since a ground of its own would leave its words unreadable in high contrast."""
    row.fill, row.edge, row.edge_width, row.corners = "surface", "link", 2, [16]
