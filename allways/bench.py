"""Times the engine on a list of questions about a built city: one thread, each kind asked once to warm up and then timed."""
import csv
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from allways.errors import CommandError
from routing.city import City
from routing.door.access import on_foot
from routing.door.closure import INF
from routing.door.ends import SNAP_LIMIT_M, End
from routing.plan import plan, service_origin
from routing.query import Point, Query
from routing.snapshot import DEFAULT_WALK_MPS, Snapshot
from routing.streets.graph import Mode
from routing.transit.search_api import Ends, Options, TransitSearch

COLUMNS = ("from_lat", "from_lon", "to_lat", "to_lon", "departure")
RANGE_S = 7200
MATRIX_POINTS = 100
MATRIX_TIMES = 20
OPTIONS = Options(max_rides=4, change_s=60, max_duration_s=18 * 3600)


@dataclass(frozen=True)
class Question:
    """From where to where, and when; ends are joined to the streets before any clock runs."""

    start: End
    end: End
    departure: datetime


def run(city_folder: Path, queries_csv: Path) -> dict:
    """Medians and 95th percentiles in milliseconds. Raises CommandError on a bad file and StoreError on a bad city."""
    city = City.open(city_folder)
    snapshot = Snapshot.of(city)
    asked = read_queries(queries_csv, ZoneInfo(city.manifest.timezone))
    questions = [question for question in (joined(snapshot, *one) for one in asked) if question is not None]
    if not questions:
        raise CommandError(f"{queries_csv}: none of the {len(asked)} queries begins and ends near a street of {city.manifest.name}.")
    result = {"city": city.manifest.name, "version": city.manifest.version, "queries": len(questions), "off_network": len(asked) - len(questions)}
    stops = [one for one in (between_stops(snapshot, question) for question in questions) if one is not None]
    result["stop_to_stop"] = figures(earliest_of, stops)
    result["range_2h"] = figures(range_of, stops)
    result["door_to_door"] = figures(lambda question: plan(snapshot, door_query(question)), [(question,) for question in questions])
    result["street"] = figures(lambda start, end: snapshot.network.route(Mode.FOOT, start, end), street_ends(questions))
    result["matrix_100"] = figures(lambda starts, ends: snapshot.network.durations(Mode.FOOT, starts, ends), [matrix_ends(questions)] * MATRIX_TIMES)
    return result


def read_queries(path: Path, zone: ZoneInfo) -> list[tuple[Point, Point, datetime]]:
    """Rows of the file. Departures without an offset are in the city's time. Raises CommandError with the line that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: cannot be read ({error}).") from error
    reader = csv.DictReader(text.splitlines())
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise CommandError(f"{path}, line 1: no column {', '.join(missing)}. The header must name {','.join(COLUMNS)}.")
    found = [read_row(f"{path}, line {reader.line_num}", row, zone) for row in reader]
    if not found:
        raise CommandError(f"{path}: holds no query.")
    return found


def read_row(where: str, row: dict, zone: ZoneInfo) -> tuple[Point, Point, datetime]:
    numbers = {}
    for column in COLUMNS[:4]:
        limit = 90 if column.endswith("lat") else 180
        try:
            numbers[column] = float(row[column] or "")
        except (TypeError, ValueError):
            raise CommandError(f"{where}: {column} is {row[column]!r}, not a number.") from None
        if not abs(numbers[column]) <= limit:
            raise CommandError(f"{where}: {column} is {row[column]}, not between -{limit} and {limit} degrees.")
    try:
        departure = datetime.fromisoformat((row["departure"] or "").strip())
    except ValueError:
        raise CommandError(f"{where}: departure is {row['departure']!r}; write it like 2026-11-24T08:30.") from None
    departure = departure if departure.tzinfo else departure.replace(tzinfo=zone)
    return Point(numbers["from_lat"], numbers["from_lon"]), Point(numbers["to_lat"], numbers["to_lon"]), departure


def joined(snapshot: Snapshot, origin: Point, destination: Point, departure: datetime) -> Question | None:
    """The question with both ends snapped for people on foot; None where one is not near a street."""
    start, end = (snapshot.network.find_snap(point.lat, point.lon, Mode.FOOT, SNAP_LIMIT_M) for point in (origin, destination))
    if start is None or end is None:
        return None
    return Question(End(origin, {Mode.FOOT: start}), End(destination, {Mode.FOOT: end}), departure)


def between_stops(snapshot: Snapshot, question: Question) -> tuple[TransitSearch, Ends, Ends, int, int] | None:
    """The timetable search alone, from the stop nearest to the origin to the one nearest to the destination; None without stops in reach.

    The walking times to and from all stops and the walk all the way (the bound of the search) are found before the clock runs.
    """
    zone = ZoneInfo(snapshot.city.manifest.timezone)
    day = question.departure.astimezone(zone).date()
    lists, snaps = [], []
    for end, towards in ((question.start, False), (question.end, True)):
        times = on_foot(snapshot.network, end, towards, DEFAULT_WALK_MPS).times
        if not len(times.stop):
            return None
        nearest = int(times.stop[np.argmin(times.seconds)])
        snap = snapshot.network.vertex_snap(int(snapshot.city.streets.pin_vertex[nearest]))
        snaps.append(snap)
        lists.append(on_foot(snapshot.network, End(end.point, {Mode.FOOT: snap}), towards, DEFAULT_WALK_MPS).times)
    walk_s = min(INF, -(-int(snapshot.network.durations(Mode.FOOT, snaps[:1], snaps[1:])[0, 0]) // 1000))
    at_s = int((question.departure - service_origin(day, zone)).total_seconds())
    return snapshot.search_on(day), lists[0], lists[1], at_s, walk_s


def earliest_of(search: TransitSearch, access: Ends, egress: Ends, at_s: int, walk_s: int):
    return search.earliest(access, egress, at_s, walk_s, OPTIONS)


def range_of(search: TransitSearch, access: Ends, egress: Ends, at_s: int, walk_s: int):
    return search.range(access, egress, at_s, at_s + RANGE_S, walk_s, OPTIONS)


def door_query(question: Question) -> Query:
    return Query(question.start.point, question.end.point, question.departure, window_s=0)


def street_ends(questions: list[Question]) -> list[tuple]:
    return [(question.start.snaps[Mode.FOOT], question.end.snaps[Mode.FOOT]) for question in questions]


def matrix_ends(questions: list[Question]) -> tuple[list, list]:
    """A hundred starts and a hundred ends, repeating the list where it is shorter."""
    chosen = [questions[i % len(questions)] for i in range(MATRIX_POINTS)]
    return [one.start.snaps[Mode.FOOT] for one in chosen], [one.end.snaps[Mode.FOOT] for one in chosen]


def figures(ask: Callable, questions: list[tuple]) -> dict:
    """Ask everything twice; the second round is timed."""
    if not questions:
        return {"count": 0}
    for question in questions:
        ask(*question)
    spent_ms = []
    for question in questions:
        begun = time.perf_counter()
        ask(*question)
        spent_ms.append((time.perf_counter() - begun) * 1000)
    median_ms, p95_ms = np.percentile(spent_ms, [50, 95])
    return {"median_ms": round(float(median_ms), 4), "p95_ms": round(float(p95_ms), 4), "count": len(questions)}
