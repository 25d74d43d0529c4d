"""The account: who one is here, and the pages that belong to it."""

from contextlib import suppress
from functools import partial

from kivy.metrics import dp

from backend.contract.accounts import AccountResponse, Role
from mobile.accounts import calls
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.screens.account.sheets import address_sheet, code_sheet
from mobile.screens.account.state import (
    ADDRESS,
    NARROW_DRIVING,
    NARROWS,
    changed_words,
    in_lines,
    kept_words,
    moving_words,
    rows,
    signed_out_words,
)
from mobile.screens.my_data.proved import Proved
from mobile.screens.page.screen import ListPage
from mobile.theme import theme
from mobile.widgets.box import Column, Gap
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card
from mobile.widgets.text import Text


class AccountPage(Proved, ListPage):
    """From here to all that is kept of somebody, and out again."""

    of_account = True

    def __init__(self, **options):
        self.told: AccountResponse | None = None
        super().__init__(**options)

    def name(self) -> str:
        return tr("Account")

    def shown(self):
        super().shown()
        self.start("roles", self.ask_roles())

    async def ask_roles(self):
        with suppress(ClientError):  # what was known before is offered
            before, self.told = self.told, await self.session.account.account()
            if before is None or (before.new_email, before.only) != (self.told.new_email, self.told.only):
                self.redraw_list()

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
        title, detail = moving_words(self.told, self.session.now().date())
        if title:
            card = Card()
            card.add_row(self.row("email-alert-outline", title, detail, lambda: self.start("act", self.run(self.keep_address)), a11y_key="moving"))
            content.add_widget(card)
        card = Card()
        for entry in rows(account.roles, self.told and self.told.only):
            card.add_row(self.row(entry.icon, entry.title, entry.detail, partial(self.act, entry.key)))
        content.add_widget(card)
        content.add_widget(Gap(6))
        button = WordButton(text=tr("Sign out"), a11y_name=tr("Sign out"), look="outlined", icon="logout")
        button.bind(on_act=lambda _: self.start("out", self.sign_out()))
        content.add_widget(button)

    def act(self, key: str):
        if key == ADDRESS:
            self.router.open(address_sheet(lambda email: self.start("act", self.run(partial(self.ask_address, email)))))
        elif key in NARROWS:
            driving = key == NARROW_DRIVING
            words = tr("Only drive from now on") if driving else tr("Only check tickets from now on")
            title = tr("Only drive with this phone") if driving else tr("Only check tickets with this phone")
            choices = ((key, words, tr("Signing in again undoes it.")), ("keep", tr("Leave it"), ""))
            self.router.open(ChoiceSheet(title=title, choices=choices, taken=self.take))
        else:
            self.router.go(key)

    def take(self, what: str):
        if what in NARROWS:
            self.start("act", self.run(partial(self.narrow, NARROWS[what])))

    async def narrow(self, role: Role) -> str:
        await self.session.account.ask(partial(calls.narrow, role=role))
        self.start("roles", self.ask_roles())
        return tr("This phone drives, and nothing else.") if role is Role.DRIVER else tr("This phone checks tickets, and nothing else.")

    async def ask_address(self, email: str) -> str:
        await self.session.account.ask(lambda client, token: calls.ask_for_address(client, email, token))
        self.router.open(code_sheet(email, lambda code: self.start("act", self.run(partial(self.confirm_address, code)))))
        return ""

    async def confirm_address(self, code: str) -> str:
        answer = await self.session.account.ask(lambda client, token: calls.confirm_address(client, code, token))
        self.start("roles", self.ask_roles())
        return changed_words(answer, self.session.now())

    async def keep_address(self) -> str:
        await self.session.account.ask(calls.stop_address)
        self.start("roles", self.ask_roles())
        return tr("Your address stays.")

    async def sign_out(self):
        heard = await self.session.account.sign_out()
        words = signed_out_words(heard)
        self.router.say_done(words)
        self.session.announce(words)
