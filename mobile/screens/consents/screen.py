"""What one agrees to: a switch for each purpose, with its whole text beside it."""

from functools import partial

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.consents.state import ConsentsState, changed_words, load, rows_of, switch
from mobile.screens.page.screen import ListPage
from mobile.widgets.rows import Card
from mobile.widgets.states import Skeleton, TroubleCard
from mobile.widgets.text import Text


class ConsentsPage(ListPage):
    """Asks whenever it is opened. A switch stands as it stands with the city."""

    of_account = True

    def __init__(self, **options):
        self.state = ConsentsState()
        super().__init__(**options)

    def name(self) -> str:
        return tr("What I agree to")

    def shown(self):
        super().shown()
        self.ask()

    def heard(self, what: str):
        super().heard(what)
        if what == "language" or (what == "reach" and self.session.reached):
            self.ask()

    def ask(self):
        self.start("ask", self.follow(load(self.state, self.session.account)))

    async def follow(self, states):
        async for state in states:
            self.state = state
            self.redraw_list()
            if state.sentence:
                self.session.announce(state.sentence, assertive=True)

    def fill(self, content):
        state = self.state
        content.spacing = dp(10)
        if state.phase == "loading":
            content.add_widget(Skeleton(rows=3, row_height=92))
            return
        if state.phase == "trouble":
            card = TroubleCard(title=tr("This could not be asked for"), detail=state.sentence, actions=((tr("Ask again"), self.ask),))
            content.add_widget(card)
            return
        words = tr("Everything works without. What you switch off holds at once.")
        content.add_widget(Text(text=words, type_role="body_large", a11y_role="text", padding=[dp(4), dp(6), dp(4), 0]))
        for row in rows_of(state):
            card = Card()
            entry = self.row(row.icon, row.title, row.text, partial(self.switch, row), end="switch", on=row.on)
            entry.a11y_key = str(row.purpose)
            card.add_row(entry)
            content.add_widget(card)
            if row.asked_again:
                note = tr("The words have changed since you agreed. Read them, then switch it on again.")
                content.add_widget(Text(text=note, type_role="body_medium", ink="warn", a11y_role="text", padding=[dp(4), 0]))
        if state.sentence:
            content.add_widget(Text(text=state.sentence, type_role="body_medium", ink="error", a11y_role="text", padding=[dp(4), 0]))

    def switch(self, row):
        self.start("switch", self.follow_switch(row))

    async def follow_switch(self, row):
        await self.follow(switch(self.state, row.purpose, self.session.account))
        now = next(one for one in rows_of(self.state) if one.purpose is row.purpose)
        if now.on != row.on:
            self.session.announce(changed_words(now, now.on))
