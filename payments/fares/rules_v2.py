"""GTFS Fares v2: products, who may have them and where they hold, and what changing costs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

PLACE_COLUMNS = ("network", "from_area", "to_area")


class Product(NamedTuple):
    """amount_minor may be below zero where it is the discount of a transfer. category, medium: "" for any."""

    product_id: str
    name: str
    category: str
    medium: str
    amount_minor: int
    currency: str


class LegRule(NamedTuple):
    """ "" in a place: see `RulesV2.by_priority`. "" in a timeframe: at any time."""

    leg_group: str
    network: str
    from_area: str
    to_area: str
    from_timeframe: str
    to_timeframe: str
    product_id: str
    priority: int
    line: int


class Measured(IntEnum):
    """Between which moments of the first and the last ride a limit of time counts."""

    DEPARTURE_TO_ARRIVAL = 0
    DEPARTURE_TO_DEPARTURE = 1
    ARRIVAL_TO_DEPARTURE = 2
    ARRIVAL_TO_ARRIVAL = 3


class Charging(IntEnum):
    """A, B: what the rides cost; AB: what the transfer costs."""

    A_AND_AB = 0
    A_AND_AB_AND_B = 1
    AB_ONLY = 2


class TransferRule(NamedTuple):
    """product_id: "" where changing is free. most: transfers in a row, None: any number. limit_s: None: no limit of time."""

    from_group: str
    to_group: str
    product_id: str
    most: int | None
    limit_s: int | None
    measured: Measured
    charging: Charging
    line: int

    @property
    def counted(self) -> bool:
        """Only a change within one group is counted and measured from the first ride of a row of changes."""
        return self.from_group == self.to_group


class JoinRule(NamedTuple):
    """Rides of these networks are one ride for the fare: where one changes within a station, or between the two stops given."""

    from_network: str
    to_network: str
    from_stop: str
    to_stop: str


class Timeframe(NamedTuple):
    """start_s to end_s, not included, seconds of the local day, on the days of a service."""

    start_s: int
    end_s: int
    service_id: str


@dataclass
class ServiceDays:
    """On which days each service runs."""

    weeks: dict[str, tuple[frozenset[int], date, date]] = field(default_factory=dict)  # weekdays (Monday is 0), first and last day
    exceptions: dict[tuple[str, date], bool] = field(default_factory=dict)

    def runs(self, service_id: str, day: date) -> bool:
        if (service_id, day) in self.exceptions:
            return self.exceptions[service_id, day]
        week = self.weeks.get(service_id)
        return week is not None and day.weekday() in week[0] and week[1] <= day <= week[2]

    def known(self) -> frozenset[str]:
        return frozenset(self.weeks) | {service_id for service_id, _ in self.exceptions}


@dataclass(frozen=True)
class RulesV2:
    """by_priority   the file has rule_priority: "" matches every place and the highest priority wins; else "" matches the places no rule names
    default_categories   open to every rider
    areas            area ids by stop id, its own ones only
    """

    products: dict[str, tuple[Product, ...]]
    leg_rules: tuple[LegRule, ...]
    transfer_rules: tuple[TransferRule, ...]
    join_rules: tuple[JoinRule, ...]
    by_priority: bool
    default_categories: frozenset[str]
    media: tuple[str, ...]
    areas: dict[str, frozenset[str]]
    timeframes: dict[str, tuple[Timeframe, ...]]
    days: ServiceDays

    def named(self, column: str) -> frozenset[str]:
        """The places that leg rules name in a column."""
        return self._named[column]

    @cached_property
    def _named(self) -> dict[str, frozenset[str]]:
        return {column: frozenset(getattr(rule, column) for rule in self.leg_rules) - {""} for column in PLACE_COLUMNS}

    @cached_property
    def by_place(self) -> dict[tuple[str, str, str], list[LegRule]]:
        """Leg rules by what they name in the columns of places: feeds with many zones have a rule for each pair of them."""
        found: dict[tuple[str, str, str], list[LegRule]] = {}
        for rule in self.leg_rules:
            found.setdefault((rule.network, rule.from_area, rule.to_area), []).append(rule)
        return found

    @cached_property
    def limits(self) -> list[int]:
        """Limits of time of transfers, seconds, the shortest first."""
        return sorted({rule.limit_s for rule in self.transfer_rules if rule.limit_s is not None})

    @cached_property
    def from_frames(self) -> list[str]:
        """Groups of timeframes that rules name for boarding."""
        return sorted({rule.from_timeframe for rule in self.leg_rules} - {""})

    @cached_property
    def to_frames(self) -> list[str]:
        return sorted({rule.to_timeframe for rule in self.leg_rules} - {""})

    def within(self, timeframe: str, at: datetime) -> bool:
        """Whether a local time lies in a group of timeframes, "" for all times."""
        if not timeframe:
            return True
        second = at.hour * 3600 + at.minute * 60 + at.second
        frames = self.timeframes.get(timeframe, ())
        return any(frame.start_s <= second < frame.end_s and self.days.runs(frame.service_id, at.date()) for frame in frames)


def currencies(products: Iterable[tuple[Product, ...]]) -> list[str]:
    return sorted({product.currency for rows in products for product in rows})
