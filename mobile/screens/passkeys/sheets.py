"""What a passkey is to be called."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.passkeys.state import wrong_with_name
from mobile.widgets.box import Column
from mobile.widgets.field import Field
from mobile.widgets.press import WordButton
from mobile.widgets.sheet import Sheet


class NameSheet(Sheet):
    """`taken(name)` goes on with it."""

    def __init__(self, title: str, button: str, taken, name: str = "", **options):
        self.taken = taken
        press = WordButton(text=button, a11y_name=button)
        press.bind(on_act=lambda _: self.take())
        holder = Column(padding=[dp(20), dp(8), dp(20), dp(20)])
        holder.add_widget(press)
        super().__init__(title=title, bottom=holder, **options)
        content = Column(padding=[dp(20), dp(4)])
        self.field = Field(label=tr("Name"), icon="key-variant", hint=tr("Key ring"), text=name)
        self.field.bind(on_enter=lambda _: self.take())
        content.add_widget(self.field)
        self.content.add_widget(content)

    def take(self):
        self.field.trouble = wrong_with_name(self.field.text)
        if not self.field.trouble:
            self.close()
            self.taken(self.field.text.strip())
