"""What the four steps are made of."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.wizard.state import StepWords
from mobile.store.draft import STEPS
from mobile.theme import theme
from mobile.widgets.box import Column, Gap, Row, Surface
from mobile.widgets.press import IconButton, Pressable, PressRow
from mobile.widgets.text import Icon, Text


def head_row(step: int, on_back, on_skip) -> Row:
    """Back, how far one is, and the way out. How far is heard with the question."""
    row = Row(padding=[dp(4), dp(8), dp(8), dp(8)], spacing=dp(8), least_height=dp(64))
    back = IconButton(icon="arrow-left", a11y_name=tr("Back"))
    back.bind(on_act=lambda _: on_back())
    row.add_widget(back)
    bars = Row(spacing=dp(6))
    for number in range(1, STEPS + 1):
        edge = "outline" if theme.name == "hc" else ""
        bars.add_widget(Surface(fill="primary" if number <= step else "s3", edge=edge, corners=[4], size_hint_y=None, height=dp(8)))
    row.add_widget(bars)
    skip = PressRow(size_hint_x=None, corners=[12], padding=[dp(12), dp(4), dp(12), dp(4)], a11y_name=tr("Skip"))
    skip.fbind("minimum_width", skip.setter("width"))
    skip.add_widget(Text(text=tr("Skip"), type_role="title_medium", ink="link", fit="width"))
    skip.bind(on_act=lambda _: on_skip())
    row.add_widget(skip)
    return row


def question(words: StepWords) -> Column:
    column = Column(padding=[dp(4), dp(4), dp(4), 0], spacing=dp(2), a11y_role="heading", a11y_level=1, a11y_name=words.spoken)
    column.add_widget(Text(text=words.number, type_role="label_large", ink="on2"))
    column.add_widget(Text(text=words.question, type_role="headline_large"))
    column.add_widget(Gap(4))
    column.add_widget(Text(text=words.detail, type_role="body_large", ink="on2"))
    return column


def choice_card(icon: str, words: str, detail: str, on: bool, position: tuple[int, int], act) -> Pressable:
    """The whole card is pressed; checked ones have a ground, a stronger edge and a filled box."""
    card = PressRow(
        fill="container" if on else "surface",
        edge="link" if on else "outline",
        edge_width=2 if on else 1,
        corners=[20],
        least_height=dp(76),
        padding=[dp(16), dp(10), dp(16), dp(10)],
        spacing=dp(16),
        a11y_role="checkbox",
        a11y_name=f"{words}, {detail}",
        a11y_position=position,
        a11y_states=["checked" if on else "unchecked"],
        a11y_key=icon,
    )
    ink = "on_container" if on else "on"
    card.add_widget(Icon(icon=icon, ink="on_container" if on else "link", dp_size=34))
    column = Column(spacing=dp(2), pos_hint={"center_y": 0.5})
    column.add_widget(Text(text=words, type_role="title_medium", ink=ink))
    column.add_widget(Text(text=detail, type_role="label_medium", ink=ink if on else "on2"))
    card.add_widget(column)
    card.add_widget(Icon(icon="checkbox-marked" if on else "checkbox-blank-outline", ink="on_container" if on else "on2", dp_size=26))
    card.bind(on_act=lambda _: act())
    return card


def promise() -> Row:
    """What leaves the phone, on the same view."""
    words = tr("Stays on this phone. The server only gets limits such as “no steps”.")
    row = Row(spacing=dp(14), padding=[dp(4), dp(6), dp(4), dp(6)], a11y_role="text", a11y_name=words)
    row.add_widget(Icon(icon="cellphone-lock", ink="ok", dp_size=24))
    row.add_widget(Text(text=words, type_role="body_medium", ink="on2"))
    return row
