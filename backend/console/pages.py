"""Pages of the console from their templates: escaped, without a script or a style inside, in the language of the browser."""
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Request, Response
from litestar.datastructures import Cookie

from backend.codes.words import language_of
from backend.console.assets import address_of
from backend.console.door import CSRF_FIELD
from backend.console.rooms import rooms_of
from backend.console.sessions import Visitor
from backend.console.words import WORDS
from backend.database.base import now

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
HEADERS = {"content-security-policy": POLICY, "vary": "accept-language, cookie"}
FOLDER = Path(__file__).with_name("templates")
OURS = "en"
LANGUAGE_COOKIE = "aw_console_language"
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "ko": "한국어"}


def months(language: str) -> list[str]:
    return WORDS[language]["months"].split(" ")


class Pages:
    """origin: sends HSTS over https. zone, language: of the city."""

    def __init__(self, zone: ZoneInfo, language: str, secure: bool, clock: Callable[[], datetime] = now):
        self.zone, self.language, self.clock = zone, language, clock
        self.headers = HEADERS | ({"strict-transport-security": "max-age=63072000"} if secure else {})
        self.templates = Environment(
            loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )

    def language_of(self, request: Request) -> str:
        """The one that was chosen in this browser, else the one it asks for, else that of the city."""
        chosen = request.cookies.get(LANGUAGE_COOKIE, "")
        asked = chosen if chosen in WORDS else language_of(request.headers.get("accept-language", ""), self.language)
        return asked if asked in WORDS else OURS

    def show(
        self, request: Request, template: str, status: int = 200, cookies: list[Cookie] | None = None, headers: dict[str, str] | None = None, **shown
    ) -> Response[str]:
        language = self.language_of(request)
        visitor: Visitor | None = request.scope.get("visitor")  # type: ignore[assignment]
        known = {
            "w": WORDS[language], "lang": language, "visitor": visitor, "rooms": rooms_of(visitor.role) if visitor else (), "room": "",
            "csrf_field": CSRF_FIELD, "csrf": visitor.csrf if visitor else "", "asset": address_of, "now": self.clock(),
            "moment": lambda moment: self.moment(moment, language), "left": lambda moment: self.left(moment, language),
            "spoken": LANGUAGES, "here": request.url.path if request.method == "GET" else "",
            "local": lambda moment: moment.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M"), "refused": {}, "values": {},
        }  # fmt: skip
        body = self.templates.get_template(template).render(known | shown)
        return Response(body, status_code=status, media_type=MediaType.HTML, headers=self.headers | (headers or {}), cookies=cookies or [])

    def moment(self, at: datetime, language: str) -> str:
        """In the time of the city; the year where it is another one."""
        there = at.astimezone(self.zone)
        pattern = WORDS[language]["moment" if there.year == self.clock().astimezone(self.zone).year else "moment_year"]
        return pattern.format(day=there.day, month=months(language)[there.month - 1], year=there.year, time=f"{there:%H:%M}")

    def left(self, at: datetime, language: str) -> str:
        """How long until then, or since then, in one unit."""
        words, seconds = WORDS[language], (at - self.clock()).total_seconds()
        amount, unit = span(abs(seconds))
        name = words[f"{unit}_one" if amount == 1 else f"{unit}_many"]
        return words["in" if seconds >= 0 else "ago"].format(span=f"{amount} {name}")

    def told(self, name: str) -> str:
        """The name of what was done, where it is one that pages have words for."""
        return name if f"told_{name}" in WORDS[OURS] else ""

    def read_moment(self, text: str) -> datetime:
        """What a field of a date and a time holds, in the time of the city. Raises ValueError."""
        return datetime.fromisoformat(text).replace(tzinfo=self.zone).astimezone(UTC)


def span(seconds: float) -> tuple[int, str]:
    for unit, length in (("day", 86_400), ("hour", 3600)):
        if seconds >= 2 * length:
            return round(seconds / length), unit
    return max(0, round(seconds / 60)), "minute"
