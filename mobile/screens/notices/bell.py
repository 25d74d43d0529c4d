"""The way to the news, with how many there are."""

from collections.abc import Callable

from kivy.metrics import dp

from mobile.requests.notices import unread_words
from mobile.widgets.press import PressRow
from mobile.widgets.text import Icon, Text

MOST_SHOWN = 99


def bell(unread: int, act: Callable) -> PressRow:
    """At the end of a bar."""
    row = PressRow(size_hint_x=None, corners=[24], padding=[dp(12), dp(6), dp(12), dp(6)], spacing=dp(6), a11y_key="bell")
    row.a11y_name = unread_words(unread)
    row.fill = "container" if unread else ""
    ink = "on_container" if unread else "on"
    icon = Icon(icon="bell-badge-outline" if unread else "bell-outline", ink=ink, dp_size=24)
    row.add_widget(icon)
    row.width = icon.width + dp(24)
    if unread:
        number = Text(text=str(unread) if unread <= MOST_SHOWN else f"{MOST_SHOWN}+", type_role="label_large", weight=700, ink=ink, fit="width")
        row.add_widget(number)
        row.width += number.width + dp(6)
    row.bind(on_act=lambda _: act())
    return row
