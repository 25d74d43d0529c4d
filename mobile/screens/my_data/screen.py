"""Take it all, or delete it."""

import asyncio

from kivy.metrics import dp

from mobile.accounts import calls
from mobile.client import new_key
from mobile.i18n import tr
from mobile.screens.my_data.proved import Proved
from mobile.screens.my_data.sheets import DeleteAccountSheet
from mobile.screens.my_data.state import MyData, deleted_words, deletion_words, export_words, is_made, load
from mobile.screens.page.screen import ListPage
from mobile.widgets.rows import Card
from mobile.widgets.states import Skeleton, TroubleCard
from mobile.widgets.text import Text

AGAIN_S = 2


class MyDataPage(Proved, ListPage):
    """Asks whenever it is opened, and again while an export is being made."""

    of_account = True

    def __init__(self, **options):
        self.state, self.waits = MyData(), False
        super().__init__(**options)

    def name(self) -> str:
        return tr("Take it all or delete it")

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
        while True:
            async for state in load(self.state, self.session.account):
                self.state = state
            self.redraw_list()
            if self.waits and not self.state.sentence and not is_made(self.state):
                self.waits = False
                self.session.announce(". ".join(export_words(self.state, self.today)[:2]))
            if not is_made(self.state):
                return
            await asyncio.sleep(AGAIN_S)

    @property
    def today(self):
        return self.session.now().date()

    def fill(self, content):
        state = self.state
        content.spacing = dp(8)
        if state.phase == "loading":
            content.add_widget(Skeleton(rows=2))
            return
        if state.phase == "trouble":
            actions = ((tr("Ask again"), self.ask),)
            content.add_widget(TroubleCard(title=tr("This could not be asked for"), detail=state.sentence, actions=actions))
            return
        title, detail, act = export_words(state, self.today)
        card = Card()
        card.add_row(self.row("download-outline", title, detail, lambda: self.act(act), end="chevron" if act else "", a11y_key="export"))
        content.add_widget(card)
        title, detail = deletion_words(state, self.today)
        card = Card()
        icon = "account-heart-outline" if state.deleted_at else "account-remove-outline"
        card.add_row(self.row(icon, title, detail, lambda: self.act("keep" if state.deleted_at else "delete"), a11y_key="deletion"))
        content.add_widget(card)
        words = tr("Needs, places and saved trips are on this phone only. They are in neither.")
        content.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), 0]))

    def act(self, what: str):
        if what == "delete":
            self.router.open(DeleteAccountSheet(lambda: self.start("act", self.run(self.delete))))
        elif what:
            self.start("act", self.run({"ask": self.ask_export, "fetch": self.fetch, "keep": self.keep}[what]))

    async def ask_export(self) -> str:
        key = new_key()
        await self.session.account.ask(lambda client, token: calls.ask_for_export(client, token, key))
        self.waits = True
        self.ask()
        return tr("Your data is being packed")

    async def fetch(self) -> str:
        """Saved where the person finds it; nothing of it stays in the folder of the app."""
        session, name = self.session, self.state.exports[0].export_id
        packed = await session.account.ask(lambda client, token: calls.fetch_export(client, name, token))
        path = session.folder / "share" / "allways-my-data.zip"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(packed)
            return session.device.share.file(path, "application/zip")
        except OSError:
            return tr("There is no room to save it.")
        finally:
            path.unlink(missing_ok=True)
            self.ask()

    async def delete(self) -> str:
        answer = await self.session.account.ask(calls.delete_account)
        words = deleted_words(answer, self.today)
        await self.session.account.forget()
        return words

    async def keep(self) -> str:
        await self.session.account.ask(calls.keep_account)
        self.ask()
        return tr("Your account stays.")
