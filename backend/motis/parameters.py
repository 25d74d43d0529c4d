"""Parameters of an address as MOTIS has them: lists with commas or repeated, and what is too much or not understood refused by name.

A parameter nobody knows is passed over: clients are written for newer versions of MOTIS as well, whose further wishes change nothing here.
"""
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from litestar.openapi.spec import Operation, Schema
from litestar.openapi.spec import Parameter as Described
from litestar.openapi.spec.enums import OpenAPIType

from backend.service.degrees import check_degrees
from backend.service.errors import BadRequest, InvalidValue, Unprocessable
from backend.service.moments import EARLIEST, LATEST, checked_moment

LONGEST_TEXT, MOST_IN_LIST, LARGEST = 400, 60, 1_000_000
LATER, EARLIER = "LATER", "EARLIER"
CURSOR = re.compile(r"(LATER|EARLIER)\|(\d{1,11})")
NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*", re.ASCII | re.IGNORECASE)
PLUS_LOST = re.compile(r" (\d\d:?\d\d)\Z")  # a plus sign that was not written %2B


@dataclass(frozen=True)
class Parameter:
    """One of a route. kind: how it is written; words: what it may be; least, most: of a whole number."""

    name: str
    about: str
    kind: OpenAPIType = OpenAPIType.STRING
    words: tuple[str, ...] = ()
    listed: bool = False
    required: bool = False
    least: int = 0
    most: int = LARGEST

    def described(self) -> Described:
        words = [*self.words, *([""] if self.listed else [])]
        one = Schema(type=self.kind, enum=words if self.words else None)
        if self.kind is OpenAPIType.INTEGER:
            one = Schema(type=self.kind, minimum=self.least, maximum=self.most)
        elif not self.words and self.kind is OpenAPIType.STRING:
            one = Schema(type=self.kind, max_length=LONGEST_TEXT)
        schema = Schema(type=OpenAPIType.ARRAY, items=one, max_items=MOST_IN_LIST) if self.listed else one
        return Described(
            name=self.name, param_in="query", schema=schema, description=self.about, required=self.required, explode=False if self.listed else None
        )


def operation(parameters: Sequence[Parameter]) -> type[Operation]:
    """The description of a route that reads these."""

    @dataclass
    class Reading(Operation):
        def __post_init__(self) -> None:
            self.parameters = [parameter.described() for parameter in parameters]

    return Reading


@dataclass(frozen=True)
class Cursor:
    """A page: what is at or after the moment (LATER), or before it (EARLIER); asking by arrival, at or before it (EARLIER), or after it (LATER)."""

    word: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.word}|{int(self.at.timestamp())}"


