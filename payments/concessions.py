"""Who pays less: the lowest of all prices that somebody has a right to. Nothing is stacked unless a concession says so by name."""
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from payments.money import BASIS, round_half_up


@dataclass(frozen=True)
class Concession:
    """A right to pay less, by a factor of the list price or a fixed fare; exactly one of them.

    entitlement   the bare word a phone sends, such as `child`, `companion` or `student`; it proves nothing and names nobody
    factor_bp     10,000 is the whole price, 0 is free: a companion travels free by a factor of 0
    stacks_on     concession ids whose price this one is worked out on
    """

    concession_id: str
    entitlement: str
    factor_bp: int | None = None
    fixed_minor: int | None = None
    stacks_on: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if (self.factor_bp is None) == (self.fixed_minor is None):
            raise ValueError("a concession is a factor or a fixed fare")
        if self.factor_bp is not None and not 0 <= self.factor_bp <= BASIS:
            raise ValueError("a factor is 0 to 10,000")
        if self.fixed_minor is not None and self.fixed_minor < 0:
            raise ValueError("a fixed fare is not below zero")

    def of(self, amount_minor: int) -> int:
        if self.factor_bp is not None:
            return round_half_up(amount_minor * self.factor_bp, BASIS)
        assert self.fixed_minor is not None
        return self.fixed_minor


class Base(NamedTuple):
    """What a leg costs somebody; concession_ids in the order in which they were applied, none for the list price."""

    base_minor: int
    concession_ids: tuple[str, ...]


def base_price(list_minor: int, concessions: Iterable[Concession], entitlements: frozenset[str]) -> Base:
    """The lowest of all, ties by concession id, never above the list price; a minimum of a set has no order. Raises ValueError below zero."""
    if list_minor < 0:
        raise ValueError("a list price is not below zero")
    held = sorted((each for each in concessions if each.entitlement in entitlements), key=lambda each: each.concession_id)
    singly = {each.concession_id: Base(each.of(list_minor), (each.concession_id,)) for each in held}
    stacked = [
        Base(each.of(singly[below].base_minor), (below, each.concession_id))
        for each in held for below in sorted(each.stacks_on) if below in singly and below != each.concession_id
    ]  # fmt: skip
    return min([Base(list_minor, ()), *singly.values(), *stacked], key=lambda base: (base.base_minor, len(base.concession_ids), base.concession_ids))
