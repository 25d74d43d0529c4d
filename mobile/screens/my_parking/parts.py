"""The parts of the page of a reserved space: the countdown, the way in, and what was agreed to."""

from functools import partial

from kivy.metrics import dp

from backend.contract.reservation_care import OtherSpace
from backend.contract.reservations import Reservation
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.parking.delay import LateView
from mobile.screens.my_parking.care import other_words
from mobile.screens.my_parking.state import StayView
from mobile.screens.tickets.card import CodeButton
from mobile.screens.tickets.state import code_of
from mobile.widgets.box import Column, Row
from mobile.widgets.notices import told
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.text import Icon, Text


def entry_card(view: StayView, ticket, key, now, enlarge) -> Column | None:
    """How the gate opens: the code to show, the digits to type, the plate. None where nothing opens it yet."""
    if not (view.code or view.plate or (ticket and key)):
        return None
    card = Column(fill="surface", edge="line", corners=[20], padding=[dp(14), dp(12), dp(14), dp(14)], spacing=dp(8))
    card.add_widget(Text(text=tr("To get in and out"), type_role="title_medium", a11y_role="heading"))
    if ticket and key:
        button = CodeButton(partial(code_of, ticket, key), now)
        button.bind(on_act=lambda _: enlarge())
        card.add_widget(button)
    if view.code:
        row = Row(spacing=dp(12), a11y_role="text", a11y_name=view.code_spoken)
        row.add_widget(Icon(icon="dialpad", ink="link", dp_size=26))
        words = Column()
        words.add_widget(Text(text=tr("Code at the gate"), type_role="label_medium", ink="on2"))
        words.add_widget(Text(text=view.code, type_role="headline_medium"))
        row.add_widget(words)
        card.add_widget(row)
    if view.plate:
        card.add_widget(Text(text=view.plate, type_role="body_medium", a11y_role="text"))
    return card


def place_card(view: StayView) -> Column:
    card = Column(fill="surface", edge="line", corners=[16], padding=[dp(14), dp(10), dp(14), dp(10)], spacing=dp(4))
    times = Text(text=view.times, type_role="title_medium", a11y_role="text")
    times.a11y_name = view.times_spoken
    card.add_widget(times)
    if view.address:
        card.add_widget(Text(text=view.address, type_role="body_large", ink="on2", a11y_role="text"))
    return card


def others_card(others: tuple[OtherSpace, ...], stay: Reservation, units: str, take) -> Card:
    """Other spaces for the same vehicle; `take(one)` hears which was chosen."""
    card, currency = Card(inset=16), stay.currency.upper()
    for number, one in enumerate(others, 1):
        name, detail = other_words(one, currency, units)
        row = ListRow(icon="parking", title=name, detail=detail, a11y_name=", ".join(other_words(one, currency, units, say)))
        row.a11y_position, row.a11y_key = (number, len(others)), str(one.space_id)
        row.bind(on_act=lambda _, one=one: take(one))
        card.add_row(row)
    return card


def late_card(view: LateView) -> Column:
    """What coming later means for the stay."""
    return told(view.icon, view.tone, view.title, view.detail, view.spoken)


def late_ahead(session, router) -> Column | None:
    """Of the stay that the trip under way leads to, with a button to its page; None where there is nothing to say of one."""
    stay = session.parking.later.stay_ahead()
    if stay is None:
        return None
    card, words = late_card(session.parking.later.view(stay)), tr("To my parking")
    button = WordButton(text=words, a11y_name=words, look="outlined", icon="parking", least_height=48)
    button.bind(on_act=lambda _: router.go("my_parking", booking_id=str(stay.booking_id), leg_no=stay.leg_no))
    card.add_widget(button)
    return card
