"""How guidance is said: each choice is at once, can be taken back for ten seconds, and holds on the way one is on."""

from mobile.i18n import tr
from mobile.screens.page.screen import ListPage
from mobile.screens.settings.state import Entry
from mobile.store.settings import Settings
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.rows import Card

DETAIL = {
    1: (lambda: tr("Little"), lambda: tr("What cannot wait: turns, roads, dangers, where to get off")),
    2: (lambda: tr("Normal"), lambda: tr("Also what comes next, and how far it is")),
    3: (lambda: tr("Everything"), lambda: tr("Also every 25 metres, and each stop")),
}
UNITS = {
    "same": lambda: tr("As everywhere in the app"),
    "metres": lambda: tr("Metres"),
    "feet": lambda: tr("Feet"),
    "steps": lambda: tr("My steps, up to 60 metres"),
}
STEPS_CM = (40, 50, 60, 70, 80, 90)
DIRECTIONS = {
    "sides": (lambda: tr("Left and right"), lambda: tr("On your left, behind you")),
    "clock": (lambda: tr("Clock"), lambda: tr("At 3 o'clock is right")),
    "compass": (lambda: tr("Compass"), lambda: tr("To the north, to the east")),
}
SCREENS = {
    "needs": lambda: tr("As my needs ask for"),
    "map": lambda: tr("Map and arrow"),
    "corners": lambda: tr("Four large buttons, without the map"),
}


def rows_of(settings: Settings) -> tuple[Entry, ...]:
    steps = Entry("guide_step_cm", "shoe-print", tr("Length of my step"), tr("{n} cm", n=settings.guide_step_cm))
    less = tr("On ways walked three times. They are kept on this phone only.")
    return (
        Entry("guide_voice", "account-voice", tr("Speak on the way"), tr("Also while the screen is not spoken"), "switch", settings.guide_voice),
        Entry("guide_detail", "text-long", tr("How much is said"), DETAIL[settings.guide_detail][0]()),
        Entry("guide_offer_brief", "map-marker-check-outline", tr("Offer to say less"), less, "switch", settings.guide_offer_brief),
        Entry("guide_units", "ruler", tr("Distances"), UNITS[settings.guide_units]()),
        *((steps,) if settings.guide_units == "steps" else ()),
        Entry("guide_directions", "compass-outline", tr("Directions"), DIRECTIONS[settings.guide_directions][0]()),
        Entry("haptics", "vibrate", tr("Vibrate"), tr("Two lengths for left and right, three long for danger"), "switch", settings.haptics),
        Entry("earcons", "music-note-outline", tr("Short sounds"), "", "switch", settings.earcons),
        Entry("guide_screen", "view-grid-outline", tr("Screen on the way"), SCREENS[settings.guide_screen]()),
    )


def choices_of(name: str) -> tuple[tuple[str, str, str], ...]:
    """Of one row: (value, words, second line)."""
    if name == "guide_detail":
        return tuple((str(level), words(), more()) for level, (words, more) in DETAIL.items())
    if name == "guide_directions":
        return tuple((key, words(), more()) for key, (words, more) in DIRECTIONS.items())
    if name == "guide_step_cm":
        return tuple((str(size), tr("{n} cm", n=size), "") for size in STEPS_CM)
    return tuple((key, words(), "") for key, words in {"guide_units": UNITS, "guide_screen": SCREENS}[name].items())


class GuidingPage(ListPage):
    """Under Me."""

    def name(self) -> str:
        return tr("Guidance on the way")

    def fill(self, content):
        card = Card()
        for entry in rows_of(self.session.settings):
            card.add_row(self.row(entry.icon, entry.title, entry.value, lambda entry=entry: self.act(entry), end=entry.end, on=entry.on))
        content.add_widget(card)

    def act(self, entry):
        if entry.end == "switch":
            self.change(entry.key, not entry.on)
            return
        kind, chosen = type(getattr(self.session.settings, entry.key)), str(getattr(self.session.settings, entry.key))
        sheet = ChoiceSheet(title=entry.title, choices=choices_of(entry.key), chosen=chosen)
        sheet.taken = lambda key: self.change(entry.key, kind(key))
        self.router.open(sheet)

    def change(self, name: str, value):
        if name == "guide_offer_brief" and not value:
            self.session.leading.walks.forget()
        before = getattr(self.session.change(**{name: value}), name)
        if before != value:
            self.router.say_done(tr("Changed"), tr("Undo"), lambda: self.session.change(**{name: before}))
