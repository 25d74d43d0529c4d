"""A booking: watched as long as it is shown, from the page where one pays to the last refund."""

import asyncio
from time import monotonic

from kivy.metrics import dp

from backend.contract.bookings import BookingResponse
from mobile.client import ClientError, Refused, Unreachable, new_key
from mobile.device.protocols import Unavailable
from mobile.i18n import tr
from mobile.payments import calls
from mobile.payments.buying import pay_address, twice
from mobile.screens.booking.cancel_sheet import CancelSheet
from mobile.screens.booking.parts import head_card, legs_card, sums_card
from mobile.screens.booking.state import ACTIONS, OPEN, BookingView, sentences, title_of, view_of
from mobile.screens.page.screen import ListPage
from mobile.screens.ride.rows import ride_row
from mobile.widgets.box import Gap
from mobile.widgets.notices import told
from mobile.widgets.press import WordButton
from mobile.widgets.states import Skeleton, TroubleCard

AGAIN_S, SOON_S = 3, 0.5
LOOKS = {"pay": "filled", "tickets": "filled", "again": "filled"}
ICONS = {"pay": "open-in-new", "tickets": "ticket-confirmation-outline", "again": "cash", "cancel": "cash-refund", "receipt": "receipt-text-outline"}


class BookingPage(ListPage):
    """`pay`: open the page where one pays at once. `from_trip`: the page below is that of the trip, whose price can be asked for again."""

    of_account = True

    def __init__(self, booking_id: str, pay: bool = False, from_trip: bool = False, **options):
        self.booking_id, self.pay, self.from_trip = booking_id, pay, from_trip
        self.booking: BookingResponse | None = None
        self.opened, self.sentence, self._said = False, "", ""
        super().__init__(**options)

    def name(self) -> str:
        return title_of(self.booking) if self.booking else tr("Booking")

    @property
    def view(self) -> BookingView | None:
        return self.booking and view_of(self.booking, self.session.now(), self.opened, self.from_trip)

    def shown(self):
        self.booking = self.session.purchases.find_booking(self.booking_id)
        super().shown()
        self.start("watch", self.watch())
        if self.pay:
            self.pay = False
            self.act("pay")

    def hide(self):
        super().hide()
        self.session.tasks.stop(self, "watch")

    def heard(self, what: str):
        super().heard(what)
        if what in ("reservations", "rides"):
            self.redraw_list()
        if what == "bookings":
            self.take(self.session.purchases.find_booking(self.booking_id))

    async def watch(self):
        """Until nothing more can happen to it. Without a connection again and again."""
        etag = ""
        while True:
            began = monotonic()
            try:
                found, etag = await self.session.purchases.look(self.booking_id, etag)
            except Unreachable as trouble:
                self.say_trouble(trouble.sentence)
                await asyncio.sleep(AGAIN_S)
                continue
            except ClientError as trouble:
                self.say_trouble(trouble.sentence)
                if not (isinstance(trouble, Refused) and trouble.status >= 429):
                    return
                await asyncio.sleep(AGAIN_S)
                continue
            self.say_trouble("")
            if found:
                self.take(found)
            if self.booking and self.booking.state not in OPEN:
                return
            if found is None and monotonic() - began < SOON_S:  # a city that does not wait with its answer
                await asyncio.sleep(AGAIN_S)

    def take(self, booking: BookingResponse | None):
        if booking is None or not self.visible:
            return
        self.booking = booking
        self.redraw()
        view = self.view
        if view.title != self._said:
            if self._said and view.tone in ("error", "ok"):  # the browser may lie over the app
                self.session.notify(view.title, view.detail)
            self._said = view.title
            self.session.announce(sentences((view.title, view.detail, *view.notices)), assertive=view.tone in ("error", "ok"))

    def say_trouble(self, sentence: str):
        if sentence != self.sentence:
            self.sentence = sentence
            self.redraw_list()

    def fill(self, content):
        view = self.view
        content.spacing = dp(10)
        if self.sentence:
            content.add_widget(told("wifi-off", "warn", self.sentence, "", self.sentence))
        if view is None:
            content.add_widget(self.waiting())
            return
        content.add_widget(head_card(view, self.session.now, self.redraw_list))
        for notice in view.notices:
            content.add_widget(told("information-outline", view.tone if view.tone == "error" else "warn", notice, "", notice))
        for number, action in enumerate(view.actions):
            content.add_widget(self.button(action, first=number == 0))
        if self.session.parking.find_reservation(self.booking_id):
            content.add_widget(self.to_parking())
        for one in self.session.rides.of_booking(self.booking_id):
            content.add_widget(ride_row(one, self.session.now(), self.router))
        content.add_widget(legs_card(view.legs))
        content.add_widget(sums_card(view.sums))
        content.add_widget(Gap(12))

    def waiting(self):
        if not self.sentence:
            return Skeleton(rows=4)
        actions = ((tr("Ask again"), lambda: self.start("watch", self.watch())),)
        return TroubleCard(title=tr("The booking could not be asked for"), detail=self.sentence, actions=actions)

    def button(self, action: str, first: bool) -> WordButton:
        words = ACTIONS[action]()
        button = WordButton(text=words, a11y_name=words, look=LOOKS.get(action, "outlined"), icon=ICONS.get(action, ""))
        button.least_height = 56 if first else 48
        button.bind(on_act=lambda _: self.act(action))
        return button

    def to_parking(self) -> WordButton:
        """Where the countdown and the code are."""
        words = tr("To my parking")
        button = WordButton(text=words, a11y_name=words, look="outlined", icon="parking", least_height=48)
        button.bind(on_act=lambda _: self.router.go("my_parking", booking_id=self.booking_id))
        return button

    def act(self, action: str):
        if action == "pay":
            self.start("act", self.open_page())
        elif action == "abandon":
            self.start("act", self.abandon())
        elif action == "cancel":
            self.router.open(CancelSheet(self.session, self.router, self.booking))
        elif action == "tickets":
            self.router.go("tickets")
        elif action == "receipt":
            self.router.go("receipt", booking_id=self.booking_id)
        elif action == "again":
            self.router.close_to(self)
            self.router.current.open_price()

    async def open_page(self):
        """In the browser of the device: no card ever comes into the app."""
        try:
            address = await pay_address(self.booking_id, self.session.account)
            self.session.device.links.open(address)
        except (ClientError, Unavailable) as trouble:
            self.say(str(trouble))
            return
        self.opened = True
        self.redraw()

    async def abandon(self):
        key = new_key()
        try:
            booking = await twice(self.session.account, lambda client, token: calls.abandon(client, self.booking_id, token, key))
        except ClientError as trouble:
            self.say(trouble.sentence)
            return
        self.session.purchases.keep_booking(booking)

    def say(self, words: str):
        self.router.say_done(words)
        self.session.announce(words)
