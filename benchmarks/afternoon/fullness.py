"""The same afternoon in a town that is more or less full: what a reserved space saves depends on how long people search without one."""
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.afternoon.day import BUMP_AT_MIN, OPENS_MIN, Kind, make_day
from benchmarks.afternoon.drivers import NOTHING, WAYS, Driver, Holds, Way
from benchmarks.afternoon.report import change
from benchmarks.afternoon.town import Town

BUMPS = (0.12, 0.16, 0.20, 0.24, 0.28)
AROUND_MIN = 30
AGAIN = 400  # draws of days, for how far the figure may be off
COMPARED = tuple(way for way in WAYS if way.holds is Holds.SOLD and not way.driveways)
# Minutes from entering to parked, of each day the drivers of one way of choosing.
Days = Sequence[np.ndarray]


def table(town: Town, days: int, run: Callable[[Kind, Way], list[list[Driver]]]) -> list[str]:
    """run: the drivers of each day."""
    names = "".join(f" {way.name}: p90 | beside it (95 %) |" for way in COMPARED)
    lines = ["| bump | taken by others at half past three | no information: p90 |" + names, "|---" * (3 + 2 * len(COMPARED)) + "|"]
    for bump in BUMPS:
        kind = Kind("busy", 1.0, bump)
        base = parked(run(kind, NOTHING))
        cells = [f"{bump:.2f}", f"{taken(town, kind, days):.0%}", f"{p90(base):.1f}"]
        for way in COMPARED:
            minutes = parked(run(kind, way))
            low, high = margin(base, minutes)
            cells += [f"{p90(minutes):.1f}", f"{change(p90(minutes), p90(base))} ({low:+.0%} to {high:+.0%})"]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def parked(days: list[list[Driver]]) -> Days:
    return [np.array([driver.parked - driver.enters for driver in day]) for day in days]


def p90(days: Days) -> float:
    return float(np.quantile(np.concatenate(days), 0.9))


def margin(base: Days, minutes: Days) -> tuple[float, float]:
    """Between which 95 % of the changes lie when days are drawn again, the same ones of both."""
    dice = np.random.default_rng(1)
    changes = []
    for _ in range(AGAIN):
        drawn = dice.integers(0, len(base), len(base))
        changes.append(p90([minutes[day] for day in drawn]) / p90([base[day] for day in drawn]) - 1)
    low, high = np.quantile(changes, (0.025, 0.975))
    return float(low), float(high)


def taken(town: Town, kind: Kind, days: int) -> float:
    """The part of all spaces in car parks in the hour around half past three, before our drivers come."""
    at = int(BUMP_AT_MIN - OPENS_MIN)
    wish = [make_day(town, kind, seed).wish[at - AROUND_MIN : at + AROUND_MIN].mean(axis=0).sum() for seed in range(days)]
    return float(np.mean(wish) / town.room[: town.garages].sum())
