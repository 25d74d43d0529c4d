"""The catalogue in use. English needs none; a missing or broken translation falls back to English, so nothing is ever blank."""

import gettext
import locale
import os
from pathlib import Path

LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "ko": "한국어"}
LOCALES = Path(__file__).parent / "locales"
_ENGLISH = gettext.NullTranslations()


class _Catalogue:
    """Replaced as a whole by `use`, so that a reader in another thread sees either language, never a mixture."""

    def __init__(self, code: str, found: gettext.NullTranslations):
        self.code, self.found = code, found


_now = _Catalogue("en", _ENGLISH)


def use(language: str) -> None:
    """Switch to one of LANGUAGES; an unknown one is English."""
    global _now
    path = LOCALES / f"{language}.mo"
    if language not in LANGUAGES or language == "en" or not path.is_file():
        _now = _Catalogue(language if language in LANGUAGES else "en", _ENGLISH)
        return
    with path.open("rb") as file:
        _now = _Catalogue(language, gettext.GNUTranslations(file))


def current() -> str:
    return _now.code


def tr(text: str, /, **values) -> str:
    """A text in the language in use, with its {values} filled in."""
    return _filled(_now.found.gettext(text), text, values)


def trn(one: str, many: str, n: int, /, **values) -> str:
    """The form for a number, which stands in the text as {n}."""
    return _filled(_now.found.ngettext(one, many, n), one if n == 1 else many, {"n": n, **values})


def trc(context: str, text: str, /, **values) -> str:
    """A word that means different things in different places."""
    return _filled(_now.found.pgettext(context, text), text, values)


def _filled(text: str, english: str, values: dict) -> str:
    try:
        return text.format_map(values) if values else text
    except (KeyError, IndexError, ValueError):  # the placeholder of a translation is broken
        return english.format_map(values)


def system_language() -> str:
    """The language of the phone, one of LANGUAGES."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2].lower()
        if code in LANGUAGES:
            return code
        if code:  # set, but to a language without a catalogue
            return "en"
    code = (locale.getlocale()[0] or "en")[:2].lower()
    return code if code in LANGUAGES else "en"
