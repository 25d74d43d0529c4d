"""On which days each service of one feed runs: calendar.txt and calendar_dates.txt, either of which may be missing."""
from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from routing.build.gtfs_files import FeedFiles
from routing.build.gtfs_table import Ids, Table, find_table, no_table
from routing.build.problems import BuildError, Problems

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CALENDAR = ("service_id", *WEEKDAYS, "start_date", "end_date")
EXCEPTION = ("service_id", "date", "exception_type")
ADDED, REMOVED = 1, 2


class Services(NamedTuple):
    """days: uint8[services, days], 1 where the service runs; first_day: ordinal of its column 0."""

    ids: Ids
    first_day: int
    days: np.ndarray


def read_services(files: FeedFiles, problems: Problems) -> Services:
    """Raises BuildError when the feed has neither file."""
    calendar = find_table(files, "calendar.txt", problems, CALENDAR)
    exceptions = find_table(files, "calendar_dates.txt", problems, EXCEPTION)
    if calendar is None and exceptions is None:
        raise BuildError(f"{files.name}: calendar.txt and calendar_dates.txt are both missing or empty. Without days no trip runs: add one of them.")
    weeks = read_weeks(calendar or no_table(files.where("calendar.txt"), CALENDAR, problems))
    dates = read_exceptions(exceptions or no_table(files.where("calendar_dates.txt"), EXCEPTION, problems))
    ids = Ids(pl.concat([weeks.text("service_id"), dates.text("service_id")]).unique(maintain_order=True))
    bounds = np.concatenate([weeks.array("start"), weeks.array("end"), dates.array("day")])
    first, last = (int(bounds.min()), int(bounds.max())) if len(bounds) else (1, 1)
    days = np.zeros((len(ids.texts), last - first + 1), np.uint8)
    fill_weeks(days, ids, weeks, first)
    kind = dates.array("kind")
    for exception, runs in ((ADDED, 1), (REMOVED, 0)):
        of_kind = dates.keep(kind == exception)
        days[ids.rows(of_kind.text("service_id")), of_kind.array("day") - first] = runs
    never = int((~days.any(axis=1)).sum())
    if never:
        example = ids.texts[int(np.argmin(days.any(axis=1)))]
        problems.add("service_never_runs", f"{never} services run on no day, such as {example}", weeks.file, 0, never)
    return Services(ids, first, days)


def read_weeks(table: Table) -> Table:
    """Rows of calendar.txt with `start` and `end` as ordinals and `weekdays` as one bit per weekday."""
    table = table.with_ids("service_id")
    for column in ("start_date", "end_date"):
        table = table.without("missing_value", ~table.has(column), f"service {{service_id}} has no {column}; the row is left out")
    weekdays = sum(table.whole(day, 0, 1, 0, "taken as 0") << i for i, day in enumerate(WEEKDAYS))
    table = table.put(start=table.day("start_date"), end=table.day("end_date"), weekdays=np.asarray(weekdays, np.int64))
    table = table.keep((table.array("start") > 0) & (table.array("end") > 0))
    backwards = table.array("start") > table.array("end")
    return table.without("service_ends_before_it_starts", backwards, "service {service_id}: {end_date} is before {start_date}; the row is left out")


def read_exceptions(table: Table) -> Table:
    """Rows of calendar_dates.txt with `day` as an ordinal and `kind`, ADDED or REMOVED."""
    for column in EXCEPTION:
        table = table.without("missing_value", ~table.has(column), f"there is no {column}; the row is left out")
    table = table.put(day=table.day("date"), kind=table.whole("exception_type", ADDED, REMOVED, 0, "the row is left out"))
    table = table.keep((table.array("day") > 0) & (table.array("kind") > 0))
    again = ~table.rows.select("service_id", "day").is_unique().to_numpy()
    first = table.rows.select(pl.struct("service_id", "day").is_first_distinct()).to_series().to_numpy()
    return table.without("duplicate_id", again & ~first, "service {service_id} has two rows for {date}; the first one counts")


def fill_weeks(days: np.ndarray, ids: Ids, weeks: Table, first: int) -> None:
    weekday_of = (np.arange(days.shape[1]) + date.fromordinal(first).weekday()) % 7
    columns = (weeks.array(name).tolist() for name in ("start", "end", "weekdays"))
    for row, start, end, weekdays in zip(ids.rows(weeks.text("service_id")).tolist(), *columns):
        span = slice(start - first, end - first + 1)
        days[row, span] = (weekdays >> weekday_of[span]) & 1
