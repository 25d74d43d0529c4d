"""Whether a tariff may be sold by: one that is not understood, or by which staying longer could cost less, is refused with its reasons."""
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from payments.parking.tariff import LONGEST_MIN, Rung, Tariff, Window
from payments.parking.wall import DAY_MIN, day_no

MOST_WINDOWS, MOST_RUNGS, MOST_DATES = 50, 200, 400
MOST_MINOR = 10**9
SOME_MONDAY = day_no(date(2024, 1, 1))


class Wrong(StrEnum):
    NO_WINDOWS = "no_windows"
    TOO_MUCH = "too_much"  # more windows, rungs or dates than any tariff has
    BAD_ZONE = "bad_zone"
    BAD_HOURS = "bad_hours"  # minutes or days that do not exist
    BAD_STEP = "bad_step"
    BAD_AMOUNT = "bad_amount"  # below zero, or too high for any stay
    RUNGS_OUT_OF_ORDER = "rungs_out_of_order"
    LONGER_IS_CHEAPER = "longer_is_cheaper"
    OVERLAP = "overlap"  # two windows of the week, or two of the same dates, hold at once


def check(tariff: Tariff) -> tuple[Wrong, ...]:
    """What is wrong, each once; nothing: it can be sold by, and staying longer never costs less."""
    if too_much(tariff):
        return (Wrong.TOO_MUCH,)
    found = set(of_whole(tariff))
    for window in tariff.windows:
        found |= set(of_window(window))
    if Wrong.BAD_HOURS not in found and overlaps(tariff):
        found.add(Wrong.OVERLAP)
    return tuple(wrong for wrong in Wrong if wrong in found)


def is_refused(tariff: Tariff) -> bool:
    return bool(check(tariff))


def too_much(tariff: Tariff) -> bool:
    windows = tariff.windows
    dates = len(tariff.closed) + sum(len(window.dates) for window in windows)
    return len(windows) > MOST_WINDOWS or dates > MOST_DATES or any(len(window.ladder) > MOST_RUNGS for window in windows)


def of_whole(tariff: Tariff) -> Iterator[Wrong]:
    if not tariff.windows:
        yield Wrong.NO_WINDOWS
    try:
        ZoneInfo(tariff.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Wrong.BAD_ZONE
    if not 0 <= tariff.free_min <= LONGEST_MIN:
        yield Wrong.BAD_HOURS
    if not payable(tariff.cap_minor or 0):
        yield Wrong.BAD_AMOUNT


def of_window(window: Window) -> Iterator[Wrong]:
    if not (0 <= window.from_min < DAY_MIN and 0 <= window.to_min <= DAY_MIN and window.days <= frozenset(range(7))):
        yield Wrong.BAD_HOURS
    if not (window.days or window.dates):
        yield Wrong.BAD_HOURS
    if not 0 <= window.step_min <= LONGEST_MIN or (not window.step_min and not window.ladder):
        yield Wrong.BAD_STEP
    if not all(payable(amount) for amount in (window.step_minor, window.cap_minor or 0, *(rung.total_minor for rung in window.ladder))):
        yield Wrong.BAD_AMOUNT
    for before, after in zip((Rung(0, 0), *window.ladder), window.ladder):
        if after.up_to_min <= before.up_to_min:
            yield Wrong.RUNGS_OUT_OF_ORDER
        elif after.total_minor < before.total_minor:
            yield Wrong.LONGER_IS_CHEAPER


def payable(amount_minor: int) -> bool:
    return 0 <= amount_minor <= MOST_MINOR


def overlaps(tariff: Tariff) -> bool:
    """On a week of all weekdays, and on the dates that have windows of their own with the days after them."""
    weekly = [window for window in tariff.windows if not window.dates]
    dated = [window for window in tariff.windows if window.dates]
    dates = {day for window in dated for day in window.numbers}
    return doubled(weekly, range(SOME_MONDAY, SOME_MONDAY + 7), tariff.edges) or doubled(dated, dates | {day + 1 for day in dates}, tariff.edges)


def doubled(windows: Sequence[Window], days: Iterable[int], edges: tuple[int, ...]) -> bool:
    begins = (0, *edges[:-1])
    return any(sum(window.holds(day, minute) for window in windows) > 1 for day in days for minute in begins)
