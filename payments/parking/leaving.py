"""Leaving early: the stay is priced anew for the time it was, and what was paid beyond that comes back."""
from dataclasses import dataclass
from datetime import datetime, timedelta

from payments.parking.tariff import Tariff, price
from payments.parking.wall import utc


@dataclass(frozen=True)
class Left:
    """ends_at: in UTC, until when the space is paid for by now; somebody else may have it from then on. due_minor + refund_minor is what was paid."""

    ends_at: datetime
    due_minor: int
    refund_minor: int


def leave(tariff: Tariff, start: datetime, end: datetime, left_at: datetime, paid_minor: int, least_min: int = 0) -> Left:
    """least_min: what the site asks for at least. A tariff's day may cost its most after few hours, so unused steps alone say nothing.

    Raises ValueError for a tariff by which the stay could not have been sold.
    """
    start, end, left_at = utc(start), utc(end), utc(left_at)
    if not start < end or paid_minor < 0 or least_min < 0:
        raise ValueError("nobody stays for less than no time or pays less than nothing")
    ends_at = min(end, max(start, left_at, start + timedelta(minutes=least_min)))
    due = price(tariff, start, ends_at)
    if due is None:
        raise ValueError("the stay was sold by another tariff")
    due = min(due, paid_minor)
    return Left(ends_at, due, paid_minor - due)
