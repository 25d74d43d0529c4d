"""The parts of the page of a ride: what to know now, the way in, facts, and promises that became others."""

from functools import partial

from kivy.metrics import dp

from backend.contract.rides import RideResponse
from mobile.i18n import tr
from mobile.live import Liveness
from mobile.screens.ride.state import RideView
from mobile.screens.tickets.card import CodeButton
from mobile.screens.tickets.state import code_of
from mobile.widgets.box import Column, Row
from mobile.widgets.live import LiveBadge
from mobile.widgets.notices import told
from mobile.widgets.text import Icon, Text


def seen_badge(one: RideResponse, now) -> LiveBadge | None:
    """How old what the map shows of the van is."""
    if one.van is None or one.van.at is None:
        return None
    return LiveBadge(live=Liveness(one.van.at), now=now, a11y_role="text")


def entry_card(view: RideView, ticket, key, now, enlarge) -> Column | None:
    """How one gets in: the ticket to be scanned, the code to be said. None where neither is needed."""
    if not view.code and not (ticket and key):
        return None
    card = Column(fill="surface", edge="line", corners=[20], padding=[dp(14), dp(12), dp(14), dp(14)], spacing=dp(8))
    card.add_widget(Text(text=tr("For the driver"), type_role="title_medium", a11y_role="heading"))
    if ticket and key:
        button = CodeButton(partial(code_of, ticket, key), now)
        button.bind(on_act=lambda _: enlarge())
        card.add_widget(button)
    if view.code:
        row = Row(spacing=dp(12), a11y_role="text", a11y_name=view.code_spoken)
        row.add_widget(Icon(icon="dialpad", ink="link", dp_size=26))
        words = Column()
        words.add_widget(Text(text=tr("Code to say"), type_role="label_medium", ink="on2"))
        words.add_widget(Text(text=view.code, type_role="headline_medium"))
        row.add_widget(words)
        card.add_widget(row)
    return card


def facts_card(view: RideView) -> Column:
    card = Column(fill="surface", edge="line", corners=[16], padding=[dp(14), dp(8), dp(14), dp(8)], spacing=dp(2))
    for icon, words, spoken in view.facts:
        row = Row(spacing=dp(12), padding=[0, dp(5), 0, dp(5)], a11y_role="text", a11y_name=spoken)
        row.add_widget(Icon(icon=icon, ink="on2", dp_size=22))
        row.add_widget(Text(text=words, type_role="body_large"))
        card.add_widget(row)
    return card


def change_card(written: str, spoken: str) -> Column:
    return told("information-outline", "warn", tr("The promise is another"), written, f"{tr('The promise is another')}. {spoken}")
