"""What is reserved, above what can be: one press to the code, the countdown and the way there. Below it, what else there is to parking."""

from datetime import datetime

from kivy.metrics import dp

from backend.contract.reservations import Reservation
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.parking.words import times_words
from mobile.screens.home.rows import stand_out
from mobile.widgets.box import Column
from mobile.widgets.rows import Card, ListRow


def mine_rows(reservations: tuple[Reservation, ...], now: datetime, router, padding=(0, 0, 0, 0)) -> Column:
    column = Column(spacing=dp(8), padding=padding)
    for one in reservations:
        times, spoken = (times_words(one.starts_at, one.ends_at, now.date(), form) for form in (write, say))
        title = tr("Reserved: {place}", place=one.space.name)
        row = ListRow(icon="parking", title=title, detail=times, a11y_name=f"{title}, {spoken}", a11y_key=f"mine {one.booking_id} {one.leg_no}")
        stand_out(row)
        row.bind(on_act=lambda _, one=one: router.go("my_parking", booking_id=str(one.booking_id), leg_no=one.leg_no))
        column.add_widget(row)
    return column


def links_card(router) -> Card:
    card = Card()
    for icon, title, detail, page in (
        ("calendar-check", tr("My parking"), tr("What is reserved, the code to get in, longer or shorter"), "my_parking"),
        ("home-plus-outline", tr("Let a space"), tr("A driveway or bay of yours: hours, price, earnings"), "hosting"),
    ):
        row = ListRow(icon=icon, title=title, detail=detail)
        row.bind(on_act=lambda _, page=page: router.go(page))
        card.add_row(row)
    return card
