"""What the parking page is put together from: the card that says what is looked for, and a card for each space."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.live import Fact
from mobile.screens.parking.state import SpaceRow
from mobile.theme import theme
from mobile.widgets.badges import TONES, Tag
from mobile.widgets.box import Column, Flow, Row, Rule
from mobile.widgets.press import PressColumn, PressRow
from mobile.widgets.text import Icon, Text

LONGEST_TAG = 26  # letters; a longer one would not fit beside anything

def search_card(place: str, times: str, times_spoken: str, vehicle: str, vehicle_spoken: str, acts) -> Column:
    """`acts`: what a press on the place, the times and the vehicle does."""
    card = Column(fill="surface", edge="float_line" if theme.name != "light" else "", floats=2, corners=[24], padding=[dp(6), dp(2), dp(6), dp(2)])
    words = tr("Near {place}", place=place) if place else tr("Where do you want to park?")
    card.add_widget(line("magnify", words, f"{words}. {tr('Search')}", acts[0], role="title_medium", key="place"))
    card.add_widget(Rule(inset=16))
    below = Column() if theme.large else Row()
    below.add_widget(line("clock-outline", times, tr("{times}, change", times=times_spoken), acts[1], key="times", share=1 if theme.large else 1.4))
    below.add_widget(line("car-side", vehicle, tr("{vehicle}, change", vehicle=vehicle_spoken), acts[2], key="vehicle"))
    card.add_widget(below)
    return card


def line(icon: str, words: str, spoken: str, act, role: str = "label_large", key: str = "", share: float = 1) -> PressRow:
    row = PressRow(size_hint_x=share, spacing=dp(8), padding=[dp(8), dp(4), dp(8), dp(4)], corners=[18], a11y_name=spoken, a11y_key=key)
    row.add_widget(Icon(icon=icon, ink="link", dp_size=20))
    row.add_widget(Text(text=words, type_role=role, weight=600))
    row.bind(on_act=lambda _: act())
    return row


def space_card(row: SpaceRow, chosen: bool, position: tuple[int, int], act) -> PressColumn:
    """One space. What stands out on the map stands out here too."""
    card = PressColumn(
        fill="surface", edge="link" if chosen else "line", edge_width=2 if chosen else 1, corners=[20],
        padding=[dp(14), dp(10), dp(14), dp(10)], spacing=dp(6), a11y_name=row.spoken, a11y_position=position, a11y_key=str(row.space.space_id),
    )  # fmt: skip
    card.bind(on_act=lambda _: act())
    price = Column(spacing=0, size_hint_x=1 if theme.large else 0.52)
    align = "left" if theme.large else "right"
    ink = "on" if row.space.price.total_minor is not None else "on2"
    price.add_widget(Text(text=row.price, type_role="title_large" if row.space.price.total_minor else "title_small", halign=align, ink=ink))
    if row.price_detail:
        price.add_widget(Text(text=row.price_detail, type_role="label_medium", ink="on2", halign=align))
    words = Column(spacing=dp(2))
    words.add_widget(Text(text=row.title, type_role="title_medium"))
    if row.detail:
        words.add_widget(Text(text=row.detail, type_role="body_medium", ink="on2"))
    head = Column(spacing=dp(4)) if theme.large else Row(spacing=dp(8))
    head.add_widget(words)
    head.add_widget(price)
    card.add_widget(head)
    add_facts(card, row.facts)
    return card


def add_facts(card, facts: tuple[Fact, ...]) -> None:
    """Short ones as tags, sentences on lines of their own."""
    tags = Flow(spacing=[dp(6), dp(4)])
    for fact in facts:
        if theme.large or len(fact.text) > LONGEST_TAG:
            card.add_widget(fact_line(fact))
        else:
            tags.add_widget(Tag(icon=fact.icon, text=fact.text, tone=fact.tone))
    if tags.children:
        card.add_widget(tags)


def fact_line(fact: Fact) -> Row:
    ink = TONES[fact.tone][2]
    row = Row(spacing=dp(8))
    row.add_widget(Icon(icon=fact.icon, ink=ink, dp_size=20))
    row.add_widget(Text(text=fact.text, type_role="body_medium", ink=ink))
    return row
