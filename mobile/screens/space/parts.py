"""The parts of the page of a space: the times, the line about the vehicle, facts, and what is agreed to."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.space.state import SpaceView
from mobile.theme import theme
from mobile.widgets.badges import TONES
from mobile.widgets.box import Column, Row, Rule
from mobile.widgets.press import PressRow, WordButton
from mobile.widgets.text import Icon, Text


def times_card(view: SpaceView, act) -> PressRow:
    """Arrive and leave, side by side; pressed, both can be changed."""
    (start, start_said), (end, end_said) = view.times
    spoken = tr("Arrive {start}, leave {end}, change", start=start_said, end=end_said)
    card = PressRow(fill="s2", corners=[16], padding=[dp(16), dp(10), dp(12), dp(10)], spacing=dp(10), a11y_name=spoken, a11y_key="times")
    if theme.name == "hc":
        card.edge = "outline"
    both = Column(spacing=dp(6)) if theme.large else Row(spacing=dp(10))
    for words, at in ((tr("Arrive"), start), (tr("Leave"), end)):
        column = Column(spacing=dp(2))
        column.add_widget(Text(text=words, type_role="label_medium", ink="on2"))
        column.add_widget(Text(text=at, type_role="title_medium"))
        both.add_widget(column)
    card.add_widget(both)
    card.add_widget(Icon(icon="pencil-outline", ink="link", dp_size=24))
    card.bind(on_act=lambda _: act())
    return card


def tone_line(icon: str, tone: str, words: str, spoken: str = "") -> Row:
    """A sentence on the ground of its tone."""
    ground, _, ink = TONES[tone]
    row = Row(fill=ground, edge=ink if theme.name == "hc" else "", corners=[14], padding=[dp(14), dp(10), dp(14), dp(10)], spacing=dp(12))
    row.a11y_role, row.a11y_name = "text", spoken or words
    row.add_widget(Icon(icon=icon, ink=ink, dp_size=24))
    row.add_widget(Text(text=words, type_role="title_small", ink=ink))
    return row


def facts_grid(view: SpaceView) -> Column:
    """Two in a line, at large text below each other."""
    grid = Column(spacing=dp(10), padding=[dp(4), dp(4), dp(4), dp(4)])
    entries = list(view.facts)
    step = 1 if theme.large else 2
    for at in range(0, len(entries), step):
        line = Row(spacing=dp(12))
        for icon, title, detail in entries[at : at + step]:
            line.add_widget(fact(icon, title, detail))
        if step == 2 and at + 1 == len(entries):
            line.add_widget(Column())
        grid.add_widget(line)
    return grid


def fact(icon: str, title: str, detail: str) -> Row:
    row = Row(spacing=dp(10), a11y_role="text", a11y_name=f"{title}, {detail}" if detail else title)
    row.add_widget(Icon(icon=icon, ink="link", dp_size=24))
    words = Column()
    words.add_widget(Text(text=title, type_role="title_small"))
    if detail:
        words.add_widget(Text(text=detail, type_role="label_medium", ink="on2"))
    row.add_widget(words)
    return row


def rules_column(view: SpaceView) -> Column:
    column = Column(spacing=dp(10), padding=[dp(4), dp(6), dp(4), dp(6)])
    column.add_widget(Rule())
    for icon, words in view.rules:
        row = Row(spacing=dp(12), a11y_role="text", a11y_name=words)
        row.add_widget(Icon(icon=icon, ink="link", dp_size=24))
        row.add_widget(Text(text=words, type_role="body_medium"))
        column.add_widget(row)
    return column


def price_bar(view: SpaceView, button: WordButton) -> Column:
    """What it costs, and the button beside it."""
    bar = Column(spacing=dp(6)) if theme.large else Row(spacing=dp(12))
    price = Column(size_hint_x=1 if theme.large else 0.6, a11y_role="text", a11y_name=f"{view.price}, {view.price_detail}".strip(", "))
    price.add_widget(Text(text=view.price, type_role="headline_small", weight=800))
    if view.price_detail:
        price.add_widget(Text(text=view.price_detail, type_role="label_medium", ink="on2"))
    bar.add_widget(price)
    bar.add_widget(button)
    return bar
