"""`python -m benchmarks.afternoon`: 500 drivers look for a space in Heidelberg, with and without reservation and forecast.

Ways by car and on foot are those of the built city, car parks and how full they are those of the city's feed. Seeded: the same every time.
Writes benchmarks/AFTERNOON.md.
"""
import os
import sys
from pathlib import Path

import numpy as np

from backend.feeds.parking.decode import decode
from benchmarks.afternoon import bounds, fullness, report
from benchmarks.afternoon.closing import close_the_largest
from benchmarks.afternoon.day import BUSY, DRIVERS, QUIET, Kind, make_day
from benchmarks.afternoon.drivers import NOTHING, WAYS, Driver, Way
from benchmarks.afternoon.foreseeing import Foreseeing
from benchmarks.afternoon.report import Outcome
from benchmarks.afternoon.search import Afternoon
from benchmarks.afternoon.town import Town, find_town
from benchmarks.timing import machine
from routing.city import City
from routing.snapshot import Snapshot
from tests.cities import heidelberg

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "benchmarks" / "AFTERNOON.md"
SEEDS = range(16)
THREE_IN_TEN = 0.3


def main() -> int:
    shared = Path(os.environ.get("ALLWAYS_SHARED", ROOT.parent / "shared")) / "data"
    feed = shared / "heidelberg" / "parking" / "heidelberg.json"
    if not feed.exists():
        raise SystemExit("The development data is not here: set ALLWAYS_SHARED to its folder.")
    town = find_town(Snapshot.of(City.open(heidelberg(shared))).network, decode(feed.read_bytes()).sites)
    lines = head(town)
    for kind in (BUSY, QUIET):
        print(f"{kind.name} day: {len(WAYS)} ways of choosing, {len(SEEDS)} afternoons each")
        lines += chapter(town, kind)
    fuller = fullness.table(town, len(SEEDS), lambda kind, way: each_day(town, kind, [way] * DRIVERS))
    lines += ["", "## How full the town is", "", FULLNESS, "", *fuller]
    closings = [close_the_largest(town, make_day(town, BUSY, seed), seed) for seed in SEEDS]
    lines += ["", "## A car park closes", "", CLOSING, "", *report.closing_table(closings)]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"written: {PAGE.name}")
    return 0


def chapter(town: Town, kind: Kind) -> list[str]:
    chances = [Foreseeing(town, kind, seed) for seed in SEEDS]
    outcomes = {way: Outcome.of(town, everybody(town, kind, [way] * DRIVERS, chances)) for way in WAYS}
    mixed = {way: both(town, kind, way, chances) for way in WAYS}
    straight = bounds.straight(town, [make_day(town, kind, seed) for seed in SEEDS])
    return [
        "", f"## {kind.name.capitalize()} day", "", *report.table(outcomes), "", "Beside no information:", "", *report.saved(outcomes),
        "", "Minutes from entering the town to parked, in full:", "", *report.spread(outcomes),
        "", "If nobody ever searched:", "", *bounds.table(outcomes, straight), "", bounds.told(outcomes, straight),
        "", f"What it costs the others, who have no information, when {THREE_IN_TEN:.0%} of drivers use it:", "", *report.others_table(mixed),
    ]  # fmt: skip


def everybody(town: Town, kind: Kind, ways: list[Way], chances: list[Foreseeing]) -> list[Driver]:
    return [driver for day in each_day(town, kind, ways, chances) for driver in day]


def each_day(town: Town, kind: Kind, ways: list[Way], chances: list[Foreseeing] | None = None) -> list[list[Driver]]:
    """chances: None where nobody chooses by a forecast."""
    days = ((seed, make_day(town, kind, seed)) for seed in SEEDS)
    return [Afternoon(town, day, ways, no_chance if chances is None else chances[seed], seed).run() for seed, day in days]


def no_chance(*asked) -> np.ndarray:
    raise AssertionError("nobody here chooses by a forecast")


def both(town: Town, kind: Kind, way: Way, chances: list[Foreseeing]) -> tuple[Outcome, Outcome]:
    """Those who use it and those who do not; the same drivers each time."""
    chosen = np.random.default_rng(3).random(DRIVERS) < THREE_IN_TEN
    drivers = everybody(town, kind, [way if one else NOTHING for one in chosen], chances)
    ours = np.tile(chosen, len(SEEDS))
    return tuple(Outcome.of(town, [driver for driver, one in zip(drivers, ours) if one == which]) for which in (True, False))


FULLNESS = (
    "What is saved is the search, so the fuller the town the more; plain driving stays. The targets were set for a day on which nine of ten without "
    "information are parked after 18.6 minutes: the busy day above, the row of 0.20. "
    "In brackets between which 95 % of the figures lie when days are drawn again."
)
CLOSING = (
    "The largest car park closes at half past three while 250 are on their way to it; half of what is free elsewhere is for them, "
    "nobody walks more than 15 minutes longer than they would have. Waiting until all are known is not counted."
)


def head(town: Town) -> list[str]:
    host = machine()
    return [
        "# An afternoon of looking for a space", "",
        f"{host.when}, {host.cpu}, {host.cores} cores, Python {host.python}. `python -m benchmarks.afternoon`, a few minutes of one core.", "",
        f"{DRIVERS} drivers come into Heidelberg on main roads about 2.2 km out, between one and six; {len(SEEDS)} seeded afternoons.",
        f"{town.garages} car parks with a known place, size and count, as full as the city's feed said plus a bump at half past three;",
        "others come and go. Ways by car (in traffic, 1.35 times the empty street) and on foot are those of the engine. A full car park",
        "costs 1.5 minutes at its barrier. Driveways are made up: 120 of one space, 3 % of them found taken by a stranger.",
        "*Searched* is what goes beyond the direct way to where one parks in the end.", "",
        report.TARGETS, "The direct way itself cannot be saved; it is most of the minutes to parked.", "",
        "Limits: one town, drivers do not learn from day to day, nobody gives up, and who sells a space is sure that it is free.",
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
