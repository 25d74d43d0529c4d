"""How operators are reached: the `[[operators]]` tables of a file. What each of them sells stands with the prices; docs/OPERATORS.md shows both."""
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from backend.feeds.addresses import Allowed, check_url, origin_of, parse_simulator, read_url
from backend.feeds.declaration import HEADER, OWN_HEADERS
from backend.feeds.failures import FetchFailed
from backend.operators.signatures import read_public_key

SUITE = 1  # of `conformance.py`; raised when a rule is added, so that older passes no longer count
MOST_OPERATORS, MOST_KEYS, MOST_HEADERS = 200, 4, 4
TEXT_CHARACTERS = 200
PROMISE_S, LEAST_PROMISE_S, MOST_PROMISE_S = 60, 5, 300
KEYS = ("id", "url", "header_env", "event_keys", "promise_s", "tombstones", "passed_suite", "book_url")
ID = re.compile(r"[a-z][a-z0-9_-]{0,39}\Z")
TOMP_HEADERS = frozenset(("content-type", "accept-language", "api", "api-version", "maas-id", "addressed-to"))
# Only variables meant for it: a declaration must not be able to send the other secrets of the service away.
VARIABLE = re.compile(r"ALLWAYS_OPERATOR_[A-Z0-9_]{1,64}\Z")


class DeclarationError(Exception):
    """The message names file, operator and key and says what to write."""


