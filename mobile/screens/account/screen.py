"""The account: who one is here, and the pages that belong to it."""

from contextlib import suppress

from kivy.metrics import dp

from mobile.client import ClientError
from mobile.i18n import tr
from mobile.screens.account.state import in_lines, kept_words, rows, signed_out_words
from mobile.screens.page.screen import ListPage
from mobile.theme import theme
from mobile.widgets.box import Column, Gap
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card
from mobile.widgets.text import Text


class AccountPage(ListPage):
    """From here to all that is kept of somebody, and out again."""

    of_account = True

    def name(self) -> str:
        return tr("Account")

    def shown(self):
        super().shown()
        self.start("roles", self.ask_roles())

    async def ask_roles(self):
        with suppress(ClientError):  # what was known before is offered
            await self.session.account.account()

    def heard(self, what: str):
        super().heard(what)
        if what == "account" and self.session.account.on:
            self.redraw_list()

    def fill(self, content):
        account = self.session.account
        content.spacing = dp(8)
        holder = Column(padding=[dp(4), dp(8), 0, 0], a11y_role="text", a11y_name=account.email)
        holder.add_widget(Text(text=in_lines(account.email) if theme.large else account.email, type_role="title_large"))
        content.add_widget(holder)
        content.add_widget(Text(text=kept_words(account.is_kept), type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), 0]))
        card = Card()
        for entry in rows(account.roles):
            card.add_row(self.row(entry.icon, entry.title, entry.detail, lambda key=entry.key: self.router.go(key)))
        content.add_widget(card)
        content.add_widget(Gap(6))
        button = WordButton(text=tr("Sign out"), a11y_name=tr("Sign out"), look="outlined", icon="logout")
        button.bind(on_act=lambda _: self.start("out", self.sign_out()))
        content.add_widget(button)

    async def sign_out(self):
        heard = await self.session.account.sign_out()
        words = signed_out_words(heard)
        self.router.say_done(words)
        self.session.announce(words)
