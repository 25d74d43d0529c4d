"""One mark: what it is, how many there are, who says so and how old that is, the way there, and whether it is still there."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.properties import ObjectProperty

from mobile.i18n import tr
from mobile.live import Fact
from mobile.screens.live.words import MarkWords, seen_words
from mobile.widgets.badges import TONES, Sign
from mobile.widgets.box import Column, Row
from mobile.widgets.live import ticking
from mobile.widgets.press import WordButton
from mobile.widgets.sheet import Sheet
from mobile.widgets.states import buttons
from mobile.widgets.text import Icon, Text


class SeenBadge(Sign):
    """Since when something is known, counting on; also once it is too old to be called live."""

    seen_at = ObjectProperty(None, allownone=True)
    now = ObjectProperty(None)

    def __init__(self, **options):
        super().__init__(a11y_role="text", a11y_quiet=True, **options)
        self.fbind("parent", lambda *_: Clock.schedule_once(lambda _: ticking.follow(self), 0))

    def tick(self):
        if seen_words(self.seen_at, self.now()).text != self.text:
            self.show()

    def show(self, *_):
        words = seen_words(self.seen_at, self.now())
        self.icon, self.text, self.a11y_name = words.icon, words.text, words.spoken
        super().show()
        self._label.ink = self._icon.ink = words.ink
        self.height = max(self.height, dp(20))


class Question(NamedTuple):
    """Of whoever stands before it; `answers` in words, with what each does."""

    words: str
    answers: tuple[tuple[str, Callable[[], None]], ...]


class MarkSheet(Sheet):
    """`go(spot)` hears that the person wants to go there; `asked` is what it asks, None for nothing."""

    def __init__(self, words: MarkWords, now, go, asked: Question | None = None, **options):
        super().__init__(title=words.title, **options)
        holder = Column(padding=[dp(20), dp(4)], spacing=dp(12))
        for fact in words.facts:
            holder.add_widget(fact_line(fact))
        for name, seen_at in words.sources:
            holder.add_widget(source_lines(name, seen_at, now))
        if words.spot:
            button = WordButton(text=tr("Go there"), a11y_name=tr("Go there"), icon="directions")
            button.bind(on_act=lambda _: go(words.spot))
            holder.add_widget(button)
        if asked:
            holder.add_widget(Text(text=asked.words, type_role="title_small", ink="on", a11y_role="text"))
            holder.add_widget(buttons(asked.answers))
        self.content.add_widget(holder)


def fact_line(fact: Fact) -> Row:
    ink = TONES[fact.tone][2]
    line = Row(spacing=dp(12), a11y_role="text", a11y_name=fact.spoken or fact.text)
    line.add_widget(Icon(icon=fact.icon, ink=ink, dp_size=24))
    line.add_widget(Text(text=fact.text, type_role="title_small", ink=ink))
    return line


def source_lines(name: str, seen_at: datetime, now) -> Column:
    lines = Column(spacing=dp(2))
    lines.add_widget(Text(text=tr("{name} says so", name=name), type_role="label_medium", ink="on2", a11y_role="text"))
    lines.add_widget(SeenBadge(seen_at=seen_at, now=now))
    return lines
