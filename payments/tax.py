"""Tax that prices include: worked out once per rate, so that the lines of a receipt add up to the tax that is printed below them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from payments.allocation import Weight, allocate
from payments.money import BASIS, round_half_up


class TaxedLine(NamedTuple):
    """gross_minor: what is paid for the line, after its discounts, at least 0. rate_bp: 1900 is 19 %."""

    line_id: str
    gross_minor: int
    rate_bp: int


@dataclass(frozen=True)
class Taxes:
    """by_line: minor units by line id. by_rate: minor units by rate_bp; both have the same sum."""

    by_line: dict[str, int]
    by_rate: dict[int, int]

    @property
    def total_minor(self) -> int:
        return sum(self.by_rate.values())


def included_tax(gross_minor: int, rate_bp: int) -> int:
    """The tax within a price, half a unit rounded up."""
    if rate_bp < 0:
        raise ValueError("a tax rate is below zero")
    return round_half_up(gross_minor * rate_bp, BASIS + rate_bp)


def taxes(lines: Iterable[TaxedLine]) -> Taxes:
    """Raises ValueError for a line below zero or one that stands twice."""
    all_lines = list(lines)
    if any(line.gross_minor < 0 for line in all_lines):
        raise ValueError("tax is worked out on what is paid: take discounts off their lines first")
    if len({line.line_id for line in all_lines}) != len(all_lines):
        raise ValueError("a line stands twice")
    by_line: dict[str, int] = {}
    by_rate: dict[int, int] = {}
    for rate_bp in sorted({line.rate_bp for line in all_lines}):
        of_rate = [line for line in all_lines if line.rate_bp == rate_bp]
        by_rate[rate_bp] = included_tax(sum(line.gross_minor for line in of_rate), rate_bp)
        by_line |= allocate(by_rate[rate_bp], [Weight(line.line_id, line.gross_minor) for line in of_rate])
    return Taxes(by_line, by_rate)


def refund_tax(gross_minor: int, tax_minor: int, refunded_before_minor: int, refund_minor: int) -> int:
    """The part of a line's tax that a refund gives back: in proportion to all that was refunded so far, so the last refund takes exactly the rest.

    Raises ValueError when more would be refunded than was paid.
    """
    after = refunded_before_minor + refund_minor
    if refunded_before_minor < 0 or refund_minor < 0 or after > gross_minor:
        raise ValueError("a line is refunded once and not beyond what was paid for it")
    if not gross_minor:
        return 0
    return round_half_up(tax_minor * after, gross_minor) - round_half_up(tax_minor * refunded_before_minor, gross_minor)
