"""The oracle's own reading of a GTFS zip: elementary connections of the days around a service date. Shares no code with routing/."""
import csv
import io
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Connection:
    """One vehicle from one stop to the next. Seconds count from the anchor of the asked date: its noon minus 12 h."""

    departure_s: int
    arrival_s: int
    from_stop: int
    to_stop: int
    trip: int
    may_board: bool
    may_alight: bool
    is_last: bool  # of its trip


@dataclass(frozen=True)
class Feed:
    """stop_ids: rows of the walking matrix. next_trip: the trip that the same vehicle makes next from the same stop, or -1."""

    stop_ids: list[str]
    connections: list[Connection]
    next_trip: list[int]


def read_feed(path: Path, day: date) -> Feed:
    """Connections of `day`, of the day before (its trips may pass midnight) and of the day after, in order of departure."""
    with zipfile.ZipFile(path) as archive:
        stop_ids = [row["stop_id"] for row in rows(archive, "stops.txt")]
        zone = ZoneInfo(next(rows(archive, "agency.txt"))["agency_timezone"])
        trips = {row["trip_id"]: row for row in rows(archive, "trips.txt")}
        calls = read_calls(archive)
        starts = read_frequencies(archive)
        connections, next_trip = [], []
        for near in (day - timedelta(1), day, day + timedelta(1)):
            services = services_on(archive, near)
            shift_s = anchor_s(near, zone) - anchor_s(day, zone)
            running = [row for row in trips.values() if row["service_id"] in services and len(calls[row["trip_id"]]) > 1]
            add_day(running, calls, starts, shift_s, {stop: i for i, stop in enumerate(stop_ids)}, connections, next_trip)
    connections.sort(key=lambda c: c.departure_s)  # stable: connections of one trip keep their order
    return Feed(stop_ids, connections, next_trip)


def rows(archive, name):
    """Rows of one file as dictionaries; none where the feed has no such file."""
    if name not in archive.namelist():
        return
    with archive.open(name) as raw:
        for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8-sig")):
            yield {key.strip(): (value or "").strip() for key, value in row.items() if key}


def seconds(text: str) -> int:
    hours, minutes, rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


def anchor_s(day: date, zone: ZoneInfo) -> int:
    """GTFS: times count from noon minus 12 h, which is not midnight when the clocks change."""
    return int(datetime.combine(day, time(12), zone).timestamp()) - 12 * 3600


def services_on(archive, day: date) -> set[str]:
    stamp = day.strftime("%Y%m%d")
    running = set()
    for row in rows(archive, "calendar.txt"):
        if row["start_date"] <= stamp <= row["end_date"] and row[WEEKDAYS[day.weekday()]] == "1":
            running.add(row["service_id"])
    for row in rows(archive, "calendar_dates.txt"):
        if row["date"] == stamp:
            (running.add if row["exception_type"] == "1" else running.discard)(row["service_id"])
    return running


def read_calls(archive) -> dict[str, list]:
    """Per trip (sequence, stop_id, arrival_s, departure_s, may board, may alight) in order. Raises ValueError on a call without times."""
    calls = defaultdict(list)
    for row in rows(archive, "stop_times.txt"):
        if not row["arrival_time"] or not row["departure_time"]:
            raise ValueError(f"trip {row['trip_id']}: a call without times; the oracle interpolates nothing")
        calls[row["trip_id"]].append((
            int(row["stop_sequence"]), row["stop_id"], seconds(row["arrival_time"]), seconds(row["departure_time"]),
            row.get("pickup_type", "") != "1", row.get("drop_off_type", "") != "1",
        ))  # fmt: skip
    for trip in calls.values():
        trip.sort()
    return calls


def read_frequencies(archive) -> dict[str, list[int]]:
    """Per frequency-based trip the seconds at which it leaves its first stop."""
    starts = defaultdict(list)
    for row in rows(archive, "frequencies.txt"):
        starts[row["trip_id"]].extend(range(seconds(row["start_time"]), seconds(row["end_time"]), int(row["headway_secs"])))
    return starts


def add_day(running, calls, starts, shift_s, stop_row, connections, next_trip) -> None:
    """Append one service day: its trips, and which trip each vehicle makes next."""
    blocks = defaultdict(list)
    for row in running:
        trip_calls = calls[row["trip_id"]]
        first_s = trip_calls[0][3]
        for start_s in starts.get(row["trip_id"], [first_s]):
            trip = len(next_trip)
            next_trip.append(-1)
            late_s = start_s - first_s + shift_s
            for here, there in pairwise(trip_calls):
                connections.append(Connection(
                    here[3] + late_s, there[2] + late_s, stop_row[here[1]], stop_row[there[1]], trip, here[4], there[5], there is trip_calls[-1],
                ))  # fmt: skip
            if row.get("block_id") and row["trip_id"] not in starts:
                blocks[row["block_id"]].append((first_s, trip_calls[-1][2], trip_calls[0][1], trip_calls[-1][1], trip))
    for block in blocks.values():
        block.sort()
        for before, after in pairwise(block):
            if before[3] == after[2] and before[1] <= after[0]:
                next_trip[before[4]] = after[4]
