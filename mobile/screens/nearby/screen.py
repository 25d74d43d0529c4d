"""What others reported near here: on the map and as a list; each can be opened and followed."""

from kivy.metrics import dp
from kivy.properties import StringProperty

from mobile.client import ClientError, Refused
from mobile.earth import flat_distance_m
from mobile.i18n import tr
from mobile.kv import load
from mobile.map.overlay import MapPin
from mobile.navigation import Page
from mobile.screens.home.state import name_of
from mobile.screens.nearby.state import RADIUS_M, Circle, NearbyState, areas_to_follow, describe, heading_of, look_near
from mobile.screens.requests.parts import short_card
from mobile.screens.requests.view import view_of
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.press import WordButton
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard
from mobile.widgets.text import Text

load(__file__)
STREET_ZOOM = 15.5
MOVED_M = 300  # after which somebody who walks is told of what is near anew


class NearbyPage(Page):
    """Asks around where one is, else around the middle of the city; again for another part of the map when one presses for it.

    What is reported there can be followed.
    """

    attribution = StringProperty("")
    place_name = StringProperty("")

    def __init__(self, around: tuple[float, float] | None = None, **options):
        """around: degrees, where it is not about where somebody is."""
        super().__init__(full=True, **options)
        self.state, self.asked, self.around = NearbyState(), None, around
        ids = self.ids
        self.a11y_order = [ids.top, ids.sheet, ids.tools, ids.map, ids.attribution]
        ids.map.source = self.session.tiles

    def shown(self):
        super().shown()
        self.look_around()

    def heard(self, what: str):
        super().heard(what)
        if what in ("here", "city") or (what == "reach" and self.session.reached):
            self.look_around()
        elif what in ("requests", "kinds"):
            self.redraw_list()

    def look_around(self):
        session, drawn = self.session, self.ids.map
        self.attribution = session.city.attribution if session.city else ""
        if self.around:
            self.look_around_there(*self.around)
            return
        spot = session.here or (session.city.centre if session.city else None)
        if spot is None or (self.asked and flat_distance_m(self.asked, (spot.lat, spot.lon)) < MOVED_M and self.state.phase in ("ready", "none")):
            return
        self.place_name = getattr(spot, "name", "")
        if not drawn.taken:
            drawn.centre_on(spot.lat, spot.lon, STREET_ZOOM, animate=False)
        self.look(spot.lat, spot.lon)

    def look_around_there(self, lat: float, lon: float):
        if self.asked is None:
            self.ids.map.centre_on(lat, lon, STREET_ZOOM, animate=False)
            self.look(lat, lon)

    def look_here(self):
        self.look(self.ids.map.lat, self.ids.map.lon)

    def look(self, lat: float, lon: float):
        self.asked = (lat, lon)
        self.start("near", self.follow(lat, lon))

    async def follow(self, lat: float, lon: float):
        async for state in look_near(self.state, self.session.requests, lat, lon, RADIUS_M):
            self.state = state
            self.redraw_list()
        if self.visible:
            self.session.announce(describe(self.state, self.views())[0])

    def views(self):
        session = self.session
        kinds, now, units = session.requests.kinds, session.now(), session.settings.units
        return tuple(view_of(one, kinds.named(one.category), now, units) for one in self.state.requests)

    def redraw(self, *_):
        self.title = tr("Reported near here")
        self.redraw_list()

    def redraw_list(self):
        content, state = self.ids.sheet.content, self.state
        content.clear_widgets()
        content.padding, content.spacing = [dp(12), 0, dp(12), dp(16)], dp(8)
        if state.phase in ("where", "loading"):
            content.add_widget(Skeleton(rows=3, row_height=100))
        elif state.phase == "trouble":
            actions = ((tr("Ask again"), self.look_here),)
            content.add_widget(TroubleCard(title=tr("The reports could not be asked for"), detail=state.sentence, actions=actions))
        elif state.phase == "none":
            actions = ((tr("Report something"), lambda: self.router.choose("report")),)
            detail = tr("Within {n} km nothing is open that everybody may see.", n=RADIUS_M // 1000)
            content.add_widget(EmptyCard(title=tr("Nothing is reported near here"), detail=detail, obstacle="check", actions=actions))
        if state.phase in ("ready", "none"):
            content.add_widget(self.follow_button())
        if state.requests:
            content.add_widget(Text(text=heading_of(state), type_role="title_medium", a11y_role="heading"))
            views = self.views()
            for number, view in enumerate(views, 1):
                content.add_widget(short_card(view, (number, len(views)), lambda view=view: self.open_request(view.code)))
        self.draw_map()

    def follow_button(self) -> WordButton:
        words = tr("Follow what is reported here")
        button = WordButton(text=words, a11y_name=words, icon="bell-plus-outline", look="outlined", least_height=48)
        button.bind(on_act=lambda _: self.start("ask", self.ask_areas()))
        return button

    async def ask_areas(self):
        """What the middle of the map is called, and which areas with a name it lies in; without an answer circles can be chosen still."""
        session, drawn = self.session, self.ids.map
        lat, lon = drawn.lat, drawn.lon
        try:
            await session.notices.ask_areas(lat, lon)
            named = session.notices.here
        except ClientError:
            named = ()
        try:
            middle = Circle((await name_of(lat, lon, session.client)).name, lat, lon)
        except Refused as trouble:
            self.say(trouble.sentence)
            return
        here = session.here and Circle(session.here.name, session.here.lat, session.here.lon)
        found = areas_to_follow(middle, here, named, session.settings.units)
        choices = tuple((key, words, detail) for key, (words, detail, _, _) in found.items())
        self.router.open(ChoiceSheet(title=tr("Follow what is reported here"), choices=choices, taken=lambda key: self.follow_area(*found[key][2:])))

    def follow_area(self, area, place: str):
        self.start("follow", self.keep_following(area, place))

    async def keep_following(self, area, place: str):
        notices = self.session.notices
        try:
            followed = await notices.follow_area(area, place)
        except ClientError as trouble:
            self.say(trouble.sentence)
            return
        words = tr("You hear now of what is reported here.")
        self.router.say_done(words, tr("Undo"), lambda: self.start("follow", self.stop_following(followed.id)))
        self.session.announce(words, assertive=True)

    async def stop_following(self, area_id):
        try:
            await self.session.notices.unfollow_area(area_id)
        except ClientError as trouble:
            self.say(trouble.sentence)
        else:
            self.say(tr("You follow it no longer."))

    def say(self, words: str):
        self.router.say_done(words)
        self.session.announce(words, assertive=True)

    def draw_map(self):
        pins = [
            MapPin(one.place.lat, one.place.lon, "point", self.session.requests.kinds.named(one.category).name, one.code)
            for one in self.state.requests
            if one.place.lat is not None
        ]
        self.ids.map.set_pins(pins)
        if self.session.here:
            fix = self.session.fix
            self.ids.map.set_position(self.session.here.lat, self.session.here.lon, fix.accuracy_m if fix else 0, None)

    def open_request(self, code: str):
        self.router.go("request", code=code)

    def hear(self):
        self.session.announce(". ".join(describe(self.state, self.views())[:4]), aloud=True)

    def handle_key(self, key: str, modifiers: set) -> bool:
        if key == "m" and not modifiers:
            return self.session.focus_widget(self.ids.map)
        return False

    def go_back(self):
        self.router.back()
