"""The wall clock of a zone against UTC, in whole minutes since 1970."""
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY_MIN = 24 * 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL, EPOCH_WEEKDAY = date(1970, 1, 1).toordinal(), 3


def utc(moment: datetime) -> datetime:
    """Two moments of one zone are compared and subtracted by what its wall clock shows, which is wrong while it is moved: those of UTC are not."""
    return moment.astimezone(UTC)


def minute_of(moment: datetime) -> int:
    """The minute that an aware moment is in."""
    return (utc(moment) - EPOCH) // MINUTE


def moment_of(minute: int) -> datetime:
    return EPOCH + minute * MINUTE


def day_no(day: date) -> int:
    return day.toordinal() - EPOCH_ORDINAL


def weekday(number: int) -> int:
    """0 Monday to 6 Sunday of a day since 1970-01-01."""
    return (number + EPOCH_WEEKDAY) % 7


@lru_cache(maxsize=8192)
def offset_at(zone: str, minute: int) -> int:
    """Minutes that the wall clock is ahead."""
    ahead = moment_of(minute).astimezone(ZoneInfo(zone)).utcoffset()
    return (ahead or timedelta()) // MINUTE


def before_shift(zone: str, first: int, end: int, offset: int) -> int:
    """The end, or the minute before it from which on the clock shows another offset than `offset`, which it does at `first`."""
    if offset_at(zone, end) == offset:
        return end
    while first + 1 < end:
        middle = (first + end) // 2
        first, end = (middle, end) if offset_at(zone, middle) == offset else (first, middle)
    return end


def from_wall(zone: str, number: int, minute: int, ends: bool) -> int:
    """A local time, as the minutes of a day since 1970-01-01. One that is left out is the first that there is after it; of one that comes twice a
    start is the first and an end the second."""
    local = number * DAY_MIN + minute
    early, late = sorted(local - ahead for ahead in (offset_at(zone, local - 2 * DAY_MIN), offset_at(zone, local + 2 * DAY_MIN)))
    found = [utc for utc in (early, late) if utc + offset_at(zone, utc) == local]
    if found:
        return found[-1] if ends else found[0]
    return before_shift(zone, early, late, offset_at(zone, early))
