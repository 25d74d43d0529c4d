"""In one's own words: what is typed or spoken is taken for what it means and read back before it is sent."""

from dataclasses import replace

from kivy.metrics import dp
from kivy.uix.widget import Widget

from mobile.device.protocols import Unavailable
from mobile.i18n import tr
from mobile.screens.report.heard import find_kind, understand
from mobile.screens.report.state import MOST_NOTE, describe, missing, with_heard
from mobile.widgets.box import Column
from mobile.widgets.field import Field
from mobile.widgets.press import WordButton


class Saying(Widget):
    """Mix-in of the page: the line for words, and the button to speak them where the device can listen."""

    def __init__(self, **options):
        self.meant = ""  # the code of the kind that was taken from the words
        super().__init__(**options)

    def words_lines(self) -> Column:
        lines = Column(spacing=dp(8))
        self.words = Field(label=tr("In your words"), hint=tr("For example: lift broken"), icon="pencil-outline", text=self.draft.note)
        self.words.bind(on_words=self.take_words, on_enter=lambda _: self.understand())
        self.words.entry.bind(focus=lambda _, begun: self.understand() if self.visible and not begun else None)
        lines.add_widget(self.words)
        if self.session.device.dictation.can_listen():
            speak = WordButton(text=tr("Speak"), a11y_name=tr("Speak"), icon="microphone", look="outlined")
            speak.a11y_hint = tr("Say what is in the way. It is read back before it is sent.")
            speak.bind(on_act=lambda _: self.start("listen", self.listen()))
            lines.add_widget(speak)
        return lines

    def take_words(self, _, words: str):
        self.draft = replace(self.draft, note=words)
        self.reporting.reports.keep_draft(self.draft)
        if not self.words.entry.focus:  # all of them at once, as from the spoken keyboard
            self.understand()

    async def listen(self):
        if self.session.hearing:
            self.session.hearing.hush()
        try:
            said = (await self.session.device.dictation.listen(self.session.language)).strip()
        except Unavailable as trouble:
            self.say(str(trouble))
            return
        self.change(note=" ".join(filter(None, [self.draft.note.strip(), said]))[:MOST_NOTE])
        if not self.understand():
            self.session.announce(tr("You said: {words}", words=said))

    def understand(self) -> bool:
        """Whether something was taken from the words. What was chosen by hand stays; other words mean something else."""
        note, language = self.draft.note, self.session.language
        chosen = bool(self.draft.kind) and self.draft.kind != self.meant
        kind = find_kind(note, language, self.session.requests.kinds)
        draft = with_heard(self.draft, kind.code if kind else "", understand(note, language), chosen)
        if draft == self.draft or self.sent:
            return False
        self.meant = "" if chosen else draft.kind
        self.change(kind=draft.kind, how_long=draft.how_long)
        self.look_near()
        self.read_back()
        return True

    def read_back(self):
        place = self.place()
        said = [words.rstrip(".") for words in describe(self.draft, self.kind, place, next(iter(self.offers), None), self.who_lines()[1])]
        ready = missing(self.draft, self.kind, place) or tr("Nothing is sent before you choose Send.")
        self.session.announce(tr("Understood: {report}. {next}", report=". ".join(said), next=ready))
