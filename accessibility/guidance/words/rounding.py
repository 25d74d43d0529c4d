"""How fine a distance is said: never finer than half of what is not known. Ties away from zero, never to 0."""
from math import floor

LADDER = (1, 5, 10, 20, 50, 100, 200, 500, 1000)
METRIC = ((50, 5), (300, 10), (1000, 50), (10_000, 100))  # below so many metres, in such steps
FEET_PER_METRE = 3.28084
FEET_PER_MILE = 5280


def step_for(value: float, unsure: float, feet: bool = False) -> float:
    """The step on the ladder for `value` metres (or feet) that are unsure by as many."""
    if feet:
        usual = 5 if value < 100 else 50 if value < 1000 else FEET_PER_MILE / 10
    else:
        usual = 1 if value < 10 and unsure <= 5 else next((step for below, step in METRIC if value < below), 1000)
    if unsure / 2 <= usual:
        return usual
    return next((step for step in LADDER if step >= usual and step >= unsure / 2), LADDER[-1])


def rounded(value: float, unsure: float, feet: bool = False) -> float:
    step = step_for(value, unsure, feet)
    return max(step, floor(value / step + 0.5) * step)


def up_to_five(value: float) -> int:
    """The next multiple of 5 that is not below."""
    return -int(-value // 5) * 5
