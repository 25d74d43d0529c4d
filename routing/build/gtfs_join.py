"""Timetables of single feeds joined into one: rows end to end, numbers of rows moved by what stands before them."""
from dataclasses import fields
from typing import Any

import numpy as np

from routing.build.pins import Pins
from routing.store import Texts
from routing.transit.model import Transit

# What each column of row numbers points into: a column with one entry per row of that table. -1 stays -1.
POINTS_INTO = {
    **dict.fromkeys(("stop_feed", "agency_feed", "route_feed", "service_feed"), "feed_name"),
    **dict.fromkeys(("stop_parent", "pattern_stop", "transfer_from", "transfer_to", "pathway_from", "pathway_to"), "stop_id"),
    **dict.fromkeys(("trip_route", "pattern_route", "transfer_from_route", "transfer_to_route"), "route_id"),
    **dict.fromkeys(("transfer_from_trip", "transfer_to_trip"), "trip_id"),
    **dict.fromkeys(("trip_headsign", "trip_short_name", "pattern_headsign"), "headsigns"),
    "route_agency": "agency_name", "trip_service": "service_id", "trip_pattern": "pattern_route",
}  # fmt: skip
# Where groups begin, one entry more than there are groups: moved by the length of the column that holds the members.
BEGINS_IN = {"time_first": "arrival_s", "pattern_first": "pattern_stop", "shape_first": "shape_lat_e7"}


def join_feeds(feeds: list[tuple[Transit, Pins]]) -> tuple[Transit, Pins]:
    """One timetable and its pins, feeds in the order given; no feed makes an empty timetable."""
    transits = [transit for transit, _ in feeds] or [no_transit()]
    pins = [pin for _, pin in feeds] or [Pins.at([], [])]
    if len(feeds) == 1:
        return feeds[0]
    first_day = min((int(t.first_day[0]) for t in transits if len(t.service_id)), default=1)
    columns: dict[str, Any] = {"first_day": np.array([first_day], np.int32), "service_days": join_days(transits, first_day)}
    columns |= {field.name: join_column(field.name, transits, transits) for field in fields(Transit) if field.name not in columns}
    return Transit(**columns), Pins(**{field.name: join_column(field.name, pins, transits) for field in fields(Pins)})


def join_column(name: str, groups: list, transits: list[Transit]):
    """A column of every group end to end. `groups`: the feeds' Transit or Pins; `transits`: what their row numbers point into."""
    values = [getattr(group, name) for group in groups]
    if isinstance(values[0], Texts):
        return Texts.of([text for texts in values for text in texts])
    if name in BEGINS_IN:
        before = lengths_before(BEGINS_IN[name], transits)
        return np.concatenate([np.zeros(1, values[0].dtype), *(first[1:] + moved for first, moved in zip(values, before))]).astype(values[0].dtype)
    if name == "pattern_shape":
        before = np.concatenate([[0], np.cumsum([len(t.shape_first) - 1 for t in transits])])
    elif name in POINTS_INTO:
        before = lengths_before(POINTS_INTO[name], transits)
    else:
        return np.concatenate(values)
    return np.concatenate([np.where(rows >= 0, rows + moved, -1) for rows, moved in zip(values, before)]).astype(values[0].dtype)


def lengths_before(column: str, transits: list[Transit]) -> np.ndarray:
    """How long a column is in all feeds before each: int64[feeds + 1]."""
    return np.concatenate([[0], np.cumsum([len(getattr(transit, column)) for transit in transits])]).astype(np.int64)


def join_days(transits: list[Transit], first_day: int) -> np.ndarray:
    last_day = max((int(t.first_day[0]) + t.service_days.shape[1] for t in transits if len(t.service_id)), default=first_day + 1)
    days = np.zeros((sum(len(t.service_id) for t in transits), last_day - first_day), np.uint8)
    row = 0
    for transit in transits:
        start = int(transit.first_day[0]) - first_day
        if len(transit.service_id):
            days[row : row + len(transit.service_id), start : start + transit.service_days.shape[1]] = transit.service_days
        row += len(transit.service_id)
    return days


def no_transit() -> Transit:
    """A timetable of no feed, with a calendar of one day on which nothing runs."""
    columns: dict[str, Any] = {"first_day": np.ones(1, np.int32), "service_days": np.zeros((0, 1), np.uint8)}
    for field in fields(Transit):
        if field.name not in columns:
            rows = np.zeros(int(field.name in BEGINS_IN), DTYPES.get(field.name, np.int32))
            columns[field.name] = Texts.of([]) if field.type is Texts else rows
    return Transit(**columns)


DTYPES = {
    **dict.fromkeys(("agency_feed", "stop_feed", "route_feed", "service_feed", "route_type"), np.int16),
    **dict.fromkeys(("stop_kind", "stop_wheelchair", "trip_wheelchair", "trip_bikes", "trip_exact", "time_exact"), np.uint8),
    **dict.fromkeys(("pattern_pickup", "pattern_drop_off", "transfer_type"), np.uint8),
    **dict.fromkeys(("stop_lat", "stop_lon"), np.float64),
    **dict.fromkeys(("time_first", "shape_first"), np.int64),
    "stop_level": np.float32, "trip_direction": np.int8,
}  # fmt: skip
