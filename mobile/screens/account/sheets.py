"""Another address: which one, then the code that came there."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.sign_in.state import wrong_with_address, wrong_with_code
from mobile.widgets.box import Column
from mobile.widgets.field import Field
from mobile.widgets.press import WordButton
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Text


class AskedSheet(Sheet):
    """One thing to be typed. `wrong(typed)` says what is wrong with it; `taken(typed)` goes on."""

    def __init__(self, title: str, words: str, field: Field, button: str, wrong, taken, **options):
        self.field, self.wrong, self.taken = field, wrong, taken
        press = WordButton(text=button, a11y_name=button)
        press.bind(on_act=lambda _: self.take())
        holder = Column(padding=[dp(20), dp(8), dp(20), dp(20)])
        holder.add_widget(press)
        super().__init__(title=title, bottom=holder, **options)
        content = Column(padding=[dp(20), dp(4)], spacing=dp(10))
        content.add_widget(Text(text=words, type_role="body_large", a11y_role="text"))
        field.bind(on_enter=lambda _: self.take())
        content.add_widget(field)
        self.content.add_widget(content)

    def take(self):
        self.field.trouble = self.wrong(self.field.text)
        if not self.field.trouble:
            self.close()
            self.taken(self.field.text.strip())


def address_sheet(taken) -> AskedSheet:
    words = tr("A code goes to the new address. The address of now is told, too.")
    field = Field(label=tr("New address"), icon="email-outline", hint="name@example.org")
    return AskedSheet(tr("Another address"), words, field, tr("Send the code"), wrong_with_address, taken)


def code_sheet(email: str, taken) -> AskedSheet:
    words = tr("A code is on its way to {email}. It counts for ten minutes.", email=email)
    field = Field(label=tr("Code from the mail"), icon="numeric", hint="XXXX-XXXX")
    return AskedSheet(tr("Another address"), words, field, tr("Go on"), wrong_with_code, taken)
