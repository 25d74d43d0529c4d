"""A ride in a van of the city: when it comes, where it is, the way in, and help when it cannot come. What was told last is there without network."""

from uuid import UUID

from kivy.metrics import dp
from kivy.properties import StringProperty

from backend.contract.rides import RideResponse
from mobile.asking import Spot, When
from mobile.client import ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.kv import load
from mobile.map.widget import PIN_ROOM_DP, MapPin
from mobile.navigation import Page
from mobile.screens.booking.cancel_sheet import CancelSheet
from mobile.screens.ride.parts import change_card, entry_card, facts_card, seen_badge
from mobile.screens.ride.state import ACTIONS, ICONS, describe, head_of, late_answer, late_choices, ready_at, van_mark, view_of
from mobile.screens.tickets.card import LargeCode
from mobile.screens.tickets.state import code_of
from mobile.screens.tickets.state import view_of as ticket_view
from mobile.widgets.box import Column, Gap
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.counting import CountingCard
from mobile.widgets.live import ticking
from mobile.widgets.press import WordButton
from mobile.widgets.states import EmptyCard
from mobile.widgets.text import Text

load(__file__)
MARGIN_DP, OVERLAP_DP = 40, 64


class RidePage(Page):
    """Followed as long as it is shown."""

    of_account = True
    attribution = StringProperty("")

    def __init__(self, ride_id: UUID, **options):
        self.ride_id, self._aimed = ride_id, None
        super().__init__(full=True, **options)
        ids = self.ids
        self.a11y_order = [ids.top, ids.sheet, ids.map, ids.attribution]
        ids.map.source = self.session.tiles

    @property
    def ride(self) -> RideResponse | None:
        return self.session.rides.find_ride(self.ride_id)

    @property
    def ticket(self):
        """That of the ride, where this phone shows it."""
        purchases, one = self.session.purchases, self.ride
        if one is None or one.booking_id is None:
            return None
        held = (ticket for ticket in purchases.tickets() if (ticket.booking_id, ticket.leg_no) == (one.booking_id, one.leg))
        return next((ticket for ticket in held if purchases.is_shown_here(ticket)), None)

    def shown(self):
        super().shown()
        self.attribution = self.session.city.attribution if self.session.city else ""
        self.session.rides.show(self.ride_id)
        ticking.follow(self)
        if one := self.ride:
            self.session.announce(head_of(one, self.session.now()).spoken)

    def hide(self):
        super().hide()
        self.session.rides.hide(self.ride_id)

    def heard(self, what: str):
        super().heard(what)
        if what in ("rides", "tickets"):
            self.redraw()

    def tick(self):
        """The van moves on the map, and grows old there."""
        if one := self.ride:
            self.draw_van(one)

    def redraw(self, *_):
        one, content = self.ride, self.ids.sheet.content
        content.clear_widgets()
        self.title = tr("Your ride")
        if one is None:
            title, detail = tr("This ride is not known any more"), tr("It is over for long, or somebody else is signed in.")
            content.add_widget(EmptyCard(title=title, detail=detail, obstacle="van-passenger"))
            return
        view = view_of(one)
        self.title = view.title
        holder = Column(padding=[dp(12), dp(4), dp(12), dp(12)], spacing=dp(10))
        holder.add_widget(Text(text=view.title, type_role="headline_small", a11y_role="heading", padding=[dp(4), 0, dp(4), 0]))
        holder.add_widget(CountingCard(of=one, telling=head_of, now=self.session.now))
        if badge := seen_badge(one, self.session.now):
            holder.add_widget(badge)
        for written, spoken in view.changes[:1]:
            holder.add_widget(change_card(written, spoken))
        ticket, key = self.ticket, self.session.purchases.key
        if card := entry_card(view, ticket, key, self.session.now, lambda: self.enlarge(ticket)):
            holder.add_widget(card)
        for number, action in enumerate(view.actions):
            holder.add_widget(self.button(action, first=number == 0))
        holder.add_widget(facts_card(view))
        for written, spoken in view.changes[1:]:
            holder.add_widget(change_card(written, spoken))
        holder.add_widget(Gap(12))
        content.add_widget(holder)
        self.draw_map(one)

    def draw_map(self, one: RideResponse):
        pins = [MapPin(one.from_.lat, one.from_.lon, "origin", one.from_.name, "origin", False)]
        pins.append(MapPin(one.to.lat, one.to.lon, "destination", one.to.name, "destination", True))
        self.ids.map.set_pins(pins)
        fix = self.session.fix
        self.ids.map.set_position(*((fix.lat, fix.lon, fix.accuracy_m, fix.heading_deg) if fix else (None,)))
        self.draw_van(one)
        if self._aimed is None:
            self.aim(animate=False)

    def draw_van(self, one: RideResponse):
        mark = van_mark(one, self.session.now())
        self.ids.map.set_live((mark,) if mark else ())
        if mark and not self.ids.map.taken and self._aimed != (mark.lat, mark.lon):
            self.aim()

    def aim(self, animate: bool = True):
        """The van and where it comes; without one, or aboard, the whole ride."""
        one = self.ride
        if one is None:
            return
        mark = van_mark(one, self.session.now())
        pickup, goal = (one.from_.lat, one.from_.lon), (one.to.lat, one.to.lon)
        self._aimed = (mark.lat, mark.lon) if mark else pickup
        points = [self._aimed, goal if mark is None or one.boarded_at else pickup]
        self.ids.map.fit(points, MARGIN_DP, animate, OVERLAP_DP + PIN_ROOM_DP)

    def button(self, action: str, first: bool) -> WordButton:
        words = ACTIONS[action]()
        button = WordButton(text=words, a11y_name=words, look="filled" if first else "outlined", icon=ICONS[action], least_height=56 if first else 48)
        button.a11y_key = action
        button.bind(on_act=lambda _: self.act(action))
        return button

    def act(self, action: str):
        one = self.ride
        if action == "pay":
            self.router.go("booking", booking_id=str(one.booking_id), pay=True)
        elif action == "booking":
            self.router.go("booking", booking_id=str(one.booking_id))
        elif action == "instead":
            self.open_instead(one)
        elif action == "way":
            self.look_for_way(self.session.here, Spot(one.from_.name, one.from_.lat, one.from_.lon))
        elif action == "again":
            self.look_for_way(Spot(one.from_.name, one.from_.lat, one.from_.lon), Spot(one.to.name, one.to.lat, one.to.lon))
        elif action == "late":
            self.open_late(one)
        elif action == "cancel":
            self.give_back(one)

    def open_late(self, one: RideResponse):
        choices, title = late_choices(one, self.session.now()), tr("When can you be there?")
        self.router.open(ChoiceSheet(title=title, choices=choices, taken=lambda minutes: self.start("late", self.tell_late(minutes))))

    def open_instead(self, one: RideResponse):
        if one.instead and self.session.rides.find_ride(one.instead):
            self.router.go("ride", ride_id=one.instead)
        elif one.instead_booking_id:
            self.router.go("booking", booking_id=str(one.instead_booking_id))

    def look_for_way(self, origin: Spot | None, destination: Spot):
        session = self.session
        session.set_ask(origin=origin, destination=destination, when=When(), riding=self.ride.load)
        if origin:
            self.router.go("results")
        else:
            self.router.go("search", field="origin")

    async def tell_late(self, minutes: str):
        before = self.ride
        try:
            told = await self.session.rides.come_late(before, ready_at(before, self.session.now(), int(minutes)))
        except ClientError as trouble:
            self.say(trouble.sentence)
            return
        now = self.ride or told
        self.say(late_answer(now, before), late_answer(now, before, say))

    def give_back(self, one: RideResponse):
        """What was bought says first what comes back; what nothing was paid for is asked once."""
        if one.booking_id is None:
            choices = (("cancel", tr("Give it back"), tr("No van comes then")), ("keep", tr("Keep it"), ""))
            self.router.open(ChoiceSheet(title=tr("Give the ride back?"), choices=choices, taken=lambda what: self.confirm(what)))
            return
        self.start("give back", self.open_giving_back(str(one.booking_id)))

    async def open_giving_back(self, booking_id: str):
        purchases = self.session.purchases
        try:
            booking = purchases.find_booking(booking_id) or (await purchases.look(booking_id))[0]
        except ClientError as trouble:
            self.say(trouble.sentence)
            return
        self.router.open(CancelSheet(self.session, self.router, booking))

    def confirm(self, what: str):
        if what == "cancel":
            self.start("give back", self.cancel_unpaid())

    async def cancel_unpaid(self):
        try:
            await self.session.rides.cancel(self.ride)
        except ClientError as trouble:
            self.say(trouble.sentence)
            return
        self.say(tr("Given back."))

    def enlarge(self, ticket):
        if ticket:
            view = ticket_view(ticket, True, self.session.now())
            self.router.open(LargeCode(view, lambda now: code_of(ticket, self.session.purchases.key, now), self.session.now))

    def say(self, words: str, spoken: str = ""):
        self.router.say_done(words)
        self.session.announce(spoken or words, assertive=True)

    def handle_key(self, key: str, modifiers: set) -> bool:
        acts = {"h": self.hear, "m": self.aim}
        if modifiers or key not in acts:
            return False
        acts[key]()
        return True

    def hear(self):
        """All of it, also while the screen is not spoken."""
        if one := self.ride:
            self.session.announce(". ".join(describe(one, self.session.now())), aloud=True)
