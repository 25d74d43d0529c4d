"""Earnings of a host: what is owed now, month by month, and stay by stay."""

from kivy.metrics import dp

from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.screens.booking.parts import sum_row
from mobile.screens.hosting import calls
from mobile.screens.hosting.loading import Asked, ask
from mobile.screens.hosting.money import balance_words, describe, lines_of, months_of
from mobile.screens.page.screen import ListPage
from mobile.widgets.box import Column, Gap
from mobile.widgets.rows import Card
from mobile.widgets.states import Skeleton, TroubleCard
from mobile.widgets.text import Text


class EarningsPage(ListPage):
    """Asks whenever it is opened."""

    of_account = True

    def __init__(self, **options):
        self.state = Asked()
        super().__init__(**options)

    def name(self) -> str:
        return tr("Earnings")

    def shown(self):
        super().shown()
        self.ask()

    def ask(self):
        self.start("ask", self.follow(ask(self.state, calls.earnings, self.session.account, self.session.now().tzinfo)))

    async def follow(self, states):
        async for state in states:
            self.state = state
            self.redraw_list()
        told = describe(state.answer, self.session.now())[0] if state.answer else state.sentence
        self.session.announce(told)

    def fill(self, content):
        state, now = self.state, self.session.now()
        content.spacing = dp(8)
        if state.phase == "loading":
            content.add_widget(Skeleton(rows=4, row_height=64))
            return
        if state.answer is None:
            content.add_widget(TroubleCard(title=tr("This could not be asked for"), detail=state.sentence, actions=((tr("Ask again"), self.ask),)))
            return
        title, detail = balance_words(state.answer, now)
        head = Column(fill="container", corners=[20], padding=dp(16), spacing=dp(4), a11y_role="heading")
        head.a11y_name = ". ".join(balance_words(state.answer, now, say))
        head.add_widget(Text(text=title, type_role="headline_medium", ink="on_container"))
        head.add_widget(Text(text=detail, type_role="body_medium", ink="on_container"))
        content.add_widget(head)
        for heading, lines in ((tr("By month"), months_of(state.answer)), (tr("This month"), lines_of(state.answer, now))):
            if lines:
                self.heading(content, heading)
                content.add_widget(self.card_of(lines))
        content.add_widget(Gap(12))

    def card_of(self, lines) -> Card:
        card = Card(inset=16)
        for line in lines:
            row = Column(padding=[dp(16), dp(8), dp(16), dp(8)])
            row.add_widget(sum_row(line.title, line.amount, line.spoken))
            row.add_widget(Text(text=line.detail, type_role="label_medium", ink="on2", a11y_role="text"))
            card.add_row(row)
        return card
