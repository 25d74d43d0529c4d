"""Fares: a switch for each right to pay less, the most one pays, and what booking costs."""

from functools import partial

from kivy.metrics import dp

from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.screens.fares.state import (
    FaresState,
    cap_words,
    fee_words,
    full_words,
    load,
    no_rights_words,
    nothing_words,
    operator_names,
    promise_words,
    rows_of,
    switched_words,
)
from mobile.screens.page.screen import ListPage
from mobile.widgets.box import Gap
from mobile.widgets.rows import Card
from mobile.widgets.states import Skeleton, TroubleCard
from mobile.widgets.text import Text


class FaresPage(ListPage):
    """Asks whenever it is opened; each change is kept at once."""

    def __init__(self, **options):
        self.state = FaresState()
        super().__init__(**options)

    def name(self) -> str:
        return tr("Fares")

    def shown(self):
        super().shown()
        self.ask()

    def heard(self, what: str):
        super().heard(what)
        if what == "city" or (what == "reach" and self.session.reached):
            self.ask()

    def ask(self):
        self.start("ask", self.follow(load(self.session.rights)))

    async def follow(self, states):
        async for state in states:
            self.state = state
            self.redraw_list()
            if state.sentence:
                self.session.announce(state.sentence, assertive=True)

    def fill(self, content):
        state = self.state
        if state.phase == "loading":
            content.add_widget(Skeleton(rows=3, row_height=76))
        elif state.phase == "trouble":
            content.add_widget(TroubleCard(title=tr("This could not be asked for"), detail=state.sentence, actions=((tr("Ask again"), self.ask),)))
        elif state.fares.currency is None:
            self.say(content, nothing_words())
        else:
            self.say(content, promise_words())
            self.fill_rights(content)
            self.fill_prices(content)
            if state.sentence:
                self.say(content, state.sentence, ink="warn")

    def fill_rights(self, content):
        self.heading(content, tr("I pay less as"))
        rows, card = rows_of(self.state), Card()
        for row in rows:
            name = f"{row.title}, {row.spoken}"
            entry = self.row(row.icon, row.title, row.detail, partial(self.switch, row), end="switch", on=row.on, a11y_name=name)
            entry.a11y_key = row.entitlement
            card.add_row(entry)
        if rows:
            content.add_widget(card)
        else:
            self.say(content, no_rights_words())

    def fill_prices(self, content):
        fares = self.state.fares
        if fares.caps:
            self.heading(content, tr("The most you pay"))
        for cap in fares.caps:
            operators = operator_names(cap.operators, fares)
            self.say(content, f"{operators}: {cap_words(cap, fares, write)}", f"{operators}: {cap_words(cap, fares, say)}")
        if fares.caps:
            self.say(content, tr("A day begins at 4 in the morning, a week on Monday."), role="body_medium", ink="on2")
        self.heading(content, tr("Booking"))
        self.say(content, fee_words(fares, write), fee_words(fares, say))
        self.say(content, tr("Sold here: {operators}", operators=", ".join(operator.name for operator in fares.operators)))

    def say(self, content, words: str, spoken: str = "", role: str = "body_large", ink: str = "on"):
        text = Text(text=words, type_role=role, ink=ink, a11y_role="text", padding=[dp(4), dp(4), dp(4), 0])
        text.a11y_name = spoken or words
        content.add_widget(text)
        content.add_widget(Gap(4))

    def switch(self, row):
        rights = self.session.rights
        on = rights.switch(row.entitlement)
        refused = not on and not row.on
        self.state = FaresState("ready", self.state.fares, rights.held, full_words() if refused else "")
        self.redraw_list()
        self.session.announce(full_words() if refused else switched_words(row.title, on), assertive=refused)
