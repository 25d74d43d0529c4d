"""A file of what was counted: SystemCodeNumber, Capacity, Occupancy, LastUpdated, as Birmingham publishes it."""
import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from allways.errors import CommandError

COLUMNS = ("SystemCodeNumber", "Capacity", "Occupancy", "LastUpdated")


@dataclass(frozen=True)
class History:
    """every: `routing.occupancy.series.Series` by name. lines: of the file. unread: lines that say nothing that can be understood; the first one."""

    every: list
    lines: int
    unread: int
    first_unread: int


def read_history(path: Path, zone: ZoneInfo, feed: str) -> History:
    """zone: of its times. feed: the id of the feed that tells of these car parks in a service, "" none. Raises CommandError."""
    import numpy as np

    from backend.occupancy.foreseen import key_of
    from routing.occupancy.clock import minute_of
    from routing.occupancy.series import clean

    told, capacity = defaultdict(list), {}
    lines, unread, first_unread = 0, 0, 0
    for line, row in rows_of(path):
        lines += 1
        try:
            name, spaces, occupied = row["SystemCodeNumber"], int(row["Capacity"]), int(row["Occupancy"])
            minute = minute_of(datetime.fromisoformat(row["LastUpdated"]).replace(tzinfo=zone))
        except (ValueError, TypeError, OverflowError):
            name, spaces = "", 0
        if not name or spaces <= 0:
            unread, first_unread = unread + 1, first_unread or line
            continue
        capacity[name] = spaces
        told[name].append((minute, spaces - occupied))
    if not told:
        raise CommandError(f"{path}: no line tells of a car park. The columns are {', '.join(COLUMNS)}.")
    columns = {name: np.array(of_one, float) for name, of_one in told.items()}
    every = [clean(key_of(feed, name) if feed else name, capacity[name], *columns[name].T) for name in sorted(columns)]
    return History([series for series in every if len(series.minute)], lines, unread, first_unread)


def rows_of(path: Path):
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
            if missing:
                raise CommandError(f"{path}: has no column {missing[0]}. The columns are {', '.join(COLUMNS)}.")
            yield from enumerate(reader, 2)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{path}: cannot be read ({type(error).__name__}).") from error
