"""Giving back: which part, what it costs, what comes back; one button, with the amount on it, does it."""

from kivy.metrics import dp

from backend.contract.bookings import BookingResponse
from mobile.i18n import tr
from mobile.screens.booking.cancel_state import (
    Cancelling,
    ask_fee,
    button_words,
    cancel,
    consequence_words,
    describe,
    fee_words,
    open_legs,
    refund_words,
)
from mobile.screens.booking.state import leg_row as row_of
from mobile.screens.booking.state import sentences
from mobile.widgets.box import Column
from mobile.widgets.press import Chip, WordButton
from mobile.widgets.scroll import Shelf
from mobile.widgets.sheet import Sheet
from mobile.widgets.states import Skeleton, TroubleCard
from mobile.widgets.text import Text


class CancelSheet(Sheet):
    """Begins with all that can be given back; of several parts one may be chosen. Nothing is given back before the button."""

    def __init__(self, session, router, booking: BookingResponse, **options):
        self.session, self.router, self.booking = session, router, booking
        self.state, self.chosen = Cancelling(), 0  # 0: all
        self.button = WordButton(text=tr("Asking…"), a11y_name=tr("Asking…"), busy=True)
        self.button.bind(on_act=lambda _: self.confirm())
        holder = Column(padding=[dp(20), dp(8), dp(20), dp(20)], spacing=dp(8))
        holder.add_widget(self.button)
        keep = WordButton(text=tr("Keep it"), a11y_name=tr("Keep it"), look="outlined", least_height=48)
        keep.bind(on_act=lambda _: self.close())
        holder.add_widget(keep)
        super().__init__(title=tr("Give back"), bottom=holder, **options)
        holder.fbind("height", self.lay_out)
        self.ask()

    def on_close(self):
        self.session.tasks.stop(self)

    def ask(self):
        legs = (self.chosen,) if self.chosen else None
        self.session.tasks.start(self, "ask", self.follow(ask_fee(self.state, self.booking.id, legs, self.session.account)))

    def choose(self, number: int):
        self.chosen = number
        self.ask()

    def confirm(self):
        if self.state.phase == "ready":
            self.session.tasks.start(self, "ask", self.follow(cancel(self.state, self.booking.id, self.session.account)))

    async def follow(self, states):
        async for state in states:
            self.state = state
            if state.phase == "done":
                self.finish()
                return
            self.fill()
            if state.phase == "ready" or state.sentence:
                self.session.announce(sentences((*describe(state), state.sentence if state.quote else "")), assertive=state.changed)

    def fill(self):
        state = self.state
        self.content.clear_widgets()
        if len(legs := open_legs(self.booking)) > 1:
            self.content.add_widget(self.leg_chips(legs))
        holder = Column(padding=[dp(20), dp(4)], spacing=dp(8))
        self.content.add_widget(holder)
        if state.phase == "asking":
            holder.add_widget(Skeleton(rows=2, row_height=44))
        elif state.quote:
            self.fill_quote(holder)
        else:
            actions = ((tr("Ask again"), self.ask),)
            holder.add_widget(TroubleCard(title=tr("What it costs could not be asked for"), detail=state.sentence, actions=actions))
        self.button.busy = state.phase != "ready"
        self.button.disabled = state.quote is None
        self.button.text = tr("Being given back…") if state.phase == "cancelling" else button_words(state.quote) if state.quote else tr("Asking…")

    def leg_chips(self, legs) -> Shelf:
        shelf = Shelf(padding=20)
        entries = [(0, tr("Everything")), *((leg.number, row_of(leg, self.booking, self.session.now().date()).title) for leg in legs)]
        for at, (number, words) in enumerate(entries, 1):
            chip = Chip(text=words, chosen=number == self.chosen, a11y_role="radio", a11y_name=words, a11y_position=(at, len(entries)))
            chip.bind(on_act=lambda _, number=number: self.choose(number))
            shelf.add_widget(chip)
        return shelf

    def fill_quote(self, holder):
        state, quote = self.state, self.state.quote
        if state.changed:
            words = tr("The fee has changed.")
            holder.add_widget(Text(text=words, type_role="title_small", ink="warn", a11y_role="alert", a11y_name=words))
        total = Text(text=refund_words(quote), type_role="headline_medium", a11y_role="text")
        total.a11y_name = refund_words(quote, spoken=True)
        holder.add_widget(total)
        fee = Text(text=fee_words(quote), type_role="title_medium", ink="on2", a11y_role="text")
        fee.a11y_name = fee_words(quote, spoken=True)
        holder.add_widget(fee)
        for words in consequence_words(quote):
            holder.add_widget(Text(text=words, type_role="body_medium", ink="warn", a11y_role="text"))
        words = tr("Its tickets do not count any longer then. What comes back goes to the card you paid with.")
        holder.add_widget(Text(text=words, type_role="body_medium", a11y_role="text"))
        if state.sentence:
            holder.add_widget(Text(text=state.sentence, type_role="body_medium", ink="error", a11y_role="alert", a11y_name=state.sentence))

    def finish(self):
        self.session.purchases.keep_booking(self.state.booking)
        words = f"{tr('Given back.')} {refund_words(self.state.quote)}"
        self.close()
        self.router.say_done(words)
        self.session.announce(words)
