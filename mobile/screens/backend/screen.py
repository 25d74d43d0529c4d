"""Which city service the app asks: an address, checked before it is kept."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.backend.state import BackendState, button_words, now_words, try_address
from mobile.screens.page.screen import ListPage
from mobile.widgets.box import Gap
from mobile.widgets.field import Field
from mobile.widgets.press import WordButton
from mobile.widgets.text import Text


class BackendPage(ListPage):
    """Keeps the address only when a city answers there; what was typed stays either way."""

    def __init__(self, **options):
        super().__init__(**options)
        self.state = BackendState()
        self.field = None

    def name(self) -> str:
        return tr("City service")

    def heard(self, what: str):
        if what == "city":
            self.redraw_list()

    def fill(self, content):
        typed = self.field.text if self.field else self.session.settings.backend
        self.field = Field(label=tr("Address"), text=typed, icon="server-network-outline", hint="https://")
        self.field.bind(on_enter=lambda _: self.check())
        content.add_widget(self.field)
        content.add_widget(Gap(10))
        self.button = WordButton(text=tr("Check and use"), a11y_name=tr("Check and use"))
        self.button.bind(on_act=lambda _: self.check())
        content.add_widget(self.button)
        content.add_widget(Gap(14))
        words = now_words(self.session.city.name if self.session.city else "")
        content.add_widget(Text(text=words, type_role="body_large", a11y_role="text", padding=[dp(4), 0]))
        self.show_state()

    def check(self):
        self.start("check", self.follow(self.field.text))

    async def follow(self, typed: str):
        async for state in try_address(self.state, typed):
            self.state = state
            self.show_state()
            if state.sentence:
                self.session.announce(state.sentence, assertive=state.phase == "trouble")
        if self.state.phase == "connected":
            self.session.change(backend=self.state.address)
            self.router.say_done(self.state.sentence)

    def show_state(self):
        self.button.busy, self.button.text = self.state.phase == "checking", button_words(self.state)
        self.field.trouble = self.state.sentence if self.state.phase == "trouble" else ""
