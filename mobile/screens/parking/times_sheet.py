"""From when until when: steppers of a day and of 15 minutes, no drag."""

from datetime import timedelta

from kivy.metrics import dp

from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.parking.wish import STEP, stepped
from mobile.screens.people.sheets import below
from mobile.widgets.box import Column
from mobile.widgets.sheet import Sheet
from mobile.widgets.stepper import Stepper
from mobile.widgets.text import Text

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class TimesSheet(Sheet):
    """`on_done(start, end)` hears the choice. `words(start, end)` is a line below, as the price. Without `which` both ends can be moved."""

    def __init__(self, title: str, start, end, now, on_done, which: tuple[str, ...] = ("start", "end"), done: str = "", least=None, **options):
        self.start, self.end, self.now, self.on_done, self.which, self.least = start, end, now, on_done, which, least
        super().__init__(title=title, bottom=below((done or tr("Take this time"), "filled", self.finish)), **options)
        self.fill()

    def fill(self):
        self.content.clear_widgets()
        for which, words, at in (("start", tr("Arrive"), self.start), ("end", tr("Leave"), self.end)):
            if which not in self.which:
                continue
            head = Column(padding=[dp(20), dp(8), dp(20), 0])
            head.add_widget(Text(text=words, type_role="title_medium", a11y_role="heading"))
            self.content.add_widget(head)
            day = write.day(at.date(), self.now.date())
            clock = say.clock(at)
            for label, by, value, spoken in (
                (tr("Day"), DAY, day, day), (tr("Hour"), HOUR, f"{at.hour:02}", clock), (tr("Minutes"), STEP, f"{at.minute:02}", clock),
            ):  # fmt: skip
                stepper = Stepper(label=label, value=value, spoken=spoken)
                stepper.a11y_key = f"{which} {label}"
                stepper.bind(on_step=lambda _, way, which=which, by=by: self.step(which, way * by))
                self.content.add_widget(stepper)
        stay = (self.end - self.start).total_seconds()
        foot = Column(padding=[dp(20), dp(8)])
        total = Text(text=tr("{stay} together", stay=write.duration(stay)), type_role="body_large", ink="on2", a11y_role="text")
        total.a11y_name = tr("{stay} together", stay=say.duration(stay))
        foot.add_widget(total)
        self.content.add_widget(foot)

    def step(self, which: str, by: timedelta):
        start, end = stepped(self.start, self.end, which, by, self.now)
        if self.least is None or end > self.least:
            self.start, self.end = start, end
        self.fill()

    def finish(self):
        self.close()
        self.on_done(self.start, self.end)
