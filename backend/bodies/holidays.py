"""Days on which nobody works: rules of calendars in holidays.toml beside this file, from which the days of any year are worked out."""
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "holidays.toml"
RULE = re.compile(r"(\d\d)-(\d\d)\Z|easter(?:([+-])(\d{1,2}))?\Z")
NONE = "none"


class CalendarRefused(ValueError):
    """It says what to write."""


@dataclass(frozen=True)
class Holidays:
    """rules: name of the day → `MM-DD` or `easter`, `easter+39`, `easter-2`. from_year: of rules that began once."""

    name: str
    rules: Mapping[str, str]
    from_year: Mapping[str, int]

    @property
    def version(self) -> str:
        """Name and what it says, for the record of what a due date was worked out with."""
        told = json.dumps([sorted(self.rules.items()), sorted(self.from_year.items())])
        return f"{self.name}:{hashlib.sha256(told.encode()).hexdigest()[:12]}"

    def __contains__(self, day: date) -> bool:
        return day in self.days_of(day.year)

    def days_of(self, year: int) -> Mapping[date, str]:
        return days_of(self.name, tuple(self.rules.items()), tuple(self.from_year.items()), year)


@lru_cache(maxsize=256)
def days_of(calendar: str, rules: tuple[tuple[str, str], ...], from_year: tuple[tuple[str, int], ...], year: int) -> dict[date, str]:
    since = dict(from_year)
    return {day_of(rule, year): name for name, rule in rules if since.get(name, 0) <= year}


def day_of(rule: str, year: int) -> date:
    month, day, sign, days = RULE.match(rule).groups()  # type: ignore[union-attr]
    if month:
        return date(year, int(month), int(day))
    return easter(year) + timedelta(days=int(days or 0) * (-1 if sign == "-" else 1))


def easter(year: int) -> date:
    """Sunday, Gregorian. The algorithm of Meeus, Jones and Butcher: J. Meeus, Astronomical Algorithms, 2nd ed., chapter 8."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def read_calendar(name: str, table: Mapping) -> Holidays:
    """table: name of the day = rule, or { rule = "…", from = 2019 }. Raises CalendarRefused."""
    rules, since = {}, {}
    for day, told in table.items():
        rule, year = (told.get("rule"), told.get("from", 0)) if isinstance(told, dict) else (told, 0)
        found = RULE.match(rule) if isinstance(rule, str) else None
        if found is None or not isinstance(year, int):
            raise CalendarRefused(f"holidays.{name}: {day!r}: write MM-DD, easter, easter+39 or easter-2")
        try:
            day_of(rule, 2023)
        except ValueError as error:
            raise CalendarRefused(f"holidays.{name}: {day!r}: there is no such day in every year") from error
        rules[day], since[day] = rule, year
    return Holidays(name, rules, {day: year for day, year in since.items() if year})


@cache
def known_calendars() -> Mapping[str, Holidays]:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {NONE: Holidays(NONE, {}, {})} | {name: read_calendar(name, table) for name, table in told.items()}
