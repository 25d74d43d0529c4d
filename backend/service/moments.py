"""Moments that clients name."""
from datetime import UTC, datetime

from backend.service.errors import Unprocessable

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


class OffsetMissing(Unprocessable):
    code = "offset_missing"


class TimeOutOfRange(Unprocessable):
    code = "time_out_of_range"


def checked_moment(moment: datetime | None, field: str) -> datetime | None:
    """The moment, if it is one for sure. Without an offset it would be another one for whoever travels, so it is refused."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise OffsetMissing("Give the time with its offset from UTC, such as 2026-11-24T08:30:00+01:00.", field)
    if not EARLIEST <= moment < LATEST:
        raise TimeOutOfRange("Give a time from the year 2000 to 2099.", field)
    return moment
