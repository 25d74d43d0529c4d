"""What it costs to give a leg back: known when it was booked, shown before it is done, never more than was shown."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from payments.allocation import Weight, allocate
from payments.caps import CappedLeg, CapScheme, payable
from payments.money import BASIS, round_half_up

VALID = timedelta(minutes=2)


class FeeStep(NamedTuple):
    """The fee up to `before_s` seconds before the leg begins: a fixed part and one of the price."""

    before_s: int
    fee_minor: int
    fee_bp: int


class Ladder(NamedTuple):
    """Steps in any order. After the last of them the whole price is kept; without steps a leg cannot be given back for less."""

    steps: tuple[FeeStep, ...]

    def fee(self, price_minor: int, starts_at: datetime, at: datetime) -> int:
        """0 to the price."""
        left_s = (starts_at - at).total_seconds()
        reached = [step for step in self.steps if left_s >= step.before_s]
        if not reached:
            return price_minor
        step = max(reached)
        return max(0, min(price_minor, step.fee_minor + round_half_up(price_minor * step.fee_bp, BASIS)))


@dataclass(frozen=True)
class HeldLeg:
    """through: the numbers of all legs of the product that this one is part of, none where it has a product of its own."""

    leg_no: int
    shown_minor: int
    starts_at: datetime
    ladder: Ladder
    operator_fault: bool = False
    through: frozenset[int] = frozenset()


class Broken(StrEnum):
    THROUGH_FARE = "through_fare"  # the legs that stay were sold together with one that goes
    CAP = "cap"  # the rest of a day, week or month is worked out anew


class Consequence(NamedTuple):
    what: Broken
    leg_nos: tuple[int, ...]


@dataclass(frozen=True)
class CancellationQuote:
    """refund_minor: what was paid for the legs, with what a cap gives back for the others, the fees off. fees: by leg number."""

    fees: dict[int, int]
    refund_minor: int
    consequences: tuple[Consequence, ...]
    valid_until: datetime

    @property
    def fee_minor(self) -> int:
        return sum(self.fees.values())


def quote_cancellation(
    legs: Sequence[HeldLeg], leg_nos: Iterable[int], at: datetime, scheme: CapScheme | None = None, capped: Sequence[CappedLeg] = (),
) -> CancellationQuote:  # fmt: skip
    """legs: the open ones. capped: all legs of the traveller in the cap's periods, those of this trip with their number as an id.

    Raises ValueError where there is nothing to give back.
    """
    going = set(leg_nos)
    gone = [leg for leg in legs if leg.leg_no in going]
    if not going or len(gone) != len(going):
        raise ValueError("nothing to cancel: these legs are not open")
    fees = {leg.leg_no: 0 if leg.operator_fault else leg.ladder.fee(leg.shown_minor, leg.starts_at, at) for leg in gone}
    paid = sum(leg.shown_minor for leg in gone)
    broken = []
    torn = {no for leg in gone for no in leg.through} - going
    if torn:
        broken.append(Consequence(Broken.THROUGH_FARE, tuple(sorted(torn))))
    if scheme is not None:
        ids = {str(no) for no in going}
        staying = [leg for leg in capped if leg.leg_id not in ids]
        counted = {leg.leg_id for leg in capped}
        paid = sum(leg.shown_minor for leg in gone if str(leg.leg_no) not in counted) + payable(scheme, capped) - payable(scheme, staying)
        if len(staying) < len(capped) and payable(scheme, capped) < sum(leg.base_minor for leg in capped):
            broken.append(Consequence(Broken.CAP, tuple(sorted(int(leg.leg_id) for leg in staying if leg.leg_id.isdecimal()))))
    if sum(fees.values()) > paid:  # nobody pays for giving back more than it was worth
        lowered = allocate(paid, [Weight(str(no), fee) for no, fee in fees.items()])
        fees = {no: lowered[str(no)] for no in fees}
    return CancellationQuote(fees, paid - sum(fees.values()), tuple(broken), at + VALID)


def is_stale(accepted: CancellationQuote, now: CancellationQuote, at: datetime) -> bool:
    """Whether the traveller has to be asked again: the quote is over, or costs more by now. A lower fee is simply taken."""
    return at > accepted.valid_until or now.fee_minor > accepted.fee_minor or now.fees.keys() != accepted.fees.keys()


def early_leave_refund(booked_until: datetime, leaves_at: datetime, step_s: int, step_minor: int, paid_minor: int) -> int:
    """Whole steps that are not used, at most what was paid; where the terms of the host allow it."""
    if step_s <= 0 or step_minor < 0:
        raise ValueError("a step takes time and has a price")
    unused = max(0, int((booked_until - leaves_at).total_seconds()) // step_s)
    return min(paid_minor, unused * step_minor)
