"""Staying beyond the end that was booked: nothing within the grace, then steps and a fee, never above what was shown."""
from dataclasses import dataclass
from datetime import datetime

from payments.parking.wall import MINUTE, utc


@dataclass(frozen=True)
class OverstayTerms:
    """As shown before booking. fee_minor: once. maximum_minor: the most of both together."""

    grace_min: int
    step_min: int
    step_minor: int
    fee_minor: int
    maximum_minor: int

    def __post_init__(self) -> None:
        if min(self.grace_min, self.step_minor, self.fee_minor, self.maximum_minor) < 0 or self.step_min <= 0:
            raise ValueError("terms of an overstay have no numbers below zero, and a step takes time")


@dataclass(frozen=True)
class Overstay:
    """time_minor: for the time, which a host has a share of; fee_minor: which is the city's alone."""

    time_minor: int
    fee_minor: int

    @property
    def total_minor(self) -> int:
        return self.time_minor + self.fee_minor


def overstay(terms: OverstayTerms, ends_at: datetime, left_at: datetime) -> Overstay:
    """A minute begun is whole, and so is a step. What the maximum cuts off is cut off the fee first, as the time was really used."""
    extra_min = -((utc(ends_at) - utc(left_at)) // MINUTE)
    if extra_min <= terms.grace_min:
        return Overstay(0, 0)
    steps = -((terms.grace_min - extra_min) // terms.step_min)
    time_minor = min(steps * terms.step_minor, terms.maximum_minor)
    return Overstay(time_minor, min(terms.fee_minor, terms.maximum_minor - time_minor))
