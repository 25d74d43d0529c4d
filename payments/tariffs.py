"""Prices of what has no feed of fares: shared vehicles by the plans of GBFS, parking, taxis. Each comes with its parts, which add up to it."""
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

METRES, SECONDS = 1000, 60  # per kilometre and per minute, the units of tariffs
DAY_S = 24 * 3600


class PartKind(StrEnum):
    START = "start"
    DISTANCE = "distance"
    TIME = "time"
    MINIMUM = "minimum"  # what is missing to the least amount
    DAY_MAXIMUM = "day_maximum"  # what goes beyond the most of a day, below 0
    FEE = "fee"


class Part(NamedTuple):
    kind: PartKind
    amount_minor: int


@dataclass(frozen=True)
class TariffPrice:
    """estimated: a surge or the way driven may change it, so it is no price to book by."""

    parts: tuple[Part, ...]
    estimated: bool = False

    @property
    def total_minor(self) -> int:
        return sum(part.amount_minor for part in self.parts)


def whole_parts(amounts: Iterable[tuple[PartKind, Fraction]]) -> list[Part]:
    """Exact amounts as parts of whole minor units that add up to the exact sum, rounded once, half a unit up."""
    parts, exact, so_far = [], Fraction(), 0
    for kind, amount in amounts:
        exact += amount
        rounded = int((2 * exact + 1) // 2)
        if rounded != so_far:
            parts.append(Part(kind, rounded - so_far))
        so_far = rounded
    return parts


class Segment(NamedTuple):
    """GBFS `per_min_pricing` or `per_km_pricing`: the rate at `start` and then every `interval`, 0 for once, before `end`; minutes or kilometres.

    rate_minor: may have a fraction, and below 0 it is a discount
    """

    start: Decimal
    rate_minor: Decimal
    interval: Decimal
    end: Decimal | None = None


@dataclass(frozen=True)
class VehiclePlan:
    """A `system_pricing_plans` entry. price_minor: to unlock."""

    currency: str
    price_minor: Decimal
    per_km: tuple[Segment, ...] = ()
    per_min: tuple[Segment, ...] = ()
    surge: bool = False


def vehicle_price(plan: VehiclePlan, ride_s: int | Fraction, ride_m: int | Fraction) -> TariffPrice:
    """Raises ValueError for a ride below zero or a plan that goes backwards."""
    if ride_s < 0 or ride_m < 0:
        raise ValueError("a ride takes no time or way below zero")
    time = sum((segment_price(segment, Fraction(ride_s, SECONDS)) for segment in plan.per_min), Fraction())
    way = sum((segment_price(segment, Fraction(ride_m, METRES)) for segment in plan.per_km), Fraction())
    parts = whole_parts(((PartKind.START, Fraction(plan.price_minor)), (PartKind.DISTANCE, way), (PartKind.TIME, time)))
    return TariffPrice(tuple(at_least(parts, 0)), plan.surge)


def at_least(parts: list[Part], minimum_minor: int) -> list[Part]:
    missing = minimum_minor - sum(part.amount_minor for part in parts)
    return [*parts, Part(PartKind.MINIMUM, missing)] if missing > 0 else parts


def segment_price(segment: Segment, length: Fraction) -> Fraction:
    """Charged at the start and after each interval for what begins then: a ride that ends at that very moment does not begin it, but every ride
    begins what starts at 0."""
    start, interval = Fraction(segment.start), Fraction(segment.interval)
    last = length if segment.end is None else min(length, Fraction(segment.end))
    if start < 0 or interval < 0 or (segment.end is not None and segment.end < segment.start):
        raise ValueError("a pricing plan goes backwards")
    if (length <= start and start) or segment.end == segment.start:
        return Fraction()
    times = max(1, -((start - last) // interval)) if interval else 1
    return times * Fraction(segment.rate_minor)


class ParkingStep(NamedTuple):
    """Every step_s begun costs price_minor, until the parking has taken until_s; None: for the rest."""

    until_s: int | None
    step_s: int
    price_minor: int


@dataclass(frozen=True)
class ParkingTariff:
    """free_s: nothing is paid up to that; beyond it they are paid as the rest, unless `free_stays_free`.

    day_maximum_minor: the most for each 24 hours from the start
    """

    steps: tuple[ParkingStep, ...]
    free_s: int = 0
    free_stays_free: bool = False
    day_maximum_minor: int | None = None

    def __post_init__(self) -> None:
        ends = [step.until_s for step in self.steps]
        closed = [end for end in ends[:-1] if end is not None]
        if not ends or ends[-1] is not None or len(closed) != len(ends) - 1 or closed != sorted(set(closed)):
            raise ValueError("steps follow each other and the last has no end")
        if any(step.step_s <= 0 or step.price_minor < 0 for step in self.steps) or self.free_s < 0:
            raise ValueError("a step takes time and has a price")


def parking_price(tariff: ParkingTariff, parked_s: int) -> TariffPrice:
    """Each day of 24 hours begins the steps anew where there is a most for a day. Raises ValueError for a time below zero."""
    if parked_s < 0:
        raise ValueError("nobody parks for less than no time")
    if parked_s <= tariff.free_s:
        return TariffPrice(())
    paid_s = parked_s - (tariff.free_s if tariff.free_stays_free else 0)
    if tariff.day_maximum_minor is None:
        return TariffPrice((Part(PartKind.TIME, steps_price(tariff, paid_s)),))
    days, rest = divmod(paid_s, DAY_S)
    whole, part = steps_price(tariff, DAY_S), steps_price(tariff, rest)
    most = tariff.day_maximum_minor
    off = days * max(0, whole - most) + max(0, part - most)
    parts = [Part(PartKind.TIME, days * whole + part), Part(PartKind.DAY_MAXIMUM, -off)]
    return TariffPrice(tuple(each for each in parts if each.amount_minor))


def steps_price(tariff: ParkingTariff, parked_s: int) -> int:
    begun, total = 0, 0
    for step in tariff.steps:
        last = parked_s if step.until_s is None else min(parked_s, step.until_s)
        if last > begun:
            total += -((begun - last) // step.step_s) * step.price_minor
            begun = last
    return total


def overstay_charge(extra_s: int, grace_s: int, step_s: int, step_minor: int, fee_minor: int) -> TariffPrice:
    """For staying beyond what was booked: every step begun after the grace, and a fee once; all of them as shown at booking."""
    if min(extra_s, grace_s, step_minor, fee_minor) < 0 or step_s <= 0:
        raise ValueError("an overstay has no numbers below zero")
    if extra_s <= grace_s:
        return TariffPrice(())
    steps = -((grace_s - extra_s) // step_s)
    parts = (Part(PartKind.TIME, steps * step_minor), Part(PartKind.FEE, fee_minor))
    return TariffPrice(tuple(part for part in parts if part.amount_minor))


@dataclass(frozen=True)
class TaxiTariff:
    """Rates may have fractions. minimum_minor: the least a ride costs. fixed: the price is agreed, the way driven does not change it."""

    currency: str
    base_minor: int
    per_km_minor: Decimal
    per_min_minor: Decimal
    minimum_minor: int = 0
    fixed: bool = False


def taxi_price(tariff: TaxiTariff, ride_s: int, ride_m: int) -> TariffPrice:
    rates = (tariff.per_km_minor, tariff.per_min_minor)
    if min(ride_s, ride_m, tariff.base_minor, tariff.minimum_minor) < 0 or min(rates) < 0:
        raise ValueError("a ride has no numbers below zero")
    amounts = (
        (PartKind.START, Fraction(tariff.base_minor)),
        (PartKind.DISTANCE, Fraction(tariff.per_km_minor) * Fraction(ride_m, METRES)),
        (PartKind.TIME, Fraction(tariff.per_min_minor) * Fraction(ride_s, SECONDS)),
    )
    return TariffPrice(tuple(at_least(whole_parts(amounts), tariff.minimum_minor)), not tariff.fixed)
