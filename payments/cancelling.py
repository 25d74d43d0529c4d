"""What it costs to give a leg back: known when it was booked, shown before it is done, never more than was shown."""
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from payments.money import BASIS, round_half_up
from payments.staying import CapPeriod, Stays, what_stays

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
    """through: the numbers of all legs of the product that this one is part of, none where it has a product of its own. leg_id: in its period."""

    leg_no: int
    shown_minor: int
    starts_at: datetime
    ladder: Ladder
    operator_fault: bool = False
    through: frozenset[int] = frozenset()
    leg_id: str = ""


class Broken(StrEnum):
    THROUGH_FARE = "through_fare"  # the legs that stay were sold together with one that goes
    CAP = "cap"  # others of the day, week or month cost more without the legs that go


class Consequence(NamedTuple):
    what: Broken
    leg_nos: tuple[int, ...]


@dataclass(frozen=True)
class CancellationQuote:
    """refund_minor: what was paid for the legs, without the fees and what is kept for others, with what was kept earlier and comes back now.

    fees, kept    by leg number
    stays         what became of the legs that stay, by cap
    """

    fees: dict[int, int]
    refund_minor: int
    consequences: tuple[Consequence, ...]
    valid_until: datetime
    kept: dict[int, int] = field(default_factory=dict)
    stays: tuple[Stays, ...] = ()

    @property
    def fee_minor(self) -> int:
        return sum(self.fees.values())

    @property
    def kept_minor(self) -> int:
        return sum(self.kept.values())

    @property
    def dearer(self) -> dict[str, int]:
        """By how much legs that stay cost more, by their ids."""
        return {leg_id: amount for stays in self.stays for leg_id, amount in stays.dearer.items()}


def quote_cancellation(legs: Sequence[HeldLeg], leg_nos: Iterable[int], at: datetime, periods: Iterable[CapPeriod] = ()) -> CancellationQuote:
    """legs: the open ones. Raises ValueError where there is nothing to give back."""
    going = set(leg_nos)
    gone = [leg for leg in legs if leg.leg_no in going]
    if not going or len(gone) != len(going):
        raise ValueError("nothing to cancel: these legs are not open")
    stays = tuple(what_stays(without_faults(period, gone), [leg.leg_id for leg in gone]) for period in periods)
    kept = kept_by_leg(gone, stays)
    fees = {leg.leg_no: fee_of(leg, at, kept.get(leg.leg_no, 0)) for leg in gone}
    freed = sum(one.freed_minor for one in stays)
    refund = sum(leg.shown_minor for leg in gone) - sum(kept.values()) - sum(fees.values()) + freed
    return CancellationQuote(fees, refund, tuple(consequences(legs, gone, stays)), at + VALID, kept, stays)


def without_faults(period: CapPeriod, gone: Sequence[HeldLeg]) -> CapPeriod:
    """Nothing is kept of what an operator does not run."""
    faults = {leg.leg_id for leg in gone if leg.operator_fault}
    return period._replace(legs=tuple(leg._replace(shown_minor=0) if leg.leg_id in faults else leg for leg in period.legs))


def kept_by_leg(gone: Sequence[HeldLeg], stays: Iterable[Stays]) -> dict[int, int]:
    numbers = {leg.leg_id: leg.leg_no for leg in gone}
    kept: dict[int, int] = {}
    for share in (share for one in stays for share in one.kept):
        no = numbers[share.source]
        kept[no] = kept.get(no, 0) + share.amount_minor
    return kept


def fee_of(leg: HeldLeg, at: datetime, kept_minor: int) -> int:
    """Nobody pays for giving back more than it was worth."""
    return 0 if leg.operator_fault else min(leg.ladder.fee(leg.shown_minor, leg.starts_at, at), leg.shown_minor - kept_minor)


def consequences(legs: Sequence[HeldLeg], gone: Sequence[HeldLeg], stays: Iterable[Stays]) -> Iterator[Consequence]:
    """Of a cap with the numbers of this trip's legs; other trips of the traveller may have some as well."""
    torn = {no for leg in gone for no in leg.through} - {leg.leg_no for leg in gone}
    if torn:
        yield Consequence(Broken.THROUGH_FARE, tuple(sorted(torn)))
    dearer = {leg_id for one in stays for leg_id in one.dearer}
    if dearer:
        yield Consequence(Broken.CAP, tuple(sorted(leg.leg_no for leg in legs if leg.leg_id in dearer)))


def is_stale(accepted: CancellationQuote, now: CancellationQuote, at: datetime) -> bool:
    """Whether the traveller has to be asked again: the quote is over, or costs more by now. A lower fee and a higher refund are simply taken."""
    dearer = now.fee_minor > accepted.fee_minor or now.refund_minor < accepted.refund_minor
    return at > accepted.valid_until or dearer or now.fees.keys() != accepted.fees.keys()
