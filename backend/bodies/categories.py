"""What people report: the table beside this file, as a city changed it, and finding a category by words of one's own."""
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from backend.bodies.lengths import Length, LengthRefused, read_length
from backend.bodies.refusals import NoCategory
from backend.bodies.words import LANGUAGES, ClockKind
from backend.contract.obstacles import ObstacleKind

FILE = Path(__file__).parent / "categories.toml"
CODE = re.compile(r"[a-z][a-z0-9_.-]{0,39}\Z")
LENGTH_KEYS = tuple(str(kind) for kind in ClockKind)
KEYS = {"group", "icon", "obstacle", "urgent", "emergency", "name", "words", "attributes", "gone", *LENGTH_KEYS}
MOST_ATTRIBUTES = 20
KINDS_OF_ANSWER = ("text", "number", "choice")
Names = Mapping[str, str]


class CategoryRefused(ValueError):
    """It says what to write."""


@dataclass(frozen=True)
class Choice:
    code: str
    name: Names


@dataclass(frozen=True)
class Attribute:
    """A question. kind: text, number, choice (of `values`)."""

    code: str
    kind: str
    required: bool
    name: Names
    values: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Category:
    """obstacle: what it is in the way as · urgent: rung for · emergency: nothing to be filed · lengths: of its clocks · words: to find it by."""

    code: str
    group: str
    icon: str
    name: Names
    lengths: Mapping[ClockKind, Length]
    obstacle: ObstacleKind | None = None
    urgent: bool = False
    emergency: bool = False
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attributes: tuple[Attribute, ...] = ()

    def named(self, language: str) -> str:
        return in_language(self.name, language)


@dataclass(frozen=True)
class Categories:
    """groups: code → names, in the order to be shown. emergency_words: of what is no request. emergency_number: whom to call."""

    by_code: Mapping[str, Category]
    groups: Mapping[str, Names]
    emergency_words: tuple[str, ...]
    emergency_number: str = "112"

    def __iter__(self) -> Iterator[Category]:
        return iter(self.by_code.values())

    def get(self, code: str) -> Category:
        """Raises NoCategory."""
        found = self.by_code.get(code)
        if found is None:
            raise NoCategory
        return found

    def find(self, code: str) -> Category | None:
        return self.by_code.get(code)

    def emergency_in(self, words: str) -> str | None:
        """The number to call where words of one's own, in any of our languages, say that somebody is in danger now."""
        told = plain(words)
        return self.emergency_number if any(said(word, told) for word in self.emergency_words) else None

    def suggest(self, words: str, most: int = 3) -> list[Category]:
        """By keywords in any of our languages, the likeliest first: how many letters of them are said. Never a reason to route: people choose."""
        told = plain(words)
        scored = [(self.score(category, told), -at, category) for at, category in enumerate(self)]
        best = sorted((one for one in scored if one[0] > 0), key=lambda one: one[:2], reverse=True)
        return [category for _, _, category in best[:most]]

    def score(self, category: Category, told: str) -> int:
        return sum(len(word) for words in category.words.values() for word in {plain(one) for one in words} if said(word, told))


def in_language(names: Names, language: str) -> str:
    return names.get(language) or names.get("en") or next(iter(names.values()))


