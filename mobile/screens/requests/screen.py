"""My requests: kept on the phone with what the city says of them, so that nobody has to ask whether anybody read it."""

from dataclasses import replace

from kivy.metrics import dp

from mobile.client import ClientError
from mobile.i18n import tr
from mobile.screens.notices.bell import bell
from mobile.screens.page.screen import ListPage
from mobile.screens.request.acts import Acts
from mobile.screens.requests.parts import full_card, pair_of_buttons, short_card
from mobile.screens.requests.state import (
    FOLLOWING,
    OPEN,
    PARTS,
    age_words,
    choices_for,
    counts,
    empty_words,
    listed,
    waiting_row,
    waiting_rows,
)
from mobile.screens.requests.view import CaseView, view_of
from mobile.store.reports import Chosen, Draft
from mobile.widgets.box import Flow, Gap
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.press import Chip
from mobile.widgets.rows import Card
from mobile.widgets.states import EmptyCard
from mobile.widgets.text import Text


class RequestsPage(Acts, ListPage):
    """Asks the city how they stand whenever it is opened. The first one that is open shows all its steps."""

    def __init__(self, **options):
        self.part = OPEN
        super().__init__(**options)

    def name(self) -> str:
        return tr("My requests")

    @property
    def kept(self):
        return self.session.requests.kept

    def shown(self):
        super().shown()
        self.start("ask", self.ask())

    def heard(self, what: str):
        super().heard(what)
        if what in ("reports", "requests", "kinds"):
            self.redraw_list()
        elif what == "notices":
            self.redraw()
        elif what == "reach":
            self.redraw_list()
            if self.session.reached:
                self.start("ask", self.ask())

    def redraw(self, *_):
        super().redraw()
        bar = self.ids.head.children[0]
        bar.add_widget(bell(self.session.notices.kept.unread, lambda: self.router.go("notices")))

    async def ask(self):
        requests = self.session.requests
        try:
            await requests.ask_kinds()
            await requests.refresh()
            if newest := self.newest():
                await requests.look(newest.code)
            await self.session.notices.refresh()
        except ClientError:  # the bar at the top says so; what was known stays, with how old it is
            return

    def newest(self):
        return next(iter(listed(self.kept, OPEN)), None)

    def view(self, request) -> CaseView:
        session = self.session
        return view_of(request, session.requests.kinds.named(request.category), session.now(), session.settings.units)

    def fill(self, content):
        content.spacing = dp(12)
        content.add_widget(self.chips())
        if words := age_words(self.kept, self.session.now(), self.session.reached is not False):
            content.add_widget(Text(text=words, type_role="label_medium", ink="on2", a11y_role="text"))
        waiting = self.waiting_card() if self.part == OPEN else None
        if waiting:
            content.add_widget(waiting)
        requests = listed(self.kept, self.part)
        if not requests and not waiting:
            title, detail = empty_words(self.part)
            act = (tr("What others reported near here"), lambda: self.router.go("nearby")) if self.part == FOLLOWING else None
            act = act or (tr("Report something"), lambda: self.router.choose("report"))
            content.add_widget(EmptyCard(title=title, detail=detail, obstacle="traffic-cone", actions=(act,)))
        for number, request in enumerate(requests, 1):
            self.add_request(content, request, (number, len(requests)))
        content.add_widget(Gap(4))

    def add_request(self, content, request, position: tuple[int, int]):
        view = self.view(request)
        if position[0] > 1 or self.part != OPEN or not view.steps:
            content.add_widget(short_card(view, position, lambda: self.router.go("request", code=view.code)))
            return
        card = full_card(view)
        more = ("dots-horizontal", tr("All of it"), lambda: self.router.go("request", code=view.code))
        card.add_widget(pair_of_buttons((self.note_action(request), self.seen_action(request))))
        card.add_widget(pair_of_buttons((more,)))
        content.add_widget(card)

    def chips(self) -> Flow:
        flow, number = Flow(spacing=[dp(8), dp(12)], a11y_role="group"), counts(self.kept)
        for place, (part, words) in enumerate(PARTS.items(), 1):
            name, on = f"{words()}, {number[part]}", part == self.part
            chip = Chip(text=f"{words()} {number[part]}", icon="check" if on else "", chosen=on, a11y_role="radio", a11y_name=name, a11y_key=part)
            chip.a11y_position = (place, len(PARTS))
            chip.bind(on_act=lambda _, part=part: self.choose(part))
            flow.add_widget(chip)
        return flow

    def choose(self, part: str):
        self.part = part
        self.redraw_list()

    # What is not sent

    def waiting_card(self) -> Card | None:
        reports = {report.key: report for report in self.session.reporting.reports.list_reports()}
        rows = waiting_rows(reports.values(), self.session.requests.kinds, self.session.now())
        card = Card()
        for number, row in enumerate(rows, 1):
            report = reports[row.key]
            options = {"a11y_name": row.spoken, "a11y_position": (number, len(rows))}
            card.add_row(self.row(row.icon, row.title, row.detail, lambda report=report: self.ask_what(report), **options))
        return card if rows else None

    def ask_what(self, report):
        title = waiting_row(report, self.session.requests.kinds, self.session.now()).title
        self.router.open(ChoiceSheet(title=title, choices=choices_for(report), taken=lambda what: self.act(report, what)))

    def act(self, report, what: str):
        reporting = self.session.reporting
        if what == "delete":
            reporting.delete(report)
            self.say(tr("Removed"))
            return
        if reporting.reports.draft() != Draft():
            self.say(tr("Another report is begun. Send it first."))
            return
        body = report.body
        place = body.place
        chosen = Chosen(report.place, place.lat, place.lon, place.accuracy_m) if place.lat is not None else None
        answers = tuple((one.code, one.value) for one in body.attributes)
        draft = Draft(body.category, chosen, note=body.words, photo=report.photo, visibility=body.visibility, name=body.name or "", answers=answers)
        reporting.reports.keep_draft(draft)
        reporting.delete(replace(report, photo=""))
        self.router.back()
