"""The devices one is signed in on. Each can be ended, and all at once."""

from functools import partial

from kivy.metrics import dp

from mobile.accounts import calls
from mobile.accounts.signed_in import SignedOut
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.screens.devices.state import DevicesState, load, rows_of
from mobile.screens.page.screen import ListPage
from mobile.screens.people.sheets import below
from mobile.widgets.box import Column, Gap
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card
from mobile.widgets.sheet import Sheet
from mobile.widgets.states import Skeleton, TroubleCard
from mobile.widgets.text import Text


class DevicesPage(ListPage):
    """Asks whenever it is opened."""

    of_account = True

    def __init__(self, **options):
        self.state = DevicesState()
        super().__init__(**options)

    def name(self) -> str:
        return tr("Devices")

    def shown(self):
        super().shown()
        self.ask()

    def heard(self, what: str):
        super().heard(what)
        if what == "reach" and self.session.reached:
            self.ask()

    def ask(self):
        self.start("ask", self.follow())

    async def follow(self):
        async for state in load(self.state, self.session.account):
            self.state = state
            self.redraw_list()

    def fill(self, content):
        state, rows = self.state, rows_of(self.state, self.session.now().date())
        content.spacing = dp(8)
        if state.phase == "loading":
            content.add_widget(Skeleton(rows=2))
            return
        if state.phase == "trouble":
            content.add_widget(
                TroubleCard(title=tr("The devices could not be asked for"), detail=state.sentence, actions=((tr("Ask again"), self.ask),))
            )
            return
        card = Card()
        for number, row in enumerate(rows, 1):
            icon = "cellphone-check" if row.current else "cellphone"
            entry = self.row(icon, row.title, row.detail, partial(self.ask_what, row), a11y_position=(number, len(rows)))
            entry.a11y_key = row.session_id
            card.add_row(entry)
        content.add_widget(card)
        words = tr("A device you do not know? End it here: it is out within ten seconds. Nobody can sign in without a mail to you.")
        content.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), 0]))
        content.add_widget(Gap(2))
        button = WordButton(text=tr("Sign out everywhere"), a11y_name=tr("Sign out everywhere"), look="outlined", icon="logout-variant")
        button.bind(on_act=lambda _: self.router.open(EverywhereSheet(self.end_all)))
        content.add_widget(button)

    def ask_what(self, row):
        choices = (("end", tr("Sign out this device") if row.current else tr("End it"), ""), ("keep", tr("Leave it"), ""))
        self.router.open(ChoiceSheet(title=row.title, choices=choices, taken=lambda what: self.take(row, what)))

    def take(self, row, what: str):
        if what != "end":
            return
        if row.current:
            self.start("end", self.sign_out())
        else:
            self.start("end", self.end_one(row.session_id))

    async def sign_out(self):
        await self.session.account.sign_out()
        self.say(tr("Signed out"))

    def end_all(self):
        self.start("end", self.end_everywhere())

    async def end_everywhere(self):
        if await self.run(calls.end_all_sessions, tr("Signed out everywhere")):
            await self.session.account.forget()

    async def end_one(self, session_id: str):
        if await self.run(lambda client, token: calls.end_session(client, session_id, token), tr("Ended")):
            self.ask()

    async def run(self, question, done: str) -> bool:
        try:
            await self.session.account.ask(question)
        except SignedOut:
            return False
        except ClientError as trouble:
            self.say(trouble.sentence)
            return False
        self.say(done)
        return True

    def say(self, words: str):
        self.router.say_done(words)
        self.session.announce(words)


class EverywhereSheet(Sheet):
    """Asked once: every other device has to sign in again."""

    def __init__(self, on_end, **options):
        actions = ((tr("Sign out everywhere"), "filled", lambda: self.end(on_end)), (tr("Leave it"), "outlined", self.close))
        super().__init__(title=tr("Sign out everywhere?"), bottom=below(*actions), **options)
        holder = Column(padding=[dp(20), dp(4)])
        holder.add_widget(Text(text=tr("Here too. Tickets stay yours: sign in again to show them."), type_role="body_large", a11y_role="text"))
        self.content.add_widget(holder)

    def end(self, on_end):
        self.close()
        on_end()
