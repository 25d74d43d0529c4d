"""My day: several errands, the best order, and the ways between."""

from dataclasses import replace
from functools import partial

from kivy.metrics import dp

from mobile.asking import Spot
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.screens.day import parts
from mobile.screens.day.sheets import ErrandSheet, TimesSheet
from mobile.screens.day.state import (
    DayState,
    PlaceLine,
    WayLine,
    begun,
    bounds_of,
    date_of,
    describe,
    heading_of,
    left_out_of,
    lines_of,
    look,
    rest_of,
    still_holds,
    without_words,
)
from mobile.screens.day.words import AROUND, when_words
from mobile.screens.page.screen import ListPage
from mobile.store.day import MOST_ERRANDS, DayWish, ErrandWish, KeptDay, KeptSpot, load_day, save_day
from mobile.store.needs import limits_of
from mobile.widgets.box import Column, Gap
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard
from mobile.widgets.text import Text


class DayPage(ListPage):
    """What was put together last is there again, with its answer, also without network."""

    def __init__(self, session, **options):
        kept = load_day(session.store)
        self.wish = kept.wish
        if self.wish.start is None and session.here:
            self.wish = replace(self.wish, start=kept_spot(session.here))
        self.state, self.limits = DayState("ready", kept.answer) if kept.answer else DayState(), kept.limits
        super().__init__(session=session, **options)

    def name(self) -> str:
        return tr("My day")

    def change(self, wish: DayWish):
        """The answer was to another day, and goes."""
        self.wish, self.state = wish, DayState()
        save_day(self.session.store, KeptDay(wish))
        self.redraw_list()

    # Drawing

    def heard(self, what: str):
        super().heard(what)
        if what == "needs":
            self.redraw_list()

    def fill(self, content):
        if not still_holds(self.state, self.limits, self.session.needs, self.session.now()):
            self.state = DayState()
        self.add_frame(content)
        self.heading(content, tr("Errands"))
        self.add_errands(content)
        self.add_question(content)
        state = self.state
        if state.phase == "looking":
            content.add_widget(Skeleton(rows=4))
        elif state.phase in ("offline", "trouble"):
            card = TroubleCard(title=tr("The day could not be planned"), detail=state.sentence, actions=((tr("Ask again"), self.ask),))
            content.add_widget(card)
        elif state.answer is not None:
            self.add_answer(content)

    def add_frame(self, content):
        wish, now = self.wish, self.session.now()
        leave, back = bounds_of(wish, now)
        icon, around = AROUND[wish.around]
        card = Card()
        start = wish.start.name if wish.start else tr("Choose a start")
        card.add_row(self.row("map-marker-outline", start, tr("Where you start"), self.choose_start))
        end = wish.end.name if wish.end else tr("Back at the start")
        card.add_row(self.row("flag-checkered", end, tr("Where you end"), self.choose_end))
        times = tr("{day}, {times}", day=write.day(date_of(wish, now), now.date()), times=write.span(leave, back))
        card.add_row(self.row("clock-outline", times, tr("Not before, and back by"), self.choose_times))
        card.add_row(self.row(icon, around(), tr("How you get around"), self.choose_around))
        content.add_widget(card)

    def add_errands(self, content):
        wish = self.wish
        if not wish.errands:
            detail = tr("The best order, and the ways between, are found for you.")
            content.add_widget(EmptyCard(title=tr("What is to be done?"), detail=detail, obstacle="calendar-clock-outline"))
        card = Card()
        for number, errand in enumerate(wish.errands):
            spoken = f"{errand.spot.name}, {when_words(errand, spoken=True)}"
            row = self.row("checkbox-blank-circle-outline", errand.spot.name, when_words(errand), lambda number=number: self.open_errand(number))
            row.a11y_name, row.a11y_position, row.a11y_key = spoken, (number + 1, len(wish.errands)), f"errand {number}"
            card.add_row(row)
        if len(wish.errands) < MOST_ERRANDS:
            card.add_row(self.row("plus", tr("Add an errand"), "", self.add_errand))
        content.add_widget(card)

    def add_question(self, content):
        if not self.wish.complete:
            return
        content.add_widget(Gap(12))
        button = WordButton(text=tr("Find the best order"), a11y_name=tr("Find the best order"), look="outlined" if self.state.answer else "filled")
        button.bind(on_act=lambda _: self.ask())
        content.add_widget(button)

    def add_answer(self, content):
        answer, wish = self.state.answer, self.wish
        self.heading(content, heading_of(answer))
        lines = lines_of(answer, wish, self.session.needs.moves)
        drawn = Column(fill="surface", edge="line", corners=[16], padding=[0, dp(8)])
        for line in lines:
            drawn.add_widget(parts.place_part(line) if isinstance(line, PlaceLine) else parts.way_part(line, self.open_way))
        if lines:
            content.add_widget(drawn)
        if left := left_out_of(answer, wish):
            self.heading(content, tr("Not done"))
            card = Card(inset=16)
            for line in left:
                card.add_row(parts.left_out_part(line))
            content.add_widget(card)
        if words := without_words(answer, wish):
            content.add_widget(Gap(8))
            spoken = without_words(answer, wish, spoken=True)
            content.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text", a11y_name=spoken, padding=[dp(4), 0, dp(4), 0]))
        first = next((line for line in lines if isinstance(line, WayLine)), None)
        if first is not None:
            content.add_widget(Gap(12))
            start = WordButton(text=tr("Open the first way"), a11y_name=tr("Open the first way"), icon="navigation-variant")
            start.bind(on_act=lambda _: self.open_way(first))
            content.add_widget(start)

        if self.session.here and begun(answer, self.session.now()):
            content.add_widget(Gap(8))
            rest = WordButton(text=tr("Plan the rest from here"), a11y_name=tr("Plan the rest from here"), look="outlined")
            rest.bind(on_act=lambda _: self.plan_rest())
            content.add_widget(rest)

    def plan_rest(self):
        """What is done is done: the others from where one is now."""
        self.change(rest_of(self.wish, self.state.answer, self.session.here, self.session.now()))
        if self.wish.complete:
            self.ask()

    # Asking

    def ask(self):
        self.start("day", self.follow())

    async def follow(self):
        asked, self.limits = self.wish, limits_of(self.session.needs)
        session = self.session
        async for state in look(self.state, asked, session.needs, session.client, session.now(), session.city):
            self.state = state
            self.redraw_list()
        if state.answer is not None and state.phase == "ready":
            save_day(self.session.store, KeptDay(asked, state.answer, self.limits))
        self.session.announce(". ".join(self.heard_of(state)))

    def heard_of(self, state: DayState) -> list[str]:
        return describe(state, self.wish, self.session.needs.moves) if state.phase == "ready" else [state.sentence]

    def handle_key(self, key: str, modifiers: set) -> bool:
        """h: the whole day aloud."""
        if key != "h":
            return False
        self.session.announce(". ".join(describe(self.state, self.wish, self.session.needs.moves)), aloud=True)
        return True

    # Changing

    def choose_start(self):
        self.router.go("search", field="origin", on_take=lambda spot: self.change(replace(self.wish, start=kept_spot(spot))))

    def choose_end(self):
        self.router.go("search", field="destination", on_take=lambda spot: self.change(replace(self.wish, end=kept_spot(spot))))

    def choose_times(self):
        self.router.open(TimesSheet(self.wish, self.session.now(), self.change))

    def choose_around(self):
        choices = tuple((key, words(), "") for key, (_, words) in AROUND.items())
        self.router.open(ChoiceSheet(title=tr("How you get around"), choices=choices, chosen=self.wish.around, taken=self.take_around))

    def take_around(self, around: str):
        self.change(replace(self.wish, around=around))

    def add_errand(self):
        self.router.go("search", field="destination", on_take=self.take_errand)

    def take_errand(self, spot: Spot):
        self.change(self.wish.with_errand(ErrandWish(kept_spot(spot))))
        self.open_errand(len(self.wish.errands) - 1)

    def open_errand(self, number: int):
        errands = self.wish.errands
        others = tuple((other, errand.spot.name) for other, errand in enumerate(errands) if other != number)
        self.router.open(ErrandSheet(errands[number], others, partial(self.take_change, number), partial(self.remove, number)))

    def take_change(self, number: int, errand: ErrandWish):
        self.change(self.wish.with_errand(errand, number))

    def remove(self, number: int):
        before = self.wish
        self.change(before.without(number))
        self.router.say_done(tr("{place} removed", place=before.errands[number].spot.name), tr("Keep it"), lambda: self.change(before))

    def open_way(self, line: WayLine):
        self.router.go("itinerary", itinerary=line.itinerary, ask=line.ask, alerts=self.state.answer.alerts)


def kept_spot(spot: Spot) -> KeptSpot:
    return KeptSpot(spot.name, spot.lat, spot.lon)
