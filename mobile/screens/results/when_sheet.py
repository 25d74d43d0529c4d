"""When to leave or to arrive: three choices and steppers, no drag."""

from datetime import timedelta

from kivy.metrics import dp

from mobile.asking import When, WhenKind, rounded
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.widgets.box import Column, Row
from mobile.widgets.press import Chip, WordButton
from mobile.widgets.sheet import Sheet
from mobile.widgets.stepper import Stepper

STEP = timedelta(minutes=5)


class WhenSheet(Sheet):
    """`on_done(When)` hears the choice. `first` and `last` bound the days of the timetable, or are None."""

    def __init__(self, when: When, now, on_done, last=None, **options):
        self.kind, self.on_done, self.now, self.last = when.kind, on_done, now, last
        self.at = (when.at or rounded(now)).astimezone(now.tzinfo)
        done = WordButton(text=tr("Show ways"), a11y_name=tr("Show ways"))
        done.bind(on_act=lambda _: self.finish())
        bottom = Column(padding=[dp(20), dp(8), dp(20), dp(20)])
        bottom.add_widget(done)
        super().__init__(title=tr("When?"), bottom=bottom, **options)
        self.fill()

    def fill(self):
        self.content.clear_widgets()
        kinds = Column(padding=[dp(20), dp(4), dp(20), dp(8)], spacing=dp(8))
        for number, (kind, words) in enumerate(
            ((WhenKind.NOW, tr("Leave now")), (WhenKind.DEPART, tr("Depart at")), (WhenKind.ARRIVE, tr("Arrive by"))), 1
        ):
            chip = Chip(text=words, a11y_name=words, chosen=kind is self.kind, a11y_role="radio", a11y_position=(number, 3))
            chip.bind(on_act=lambda _, kind=kind: self.choose(kind))
            line = Row(least_height=dp(48))
            line.add_widget(chip)
            kinds.add_widget(line)
        self.content.add_widget(kinds)
        if self.kind is WhenKind.NOW:
            return
        today = self.now.date()
        for label, step, value, spoken in (
            (tr("Day"), timedelta(days=1), write.day(self.at.date(), today), write.day(self.at.date(), today)),
            (tr("Hour"), timedelta(hours=1), f"{self.at.hour:02}", say.clock(self.at)),
            (tr("Minutes"), STEP, f"{self.at.minute:02}", say.clock(self.at)),
        ):
            stepper = Stepper(label=label, value=value, spoken=spoken)
            stepper.bind(on_step=lambda _, way, step=step: self.step(step * way))
            self.content.add_widget(stepper)

    def choose(self, kind: WhenKind):
        self.kind = kind
        self.fill()

    def step(self, by: timedelta):
        """Within the days of the timetable; the past of today is allowed for looking something up."""
        at = self.at + by
        if at.date() < self.now.date() or (self.last and at.date() > self.last):
            return
        self.at = at
        self.fill()

    def finish(self):
        self.close()
        self.on_done(When() if self.kind is WhenKind.NOW else When(self.kind, self.at))
