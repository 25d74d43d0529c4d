"""What giving back costs, part by part."""

from collections.abc import Sequence
from datetime import datetime

from kivy.metrics import dp

from backend.contract.quotes import QuoteResponse
from backend.contract.trips import Leg
from mobile.i18n import tr
from mobile.screens.pay.state import terms_of
from mobile.widgets.box import Column
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Text


class TermsSheet(Sheet):
    """Lies over what was asked about."""

    def __init__(self, quote: QuoteResponse, legs: Sequence[Leg], now: datetime, **options):
        super().__init__(title=tr("Giving it back"), **options)
        holder = Column(padding=[dp(20), dp(4)], spacing=dp(8))
        for heading, sentences in terms_of(quote, legs, now):
            holder.add_widget(Text(text=heading, type_role="title_small", a11y_role="heading"))
            for sentence in sentences:
                holder.add_widget(Text(text=sentence, type_role="body_large", a11y_role="text"))
        self.content.add_widget(holder)
