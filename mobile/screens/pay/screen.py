"""The price of a whole trip, over the trip itself: read it, then buy it with one button, or close it."""

from kivy.metrics import dp

from backend.contract.bookings import BookingState
from backend.contract.trips import Itinerary
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.payments import calls
from mobile.payments.buying import Buying, agree_and_ask, ask_price, book, request_for, sold_legs
from mobile.payments.local import in_zone
from mobile.screens.pay.parts import HoldTag, consent_column, lines_column, promise_row, sign_row, terms_row, total_row, without_button
from mobile.screens.pay.state import describe, sheet_of
from mobile.screens.pay.terms_sheet import TermsSheet
from mobile.widgets.box import Column
from mobile.widgets.notices import told
from mobile.widgets.press import WordButton
from mobile.widgets.sheet import Sheet
from mobile.widgets.states import Skeleton, TroubleCard
from mobile.widgets.text import Text


class PaySheet(Sheet):
    """Asks for the price as soon as it is open. No key buys anything but Enter on the button itself.

    `on_booked` hears the id of the booking; `again()` goes on after somebody had to sign in.
    """

    quoting = staticmethod(calls.quote)  # what asks for the price
    counts_rights = True  # whether a right to pay less can make it cheaper
    from_trip = True  # whether the page below can ask for the price again

    def __init__(self, session, router, itinerary: Itinerary | None, on_booked=lambda booking_id: None, again=lambda: None, **options):
        self.session, self.router, self.itinerary, self.on_booked, self.again = session, router, itinerary, on_booked, again
        self.state, self.request, self.legs = Buying(), self.request_of(session.rights.held), self.legs_of()
        self.button = WordButton(text=tr("Asking…"), a11y_name=tr("Asking…"), icon="lock-outline", busy=True)
        self.button.bind(on_act=lambda _: self.act())
        self.below = holder = Column(padding=[dp(20), dp(8), dp(20), dp(20)], spacing=dp(8))
        holder.add_widget(self.button)
        self.without = without_button(self.go_without)
        options.setdefault("title", tr("Pay once for everything"))
        super().__init__(bottom=holder, **options)
        holder.fbind("height", self.lay_out)
        self.ask()

    def request_of(self, entitlements: tuple[str, ...] = ()):
        return request_for(self.itinerary, entitlements)

    def legs_of(self) -> tuple:
        return sold_legs(self.itinerary)

    def on_close(self):
        self.session.tasks.stop(self)

    def ask(self):
        self.session.tasks.start(self, "ask", self.follow(ask_price(self.state, self.request, self.session.account, self.quoting)))

    def act(self):
        """Buy what is shown, while its price holds; else ask for the price of now. Before a right is told, agree to that."""
        if self.state.phase == "consent":
            self.session.tasks.start(self, "ask", self.follow(agree_and_ask(self.state, self.request, self.session.account)))
            return
        if self.state.phase != "ready":
            return
        if self.state.is_over(self.session.now()):
            self.ask()
        else:
            self.session.tasks.start(self, "ask", self.follow(self.booking()))

    def booking(self):
        """The states of buying what is shown."""
        return book(self.state, self.session.account)

    def go_without(self):
        """The ordinary price; nothing of the right is told."""
        self.request = self.request_of()
        self.ask()

    async def follow(self, states):
        async for state in states:
            self.state = state
            if state.phase == "booked":
                self.session.purchases.keep_booking(state.booking)
                self.on_booked(state.booking.id)
                self.close()
                self.router.go("booking", booking_id=state.booking.id, pay=state.booking.state is BookingState.HELD, from_trip=self.from_trip)
                return
            if state.phase == "signed_out":
                self.close()
                self.router.go("sign_in", then=self.again)
                return
            self.fill()
            self.tell()

    def tell(self):
        state = self.state
        if state.phase == "ready" and not state.sentence:
            sheet = self.sheet()
            self.session.announce(self.changed_words(spoken=True) or describe(sheet)[1], assertive=state.before is not None)
        elif state.sentence:
            self.session.announce(state.sentence, assertive=True)
        elif state.phase == "consent":
            self.session.announce(state.consent.text)

    def sheet(self):
        told = self.session.rights.names_by_concession() if self.request.entitlements else {}
        return sheet_of(self.quote, self.legs, self.session.now(), told)

    @property
    def quote(self):
        """With the times of the city."""
        return in_zone(self.state.quote, self.session.now().tzinfo)

    def changed_words(self, spoken: bool = False) -> str:
        """Never a rise in silence."""
        state, form = self.state, say if spoken else write
        if state.before is None or state.quote is None:
            return ""
        now, before = (form.money(one.total_minor, one.currency.upper()) for one in (state.quote, state.before))
        if now == before:
            return tr("The terms have changed. Look at them before you pay.")
        return tr("The price was {before}. New price: {price}.", before=before, price=now)

    def fill(self):
        state = self.state
        self.content.clear_widgets()
        holder = Column(padding=[dp(20), dp(4)], spacing=dp(6))
        self.content.add_widget(holder)
        if state.phase in ("unsold", "trouble"):
            self.fill_trouble(holder)
        elif state.phase == "consent":
            if state.sentence:
                holder.add_widget(told("alert-circle-outline", "error", state.sentence, "", state.sentence))
            holder.add_widget(consent_column(state.consent, ", ".join(self.session.rights.held_names())))
        elif state.quote:
            self.fill_price(holder)
        else:
            holder.add_widget(Skeleton(rows=4))
        self.show_button()

    def fill_trouble(self, holder):
        if self.state.phase == "unsold":
            title, actions = tr("This trip cannot be bought here"), ((tr("Close"), self.close),)
        else:
            title, actions = tr("There is no price now"), ((tr("Ask again"), self.ask),)
        holder.add_widget(TroubleCard(title=title, detail=self.state.sentence, actions=actions))

    def fill_price(self, holder):
        state = self.state
        sheet = self.sheet()
        if changed := self.changed_words():
            holder.add_widget(told("alert-circle-outline", "warn", changed, "", self.changed_words(spoken=True)))
        if state.sentence:
            holder.add_widget(told("alert-circle-outline", "error", state.sentence, "", state.sentence))
        over = state.is_over(self.session.now())
        hold = None if over else HoldTag(until=state.quote.valid_until, now=self.session.now, over=self.fill, words=tr("Price holds {left}"))
        holder.add_widget(total_row(sheet, hold))
        holder.add_widget(lines_column(sheet))
        if less := sheet.rights or sheet.saved:
            holder.add_widget(Text(text=less, type_role="body_medium", ink="ok", a11y_role="text"))
        if self.counts_rights and self.session.rights.held and not self.request.entitlements:
            words = tr("Without your right to pay less. Open the price again to count it.")
            holder.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text"))
        holder.add_widget(terms_row(sheet, lambda: self.router.open(TermsSheet(self.quote, self.legs, self.session.now()))))
        card = tr("You choose the card on the next page, in your browser. {when}", when=sheet.charged)
        holder.add_widget(sign_row("credit-card-outline", "link", card))
        holder.add_widget(promise_row())

    def show_button(self):
        state = self.state
        waits = state.phase in ("asking", "booking")
        self.button.busy, self.button.disabled = waits, state.quote is None and state.phase != "consent"
        self.button.icon = "" if waits or state.phase == "consent" else "lock-outline"
        if (state.phase == "consent") != bool(self.without.parent):
            (self.below.remove_widget if self.without.parent else self.below.add_widget)(self.without)
        self.button.text, self.button.a11y_name = self.button_words(write), self.button_words(say)

    def button_words(self, form) -> str:
        """Verb and amount: money moves."""
        state = self.state
        if state.phase == "consent":
            return tr("Agree, and see the price")
        if state.quote is None or state.phase == "asking":
            return tr("Asking…") if state.phase == "asking" else tr("Pay")
        if state.phase == "booking":
            return tr("Being kept for you…")
        if state.is_over(self.session.now()):
            return tr("Ask for the price again")
        return tr("Pay {price}", price=form.money(state.quote.total_minor, state.quote.currency.upper()))
