"""Which city service the app asks: an address, checked before it is kept."""

from kivy.metrics import dp

from mobile.client import Client, ClientError
from mobile.i18n import tr
from mobile.screens.page.screen import ListPage
from mobile.store.settings import check_backend
from mobile.widgets.box import Gap
from mobile.widgets.field import Field
from mobile.widgets.press import WordButton
from mobile.widgets.text import Text


class BackendPage(ListPage):
    """Keeps the address only when a city answers there; what was typed stays either way."""

    def __init__(self, **options):
        super().__init__(**options)
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
        city = self.session.city
        words = tr("Connected to {city}.", city=city.name) if city else tr("No city answers at this address now.")
        content.add_widget(Text(text=words, type_role="body_large", a11y_role="text", padding=[dp(4), 0]))

    def check(self):
        self.start("check", self.try_address(self.field.text))

    async def try_address(self, typed: str):
        try:
            address = check_backend(typed)
        except ValueError as trouble:
            self.show_trouble(str(trouble))
            return
        self.button.busy, self.button.text = True, tr("Checking…")
        client = Client(address)
        try:
            city = await client.city()
        except ClientError as trouble:
            self.show_trouble(tr("Nothing answers at this address. The old one stays.") if trouble.code == "unreachable" else trouble.sentence)
            return
        finally:
            self.button.busy, self.button.text = False, tr("Check and use")
            await client.close()
        self.field.trouble = ""
        self.session.change(backend=address)
        words = tr("Connected to {city}.", city=city.name)
        self.router.say_done(words)
        self.session.announce(words)

    def show_trouble(self, words: str):
        self.field.trouble = words
        self.session.announce(words, assertive=True)
