"""What is changed of a day: when it begins and ends, and when an errand can be done. Steppers and choices, no drag."""

from dataclasses import replace
from datetime import timedelta

from kivy.metrics import dp

from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.screens.day.heard import understood
from mobile.screens.day.state import date_of
from mobile.screens.day.words import clock_of
from mobile.screens.people.sheets import below
from mobile.store.day import DAY_MIN, DayWish, ErrandWish
from mobile.widgets.box import Column, Row
from mobile.widgets.field import Field
from mobile.widgets.press import Chip
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.sheet import Sheet
from mobile.widgets.stepper import Stepper
from mobile.widgets.text import Text

STEP_MIN = 5
LONGEST_MIN = 720
USUAL = {"opens": 9 * 60, "closes": 18 * 60, "at": 12 * 60}


class ClockSheet(Sheet):
    """Clocks of a day with steppers of hours and of five minutes. Who uses it fills the rest."""

    def add_clock(self, key: str, words: str, minute: int, on_change):
        head = Column(padding=[dp(20), dp(8), dp(20), 0])
        head.add_widget(Text(text=words, type_role="title_medium", a11y_role="heading"))
        self.content.add_widget(head)
        at = clock_of(minute)
        for label, by, value in ((tr("Hour"), 60, f"{at.hour:02}"), (tr("Minutes"), STEP_MIN, f"{at.minute:02}")):
            stepper = Stepper(label=label, value=value, spoken=say.clock(at))
            stepper.a11y_key = f"{key} {label}"
            stepper.bind(on_step=lambda _, way, by=by: on_change((minute + way * by) % DAY_MIN))
            self.content.add_widget(stepper)


class TimesSheet(ClockSheet):
    """Which day, not before when, and by when one is back. `on_done(wish)` hears the choice."""

    def __init__(self, wish: DayWish, now, on_done, **options):
        self.wish, self.now, self.on_done = wish, now, on_done
        super().__init__(title=tr("When?"), bottom=below((tr("Done"), "filled", self.finish)), **options)
        self.fill()

    def fill(self):
        self.content.clear_widgets()
        day = date_of(self.wish, self.now)
        words = write.day(day, self.now.date())
        stepper = Stepper(label=tr("Day"), value=words, spoken=words)
        stepper.bind(on_step=lambda _, way: self.change(date=max(day + timedelta(days=way), self.now.date()).isoformat()))
        self.content.add_widget(stepper)
        self.add_clock("leave", tr("Leave not before"), self.wish.leave, lambda minute: self.change(leave=minute))
        self.add_clock("back", tr("Be back by"), self.wish.back, lambda minute: self.change(back=minute))

    def change(self, **changes):
        self.wish = replace(self.wish, **changes)
        self.fill()

    def finish(self):
        self.close()
        self.on_done(self.wish)


class ErrandSheet(ClockSheet):
    """How long it takes, when it can be done, whether it may be left out, what comes before. `on_done(errand)`; `on_remove()` takes it away."""

    def __init__(self, errand: ErrandWish, others: tuple[tuple[int, str], ...], on_done, on_remove, **options):
        self.errand, self.others, self.on_done, self.on_remove = errand, others, on_done, on_remove
        bottom = below((tr("Done"), "filled", self.finish), (tr("Remove this errand"), "quiet", self.remove))
        super().__init__(title=errand.spot.name, bottom=bottom, **options)
        self.fill()

    @property
    def kind(self) -> str:
        return "at" if self.errand.at is not None else "open" if self.errand.opens is not None else "any"

    def fill(self):
        self.content.clear_widgets()
        self.add_words()
        seconds = self.errand.minutes * 60
        takes = Stepper(label=tr("Takes"), value=write.duration(seconds), spoken=say.duration(seconds))
        takes.bind(on_step=lambda _, way: self.change(minutes=min(LONGEST_MIN, max(0, self.errand.minutes + way * STEP_MIN))))
        self.content.add_widget(takes)
        self.add_kinds()
        if self.errand.at is not None:
            self.add_clock("at", tr("Begins at"), self.errand.at, lambda minute: self.change(at=minute))
        elif self.errand.opens is not None:
            self.add_clock("opens", tr("Opens"), self.errand.opens, lambda minute: self.change(opens=minute))
            self.add_clock("closes", tr("Closes"), self.errand.closes, lambda minute: self.change(closes=minute))
        self.add_switches()

    def add_words(self):
        holder = Column(padding=[dp(20), dp(4), dp(20), dp(4)])
        self.words = Field(label=tr("In your words"), hint=tr("For example: until 18:30, 5 min"), icon="pencil-outline")
        self.words.bind(on_enter=lambda _: self.understand())
        holder.add_widget(self.words)
        self.content.add_widget(holder)

    def understand(self):
        """What is not understood stays to be corrected."""
        found = understood(self.words.text, self.errand)
        if found is None:
            self.words.trouble = tr("Say a time or how long it takes, such as 18:30 or 5 min.")
            return
        self.errand = found
        self.fill()

    def add_kinds(self):
        kinds = Column(padding=[dp(20), dp(4), dp(20), dp(8)], spacing=dp(8))
        for number, (kind, words) in enumerate((("any", tr("At any time")), ("open", tr("While it is open")), ("at", tr("At a fixed time"))), 1):
            chip = Chip(text=words, a11y_name=words, chosen=kind == self.kind, a11y_role="radio", a11y_position=(number, 3))
            chip.bind(on_act=lambda _, kind=kind: self.choose(kind))
            line = Row(least_height=dp(48))
            line.add_widget(chip)
            kinds.add_widget(line)
        self.content.add_widget(kinds)

    def add_switches(self):
        holder, card = Column(padding=[dp(12), dp(4)]), Card(inset=16)
        may = ListRow(title=tr("Only if there is time"), end="switch", on=self.errand.optional)
        may.bind(on_act=lambda _: self.change(optional=not self.errand.optional))
        card.add_row(may)
        for number, name in self.others:
            row = ListRow(title=tr("After {place}", place=name), end="switch", on=number in self.errand.after, a11y_key=f"after {number}")
            row.bind(on_act=lambda _, number=number: self.change(after=tuple(sorted({*self.errand.after} ^ {number}))))
            card.add_row(row)
        holder.add_widget(card)
        self.content.add_widget(holder)

    def choose(self, kind: str):
        at = USUAL["at"] if kind == "at" else None
        opens, closes = (USUAL["opens"], USUAL["closes"]) if kind == "open" else (None, None)
        if kind != self.kind:
            self.change(at=at, opens=opens, closes=closes)

    def change(self, **changes):
        self.errand = replace(self.errand, **changes)
        self.fill()

    def finish(self):
        self.close()
        self.on_done(self.errand)

    def remove(self):
        self.close()
        self.on_remove()
