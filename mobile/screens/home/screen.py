"""Home: leave within two taps, or look what goes now."""

from kivy.metrics import dp
from kivy.properties import NumericProperty, StringProperty

from mobile.asking import Spot
from mobile.client import Refused
from mobile.i18n import tr
from mobile.kv import load
from mobile.map.widget import MapPin
from mobile.navigation import Page
from mobile.screens.home.bought import BoughtLine, bought_line
from mobile.screens.home.rows import leaving_row, saved_card, stand_out
from mobile.screens.home.state import HomeState, describe, heading_of, measure_saved, name_of, watch_leaving
from mobile.screens.live.over_map import LiveOverMap
from mobile.screens.parking.mine import mine_rows
from mobile.screens.people.sheets import open_needs
from mobile.screens.people.state import pill_words
from mobile.screens.ride.rows import ride_rows
from mobile.store.places import icon_of
from mobile.theme import theme
from mobile.widgets.box import Column, Row, Rule
from mobile.widgets.live import LiveBadge
from mobile.widgets.press import IconButton, WordButton
from mobile.widgets.rows import ListRow
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard, buttons
from mobile.widgets.text import Text
from mobile.words import foot_mode

load(__file__)
STREET_ZOOM = 16


class HomePage(Page):
    """State by state: `state` is what is drawn."""

    attribution = StringProperty("")
    place_name = StringProperty("")
    live_count = NumericProperty(0)
    needs_icon = StringProperty("walk")
    needs_text = StringProperty("")
    needs_spoken = StringProperty("")

    def __init__(self, **options):
        super().__init__(**options)
        self.state = HomeState()
        self.title = tr("Plan")
        ids = self.ids
        self.a11y_order = [ids.top, ids.sheet, ids.live, ids.tools, ids.map, ids.attribution]
        ids.map.source = self.session.tiles
        self.live = LiveOverMap(self, ids.map, self.plan_to)
        self.live.fbind("count", self.setter("live_count"))
        self.saved_seconds: dict[str, int] = {}
        self._placed = False

    def shown(self):
        super().shown()
        self.heard("here")
        self.heard("city")
        self.live.show()

    def hide(self):
        super().hide()
        self.live.hide()
        self.session.tasks.stop(self, "leaving")

    def heard(self, what: str):
        super().heard(what)
        self.live.heard(what)
        session = self.session
        if what == "city":
            self.attribution = session.city.attribution if session.city else ""
            self._placed = self._placed if session.city else False
            self.place_map()
        if what == "needs":
            self.show_needs()
        if what in ("here", "needs"):
            self.place_map()
            self.watch()
        if what in ("places", "here", "needs"):
            self.measure()
        if what in ("underway", "tickets", "bookings", "reservations", "rides"):
            self.redraw_rows()
        if what == "reach" and session.reached and self.state.phase == "offline":
            self.watch()

    def place_map(self):
        """Begin where the person is, else in the middle of the city; later their own moves of the map are kept."""
        session, drawn = self.session, self.ids.map
        if session.here:
            drawn.set_position(session.here.lat, session.here.lon, session.fix.accuracy_m if session.fix else 0, None)
        spot = session.here or (session.city.centre if session.city else None)
        if spot and (not self._placed or (session.here and self._placed == "city")):
            drawn.centre_on(spot.lat, spot.lon, STREET_ZOOM, animate=False)
            self._placed = "here" if session.here else "city"

    def keep_view(self):
        drawn = self.ids.map
        self.session.view = (drawn.lat, drawn.lon, drawn.zoom)

    def watch(self):
        here = self.session.here
        if here is None or not self.visible:
            self.redraw_rows()
            return
        self.place_name = here.name
        self.start("leaving", self.follow_leaving(here))

    async def follow_leaving(self, here: Spot):
        needs = self.session.needs
        walk_m = int(min(3000, max(50, needs.max_walk_m or 800)))
        async for state in watch_leaving(self.state, here, self.session.client, self.session.now, needs.moves, walk_m):
            self.state = state
            self.redraw_rows()

    def measure(self):
        places = self.session.places.list_saved()[:3]
        if self.session.here and places:
            self.start("saved", self.follow_saved(self.session.here, places))
        else:
            self.redraw_saved()

    async def follow_saved(self, here, places):
        self.redraw_saved()
        async for key, seconds in measure_saved(here, places, self.session.client, self.session.needs):
            self.saved_seconds[key] = seconds
            self.redraw_saved()

    def redraw(self, *_):
        self.title = tr("Plan")
        self.show_needs()
        self.redraw_saved()
        self.redraw_rows()

    def show_needs(self):
        """On the first screen, so that nobody wonders why a way is not offered."""
        session = self.session
        self.needs_icon = "wheelchair-accessibility" if session.needs.moves == "roll" else "walk"
        self.needs_text = "" if theme.large else pill_words(session.people)
        self.needs_spoken = tr("Needs: {needs}. Change", needs=session.needs_words(spoken=True))

    def open_needs(self):
        open_needs(self.session, self.router)

    def redraw_saved(self):
        shelf = self.ids.saved.content
        shelf.clear_widgets()
        for place in self.session.places.list_saved():
            seconds = self.saved_seconds.get(place.key)
            shelf.add_widget(
                saved_card(icon_of(place.key), place.name, seconds, lambda place=place: self.plan_to(Spot(place.name, place.lat, place.lon)))
            )
        if not self.session.places.find_saved("home"):
            shelf.add_widget(saved_card("home-plus-outline", tr("Add home"), None, lambda: self.router.go("search", field="home")))

    def redraw_rows(self):
        content, state = self.ids.sheet.content, self.state
        content.clear_widgets()
        if underway := self.session.underway.state:
            content.add_widget(self.underway_card(underway))
        if bought := bought_line(self.session.purchases, self.session.now()):
            content.add_widget(self.bought_card(bought))
        if rides := self.session.rides.current():
            content.add_widget(ride_rows(rides, self.session.now(), self.router, [dp(12), 0, dp(12), dp(8)]))
        if stays := self.session.parking.current():
            content.add_widget(mine_rows(stays, self.session.now(), self.router, [dp(12), 0, dp(12), dp(8)]))
        if state.tapped:
            content.add_widget(self.tapped_card(state.tapped))
        if self.session.here is None:
            content.add_widget(self.nowhere_card())
            return
        head = Row(padding=[dp(16), dp(4), dp(16), dp(4)])
        head.add_widget(Text(text=heading_of(state), type_role="title_medium", a11y_role="heading"))
        content.add_widget(head)
        if state.rows:
            signs = Row(padding=[dp(16), 0, dp(16), dp(2)])
            signs.add_widget(LiveBadge(live=state.live, now=self.session.now, a11y_role="text"))
            content.add_widget(signs)
        if state.phase == "loading":
            content.add_widget(Skeleton(rows=4))
        for number, row in enumerate(state.rows):
            if number:
                content.add_widget(Rule(inset=84))
            icon = "wheelchair-accessibility" if foot_mode(self.session.needs.moves) == "WHEELCHAIR" else "walk"
            content.add_widget(leaving_row(row, self.open_stop, icon, state.live.seen_at is not None))
        if state.rows:
            more = ListRow(icon="map-marker-radius-outline", title=tr("All stops near you"))
            more.bind(on_act=lambda _: self.router.go("around"))
            content.add_widget(more)
        if state.phase == "none":
            content.add_widget(
                EmptyCard(title=tr("Nothing leaves near you today"), detail=tr("Search a place to see other ways."), obstacle="bus-stop")
            )
        if state.phase in ("offline", "trouble"):
            holder = Column(padding=[dp(12), dp(4)])
            holder.add_widget(TroubleCard(title=tr("No departures now"), detail=state.sentence, actions=((tr("Ask again"), self.watch),)))
            content.add_widget(holder)

    def underway_card(self, underway):
        """The trip that goes on meanwhile."""
        place = self.session.underway.trip.goal
        holder = Column(padding=[dp(12), 0, dp(12), dp(8)])
        arrive = tr("Arrive {time}", time=underway.arrive.time)
        row = ListRow(icon="navigation-variant", title=tr("On the way to {place}", place=place), detail=arrive)
        stand_out(row)
        row.bind(on_act=lambda _: self.router.go("underway"))
        holder.add_widget(row)
        return holder

    def bought_card(self, bought: BoughtLine):
        """A ticket that is valid now, or a trip that is held until it is paid: one press away."""
        holder = Column(padding=[dp(12), 0, dp(12), dp(8)])
        row = ListRow(icon=bought.icon, title=bought.title, detail=bought.detail, a11y_name=bought.spoken, a11y_key="bought")
        stand_out(row)
        row.bind(on_act=lambda _: self.router.go(bought.page, **bought.values))
        holder.add_widget(row)
        return holder

    def nowhere_card(self):
        why = self.session.why_not_here
        return EmptyCard(
            title=tr("Choose a place to see what leaves near it"),
            detail=why,
            traveller=("wheelchair-accessibility" if self.session.needs.moves == "roll" else "walk"),
            obstacle="map-marker-question-outline",
            actions=((tr("Choose a place"), lambda: self.router.go("search", field="here")),),
            padding=[dp(20), dp(4), dp(20), dp(20)],
        )

    def tapped_card(self, spot: Spot):
        card = Column(padding=[dp(16), dp(4), dp(16), dp(12)], spacing=dp(8))
        head = Row(spacing=dp(8))
        head.add_widget(Text(text=spot.name, type_role="headline_small", a11y_role="heading"))
        close = IconButton(icon="close", a11y_name=tr("Close"))
        close.bind(on_act=lambda _: self.set_tapped(None))
        head.add_widget(close)
        card.add_widget(head)
        card.add_widget(buttons(((tr("Go here"), lambda: self.plan_to(spot)), (tr("Start here"), lambda: self.start_at(spot)))))
        stand = WordButton(text=tr("I am here"), a11y_name=tr("I am here"), look="quiet", least_height=48)
        stand.bind(on_act=lambda _: self.stand(spot))
        card.add_widget(stand)
        return card

    def set_tapped(self, spot: Spot | None):
        self.state = type(self.state)(**{**self.state.__dict__, "tapped": spot})
        pins = [MapPin(spot.lat, spot.lon, "point", spot.name, "tapped", True)] if spot else []
        self.ids.map.set_pins(pins)
        self.redraw_rows()

    def tap_map(self, lat: float, lon: float):
        self.start("tapped", self.name_tapped(lat, lon))

    async def name_tapped(self, lat: float, lon: float):
        try:
            spot = await name_of(lat, lon, self.session.client)
        except Refused as trouble:
            self.router.say_done(trouble.sentence)
            return
        self.set_tapped(spot)
        self.session.announce(spot.name)

    def search(self):
        self.router.go("search", field="destination")

    def plan_to(self, spot: Spot):
        self.session.set_ask(destination=spot)
        self.router.go("results" if self.session.ask.origin else "search", **({} if self.session.ask.origin else {"field": "origin"}))

    def start_at(self, spot: Spot):
        self.session.set_ask(origin=spot)
        self.router.go("search", field="destination")

    def stand(self, spot: Spot):
        self.set_tapped(None)
        self.session.stand_at(spot)

    def locate(self):
        if self.session.here:
            self.ids.map.centre_on(self.session.here.lat, self.session.here.lon, STREET_ZOOM)
        else:
            self.session.find_me()
            if self.session.why_not_here:
                self.router.say_done(self.session.why_not_here)
                self.session.announce(self.session.why_not_here)

    def open_stop(self, stop_id: str):
        self.router.go("stop", stop_id=stop_id)

    def hear_around(self):
        """Say where one is and what leaves, whether or not the screen is spoken."""
        session = self.session
        nowhere = session.why_not_here or tr("Choose a place to see what leaves near it")
        words = describe(self.state, session.now()) if session.here else [nowhere]
        self.session.announce(". ".join(words[:4]), aloud=True)

    def handle_key(self, key: str, modifiers: set) -> bool:
        if key == "m":
            return self.session.focus_widget(self.ids.map)
        return False