class Asked:
    """What stands in one address: texts by name, several of a name in order. What is described is checked at once, needed or not.

    Raises InvalidValue, Unprocessable.
    """

    def __init__(self, sent: Mapping[str, Sequence[str]], parameters: Sequence[Parameter]):
        self._sent, self._known = sent, {parameter.name: parameter for parameter in parameters}
        for parameter in parameters:
            self._check(parameter)

    def _check(self, parameter: Parameter) -> None:
        if parameter.listed:
            self.words(parameter.name)
        elif parameter.words:
            self.word(parameter.name, parameter.words[0])
        elif parameter.kind is OpenAPIType.BOOLEAN:
            self.truth(parameter.name)
        elif parameter.kind is OpenAPIType.INTEGER:
            self.whole(parameter.name)
        else:
            self.text(parameter.name)

    def echo(self) -> dict[str, str]:
        """What was said of what is understood."""
        return {name: ",".join(self._sent[name]) for name in self._known if name in self._sent}

    def text(self, name: str) -> str | None:
        """The last of a name, None where there is none or it is empty."""
        texts = self._sent.get(name)
        if not texts or not texts[-1]:
            return None
        if len(texts[-1]) > LONGEST_TEXT:
            raise Unprocessable(f"{name} is too long. Write at most {LONGEST_TEXT} characters.", name)
        if not texts[-1].isprintable():
            raise InvalidValue(f"{name} has characters that cannot be printed. Leave them out.", name)
        return texts[-1]

    def said(self, name: str) -> str | None:
        """A text that is not empty, None where the name is not there."""
        text = self.text(name)
        if text is None and name in self._sent:
            raise InvalidValue(f"{name} is empty. Give it a value or leave it out.", name)
        return text

    def required(self, name: str) -> str:
        text = self.text(name)
        if text is None:
            raise BadRequest(f"The parameter {name} is missing. Add it to the address.", name)
        return text

    def words(self, name: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """A list; an empty text is an empty list."""
        if name not in self._sent:
            return tuple(default)
        parts = [part.strip() for text in self._sent[name][: MOST_IN_LIST + 1] for part in text.split(",", MOST_IN_LIST)]
        if len(parts) > MOST_IN_LIST or any(len(part) > LONGEST_TEXT for part in parts):
            raise Unprocessable(f"{name} is too long. Give at most {MOST_IN_LIST} parts of {LONGEST_TEXT} characters.", name)
        found = [part for part in parts if part]
        known = self._known[name].words if name in self._known else ()
        if known and not set(found) <= set(known):
            raise InvalidValue(f"Something in {name} is not supported. Supported are {', '.join(known)}.", name)
        return tuple(dict.fromkeys(found))

    def word(self, name: str, default: str) -> str:
        found, known = self.said(name) or default, self._known[name].words
        if found not in known:
            raise InvalidValue(f"This {name} is not supported. Supported: {', '.join(known)}.", name)
        return found

    def truth(self, name: str, default: bool = False) -> bool:
        found = self.said(name)
        if found is not None and found.lower() not in ("true", "false"):
            raise InvalidValue(f"Write true or false for {name}.", name)
        return default if found is None else found.lower() == "true"

    def number(self, name: str) -> float | None:
        text = self.said(name)
        if text is None:
            return None
        found = finite(text)
        if found is None:
            raise InvalidValue(f"Write a number for {name}.", name)
        return found

    def whole(self, name: str) -> int | None:
        """Within what the parameter allows."""
        found, parameter = self.number(name), self._known[name]
        if found is None:
            return None
        if not parameter.least <= found <= parameter.most:
            raise Unprocessable(f"Give {name} from {parameter.least} to {parameter.most}.", name)
        if found != int(found):
            raise InvalidValue(f"Write a whole number for {name}.", name)
        return int(found)

    def moment(self, name: str) -> datetime | None:
        """To the second; None where nothing is said."""
        text = self.text(name)
        if text is None:
            return None
        try:
            found = datetime.fromisoformat(PLUS_LOST.sub(r"+\1", text))
        except ValueError as error:
            raise InvalidValue(f"{name} is not a date with a time. Write it like 2026-11-24T08:30:00Z.", name) from error
        checked = checked_moment(found, name)
        return None if checked is None else checked.astimezone(UTC).replace(microsecond=0)

    def point(self, name: str) -> tuple[float, float] | None:
        """Latitude and longitude."""
        text = self.text(name)
        found = None if text is None else degrees(text)
        if text is not None and found is None:
            raise InvalidValue(f"Write two numbers with a comma between for {name}, such as 49.41,8.69.", name)
        if found is not None:
            check_degrees(*found, (name, name))
        return found

    def cursor(self, name: str = "pageCursor") -> Cursor | None:
        text = self.text(name)
        if text is None:
            return None
        found = CURSOR.fullmatch(text)
        at = datetime.fromtimestamp(int(found.group(2)), UTC) if found and in_range(int(found.group(2))) else None
        if found is None or at is None:
            raise InvalidValue("This is no cursor of an answer. Send one back as it came, or none.", name)
        return Cursor(found.group(1), at)

    def refuse(self, name: str, supported: str) -> None:
        raise InvalidValue(f"This {name} is not supported. {supported}", name)


def asked_of(query: Any, parameters: Sequence[Parameter]) -> Asked:
    """From a query as the framework has it. Raises InvalidValue, Unprocessable."""
    return Asked({name: query.getall(name) for name in query}, parameters)


def in_range(seconds: int) -> bool:
    return EARLIEST.timestamp() <= seconds < LATEST.timestamp()


def finite(text: str) -> float | None:
    found = float(text) if NUMBER.fullmatch(text) else math.inf
    return found if math.isfinite(found) else None


def degrees(text: str) -> tuple[float, float] | None:
    """Latitude and longitude out of `lat,lon` or `lat,lon,level`; None where it is something else."""
    parts = text.split(",")
    numbers = [finite(part) for part in parts] if len(parts) in (2, 3) else [None]
    if any(number is None for number in numbers):
        return None
    return numbers[0], numbers[1]  # type: ignore[return-value]
