"""What one can do with a request: write to those who have it, choose who sees it, say that it is done, follow or mute it, take it back."""

from collections.abc import Awaitable

from kivy.uix.widget import Widget

from backend.contract.request_words import Visibility
from backend.contract.requests import RequestSummary, VisibilityChange
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.screens.requests.sheets import SeenBySheet, WordsSheet
from mobile.screens.requests.words import SEEN_BY
from mobile.widgets.choice import ChoiceSheet


class Acts(Widget):
    """Mix-in of pages: (icon, words, what it does), and that."""

    def note_action(self, request: RequestSummary):
        return "message-text-outline", tr("Add a note"), lambda: self.write(request)

    def seen_action(self, request: RequestSummary):
        return "eye-outline", tr("Who sees it"), lambda: self.choose_seen(request)

    def write(self, request: RequestSummary):
        note = tr("Only those who answer it read your note.")
        sheet = WordsSheet(tr("Add a note"), tr("Send the note"), lambda words: self.send_note(request.code, words), least=1, note=note)
        self.router.open(sheet)

    def send_note(self, code: str, words: str):
        self.do(self.session.requests.comment(code, words), tr("Your note is there."))

    def choose_seen(self, request: RequestSummary):
        self.router.open(SeenBySheet(request.visibility, request.author or "", lambda *chosen: self.show_to(request.code, *chosen)))

    def show_to(self, code: str, visibility: Visibility, name: str):
        if visibility is Visibility.PUBLIC_NAME and not name:
            self.say(tr("Say your name, or hide it."))
            return
        change = VisibilityChange(visibility, name if visibility is Visibility.PUBLIC_NAME else None)
        self.do(self.session.requests.show_to(code, change), tr("It counts from now: {who}", who=SEEN_BY[visibility][1]()))

    def confirm(self, code: str):
        self.do(self.session.requests.confirm(code), tr("Thank you. It is done."))

    def follow(self, code: str, following: bool):
        done = tr("You follow it now and get its news.") if following else tr("You follow it no longer.")
        self.do(self.session.requests.follow(code, following), done)

    def mute(self, code: str, muted: bool):
        done = tr("Nothing more is told of it. It stays in your list.") if muted else tr("You hear of it again.")
        self.start("mute", self.finish_mute(self.session.notices.mute(code, muted), done))

    async def finish_mute(self, work: Awaitable, done: str):
        try:
            await work
        except ClientError as trouble:
            self.say(trouble.sentence)
        else:
            self.say(done)

    def ask_withdraw(self, code: str):
        choices = (("yes", tr("Take it back"), tr("The city stops working on it. It cannot be opened again.")), ("no", tr("Leave it open"), ""))
        taken = lambda what: self.withdraw(code) if what == "yes" else None  # noqa: E731
        self.router.open(ChoiceSheet(title=tr("Take the request back?"), choices=choices, taken=taken))

    def withdraw(self, code: str):
        self.do(self.session.requests.withdraw(code), tr("Taken back"))

    def do(self, work: Awaitable, done: str):
        self.start("act", self.finish(work, done))

    async def finish(self, work: Awaitable, done: str):
        try:
            await work
        except ClientError as trouble:
            self.say(trouble.sentence)
        else:
            self.say(done)

    def say(self, words: str):
        self.router.say_done(words)
        self.session.announce(words, assertive=True)
