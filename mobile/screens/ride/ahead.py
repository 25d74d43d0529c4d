"""The ride that the trip under way leads to, over that trip."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.ride.state import head_of
from mobile.widgets.box import Column
from mobile.widgets.counting import CountingCard
from mobile.widgets.press import WordButton


def ride_ahead(session, router) -> Column | None:
    """Of the ride that the trip under way leads to, with a button to its page; None where there is none."""
    ahead = session.underway.ride_ahead()
    if ahead is None:
        return None
    card, words = Column(spacing=dp(8)), tr("To my ride")
    card.add_widget(CountingCard(of=ahead, telling=head_of, now=session.now))
    button = WordButton(text=words, a11y_name=words, look="outlined", icon="van-passenger", least_height=48)
    button.bind(on_act=lambda _: router.go("ride", ride_id=ahead.id))
    card.add_widget(button)
    return card
