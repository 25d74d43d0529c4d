"""Which feeds a city has: the `[[feeds]]` tables of its `city.toml`, or of a file of their own."""
import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.contract.feeds import FeedKind
from backend.feeds.addresses import Allowed, Network, check_url, read_url
from backend.feeds.failures import FetchFailed
from backend.feeds.fetch import MAX_BYTES, MOST_BYTES
from routing.build.declaration import KEYS as CITY_KEYS

MOST_FEEDS = 100
TEXT_CHARACTERS = 500
LEAST_EVERY_S, MOST_EVERY_S, MOST_FRESH_S, LEAST_BYTES = 5, 86_400, 7 * 86_400, 1024
KEYS = ("id", "kind", "url", "every_s", "fresh_s", "max_bytes", "allow_cidr", "licence", "attribution", "languages", "header_env")
# kind: (seconds from poll to poll, seconds for which facts are live)
PACES = {
    FeedKind.TRIP_UPDATES: (20, 120),
    FeedKind.VEHICLE_POSITIONS: (15, 90),
    FeedKind.ALERTS: (60, 3600),
    FeedKind.GBFS: (60, 300),
    FeedKind.PARKAPI: (120, 1800),
    FeedKind.LIFTS_SIRI_FM: (60, 900),
    FeedKind.LIFTS_JSON: (60, 900),
    FeedKind.CLOSURES_GEOJSON: (300, 86_400),
    FeedKind.TAXI_JSON: (60, 600),
}
PRIVATE = tuple(
    ipaddress.ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7", "::1/128")
)
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}\Z")
# Only variables meant for it: a declaration must not be able to send the other secrets of the service away.
VARIABLE = re.compile(r"ALLWAYS_FEED_[A-Z0-9_]{1,64}\Z")
OWN_HEADERS = frozenset((
    "host", "user-agent", "accept", "accept-encoding", "if-none-match", "if-modified-since", "connection", "content-length", "transfer-encoding",
    "te", "upgrade", "range", "expect", "trailer", "proxy-authorization",
))  # fmt: skip


class DeclarationError(Exception):
    """The message names file, line, feed and key and says what to write."""


@dataclass(frozen=True)
class FeedDeclaration:
    """header_env: (header, variable of the environment with its value): no key stands in a file. languages: those wanted, best first."""

    id: str
    kind: FeedKind
    url: str = field(repr=False)
    every_s: int
    fresh_s: int
    max_bytes: int = MAX_BYTES
    allow_cidr: Network | None = None
    licence: str = ""
    attribution: str = ""
    languages: tuple[str, ...] = ()
    header_env: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """One `[[feeds]]` table and where it stands."""

    path: Path
    text: str = field(repr=False)
    number: int  # from 1
    entry: dict[str, Any] = field(repr=False)

    def wrong(self, key: str, what: str) -> DeclarationError:
        name = self.entry.get("id")
        named = f" ({name})" if isinstance(name, str) and ID.match(name) else ""
        return DeclarationError(f"{self.path}, line {line_of(self.text, self.number, key)}: feed {self.number}{named}: {key} {what}")


