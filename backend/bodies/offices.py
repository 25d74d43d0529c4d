"""A body in the plain table: when it works, whom it goes up to, how it gets its requests."""
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from backend.bodies.categories import Names
from backend.bodies.holidays import NONE, Holidays
from backend.bodies.hours import Hours, Spans
from backend.bodies.table import BodyTold
from backend.bodies.told import Mistake, matching, one_of, refuse_unknown, texts
from backend.bodies.words import Channel

KEYS = {
    "code", "name", "zone", "hours", "holidays", "closed", "levels", "escalates_to", "channel", "to", "jurisdiction", "key_env", "alarm", "mail",
}  # fmt: skip
CODE = re.compile(r"(?!triage\Z)[a-z0-9][a-z0-9_.-]{0,63}\Z")
NAME = re.compile(r"(?=.*\S)[^\x00-\x1f]{1,200}\Z")
SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)\Z")
DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:/(\d{4}-\d\d-\d\d))?\Z")
MAIL = re.compile(r"[^@\s<>,;\"']{1,64}@[A-Za-z0-9.-]{1,200}\Z")
VARIABLE = re.compile(r"ALLWAYS_OPEN311_[A-Z0-9_]{1,64}\Z|\Z")
FREE = re.compile(r"[ -~]{0,200}\Z")
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
USUAL_HOURS = ("Mon-Fri 08:00-16:00",)
MOST_LEVELS, MOST_CLOSED_DAYS = 10, 500
LEAST_MIN = 240  # of a week: a clock that hardly goes promises nothing


def read_office(told: Mapping[str, Any], zone: str, calendars: Mapping[str, Holidays]) -> BodyTold:
    """zone: of the table. Raises Mistake."""
    refuse_unknown(told, KEYS)
    code = matching(told, "code", CODE, "small letters, digits, hyphens and low lines, 64 at most, and not `triage`")
    holidays = calendars[one_of(told, "holidays", calendars, NONE)]
    channel = Channel(one_of(told, "channel", tuple(Channel), Channel.INBOX))
    return BodyTold(
        code, matching(told, "name", NAME, "how people know it, 200 letters at most"), hours_of(told, zone, holidays), holidays, levels_of(told),
        told.get("escalates_to"), channel, recipient_of(told, channel), matching(told, "jurisdiction", FREE, "as its server names it", ""),
        matching(told, "key_env", VARIABLE, "the name of a variable that begins with ALLWAYS_OPEN311_", ""), alarm_of(told), mail_of(told),
    )  # fmt: skip


def hours_of(told: Mapping[str, Any], zone: str, holidays: Holidays) -> Hours:
    week: list[Spans] = [() for _ in WEEK]
    for line in texts(told, "hours") or USUAL_HOURS:
        days, _, spans = line.partition(" ")
        read = read_spans(spans)
        for day in read_days(days):
            week[day] = join(week[day] + read)
    if sum(to - since for spans in week for since, to in spans) < LEAST_MIN:
        raise Mistake("hours: four hours a week are the least", "hours")
    closed = closed_days(told)
    return Hours(zone_of(told, zone), tuple(week), lambda day: day in closed or day in holidays)


def zone_of(told: Mapping[str, Any], zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(str(told.get("zone", zone)))
    except (ValueError, OSError, LookupError) as error:
        raise Mistake("zone: an IANA name such as Europe/Berlin", "zone") from error


def read_days(text: str) -> list[int]:
    """`Mon`, `Mon-Fri`, `Mon,Wed`, `daily`."""
    if text == "daily":
        return list(range(7))
    days: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in WEEK or (last or first) not in WEEK or WEEK.index(last or first) < WEEK.index(first):
            raise Mistake('hours: write days and times, such as "Mon-Thu 08:00-12:00,13:00-16:00" or "daily 00:00-24:00"', "hours")
        days += range(WEEK.index(first), WEEK.index(last or first) + 1)
    return days


def read_spans(text: str) -> Spans:
    spans = []
    for part in text.replace(" ", "").split(","):
        found = SPAN.match(part)
        numbers = [int(one) for one in found.groups()] if found else [99, 99, 0, 0]
        since, to = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
        if not 0 <= since < to <= 1440 or numbers[1] > 59 or numbers[3] > 59:
            raise Mistake("hours: times of one day, the earlier first, such as 08:00-16:00; a night is two: 22:00-24:00, 00:00-06:00", "hours")
        spans.append((since, to))
    return tuple(spans)


def join(spans: Spans) -> Spans:
    """In order and apart."""
    joined: list[tuple[int, int]] = []
    for since, to in sorted(spans):
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(to, joined[-1][1]))
        else:
            joined.append((since, to))
    return tuple(joined)


def closed_days(told: Mapping[str, Any]) -> frozenset[date]:
    days: set[date] = set()
    for line in texts(told, "closed"):
        try:
            first, last = (date.fromisoformat(one) for one in (DAY.match(line).groups(line[:10])))  # type: ignore[union-attr]
        except (ValueError, AttributeError) as error:
            raise Mistake('closed: days and spans of days, such as "2026-12-24" or "2026-12-27/2026-12-31"', "closed") from error
        if last < first or (last - first).days + len(days) > MOST_CLOSED_DAYS:
            raise Mistake(f"closed: the first day comes first, and {MOST_CLOSED_DAYS} days are the most", "closed")
        days.update(first + timedelta(days=at) for at in range((last - first).days + 1))
    return frozenset(days)


def levels_of(told: Mapping[str, Any]) -> tuple[Names, ...]:
    levels = told.get("levels", [])
    if not isinstance(levels, list) or len(levels) > MOST_LEVELS or not all(is_names(one) for one in levels):
        raise Mistake(f'levels: whom it goes up to, {MOST_LEVELS} at most, each {{ en = "head of lifts", de = "Leitung Aufzüge" }}', "levels")
    return tuple(levels)


def is_names(told: Any) -> bool:
    return isinstance(told, dict) and bool(told) and all(isinstance(text, str) and NAME.match(text) for text in told.values())


def recipient_of(told: Mapping[str, Any], channel: Channel) -> str:
    to = told.get("to", "")
    if channel is Channel.INBOX:
        if to:
            raise Mistake("to: a body with the channel inbox works in the console; leave it out", "to")
        return ""
    if channel is Channel.EMAIL:
        if not isinstance(to, str) or not MAIL.match(to):
            raise Mistake("to: the mail address of the office", "to")
        return to
    if not isinstance(to, str) or len(to) > 500 or urlsplit(to).scheme not in ("https", "http") or not urlsplit(to).hostname:
        raise Mistake("to: the address of its server, such as https://city.example.org/open311/v2", "to")
    return to


def alarm_of(told: Mapping[str, Any]) -> str:
    alarm = told.get("alarm", "")
    if alarm and not (isinstance(alarm, str) and MAIL.match(alarm)):
        raise Mistake("alarm: the mail address that rings somebody at any hour", "alarm")
    return alarm


def mail_of(told: Mapping[str, Any]) -> str:
    mail = told.get("mail", "")
    if mail and not (isinstance(mail, str) and MAIL.match(mail)):
        raise Mistake("mail: the mail address of the office, for when its server does not answer", "mail")
    return mail
