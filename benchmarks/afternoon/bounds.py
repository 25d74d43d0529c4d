"""An afternoon without any searching: every car park has room for all, and each drives straight to one of them."""
from collections.abc import Mapping

import numpy as np

from benchmarks.afternoon.day import Day
from benchmarks.afternoon.drivers import Way
from benchmarks.afternoon.report import Outcome, change
from benchmarks.afternoon.town import Town

NAMES = (
    "room for all: straight to the nearest on foot", "room for all: straight to the one quickest to the door",
    "room for all: straight to the first one",
)  # fmt: skip


def straight(town: Town, days: list[Day]) -> Mapping[str, Outcome]:
    """Minutes of all drivers of all days. quickest to the door: driving and walking together."""
    way_in, goal = (np.concatenate([getattr(day, name) for day in days]) for name in ("way_in", "goal"))
    drive_s = town.drive_s[way_in][:, : town.garages]
    walk_s = town.walk_s[: town.garages][:, goal].T
    return {name: parked(cost.argmin(axis=1), drive_s, walk_s) for name, cost in zip(NAMES, (walk_s, drive_s + walk_s, drive_s))}


def parked(site: np.ndarray, drive_s: np.ndarray, walk_s: np.ndarray) -> Outcome:
    rows, nothing = np.arange(len(site)), np.zeros(len(site))
    return Outcome(drive_s[rows, site] / 60, nothing, nothing, walk_s[rows, site] / 60, nothing.astype(bool))


def table(outcomes: Mapping[Way, Outcome], bounds: Mapping[str, Outcome]) -> list[str]:
    """Ways of choosing beside the bounds, the first way being what all are compared with."""
    lines = ["| | p90 entering to parked | beside no information | min walked | p90 entering to the door | beside no information |", "|---" * 6 + "|"]
    base = next(iter(outcomes.values()))
    for name, one in {**{way.name: one for way, one in outcomes.items()}, **bounds}.items():
        cells = (
            f"{p90(one.to_parked):.1f}", change(p90(one.to_parked), p90(base.to_parked)), f"{one.walked.mean():.1f}",
            f"{p90(one.to_door):.1f}", change(p90(one.to_door), p90(base.to_door)),
        )  # fmt: skip
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def p90(minutes: np.ndarray) -> float:
    return float(np.quantile(minutes, 0.9))


def told(outcomes: Mapping[Way, Outcome], bounds: Mapping[str, Outcome]) -> str:
    """In words, with the figures of this run."""
    base = next(iter(outcomes.values()))
    near, quick, _ = (change(p90(one.to_parked), p90(base.to_parked)) for one in bounds.values())
    best = min(outcomes.values(), key=lambda one: p90(one.to_parked))
    beats = "and that only because some stand farther from where they go" if p90(best.to_parked) < p90(list(bounds.values())[1].to_parked) else ""
    return (
        f"If every car park had room for all, so that nobody ever searched, p90 would be {quick} for who drives straight to the one quickest to the "
        f"door, and {near} to the one nearest on foot; the best way here reaches {change(p90(best.to_parked), p90(base.to_parked))}"
        f"{', ' * bool(beats)}{beats}. The rest is plain driving, which no space that is found "
        "saves; driving and walking together say what people gain."
    )
