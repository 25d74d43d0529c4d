"""Zones on demand that a city declares itself in its `city.toml`, for services that no feed tells of: [[on_demand]] tables.

    [[on_demand]]
    id = "night"
    name = "Night shuttle"
    operator = "City Lines"
    area = "night.geojson"                 # a polygon, or a FeatureCollection of them
    hours = [{ days = ["friday", "saturday"], from = "22:00", until = "27:00" }]
    booking = { notice_min = 30 }          # or { last_day = 1, last_time = "17:00" }; see BookingRule
    phone = "+44 1632 960123"
    wheelchair_places = 1                  # left out: not known
    price = "night_shuttle"                # what prices are found by
"""
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from routing.build.flex_areas import read_feature
from routing.build.flex_rides import Built
from routing.build.problems import BuildError
from routing.flex.model import MEAN, SAFE, Area, Booking, OnDemandRide, Operated
from routing.flex.rules import BookingRule, BookingType

TEXTS = ("id", "name", "operator", "area", "phone", "info_url", "booking_url", "message", "price")
NEEDED = ("id", "name", "operator", "area")
KEYS = (*TEXTS, "hours", "booking", "wheelchair_places")
HOURS_KEYS = ("days", "from", "until")
RULE_NUMBERS, RULE_TIMES = ("notice_min", "notice_max", "last_day", "start_day"), ("last_time", "start_time")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])")
HIGHEST = {"wheelchair_places": 100, "notice_min": 366 * 1440, "notice_max": 366 * 1440, "last_day": 366, "start_day": 366}
LONGEST_TEXT, LAST_HOUR = 2000, 48


@dataclass(frozen=True)
class Declared:
    """One [[on_demand]] table, read. hours: a bit for each weekday, and from when until when, seconds of the day."""

    texts: dict[str, str]
    file: Path
    shape: BaseGeometry
    hours: tuple[tuple[int, int, int], ...]
    rule: BookingRule
    wheelchair_places: int | None


def read_declared(path: Path, number: int, table: dict) -> Declared:
    """Raises BuildError that names the file and the key and says what to do. path: of the city.toml; number: of the table, from 1."""
    inside = f"{path}: on_demand {number}: "
    refuse_unknown(inside, table, KEYS)
    texts = {key: text_of(inside, table, key) for key in TEXTS}
    for key in NEEDED:
        if not texts[key].strip():
            raise BuildError(f'{inside}{key} is missing. Add a line such as {key} = "…".')
    file = path.parent / texts["area"]
    hours = tuple(hours_of(f"{inside}hours: ", entry) for entry in tables_of(inside, table, "hours"))
    if not hours:
        raise BuildError(f'{inside}hours is missing. Write hours = [{{ days = ["monday"], from = "06:00", until = "22:00" }}].')
    booking = table.get("booking", {})
    if not isinstance(booking, dict):
        raise BuildError(f"{inside}booking must be a table. Write booking = {{ notice_min = 30 }}.")
    places = number_of(inside, table, "wheelchair_places")
    return Declared(texts, file, shape_in(inside, file), hours, rule_of(f"{inside}booking: ", booking), places)


def refuse_unknown(inside: str, table: dict, known: tuple[str, ...]) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise BuildError(f"{inside}{unknown[0]} is not known here. Remove it; known are {', '.join(known)}.")


def text_of(inside: str, table: dict, key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise BuildError(f'{inside}{key} must be a text of at most {LONGEST_TEXT} characters. Write it in quotes: {key} = "…".')
    return value


def number_of(inside: str, table: dict, key: str) -> int | None:
    value = table.get(key)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= HIGHEST[key]):
        raise BuildError(f"{inside}{key} must be a whole number from 0 to {HIGHEST[key]}.")
    return value


def tables_of(inside: str, table: dict, key: str) -> list[dict]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise BuildError(f"{inside}{key} must be a list of tables.")
    return value


def hours_of(inside: str, entry: dict) -> tuple[int, int, int]:
    refuse_unknown(inside, entry, HOURS_KEYS)
    days = entry.get("days", list(WEEKDAYS))
    if not isinstance(days, list) or not days or not set(map(str, days)) <= set(WEEKDAYS):
        raise BuildError(f"{inside}days must be a list of some of {', '.join(WEEKDAYS)}.")
    begin, end = (clock_of(inside, entry, key) for key in ("from", "until"))
    if begin is None or end is None or begin >= end:
        raise BuildError(f'{inside}from and until must be times such as from = "22:00", until = "27:00", the first before the second.')
    return sum(1 << WEEKDAYS.index(day) for day in days), begin, end


def clock_of(inside: str, entry: dict, key: str) -> int | None:
    value = entry.get(key)
    if value is None:
        return None
    found = CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > LAST_HOUR:
        raise BuildError(f'{inside}{key} must be a time such as "17:00", up to "{LAST_HOUR}:00".')
    return int(found[1]) * 3600 + int(found[2]) * 60


def rule_of(inside: str, table: dict) -> BookingRule:
    refuse_unknown(inside, table, (*RULE_NUMBERS, *RULE_TIMES))
    numbers: dict[str, Any] = {key: number_of(inside, table, key) for key in RULE_NUMBERS}
    times: dict[str, Any] = {f"{key}_s": clock_of(inside, table, key) for key in RULE_TIMES}
    kind = BookingType.PRIOR_DAYS if numbers["last_day"] is not None else BookingType.SAME_DAY if numbers["notice_min"] else BookingType.REAL_TIME
    return BookingRule(kind, **numbers, **times)


def shape_in(inside: str, file: Path) -> BaseGeometry:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BuildError(f"{inside}area = {file}: cannot be read ({error.strerror or error}). Correct the path.") from error
    except (ValueError, RecursionError) as error:
        raise BuildError(f"{inside}area = {file}: is no JSON in UTF-8 ({error}). Correct it there.") from error
    features = told.get("features", [told]) if isinstance(told, dict) else []
    shapes = []
    for number, feature in enumerate(features if isinstance(features, list) else [], 1):
        plain = {"type": "Feature", "geometry": feature} if isinstance(feature, dict) and "coordinates" in feature else feature
        own, why = read_feature({"id": number, **plain}) if isinstance(plain, dict) else (None, "it is no object")
        if own is None:
            raise BuildError(f"{inside}area = {file}: feature {number} cannot be used: {why}. Correct it there.")
        shapes.append(own[2])
    if not shapes:
        raise BuildError(f"{inside}area = {file}: there is no polygon in it. Draw one.")
    return unary_union(shapes)


def declared_on_demand(zones: list[Declared], timezone: str, built: Built) -> None:
    """Add what a city declares itself: in each zone from anywhere to anywhere."""
    for zone in zones:
        area, booking, texts, places = len(built.areas), len(built.bookings), zone.texts, zone.wheelchair_places
        built.areas.append(Area(texts["id"], texts["name"], zone.shape))
        urls = {"info_url": texts["info_url"], "booking_url": texts["booking_url"]}
        built.bookings.append(Booking(zone.rule, -1, texts["message"], phone=texts["phone"], **urls))
        for weekdays, begin, end in zone.hours:
            wheelchair = 0 if places is None else 1 if places else 2
            built.rides.append(OnDemandRide(len(built.runs), area, area, (begin, end), (begin, end), booking, booking, MEAN, SAFE))
            built.runs.append(Operated(
                operator=texts["operator"], line=texts["name"], timezone=timezone, trip_id=texts["id"], weekdays=weekdays, wheelchair=wheelchair,
                wheelchair_places=places, phone=texts["phone"], price=texts["price"], key=texts["id"],
            ))  # fmt: skip
