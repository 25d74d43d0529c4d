"""Who travels: the person of this phone and whoever goes with them, each with needs of their own."""

from mobile.i18n import tr
from mobile.screens.page.screen import ListPage
from mobile.screens.people.sheets import NameSheet
from mobile.screens.people.state import rows_of, toggled
from mobile.widgets.box import Gap
from mobile.widgets.rows import Card
from mobile.widgets.text import Text


class PeoplePage(ListPage):
    """Above, who travels this time; below, whose needs can be changed. Everything stays on this phone."""

    def name(self) -> str:
        return tr("Who travels")

    def heard(self, what: str):
        super().heard(what)
        if what == "needs":
            self.redraw_list()

    def fill(self, content):
        rows = rows_of(self.session.people, self.session.settings.units)
        self.heading(content, tr("On the next trip"))
        card = Card(inset=16)
        for entry in rows:
            row = self.row("", entry.name, "", lambda key=entry.key: self.toggle(key), end="switch", on=entry.travels, a11y_name=entry.name)
            row.a11y_key = f"travels {entry.key}"
            card.add_row(row)
        content.add_widget(card)
        content.add_widget(Gap(8))
        content.add_widget(Text(text=tr("Ways fit everybody who travels."), type_role="body_medium", ink="on2", a11y_role="text"))
        self.heading(content, tr("Their needs"))
        card = Card()
        for entry in rows:
            row = self.row("account", entry.name, entry.needs, lambda key=entry.key: self.router.go("needs", key=key), a11y_name=entry.spoken)
            row.a11y_key = f"needs {entry.key}"
            card.add_row(row)
        card.add_row(self.row("account-plus", tr("Add somebody"), "", self.add))
        content.add_widget(card)
        content.add_widget(Gap(14))
        words = tr("Names and needs stay on this phone. The city service only gets limits such as no steps.")
        content.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text"))

    def toggle(self, key: str):
        people = toggled(self.session.people, key)
        if people == self.session.people:
            words = tr("Somebody has to travel.")
            self.router.say_done(words)
            self.session.announce(words, assertive=True)
            self.redraw_list()
            return
        self.session.change_people(people)

    def add(self):
        self.router.open(NameSheet(self.session, tr("Who else travels?"), self.take))

    def take(self, name: str):
        """They travel along from now on, and their needs are set up next."""
        people = self.session.people.added(name)
        self.session.change_people(people)
        self.router.go("wizard", key=people.everyone[-1].key)
