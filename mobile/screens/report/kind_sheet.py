"""All that can be told to the city: a list that gets shorter while one types, in groups as the city has them."""

from kivy.metrics import dp

from mobile.i18n import tr, trn
from mobile.requests.kinds import Kind
from mobile.screens.report.heard import plain
from mobile.screens.report.parts import known_icon
from mobile.widgets.box import Column
from mobile.widgets.field import Field
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Text


class KindSheet(Sheet):
    """`taken(code)` comes after it has closed; `announce` says how many are left."""

    def __init__(self, kinds: tuple[Kind, ...], chosen: str, taken, announce, **options):
        super().__init__(title=tr("What is it?"), **options)
        self.kinds, self.chosen, self.taken, self.announce = kinds, chosen, taken, announce
        holder = Column(padding=[dp(12), dp(4)], spacing=dp(8))
        self.field = Field(label=tr("Search"), hint=tr("For example: lamp, bin, swing"), icon="magnify")
        self.field.bind(on_words=lambda _, words: self.fill(words), on_enter=lambda _: self.tell())
        self.rows = Column(spacing=dp(8))
        holder.add_widget(self.field)
        holder.add_widget(self.rows)
        self.content.add_widget(holder)
        self.fill("")

    def fill(self, words: str):
        self.rows.clear_widgets()
        found = matching(self.kinds, words)
        groups = dict.fromkeys(kind.group for kind in found)
        number = 0
        for group in groups:
            if group:
                self.rows.add_widget(Text(text=group, type_role="title_small", ink="on2", a11y_role="heading"))
            card = Card()
            for kind in (kind for kind in found if kind.group == group):
                number += 1
                card.add_row(self.row(kind, (number, len(found))))
            self.rows.add_widget(card)
        if not found:
            nothing = tr("Nothing is called so. Take another word, or Something else.")
            self.rows.add_widget(Text(text=nothing, type_role="body_medium", ink="on2", a11y_role="text"))

    def row(self, kind: Kind, position: tuple[int, int]) -> ListRow:
        on = kind.code == self.chosen
        row = ListRow(icon=known_icon(kind.icon), title=kind.name, end="check", on=on, a11y_role="radio", a11y_position=position, a11y_key=kind.code)
        row.bind(on_act=lambda _: self.choose(kind.code))
        return row

    def choose(self, code: str):
        self.close()
        self.taken(code)

    def tell(self):
        found = matching(self.kinds, self.field.text)
        self.announce(trn("{n} kind found", "{n} kinds found", len(found)))


def matching(kinds: tuple[Kind, ...], words: str) -> tuple[Kind, ...]:
    """Those in whose name or other words each word begins one."""
    asked = plain(words).split()
    return tuple(kind for kind in kinds if all(f" {word}" in plain(" ".join((kind.name, *kind.keywords))) for word in asked))
