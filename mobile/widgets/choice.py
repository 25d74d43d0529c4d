"""One of a few: a sheet of rows, the chosen one with a check."""

from kivy.metrics import dp
from kivy.properties import ObjectProperty, StringProperty

from mobile.widgets.box import Column
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.sheet import Sheet


class ChoiceSheet(Sheet):
    """`choices`: (key, words, second line). `taken(key)` comes after it has closed."""

    choices = ObjectProperty(())
    chosen = StringProperty("")
    taken = ObjectProperty(None)

    def __init__(self, **options):
        super().__init__(**options)
        holder = Column(padding=[dp(12), dp(4)])
        card = Card(inset=16)
        for number, (key, words, detail) in enumerate(self.choices, 1):
            row = ListRow(
                title=words, detail=detail, end="check", on=key == self.chosen, a11y_role="radio", a11y_position=(number, len(self.choices))
            )
            row.bind(on_act=lambda _, key=key: self.choose(key))
            card.add_row(row)
        holder.add_widget(card)
        self.content.add_widget(holder)

    def choose(self, key: str):
        self.close()
        self.taken(key)
