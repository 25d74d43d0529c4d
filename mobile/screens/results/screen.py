"""Results: choose in five seconds among at most five clearly different ways."""

from dataclasses import replace
from datetime import timedelta

from kivy.metrics import dp
from kivy.properties import ObjectProperty

from mobile.asking import When, WhenKind
from mobile.device.protocols import Unavailable
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.kv import load
from mobile.navigation import Page
from mobile.screens.people.sheets import open_needs
from mobile.screens.people.state import chip_name, together_words
from mobile.screens.results.access import help_words
from mobile.screens.results.cards import fill_ends, result_card
from mobile.screens.results.reasons import SORTS, sorts_for
from mobile.screens.results.state import Result, ResultsState, arranged, describe, keep_current, look_for_ways, tick_seconds, when_words
from mobile.screens.results.when_sheet import WhenSheet
from mobile.screens.results.why_sheet import WhySheet, left_out_bar
from mobile.theme import theme
from mobile.widgets.box import Column, Gap
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.press import Chip, WordButton
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard
from mobile.widgets.text import Text

load(__file__)
CARD_INSET = 26


class ResultsPage(Page):
    """Asks as soon as it is shown, and again when the question changes."""

    answers = True
    axis_labels = ObjectProperty(())

    def __init__(self, **options):
        super().__init__(full=True, **options)
        self.state = ResultsState(sort=self.session.settings.sort if self.session.settings.sort in SORTS else "best")
        self.title = tr("Ways")
        self._asked = self._asked_needs = None

    def shown(self):
        super().shown()
        if (self._asked, self._asked_needs) != (self.session.ask, self.session.needs):
            self.look()
        else:
            self.keep()

    def hide(self):
        super().hide()
        self.session.tasks.stop(self, "current")

    def heard(self, what: str):
        super().heard(what)
        if what in ("ask", "needs") and self.session.ask.complete:
            self.redraw()
            self.look()
        if what == "reach" and self.session.reached and self.state.phase == "offline":
            self.look()

    def look(self):
        self._asked, self._asked_needs = self.session.ask, self.session.needs
        self.session.tasks.stop(self, "current")
        self.start("ways", self.follow())

    async def follow(self):
        session = self.session
        async for state in look_for_ways(self.state, session.ask, session.needs, session.client, session.settings.units, session.now):
            self.state = state
            self.redraw_list()
        words = describe(self.state)
        session.announce(words[0], assertive=self.state.phase in ("offline", "trouble"))
        self.keep()

    def keep(self):
        """Ask anew while the page is shown and something on it is live."""
        session = self.session
        if self.visible and self.state.phase == "ready":
            states = keep_current(self.state, self._asked, session.needs, session.client, session.settings.units, session.now)
            self.start("current", self.follow_current(states))

    async def follow_current(self, states):
        async for state in states:
            self.state = state
            position = self.ids.list.scroll_y
            self.redraw_list()
            self.ids.list.scroll_y = position

    def redraw(self, *_):
        if not self.session.ask.complete:
            return
        fill_ends(self.ids.ends, self.session.ask, self.router.back, self.change_end, self.swap)
        self.redraw_chips()
        self.redraw_list()

    def redraw_chips(self):
        shelf, session = self.ids.chips.content, self.session
        shelf.clear_widgets()
        when = Chip(text=when_words(session.ask.when, session.now().date()), icon="clock-outline")
        when.a11y_name = when.text
        when.bind(on_act=lambda _: self.open_when())
        sort = Chip(text=SORTS[self.state.sort][1](), icon="sort", a11y_name=tr("Sorted by: {sort}", sort=SORTS[self.state.sort][1]()))
        sort.bind(on_act=lambda _: self.open_sort())
        name = chip_name(session.people, session.needs_words(spoken=True))
        needs = Chip(text=together_words(session.people), icon="tune-variant", a11y_name=name, a11y_key="needs")
        needs.bind(on_act=lambda _: self.open_needs())
        for chip in (when, sort, needs):
            shelf.add_widget(chip)

    def redraw_list(self):
        content, state = self.ids.list.content, self.state
        content.clear_widgets()
        content.spacing = dp(7)
        self.axis_labels = self.labels() if state.phase == "ready" else ()
        if state.phase == "loading":
            content.add_widget(Skeleton(rows=5, row_height=124))
        elif state.phase == "ready":
            self.add_cards(content)
        elif state.phase == "none":
            actions = ((tr("Another time"), self.open_when), (tr("My needs"), self.open_needs))
            content.add_widget(EmptyCard(title=tr("No way found"), detail=state.sentence, obstacle="stairs", actions=actions))
            self.add_blocked(content)
            self.add_left_out(content)
        else:
            content.add_widget(
                TroubleCard(
                    title=tr("The ways could not be asked for"),
                    detail=state.sentence,
                    actions=((tr("Ask again"), self.look), (tr("Saved trips"), self.go_saved)),
                )
            )

    def add_cards(self, content):
        state = self.state
        content.add_widget(
            Text(
                text=trn("{n} way", "{n} ways", len(state.results)),
                type_role="title_small" if not theme.large else "headline_small",
                a11y_role="heading",
            )
        )
        if state.notice:
            content.add_widget(Text(text=state.notice, type_role="body_medium", ink="warn", a11y_role="text"))
        tick = tick_seconds(state.span_s, (self.ids.axis.width or dp(412)) / dp(1) - 2 * CARD_INSET)
        for number, result in enumerate(state.results, 1):
            content.add_widget(result_card(result, state.span_s, tick, (number, len(state.results)), self.session.now, self.open_result))
        self.add_left_out(content)
        content.add_widget(Gap(4))
        again = Column()
        later = WordButton(text=tr("Later ways"), a11y_name=tr("Later ways"), look="outlined", least_height=48)
        later.bind(on_act=lambda _: self.shift())
        again.add_widget(later)
        content.add_widget(again)

    def add_blocked(self, content):
        written, spoken = self.state.blocked
        if written:
            card = Column(fill="warn_container", corners=[16], padding=dp(14), a11y_role="text", a11y_name=spoken)
            if theme.name == "hc":
                card.edge = "outline"
            card.add_widget(Text(text=written, type_role="body_medium", ink="warn"))
            content.add_widget(card)
        if number := self.state.help_phone:
            content.add_widget(self.help_line(number))

    def help_line(self, number: str):
        """A button where the device can dial, else the number."""
        words, spoken = help_words(number), help_words(number, spoken=True)
        if not self.session.device.links.can_dial():
            line = Column(a11y_role="text", a11y_name=spoken)
            line.add_widget(Text(text=words, type_role="body_large", halign="center"))
            return line
        button = WordButton(text=words, a11y_name=spoken, look="outlined", least_height=48, a11y_key="help")
        button.bind(on_act=lambda _: self.call(number))
        return button

    def call(self, number: str):
        try:
            self.session.device.links.dial(number)
        except Unavailable as trouble:
            self.router.say_done(str(trouble))
            self.session.announce(str(trouble))

    def add_left_out(self, content):
        if left_out := self.state.left_out:
            content.add_widget(left_out_bar(left_out, lambda: self.router.open(WhySheet(left_out))))

    def labels(self):
        state = self.state
        tick = tick_seconds(state.span_s, (self.ids.axis.width or dp(412)) / dp(1) - 2 * CARD_INSET)
        return tuple(
            (second / state.span_s, write.clock(state.begin + timedelta(seconds=second))) for second in range(0, int(state.span_s) + 1, tick)
        )

    def shift(self):
        """The ways after the last departure that is shown."""
        last = max(result.itinerary.depart_at for result in self.state.results)
        self.session.set_ask(when=When(WhenKind.DEPART, last + timedelta(minutes=1)))

    def open_result(self, result: Result):
        self.router.go("itinerary", itinerary=result.itinerary, ask=self.session.ask, alerts=self.state.alerts)

    def change_end(self, field: str):
        self.router.go("search", field=field)

    def swap(self):
        self.session.set_ask(**{"origin": self.session.ask.destination, "destination": self.session.ask.origin})

    def open_when(self):
        city = self.session.city
        last = city.validity.last_day if city and city.validity else None
        self.router.open(WhenSheet(self.session.ask.when, self.session.now(), lambda when: self.session.set_ask(when=when), last))

    def open_sort(self):
        offered = sorts_for([result.itinerary for result in self.state.results], self.state.sort)
        options = tuple((key, SORTS[key][1](), "") for key in offered)
        self.router.open(ChoiceSheet(title=tr("Sort by"), choices=options, chosen=self.state.sort, taken=self.sort_by))

    def sort_by(self, sort: str):
        self.session.change(sort=sort)
        self.state = replace(self.state, sort=sort)
        if self.state.results:
            itineraries = [result.itinerary for result in self.state.results]
            self.state = arranged(self.state, itineraries, self.session.needs, self.session.settings.units, self.session.now())
        self.redraw()
        self.keep()

    def open_needs(self):
        open_needs(self.session, self.router)

    def go_saved(self):
        self.router.choose("saved")

    def handle_key(self, key: str, modifiers: set) -> bool:
        if key in "12345" and not modifiers and int(key) <= len(self.state.results):
            self.open_result(self.state.results[int(key) - 1])
        elif key == "s":
            self.open_sort()
        elif key == "n":
            self.open_needs()
        elif key == "t":
            self.open_when()
        else:
            return False
        return True
