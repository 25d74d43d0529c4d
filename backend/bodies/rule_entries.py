"""A rule and a test in the plain table."""
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from backend.bodies.categories import Categories
from backend.bodies.table import TRIAGE, BodyTold, Rule, RuleTest
from backend.bodies.told import Mistake, matching, number, one_of, refuse_unknown, some_of, texts
from routing.streets.model import Kind

RULE_KEYS = {"id", "priority", "category", "area", "road", "stop_m", "context", "hours", "body", "service", "else_body"}
TEST_KEYS = {"at", "category", "want", "hour", "context"}
ID = re.compile(r"(?!(?:uncovered|two_equal|border|closed)\Z)[a-z0-9][a-z0-9_.-]{0,63}\Z")
SERVICE = re.compile(r"[A-Za-z0-9_.-]{1,40}\Z")
CONTEXTS = ("stop", "vehicle", "lift", "bay")
HOURS = ("any", "open", "closed")
ROAD_KINDS = tuple(kind.name.lower() for kind in Kind if Kind.MOTORWAY <= kind <= Kind.SERVICE)
CATEGORY = "{category}"
USUAL_PRIORITY = 50


@dataclass(frozen=True)
class Known:
    """What rules may name. areas None: any."""

    bodies: Mapping[str, BodyTold]
    categories: Categories
    areas: frozenset[str] | None
    zone: ZoneInfo


def read_rule(told: Mapping[str, Any], line: int, known: Known) -> Rule:
    """Raises Mistake."""
    refuse_unknown(told, RULE_KEYS)
    codes, by_code = categories_of(told, known.categories)
    road = told.get("road", {})
    if not isinstance(road, dict) or set(road) - {"ref", "kind"} or ("road" in told and not road):
        raise Mistake('road: write { ref = "B *" }, { kind = ["primary", "trunk"] }, or both', "road")
    body = one_of(told, "body", known.bodies)
    priority = number(told, "priority", 0, 1000, "a whole number from 0, which comes first, to 1000", USUAL_PRIORITY)
    return Rule(
        matching(told, "id", ID, "small letters, digits, hyphens and low lines, 64 at most"), int(priority or 0), body, service_of(told),
        codes, by_code, areas_of(told, known.areas), texts(road, "ref"), some_of(road, "kind", ROAD_KINDS),
        number(told, "stop_m", 1, 1000, "metres to a stop, from 1 to 1000"), some_of(told, "context", CONTEXTS), one_of(told, "hours", HOURS, "any"),
        one_of(told, "else_body", known.bodies) if "else_body" in told else None, line,
    )  # fmt: skip


def categories_of(told: Mapping[str, Any], categories: Categories) -> tuple[frozenset[str], bool]:
    """Codes, and whether each was named itself: then the rule says more than one of a whole group."""
    codes: set[str] = set()
    by_code = True
    for name in texts(told, "category"):
        if categories.find(name):
            codes.add(name)
        elif name in categories.groups:
            codes |= {category.code for category in categories if category.group == name}
            by_code = False
        else:
            raise Mistake(f"category: {name!r} is neither a category nor a group; groups are {', '.join(categories.groups)}", "category")
    return frozenset(codes), by_code and bool(codes)


def areas_of(told: Mapping[str, Any], known: frozenset[str] | None) -> tuple[str, ...]:
    codes = texts(told, "area")
    unknown = [code for code in codes if known is not None and code not in known]
    if unknown:
        raise Mistake(f"area: there is no area {unknown[0]!r}: write a `code` of the GeoJSON", "area")
    return codes


def service_of(told: Mapping[str, Any]) -> str:
    service = told.get("service", CATEGORY)
    if not isinstance(service, str) or not SERVICE.match(service.replace(CATEGORY, "x")):
        raise Mistake(f"service: the code the body knows it by, 40 letters at most; {CATEGORY} stands for that of the category", "service")
    return service


def read_test(told: Mapping[str, Any], line: int, known: Known) -> RuleTest:
    """Raises Mistake."""
    refuse_unknown(told, TEST_KEYS)
    hour = told.get("hour")
    if hour is not None and not isinstance(hour, datetime):
        raise Mistake("hour: a day and a time, such as 2026-03-02T10:00:00", "hour")
    moment = hour.replace(tzinfo=known.zone) if hour is not None and hour.tzinfo is None else hour
    want = one_of(told, "want", (TRIAGE, *known.bodies))
    category = told.get("category")
    if not isinstance(category, str) or known.categories.find(category) is None:
        raise Mistake("category: the code of a category", "category")
    return RuleTest(place_of(told), category, want, moment, some_of(told, "context", CONTEXTS), line)


def place_of(told: Mapping[str, Any]) -> tuple[float, float] | None:
    at = told.get("at")
    if at is None:
        return None
    if not (isinstance(at, list) and len(at) == 2 and all(isinstance(one, int | float) and not isinstance(one, bool) for one in at)):
        raise Mistake("at: [latitude, longitude], such as [49.41, 8.69]", "at")
    if not (-90 <= at[0] <= 90 and -180 <= at[1] <= 180):
        raise Mistake("at: [latitude, longitude] in degrees", "at")
    return float(at[0]), float(at[1])
