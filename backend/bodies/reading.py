"""Reading the plain table (TOML) of bodies, rules and tests. All mistakes are told at once, each with its line and what to write."""
import tomllib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from backend.bodies.categories import Categories, CategoryRefused, changed, known_categories
from backend.bodies.holidays import CalendarRefused, Holidays, known_calendars, read_calendar
from backend.bodies.lines import Lines
from backend.bodies.offices import read_office
from backend.bodies.rule_entries import Known, read_rule, read_test
from backend.bodies.table import BodyTold, Table
from backend.bodies.told import Mistake

KEYS = {"zone", "language", "emergency_number", "triage", "bodies", "rules", "tests", "categories", "holidays"}
MOST = {"bodies": 200, "rules": 1000, "tests": 1000}
MOST_CATEGORIES, MOST_CALENDARS = 200, 50
Made = TypeVar("Made")


class TableUnusable(ValueError):
    """problems: in the order of the lines, `line 12: what is wrong and what to write`."""

    def __init__(self, problems: list[str]):
        super().__init__(problems[0])
        self.problems = tuple(problems)


def read_table(text: str, zone: str = "UTC", areas: frozenset[str] | None = None) -> Table:
    """zone: of the city, where the table names none. areas: codes that rules may name; None: any. Raises TableUnusable."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TableUnusable([f"This is no TOML: {error}."]) from error
    return Reader(told, Lines(text), areas).read(zone)


class Reader:
    """Collects what is wrong while it reads."""

    def __init__(self, told: Mapping[str, Any], lines: Lines, areas: frozenset[str] | None):
        self.told, self.lines, self.areas = told, lines, areas
        self.problems: list[tuple[int, str]] = []

    def read(self, zone: str) -> Table:
        for key in sorted(set(self.told) - KEYS):
            self.note(self.lines.find(key), f"{key} is not known here; known are {', '.join(sorted(KEYS))}")
        zone = self.zone(zone)
        calendars, categories = self.calendars(), self.categories()
        listed = self.entries("bodies", lambda one, line: read_office(one, zone, calendars))
        bodies = {body.code: body for body in listed}
        known = Known(bodies, categories, self.areas, ZoneInfo(zone))
        rules = self.entries("rules", lambda one, line: read_rule(one, line, known))
        tests = self.entries("tests", lambda one, line: read_test(one, line, known))
        self.refuse_twice("bodies", "code")
        self.refuse_twice("rules", "id")
        self.check_above(bodies)
        triage = self.triage(bodies)
        if self.problems:
            raise TableUnusable([f"line {line}: {words}" if line else words for line, words in sorted(self.problems, key=lambda one: one[0])])
        return Table(bodies, triage, tuple(rules), tuple(tests), categories, self.language())

    def note(self, line: int, words: str) -> None:
        self.problems.append((line, words))

    def entries(self, name: str, make: Callable[[Mapping[str, Any], int], Made]) -> list[Made]:
        told = self.told.get(name, [])
        if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
            self.note(self.lines.find(name), f"{name}: write [[{name}]] and below it one entry, as often as needed")
            return []
        if len(told) > MOST[name]:
            self.note(self.lines.find(name, MOST[name]), f"{name}: {MOST[name]} are the most")
            return []
        made = []
        for at, one in enumerate(told):
            try:
                made.append(make(one, self.lines.find(name, at)))
            except Mistake as mistake:
                self.note(self.lines.find(name, at, mistake.key), f"{name}: {mistake}")
        return made

    def zone(self, otherwise: str) -> str:
        name = self.told.get("zone", otherwise)
        try:
            return str(ZoneInfo(str(name)))
        except (ValueError, OSError, LookupError):
            self.note(self.lines.find("zone"), "zone: an IANA name such as Europe/Berlin")
            return "UTC"

    def language(self) -> str:
        return str(self.told.get("language", "en"))

    def tables_of(self, name: str, most: int) -> Mapping[str, Any]:
        tables = self.told.get(name, {})
        if not isinstance(tables, dict) or len(tables) > most:
            self.note(self.lines.find(name), f"{name}: write [{name}.NAME], {most} at most")
            return {}
        return tables

    def calendars(self) -> Mapping[str, Holidays]:
        found = dict(known_calendars())
        for name, table in self.tables_of("holidays", MOST_CALENDARS).items():
            try:
                found[name] = read_calendar(name, table if isinstance(table, dict) else {"": table})
            except CalendarRefused as error:
                self.note(self.lines.find(f"holidays.{name}"), str(error))
        return found

    def categories(self) -> Categories:
        number = str(self.told.get("emergency_number", "112"))
        if not number.isdecimal() or len(number) > 6:
            self.note(self.lines.find("emergency_number"), 'emergency_number: digits, such as "112"')
        found = changed(known_categories(), {}, number)
        for code, table in self.tables_of("categories", MOST_CATEGORIES).items():
            try:
                found = changed(found, {code: table}, number)
            except CategoryRefused as error:
                self.note(self.lines.find(f"categories.{code}"), f"categories: {error}")
        return found

    def refuse_twice(self, name: str, key: str) -> None:
        told = self.told.get(name, [])
        seen: set[Any] = set()
        for at, one in enumerate(told if isinstance(told, list) else []):
            value = str(one.get(key)) if isinstance(one, dict) else ""
            if value in seen:
                self.note(self.lines.find(name, at, key), f"{name}: {key} {value} comes twice")
            seen.add(value)

    def check_above(self, bodies: Mapping[str, BodyTold]) -> None:
        """Nothing goes up in circles: there is somebody at the top."""
        told = self.told.get("bodies", [])
        for at, one in enumerate(told if isinstance(told, list) else []):
            body = bodies.get(str(one.get("code"))) if isinstance(one, dict) else None
            seen: set[str] = set()
            while body is not None and body.escalates_to is not None:
                above = bodies.get(str(body.escalates_to))
                if above is None or above.code in seen or above.code == one.get("code"):
                    self.note(self.lines.find("bodies", at, "escalates_to"), "bodies: escalates_to: another body, which does not go up to this one")
                    break
                seen.add(above.code)
                body = above

    def triage(self, bodies: Mapping[str, BodyTold]) -> str:
        triage = self.told.get("triage", next(iter(bodies), ""))
        if triage not in bodies:
            self.note(self.lines.find("triage"), "triage: write the code of one of the [[bodies]]: of the inbox for what has no rule")
        return str(triage)
