"""“Tell me when one is free”: the button, what is being asked for, and what was found."""

from kivy.metrics import dp

from backend.contract.parking import ParkingSpacesResponse
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.parking.lookout import first_free
from mobile.parking.wish import Wish
from mobile.parking.words import times_words
from mobile.widgets.box import Column
from mobile.widgets.notices import told
from mobile.widgets.press import WordButton


def lookout_card(session, wish: Wish, answer: ParkingSpacesResponse | None) -> Column:
    """Empty where nothing is asked for and something can be had."""
    column, lookout = Column(spacing=dp(8)), session.parking.lookout
    wanted = lookout.find()
    if lookout.found:
        column.add_widget(told("check-circle", "ok", lookout.found.words(), times(lookout.found.wish, session), lookout.found.words(say)))
        column.add_widget(button(tr("Look at it"), "magnify", lookout.look_at))
    elif wanted:
        title, how = tr("You are told when a space is free."), tr("This phone asks every few minutes, while Allways is open.")
        column.add_widget(told("bell-outline", "info", title, f"{times(wanted, session)}. {how}", f"{title} {times(wanted, session, say)}. {how}"))
        column.add_widget(button(tr("Stop asking"), "bell-off-outline", lookout.end))
    elif answer is not None and wish.spot and first_free(answer) is None:
        column.add_widget(button(tr("Tell me when one is free"), "bell-outline", lambda: lookout.begin(wish)))
    return column


def times(wish: Wish, session, form=write) -> str:
    return ", ".join((tr("Near {place}", place=wish.spot.name), times_words(wish.starts_at, wish.ends_at, session.now().date(), form)))


def button(words: str, icon: str, act) -> WordButton:
    made = WordButton(text=words, a11y_name=words, look="outlined", icon=icon, least_height=48)
    made.bind(on_act=lambda _: act())
    return made
