"""What stands in slots. Each says itself in a language, for the screen or for the ear, from one value."""
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from accessibility.guidance.words import clock
from accessibility.guidance.words.names import MOST_QUOTED, clean, digits_in_words, spoken_line
from accessibility.guidance.words.rounding import FEET_PER_METRE, FEET_PER_MILE, rounded
from accessibility.guidance.words.tongue import Tongue

STEPS_UP_TO_M = 60


@dataclass(frozen=True)
class Say:
    """A phrase of the language."""

    key: str
    slots: dict[str, Any] = field(default_factory=dict)

    def say(self, tongue: Tongue, form: str) -> str:
        own = f"{self.key}:{form}"
        return tongue.phrase(own if own in tongue.table.PHRASES else self.key, self.slots)


@dataclass(frozen=True)
class Several:
    """What is known of these, after commas."""

    values: tuple[Any, ...]

    def say(self, tongue: Tongue, form: str) -> str:
        return ", ".join(words for value in self.values if (words := tongue.word(value)))


@dataclass(frozen=True)
class Count:
    """Of none the phrase `no.<noun>` is said, which claims no more than is mapped."""

    n: int
    noun: str

    def say(self, tongue: Tongue, form: str) -> str:
        return tongue.phrase(f"no.{self.noun}") if self.n == 0 else tongue.count(self.n, self.noun, form)


@dataclass(frozen=True)
class Length:
    """A size, as fine as distances are said; `unsure_m` makes it coarser. Never hedged."""

    m: float
    unsure_m: float = 0.0

    def say(self, tongue: Tongue, form: str) -> str:
        if tongue.feet:
            feet = rounded(self.m * FEET_PER_METRE, self.unsure_m * FEET_PER_METRE, feet=True)
            return tongue.count(feet, "foot", form) if feet < 1000 else tongue.count(round(feet / FEET_PER_MILE, 1), "mile", form)
        metres = rounded(self.m, self.unsure_m)
        return tongue.count(metres, "metre", form) if metres < 1000 else tongue.count(round(metres / 1000, 1), "kilometre", form)


@dataclass(frozen=True)
class Distance:
    """How far something is, hedged by how sure the position is (`unsure_m`). Forms: bare, 'dat', and in, at,
    ahead with what stands around it."""

    m: float
    unsure_m: float

    @property
    def close(self) -> bool:
        return self.m < 10 and self.unsure_m > 5

    def say(self, tongue: Tongue, form: str) -> str:
        if self.close:
            return tongue.phrase("close")
        if form in ("in", "at", "ahead"):
            return tongue.phrase(form, {"dist": self})
        words = self._steps(tongue) or Length(self.m, self.unsure_m).say(tongue, form)
        hedge = "" if self.unsure_m <= 10 else "about" if self.unsure_m <= 20 else "roughly"
        return tongue.phrase(hedge).replace("{dist}", words) if hedge else words

    def _steps(self, tongue: Tongue) -> str:
        if tongue.step_m is None or self.m > STEPS_UP_TO_M or self.unsure_m > 10:
            return ""
        return tongue.count(max(5, round(self.m / tongue.step_m / 5) * 5), "step")


@dataclass(frozen=True)
class Minutes:
    """A countdown: time left, rounded down. Forms: bare, and 'in' with its preposition."""

    s: float

    def say(self, tongue: Tongue, form: str) -> str:
        minutes = int(max(0.0, self.s) // 60)
        if form == "in":
            return tongue.phrase("in.minutes", {"n": Minutes(self.s)}) if minutes else tongue.phrase("soon")
        return tongue.count(minutes, "minute", "dat" if form == "dat" else "") if minutes else tongue.phrase("under_a_minute")


@dataclass(frozen=True)
class Clock:
    at: time

    def say(self, tongue: Tongue, form: str) -> str:
        return clock.spoken(tongue.language, self.at) if tongue.spoken else clock.shown(self.at)


@dataclass(frozen=True)
class LineName:
    """Bus 12, S3, line 4. `kind` is what runs on it; a name that has a letter of its own stands alone."""

    name: str
    kind: str = ""

    def say(self, tongue: Tongue, form: str) -> str:
        name = spoken_line(tongue.language, clean(self.name)) if tongue.spoken else clean(self.name)
        if tongue.spoken and tongue.language == "ko":
            name += " "  # the counter is a word of its own
        return tongue.phrase(f"line.{self.kind or 'any'}").replace("{line}", name)


@dataclass(frozen=True)
class Number:
    """A figure with a noun that does not count: percent, centimetres."""

    n: float
    noun: str

    def say(self, tongue: Tongue, form: str) -> str:
        return tongue.count(round(self.n), self.noun, form)


@dataclass(frozen=True)
class Phone:
    """A number to call: as it is dialled for the eye, figure by figure for the ear."""

    number: str

    def say(self, tongue: Tongue, form: str) -> str:
        if not tongue.spoken:
            return clean(self.number)
        return " ".join(tongue.number(int(figure)).strip() for figure in self.number if figure.isascii() and figure.isdigit())


@dataclass(frozen=True)
class Level:
    """A storey: a number, or the name the building gives it."""

    level: str

    def say(self, tongue: Tongue, form: str) -> str:
        try:
            n = int(float(self.level))
        except (ValueError, OverflowError):
            return tongue.word(self.level)
        if tongue.language == "ko":  # the ground floor is the first
            return tongue.count(-n, "basement") if n < 0 else tongue.count(n + 1, "floor")
        return tongue.phrase("level").replace("{n}", tongue.number(n) if tongue.spoken else str(n).replace("-", "−"))


@dataclass(frozen=True)
class Quoted:
    """The own words of an authority; only figures become words, in their language where we speak it."""

    text: str
    language: str

    def say(self, tongue: Tongue, form: str) -> str:
        text = clean(self.text, MOST_QUOTED)
        if not tongue.spoken:
            return text
        own = self.language[:2].lower()
        return digits_in_words(own if own in ("en", "de", "es", "ko") else tongue.language, text)


@dataclass(frozen=True)
class Sentence:
    """A whole sentence inside another, without the last `skip` of what it may leave out."""

    words: tuple[str, dict[str, Any]]
    skip: int = 0

    def say(self, tongue: Tongue, form: str) -> str:
        return tongue.sentence(*self.words, skip=self.skip)
