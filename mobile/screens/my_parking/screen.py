"""My parking: the countdown, the way in, longer or shorter, and help when the space is taken. What was told last is there without network."""

import asyncio
from datetime import timedelta
from functools import partial

from kivy.metrics import dp

from backend.contract.reservations import Reservation, VehicleChange
from mobile.asking import Spot
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.parking import calls
from mobile.parking.wish import facts_of
from mobile.screens.my_parking.parts import entry_card, late_card, others_card, place_card
from mobile.screens.my_parking.sheets import ExtensionPaySheet, LeaveSheet, TakenSheet, take_other
from mobile.screens.my_parking.state import ACTIONS, ICONS, StayView, countdown_of, describe, title_of, view_of
from mobile.screens.page.screen import ListPage
from mobile.screens.parking.mine import mine_rows
from mobile.screens.parking.times_sheet import TimesSheet
from mobile.screens.space.parts import tone_line
from mobile.screens.tickets.card import LargeCode
from mobile.screens.tickets.state import code_of
from mobile.screens.tickets.state import view_of as ticket_view
from mobile.widgets.box import Gap
from mobile.widgets.counting import CountingCard
from mobile.widgets.press import WordButton
from mobile.widgets.states import EmptyCard
from mobile.widgets.text import Text

REFRESH_S, LONGER = 30, timedelta(hours=1)


