"""Trip in progress: what to do next, the way on the map, and one button when something breaks."""

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.properties import StringProperty

from mobile.asking import When, WhenKind
from mobile.earth import flat_distance_m
from mobile.guiding.route import guidable
from mobile.i18n import tr
from mobile.kv import load
from mobile.map.widget import PIN_ROOM_DP
from mobile.navigation import Page
from mobile.screens.guidance.guided import enter
from mobile.screens.itinerary.drawn import goal_pin, ways_of
from mobile.screens.my_parking.parts import late_ahead
from mobile.screens.ride.ahead import ride_ahead
from mobile.screens.underway.panel import Panel, Rest, break_card, lay_out, ride_row
from mobile.theme import theme
from mobile.widgets.box import Column, Row
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.notices import notice_card, told
from mobile.widgets.press import IconButton, WordButton
from mobile.widgets.states import buttons

load(__file__)
STEP_M = 8  # of the traveller, after which the map is moved


class UnderwayPage(Page):
    """Shows the trip of the session; without one it closes."""

    attribution = StringProperty("")

    def __init__(self, **options):
        super().__init__(full=True, **options)
        ids = self.ids
        self.a11y_order = [ids.panel, ids.sheet, ids.tools, ids.map, ids.attribution]
        ids.map.source = self.session.tiles
        self.title = tr("Your trip")
        self._drawn = self._way = self._aim = None

    def shown(self):
        super().shown()
        self.attribution = self.session.city.attribution if self.session.city else ""
        if self.session.underway.trip is None:  # it has ended while another page lay over this one
            Clock.schedule_once(lambda _: self.router.close_to(self), 0)

    def heard(self, what: str):
        super().heard(what)
        if what == "underway" and self.session.underway.trip is None:
            self.router.close_to(self)
        elif what in ("underway", "needs", "reservations", "rides"):
            self.redraw()
        elif what == "progress":
            self.follow()
        elif what == "here":
            self.show_position()

    def follow(self):
        """A second has passed: only what changes with the clock, unless there is something else to do."""
        state = self.session.underway.state
        if state is None or self._drawn is None or state.still() != self._drawn:
            self.redraw()
            return
        self.panel.follow(state)
        self.rest.follow(state)
        self.follow_map()

    def redraw(self, *_):
        underway = self.session.underway
        state = underway.state
        if state is None:
            return
        if state.broken and not (self._drawn and self._drawn.broken):
            self.ids.sheet.go_to(1)  # what broke, and the button for it, in sight at once
        self._drawn = state.still()
        self.draw_way(underway.trip)
        self.panel = Panel(state)
        holder = lay_out(self.ids, self.panel)
        if state.broken:
            holder.add_widget(break_card(state.broken, self.take_other))
        if state.passing:
            holder.add_widget(self.passing_card(state.passing))
        if state.warned:
            holder.add_widget(notice_card(state.warned, lambda _: None))
        for part in (late_ahead(self.session, self.router), ride_ahead(self.session, self.router)):
            if part:
                holder.add_widget(part)
        if state.ride:
            holder.add_widget(ride_row(state.ride, self.session.now))
        self.rest = Rest(state)
        holder.add_widget(self.rest)
        holder.add_widget(self.buttons())
        if guidable(underway.trip.itinerary):
            holder.add_widget(self.guide_button())
        self.show_position()

    def passing_card(self, passing) -> Column:
        """Whether it is still there: whoever stands before it knows."""
        card = told("help-circle-outline", "info", passing.title, passing.detail, passing.spoken)
        answers = ((tr("Yes, still there"), lambda: self.answer(passing, True)), (tr("No, it is gone"), lambda: self.answer(passing, False)))
        card.add_widget(buttons(answers))
        return card

    def answer(self, passing, there: bool):
        self.session.underway.answer(passing.obstacle_id, there)
        words = tr("Thank you, the city is told.")
        self.router.say_done(words)
        self.session.announce(words)

    def buttons(self):
        row = Column(spacing=dp(10)) if theme.large else Row(spacing=dp(10))
        repeat = WordButton(text=tr("Repeat"), a11y_name=tr("Repeat"), icon="volume-high", least_height=64)
        repeat.bind(on_act=lambda _: self.repeat())
        other = WordButton(text=tr("Other ways"), a11y_name=tr("Other ways from here"), icon="directions-fork", look="quiet", least_height=64)
        other.bind(on_act=lambda _: self.other_ways())
        end = IconButton(icon="close", side=64, fill="s2", corners=[16], a11y_name=tr("End the trip"))
        end.bind(on_act=lambda _: self.ask_end())
        for button in (repeat, other, end):
            row.add_widget(button)
        return row

    def guide_button(self):
        guided = self.session.leading.on
        words = tr("Back to guidance") if guided else tr("Start guidance")
        button = WordButton(text=words, a11y_name=words, icon="navigation-variant", look="outlined", least_height=56)
        button.bind(on_act=lambda _: enter(self))
        return button

    def draw_way(self, trip):
        """The way on the map, drawn anew when it is another one."""
        if trip.itinerary is self._way:
            return
        self._way = trip.itinerary
        self.ids.map.set_routes(ways_of(trip.itinerary, self.session.needs.moves))
        self.ids.map.set_pins([goal_pin(trip.itinerary, trip.goal)])
        self.aim(animate=False)

    def show_position(self):
        fix = self.session.fix
        if fix:
            self.ids.map.set_position(fix.lat, fix.lon, fix.accuracy_m, fix.heading_deg)
        self.follow_map()

    def follow_map(self):
        """Keep traveller and what comes next in sight until the person moves the map; again when they have gone a bit, or go elsewhere."""
        if self.ids.map.taken or self._aim is None:
            return
        (x, y), goal = self._aim
        points = self.session.underway.in_sight()
        if points[-1] != goal or flat_distance_m(points[0], (x, y)) > STEP_M:
            self.aim()

    def aim(self, animate: bool = True):
        points = self.session.underway.in_sight()
        self._aim = (points[0], points[-1])
        self.ids.map.fit(points, 32, animate, PIN_ROOM_DP)

    def show_me(self):
        """Back to where one is, or say why nobody knows."""
        session = self.session
        if session.fix is None:
            session.find_me()
            if session.why_not_here:
                self.router.say_done(session.why_not_here)
                session.announce(session.why_not_here)
        self.aim()

    def repeat(self):
        """Say what to do, whether or not the screen is spoken."""
        self.session.announce(self.session.underway.state.spoken, aloud=True)

    def take_other(self):
        self.session.underway.take_other()
        self.session.announce(tr("New way. {words}", words=self.session.underway.state.spoken))

    def other_ways(self):
        """Ask for ways from where the traveller is, or can be next; this trip goes on until another one is begun."""
        underway = self.session.underway
        spot, moment = underway.other_start()
        soon = (moment - self.session.now()).total_seconds() < 60
        when = When() if soon else When(WhenKind.DEPART, moment)
        self.session.set_ask(origin=spot, destination=underway.trip.ask.destination, when=when)
        self.router.go_results()

    def ask_end(self):
        choices = (("end", tr("End the trip"), tr("Nothing of it is kept")), ("on", tr("Go on"), ""))
        self.router.open(ChoiceSheet(title=tr("End the trip?"), choices=choices, taken=self.end))

    def end(self, what: str):
        if what == "end":
            self.session.announce(tr("Trip ended"))
            self.session.underway.end()

    def handle_key(self, key: str, modifiers: set) -> bool:
        if modifiers:
            return False
        acts = {"r": self.repeat, "o": self.other_ways, "e": self.ask_end, "l": lambda: enter(self)}
        if key in acts:
            acts[key]()
        return key in acts
