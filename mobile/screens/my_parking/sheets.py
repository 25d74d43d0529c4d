"""Longer, shorter, taken: each is one sheet over the page of the stay. Money is told before the button that moves it."""

import asyncio
from functools import partial

from kivy.metrics import dp

from backend.contract.reservation_care import ExtensionRequest
from backend.contract.reservations import ParkingWish, Reservation
from mobile.asking import Spot
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.parking import calls
from mobile.parking.for_me import misfit_of
from mobile.payments.buying import request_for_spaces
from mobile.screens.my_parking.care import (
    Leaving,
    ask_leaving,
    leave,
    left_words,
    next_booking,
    next_booking_words,
    quote_words,
    taken_view,
)
from mobile.screens.my_parking.parts import others_card
from mobile.screens.pay.screen import PaySheet
from mobile.screens.people.sheets import below
from mobile.screens.space.parts import tone_line
from mobile.screens.space.pay_sheet import SpacePaySheet
from mobile.widgets.box import Column
from mobile.widgets.notices import told
from mobile.widgets.press import WordButton
from mobile.widgets.sheet import Sheet
from mobile.widgets.states import Skeleton, TroubleCard
from mobile.widgets.text import Text

QUOTE_S = 60  # the stay is paid for by the minute


class ExtensionPaySheet(PaySheet):
    """The price of staying until a later time. Where somebody else has the space then, what is free from the end of the stay on."""

    counts_rights, from_trip = False, False

    def __init__(self, session, router, stay: Reservation, until, **options):
        self.stay, self.until = stay, until
        options.setdefault("title", tr("Make it longer"))
        super().__init__(session, router, None, **options)

    def request_of(self, entitlements: tuple[str, ...] = ()):
        """What is asked for as any price is, though the city is asked otherwise."""
        return request_for_spaces((ParkingWish(self.stay.space.space_id, self.stay.ends_at, self.until, self.stay.vehicle),))

    def quoting(self, client, request, token):
        return calls.extend(client, str(self.stay.booking_id), ExtensionRequest(self.until, self.stay.leg_no), token)

    def legs_of(self) -> tuple:
        return ()

    def fill_trouble(self, holder):
        found = next_booking(self.state.refusal, self.session.now().tzinfo)
        if found is None:
            super().fill_trouble(holder)
            return
        holder.add_widget(told("alert-circle-outline", "warn", next_booking_words(found), "", next_booking_words(found, say)))
        if not found.alternatives:
            return
        holder.add_widget(Text(text=tr("Free from then on"), type_role="title_medium", a11y_role="heading", padding=[0, dp(6), 0, 0]))
        holder.add_widget(others_card(found.alternatives, self.stay, self.session.settings.units, self.take))

    def take(self, one):
        self.close()
        take_other(self.session, self.router, self.stay, one)


def take_other(session, router, stay: Reservation, one) -> None:
    """The price of another space, which may be booked."""
    wish = ParkingWish(one.space_id, one.starts_at, one.ends_at, stay.vehicle)
    sheet = SpacePaySheet(session, router, wish, stay.currency.upper(), goal=goal_of(session, stay))
    sheet.from_trip = False
    router.open(sheet)


def goal_of(session, stay: Reservation) -> Spot:
    """Where somebody who parks there walks to: the goal of their trip, else where the space itself is."""
    trip, space = session.underway.trip, stay.space
    goal = trip.ask.destination if trip else None
    return goal or Spot(space.address or space.name, space.lat, space.lon)


class LeaveSheet(Sheet):
    """What it brings, asked anew while one looks at it; then one button that ends the stay."""

    def __init__(self, session, router, stay: Reservation, **options):
        self.session, self.router, self.stay, self.state, self._said = session, router, stay, Leaving(), ""
        bottom = below((tr("I have left"), "filled", self.confirm), (tr("Stay"), "outlined", self.close))
        super().__init__(title=tr("End the stay"), bottom=bottom, **options)
        session.tasks.start(self, "ask", self.watch())

    def on_close(self):
        self.session.tasks.stop(self)

    def confirm(self):
        if self.state.phase in ("ready", "trouble"):
            self.session.tasks.start(self, "ask", self.follow(leave(self.state, self.stay, self.session.account)))

    async def watch(self):
        while True:
            await self.follow(ask_leaving(self.state, self.stay, self.session.account))
            await asyncio.sleep(QUOTE_S)

    async def follow(self, states):
        async for state in states:
            self.state = state
            if state.phase == "done":
                self.finish()
                return
            self.fill()
            words = state.sentence or (quote_words(state.quote, self.stay, say) if state.phase == "ready" else "")
            if words and words != self._said:
                self._said = words
                self.session.announce(words, assertive=bool(state.sentence))

    def fill(self):
        self.content.clear_widgets()
        holder = Column(padding=[dp(20), dp(4)], spacing=dp(8))
        self.content.add_widget(holder)
        if self.state.phase in ("asking", "leaving"):
            holder.add_widget(Skeleton(rows=1, row_height=56))
            return
        if self.state.quote:
            words = Text(text=quote_words(self.state.quote, self.stay), type_role="title_large", a11y_role="text")
            words.a11y_name = quote_words(self.state.quote, self.stay, say)
            holder.add_widget(words)
        warning = tr("The space is free for others then, and the code opens no longer to go in.")
        holder.add_widget(Text(text=warning, type_role="body_medium", a11y_role="text"))
        if self.state.sentence:
            title = tr("The stay was not ended") if self.state.quote else tr("What it brings could not be asked for")
            holder.add_widget(TroubleCard(title=title, detail=self.state.sentence))

    def finish(self):
        words, spoken = left_words(self.state.answer), left_words(self.state.answer, say)
        over = self.state.answer.overstay
        self.close()
        self.session.parking.refresh()
        self.router.say_done(words)
        self.session.announce(spoken)
        if over and over.booking_id:
            self.router.go("booking", booking_id=str(over.booking_id))