def plain(text: str) -> str:
    """Small letters, one space between words, no accents; Korean syllables stay whole."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))
    return " ".join(bare.split())


def said(word: str, told: str) -> bool:
    """A keyword begins where a word begins; Korean has no spaces before what is joined to it, and endings are many in all languages."""
    at = told.find(word)
    while at >= 0:
        if at == 0 or not told[at - 1].isalnum() or not word.isascii():
            return True
        at = told.find(word, at + 1)
    return False


@cache
def known_categories() -> Categories:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    defaults, groups = told["defaults"], told["groups"]
    by_code = {code: read_category(code, table, groups, defaults, None) for code, table in told["categories"].items()}
    return Categories(by_code, groups, tuple(plain(word) for words in told["emergency"].values() for word in words))


def changed(known: Categories, tables: Mapping[str, Any], emergency_number: str) -> Categories:
    """As a city wants them: each table changes the category of its code, adds one, or takes it away with `gone`. Raises CategoryRefused."""
    by_code = dict(known.by_code)
    defaults = tomllib.loads(FILE.read_text(encoding="utf-8"))["defaults"]
    for code, table in tables.items():
        if not CODE.match(code):
            raise CategoryRefused(f"{code!r}: small letters, digits, hyphens and low lines, 40 at most")
        if not isinstance(table, dict):
            raise CategoryRefused(f"{code}: write a table, such as [categories.{code}]")
        if table.get("gone") is True:
            by_code.pop(code, None)
        else:
            by_code[code] = read_category(code, table, known.groups, defaults, by_code.get(code))
    return replace(known, by_code=by_code, emergency_number=emergency_number)


def read_category(code: str, table: Mapping[str, Any], groups: Mapping[str, Names], defaults: Mapping[str, str], before: Category | None) -> Category:
    unknown = sorted(set(table) - KEYS)
    if unknown:
        raise CategoryRefused(f"{code}: {unknown[0]} is not known; known are {', '.join(sorted(KEYS))}")
    group = table.get("group", before.group if before else "other")
    if group not in groups:
        raise CategoryRefused(f"{code}: group {group!r} is not known; known are {', '.join(groups)}")
    name = names_of(code, table["name"]) if "name" in table else before.name if before else None
    if name is None:
        raise CategoryRefused(f"{code}: name is missing: write it in {', '.join(LANGUAGES)}")
    urgent = flag(code, table, "urgent", before.urgent if before else False)
    return Category(
        code, group, str(table.get("icon", before.icon if before else "help-circle-outline")), name,
        lengths_of(code, table, defaults, urgent, before), obstacle_of(code, table, before), urgent,
        flag(code, table, "emergency", before.emergency if before else False),
        words_of(code, table["words"]) if "words" in table else before.words if before else {},
        attributes_of(code, table["attributes"]) if "attributes" in table else before.attributes if before else (),
    )  # fmt: skip


def flag(code: str, table: Mapping[str, Any], key: str, otherwise: bool) -> bool:
    told = table.get(key, otherwise)
    if not isinstance(told, bool):
        raise CategoryRefused(f"{code}: {key} is true or false")
    return told


def lengths_of(code: str, table: Mapping, defaults: Mapping[str, str], urgent: bool, before: Category | None) -> dict[ClockKind, Length]:
    found = {}
    for kind in ClockKind:
        usual = defaults.get(f"urgent_{kind}" if urgent else kind, defaults[kind])
        kept = before.lengths[kind].text if before and before.urgent == urgent else usual
        try:
            found[kind] = read_length(str(table.get(kind, kept)))
        except LengthRefused as error:
            raise CategoryRefused(f"{code}: {kind}: {error}") from error
    return found


def obstacle_of(code: str, table: Mapping[str, Any], before: Category | None) -> ObstacleKind | None:
    told = table.get("obstacle", (before.obstacle or "") if before else "")
    try:
        return ObstacleKind(told) if told else None
    except ValueError as error:
        raise CategoryRefused(f"{code}: obstacle: one of {', '.join(ObstacleKind)}, or nothing") from error


def names_of(code: str, told: Any) -> dict[str, str]:
    if not isinstance(told, dict) or not told or not all(isinstance(one, str) and 0 < len(one.strip()) <= 80 for one in told.values()):
        raise CategoryRefused(f'{code}: names are texts by language, 80 letters at most, such as {{ en = "Hole", de = "Loch" }}')
    return dict(told)


def words_of(code: str, told: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(told, dict) or not all(isinstance(words, list) and all(isinstance(one, str) for one in words) for words in told.values()):
        raise CategoryRefused(f'{code}: words are lists by language, such as words.en = ["hole"]')
    return {language: tuple(words) for language, words in told.items()}


def attributes_of(code: str, told: Any) -> tuple[Attribute, ...]:
    if not isinstance(told, list) or len(told) > MOST_ATTRIBUTES or not all(isinstance(one, dict) for one in told):
        raise CategoryRefused(f"{code}: attributes is a list of at most {MOST_ATTRIBUTES} tables")
    return tuple(attribute_of(code, one) for one in told)


def attribute_of(code: str, told: Mapping[str, Any]) -> Attribute:
    name, kind, values = str(told.get("code", "")), told.get("kind", "text"), told.get("values", [])
    if not CODE.match(name) or kind not in KINDS_OF_ANSWER or (kind == "choice") != bool(values):
        raise CategoryRefused(f"{code}: an attribute has a code, a kind of {', '.join(KINDS_OF_ANSWER)}, and values where it is a choice")
    if not isinstance(values, list) or not all(isinstance(one, dict) and CODE.match(str(one.get("code", ""))) for one in values):
        raise CategoryRefused(f"{code}: {name}: values are tables with code and name")
    choices = tuple(Choice(one["code"], names_of(code, one.get("name"))) for one in values)
    return Attribute(name, kind, flag(code, told, "required", False), names_of(code, told.get("name")), choices)
