"""The parts of a booking on its page: how it stands, what is in it, and where the money is."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.booking.state import BookingView, LegRow
from mobile.screens.pay.parts import HoldTag
from mobile.theme import theme
from mobile.widgets.badges import TONES, ModeBadge, Tag
from mobile.widgets.box import Column, Flow, Row, Rule
from mobile.widgets.text import Icon, Text


def head_card(view: BookingView, now, over) -> Column:
    """`over()` is called when the time to pay is over."""
    ground, _, ink = TONES[view.tone]
    card = Column(fill=ground, edge=ink if theme.name == "hc" else "", corners=[20], padding=dp(16), spacing=dp(8))
    head = Row(spacing=dp(12), a11y_role="heading", a11y_name=f"{view.title}. {view.detail}")
    head.add_widget(Icon(icon=view.icon, ink=ink, dp_size=30))
    words = Column(spacing=dp(4))
    words.add_widget(Text(text=view.title, type_role="headline_small", ink=ink))
    words.add_widget(Text(text=view.detail, type_role="body_medium"))
    head.add_widget(words)
    card.add_widget(head)
    if view.until:
        tags = Flow()
        tags.add_widget(HoldTag(until=view.until, now=now, over=over, words=tr("Held for you {left}")))
        card.add_widget(tags)
    return card


def legs_card(legs: tuple[LegRow, ...]) -> Column:
    card = Column(fill="surface", edge="line", corners=[16], padding=[dp(14), dp(4), dp(14), dp(4)])
    for number, leg in enumerate(legs, 1):
        if number > 1:
            card.add_widget(Rule())
        card.add_widget(leg_row(leg, (number, len(legs))))
    return card


def leg_row(leg: LegRow, position: tuple[int, int]) -> Row:
    row = Row(spacing=dp(12), padding=[0, dp(8), 0, dp(8)], least_height=theme.scaled(60), a11y_role="text", a11y_name=leg.spoken)
    row.a11y_position = position
    words = Column(spacing=dp(3))
    words.add_widget(Text(text=leg.title, type_role="title_small"))
    words.add_widget(Text(text=leg.detail, type_role="label_medium", ink="on2"))
    status, tone = leg.status
    if status:
        tags = Flow()
        tags.add_widget(Tag(text=status, tone=tone))
        words.add_widget(Text(text=status, type_role="label_medium", weight=600, ink=TONES[tone][2]) if theme.large else tags)
    price = Text(text=leg.price, type_role="title_small", fit="height" if theme.large else "width")
    if theme.large:
        words.add_widget(price)
        row.add_widget(words)
        return row
    row.add_widget(ModeBadge(mode=leg.mode, tall=32, least=44, lettered=False))
    row.add_widget(words)
    row.add_widget(price)
    return row


def sums_card(sums: tuple[tuple[str, str, str], ...]) -> Column:
    card = Column(fill="surface", edge="line", corners=[16], padding=[dp(14), dp(6), dp(14), dp(6)])
    for words, amount, spoken in sums:
        card.add_widget(sum_row(words, amount, spoken))
    return card


def sum_row(words: str, amount: str, spoken: str, weight: int = 0):
    """Words and an amount, beside each other; at large text below."""
    row = Column(padding=[0, dp(4)]) if theme.large else Row(spacing=dp(12), least_height=theme.scaled(34))
    row.a11y_role, row.a11y_name = "text", spoken
    row.add_widget(Text(text=words, type_role="body_medium", ink="on2"))
    row.add_widget(Text(text=amount, type_role="title_small", weight=weight, fit="height" if theme.large else "width"))
    return row
