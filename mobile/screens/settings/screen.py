"""Settings: senses before everything; each change is at once and can be taken back for ten seconds."""

from mobile.i18n import LANGUAGES, tr
from mobile.screens.account.state import in_lines
from mobile.screens.fares.state import value_words
from mobile.screens.page.screen import ListPage
from mobile.screens.people.state import together_words
from mobile.screens.settings.state import SPEED, TEXT_SIZES, THEMES, UNITS, VERBOSITY, groups_of, language_name, person_row
from mobile.screens.vehicles.state import short_words
from mobile.theme import theme
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.rows import Card

SWITCHES = {"motion": "less_motion", "voice": "voice", "earcons": "earcons", "haptics": "haptics"}
PAGES = ("needs", "vehicles", "guiding", "fares", "signs", "privacy", "licences", "backend")


def needs_row(session, spoken: bool = False) -> str:
    """The needs of those who travel, with who that is where there is a choice."""
    words = session.needs_words(spoken)
    return f"{together_words(session.people)}: {words}" if len(session.people.everyone) > 1 else words


class SettingsPage(ListPage):
    """The rows of `groups_of`, each to its switch, its sheet or its page."""

    first = True

    def name(self) -> str:
        return tr("Me")

    def heard(self, what: str):
        super().heard(what)
        if what in ("needs", "vehicles", "account", "rights", "city"):
            self.redraw_list()

    def fill(self, content):
        content.add_widget(self.person_card())
        vehicles = short_words(self.session.parking.vehicles.driven)
        for heading, entries in groups_of(self.session.settings, needs_row(self.session), value_words(self.session.rights), vehicles):
            self.heading(content, heading)
            card = Card()
            for entry in entries:
                options = {"end": entry.end, "on": entry.on}
                if entry.key == "needs":
                    options["a11y_name"] = f"{entry.title}: {needs_row(self.session, spoken=True)}"
                card.add_row(self.row(entry.icon, entry.title, entry.value, lambda entry=entry: self.act(entry), **options))
            content.add_widget(card)

    def person_card(self) -> Card:
        """Who one is here, or that nobody has to be anybody."""
        entry, card = person_row(self.session.account.email), Card()
        title = in_lines(entry.title) if theme.large else entry.title
        row = self.row(entry.icon, title, entry.value, lambda: self.router.go(entry.key), a11y_name=f"{entry.title}: {entry.value}")
        row.a11y_key = "account"
        card.add_row(row)
        if self.session.account.on:
            card.add_row(self.row("ticket-confirmation-outline", tr("Tickets"), tr("Shown without network too"), lambda: self.router.go("tickets")))
        return card

    def act(self, entry):
        if entry.key in SWITCHES:
            name = SWITCHES[entry.key]
            self.change(**{name: not getattr(self.session.settings, name)})
        elif entry.key in PAGES:
            self.router.go(entry.key)
        else:
            self.choose(entry)

    def choose(self, entry):
        settings = self.session.settings
        name, chosen, choices = {
            "units": ("units", settings.units, [(key, words()) for key, words in UNITS.items()]),
            "text": ("text_percent", str(settings.text_percent), [(str(size), tr("{n} %", n=size)) for size in TEXT_SIZES]),
            "theme": ("theme", settings.theme, [(key, words()) for key, words in THEMES.items()]),
            "rate": ("voice_rate", str(settings.voice_rate), [(str(rate), words()) for rate, words in SPEED.items()]),
            "verbosity": ("verbosity", settings.verbosity, [(key, words()) for key, words in VERBOSITY.items()]),
            "language": ("language", settings.language, [(code, language_name(code)) for code in ("system", *LANGUAGES)]),
        }[entry.key]
        sheet = ChoiceSheet(title=entry.title, choices=tuple((key, words, "") for key, words in choices), chosen=chosen)
        sheet.taken = lambda key: self.change(**{name: int(key) if name in ("text_percent", "voice_rate") else key})
        self.router.open(sheet)

    def change(self, **changes):
        before = self.session.change(**changes)
        old = {name: getattr(before, name) for name in changes}
        if old != changes:
            self.router.say_done(tr("Changed"), tr("Undo"), lambda: self.session.change(**old))
