"""Seconds of a plan as moments in the city's time."""
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from routing.journey import Plan


def clock_of(plan: Plan, first_s: int, last_s: int) -> Callable[[int], datetime]:
    """From seconds between the two to aware datetimes.

    Adding seconds to a local time is wrong across a change of the clocks; between changes the offset is fixed and adding is right and quick.
    """
    exactly, zero = exact_clock_of(plan), plan.origin.astimezone(UTC)
    offsets = {exactly(seconds).utcoffset() for seconds in (first_s, last_s)}
    if len(offsets) > 1:
        return exactly
    fixed = zero.astimezone(timezone(offsets.pop() or timedelta(0)))
    return lambda seconds: fixed + timedelta(seconds=seconds)


def exact_clock_of(plan: Plan) -> Callable[[int], datetime]:
    """From any seconds: slower."""
    zone, zero = plan.origin.tzinfo, plan.origin.astimezone(UTC)
    return lambda seconds: (zero + timedelta(seconds=seconds)).astimezone(zone)
