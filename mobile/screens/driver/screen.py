"""Driving: where to go, who gets in or out, and large buttons for what happens there. It works without a network, and says so."""

import sqlite3

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.properties import StringProperty

from backend.contract.driving import DrivingKind
from mobile.client import ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.kv import load
from mobile.map.widget import PIN_ROOM_DP, MapPin, RouteLine
from mobile.navigation import Page
from mobile.screens.driver.parts import DrivePanel, StopCard, later_card, notices
from mobile.screens.driver.scanning import Scanning
from mobile.screens.driver.shifts import ShiftsPage
from mobile.screens.driver.state import CODE, NO_STOP, SCAN, Act, DrivingState, describe, state_of
from mobile.screens.underway.panel import lay_out
from mobile.theme import theme
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.press import WordButton
from mobile.widgets.states import EmptyCard
from mobile.widgets.text import Text

__all__ = ["DrivingPage", "ShiftsPage"]
load(__file__)
DELAYS_MIN = (5, 10, 20)
LOOKS = ("looking", "no_camera")


class DrivingPage(Scanning, Page):
    """Shows the run sheet of the session. Each second it is looked at again, and drawn anew where it is another."""

    attribution = StringProperty("")
    of_account = True

    def __init__(self, **options):
        super().__init__(full=True, **options)
        ids = self.ids
        self.a11y_order = [ids.panel, ids.sheet, ids.tools, ids.map, ids.attribution]
        ids.map.source = self.session.tiles
        self.title = tr("Driving")
        self.state = DrivingState()
        self.panel, self.cards = None, []
        self._still = self._way = self._told = self._turn = self._tick = None

    @property
    def driving(self):
        return self.session.driving

    # What comes in

    def shown(self):
        super().shown()
        self.attribution = self.session.city.attribution if self.session.city else ""
        self._tick = Clock.schedule_interval(lambda _: self.look(), 1)
        self.start("book", self.keep_book())
        if self.session.fix is None:
            self.session.find_me()

    def hide(self):
        super().hide()
        if self._tick:
            self._tick.cancel()
        self.look_no_more()
        self.session.tasks.stop(self, "book")

    def heard(self, what: str):
        super().heard(what)
        if what in ("driving", "reach"):
            self.look()
        elif what == "progress":
            self.follow_way()
        elif what == "here":
            self.show_position()

    def look(self):
        """A second has passed, or something is another."""
        driving, session = self.driving, self.session
        state = state_of(driving.sheet, driving.waits(), driving.refused, session.reached, session.now())
        if self.state.phase in LOOKS and state.phase == "stop":
            return
        if self.state.phase in LOOKS:
            self.rest()
        self.turn_to(state)

    def turn_to(self, state: DrivingState):
        before, self.state = self.state, state
        still = state.still()
        if still != self._still:
            self._still = still
            self.draw()
        else:
            for card, view in zip(self.cards, state.here):
                card.follow(view)
        if state.phase in LOOKS and before.phase != state.phase:
            self.session.announce(state.sentence)
        self.tell()

    def tell(self):
        """The next thing is said once; so is what was refused."""
        state = self.state
        spoken = (state.refused, tuple(view.spoken for view in state.here) or state.sentence)
        if spoken == self._told or state.phase in (*LOOKS, "loading"):
            return
        self._told = spoken
        self.session.announce(". ".join(describe(state)[: len(state.notices) + len(state.refused) + max(1, len(state.here))]), aloud=self.aloud)

    @property
    def aloud(self) -> bool:
        return self.session.settings.guide_voice

    # What is shown

    def redraw(self, *_):
        self.viewer.translate()
        self._still = None
        self.look() if self.state.phase not in LOOKS else self.draw()

    def redraw_list(self):
        """The light was switched."""
        self.draw()

    def draw(self):
        state = self.state
        sheet = self.driving.sheet
        self.driving.ways.lead(sheet.stops if sheet and state.phase == "stop" else ())
        self.panel = DrivePanel(state.here[0].icon if state.here else "steering")
        holder = lay_out(self.ids, self.panel)
        self.cards = []
        for part in notices(state, self.driving.seen):
            holder.add_widget(part)
        if state.phase in LOOKS:
            self.fill_looking(holder)
        else:
            self.fill_stops(holder)
        self.draw_way()
        self.follow_way()

    def fill_stops(self, holder):
        state = self.state
        for view in state.here:
            card = StopCard(view, self.act)
            self.cards.append(card)
            holder.add_widget(card)
        if state.sentence:
            holder.add_widget(EmptyCard(title=NO_STOP[state.phase](), detail=state.sentence, obstacle="van-passenger"))
        if state.aboard:
            holder.add_widget(Text(text=state.aboard, type_role="title_medium", a11y_role="text", padding=[dp(4), 0]))
        if state.phase in ("stop", "free"):
            more = WordButton(text=tr("Something else"), a11y_name=tr("Something else"), icon="dots-horizontal", look="quiet", least_height=64)
            more.bind(on_act=lambda _: self.open_more())
            holder.add_widget(more)
        if state.later:
            holder.add_widget(Text(text=tr("Then"), type_role="title_small", ink="on2", a11y_role="heading", padding=[dp(4), dp(6), 0, 0]))
            holder.add_widget(later_card(state))

    # The way

    def draw_way(self):
        """The way and the stops on the map, drawn anew when they are others."""
        sheet, way = self.driving.sheet, self.driving.ways.way
        stops = sheet.stops if sheet else ()
        drawn = (way, tuple((stop.place.lat, stop.place.lon) for stop in stops))
        if drawn == self._way:
            return
        self._way, shown = drawn, self.ids.map
        shown.set_routes([RouteLine(way.shape, "CAR")] if way else [])
        shown.set_pins([
            MapPin(stop.place.lat, stop.place.lon, "point" if number else "destination", "" if number else stop.place.name, str(number), not number)
            for number, stop in enumerate(stops)
        ])  # fmt: skip
        shown.taken = False
        self.show_position()

    def follow_way(self):
        """A few metres on."""
        if self.panel is None:
            return
        if (self.driving.ways.way, self._way and self._way[1]) != self._way:
            self.draw_way()
        state, ways, units = self.state, self.driving.ways, self.session.settings.units
        view, turn, left = (state.here[0] if state.here else None), ways.turn(), ways.left_m()
        title = tr("{action}: {place}", action=view.title, place=view.place) if view else state.head
        far = write.distance(left, units) if left is not None and view else ""
        spoken = ", ".join(words for words in (title, say.distance(left, units) if far else "") if words)
        self.panel.follow(turn, title, far, spoken)
        if theme.large is False and turn is None and view and not far:
            self.panel.small.text = view.promised
        key = turn.key if turn else None
        if key != self._turn:
            self._turn = key
            if turn:
                self.session.announce(turn.spoken, aloud=self.aloud)

    def show_position(self):
        """The van and the rest of the way stay in sight until the driver moves the map."""
        fix, shown, way = self.session.fix, self.ids.map, self.driving.ways.way
        if fix:
            shown.set_position(fix.lat, fix.lon, fix.accuracy_m, fix.heading_deg)
        points = [*([(fix.lat, fix.lon)] if fix else []), *(way.shape if way else self._way[1][:1] if self._way else ())]
        if points and not shown.taken:
            shown.fit(points, 40, fix is not None, PIN_ROOM_DP)

    def show_me(self):
        if self.session.fix is None:
            self.session.find_me()
            if self.session.why_not_here:
                self.router.say_done(self.session.why_not_here)
                self.session.announce(self.session.why_not_here)
        self.ids.map.taken = False
        self.show_position()

    # What is said

    def act(self, act: Act):
        if act.key == SCAN:
            self.scan()
        elif act.key == CODE:
            self.say(DrivingKind.BOARDED, ride=act.ride, code=next(view.code for view in self.state.here if any(one is act for one in view.acts)))
        elif act.key == DrivingKind.NO_SHOW:
            self.say(DrivingKind.NO_SHOW, ride=act.ride, **self.driving.where())
        elif act.key == DrivingKind.ARRIVED:
            self.arrive()
        else:
            self.say(DrivingKind(act.key), ride=act.ride, break_no=act.break_no)

    def arrive(self):
        """At one place for all who wait there."""
        for view in self.state.here:
            for act in view.acts:
                if act.key == DrivingKind.ARRIVED:
                    self.say(DrivingKind.ARRIVED, ride=act.ride)

    def say(self, kind: DrivingKind, **facts):
        """Kept before anything else. What could not be kept was not said."""
        try:
            self.driving.say(kind, **{name: value for name, value in facts.items() if value is not None})
        except sqlite3.Error:
            words = tr("This phone cannot keep anything: its storage is full. Call the desk.")
            self.router.say_done(words)
            self.session.announce(words, assertive=True)
            return
        self.session.device.haptics.buzz((60,))
        self.look()

    def open_more(self):
        choices = [(str(minutes), tr("I am {n} min later", n=minutes), "") for minutes in DELAYS_MIN]
        choices.append(("broken", tr("The van drives no more"), tr("Others fetch who waits, and who is on board")))
        if self.state.can_end:
            choices.append(("end", tr("End the shift"), ""))
        choices.append(("hear", tr("Say it again"), ""))
        self.router.open(ChoiceSheet(title=tr("Something else"), choices=tuple(choices), taken=self.take_more))

    def take_more(self, key: str):
        if key == "broken":
            choices = (("yes", tr("It drives no more today"), tr("This cannot be undone")), ("no", tr("Go on"), ""))
            self.router.open(ChoiceSheet(title=tr("The van drives no more?"), choices=choices, taken=self.break_down))
        elif key == "end":
            self.start("end", self.end())
        elif key == "hear":
            self.hear_again()
        else:
            self.say(DrivingKind.DELAYED, seconds=60 * int(key))

    def break_down(self, answer: str):
        if answer != "yes":
            return
        where = self.driving.where()
        if not where:  # the last place that anybody knows: the stop that the van was on its way to
            stop = next(iter(self.driving.sheet.stops), None) if self.driving.sheet else None
            where = {"lat": stop.place.lat, "lon": stop.place.lon} if stop else {}
        self.say(DrivingKind.BROKEN_DOWN, **where)

    async def end(self):
        try:
            await self.driving.end(self.driving.sheet.shift.id)
        except ClientError as trouble:
            self.router.say_done(trouble.sentence)
            self.session.announce(trouble.sentence, assertive=True)

    def hear_again(self):
        turn = self.driving.ways.turn()
        self.session.announce(". ".join([*([turn.spoken] if turn else []), *describe(self.state)]), aloud=True)

    def step_back(self) -> bool:
        if self.state.phase in LOOKS:
            self.back_to_stop()
            return True
        return False

    def handle_key(self, key: str, modifiers: set) -> bool:
        if modifiers or key not in ("spacebar", "space", "r"):
            return False
        self.hear_again()
        return True
