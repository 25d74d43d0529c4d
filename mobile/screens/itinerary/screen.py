"""Itinerary: trust the way, keep it, share it, then go."""

from kivy.metrics import dp
from kivy.properties import BooleanProperty, StringProperty

from backend.contract.live import Alert
from backend.contract.trips import Itinerary
from mobile.asking import Ask
from mobile.device.protocols import Unavailable
from mobile.guiding.route import guidable
from mobile.i18n import tr
from mobile.kv import load
from mobile.live import Fact
from mobile.map.widget import PIN_ROOM_DP, MapPin
from mobile.navigation import Page
from mobile.screens.guidance.guided import enter
from mobile.screens.itinerary.beside import SpaceBeside
from mobile.screens.itinerary.buying import book_words, booking_of
from mobile.screens.itinerary.drawn import goal_pin, ways_of
from mobile.screens.itinerary.riders import Riders
from mobile.screens.itinerary.state import PlaceLine, names_of, state_of
from mobile.share.calendar import ics
from mobile.share.text import as_text
from mobile.store.people import asked_by
from mobile.theme import theme
from mobile.widgets.badges import Tag
from mobile.widgets.box import Column, Flow, Gap, Row
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.live import LiveBadge, ticking
from mobile.widgets.notices import notice_card
from mobile.widgets.press import IconButton, WordButton
from mobile.widgets.text import Text
from mobile.widgets.timeline import LegRow, fact_row, place_row

load(__file__)
BUTTONS_DP = 64  # as far as they reach down over the map


