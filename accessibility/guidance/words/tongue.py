"""One language, shown or spoken: fills sentences and phrases with values. Words for the ear have no digits; the screen gets digits."""
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from accessibility.guidance.words import de, en, es, ko
from accessibility.guidance.words.korean import PARTICLES, with_particle
from accessibility.guidance.words.names import clean, spoken_name
from accessibility.guidance.words.numbers import german, korean, korean_native, spanish, tenths, whole
from accessibility.guidance.words.template import fill

LANGUAGES: dict[str, ModuleType] = {"en": en, "de": de, "es": es, "ko": ko}
DECIMAL_COMMA = ("de", "es")


@dataclass(frozen=True)
class Tongue:
    """`feet`: distances in feet and miles. `step_m`: short distances in steps of this length."""

    language: str
    spoken: bool = False
    feet: bool = False
    step_m: float | None = None

    @property
    def table(self) -> ModuleType:
        return LANGUAGES[self.language]

    def sentence(self, key: str, slots: Mapping[str, Any], skip: int = 0) -> str:
        """Without the last `skip` brackets. Raises MissingWord when a slot that must be there has no words."""
        return fill(self.table.SENTENCES[key], lambda name, form: self.word(slots.get(name), form), skip)

    def phrase(self, key: str, slots: Mapping[str, Any] | None = None) -> str:
        """Part of a sentence; '' when one of its slots is not known."""
        text = self.table.PHRASES[key]
        if "{" not in text or slots is None:
            return text
        words = {}
        for part in _slots(text):
            name, _, form = part.partition(":")
            if not (said := self.word(slots.get(name), form)):
                return ""
            words[part] = said
        for part, said in words.items():
            text = text.replace("{" + part + "}", said)
        return text

    def word(self, value: Any, form: str = "") -> str:
        """A name, or anything with `say(tongue, form)`; a Korean particle may stand as the form."""
        particle = form if form in PARTICLES else ""
        if value is None:
            return ""
        if isinstance(value, str):
            words = spoken_name(self.language, value) if self.spoken else clean(value)
        else:
            words = value.say(self, "" if particle else form)
        return with_particle(words, particle) if particle and words else words

    def count(self, n: float, noun: str, form: str = "") -> str:
        """`n` things in the plural of the language. Form 'dat' is the German dative."""
        patterns = self.table.NOUNS[noun]
        pattern = patterns[0] if n == 1 else patterns[1]
        dative = form == "dat" and self.language == "de"
        if dative and n != 1 and len(patterns) > 3:
            pattern = patterns[3]
        return pattern.replace("{n}", self.number(n, patterns[2], dative))

    def number(self, n: float, kind: str = "", dative: bool = False) -> str:
        """Digits on the screen. Spoken, `kind` is the gender of the noun, or in Korean 's' for Sino-Korean and 'n' for native."""
        if not self.spoken:
            digits = f"{n:g}"
            return digits.replace(".", ",") if self.language in DECIMAL_COMMA else digits
        if n != int(n):
            return tenths(self.language, n) + (" " if self.language == "ko" else "")
        return self._whole(int(n), kind, dative)

    def _whole(self, n: int, kind: str, dative: bool) -> str:
        if n < 0:
            return whole(self.language, n)
        if self.language == "de":
            return {"f": "einer" if dative else "eine"}.get(kind, "einem" if dative else "ein") if n == 1 and kind else german(n)
        if self.language == "es":
            return spanish(n, feminine=kind == "f", before_noun=bool(kind))
        if self.language == "ko":
            return (korean_native(n) if kind == "n" else korean(n)) + " "
        return whole(self.language, n)


def _slots(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]
