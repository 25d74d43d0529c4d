"""calendar.txt and calendar_dates.txt, for the timeframes of fares."""

from datetime import date

from payments.fares.feed import Source
from payments.fares.rules_v2 import ServiceDays

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_days(source: Source) -> ServiceDays:
    days = ServiceDays()
    for row in source.rows("calendar.txt", "service_id"):
        first, last = find_date(row.text("start_date")), find_date(row.text("end_date"))
        if first is None or last is None:
            source.report("no_date", "start_date or end_date is no date such as 20261231; the row is left out", "calendar.txt", row)
        else:
            weekdays = frozenset(at for at, weekday in enumerate(WEEKDAYS) if row.text(weekday) == "1")
            days.weeks.setdefault(row.text("service_id"), (weekdays, first, last))
    for row in source.rows("calendar_dates.txt", "service_id", "date"):
        day, kind = find_date(row.text("date")), row.text("exception_type")
        if day is None or kind not in ("1", "2"):
            source.report("no_date", "date or exception_type cannot be read; the row is left out", "calendar_dates.txt", row)
        else:
            days.exceptions.setdefault((row.text("service_id"), day), kind == "1")
    return days


def find_date(text: str) -> date | None:
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
