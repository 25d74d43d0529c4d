"""What is asked of a request over a page: who sees it, and words of one's own."""

from kivy.metrics import dp

from backend.contract.request_words import Visibility
from mobile.i18n import tr
from mobile.screens.requests.words import SEEN_BY
from mobile.widgets.box import Column
from mobile.widgets.field import Field
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Text


class SeenBySheet(Sheet):
    """`taken(visibility, name)` comes after it has closed. The name is asked for where it is to be shown, and nowhere else."""

    def __init__(self, chosen: Visibility, name: str, taken, **options):
        self.chosen, self.taken = chosen, taken
        done = WordButton(text=tr("Keep it so"), a11y_name=tr("Keep it so"))
        done.bind(on_act=lambda _: self.finish())
        bottom = Column(padding=[dp(20), dp(8), dp(20), dp(20)])
        bottom.add_widget(done)
        super().__init__(title=tr("Who sees it?"), bottom=bottom, **options)
        self.holder = Column(padding=[dp(12), dp(4)], spacing=dp(10))
        self.content.add_widget(self.holder)
        self.field = Field(label=tr("Name to be shown"), hint=tr("For example: Anna from Mill Lane"), icon="account-outline", text=name)
        self.fill()

    def fill(self):
        self.holder.clear_widgets()
        card = Card()
        for number, (value, (icon, title, detail)) in enumerate(SEEN_BY.items(), 1):
            on, position = value is self.chosen, (number, len(SEEN_BY))
            row = ListRow(icon=icon, title=title(), detail=detail(), end="check", on=on, a11y_role="radio", a11y_position=position, a11y_key=value)
            row.bind(on_act=lambda _, value=value: self.choose(value))
            card.add_row(row)
        self.holder.add_widget(card)
        if self.chosen is Visibility.PUBLIC_NAME:
            self.holder.add_widget(self.field)
        note = tr("Photos are shown only once faces and plates are hidden. You can change this later, it counts at once.")
        self.holder.add_widget(Text(text=note, type_role="label_medium", ink="on2", a11y_role="text"))

    def choose(self, value: Visibility):
        self.chosen = value
        self.fill()

    def finish(self):
        self.close()
        self.taken(self.chosen, self.field.text.strip())


class WordsSheet(Sheet):
    """A line to write in and one button; `taken(words)` comes after it has closed. Nothing is taken while it is empty and `least` wants words."""

    def __init__(self, title: str, done: str, taken, text: str = "", most: int = 2000, least: int = 0, note: str = "", **options):
        self.taken, self.most, self.least = taken, most, least
        button = WordButton(text=done, a11y_name=done)
        button.bind(on_act=lambda _: self.finish())
        bottom = Column(padding=[dp(20), dp(8), dp(20), dp(20)])
        bottom.add_widget(button)
        super().__init__(title=title, bottom=bottom, **options)
        holder = Column(padding=[dp(16), dp(4)], spacing=dp(10))
        self.field = Field(label=tr("In your words"), hint="", icon="pencil-outline", text=text)
        self.field.bind(on_enter=lambda _: self.finish())
        holder.add_widget(self.field)
        if note:
            holder.add_widget(Text(text=note, type_role="body_medium", ink="on2", a11y_role="text"))
        self.content.add_widget(holder)

    def finish(self):
        words = self.field.text.strip()[: self.most]
        if len(words) < self.least:
            self.field.trouble = tr("Write a few words.")
            return
        self.close()
        self.taken(words)
