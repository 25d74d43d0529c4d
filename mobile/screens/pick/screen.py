"""A point of the map: move the map under the pin, hear what it stands on, choose it."""

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.widget import Widget

from mobile.kv import load
from mobile.navigation import Page
from mobile.screens.pick.state import PickState, moved, name_centre, start_at
from mobile.screens.search.state import heading_of
from mobile.theme import theme
from mobile.widgets.text import Icon

load(__file__)
SETTLE_S = 0.3


class CrossHair(Widget):
    """The pin that stays in the middle; its foot is the point."""

    a11y_hidden = True

    def __init__(self, **options):
        super().__init__(size_hint=(None, None), size=(dp(44), dp(44)), **options)
        self._icon = Icon(icon="map-marker", dp_size=44, grows=False, ink="link")
        self.add_widget(self._icon)
        self.fbind("pos", lambda *_: setattr(self._icon, "pos", self.pos))
        theme.follow(self._icon.restyle)


class PickPage(Page):
    """`on_pick(spot)` hears the choice."""

    place = StringProperty("")
    attribution = StringProperty("")
    ready = BooleanProperty(False)

    def __init__(self, field: str, on_pick, **options):
        self.asked, self.on_pick, self._placed = field, on_pick, False
        self.state = PickState()
        super().__init__(full=True, **options)
        self.a11y_order = [self.ids.bar, self.ids.panel, self.ids.map]
        self.ids.map.source = self.session.tiles
        self._settle = Clock.create_trigger(lambda _: self.start("name", self.follow()), SETTLE_S)

    def shown(self):
        super().shown()
        self.place_map()

    def heard(self, what: str):
        super().heard(what)
        if what in ("city", "here"):
            self.place_map()

    def place_map(self):
        """Opened before the city or the phone has said where one is, it begins as soon as one of them has; what the person moved stays."""
        session, drawn = self.session, self.ids.map
        self.attribution = session.city.attribution if session.city else ""
        place = start_at(session.view, session.here, session.city)
        if place and not self._placed and not drawn.taken:
            drawn.centre_on(*place, animate=False)
            self._placed = True
            self._settle()

    def redraw(self, *_):
        self.title = heading_of(self.asked)

    def settled(self):
        self.show(moved(self.state))
        self._settle()

    async def follow(self):
        async for state in name_centre(self.state, self.ids.map.lat, self.ids.map.lon, self.session.client):
            self.show(state)
        self.session.announce(self.state.words)

    def show(self, state: PickState):
        self.state = state
        self.place, self.ready = state.words, state.spot is not None

    def take(self):
        if self.state.spot:
            self.on_pick(self.state.spot)

    def go_back(self):
        self.router.back()
