"""`python -m benchmarks.rides_online [--small] [--seeds 12] [--processes 2]`: a day of a dispatcher, minute by minute. Writes RIDES.md, "Online".

People come one after another and want to go at once; each is quoted and promised something by the terms of a zone that says nothing else, or sent
away. Both ways of dispatching see the same people: `insertion` finds the cheapest place, `search` also looks for a better plan of all once somebody
is taken on, and every half minute, as the service does. Each promise is judged by what really came. `--small` is a few minutes of it, and writes
nothing.
"""
import argparse
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.rides_day import WAYS, Figures, Way, drive
from benchmarks.rides_static import write_section
from benchmarks.rides_town import People, Service, Town
from benchmarks.timing import Machine, machine
from routing.city import City
from routing.snapshot import Snapshot
from tests.cities import demo_city, heidelberg
from tests.conftest import shared_folder

PAGE, TITLE = Path(__file__).parent / "RIDES.md", "## Online"
PLACES, SEEDS = 220, 12
# Fleets and terms were chosen while looking at the first seeds; these were not looked at.
FIRST_SEED = 100
SERVICE = Service("8 seats", vehicles=20)
# A valley of longer ways needs more of them.
FLEETS = {"Heidelberg": 40}
ROLLING = replace(SERVICE, name="wheelchairs", wheelchairs=0.15)
# Shares of all vehicles' time (`Town.per_hour`): a quiet hour, a busy one, one with more than can be driven.
LOADS = (0.7, 1.3, 2.0)
towns: dict[str, Town] = {}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    host, seeds, begun = machine(), 2 if given.small else given.seeds, time.perf_counter()
    for name, folder in cities(given.small):
        towns[name] = Town.of(name, Snapshot.of(City.open(folder)), PLACES)
        print(f"{name}: {len(towns[name])} places", flush=True)
    runs, done = planned(list(towns), seeds, LOADS[1:2] if given.small else LOADS), {}
    # Forked, so that each process has the towns.
    with ProcessPoolExecutor(given.processes, multiprocessing.get_context("fork")) as pool:
        for number, (key, figures) in enumerate(pool.map(run, runs), 1):
            done[key] = figures
            print(f"{number}/{len(runs)} {time.perf_counter() - begun:.0f} s {key}: {figures}", flush=True)
    text = section(host, seeds, runs, done)
    print(text)
    if not given.small:
        write_section(PAGE, TITLE, text)
        print(f"written: {PAGE.name}")
    return int(any(figures.broken for figures in done.values()))


def cities(small: bool) -> list[tuple[str, Path]]:
    """The demonstration city, and Heidelberg where the development data is here."""
    data = shared_folder()
    return [("Demonstration city", demo_city()), *([] if small or data is None else [("Heidelberg", heidelberg(data / "data"))])]


Key = tuple[str, str, float, str, int]  # town, service, load, way, seed


def planned(names: list[str], seeds: int, loads: tuple[float, ...]) -> list[Key]:
    of_all = [(name, SERVICE.name, load, way, seed) for name in names for load in loads for seed in drawn(seeds) for way in WAYS]
    rolling = [(names[0], ROLLING.name, loads[len(loads) // 2], way, seed) for seed in drawn(seeds) for way in WAYS]
    return of_all + rolling


def drawn(seeds: int) -> range:
    return range(FIRST_SEED, FIRST_SEED + seeds)


def run(key: Key) -> tuple[Key, Figures]:
    name, service_name, load, way, seed = key
    vehicles = vehicles_in(name)
    service = replace(ROLLING if service_name == ROLLING.name else SERVICE, vehicles=vehicles)
    return key, drive(People.of(towns[name], service, towns[name].per_hour(load, vehicles), seed), WAYS[way])


def vehicles_in(name: str) -> int:
    return FLEETS.get(name, SERVICE.vehicles)


def section(host: Machine, seeds: int, runs: list[Key], done: dict[Key, Figures]) -> str:
    lines = [
        TITLE,
        f"Written by `python -m benchmarks.rides_online`. An hour; vehicles with {SERVICE.rooms[0][0]} seats that fold for up to"
        f" {SERVICE.rooms[-1][1]} wheelchairs, {PLACES} places, {seeds} seeds, each seen by both ways of dispatching. A wish is for at once: at most"
        f" {SERVICE.wait_s // 60} minutes of waiting, and on board {SERVICE.ride_share} times the direct way and {SERVICE.ride_more_s // 60} minutes."
        f" Promised are {Way.terms.window // 60} minutes for the pickup and an arrival at most {Way.terms.leeway // 60} minutes later than foreseen."
        " *more* is what `search` has more than `insertion`, the mean of the pairs and its 95 % interval."
        " The last column is time that passed while the run kept all processors busy; what a quote takes stands under Quotes.",
        f"{host.when} · {host.cpu}, {host.cores} cores, load {host.load:.1f} at the start · Python {host.python}",
        table(runs, done),
    ]
    return "\n\n".join(lines) + "\n"


def table(runs: list[Key], done: dict[Key, Figures]) -> str:
    head = "| town | vehicles | service | rides/h | way | accepted % | wait s | 95 % | detour | km a passenger | broken promises | quote ms, 99 % |"
    rows = [head, "|---" * 12 + "|"]
    for town, service, load in dict.fromkeys((key[0], key[1], key[2]) for key in runs):
        pairs = {way: [done[key] for key in runs if key[:4] == (town, service, load, way)] for way in WAYS}
        for way, found in pairs.items():
            rows.append(f"| {town} | {vehicles_in(town)} | {service} | {towns[town].per_hour(load, vehicles_in(town))} | {way} | {means(found)} |")
        less, more = pairs["insertion"], pairs["search"]
        accepted = interval([100 * (b.accepted - a.accepted) for a, b in zip(less, more)])
        km = interval([100 * (b.km_each / a.km_each - 1) for a, b in zip(less, more)])
        rows.append(f"| | | | | *more* | {accepted} points | | | | {km} % | | |")
    return "\n".join(rows)


def means(found: list[Figures]) -> str:
    def of(name: str) -> float:
        return float(np.mean([getattr(one, name) for one in found]))

    cells = [f"{100 * of('accepted'):.1f}", *(f"{of(name):.0f}" for name in ("wait_s", "wait_95_s")), f"{of('detour'):.2f}", f"{of('km_each'):.2f}"]
    return " | ".join([*cells, str(sum(one.broken for one in found)), f"{of('quote_99_ms'):.2f}"])


def interval(values: list[float]) -> str:
    half = 1.96 * float(np.std(values, ddof=1)) / len(values) ** 0.5 if len(values) > 1 else float("nan")
    return f"{np.mean(values):+.2f} ± {half:.2f}"


if __name__ == "__main__":
    sys.exit(main())
