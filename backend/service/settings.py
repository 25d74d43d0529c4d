"""What can be set from outside. All have defaults that are right for one machine."""
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backend.accounts.mail import SmtpServer, read_origin, read_smtp
from backend.bookings.payees import read_payees
from backend.database.address import TEMPORARY, AddressRefused, file_address, read_address
from backend.database.sealing import KeyRefused, read_keys
from backend.feeds.addresses import parse_simulator
from backend.operators.declaration import parse_simulated
from backend.operators.service import OURS
from backend.paying.provider import Provider, ProviderUnusable, read_provider
from backend.service.policies import RateClass

MOST_PLANNING = 64
LOCAL_HOSTS = ("localhost", "127.0.0.1")
PER_MINUTE = {
    RateClass.PLAN: 600, RateClass.SEARCH: 600, RateClass.MAP: 1200, RateClass.READ: 1200, RateClass.WRITE: 300, RateClass.PASS: 30,
    RateClass.REPORT: 60, RateClass.PHOTO: 30, RateClass.WEBHOOK: 6000, RateClass.DAY: 30,
}  # fmt: skip
DATABASE = Path(".var") / "allways.sqlite"
SHORTEST_STAFF_TOKEN = 32
LONGEST_MAAS_ID = 100


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
    public_origin how people reach the service (ALLWAYS_PUBLIC_ORIGIN, e.g. https://allways.example.org), for links in mails
    smtp          the server that takes mails (ALLWAYS_SMTP, e.g. smtps://user:password@mail.example.org, with ALLWAYS_MAIL_FROM as their sender);
                  None: they stay on this machine, where /dev/mailbox shows them
    provider      the payment service (STRIPE_API_KEY with STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRETS; without a key the sandbox at
                  ALLWAYS_SANDBOX, on a machine of one's own by itself); None: nothing can be paid
    payees        accounts of operators at the payment service (ALLWAYS_PAYEES, e.g. tram=acct_1234, commas); the others are paid by statement
    erasures      a file that gets a line for each account that is deleted (ALLWAYS_ERASURES), to be kept apart from backups; None: only the table
    operators     a TOML file with [[operators]] tables (ALLWAYS_OPERATORS); None: nothing is booked with anybody
    simulated_operators   places on this machine where made-up operators may be spoken to over http (ALLWAYS_SIMULATED_OPERATORS, commas)
    maas_id       by which operators know us (ALLWAYS_MAAS_ID)
    ticket_keys   a folder with the keys of tickets that the root of the city signed (ALLWAYS_TICKET_KEYS); None: a demonstration on this machine
                  makes its own, every other service signs none
    forecast      what was learned of the car parks of this city (ALLWAYS_FORECAST, a file of `allways parking train`), until it has learned by itself
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
    forecast: Path | None = None
    codes: Path | None = None
    ticket_keys: Path | None = None
    operators: Path | None = None
    simulated_operators: str = ""
    maas_id: str = OURS
    public_origin: str = "http://localhost:8000"
    erasures: Path | None = None
    smtp: SmtpServer | None = field(default=None, repr=False)
    provider: Provider | None = field(default=None, repr=False)
    payees: Mapping[str, str] = field(default_factory=dict, repr=False)

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
            forecast=Path(environment["ALLWAYS_FORECAST"]) if environment.get("ALLWAYS_FORECAST") else None,
            codes=Path(environment["ALLWAYS_CODES"]) if environment.get("ALLWAYS_CODES") else None,
            ticket_keys=Path(environment["ALLWAYS_TICKET_KEYS"]) if environment.get("ALLWAYS_TICKET_KEYS") else None,
            operators=Path(environment["ALLWAYS_OPERATORS"]) if environment.get("ALLWAYS_OPERATORS") else None,
            simulated_operators=read_simulated_operators(environment.get("ALLWAYS_SIMULATED_OPERATORS", "")),
            maas_id=read_maas_id(environment.get("ALLWAYS_MAAS_ID", "")),
            erasures=Path(environment["ALLWAYS_ERASURES"]) if environment.get("ALLWAYS_ERASURES") else None,
            public_origin=read_public_origin(environment.get("ALLWAYS_PUBLIC_ORIGIN", "")),
            smtp=read_mail_server(environment.get("ALLWAYS_SMTP", ""), environment.get("ALLWAYS_MAIL_FROM", "")),
            provider=read_payment_service(environment),
            payees=read_payee_accounts(environment.get("ALLWAYS_PAYEES", "")),
        )


def read_payee_accounts(text: str) -> Mapping[str, str]:
    try:
        return read_payees(text)
    except ValueError as error:
        raise SettingsError(f"ALLWAYS_PAYEES: {error}") from error


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


def read_simulated_operators(text: str) -> str:
    try:
        parse_simulated(text)
    except ValueError as error:
        raise SettingsError(f"ALLWAYS_SIMULATED_OPERATORS: {error}") from error
    return text


def read_maas_id(text: str) -> str:
    if len(text) > LONGEST_MAAS_ID or not (text.isascii() and text.isprintable()) or text != text.strip():
        raise SettingsError(f"ALLWAYS_MAAS_ID: write at most {LONGEST_MAAS_ID} letters, digits and signs of ASCII, as agreed with the operators.")
    return text or OURS


def read_column_key(text: str) -> str:
    try:
        if text:
            read_keys(text)
    except KeyRefused as error:
        raise SettingsError(f"ALLWAYS_COLUMN_KEY: {error}") from error
    return text


def read_public_origin(text: str) -> str:
    try:
        return read_origin(text) if text else Settings.public_origin
    except ValueError as error:
        raise SettingsError(f"ALLWAYS_PUBLIC_ORIGIN: {error}") from error


def read_mail_server(text: str, sender: str) -> SmtpServer | None:
    try:
        return read_smtp(text, sender)
    except ValueError as error:
        raise SettingsError(f"ALLWAYS_SMTP: {error}") from error


def read_payment_service(environment: Mapping[str, str]) -> Provider | None:
    try:
        return read_provider(environment, read_public_origin(environment.get("ALLWAYS_PUBLIC_ORIGIN", "")))
    except ProviderUnusable as error:
        raise SettingsError(str(error)) from error


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
