"""Signing in, where somebody wants to pay: an address, then the code that came by mail."""

from kivy.metrics import dp

from mobile.device.protocols import Unavailable
from mobile.i18n import tr
from mobile.screens.page.screen import ListPage
from mobile.screens.sign_in.state import SignInState, ask_by_browser, ask_for_code, button_words, done_words, explanation, heading, redeem
from mobile.widgets.box import Gap
from mobile.widgets.field import Field
from mobile.widgets.press import WordButton
from mobile.widgets.text import Text


class SignInPage(ListPage):
    """`then()` goes on with what one signed in for."""

    def __init__(self, then=None, **options):
        self.then, self.state, self.field = then, SignInState(), None
        super().__init__(**options)

    def name(self) -> str:
        return tr("Sign in")

    def fill(self, content):
        content.spacing = dp(10)
        content.add_widget(Text(text=heading(self.state), type_role="headline_small", a11y_role="heading", padding=[dp(4), dp(8), 0, 0]))
        content.add_widget(Text(text=explanation(self.state), type_role="body_large", a11y_role="text", padding=[dp(4), 0]))
        self.field = self.code_field() if self.state.has_code else self.address_field()
        self.field.bind(on_enter=lambda _: self.go_on())
        content.add_widget(self.field)
        self.button = WordButton(text=button_words(self.state), a11y_name=button_words(self.state))
        self.button.bind(on_act=lambda _: self.go_on())
        content.add_widget(self.button)
        if self.state.has_code:
            self.add_ways_back(content)
        else:
            other = WordButton(text=tr("Sign in in the browser"), a11y_name=tr("Sign in in the browser"), look="outlined", icon="open-in-new")
            other.bind(on_act=lambda _: self.start("ask", self.follow(ask_by_browser(self.state, self.session.account))))
            content.add_widget(other)
            content.add_widget(Gap(4))
            words = tr("There is no password. Whoever has no account yet gets one with the code.")
            content.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), 0]))
        self.show_state()

    def address_field(self) -> Field:
        typed = self.field.text if self.field else ""
        return Field(label=tr("E-mail address"), text=typed, icon="email-outline", hint="name@example.org")

    def code_field(self) -> Field:
        label = tr("Code from the browser") if self.state.asked.address else tr("Code from the mail")
        return Field(label=label, icon="numeric", hint="XXXX-XXXX")

    def add_ways_back(self, content):
        again = (tr("Open the page again"), self.open_page) if self.state.asked.address else (tr("Send another code"), self.send_again)
        for words, act in (again, (tr("Another way"), self.begin_again)):
            button = WordButton(text=words, a11y_name=words, look="outlined", least_height=48)
            button.bind(on_act=lambda _, act=act: act())
            content.add_widget(button)

    def go_on(self):
        if self.state.waits:
            return
        if self.state.has_code:
            self.start("ask", self.follow(redeem(self.state, self.field.text, self.session.account)))
        else:
            self.start("ask", self.follow(ask_for_code(self.state, self.field.text, self.session.account)))

    def send_again(self):
        self.start("ask", self.follow(ask_for_code(self.state, self.state.asked.email, self.session.account)))

    def open_page(self):
        try:
            self.session.device.links.open(self.state.asked.address)
        except Unavailable as trouble:  # it names the address, which opens on another device as well
            self.router.say_done(str(trouble))
            self.session.announce(str(trouble))

    def begin_again(self):
        self.state = SignInState()
        self.field = None
        self.redraw_list()

    async def follow(self, states):
        async for state in states:
            before, self.state = self.state, state
            if state.phase == "done":
                self.finish()
                return
            if state.asked is not before.asked:
                self.redraw_list()
                if state.asked.address:
                    self.open_page()
                self.session.announce(f"{heading(state)}. {explanation(state)}")
                self.session.focus_widget(self.field.entry)
            self.show_state()
            if state.trouble:
                self.session.announce(state.trouble, assertive=True)

    def show_state(self):
        self.button.busy, self.button.text = self.state.waits, button_words(self.state)
        self.field.trouble = self.state.trouble

    def finish(self):
        words = done_words(self.session.account.is_kept)
        self.router.close_to(self)
        self.router.say_done(words)
        self.session.announce(words)
        if self.then:
            self.then()
