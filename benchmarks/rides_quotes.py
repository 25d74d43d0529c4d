"""`python -m benchmarks.rides_quotes [--small]`: how long a quote takes while the search is at work. Writes RIDES.md, "Quotes"; with --small nothing.

1,000 rides are planned on 50 vehicles; 2,000 wishes are quoted one after another, alone and while a process of its own searches for a better plan.
Beside the time that passes stands the processor time of the thread that quotes: what they differ by, other programs took.
"""
import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.rides_day import Way
from benchmarks.rides_online import PAGE, PLACES, SERVICE, cities
from benchmarks.rides_static import write_section
from benchmarks.rides_town import Town, wish
from benchmarks.timing import Machine, machine
from routing.city import City
from routing.dispatch.rides.model import Dispatch, Fleet, Plan, Ride, Rides, Vehicle
from routing.dispatch.rides.promise import commit, find_quote
from routing.dispatch.search.process import SearchProcess
from routing.snapshot import Snapshot

TITLE = "## Quotes"
QUOTED, PLANNED, VEHICLES, WARMING = 2000, 1000, 50, 20
# Steps of the search that no run reaches: it is at work until it is ended.
FOREVER = 10**9


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true")
    small = parser.parse_args().small
    host, rows = machine(), []
    for name, folder in cities(small):
        town = Town.of(name, Snapshot.of(City.open(folder)), PLACES)
        rows += [(name, when, spent) for when, spent in quotes_of(town, 200 if small else QUOTED).items()]
    text = section(host, rows)
    print(text)
    if not small:
        write_section(PAGE, TITLE, text)
        print(f"written: {PAGE.name}")
    return 0


def quotes_of(town: Town, count: int) -> dict[str, np.ndarray]:
    """What `timed` says, alone and while another process searches, on a day with so many rides planned."""
    world, rng = booked_out(town), np.random.default_rng(99)
    service = replace(SERVICE, vehicles=VEHICLES)
    asked = [wish(town, service, rng, int(rng.integers(0, 10 * 3600))).ride for _ in range(count)]
    timed(world, asked[:WARMING])
    spent = {"alone": timed(world, asked)}
    with SearchProcess() as process:
        while not process.is_ready(60):
            pass
        assert process.pipe is not None
        process.pipe.send((world, 1, FOREVER, 0.0, ()))
        spent["during the search"] = timed(world, asked)
    return spent


def timed(world: Dispatch, asked: Sequence[Ride]) -> np.ndarray:
    """float64[2, n], milliseconds of each quote: that passed, and of the processor."""
    spent = np.zeros((2, len(asked)))
    for number, ride in enumerate(asked):
        begun, worked = time.perf_counter_ns(), time.thread_time_ns()
        find_quote(world, ride, Way.terms)
        spent[:, number] = time.perf_counter_ns() - begun, time.thread_time_ns() - worked
    return spent / 1e6


def booked_out(town: Town) -> Dispatch:
    """1,000 rides of ten hours on 50 vehicles, booked in advance."""
    rng, service = np.random.default_rng(5), replace(SERVICE, vehicles=VEHICLES)
    fleet = Fleet.of([Vehicle(int(place), service.rooms) for place in rng.integers(0, len(town), VEHICLES)], 2)
    world = Dispatch(Rides.of([], 2), fleet, town.travel_ticks, Plan.idle(fleet))
    while len(world.rides) < PLANNED:
        ride = wish(town, service, rng, int(rng.integers(0, 10 * 3600))).ride
        quote = find_quote(world, ride, Way.terms)
        made = commit(world, ride, quote, Way.terms) if quote else None
        world = made.dispatch if made else world
    return world


def section(host: Machine, rows: Sequence[tuple[str, str, np.ndarray]]) -> str:
    """rows: town, when, and what `timed` says."""
    lines = [
        TITLE,
        f"Written by `python -m benchmarks.rides_quotes`. A quote with {PLANNED} rides planned on {VEHICLES} vehicles, all of it in Python,"
        f" {len(rows[0][2][0])} one after another, milliseconds: that passed / of the processor.",
        f"{host.when} · {host.cpu}, {host.cores} cores, load {host.load:.1f} at the start · Python {host.python}",
        "\n".join(["| town | | median | 99 % | worst |", "|---|---|---|---|---|", *(row(*one) for one in rows)]),
    ]
    return "\n\n".join(lines) + "\n"


def row(town: str, when: str, spent: np.ndarray) -> str:
    cells = [" / ".join(f"{value:.2f}" for value in values) for values in (np.median(spent, 1), np.percentile(spent, 99, 1), spent.max(1))]
    return f"| {town} | {when} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
