"""What is live over the map of a page: asked for while the page is shown and there is a network, and again once the map has come to rest."""

from collections.abc import Callable
from uuid import UUID

from kivy.clock import Clock
from kivy.event import EventDispatcher
from kivy.properties import NumericProperty

from mobile.i18n import tr
from mobile.map.live_layer import LiveMark, Point, layers_at
from mobile.map.widget import VectorMap
from mobile.navigation import Page
from mobile.screens.live.layers_sheet import LayersSheet
from mobile.screens.live.list_sheet import ListSheet
from mobile.screens.live.listing import list_marks, note_of
from mobile.screens.live.mark_sheet import MarkSheet, Question
from mobile.screens.live.state import Area, LiveState, chosen_layers, marks_in_sight, shown_marks, watch_live
from mobile.screens.live.words import words_of

REST_S = 0.4


def question(own: bool, answer: Callable[[bool], None]) -> Question:
    """Whoever reported it confirms nothing by saying so again, but can take it back."""
    gone = (tr("No, it is gone"), lambda: answer(False))
    if own:
        return Question(tr("You reported it. Is it still there?"), (gone,))
    return Question(tr("Is it still there?"), ((tr("Yes, still there"), lambda: answer(True)), gone))


class LiveOverMap(EventDispatcher):
    """Belongs to a page with a map. `go(spot)` hears of a wish to go to a mark; `count` is how many marks are in sight."""

    count = NumericProperty(0)

    def __init__(self, page: Page, drawn: VectorMap, go, **options):
        super().__init__(**options)
        self.page, self.session, self.map, self.go = page, page.session, drawn, go
        self.state = LiveState()
        self._rested = Clock.create_trigger(lambda _: self.watch(), REST_S)
        drawn.bind(on_view=lambda _: self.moved(), on_mark=lambda _, mark: self.open(mark), padding=lambda *_: self.rest())

    def show(self):
        """The page is on screen."""
        self.redraw()
        self.rest()

    def hide(self):
        self._rested.cancel()
        self.session.tasks.stop(self.page, "live")

    def heard(self, what: str):
        if what == "city" and self.session.city is None:  # another one: nothing of the old is shown
            self.state = LiveState()
        if what in ("settings", "city", "reach"):
            self.redraw()
            self.rest()

    def moved(self):
        self.redraw()
        self.rest()

    def rest(self):
        """Wait anew until nothing has moved for a while."""
        self._rested.cancel()
        if self.page.visible:
            self._rested()

    def seen(self, free: bool = False) -> Area:
        return Area(*self.map.view.bounds(free))

    def watch(self):
        self.redraw()
        layers = layers_at(self.map.zoom, chosen_layers(self.session.settings))
        self.page.start("live", self.follow(watch_live(self.state, self.seen(), layers, self.session.client, self.session.now, self.reached)))

    async def follow(self, states):
        async for state in states:
            self.state = state
            self.redraw()

    def reached(self) -> bool:
        return self.session.reached is not False

    def redraw(self):
        free = self.seen(free=True)
        marks = shown_marks(self.state, self.session.settings, self.map.zoom, free.middle, self.session.now())
        self.map.set_live(marks)
        self.count = len(marks_in_sight(marks, free, free.middle))

    def person_in(self, area: Area) -> Point | None:
        here = self.session.here
        return (here.lat, here.lon) if here and area.has((here.lat, here.lon)) else None

    def open(self, mark: LiveMark):
        session = self.session
        words = words_of(mark, session.settings.units, session.now())
        name, asked = words.obstacle_id, None
        if name:
            asked = question(name in session.reporting.own(), lambda there: self.answer(sheet, name, there))
        sheet = self.page.router.open(MarkSheet(words, session.now, lambda spot: self.leave(sheet, spot), asked))
        session.announce(f"{words.spoken}, {asked.words}" if asked else words.spoken)

    def answer(self, sheet, obstacle_id: UUID, there: bool):
        """Kept until the city has heard it."""
        session, words = self.session, tr("Thank you, the city is told.")
        session.reporting.say(obstacle_id, there, session.now())
        sheet.close()
        self.page.router.say_done(words)
        session.announce(words)

    def leave(self, sheet, spot):
        sheet.close()
        self.go(spot)

    def open_list(self):
        session, free = self.session, self.seen(free=True)
        person = self.person_in(free)
        point = person or free.middle
        near = marks_in_sight(self.map.marks.live.marks, free, point)
        rows = list_marks(near, point, session.settings.units, session.now())
        self.page.router.open(ListSheet(rows, note_of(self.state, self.reached(), len(rows), len(near)), person is not None, self.open))

    def open_layers(self):
        some = chosen_layers(self.session.settings)
        note = note_of(self.state, self.reached(), self.count, self.count) if some else ""
        self.page.router.open(LayersSheet(self.session, self.map.zoom, note))
