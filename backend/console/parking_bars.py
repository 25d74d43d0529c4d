"""Walks of one plan beside those of another as bars: how many go how far."""
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FOOT = 900, 260, 36
STEPS_M = (50, 100, 200, 500, 1000)
MOST_BARS = 12


@dataclass(frozen=True)
class Bar:
    """Drivers who walk from from_m on, to just before the next one. x, width and tops in units of the drawing."""

    from_m: int
    at_once: int
    in_turn: int
    x: int
    width: int
    top_at_once: int
    top_in_turn: int


def bars(at_once: Sequence[int], in_turn: Sequence[int]) -> tuple[Bar, ...]:
    """Walks in metres; none: no bars."""
    longest = max((*at_once, *in_turn), default=-1)
    if longest < 0:
        return ()
    step = next((step for step in STEPS_M if longest < step * MOST_BARS), STEPS_M[-1])
    number = longest // step + 1
    counted = [[sum(walk // step == row for walk in walks) for row in range(number)] for walks in (at_once, in_turn)]
    most = max(max(column) for column in counted)
    wide, up = WIDTH // number, HEIGHT - FOOT
    return tuple(
        Bar(row * step, ours, theirs, row * wide, wide // 2 - 4, up - up * ours // most, up - up * theirs // most)
        for row, (ours, theirs) in enumerate(zip(*counted))
    )