class TakenSheet(Sheet):
    """What has become of it. It was told by the tap that opened this; a photo may be added, and never has to be."""

    def __init__(self, session, router, stay: Reservation, **options):
        self.session, self.router, self.stay, self._said, self.misfit, self._compared = session, router, stay, "", "", ""
        super().__init__(title=tr("My space is taken"), **options)
        session.listen(self.heard)
        self.fill()

    def on_close(self):
        self.session.stop_listening(self.heard)
        self.session.tasks.stop(self)

    def heard(self, what: str):
        if what == "reservations":
            self.fill()

    def fill(self):
        one = self.session.parking.taken.find(str(self.stay.booking_id), self.stay.leg_no)
        if one is None:  # whoever told it is not signed in any longer
            self.close()
            return
        self.content.clear_widgets()
        holder = Column(padding=[dp(20), dp(4)], spacing=dp(10))
        self.content.add_widget(holder)
        view = taken_view(one)
        holder.add_widget(tone_line(view.icon, view.tone, view.title))
        holder.add_widget(Text(text=view.detail, type_role="body_large", a11y_role="text"))
        if view.waits:
            holder.add_widget(Skeleton(rows=1, row_height=48))
        if self.misfit:
            holder.add_widget(tone_line("close-circle", "error", self.misfit))
        for number, (words, icon, act) in enumerate(self.actions(view, one)):
            look = "filled" if number == 0 and (view.replacement or view.again) else "outlined"
            button = WordButton(text=words, a11y_name=words, icon=icon, look=look)
            button.bind(on_act=lambda _, act=act: act())
            holder.add_widget(button)
        if view.title != self._said:
            self._said = view.title
            self.session.announce(f"{view.title}. {view.detail}", assertive=True)
        self.compare(view.replacement)

    def compare(self, replacement: str):
        """The other space with the vehicle and the limits of this person, once it is known which one it is."""
        other = self.session.parking.find_reservation(replacement) if replacement else None
        if other and self._compared != replacement:
            self._compared = replacement
            self.session.tasks.start(self, "compare", self.follow_comparing(other))

    async def follow_comparing(self, other: Reservation):
        goal = goal_of(self.session, self.stay)
        self.misfit = await misfit_of(self.session, other.space.space_id, goal, other.starts_at, other.ends_at, other.vehicle)
        if self.misfit:
            self.fill()
            self.session.announce(self.misfit, assertive=True)

    def actions(self, view, one):
        if self.misfit:
            yield tr("Look for another space"), "parking", self.find_another
            yield tr("Money back"), "cash-refund", partial(self.give_back, view.replacement)
        if view.replacement:
            yield tr("Go to the other space"), "directions", partial(self.go_to, view.replacement)
        if view.again:
            yield tr("It is still taken"), "car-off", lambda: self.session.parking.taken.tap(str(self.stay.booking_id), self.stay.leg_no)
        if one.incident and not one.incident.has_photo:
            yield tr("Add a photo"), "camera-outline", lambda: self.session.tasks.start(self, "photo", self.add_photo())

    def go_to(self, booking_id: str):
        self.close()
        self.router.go("my_parking", booking_id=booking_id)

    def find_another(self):
        self.close()
        self.session.parking.change_wish(spot=goal_of(self.session, self.stay), starts_at=self.session.now(), ends_at=self.stay.ends_at)
        self.router.choose("parking")

    def give_back(self, booking_id: str):
        """Its page says first what comes back."""
        self.close()
        self.router.go("booking", booking_id=booking_id)

    async def add_photo(self):
        words = await self.session.parking.taken.add_photo(str(self.stay.booking_id), self.stay.leg_no)
        if words:
            self.router.say_done(words)
            self.session.announce(words)
