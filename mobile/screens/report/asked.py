"""What is asked beside kind and place: who sees it, what its kind asks, how long it lasts; and what to do where somebody is in danger."""

from dataclasses import replace

from kivy.metrics import dp
from kivy.uix.widget import Widget

from backend.contract.obstacles import HowLong
from backend.contract.request_words import Visibility
from mobile.device.protocols import Unavailable
from mobile.i18n import tr
from mobile.requests.about import about_now
from mobile.requests.kinds import Kind, Question
from mobile.screens.report.parts import danger_card, line
from mobile.screens.report.state import in_danger, urgent_words
from mobile.screens.report.words import LASTING
from mobile.screens.requests.sheets import SeenBySheet, WordsSheet
from mobile.store.reports import Draft
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.rows import ListRow


class Asked(Widget):
    """Mix-in of the page."""

    def fill_in(self):
        """What one is at, for a report that is not begun."""
        if self.draft == Draft():
            session = self.session
            trip = session.underway.trip
            if about := about_now(trip, session.parking.current(), session.now()):
                self.draft = replace(self.draft, about=about)

    def change_seen(self):
        draft = self.draft
        self.router.open(SeenBySheet(draft.visibility, draft.name, self.take_seen))

    def take_seen(self, visibility: Visibility, name: str):
        self.change(visibility=visibility, name=name)

    # What the kind asks

    def question_rows(self, kind: Kind | None) -> list[ListRow]:
        if kind is None:
            return []
        rows = [self.question_row(question) for question in kind.questions]
        if kind.obstacle:
            lasting = ListRow(icon="timer-sand", title=tr("How long will it be there?"), detail=LASTING[self.draft.how_long]())
            lasting.bind(on_act=lambda _: self.choose_lasting())
            rows.append(lasting)
        return rows

    def question_row(self, question: Question) -> ListRow:
        answer = dict(self.draft.answers).get(question.code, "")
        words = dict(question.values).get(answer, answer) or (tr("Needed") if question.required else tr("If you know it"))
        row = ListRow(icon="help-circle-outline", title=question.name, detail=words, a11y_key=question.code)
        row.bind(on_act=lambda _: self.ask_for(question))
        return row

    def ask_for(self, question: Question):
        answer = dict(self.draft.answers).get(question.code, "")
        if question.values:
            choices = tuple((code, words, "") for code, words in question.values)
            sheet = ChoiceSheet(title=question.name, choices=choices, chosen=answer, taken=lambda value: self.answer(question, value))
        else:
            sheet = WordsSheet(question.name, tr("Keep"), lambda words: self.answer(question, words), text=answer, most=200)
        self.router.open(sheet)

    def answer(self, question: Question, value: str):
        answers = {**dict(self.draft.answers), question.code: value.strip()}
        self.change(answers=tuple(answers.items()))

    def choose_lasting(self):
        choices = tuple((value.value, words(), "") for value, words in LASTING.items())
        sheet = ChoiceSheet(title=tr("How long will it be there?"), choices=choices, chosen=self.draft.how_long.value)
        sheet.taken = lambda value: self.change(how_long=HowLong(value))
        self.router.open(sheet)

    # Danger

    def danger(self):
        """What to do now, None where nobody is in danger."""
        number, kind = self.session.requests.emergency_number, self.kind
        words = urgent_words(kind, number)
        if kind and kind.emergency:
            return self.call_card(words, number)
        if in_danger(self.draft.note, self.session.requests.emergency.words):
            return self.call_card(tr("Is somebody in danger now? Call first."), number)
        if not words:
            return None
        holder = line("alert-outline", words, "warn", role="alert")
        holder.fill, holder.corners, holder.padding = "warn_container", [16], [dp(14), dp(10), dp(14), dp(10)]
        return holder

    def call_card(self, words: str, number: str):
        dials = self.session.device.links.can_dial()
        return danger_card(words, number, (lambda: self.call(number)) if dials else None)

    def call(self, number: str):
        try:
            self.session.device.links.dial(number)
        except Unavailable as trouble:
            self.say(str(trouble))