def load_feeds(path: Path, simulator: tuple[str, int] | None = None) -> tuple[FeedDeclaration, ...]:
    """The feeds declared in a file, in its order. simulator: host and port that may be asked without TLS. Raises DeclarationError."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise DeclarationError(f"{path}: cannot be read ({error.strerror or error}). Give the path of a city.toml or feeds.toml.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DeclarationError(f"{path}: is no TOML in UTF-8 ({error}). Correct it there.") from error
    unknown = sorted(set(table) - {*CITY_KEYS, "feeds"})
    if unknown:
        raise DeclarationError(f"{path}: {unknown[0]} is not a key here. Feeds are written as [[feeds]] tables.")
    entries = table.get("feeds", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise DeclarationError(f"{path}: feeds must be a list of tables. Write [[feeds]] and below it id, kind and url, once for each feed.")
    if len(entries) > MOST_FEEDS:
        raise DeclarationError(f"{path}: more than {MOST_FEEDS} feeds. Leave out those nobody needs.")
    tables = [Table(path, text, number, entry) for number, entry in enumerate(entries, 1)]
    feeds = tuple(feed_of(table, simulator) for table in tables)
    check_together(tables, feeds)
    return feeds


def feed_of(table: Table, simulator: tuple[str, int] | None) -> FeedDeclaration:
    for key in sorted(set(table.entry) - set(KEYS)):
        raise table.wrong(key, f"is not a key of a feed. Remove it; known are {', '.join(KEYS)}.")
    name = text_of(table, "id", needed=True)
    if not ID.match(name):
        raise table.wrong("id", "has to be a short name: small letters a to z, digits and hyphens, at most 40.")
    kind = kind_of(table)
    every_s = number_of(table, "every_s", PACES[kind][0], LEAST_EVERY_S, MOST_EVERY_S)
    fresh_s = number_of(table, "fresh_s", max(PACES[kind][1], every_s), 1, MOST_FRESH_S)
    if fresh_s < every_s:
        raise table.wrong("fresh_s", "is shorter than every_s, so the facts would age between two polls. Write at least the same number.")
    network = network_of(table)
    return FeedDeclaration(
        name, kind, url_of(table, simulator, network), every_s, fresh_s, number_of(table, "max_bytes", MAX_BYTES, LEAST_BYTES, MOST_BYTES), network,
        text_of(table, "licence"), text_of(table, "attribution"), languages_of(table, kind), header_env_of(table),
    )  # fmt: skip


def check_together(tables: list[Table], feeds: tuple[FeedDeclaration, ...]) -> None:
    """What no feed can be wrong about alone: ids are unique, and a host has one network."""
    ids: set[str] = set()
    networks: dict[str, Network] = {}
    for table, feed in zip(tables, feeds):
        if feed.id in ids:
            raise table.wrong("id", "is used twice. Give each feed an id of its own.")
        ids.add(feed.id)
        if feed.allow_cidr is not None and networks.setdefault(host_of(feed), feed.allow_cidr) != feed.allow_cidr:
            raise table.wrong("allow_cidr", "differs from that of another feed of the same host. Write the same network in both.")


def allowed_by(feeds: tuple[FeedDeclaration, ...], simulator: tuple[str, int] | None = None) -> Allowed:
    """What the fetcher may connect to beside the public internet."""
    return Allowed(simulator, {host_of(feed): feed.allow_cidr for feed in feeds if feed.allow_cidr is not None})


def read_headers(feeds: tuple[FeedDeclaration, ...], environment: Mapping[str, str] = os.environ) -> dict[str, dict[str, str]]:
    """Feed id → headers with their keys. Raises DeclarationError that names the variable, never its value."""
    headers: dict[str, dict[str, str]] = {}
    for feed in feeds:
        for header, variable in feed.header_env:
            value = environment.get(variable, "").strip()
            if not value or len(value) > 4096 or not (value.isascii() and value.isprintable()):
                raise DeclarationError(f"feed {feed.id}: header_env needs {variable} in the environment: set it to the key, in visible ASCII.")
            headers.setdefault(feed.id, {})[header] = value
    return headers


def host_of(feed: FeedDeclaration) -> str:
    return read_url(feed.url).raw_host.decode("ascii")


def line_of(text: str, number: int, key: str) -> int:
    """The line of a key in the table with this number (from 1); that of its heading where the key is not found."""
    seen, heading = 0, 1
    for place, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*\[\[\s*\"?feeds\"?\s*\]\]", line):
            seen += 1
            heading = place if seen == number else heading
        elif seen == number and re.match(rf"\s*(\[\s*feeds\s*\.\s*)?\"?{re.escape(key)}\"?\s*[=.\]]", line):
            return place
    return heading


def text_of(table: Table, key: str, needed: bool = False) -> str:
    value = table.entry.get(key, "")
    if not isinstance(value, str):
        raise table.wrong(key, 'must be a text. Write it in quotes: "…".')
    if needed and not value.strip():
        raise table.wrong(key, f'is missing. Add a line such as {key} = "…".')
    if len(value) > TEXT_CHARACTERS and key != "url":
        raise table.wrong(key, f"is longer than {TEXT_CHARACTERS} characters. Shorten it.")
    return value


def number_of(table: Table, key: str, default: int, low: int, high: int) -> int:
    value = table.entry.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise table.wrong(key, f"must be a whole number from {low} to {high}.")
    return value


def kind_of(table: Table) -> FeedKind:
    try:
        return FeedKind(text_of(table, "kind", needed=True))
    except ValueError as error:
        raise table.wrong("kind", f"is none that can be read. Write one of {', '.join(FeedKind)}.") from error


def url_of(table: Table, simulator: tuple[str, int] | None, network: Network | None) -> str:
    text = text_of(table, "url", needed=True)
    try:
        url = read_url(text)
        check_url(url, Allowed(simulator, {url.raw_host.decode("ascii"): network} if network is not None else {}))
    except FetchFailed as error:
        raise table.wrong("url", f"cannot be used. {error.message}") from error
    return text


def network_of(table: Table) -> Network | None:
    text = text_of(table, "allow_cidr")
    if not text:
        return None
    try:
        network = ipaddress.ip_network(text)
    except ValueError as error:
        raise table.wrong("allow_cidr", "is no network. Write one such as 10.20.0.0/16.") from error
    if not any(network.version == block.version and network.subnet_of(block) for block in PRIVATE):
        raise table.wrong("allow_cidr", "must be a private network of yours, such as 10.20.0.0/16. Public addresses need none.")
    return network


def languages_of(table: Table, kind: FeedKind) -> tuple[str, ...]:
    value = table.entry.get("languages", [])
    if value and kind is not FeedKind.GBFS:
        raise table.wrong("languages", "is for feeds of kind gbfs only. Remove it.")
    if not isinstance(value, list) or len(value) > 20 or not all(isinstance(one, str) and LANGUAGE.match(one) for one in value):
        raise table.wrong("languages", 'must be a list of languages, best first, such as ["de", "en"].')
    return tuple(value)


def header_env_of(table: Table) -> tuple[tuple[str, str], ...]:
    value = table.entry.get("header_env", {})
    if not isinstance(value, dict) or len(value) > 8:
        raise table.wrong("header_env", 'must be a table of at most 8 headers, such as { X-Api-Key = "ALLWAYS_FEED_KEY_X" }.')
    for header, variable in value.items():
        if not HEADER.match(header) or header.lower() in OWN_HEADERS:
            raise table.wrong("header_env", "names a header that cannot be set. Write the one that the operator of the feed asks for.")
        if not isinstance(variable, str) or not VARIABLE.match(variable):
            raise table.wrong("header_env", "must name variables of the environment that begin with ALLWAYS_FEED_, never the key itself.")
    if len({header.lower() for header in value}) < len(value):
        raise table.wrong("header_env", "names a header twice. Leave one out.")
    return tuple(value.items())
