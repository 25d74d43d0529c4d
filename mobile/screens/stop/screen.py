"""A stop's page: what leaves there, and trips from it or to it."""

from kivy.metrics import dp

from mobile.asking import Spot
from mobile.i18n import tr
from mobile.screens.page.screen import ListPage
from mobile.screens.stop.state import Leaves, StopState, watch_stop
from mobile.theme import theme
from mobile.widgets.badges import ModeBadge
from mobile.widgets.box import Column, Gap, Row
from mobile.widgets.live import LiveBadge, signed
from mobile.widgets.rows import Card
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard, buttons
from mobile.widgets.text import Text
from mobile.widgets.timeline import time_texts


class StopPage(ListPage):
    """`stop_id` as the backend names it."""

    def __init__(self, stop_id: str, **options):
        self.stop_id = stop_id
        self.state = StopState()
        super().__init__(**options)

    def name(self) -> str:
        return self.state.stop.name if self.state.stop else tr("Stop")

    def shown(self):
        super().shown()
        self.watch()

    def hide(self):
        super().hide()
        self.session.tasks.stop(self, "departures")

    def heard(self, what: str):
        super().heard(what)
        if what == "reach" and self.session.reached and self.state.phase == "offline":
            self.watch()

    def watch(self):
        self.start("departures", self.follow())

    async def follow(self):
        known = ""
        async for state in watch_stop(self.state, self.stop_id, self.session.client, self.session.now):
            self.state = state
            self.redraw() if self.name() != self.title else self.redraw_list()
            if state.stop and not known:
                known = state.stop.name
                self.session.announce(known)

    def fill(self, content):
        state = self.state
        if state.stop and state.stop.lat is not None:
            spot = Spot(state.stop.name, state.stop.lat, state.stop.lon)
            content.add_widget(buttons(((tr("Go here"), lambda: self.go_to(spot)), (tr("Start here"), lambda: self.start_from(spot)))))
        if state.phase == "loading":
            content.add_widget(Skeleton(rows=6))
        elif state.phase == "none":
            content.add_widget(
                EmptyCard(
                    title=tr("Nothing leaves here within a day"), detail=tr("The timetable has no departures for this stop."), obstacle="bus-stop"
                )
            )
        elif state.phase in ("offline", "trouble"):
            content.add_widget(Gap(12))
            content.add_widget(TroubleCard(title=tr("No departures now"), detail=state.sentence, actions=((tr("Ask again"), self.watch),)))
        else:
            self.heading(content, tr("Next departures"))
            content.add_widget(LiveBadge(live=state.live, now=self.session.now, a11y_role="text"))
            content.add_widget(Gap(6))
            card = Card(inset=84)
            for number, row in enumerate(state.rows, 1):
                card.add_row(departure_row(row, (number, len(state.rows))))
            content.add_widget(card)

    def go_to(self, spot: Spot):
        self.session.set_ask(destination=spot)
        self.router.go("results") if self.session.ask.complete else self.router.go("search", field="origin")

    def start_from(self, spot: Spot):
        self.session.set_ask(origin=spot)
        self.router.go("search", field="destination")


def departure_row(leaves: Leaves, position: tuple[int, int]):
    """A departure is read, not pressed."""
    row = Row(padding=[dp(16), dp(8), dp(16), dp(8)], spacing=dp(12), least_height=theme.scaled(60), a11y_role="text", a11y_name=leaves.spoken)
    badge = ModeBadge(mode=leaves.mode, line=leaves.line, colours=leaves.colours)
    words = Column(spacing=dp(2), pos_hint={"center_y": 0.5})
    words.add_widget(Text(text=leaves.headsign, type_role="title_small"))
    if leaves.detail:
        words.add_widget(Text(text=leaves.detail, type_role="label_medium", ink="on2"))
    if leaves.at.words:
        words.add_widget(Text(text=leaves.at.words, type_role="label_medium", weight=600, ink=leaves.at.tone))
    times = times_column(leaves)
    if theme.large:
        column = Column(spacing=dp(6))
        head = Row()
        for part in (badge, Column(), times):
            head.add_widget(part)
        column.add_widget(head)
        column.add_widget(words)
        row.add_widget(column)
        return row
    for part in (badge, words, times):
        row.add_widget(part)
    return row


def times_column(leaves: Leaves) -> Column:
    """The minutes, and the time in the colour of its delay; live ones have the sign for it, those cancelled only a time that is crossed out."""
    column = Column(size_hint_x=None, pos_hint={"center_y": 0.5})
    parts = time_texts(leaves.at, "width")
    if leaves.minutes:
        parts.insert(0, signed(leaves.minutes, "title_large", leaves.at.tone))
    elif leaves.at.time and leaves.at.tone:
        parts[-1] = signed(leaves.at.time, "title_small", leaves.at.tone)
    for part in parts:
        part.pos_hint = {"right": 1}
        column.add_widget(part)
    column.width = max(part.width for part in parts)
    return column
