"""What a city is to be built from: written in a `city.toml`, or made of options of the command line."""
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from routing.build.flex_declared import Declared, read_declared, tables_of
from routing.build.problems import BuildError

OSM_LICENCE, OSM_ATTRIBUTION = "ODbL 1.0", "© OpenStreetMap contributors"
TEXT_KEYS = ("timezone", "language", "attribution", "osm_licence", "osm_attribution", "elevation_licence", "elevation_attribution",
             "help_phone")  # fmt: skip
PHONE = re.compile(r"\+?[0-9](?: ?[0-9]){2,}")
PHONE_CHARACTERS = 20
# What else the service reads is kept with the city as it is.
KEPT_FILES = ("prices", "parking", "requests", "areas", "rides")
# Live feeds are the service's business: it reads them from the same file.
KEYS = ("name", "osm", "elevation", "gtfs", "demo", "feeds", "on_demand", *KEPT_FILES, *TEXT_KEYS)
FEED_KEYS = ("path", "licence", "attribution")


@dataclass(frozen=True)
class FeedFile:
    """A GTFS zip or folder and whose it is."""

    path: Path
    licence: str = ""
    attribution: str = ""


@dataclass(frozen=True)
class Declaration:
    name: str
    osm: Path
    feeds: tuple[FeedFile, ...] = ()
    elevation: Path | None = None
    timezone: str = ""  # IANA name; empty: that of the first feed
    language: str = ""  # BCP 47
    attribution: str = ""  # of the city as a whole; empty: those of its files
    osm_licence: str = OSM_LICENCE
    osm_attribution: str = OSM_ATTRIBUTION
    elevation_licence: str = ""
    elevation_attribution: str = ""
    help_phone: str = ""  # whom somebody calls who gets no further; as it is written down, e.g. +44 1632 960123
    prices: Path | None = None  # who sells what at which terms; what it says is the service's business
    parking: Path | None = None  # what of its parking is booked here; the service's business too
    requests: Path | None = None  # who answers what people report, by which rules; the service's business too
    rides: Path | None = None  # what drives on demand for the city itself, and when; the service's business too
    areas: Path | None = None  # GeoJSON that those rules speak of
    on_demand: tuple[Declared, ...] = ()  # services that no feed tells of
    demo: dict = field(default_factory=dict)  # facts about an invented city, passed on to the manifest


def read_declaration(path: Path) -> Declaration:
    """Read and check a `city.toml`; paths in it are relative to it. Raises BuildError that names the file and the key and says what to do."""
    path = Path(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BuildError(f"{path}: cannot be read ({error.strerror or error}). Give the path of a city.toml.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BuildError(f"{path}: is no TOML in UTF-8 ({error}). Correct it there.") from error
    refuse_unknown(path, "", table, KEYS)
    elevation, *kept = (text_of(path, key, table) for key in ("elevation", *KEPT_FILES))
    texts: dict[str, Any] = {key: text_of(path, key, table) for key in TEXT_KEYS if key in table}
    files: dict[str, Any] = {key: path.parent / file for key, file in zip(KEPT_FILES, kept) if file}
    declaration = Declaration(
        name=text_of(path, "name", table, needed=True),
        osm=path.parent / text_of(path, "osm", table, needed=True),
        feeds=tuple(feed_of(path, number, entry) for number, entry in enumerate(feeds_in(path, table), 1)),
        elevation=path.parent / elevation if elevation else None,
        on_demand=tuple(read_declared(path, number, entry) for number, entry in enumerate(tables_of(f"{path}: ", table, "on_demand"), 1)),
        demo=demo_in(path, table),
        **files,
        **texts,
    )
    return check(declaration, str(path))


def check(declaration: Declaration, where: str = "") -> Declaration:
    """The declaration itself when its files exist and its time zone is known; else raises BuildError. where: the file it was read from."""
    head = f"{where}: " if where else ""
    if not declaration.name.strip():
        raise BuildError(f"{head}name is empty. Say what the city is called.")
    for key in ("osm", "elevation", *KEPT_FILES):
        path = getattr(declaration, key)
        if path is not None and not path.is_file():
            raise BuildError(f"{head}{key} = {path}: no such file. Correct the path.")
    for number, feed in enumerate(declaration.feeds, 1):
        if not feed.path.exists():
            raise BuildError(f"{head}path of gtfs {number} = {feed.path}: no such file. Correct the path, or leave this feed out.")
    if declaration.timezone:
        require_zone(declaration.timezone, head)
    if declaration.help_phone and not (len(declaration.help_phone) <= PHONE_CHARACTERS and PHONE.fullmatch(declaration.help_phone)):
        least = f"a + or none, then digits and single spaces, {PHONE_CHARACTERS} characters at most"
        raise BuildError(f"{head}help_phone is no telephone number. Write {least}.")
    return declaration


def require_zone(name: str, head: str) -> None:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise BuildError(f"{head}timezone = {name!r}: no such time zone. Write an IANA name such as Europe/Berlin.") from error


def refuse_unknown(path: Path, inside: str, table: dict, known: tuple[str, ...]) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise BuildError(f"{path}: {inside}{unknown[0]} is not a key of a city. Remove it; known are {', '.join(known)}.")


def text_of(path: Path, key: str, table: dict, needed: bool = False, inside: str = "") -> str:
    if key not in table:
        if needed:
            raise BuildError(f'{path}: {inside}{key} is missing. Add a line such as {key} = "…".')
        return ""
    if not isinstance(table[key], str):
        raise BuildError(f'{path}: {inside}{key} must be a text. Write it in quotes: {key} = "…".')
    if needed and not table[key].strip():
        raise BuildError(f"{path}: {inside}{key} is empty. Fill it in.")
    return table[key]


def feeds_in(path: Path, table: dict) -> list[dict]:
    feeds = table.get("gtfs", [])
    if not isinstance(feeds, list) or not all(isinstance(entry, dict) for entry in feeds):
        raise BuildError(f'{path}: gtfs must be a list of tables. Write [[gtfs]] and below it path = "feed.zip", once for each feed.')
    return feeds


def feed_of(path: Path, number: int, entry: dict) -> FeedFile:
    inside = f"gtfs {number}: "
    refuse_unknown(path, inside, entry, FEED_KEYS)
    file = path.parent / text_of(path, "path", entry, needed=True, inside=inside)
    return FeedFile(file, text_of(path, "licence", entry, inside=inside), text_of(path, "attribution", entry, inside=inside))


def demo_in(path: Path, table: dict) -> dict:
    """Whatever stands there; dates and times as ISO text, because the manifest is JSON."""
    demo = table.get("demo", {})
    if not isinstance(demo, dict):
        raise BuildError(f"{path}: demo must be a table. Write [demo] and its keys below it.")
    return plain(demo)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value
