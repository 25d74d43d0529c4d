"""My reports: kept on the phone, with what the city says of them."""

from functools import partial

from mobile.client import Unreachable
from mobile.i18n import tr
from mobile.screens.page.screen import ListPage
from mobile.screens.reports.state import choices_for, rows_of
from mobile.store.reports import Chosen, Draft
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.rows import Card
from mobile.widgets.states import EmptyCard
from mobile.widgets.text import Text


class ReportsPage(ListPage):
    """Asks the city how they stand whenever it is opened."""

    def name(self) -> str:
        return tr("My reports")

    def shown(self):
        super().shown()
        self.start("ask", self.ask())

    def heard(self, what: str):
        super().heard(what)
        if what == "reports":
            self.redraw_list()
        elif what == "reach" and self.session.reached:
            self.start("ask", self.ask())

    async def ask(self):
        try:
            await self.session.reporting.refresh()
        except Unreachable:  # the bar at the top says so; what was known stays
            return

    def fill(self, content):
        reports = {report.key: report for report in self.session.reporting.reports.list_reports()}
        rows = rows_of(list(reports.values()), self.session.now())
        if not rows:
            detail = tr("What is in the way for you is in the way for others. Three taps tell them.")
            content.add_widget(EmptyCard(title=tr("Nothing reported yet"), detail=detail, obstacle="traffic-cone"))
            return
        card = Card()
        for number, row in enumerate(rows, 1):
            ask = partial(self.ask_what, reports[row.key])
            card.add_row(self.row(row.icon, row.title, row.detail, ask, a11y_name=row.spoken, a11y_position=(number, len(rows))))
        content.add_widget(card)
        note = tr("This list stays on the phone. The city knows no name.")
        content.add_widget(Text(text=note, type_role="label_medium", ink="on2", a11y_role="text"))

    def ask_what(self, report):
        title = rows_of([report], self.session.now())[0].title
        self.router.open(ChoiceSheet(title=title, choices=choices_for(report), taken=lambda what: self.act(report, what)))

    def act(self, report, what: str):
        reporting, now = self.session.reporting, self.session.now()
        if what == "anew":
            if reporting.reports.draft() != Draft():
                words = tr("Another report is begun. Send it first.")
                self.router.say_done(words)
                self.session.announce(words)
                return
            body = report.body
            chosen = Chosen(report.place, body.lat, body.lon)
            reporting.reports.keep_draft(Draft(body.kind, chosen, body.how_long, body.note, report.photo))
            reporting.reports.delete(report.key)
            self.router.back()
            return
        if what == "delete":
            reporting.delete(report)
            done = tr("Removed")
        else:
            reporting.say(report.obstacle.id, what == "there", now)
            done = tr("Thank you, the city is told.")
        self.router.say_done(done)
        self.session.announce(done)