@dataclass(frozen=True)
class OperatorDeclaration:
    """id            the same as in the prices
    url           below which its TOMP-API lies; empty: it can be linked to only
    headers       (header, its value), from the environment
    event_keys    by which its events are signed, the next one beside the present one while they change
    promise_s     within which it decides about an order
    passed_suite  the version of the conformance suite it passed; 0: none
    book_url      where people book with itself
    """

    id: str
    url: str = field(default="", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    event_keys: tuple[Ed25519PublicKey, ...] = field(default=(), repr=False)
    promise_s: int = PROMISE_S
    tombstones: bool = False
    passed_suite: int = 0
    book_url: str = ""

    @property
    def is_bookable(self) -> bool:
        """Else it is a deep link only."""
        return bool(self.url) and self.passed_suite >= SUITE


@dataclass(frozen=True)
class Table:
    """One `[[operators]]` table. number: from 1."""

    path: Path
    number: int
    entry: dict[str, Any] = field(repr=False)

    def wrong(self, key: str, what: str) -> DeclarationError:
        name = self.entry.get("id")
        named = f" ({name})" if isinstance(name, str) and ID.match(name) else ""
        return DeclarationError(f"{self.path}: operator {self.number}{named}: {key} {what}")


def load_operators(path: Path, simulated: str = "", environment: Mapping[str, str] = os.environ) -> tuple[OperatorDeclaration, ...]:
    """The operators declared in a file, in its order. simulated: hosts and ports on this machine that may be spoken to without TLS, with commas.

    Raises DeclarationError.
    """
    path = Path(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DeclarationError(f"{path}: cannot be read ({error.strerror or error}). Give the path of an operators.toml.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DeclarationError(f"{path}: is no TOML in UTF-8 ({error}). Correct it there.") from error
    entries = table.get("operators", [])
    if sorted(table) not in ([], ["operators"]) or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise DeclarationError(f"{path}: has more than [[operators]] tables. Write each operator as one, and nothing else.")
    if len(entries) > MOST_OPERATORS:
        raise DeclarationError(f"{path}: more than {MOST_OPERATORS} operators. Leave out those nobody needs.")
    places = parse_simulated(simulated)
    tables = [Table(path, number, entry) for number, entry in enumerate(entries, 1)]
    operators = tuple(operator_of(table, places, environment) for table in tables)
    seen: set[str] = set()
    for one, operator in zip(tables, operators):
        if operator.id in seen:
            raise one.wrong("id", "is used twice. Give each operator an id of its own.")
        seen.add(operator.id)
    return operators


def parse_simulated(text: str) -> frozenset[tuple[str, int]]:
    """Hosts and ports of `127.0.0.1:8201,127.0.0.1:8202`. Raises ValueError that says what to write."""
    return frozenset(parse_simulator(part) for part in text.split(",") if part.strip())


def allowed_for(url: str, places: frozenset[tuple[str, int]]) -> Allowed:
    """What may be connected to for one operator: its own place on this machine, where it is a simulated one, and no other."""
    _, host, port = origin_of(read_url(url))
    return Allowed((host, port) if (host, port) in places else None)


def operator_of(table: Table, places: frozenset[tuple[str, int]], environment: Mapping[str, str]) -> OperatorDeclaration:
    for key in sorted(set(table.entry) - set(KEYS)):
        raise table.wrong(key, f"is not a key of an operator. Remove it; known are {', '.join(KEYS)}.")
    name = text_of(table, "id", needed=True)
    if not ID.match(name):
        raise table.wrong("id", "has to be a short name, as in the prices: a small letter, then letters, digits, hyphens and low lines, at most 40.")
    tombstones = table.entry.get("tombstones", False)
    if not isinstance(tombstones, bool):
        raise table.wrong("tombstones", "must be true or false.")
    return OperatorDeclaration(
        name, url_of(table, places), headers_of(table, environment), event_keys_of(table),
        number_of(table, "promise_s", PROMISE_S, LEAST_PROMISE_S, MOST_PROMISE_S), tombstones,
        number_of(table, "passed_suite", 0, 0, SUITE), book_url_of(table),
    )  # fmt: skip


def text_of(table: Table, key: str, needed: bool = False) -> str:
    value = table.entry.get(key, "")
    if not isinstance(value, str) or len(value) > TEXT_CHARACTERS:
        raise table.wrong(key, f"must be a text of at most {TEXT_CHARACTERS} characters.")
    if needed and not value.strip():
        raise table.wrong(key, f'is missing. Add a line such as {key} = "…".')
    return value


def number_of(table: Table, key: str, default: int, low: int, high: int) -> int:
    value = table.entry.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise table.wrong(key, f"must be a whole number from {low} to {high}.")
    return value


def url_of(table: Table, places: frozenset[tuple[str, int]]) -> str:
    text = text_of(table, "url")
    if not text:
        return ""
    try:
        url = read_url(text)
        check_url(url, allowed_for(text, places))
    except FetchFailed as error:
        hint = "Write it as https://host/path; http leads to simulated operators on this machine only (ALLWAYS_SIMULATED_OPERATORS)."
        raise table.wrong("url", f"cannot be used ({error.code}). {hint}") from error
    if url.query or url.fragment:
        raise table.wrong("url", "has a question mark or a hash. Give the address below which the paths of TOMP lie.")
    return text


def book_url_of(table: Table) -> str:
    text = text_of(table, "book_url")
    if text and not text.startswith("https://"):
        raise table.wrong("book_url", "is opened by people: it has to begin with https://.")
    return text


def event_keys_of(table: Table) -> tuple[Ed25519PublicKey, ...]:
    value = table.entry.get("event_keys", [])
    if not isinstance(value, list) or len(value) > MOST_KEYS or not all(isinstance(one, str) for one in value):
        raise table.wrong("event_keys", f"must be a list of at most {MOST_KEYS} public keys.")
    try:
        return tuple(read_public_key(one) for one in value)
    except ValueError as error:
        raise table.wrong("event_keys", f"{error}.") from error


def headers_of(table: Table, environment: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The error names the variable, never its value."""
    value = table.entry.get("header_env", {})
    if not isinstance(value, dict) or len(value) > MOST_HEADERS:
        raise table.wrong("header_env", f'must be a table of at most {MOST_HEADERS} headers, such as {{ X-Api-Key = "ALLWAYS_OPERATOR_TRAM" }}.')
    found = []
    for header, variable in value.items():
        if not HEADER.match(header) or header.lower() in OWN_HEADERS | TOMP_HEADERS:
            raise table.wrong("header_env", "names a header that cannot be set. Write the one that the operator asks for.")
        if not isinstance(variable, str) or not VARIABLE.match(variable):
            raise table.wrong("header_env", "must name variables of the environment that begin with ALLWAYS_OPERATOR_, never the key itself.")
        key = environment.get(variable, "").strip()
        if not key or len(key) > 4096 or not (key.isascii() and key.isprintable()):
            raise table.wrong("header_env", f"needs {variable} in the environment: set it to the key, in visible ASCII.")
        found.append((header, key))
    return tuple(found)
