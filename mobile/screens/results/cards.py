"""The cards of Results, and what stands above them."""

from kivy.metrics import dp

from mobile import tokens
from mobile.asking import Ask
from mobile.i18n import tr
from mobile.live import Fact
from mobile.screens.results.state import Part, Result
from mobile.theme import theme
from mobile.widgets.badges import TONES, ModeBadge, ModeStrip, Tag
from mobile.widgets.box import Column, Flow, Row, Rule
from mobile.widgets.live import LiveBadge
from mobile.widgets.press import IconButton, PressColumn, PressRow
from mobile.widgets.text import Icon, Text


def result_card(result: Result, span_s: float, tick_s: int, position: tuple[int, int], now, act) -> PressColumn:
    """One way. The best has an edge of its own and a yellow tag, so it is found without colour too."""
    card = PressColumn(
        fill="surface",
        edge="link" if result.best else "line",
        edge_width=2 if result.best else 1,
        corners=[20],
        padding=[dp(14), dp(10), dp(14), dp(10)],
        spacing=dp(6),
        a11y_name=result.spoken,
        a11y_position=None,
        a11y_key=key_of(result),
    )
    card.position = position
    card.bind(on_act=lambda _: act(result))
    (fill_large if theme.large else fill_card)(card, result, span_s, tick_s, now)
    return card


def key_of(result: Result) -> str:
    """What it stays when its times change: whoever listens to it is not thrown out."""
    return " ".join(leg.trip_id or str(leg.mode) for leg in result.itinerary.legs)


def fill_card(card, result: Result, span_s: float, tick_s: int, now):
    head = Row(spacing=dp(8))
    times = Text(text=result.times, type_role="title_large", fit="width")
    head.add_widget(times)
    tags = Flow()
    tags.add_widget(Tag(text=result.reason, tone="yellow" if result.best else "quiet"))
    head.add_widget(tags)
    head.add_widget(Text(text=result.minutes, type_role="headline_small", weight=800, fit="width"))
    card.add_widget(head)
    card.add_widget(strip_of(result.parts, span_s, tick_s))
    first = Row(spacing=dp(8))
    first.add_widget(tags_of(result.runs or result.facts))
    if result.live:
        first.add_widget(LiveBadge(live=result.live, now=now, short=True))
    card.add_widget(first)
    if result.runs:
        card.add_widget(tags_of(result.facts))
    if result.beside:
        card.add_widget(Text(text=result.beside, type_role="label_medium", weight=600))
    card.add_widget(Text(text=result.footer, type_role="label_medium", ink="on2"))


def tags_of(facts: tuple[Fact, ...]) -> Flow:
    flow = Flow(spacing=[dp(6), dp(4)])
    for fact in facts:
        flow.add_widget(Tag(text=fact.text, icon=fact.icon, tone=fact.tone, struck=fact.struck))
    return flow


def fill_large(card, result: Result, _span_s, _tick_s, now):
    """At large text: each value on its own line, the strip as wrapped badges."""
    card.add_widget(Text(text=result.minutes, type_role="headline_medium"))
    card.add_widget(Text(text=result.times, type_role="title_large"))
    tag = Flow()
    tag.add_widget(Tag(text=result.reason, tone="yellow" if result.best else "quiet"))
    card.add_widget(tag)
    badges = Flow(spacing=[dp(8), dp(8)])
    for part in result.parts:
        badges.add_widget(badge_of(part))
    card.add_widget(badges)
    for fact in result.runs + result.facts:
        ink = TONES[fact.tone][2]
        line = Row(spacing=dp(8))
        line.add_widget(Icon(icon=fact.icon, ink=ink, dp_size=20))
        if fact.struck:
            line.add_widget(Text(text=fact.struck, type_role="body_medium", ink="on2", fit="width", strikethrough=True))
        line.add_widget(Text(text=fact.text, type_role="body_medium", ink=ink))
        card.add_widget(line)
    if result.live:
        card.add_widget(LiveBadge(live=result.live, now=now))
    if result.beside:
        card.add_widget(Text(text=result.beside, type_role="label_medium", weight=600))
    card.add_widget(Text(text=result.footer, type_role="label_medium", ink="on2"))


def badge_of(part: Part) -> ModeBadge:
    return ModeBadge(
        mode=part.mode, line=part.line if len(part.line) <= 8 else "", colours=(part.colour, part.text_colour), tall=28, least=40, lettered=False
    )


def strip_of(parts: tuple[Part, ...], span_s: float, tick_s: int) -> ModeStrip:
    drawn = tuple((part.start_s, part.end_s, part.mode, part.line, part.colour, part.text_colour) for part in parts)
    return ModeStrip(parts=drawn, span_s=span_s, ticks=tuple(range(0, int(span_s) + 1, tick_s)))


def fill_ends(row: Row, ask: Ask, on_back, on_field, on_swap):
    """Back, from, to and swap."""
    row.clear_widgets()
    back = IconButton(icon="arrow-left", a11y_name=tr("Back"))
    back.bind(on_act=lambda _: on_back())
    row.add_widget(back)
    card = Row(fill="surface", edge="line", corners=[20], padding=[dp(12), dp(2), dp(4), dp(2)], spacing=dp(4))
    ends = Column()
    for number, (field, icon, ink, spot, name) in enumerate((
        ("origin", "circle-double", "link", ask.origin, tr("From {place}", place=ask.origin.name)),
        ("destination", "map-marker", "error", ask.destination, tr("To {place}", place=ask.destination.name)),
    )):  # fmt: skip
        if number:
            ends.add_widget(Rule(inset=34))
        line = PressRow(spacing=dp(12), padding=[dp(4), dp(6), dp(4), dp(6)], least_height=dp(tokens.TOUCH), corners=[12], a11y_name=name)
        line.add_widget(Icon(icon=icon, ink=ink, dp_size=20))
        line.add_widget(Text(text=spot.name, type_role="title_small", weight=600))
        line.bind(on_act=lambda _, field=field: on_field(field))
        ends.add_widget(line)
    card.add_widget(ends)
    swap = IconButton(icon="swap-vertical", a11y_name=tr("Swap"))
    swap.bind(on_act=lambda _: on_swap())
    card.add_widget(swap)
    row.add_widget(card)