class MyParkingPage(ListPage):
    """`booking_id` "" shows the only one there is, or all to choose from. Asked anew while it is shown."""

    of_account = True

    def __init__(self, booking_id: str = "", leg_no: int = 0, **options):
        self.booking_id, self.leg_no, self._buttons, self._ticket = booking_id, leg_no, (), None
        super().__init__(**options)

    def name(self) -> str:
        return title_of(self.stay) if self.stay else tr("My parking")

    @property
    def stay(self) -> Reservation | None:
        parking = self.session.parking
        if self.booking_id:
            return parking.find_reservation(self.booking_id, self.leg_no)
        current = parking.current()
        return current[0] if len(current) == 1 else None

    @property
    def ticket(self):
        """That of the stay, where this phone shows it."""
        purchases, stay = self.session.purchases, self.stay
        return next((one for one in purchases.tickets() if stay and one.id == stay.entry.ticket_id and purchases.is_shown_here(one)), None)

    @property
    def view(self) -> StayView | None:
        driven = self.session.parking.vehicles.driven
        return self.stay and view_of(self.stay, self.session.now(), facts_of(driven) if driven else None)

    def shown(self):
        super().shown()
        self.start("watch", self.watch())
        if view := self.view:
            self.session.announce(countdown_of(self.stay, self.session.now()).spoken + f". {view.warning}".rstrip(". "))

    def hide(self):
        super().hide()
        self.session.tasks.stop(self, "watch")

    def heard(self, what: str):
        super().heard(what)
        if what in ("reservations", "vehicles") or (what == "tickets" and self.ticket != self._ticket):
            self.redraw()

    async def watch(self):
        """Ask now and then, and draw what can be done anew when that has changed."""
        while True:
            self.session.parking.refresh()
            await asyncio.sleep(REFRESH_S)
            if self.view and self.view.actions != self._buttons:
                self.redraw_list()

    def fill(self, content):
        stay, view = self.stay, self.view
        if stay is None:
            self.fill_choice(content)
            return
        content.spacing = dp(10)
        content.add_widget(CountingCard(of=stay, telling=countdown_of, key="countdown", now=self.session.now))
        if view.warning:
            content.add_widget(tone_line("alert-circle-outline", "error", view.warning))
        self.fill_late(content)
        self._ticket = ticket = self.ticket
        if card := entry_card(view, ticket, self.session.purchases.key, self.session.now, lambda: self.enlarge(ticket)):
            content.add_widget(card)
        content.add_widget(place_card(view))
        self._buttons = view.actions
        for number, action in enumerate(view.actions):
            content.add_widget(self.button(action, first=number == 0))
        for words in view.rules:
            content.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), 0, dp(4), 0]))
        content.add_widget(Gap(12))

    def fill_late(self, content):
        """What coming later means for it, and where else one may park."""
        later, stay = self.session.parking.later, self.stay
        view = later.view(stay)
        if view is None:
            return
        content.add_widget(late_card(view))
        answer = later.find(str(stay.booking_id), stay.leg_no).answer
        if answer and answer.alternatives:
            take = partial(take_other, self.session, self.router, stay)
            content.add_widget(others_card(answer.alternatives, stay, self.session.settings.units, take))

    def fill_choice(self, content):
        content.add_widget(Gap(8))
        if current := self.session.parking.current():
            content.add_widget(mine_rows(current, self.session.now(), self.router))
            return
        title, detail = tr("No space is reserved"), tr("What you reserve is here, also without network.")
        actions = ((tr("Find a space"), lambda: self.router.choose("parking")),)
        content.add_widget(EmptyCard(title=title, detail=detail, obstacle="parking", actions=actions))

    def button(self, action: str, first: bool) -> WordButton:
        words = ACTIONS[action]()
        button = WordButton(text=words, a11y_name=words, look="filled" if first else "outlined", icon=ICONS[action], least_height=56 if first else 48)
        button.bind(on_act=lambda _: self.act(action))
        return button

    def act(self, action: str):
        stay = self.stay
        if action == "pay":
            self.router.go("booking", booking_id=str(stay.booking_id), pay=True)
        elif action == "booking":
            self.router.go("booking", booking_id=str(stay.booking_id))
        elif action == "way":
            self.session.set_ask(destination=Spot(stay.space.address or stay.space.name, stay.space.lat, stay.space.lon))
            self.router.go("results" if self.session.ask.origin else "search", **({} if self.session.ask.origin else {"field": "origin"}))
        elif action == "extend":
            self.open_longer()
        elif action == "leave":
            self.router.open(LeaveSheet(self.session, self.router, stay))
        elif action == "taken":
            self.session.parking.taken.tap(str(stay.booking_id), stay.leg_no)
            self.router.open(TakenSheet(self.session, self.router, stay))
        elif action == "vehicle":
            self.start("act", self.change_vehicle())

    def open_longer(self):
        stay, now = self.stay, self.session.now()
        later = stay.ends_at + LONGER
        done = tr("See the price")
        self.router.open(TimesSheet(tr("Make it longer"), stay.starts_at, later, now, self.price_until, ("end",), done, least=stay.ends_at))

    def price_until(self, _, until):
        self.router.open(ExtensionPaySheet(self.session, self.router, self.stay, until))

    async def change_vehicle(self):
        """The one that is driven now comes instead; what does not fit is refused by the city, and the space stays as it was."""
        stay, driven = self.stay, self.session.parking.vehicles.driven
        change = VehicleChange(facts_of(driven), stay.leg_no)
        try:
            changed = await self.session.account.ask(lambda client, token: calls.change_vehicle(client, str(stay.booking_id), change, token))
        except ClientError as trouble:
            self.say(trouble.sentence)
            return
        self.session.parking.keep_one(changed)
        self.say(tr("Your other vehicle fits and may come."))

    def enlarge(self, ticket):
        if ticket:
            view = ticket_view(ticket, True, self.session.now())
            self.router.open(LargeCode(view, lambda now: code_of(ticket, self.session.purchases.key, now), self.session.now))

    def say(self, words: str):
        self.router.say_done(words)
        self.session.announce(words)

    def handle_key(self, key: str, modifiers: set) -> bool:
        if key == "h" and not modifiers:
            self.hear()
            return True
        return False

    def hear(self):
        """All of it, also while the screen is not spoken."""
        if view := self.view:
            self.session.announce(". ".join(describe(view, countdown_of(self.stay, self.session.now()))), aloud=True)
