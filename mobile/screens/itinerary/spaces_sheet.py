"""Spaces where the car of a trip arrives: the nearest that fits first, each with its price for exactly this time."""

import msgspec
from kivy.metrics import dp

from backend.contract.parking import ParkingSearch
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.parking.beside import Beside, offered
from mobile.parking.words import times_words
from mobile.screens.parking.parts import space_card
from mobile.screens.parking.state import ParkingState, look_for_spaces, none_words, row_of
from mobile.screens.parking.times_sheet import TimesSheet
from mobile.widgets.box import Column
from mobile.widgets.press import WordButton
from mobile.widgets.sheet import Sheet
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard

MOST_SHOWN = 8


class SpacesSheet(Sheet):
    """`on_take(beside)` hears the choice, None for the trip without a space; `on_more()` shows all of them on a map."""

    def __init__(self, session, router, asked: ParkingSearch, on_take, chosen: Beside | None, on_more, **options):
        self.session, self.router, self.asked, self.on_take, self.chosen, self.on_more = session, router, asked, on_take, chosen, on_more
        self.state = ParkingState()
        super().__init__(title=tr("Reserve a space there"), **options)
        self.ask()

    def on_close(self):
        self.session.tasks.stop(self)

    def ask(self):
        self.session.tasks.start(self, "ask", self.follow())

    async def follow(self):
        session = self.session
        async for state in look_for_spaces(self.state, self.asked, session.client, session.now().tzinfo):
            self.state = state
            self.fill()
        rows = self.rows()
        session.announce(self.state.sentence or (rows[0].spoken if rows else none_words()), assertive=bool(self.state.sentence))

    def rows(self):
        state, session = self.state, self.session
        if state.answer is None:
            return ()
        driven, units, now = session.parking.vehicles.driven, session.settings.units, session.now()
        return tuple(row_of(space, group, state.answer, driven, units, now) for group, space in offered(state.answer))[:MOST_SHOWN]

    def fill(self):
        self.content.clear_widgets()
        holder = Column(padding=[dp(20), dp(4), dp(20), dp(16)], spacing=dp(10))
        self.content.add_widget(holder)
        today = self.session.now().date()
        written, spoken = (times_words(self.asked.starts_at, self.asked.ends_at, today, *form) for form in ((), (say,)))
        holder.add_widget(self.button(written, self.open_times, "clock-outline", tr("{times}, change", times=spoken)))
        rows = self.rows()
        if self.state.phase in ("offline", "trouble"):
            actions = ((tr("Ask again"), self.ask),)
            holder.add_widget(TroubleCard(title=tr("The spaces could not be asked for"), detail=self.state.sentence, actions=actions))
        elif self.state.answer is None:
            holder.add_widget(Skeleton(rows=3, row_height=72))
        elif not rows:
            holder.add_widget(EmptyCard(title=tr("No space found"), detail=none_words(), obstacle="car-off"))
        for number, row in enumerate(rows, 1):
            is_chosen = self.chosen is not None and self.chosen.space.space_id == row.space.space_id
            holder.add_widget(space_card(row, is_chosen, (number, len(rows)), lambda row=row: self.take(Beside(row.space, self.asked))))
        if self.chosen:
            holder.add_widget(self.button(tr("Without a space"), lambda: self.take(None), "car-off"))
        holder.add_widget(self.button(tr("All spaces on the map"), self.show_more, "map-search"))

    def button(self, words: str, act, icon: str, spoken: str = "") -> WordButton:
        button = WordButton(text=words, a11y_name=spoken or words, look="outlined", icon=icon, least_height=48, a11y_key=icon)
        button.bind(on_act=lambda _: act())
        return button

    def take(self, beside: Beside | None):
        self.close()
        self.on_take(beside)

    def show_more(self):
        self.close()
        self.on_more()

    def open_times(self):
        self.router.open(TimesSheet(tr("When do you park?"), self.asked.starts_at, self.asked.ends_at, self.session.now(), self.take_times))

    def take_times(self, start, end):
        self.asked = msgspec.structs.replace(self.asked, starts_at=start, ends_at=end)
        self.ask()
