"""What a traveller pays at most in a day, a week and a month, whatever the order of trips, cancellations and late reports.

The price is a function of the set of legs, so no order can matter. `cheapest` is a shortest path over the boundaries of days: a day costs its legs
or the day's cap, and from any day the rest of its week or month can be had for that cap. One more leg raises the cheapest cover by no more than the
leg's own price (its day's edge grows by at most that and no edge falls), so a cap never raises a price.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY_BEGINS_HOUR = 4  # local time: the last ride of a night still belongs to the evening


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"  # Monday to Sunday
    MONTH = "month"


class CappedLeg(NamedTuple):
    """base_minor: its price without any cap. shown_minor: what the traveller was shown and is charged at most, no more than the base."""

    leg_id: str
    service_day: date
    base_minor: int
    shown_minor: int


@dataclass(frozen=True)
class CapScheme:
    """None: no cap for that period."""

    scheme_id: str
    currency: str
    day_minor: int | None = None
    week_minor: int | None = None
    month_minor: int | None = None

    def __post_init__(self) -> None:
        if any(cap is not None and cap < 0 for cap in (self.day_minor, self.week_minor, self.month_minor)):
            raise ValueError("a cap is below zero")


class Cover(NamedTuple):
    """One piece of the cheapest cover, both days included. `capped`: the cap of the period is what it costs."""

    period: Period
    first_day: date
    last_day: date
    cost_minor: int
    capped: bool


class Cheapest(NamedTuple):
    total_minor: int
    covers: tuple[Cover, ...]


def service_day(at: datetime, zone: ZoneInfo) -> date:
    """The service day, 04:00 to 04:00 by the clocks of the place. `at` must say its offset from UTC."""
    if at.tzinfo is None:
        raise ValueError("a time without its offset from UTC has no service day")
    local = at.astimezone(zone)
    return local.date() - timedelta(days=local.hour < DAY_BEGINS_HOUR)


def last_of_week(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def cheapest(scheme: CapScheme, legs: Iterable[CappedLeg]) -> Cheapest:
    """T(S). Raises ValueError for a leg that stands twice or has a price below zero. Of equally cheap covers the one of shortest periods."""
    base = base_by_day(legs)
    days = sorted(base)
    best: list[Cheapest] = [Cheapest(0, ())]  # of the days after each boundary, the last boundary first
    passes: tuple[tuple[Period, int | None, Callable[[date], date]], ...] = (
        (Period.WEEK, scheme.week_minor, last_of_week), (Period.MONTH, scheme.month_minor, last_of_month),
    )  # fmt: skip
    for at in range(len(days) - 1, -1, -1):
        day = days[at]
        ways = [(day_cover(scheme, day, base[day]), at + 1)]
        for period, cap, last_of in passes:
            if cap is not None:
                last = last_of(day)
                ways.append((Cover(period, day, last, cap, True), sum(other <= last for other in days)))
        options = [(cover, best[len(days) - after]) for cover, after in ways]
        cover, rest = min(options, key=lambda option: option[0].cost_minor + option[1].total_minor)
        best.append(Cheapest(cover.cost_minor + rest.total_minor, (cover, *rest.covers)))
    return best[-1]


def base_by_day(legs: Iterable[CappedLeg]) -> dict[date, int]:
    base: dict[date, int] = {}
    seen: set[str] = set()
    for leg in legs:
        if leg.leg_id in seen:
            raise ValueError("a leg stands twice")
        if leg.base_minor < 0 or not 0 <= leg.shown_minor <= leg.base_minor:
            raise ValueError("a leg's price is below zero, or it was shown above its price")
        seen.add(leg.leg_id)
        base[leg.service_day] = base.get(leg.service_day, 0) + leg.base_minor
    return base


def day_cover(scheme: CapScheme, day: date, base_minor: int) -> Cover:
    capped = scheme.day_minor is not None and scheme.day_minor < base_minor
    cost = scheme.day_minor if capped and scheme.day_minor is not None else base_minor
    return Cover(Period.DAY, day, day, cost, capped)


def payable(scheme: CapScheme, legs: Iterable[CappedLeg]) -> int:
    """P(S) = min(T(S), what was shown for all of them): what the legs cost together, now that these are all there are."""
    all_legs = list(legs)
    return min(cheapest(scheme, all_legs).total_minor, sum(leg.shown_minor for leg in all_legs))


def shown_next(scheme: CapScheme, legs: Iterable[CappedLeg], leg_id: str, day: date, base_minor: int) -> int:
    """What to show for one more leg: by how much it makes the cheapest cover dearer, from 0 to its base."""
    before = list(legs)
    after = [*before, CappedLeg(leg_id, day, base_minor, base_minor)]
    return cheapest(scheme, after).total_minor - cheapest(scheme, before).total_minor
