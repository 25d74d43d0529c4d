"""Guidance, seen: one instruction, readable at arm's length, the way on a map that follows, and what to do when it goes wrong."""

from kivy.factory import Factory
from kivy.metrics import dp
from kivy.properties import StringProperty

from mobile.earth import flat_distance_m
from mobile.guiding.ground import degrees_of
from mobile.i18n import tr
from mobile.kv import load
from mobile.map.widget import PIN_ROOM_DP
from mobile.screens.guidance.corners import CornersPage
from mobile.screens.guidance.guided import Guided
from mobile.screens.guidance.options import GuidingPage
from mobile.screens.guidance.panel import GuidePanel, PositionLabel
from mobile.screens.guidance.preview import PreviewPage
from mobile.screens.guidance.state import ENDED
from mobile.screens.itinerary.drawn import goal_pin, ways_of
from mobile.screens.my_parking.parts import late_ahead
from mobile.screens.underway.panel import Rest, break_card, lay_out, ride_row
from mobile.theme import theme
from mobile.widgets.box import Column, Row
from mobile.widgets.press import IconButton, WordButton

__all__ = ["CornersPage", "GuidancePage", "GuidingPage", "PreviewPage"]
Factory.register("PositionLabel", cls=PositionLabel)
load(__file__)
STEP_M = 4  # of the traveller, after which the map is moved
AHEAD_M = 150  # of the way that is kept in sight


class GuidancePage(Guided):
    """Panel, map, position, and a sheet with the next ride, what is left and three buttons."""

    attribution = StringProperty("")

    def __init__(self, **options):
        super().__init__(**options)
        ids = self.ids
        self.a11y_order = [ids.panel, ids.tag, ids.sheet, ids.tools, ids.map, ids.attribution]
        ids.map.source = self.session.tiles
        self._way = self._aim = None
        self.panel = self.rest = None

    def shown(self):
        super().shown()
        self.attribution = self.session.city.attribution if self.session.city else ""

    def draw(self):
        state, leading, underway = self.state, self.session.leading, self.session.underway
        self.panel = GuidePanel(state)
        holder = lay_out(self.ids, self.panel)
        self.tag = self.ids.tag
        if theme.large:
            self.tag = PositionLabel()
            holder.add_widget(self.tag)
        now = underway.state
        if now and now.broken:
            holder.add_widget(break_card(now.broken, self.take_other))
        if late := late_ahead(self.session, self.router):
            holder.add_widget(late)
        if now and now.ride and state.phase != ENDED:
            holder.add_widget(ride_row(now.ride, self.session.now))
        self.rest = None
        if now and state.phase != ENDED:
            self.rest = Rest(now)
            holder.add_widget(self.rest)
        holder.add_widget(self.buttons(ended=state.phase == ENDED))
        self.draw_way(leading.led.itinerary, underway.trip)
        self.count()
        self.show_position()

    def count(self):
        now = self.session.underway.state
        self.panel.follow(self.state)
        self.tag.follow(self.state.tag)
        if theme.large:
            self.ids.tag.a11y_name = self.state.tag.spoken
        if self.rest and now:
            self.rest.follow(now)

    def buttons(self, ended: bool):
        row = Column(spacing=dp(10)) if theme.large else Row(spacing=dp(10))
        repeat = WordButton(text=tr("Repeat"), a11y_name=tr("Repeat"), icon="volume-high", least_height=64)
        repeat.bind(on_act=lambda _: self.repeat())
        row.add_widget(repeat)
        if ended:
            done = WordButton(text=tr("Done"), a11y_name=tr("Done"), icon="check", look="quiet", least_height=64)
            done.bind(on_act=lambda _: self.end("trip"))
            row.add_widget(done)
            return row
        problem = WordButton(text=tr("Problem"), a11y_name=tr("Report a problem on the way"), icon="alert", look="quiet", least_height=64)
        problem.bind(on_act=lambda _: self.open_problem())
        end = IconButton(icon="close", side=64, fill="s2", corners=[16], a11y_name=tr("End guidance"))
        end.bind(on_act=lambda _: self.ask_end())
        row.add_widget(problem)
        row.add_widget(end)
        return row

    def draw_way(self, itinerary, trip):
        """The way on the map, drawn anew when it is another one."""
        if itinerary is self._way:
            return
        self._way, self._aim = itinerary, None
        self.ids.map.set_routes(ways_of(itinerary, self.session.needs.moves))
        self.ids.map.set_pins([goal_pin(itinerary, trip.goal if trip else itinerary.legs[-1].to.name)])

    def show_position(self):
        """Traveller and the next stretch of the way stay in sight until the person moves the map."""
        session, drawn = self.session, self.ids.map
        fix = session.fix
        if fix:
            drawn.set_position(fix.lat, fix.lon, fix.accuracy_m, fix.heading_deg)
        if drawn.taken or not session.leading.on:
            return
        here = (fix.lat, fix.lon) if fix else None
        if here is None or self._aim is None or flat_distance_m(here, self._aim) > STEP_M:
            self._aim = here
            drawn.fit(self.in_sight(here), 40, here is not None, PIN_ROOM_DP)

    def in_sight(self, here) -> list[tuple[float, float]]:
        route, scene = self.session.leading.led.scene.route, self.session.leading.led.scene
        if here is None or scene.boarding.phase == "aboard":
            return [*([here] if here else []), *route.points]
        return [here, *(degrees_of(scene, min(scene.s_m + part, scene.line.length_m)) for part in (0, AHEAD_M / 2, AHEAD_M))]

    def show_me(self):
        """Back to where one is, or say why nobody knows."""
        session = self.session
        if session.fix is None:
            session.find_me()
            if session.why_not_here:
                self.router.say_done(session.why_not_here)
                session.announce(session.why_not_here)
        self.ids.map.taken, self._aim = False, None
        self.show_position()

    def handle_key(self, key: str, modifiers: set) -> bool:
        if key in ("right", "left") and not modifiers:
            self.step(1 if key == "right" else -1)
            return True
        return super().handle_key(key, modifiers)
