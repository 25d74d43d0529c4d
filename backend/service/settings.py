"""What can be set from outside. All have defaults that are right for one machine."""
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backend.database.address import TEMPORARY, AddressRefused, file_address, read_address
from backend.database.sealing import KeyRefused, read_keys
from backend.feeds.addresses import parse_simulator
from backend.service.policies import RateClass

MOST_PLANNING = 64
LOCAL_HOSTS = ("localhost", "127.0.0.1")
PER_MINUTE = {
    RateClass.PLAN: 600, RateClass.SEARCH: 600, RateClass.MAP: 1200, RateClass.READ: 1200, RateClass.WRITE: 300, RateClass.PASS: 30,
    RateClass.REPORT: 60, RateClass.PHOTO: 30,
}  # fmt: skip
DATABASE = Path(".var") / "allways.sqlite"
SHORTEST_STAFF_TOKEN = 32


class SettingsError(Exception):
    """An environment variable that cannot be understood; the message says what to write."""


@dataclass(frozen=True)
class Settings:
    """hosts         names by which the service may be called (ALLWAYS_HOSTS, commas), beside localhost
    proxies       addresses whose X-Forwarded-For is believed (ALLWAYS_TRUSTED_PROXIES, commas)
    per_minute    requests of one address per rate class (ALLWAYS_RATE_LIMITS, e.g. `plan=600,map=1200`, or `off`)
    plans_at_once threads that plan, in each worker process (ALLWAYS_PLANS_AT_ONCE; `serve` takes the cores by the workers)
    log_requests  one line per request (ALLWAYS_LOG_REQUESTS, 0 or 1)
    database_url  where the database is (ALLWAYS_DATABASE_URL; a file of SQLite in .var when left out); made here and not read, a temporary one
    staff_token   what the staff show (ALLWAYS_STAFF_TOKEN, 32 characters or more); without it nobody is staff
    feeds         a TOML file with [[feeds]] tables (ALLWAYS_FEEDS); None: nothing is live
    simulator     the one place on this machine that feeds may be fetched from over http (ALLWAYS_SIMULATOR, e.g. 127.0.0.1:8100)
    column_key    seals what is kept of followed trips, and photos of obstacles (ALLWAYS_COLUMN_KEY, 64 hexadecimal digits, several with commas while
                  they change); a file of SQLite has its own beside it
    metrics_for   networks that may read /metrics beside this machine (ALLWAYS_METRICS_FOR, commas)
    codes         a folder with the ring and the markers of the codes in the street (ALLWAYS_CODES); None: the city has none
    """

    hosts: frozenset[str] = frozenset(LOCAL_HOSTS)
    proxies: frozenset[str] = frozenset()
    per_minute: Mapping[RateClass, int] | None = field(default_factory=lambda: dict(PER_MINUTE))
    plans_at_once: int = 2
    log_requests: bool = True
    database_url: str = field(default=TEMPORARY, repr=False)
    staff_token: str = field(default="", repr=False)
    feeds: Path | None = None
    simulator: str = ""
    metrics_for: str = ""
    column_key: str = field(default="", repr=False)
    codes: Path | None = None

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Raises SettingsError."""
        return cls(
            hosts=frozenset(LOCAL_HOSTS) | words(environment.get("ALLWAYS_HOSTS", "")),
            proxies=words(environment.get("ALLWAYS_TRUSTED_PROXIES", "")),
            per_minute=read_limits(environment.get("ALLWAYS_RATE_LIMITS", "")),
            plans_at_once=read_number("ALLWAYS_PLANS_AT_ONCE", environment, 2, 1, MOST_PLANNING),
            log_requests=bool(read_number("ALLWAYS_LOG_REQUESTS", environment, 1, 0, 1)),
            database_url=read_database(environment.get("ALLWAYS_DATABASE_URL", "")),
            staff_token=read_staff_token(environment.get("ALLWAYS_STAFF_TOKEN", "")),
            feeds=Path(environment["ALLWAYS_FEEDS"]) if environment.get("ALLWAYS_FEEDS") else None,
            simulator=read_simulator(environment.get("ALLWAYS_SIMULATOR", "")),
            column_key=read_column_key(environment.get("ALLWAYS_COLUMN_KEY", "")),
            metrics_for=environment.get("ALLWAYS_METRICS_FOR", ""),
            codes=Path(environment["ALLWAYS_CODES"]) if environment.get("ALLWAYS_CODES") else None,
        )


def words(text: str) -> frozenset[str]:
    return frozenset(word.strip().lower() for word in text.split(",") if word.strip())


def read_number(name: str, environment: Mapping[str, str], default: int, low: int, high: int) -> int:
    text = environment.get(name, "") or str(default)
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingsError(f"{name} is {text!r}: write a whole number from {low} to {high}.")
    return int(text)


def read_database(text: str) -> str:
    try:
        return read_address(text or file_address(DATABASE)).render_as_string(hide_password=False)
    except AddressRefused as error:
        raise SettingsError(f"ALLWAYS_DATABASE_URL: {error}") from error


def read_simulator(text: str) -> str:
    try:
        if text:
            parse_simulator(text)
    except ValueError as error:
        raise SettingsError(f"ALLWAYS_SIMULATOR: {error}") from error
    return text


def read_column_key(text: str) -> str:
    try:
        if text:
            read_keys(text)
    except KeyRefused as error:
        raise SettingsError(f"ALLWAYS_COLUMN_KEY: {error}") from error
    return text


def read_staff_token(text: str) -> str:
    if text and not (len(text) >= SHORTEST_STAFF_TOKEN and text.isascii() and text.isprintable() and " " not in text):
        raise SettingsError(f"ALLWAYS_STAFF_TOKEN: write {SHORTEST_STAFF_TOKEN} or more random letters and digits, or leave it out.")
    return text


def read_limits(text: str) -> dict[RateClass, int] | None:
    if text.strip().lower() == "off":
        return None
    limits = dict(PER_MINUTE)
    for entry in words(text):
        name, _, number = entry.partition("=")
        if name not in set(RateClass) or not number.isdecimal() or int(number) < 1:
            raise SettingsError(f"ALLWAYS_RATE_LIMITS has {entry!r}: write `off` or pairs such as plan=600 of {', '.join(RateClass)}, per minute.")
        limits[RateClass(name)] = int(number)
    return limits
