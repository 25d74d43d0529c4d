"""Days of errands in a built city: how long one takes, how many ways it asks for, and how far a mended order is from the best one there is.

`python -m benchmarks.tours CITY [--small]`; writes the section of that city in TOURS.md, with --small nothing. Seconds are those of the processor, on
one thread: how many others are at work on the machine says nothing of a day.
"""
import sys
import time
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.queries import busiest_day
from benchmarks.rides_static import write_section
from benchmarks.timing import machine
from routing.city import City
from routing.query import Point, Query
from routing.snapshot import Snapshot
from routing.tours.day import Day, Errand
from routing.tours.exact import best_order
from routing.tours.planned import PlannedWays
from routing.tours.search import best_day

RESULTS = Path(__file__).with_name("TOURS.md")
COUNTS, GAP_COUNT = (3, 6, 8), 7
DAYS, SMALL_DAYS = 20, 3
SEED = 9
OPEN = ((9, 13), (14, 18), (9, 18), (8, 12))  # hours


@dataclass(frozen=True)
class Asked:
    """A day, and where its errands are: start, errands, end."""

    day: Day
    places: list[Point]


def days(city: City, on: date, errands: int, count: int) -> list[Asked]:
    """From a stop to places around stops: opening hours of shops, ten minutes each, a third of them optional, from nine until seven."""
    rng, transit = np.random.default_rng(SEED + errands), city.transit
    midnight = datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(city.manifest.timezone)).timestamp()

    def second(hour: int) -> int:
        return int(midnight) + hour * 3600

    found = []
    for _ in range(count):
        stops = rng.choice(len(transit.stop_lat), errands + 1, replace=False)
        places = [Point(float(transit.stop_lat[stop]), float(transit.stop_lon[stop])) for stop in stops]
        hours = [OPEN[int(rng.integers(len(OPEN)))] for _ in range(errands)]
        wanted = tuple(Errand(((second(opens), second(closes)),), 600, must=number % 3 != 2) for number, (opens, closes) in enumerate(hours))
        found.append(Asked(Day(wanted, second(9), second(19)), [*places, places[0]]))
    return found


def ways_of(snapshot: Snapshot, asked: Asked) -> PlannedWays:
    moment = datetime.fromtimestamp(asked.day.start_s, ZoneInfo(snapshot.city.manifest.timezone))
    return PlannedWays(snapshot, asked.places, Query(asked.places[0], asked.places[0], moment))


def timed(snapshot: Snapshot, asked: list[Asked]) -> str:
    """A row of the table."""
    spent, calls, done = [], [], 0
    for one in asked:
        ways, begun = ways_of(snapshot, one), time.process_time()
        found = best_day(one.day, ways)
        spent.append(time.process_time() - begun)
        calls.append(ways.calls)
        done += 0 if found.tour is None else len(found.tour.order)
    wanted = sum(len(one.day.errands) for one in asked)
    median, late = np.percentile(spent, (50, 95))
    return f"| {len(asked[0].day.errands)} | {len(asked)} | {median:.2f} | {late:.2f} | {np.median(calls):.0f} | {done} of {wanted} |"


def gaps(snapshot: Snapshot, asked: list[Asked]) -> str:
    """Days that are mended beside the same days done exactly, with the same ways."""
    same, more_s, fewer = 0, [0], 0
    for one in asked:
        ways = ways_of(snapshot, one)
        mended, exact = best_day(one.day, ways).tour, best_order(one.day, ways)
        if mended is None or exact is None:
            continue
        fewer += one.day.worth(mended.order) < one.day.worth(exact.order)
        if one.day.worth(mended.order) == one.day.worth(exact.order):
            same += mended.end_s == exact.end_s
            more_s.append(mended.end_s - exact.end_s)
    return f"{len(asked)} days of {GAP_COUNT} errands: {same} end when the best one does, at worst {max(more_s)} s later, {fewer} do less."


def main() -> None:
    small = "--small" in sys.argv
    folder, count = Path(sys.argv[1]), SMALL_DAYS if small else DAYS
    city = City.open(folder)
    snapshot, on = Snapshot.of(city), busiest_day(city.transit)
    for errands in (2, COUNTS[-1]):
        # Every kernel compiled and the solver loaded before anything is timed.
        best_day((first := days(city, on, errands, 1)[0]).day, ways_of(snapshot, first))
    rows, host = [timed(snapshot, days(city, on, errands, count)) for errands in COUNTS], machine()
    head = "| errands | days | median s | p95 s | ways asked, median | errands done |\n| --- | --- | --- | --- | --- | --- |"
    place = f"{host.when} · {host.cpu}, {host.cores} cores, load {host.load:.1f} · Python {host.python}. Seconds of the processor, one thread."
    text = f"{(title := f'## {city.manifest.name}')}\n\n{place}\n\n{head}\n" + "\n".join(rows)
    if not small:
        text += f"\n\n{gaps(snapshot, days(city, on, GAP_COUNT, count))}\n"
        write_section(RESULTS, title, text, "# Days of errands")
    print(text)


if __name__ == "__main__":
    main()
