"""Prices of what has no feed of fares: shared vehicles by the plans of GBFS, and taxis. Each comes with its parts, which add up to it."""
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

METRES, SECONDS = 1000, 60  # per kilometre and per minute, the units of tariffs


class PartKind(StrEnum):
    START = "start"
    DISTANCE = "distance"
    TIME = "time"
    MINIMUM = "minimum"  # what is missing to the least amount


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
