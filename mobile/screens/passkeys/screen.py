"""The passkeys of the account: seen, named and removed here, made in the browser."""

from functools import partial

from kivy.metrics import dp

from mobile.accounts import calls
from mobile.i18n import tr
from mobile.screens.my_data.proved import Proved
from mobile.screens.page.made_in_browser import MadeInBrowser
from mobile.screens.page.screen import ListPage
from mobile.screens.passkeys.sheets import NameSheet
from mobile.screens.passkeys.state import PasskeyRow, PasskeysState, about, load, rows_of
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card
from mobile.widgets.text import Text


class PasskeysPage(MadeInBrowser, Proved, ListPage):
    def __init__(self, **options):
        self.state = PasskeysState()
        super().__init__(**options)

    def name(self) -> str:
        return tr("Passkeys")

    def asking(self):
        return load(self.state, self.session.account)

    def made(self) -> tuple:
        return self.state.passkeys

    def made_words(self) -> str:
        return tr("The passkey is there.")

    def fill(self, content):
        state = self.state
        content.spacing = dp(8)
        if self.fill_without(content, tr("The passkeys could not be asked for")):
            return
        rows = rows_of(state, self.session.now().date())
        if rows:
            card = Card()
            for number, row in enumerate(rows, 1):
                icon = "key-variant" if row.usable else "key-alert"
                entry = self.row(icon, row.title, row.detail, partial(self.ask_what, row), a11y_position=(number, len(rows)))
                entry.a11y_key = row.passkey_id
                card.add_row(entry)
            content.add_widget(card)
        content.add_widget(Text(text=about(), type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), dp(4), dp(4), 0]))
        button = WordButton(text=tr("Make a passkey"), a11y_name=tr("Make a passkey"), look="outlined", icon="open-in-new")
        button.bind(on_act=lambda _: self.router.open(NameSheet(tr("Make a passkey"), tr("Go on in the browser"), self.make)))
        content.add_widget(button)

    def make(self, name: str):
        async def begin() -> str:
            ticket = await self.session.account.ask(lambda client, token: calls.new_passkey(client, name, token))
            self.session.device.links.open(ticket.address)
            self.ask_on()
            return ""

        self.start("act", self.run(begin))

    def ask_what(self, row: PasskeyRow):
        choices = (("name", tr("Call it something else"), ""), ("remove", tr("Remove it"), ""), ("keep", tr("Leave it"), ""))
        self.router.open(ChoiceSheet(title=row.title, choices=choices, taken=partial(self.take, row)))

    def take(self, row: PasskeyRow, what: str):
        if what == "name":
            self.router.open(NameSheet(tr("Call it something else"), tr("Save"), partial(self.rename, row), row.title))
        elif what == "remove":
            self.start("act", self.run(partial(self.remove, row)))

    def rename(self, row: PasskeyRow, name: str):
        async def change() -> str:
            await self.session.account.ask(lambda client, token: calls.rename_passkey(client, row.passkey_id, name, token))
            self.ask()
            return tr("It is called {name} now.", name=name)

        self.start("act", self.run(change))

    async def remove(self, row: PasskeyRow) -> str:
        await self.session.account.ask(lambda client, token: calls.remove_passkey(client, row.passkey_id, token))
        self.ask()
        return tr("Removed")
