"""Asked before something that cannot be done by whoever merely holds the phone: a code from a mail, and whether it is really meant."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.my_data.state import Proving, ask_for_proof, prove
from mobile.screens.people.sheets import below
from mobile.widgets.box import Column
from mobile.widgets.field import Field
from mobile.widgets.press import WordButton
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Text


class ProofSheet(Sheet):
    """Sends a code to the address of the account. `then()` goes on once it was typed."""

    def __init__(self, session, then, **options):
        self.session, self.then, self.state = session, then, Proving()
        self.button = WordButton(text=tr("Go on"), a11y_name=tr("Go on"), busy=True)
        self.button.bind(on_act=lambda _: self.check())
        holder = Column(padding=[dp(20), dp(8), dp(20), dp(20)])
        holder.add_widget(self.button)
        super().__init__(title=tr("Is it you?"), bottom=holder, **options)
        words = tr("A code is on its way to {email}. It counts for ten minutes, on this device only.", email=session.account.email)
        content = Column(padding=[dp(20), dp(4)], spacing=dp(10))
        content.add_widget(Text(text=words, type_role="body_large", a11y_role="text"))
        self.field = Field(label=tr("Code from the mail"), icon="numeric", hint="XXXX-XXXX")
        self.field.bind(on_enter=lambda _: self.check())
        content.add_widget(self.field)
        self.content.add_widget(content)
        session.tasks.start(self, "prove", self.follow(ask_for_proof(session.account)))

    def on_close(self):
        self.session.tasks.stop(self)

    def check(self):
        if self.state.phase == "code":
            self.session.tasks.start(self, "prove", self.follow(prove(self.state, self.field.text, self.session.account)))

    async def follow(self, states):
        async for state in states:
            self.state = state
            if state.phase == "done":
                self.close()
                self.then()
                return
            self.button.busy, self.field.trouble = state.phase != "code", state.trouble
            if state.trouble:
                self.session.announce(state.trouble, assertive=True)


class DeleteAccountSheet(Sheet):
    """What it means, before it is done."""

    def __init__(self, on_delete, **options):
        actions = ((tr("Delete my account"), "filled", lambda: self.delete(on_delete)), (tr("Leave it"), "outlined", self.close))
        super().__init__(title=tr("Delete my account?"), bottom=below(*actions), **options)
        holder = Column(padding=[dp(20), dp(4)], spacing=dp(8))
        for words in (
            tr("All devices are signed out at once. Within a week you can sign in and take it back; after it everything is deleted."),
            tr("Open bookings are waited for. Receipts have to be kept by law, without your name."),
            tr("What is only on this phone stays here: needs, places, saved trips."),
        ):
            holder.add_widget(Text(text=words, type_role="body_large", a11y_role="text"))
        self.content.add_widget(holder)

    def delete(self, on_delete):
        self.close()
        on_delete()