class ItineraryPage(Riders, SpaceBeside, Page):
    """One way, from the results or from the saved trips (`trip_id`)."""

    attribution = StringProperty("")
    is_saved = BooleanProperty(False)

    def __init__(self, itinerary: Itinerary, ask: Ask, trip_id: str = "", alerts: tuple[Alert, ...] = (), **options):
        self.itinerary, self.ask, self.trip_id, self.alerts, self.booking_id = itinerary, ask, trip_id, alerts, ""
        super().__init__(full=True, **options)
        self.is_saved = bool(trip_id)
        ids = self.ids
        self.a11y_order = [ids.top, ids.sheet, ids.map, ids.attribution]
        ids.map.source = self.session.tiles
        self.title = tr("Your way")
        self.bar = Column(padding=[dp(16), dp(8), dp(16), dp(12)])
        ids.sheet.panel.add_widget(self.bar)

    def shown(self):
        super().shown()
        self.attribution = self.session.city.attribution if self.session.city else ""
        self.draw_way()
        ticking.follow(self)

    def tick(self):
        """What was live has grown too old: the times are those of the timetable from now on."""
        live = self.state.live
        if live and live.seen_at and not live.lasts(self.session.now()):
            self.redraw()

    def draw_way(self):
        drawn, lines = self.ids.map, ways_of(self.itinerary, self.session.needs.moves)
        points = [point for line in lines for point in line.points]
        drawn.set_routes(lines)
        if legs := self.itinerary.legs:
            start, names = legs[0].from_, names_of(self.ask)
            pins = [MapPin(start.lat, start.lon, "origin", names[0], "origin", False), goal_pin(self.itinerary, names[1])]
            drawn.set_pins(pins)
            points += [(pin.lat, pin.lon) for pin in pins]
        if points:
            drawn.fit(points, 32, False, BUTTONS_DP + PIN_ROOM_DP)

    def redraw(self, *_):
        session = self.session
        names, own = names_of(self.ask), session.reporting.own()
        self.state = state_of(self.itinerary, names, session.needs.moves, session.settings.units, session.now(), self.alerts, own)
        content = self.ids.sheet.content
        content.clear_widgets()
        self.bar.clear_widgets()
        self.bar.spacing = dp(8)
        book = self.book_button()
        if book and not theme.large:
            self.bar.add_widget(book)
        self.bar.add_widget(self.start_buttons())
        head = Column(padding=[dp(16), dp(4), dp(16), dp(8)], spacing=dp(8))
        total = (
            Row(spacing=dp(10), a11y_role="heading", a11y_name=self.state.head_spoken)
            if not theme.large
            else Column(a11y_role="heading", a11y_name=self.state.head_spoken)
        )
        total.add_widget(Text(text=self.state.total, type_role="headline_medium", fit="height" if theme.large else "width"))
        total.add_widget(Text(text=self.state.span, type_role="title_medium", weight=600))
        head.add_widget(total)
        if self.state.live:
            head.add_widget(LiveBadge(live=self.state.live, now=session.now, a11y_role="text"))
        head.add_widget(self.tags())
        for notice in self.state.notices:
            head.add_widget(notice_card(notice, self.open_page))
        content.add_widget(head)
        if book and theme.large:  # below, it would leave the way no room
            holder = Column(padding=[dp(16), 0, dp(16), dp(8)])
            holder.add_widget(book)
            content.add_widget(holder)
        for line in self.state.lines:
            if isinstance(line, PlaceLine):
                content.add_widget(place_row(line.at, line.name, line.spoken))
            else:
                content.add_widget(LegRow(leg=line, now=session.now, open_page=self.open_page))
        for part in (self.riders_part(), self.space_part()):
            if part:
                content.add_widget(part)
        content.add_widget(Gap(24))

    def tags(self):
        """Side by side; at large text below each other, where long ones go on in the next line."""
        tags = Column() if theme.large else Flow(spacing=[dp(6), dp(6)])
        for icon, words, tone in self.state.tags:
            if theme.large:
                tags.add_widget(fact_row(Fact(icon, words, tone)))
            else:
                tags.add_widget(Tag(icon=icon, text=words, tone=tone, a11y_role="text", a11y_name=words))
        return tags

    def start_buttons(self):
        """To be led is first where that is possible; to hear the way at home, and to have only its times, stand beside it."""
        led = guidable(self.itinerary)
        row = Column(spacing=dp(8)) if theme.large else Row(spacing=dp(8))
        if led:
            guide = WordButton(text=tr("Start guidance"), a11y_name=tr("Start guidance"), icon="navigation-variant")
            guide.bind(on_act=lambda _: self.start_guidance())
            row.add_widget(guide)
        icon, look = ("", "quiet") if led else ("navigation-variant", "filled")
        start = WordButton(text=tr("Start"), a11y_name=tr("Start the trip"), icon=icon, look=look)
        start.bind(on_act=lambda _: self.start_trip())
        if not led:
            return start
        preview = IconButton(icon="ear-hearing", side=56, fill="s2", edge="outline" if theme.name == "hc" else "", corners=[16])
        preview.a11y_name = tr("Preview of the way")
        preview.bind(on_act=lambda _: self.preview())
        if theme.large:
            beside = Row(spacing=dp(8))
            row.add_widget(beside)
        else:
            beside, start.size_hint_x = row, 0.42
        beside.add_widget(start)
        beside.add_widget(preview)
        return row

    def book_button(self) -> WordButton | None:
        """To the price of the whole trip, or to what it was booked as; None where nobody sells any of it."""
        booking, with_space = booking_of(self.session.purchases, self.booking_id), self.beside is not None
        written, spoken = book_words(self.itinerary, self.session.now(), booking, with_space)
        if not written:
            return None
        button = WordButton(text=written, look="outlined", icon="ticket-confirmation-outline", least_height=48, a11y_key="book")
        button.a11y_name = spoken
        button.bind(on_act=lambda _: self.book())
        return button

    def book(self):
        if booking_of(self.session.purchases, self.booking_id):
            self.router.go("booking", booking_id=self.booking_id, from_trip=True)
        else:
            self.open_price()

    def open_price(self):
        """Whoever is not signed in does so first, and is then where they were."""
        if not self.session.account.on:
            self.router.go("sign_in", then=self.open_price)
            return
        self.router.open(self.pay_sheet())

    def keep_booking(self, booking_id: str):
        self.booking_id = booking_id

    def start_guidance(self):
        """Set out, and be led."""
        if self.start_trip():
            enter(self)

    def preview(self):
        """The way as it will be said, at home."""
        self.router.go("preview", itinerary=self.itinerary, goal=names_of(self.ask)[1])

    def start_trip(self) -> bool:
        """Set out on it: what to do next, until it is ended. False for a trip of the past."""
        if self.itinerary.arrive_at <= self.session.now():
            words = tr("The time of this trip has passed. Ask for it again.")
            self.router.say_done(words)
            self.session.announce(words, assertive=True)
            return False
        self.session.underway.start(self.itinerary, self.ask)
        self.router.go("underway")
        return True

    def handle_key(self, key: str, modifiers: set) -> bool:
        if key == "g" and not modifiers:
            self.start_trip()
            return True
        if key == "b" and not modifiers and book_words(self.itinerary, self.session.now(), None, self.beside is not None)[0]:
            self.book()
            return True
        if key in ("l", "v") and not modifiers and guidable(self.itinerary):
            (self.start_guidance if key == "l" else self.preview)()
            return True
        return False

    def open_page(self, address: str):
        """In the browser of the device, because the person pressed for it."""
        try:
            self.session.device.links.open(address)
        except Unavailable as trouble:
            self.router.say_done(str(trouble))
            self.session.announce(str(trouble))

    def toggle_saved(self):
        session = self.session
        if self.is_saved:
            trip_id, self.trip_id, self.is_saved = self.trip_id, "", False
            session.trips.delete(trip_id)
            session.tell("trips")
            self.router.say_done(tr("Trip removed"), tr("Keep it"), self.keep_again(trip_id))
            session.announce(tr("Trip removed"))
            return
        origin, destination = names_of(self.ask)
        self.trip_id = session.trips.save(origin, destination, self.itinerary, session.now(), asked_by(session.people))
        self.is_saved = True
        session.tell("trips")
        self.router.say_done(tr("Trip saved. It opens without network too."))
        session.announce(tr("Trip saved. It opens without network too."))

    def keep_again(self, trip_id: str):
        def keep():
            self.session.trips.restore(trip_id)
            self.trip_id, self.is_saved = trip_id, True
            self.session.tell("trips")

        return keep

    def open_share(self):
        choices = (("text", tr("As text"), tr("Times and steps, for a message")), ("calendar", tr("As calendar file"), tr("Opens in every calendar")))
        self.router.open(ChoiceSheet(title=tr("Share the trip"), choices=choices, taken=self.share))

    def share(self, how: str):
        session, (origin, destination) = self.session, names_of(self.ask)
        try:
            if how == "text":
                done = session.device.share.text(
                    tr("Trip to {place}", place=destination), as_text(self.itinerary, origin, destination, session.settings.units)
                )
            else:
                path = session.folder / "share" / "trip.ics"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(ics(self.itinerary, origin, destination, session.now()))
                done = session.device.share.file(path, "text/calendar")
        except Unavailable as trouble:
            done = str(trouble)
        if done:
            self.router.say_done(done)
            session.announce(done)

    def go_back(self):
        self.router.back()
