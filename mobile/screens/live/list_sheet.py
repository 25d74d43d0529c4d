"""What is live in the part of the map that is in sight, as a list: nearest first."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.live.listing import ListedMark
from mobile.widgets.box import Column
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Text


class ListSheet(Sheet):
    """As it was when it was opened: rows that change their places could not be read. `taken(mark)` hears which one was pressed."""

    def __init__(self, rows: tuple[ListedMark, ...], note: str, from_person: bool, taken, **options):
        super().__init__(title=tr("What is live here"), **options)
        holder = Column(padding=[dp(12), dp(4)], spacing=dp(10))
        if rows:
            add_line(holder, tr("Nearest to you first") if from_person else tr("Nearest to the middle of the map first"))
            card = Card()
            for number, listed in enumerate(rows, 1):
                row = ListRow(icon=listed.icon, title=listed.title, detail=listed.detail, a11y_name=listed.spoken, a11y_key=listed.mark.key,
                              a11y_position=(number, len(rows)))  # fmt: skip
                row.bind(on_act=lambda _, mark=listed.mark: taken(mark))
                card.add_row(row)
            holder.add_widget(card)
        if note:
            add_line(holder, note)
        self.content.add_widget(holder)


def add_line(holder: Column, words: str) -> None:
    line = Column(padding=[dp(8), 0])
    line.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text"))
    holder.add_widget(line)
