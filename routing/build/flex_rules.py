"""booking_rules.txt of one feed."""
from typing import Any

import numpy as np
import polars as pl

from routing.build.gtfs_files import FeedFiles
from routing.build.gtfs_table import NO_TIME, Ids, Table, find_table
from routing.build.problems import Problems
from routing.flex.model import Booking
from routing.flex.rules import BookingRule, BookingType

WHOLE = ("prior_notice_duration_min", "prior_notice_duration_max", "prior_notice_last_day", "prior_notice_start_day")
TIMES = ("prior_notice_last_time", "prior_notice_start_time")
TEXTS = ("message", "pickup_message", "drop_off_message", "phone_number", "info_url", "booking_url")
REQUIRED = ("booking_rule_id", "booking_type")
LONGEST_MIN, LONGEST_DAYS = 366 * 1440, 366
LONGEST_TEXT = 2000
# What GTFS forbids for a type. It is obeyed all the same: who did not mean it would not have written it.
FORBIDDEN = {
    BookingType.REAL_TIME: (*WHOLE, *TIMES),
    BookingType.SAME_DAY: ("prior_notice_last_day",),
    BookingType.PRIOR_DAYS: ("prior_notice_duration_min", "prior_notice_duration_max"),
}
NEEDED = {BookingType.SAME_DAY: ("prior_notice_duration_min",), BookingType.PRIOR_DAYS: ("prior_notice_last_day", "prior_notice_last_time")}


def read_bookings(files: FeedFiles, services: Ids, problems: Problems) -> tuple[Ids, list[Booking]]:
    """Ids of the rules, and the rules. services: rows of the service ids of this feed."""
    table = find_table(files, "booking_rules.txt", problems, REQUIRED, (*WHOLE, *TIMES, *TEXTS, "prior_notice_service_id"))
    if table is None:
        return Ids(pl.Series([], dtype=pl.String)), []
    table = table.with_ids("booking_rule_id")
    table = table.put(kind=table.whole("booking_type", 0, 2, -1, "the rule is left out"))
    table = table.without("missing_value", ~table.has("booking_type"), "booking rule {booking_rule_id} has no booking_type; it is left out")
    table = table.keep(table.array("kind") >= 0)
    report_odd(table)
    named = table.has("prior_notice_service_id")
    notice = np.where(named, services.rows(table.text("prior_notice_service_id")), -1)
    unknown = named & (notice < 0)
    table.report("unknown_service", unknown, "booking rule {booking_rule_id}: there is no service {prior_notice_service_id}; every day counts")
    table.report("text_cut_short", too_long(table), f"booking rule {{booking_rule_id}}: a text has more than {LONGEST_TEXT} characters; cut short")
    columns = columns_of(table)
    return Ids(table.text("booking_rule_id")), [booking_at(columns, row, int(notice[row])) for row in range(len(table))]


def report_odd(table: Table) -> None:
    kind = table.array("kind")
    for booking_type in BookingType:
        for column in FORBIDDEN[booking_type]:
            message = f"booking rule {{booking_rule_id}}: {column} does not go with booking_type {{booking_type}}; it is obeyed"
            table.report("booking_rule_beyond_its_type", (kind == booking_type) & table.has(column), message)
        for column in NEEDED.get(booking_type, ()):
            message = f"booking rule {{booking_rule_id}}: booking_type {{booking_type}} needs {column}"
            table.report("booking_rule_incomplete", (kind == booking_type) & ~table.has(column), message)


def too_long(table: Table) -> np.ndarray:
    return np.any([(table.text(column).str.len_chars() > LONGEST_TEXT).to_numpy() for column in TEXTS], axis=0)


def columns_of(table: Table) -> dict[str, Any]:
    limits = {"prior_notice_duration_min": LONGEST_MIN, "prior_notice_duration_max": LONGEST_MIN}
    whole = {column: table.whole(column, 0, limits.get(column, LONGEST_DAYS), -1) for column in WHOLE}
    times = {column: table.time_s(column) for column in TIMES}
    texts = {column: table.text(column).str.slice(0, LONGEST_TEXT).to_list() for column in TEXTS}
    return {"kind": table.array("kind"), **whole, **times, **texts}


def booking_at(columns: dict[str, Any], row: int, notice_service: int) -> Booking:
    def said(column: str) -> int | None:
        value = int(columns[column][row])
        return None if value == NO_TIME else value

    rule = BookingRule(
        booking_type=BookingType(int(columns["kind"][row])),
        notice_min=said("prior_notice_duration_min"),
        notice_max=said("prior_notice_duration_max"),
        last_day=said("prior_notice_last_day"),
        last_time_s=said("prior_notice_last_time"),
        start_day=said("prior_notice_start_day"),
        start_time_s=said("prior_notice_start_time"),
    )
    texts = {column: columns[column][row] for column in TEXTS}
    texts["phone"] = texts.pop("phone_number")
    return Booking(rule, notice_service, **texts)
