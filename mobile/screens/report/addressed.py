"""Who would answer, and by when: asked whenever kind or place are others, and said beside the button that sends."""

from kivy.uix.widget import Widget

from backend.contract.bodies import WhoAnswers
from mobile.client import ClientError, Unreachable
from mobile.screens.report.state import Addressee, who_of, who_words


class Addressed(Widget):
    """Mix-in of the page."""

    def __init__(self, **options):
        self.who = Addressee()
        self._who_asked: WhoAnswers | None = None
        super().__init__(**options)

    def ask_who(self):
        """Again where nobody could be asked before; the same kind a little farther on is shown as it was until there is an answer."""
        place, kind = self.place(), self.kind
        asked = who_of(self.draft, place) if place and kind and not kind.emergency else None
        before = self._who_asked
        if asked == before and not (self.who.away and self.session.reached):
            return
        same = asked and before and asked.category == before.category
        self._who_asked, self.who = asked, Addressee(asked is not None, self.who.told if same else None)
        if asked:
            self.start("who", self.follow_who(asked))
        self.redraw_foot()

    async def follow_who(self, asked: WhoAnswers):
        try:
            self.who = Addressee(True, await self.session.requests.responsible(asked))
        except Unreachable:
            self.who = Addressee(True, away=True)
        except ClientError as trouble:
            self.who = Addressee(True, why=trouble.sentence)
        if not self.sent:
            self.redraw_foot()

    def who_lines(self) -> tuple[str, str]:
        """Written and spoken."""
        return who_words(self.who, self.session.now())
