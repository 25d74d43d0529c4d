"""Who travels this time, what somebody is called, and the one question before somebody is deleted."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.people.state import checked_name, rows_of, toggled
from mobile.store.people import Person
from mobile.widgets.box import Column
from mobile.widgets.field import Field
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Text


def open_needs(session, router) -> None:
    """Who travels, where there is a choice; else the needs of the one there is."""
    if len(session.people.everyone) > 1:
        router.open(WhoSheet(session, lambda: router.go("people")))
    else:
        router.go("needs")


def below(*actions) -> Column:
    """Buttons that stay at the bottom of a sheet. `actions`: (words, look, callable)."""
    bottom = Column(padding=[dp(20), dp(8), dp(20), dp(20)], spacing=dp(8))
    for words, look, act in actions:
        button = WordButton(text=words, a11y_name=words, look=look, least_height=48)
        button.bind(on_act=lambda _, act=act: act())
        bottom.add_widget(button)
    return bottom


class WhoSheet(Sheet):
    """Check who travels along; of their limits the stricter hold. `on_change()` goes on to changing needs."""

    def __init__(self, session, on_change, **options):
        self.session = session
        bottom = below((tr("Done"), "filled", self.close), (tr("Change needs"), "outlined", lambda: self.change(on_change)))
        super().__init__(title=tr("Who travels?"), bottom=bottom, **options)
        self.fill()

    def fill(self):
        self.content.clear_widgets()
        holder, card = Column(padding=[dp(12), dp(4)], spacing=dp(8)), Card(inset=16)
        rows = rows_of(self.session.people, self.session.settings.units)
        for number, entry in enumerate(rows, 1):
            row = ListRow(
                title=entry.name, detail=entry.needs, end="check", on=entry.travels, a11y_role="checkbox", a11y_position=(number, len(rows)),
                a11y_name=entry.spoken, a11y_key=entry.key,
            )  # fmt: skip
            row.a11y_states = ["checked" if entry.travels else "unchecked"]
            row.bind(on_act=lambda _, key=entry.key: self.toggle(key))
            card.add_row(row)
        holder.add_widget(card)
        words = tr("Ways fit everybody who travels. Nobody else hears who that is.")
        holder.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(8), 0, dp(8), 0]))
        self.content.add_widget(holder)

    def toggle(self, key: str):
        people = toggled(self.session.people, key)
        if people == self.session.people:
            self.session.announce(tr("Somebody has to travel."), assertive=True)
            return
        self.session.change_people(people)
        self.fill()

    def change(self, on_change):
        self.close()
        on_change()


class NameSheet(Sheet):
    """What somebody is called on this phone. `on_name(name)` hears a name that can be kept."""

    def __init__(self, session, title: str, on_name, name: str = "", key: str = "", **options):
        self.session, self.on_name, self.key = session, on_name, key
        super().__init__(title=title, bottom=below((tr("Keep"), "filled", self.keep)), **options)
        self.field = Field(label=tr("Name on this phone"), hint=tr("with my mother"), icon="account-outline", text=name)
        self.field.bind(on_enter=lambda _: self.keep())
        holder = Column(padding=[dp(20), dp(4)])
        holder.add_widget(self.field)
        self.content.add_widget(holder)

    def keep(self):
        try:
            name = checked_name(self.session.people, self.field.text, self.key)
        except ValueError as trouble:
            self.field.trouble = str(trouble)
            self.field.entry.focus = True
            self.session.announce(str(trouble), assertive=True)
            return
        self.close()
        self.on_name(name)


class DeleteSheet(Sheet):
    """Asked once, because it cannot be taken back."""

    def __init__(self, person: Person, on_delete, **options):
        actions = ((tr("Delete “{name}”", name=person.name), "filled", lambda: self.delete(on_delete)), (tr("Keep"), "outlined", self.close))
        super().__init__(title=tr("Delete “{name}”?", name=person.name), bottom=below(*actions), **options)
        holder = Column(padding=[dp(20), dp(4)])
        words = tr("These needs are gone from this phone then. Saved trips stay.")
        holder.add_widget(Text(text=words, type_role="body_large", a11y_role="text"))
        self.content.add_widget(holder)

    def delete(self, on_delete):
        self.close()
        on_delete()
