"""Cards that are kept for the next time. One is added and chosen on a page in the browser; here it is only seen and removed."""

from functools import partial

from kivy.metrics import dp

from mobile.client import ClientError
from mobile.device.protocols import Unavailable
from mobile.i18n import tr
from mobile.payments import calls
from mobile.screens.cards.state import CardRow, CardsState, load, row_of
from mobile.screens.page.made_in_browser import MadeInBrowser
from mobile.screens.page.screen import ListPage
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card
from mobile.widgets.text import Text


class CardsPage(MadeInBrowser, ListPage):
    def __init__(self, **options):
        self.state = CardsState()
        super().__init__(**options)

    def name(self) -> str:
        return tr("Cards")

    def asking(self):
        return load(self.state, self.session.account)

    def made(self) -> tuple:
        return self.state.cards

    def made_words(self) -> str:
        return tr("The card is kept.")

    def fill(self, content):
        state = self.state
        content.spacing = dp(8)
        if self.fill_without(content, tr("The cards could not be asked for")):
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
        self.ask_on()

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
