"""The page of the afternoon."""
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.afternoon.closing import Closing
from benchmarks.afternoon.drivers import Driver, Way
from benchmarks.afternoon.town import Town

QUANTILES = (10, 25, 50, 75, 90, 95, 99)
HEAD = "| | minutes to parked: mean | p90 | p99 | searched: mean | p90 | p99 | km searched | min walked | tried more than one |"
TARGETS = "Targets on the busy day, beside no information: minutes searched -80 %, p90 from entering to parked -35 %."


@dataclass(frozen=True)
class Outcome:
    """Of all drivers of all days, in minutes and kilometres; searched: beyond the direct way to where they parked in the end."""

    to_parked: np.ndarray
    searched: np.ndarray
    searched_km: np.ndarray
    walked: np.ndarray
    again: np.ndarray

    @property
    def to_door(self) -> np.ndarray:
        """Driving, searching and walking."""
        return self.to_parked + self.walked

    @classmethod
    def of(cls, town: Town, drivers: Sequence[Driver]) -> "Outcome":
        direct_s = np.array([town.drive_s[one.way_in, one.place] for one in drivers])
        direct_m = np.array([town.drive_m[one.way_in, one.place] for one in drivers])
        to_parked = np.array([one.parked - one.enters for one in drivers])
        return cls(
            to_parked=to_parked,
            searched=np.maximum(0, to_parked - direct_s / 60),
            searched_km=np.maximum(0, np.array([one.drove_m for one in drivers]) - direct_m) / 1000,
            walked=np.array([town.walk_s[one.place, one.goal] for one in drivers]) / 60,
            again=np.array([bool(one.tried) for one in drivers]),
        )

    def row(self) -> str:
        cells = [self.to_parked.mean(), *np.quantile(self.to_parked, (0.9, 0.99)), self.searched.mean(), *np.quantile(self.searched, (0.9, 0.99))]
        return " | ".join(f"{cell:.1f}" for cell in cells) + f" | {self.searched_km.mean():.2f} | {self.walked.mean():.1f} | {self.again.mean():.0%}"


def table(outcomes: dict[Way, Outcome]) -> list[str]:
    return [HEAD, "|---" * 10 + "|", *(f"| {way.name} | {outcome.row()} |" for way, outcome in outcomes.items())]


def spread(outcomes: dict[Way, Outcome]) -> list[str]:
    """The whole distribution of minutes from entering to parked."""
    lines = ["| | " + " | ".join(f"p{q}" for q in QUANTILES) + " | most |", "|---" * (len(QUANTILES) + 2) + "|"]
    for way, outcome in outcomes.items():
        cells = [*np.quantile(outcome.to_parked, [q / 100 for q in QUANTILES]), outcome.to_parked.max()]
        lines.append(f"| {way.name} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |")
    return lines


def saved(outcomes: dict[Way, Outcome]) -> list[str]:
    """What each way saves beside no information, which is the first."""
    first, *others = outcomes.items()
    base = first[1]
    lines = ["| | minutes searched | km searched | p90 entering to parked |", "|---|---|---|---|"]
    for way, outcome in others:
        cells = (
            change(outcome.searched.mean(), base.searched.mean()), change(outcome.searched_km.mean(), base.searched_km.mean()),
            change(np.quantile(outcome.to_parked, 0.9), np.quantile(base.to_parked, 0.9)),
        )  # fmt: skip
        lines.append(f"| {way.name} | " + " | ".join(cells) + " |")
    return lines


def change(now: float, before: float) -> str:
    return f"{now / before - 1:+.0%}" if before else "-"


def others_table(mixed: dict[Way, tuple[Outcome, Outcome]]) -> list[str]:
    lines = ["| three in ten use it as | their mean | p90 | the others' mean | p90 | everybody's mean |", "|---|---|---|---|---|---|"]
    for way, (ours, others) in mixed.items():
        everybody = np.concatenate((ours.to_parked, others.to_parked)).mean()
        cells = (ours.to_parked.mean(), np.quantile(ours.to_parked, 0.9), others.to_parked.mean(), np.quantile(others.to_parked, 0.9), everybody)
        lines.append(f"| {way.name} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |")
    return lines


def closing_table(closings: Sequence[Closing]) -> list[str]:
    lines = ["| | sent somewhere | of | minutes to the goal: mean | p90 |", "|---|---|---|---|---|"]
    coming = sum(one.coming for one in closings)
    for name, served, minutes in (
        ("first come, first served", [one.in_turn.served for one in closings], [one.minutes_in_turn for one in closings]),
        ("all at once, min-cost flow", [one.at_once.served for one in closings], [one.minutes_at_once for one in closings]),
    ):
        joined = np.concatenate(minutes)
        lines.append(f"| {name} | {sum(served)} | {coming} | {joined.mean():.1f} | {np.quantile(joined, 0.9):.1f} |")
    return lines
