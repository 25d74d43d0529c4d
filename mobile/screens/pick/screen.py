"""A point of the map: move the map under the pin, hear what it stands on, choose it."""

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.widget import Widget

from mobile.client import Refused
from mobile.kv import load
from mobile.navigation import Page
from mobile.screens.home.state import name_of
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
        self.asked, self.on_pick = field, on_pick
        self.spot = None
        super().__init__(full=True, **options)
        self.a11y_order = [self.ids.bar, self.ids.panel, self.ids.map]
        self.ids.map.source = self.session.tiles
        self._settle = Clock.create_trigger(lambda _: self.start("name", self.name_centre()), SETTLE_S)

    def shown(self):
        super().shown()
        session = self.session
        self.attribution = session.city.attribution if session.city else ""
        if session.view:
            self.ids.map.centre_on(*session.view, animate=False)
        elif session.city:
            self.ids.map.centre_on(session.city.centre.lat, session.city.centre.lon, 15, animate=False)
        self._settle()

    def redraw(self, *_):
        self.title = heading_of(self.asked)

    def settled(self):
        self.ready = False
        self._settle()

    async def name_centre(self):
        drawn = self.ids.map
        try:
            spot = await name_of(drawn.lat, drawn.lon, self.session.client)
        except Refused as trouble:
            self.spot, self.place, self.ready = None, trouble.sentence, False
        else:
            self.spot, self.place, self.ready = spot, spot.name, True
        self.session.announce(self.place)

    def take(self):
        if self.spot:
            self.on_pick(self.spot)

    def go_back(self):
        self.router.back()
