"""Fields of forms, as people filled them in: read with their limits, and what is wrong with them said beside each."""
import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from litestar.datastructures import FormMultiDict

from backend.console.pages import Pages
from backend.console.words import WORDS

Choice = TypeVar("Choice", bound=StrEnum)
NOT_TEXT = re.compile(r"[\0\ud800-\udfff]")


@dataclass
class Fields:
    """values: what was typed, to be shown again. refused: what is wrong, per field, in the language of the page.

    chosen: what stands in place of a field, such as the id of a photo that came with it.
    """

    form: FormMultiDict
    pages: Pages
    language: str
    refused: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        return {name: value for name, value in self.form.items() if isinstance(value, str)} | {name: one for name, one in self.chosen.items() if one}

    @property
    def right(self) -> bool:
        return not self.refused

    def word(self, name: str) -> str:
        return WORDS[self.language][name]

    def wrong(self, name: str, word: str) -> None:
        self.refused.setdefault(name, self.word(word))

    def text(self, name: str, least: int = 0, most: int = 500) -> str:
        value = self.chosen.get(name) or self.form.get(name, "")
        text = value.strip().replace("\r\n", "\n") if isinstance(value, str) else ""
        if NOT_TEXT.search(text):
            self.wrong(name, "unreadable")
        if len(text) > most:
            self.wrong(name, "too_long")
        if len(text) < least:
            self.wrong(name, "too_short" if text or least == 3 else "required")
        return text

    def choice(self, name: str, kind: type[Choice], needed: bool = True) -> Choice | None:
        value = self.form.get(name, "")
        found = next((one for one in kind if one == value), None)
        if found is None and (value or needed):
            self.wrong(name, "required" if not value else "unreadable")
        return found

    def choices(self, name: str, kind: type[Choice]) -> tuple[Choice, ...]:
        """At least one."""
        sent = set(self.form.getall(name, []))
        found = tuple(one for one in kind if one.value in sent)
        if not found:
            self.wrong(name, "required")
        return found

    def moment(self, name: str) -> datetime | None:
        text = self.text(name, most=40)
        if not text:
            return None
        try:
            return self.pages.read_moment(text)
        except (ValueError, OverflowError):
            self.wrong(name, "unreadable")
            return None

    def uuid(self, name: str) -> UUID | None:
        text = self.text(name, most=40)
        try:
            return UUID(text) if text else None
        except ValueError:
            self.wrong(name, "unreadable")
            return None

    def ticked(self, name: str) -> bool:
        return bool(self.form.get(name))

    def points(self, name: str, most: int, most_typed: int = 20_000) -> list[tuple[float, float]]:
        """(latitude, longitude) per line."""
        found = []
        for line in self.text(name, least=1, most=most_typed).splitlines():
            numbers = re.fullmatch(r"\s*(-?\d{1,3}(?:\.\d{1,20})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,20})?)\s*", line)
            if numbers is None:
                if line.strip():
                    self.wrong(name, "unreadable")
                continue
            found.append((float(numbers[1]), float(numbers[2])))
        if len(found) > most:
            self.wrong(name, "too_long")
        if any(abs(lat) > 90 or abs(lon) > 180 for lat, lon in found):
            self.wrong(name, "unreadable")
        return found
