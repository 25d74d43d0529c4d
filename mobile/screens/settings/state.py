"""Settings: three groups, each value shown in its row."""

from dataclasses import dataclass

from mobile.i18n import LANGUAGES, tr
from mobile.store.settings import Settings


@dataclass(frozen=True)
class Entry:
    """One row. `end` is chevron or switch."""

    key: str
    icon: str
    title: str
    value: str
    end: str = "chevron"
    on: bool = False


THEMES = {"system": lambda: tr("As the phone"), "light": lambda: tr("Light"), "dark": lambda: tr("Dark"), "hc": lambda: tr("High contrast")}
UNITS = {"metric": lambda: tr("Metres and kilometres"), "imperial": lambda: tr("Feet and miles")}
VERBOSITY = {"short": lambda: tr("Short"), "normal": lambda: tr("Normal"), "full": lambda: tr("Everything")}
SPEED = {60: lambda: tr("Slow"), 100: lambda: tr("Normal"), 150: lambda: tr("Fast"), 200: lambda: tr("Very fast"), 300: lambda: tr("Fastest")}
TEXT_SIZES = (100, 115, 130, 150, 175, 200)


def language_name(code: str) -> str:
    return tr("As the phone") if code == "system" else LANGUAGES[code]


def person_row(email: str) -> Entry:
    """Stands before everything. email: of whoever is signed in, "" for a guest."""
    if email:
        return Entry("account", "account-circle", email, tr("Account, devices, signing out"))
    return Entry("sign_in", "account-circle-outline", tr("Sign in"), tr("Only for paying. Everything else works without."))


def groups_of(settings: Settings, needs_words: str, fares_words: str = "", vehicles_words: str = "") -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Headings with their rows."""
    return (
        (
            tr("Getting around"),
            (
                Entry("needs", "human-wheelchair", tr("My needs"), needs_words),
                Entry("vehicles", "car-side", tr("My vehicles"), vehicles_words),
                Entry("guiding", "navigation-variant-outline", tr("Guidance on the way"), tr("How much is said, and how")),
                Entry("fares", "ticket-percent-outline", tr("Fares"), fares_words),
                Entry("units", "ruler", tr("Distances"), UNITS[settings.units]()),
            ),
        ),
        (
            tr("Seeing and hearing"),
            (
                Entry("text", "format-size", tr("Text size"), tr("{n} %", n=settings.text_percent)),
                Entry("theme", "theme-light-dark", tr("Look"), THEMES[settings.theme]()),
                Entry("motion", "motion-pause-outline", tr("Less motion"), "", "switch", settings.less_motion),
                Entry("voice", "account-voice", tr("Speak the screen"), tr("Flick to move, double tap to act"), "switch", settings.voice),
                Entry("rate", "speedometer", tr("Speed of speech"), speed_words(settings.voice_rate)),
                Entry("verbosity", "text-long", tr("How much is said"), VERBOSITY[settings.verbosity]()),
                Entry("earcons", "music-note-outline", tr("Short sounds"), "", "switch", settings.earcons),
                Entry("haptics", "vibrate", tr("Feel each step"), "", "switch", settings.haptics),
                Entry("language", "translate", tr("Language"), language_name(settings.language)),
                Entry("signs", "shape-outline", tr("What the signs mean"), ""),
            ),
        ),
        (
            tr("Your data"),
            (
                Entry("privacy", "shield-check-outline", tr("Privacy"), tr("What stays on this phone, what is sent")),
                Entry("backend", "server-network-outline", tr("City service"), settings.backend),
                Entry("licences", "scale-balance", tr("Licences"), tr("Map, timetable and software")),
            ),
        ),
    )


def speed_words(rate: int) -> str:
    return SPEED[rate]() if rate in SPEED else tr("{n} %", n=rate)


def describe(settings: Settings, needs_words: str, email: str = "", fares_words: str = "") -> list[str]:
    """What can be heard of it, in reading order."""
    entries = [person_row(email)] + [entry for _, group in groups_of(settings, needs_words, fares_words) for entry in group]
    return [f"{entry.title}: {entry.value}" if entry.value else entry.title for entry in entries]
