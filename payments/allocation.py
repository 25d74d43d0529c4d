"""A total shared among lines so that the shares add up to it: the method of the largest remainder (Hamilton, 1792)."""

from collections.abc import Iterable
from typing import NamedTuple


class Weight(NamedTuple):
    """A line and how much of a total falls on it, in any unit."""

    line_id: str
    weight: int


def allocate(total_minor: int, weights: Iterable[Weight]) -> dict[str, int]:
    """Shares by line id, their sum is the total and none is a whole unit away from its exact part.

    Every line gets its part rounded down, then one unit each goes to the largest remainders, to the lowest line id where they are equal: the order
    of the lines makes no difference. A total below zero is shared as its opposite is. Lines that weigh nothing together share equally.
    Raises ValueError for weights below zero, a line that stands twice, and a total without a line to take it.
    """
    lines = list(weights)
    if any(line.weight < 0 for line in lines):
        raise ValueError("a weight is below zero")
    if len({line.line_id for line in lines}) != len(lines):
        raise ValueError("a line stands twice")
    if not lines:
        if total_minor:
            raise ValueError("there is no line to take the total")
        return {}
    sum_of_weights = sum(line.weight for line in lines)
    if not sum_of_weights:
        lines, sum_of_weights = [Weight(line.line_id, 1) for line in lines], len(lines)
    size, sign = abs(total_minor), -1 if total_minor < 0 else 1
    shares = {line.line_id: size * line.weight // sum_of_weights for line in lines}
    left = size - sum(shares.values())
    for line in sorted(lines, key=lambda line: (-(size * line.weight % sum_of_weights), line.line_id))[:left]:
        shares[line.line_id] += 1
    return {line_id: sign * share for line_id, share in shares.items()}
