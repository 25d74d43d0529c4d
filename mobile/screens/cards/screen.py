"""Cards that are kept for the next time. One is added and chosen on a page in the browser; here it is only seen and removed."""

import asyncio
from functools import partial

from kivy.metrics import dp

from mobile.client import ClientError
from mobile.device.protocols import Unavailable
from mobile.i18n import tr
from mobile.payments import calls
from mobile.screens.cards.state import CardRow, CardsState, load, row_of
from mobile.screens.page.screen import ListPage
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card
from mobile.widgets.states import Skeleton, TroubleCard
from mobile.widgets.text import Text

AGAIN_S, MOST_AGAIN = 3, 60


class CardsPage(ListPage):
    """Asks whenever it is opened, and for a while after the page in the browser was."""

    of_account = True

    def __init__(self, **options):
        self.state = CardsState()
        super().__init__(**options)

    def name(self) -> str:
        return tr("Cards")

    def shown(self):
        super().shown()
        self.ask()

    def ask(self, times: int = 1):
        self.start("ask", self.follow(times))

    async def follow(self, times: int):
        known = self.state.cards
        for time in range(times):
            async for state in load(self.state, self.session.account):
                if state != self.state:
                    self.state = state
                    self.redraw_list()
            if len(self.state.cards) > len(known) and time:
                self.session.announce(tr("The card is kept."))
                return
            if time + 1 < times:
                await asyncio.sleep(AGAIN_S)

    def fill(self, content):
        state = self.state
        content.spacing = dp(8)
        if state.phase == "loading":
            content.add_widget(Skeleton(rows=2))
            return
        if state.phase == "trouble":
            actions = ((tr("Ask again"), self.ask),)
            content.add_widget(TroubleCard(title=tr("The cards could not be asked for"), detail=state.sentence, actions=actions))
            return
        if state.cards:
            card = Card()
            for number, row in enumerate(map(row_of, state.cards), 1):
                entry = self.row("credit-card-outline", row.title, row.detail, partial(self.ask_what, row), a11y_name=row.spoken)
                entry.a11y_position, entry.a11y_key = (number, len(state.cards)), row.card_id
                card.add_row(entry)
            content.add_widget(card)
        words = tr("A card is kept only if you say so. Its number is with the payment service, not with the city and not in this app.")
        content.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), dp(4), dp(4), 0]))
        button = WordButton(text=tr("Add a card"), a11y_name=tr("Add a card"), look="outlined", icon="open-in-new")
        button.bind(on_act=lambda _: self.start("act", self.add()))
        content.add_widget(button)

    async def add(self):
        try:
            started = await self.session.account.ask(calls.start_card)
            self.session.device.links.open(started.pay_url)
        except (ClientError, Unavailable) as trouble:
            self.say(str(trouble))
            return
        self.ask(MOST_AGAIN)

    def ask_what(self, row: CardRow):
        choices = (("remove", tr("Keep it no longer"), ""), ("keep", tr("Leave it"), ""))
        self.router.open(ChoiceSheet(title=row.title, choices=choices, taken=lambda what: self.take(row, what)))

    def take(self, row: CardRow, what: str):
        if what == "remove":
            self.start("act", self.remove(row))

    async def remove(self, row: CardRow):
        try:
            await self.session.account.ask(lambda client, token: calls.remove_card(client, row.card_id, token))
        except ClientError as trouble:
            self.say(trouble.sentence)
            return
        self.say(tr("Removed"))
        self.ask()

    def say(self, words: str):
        self.router.say_done(words)
        self.session.announce(words)
