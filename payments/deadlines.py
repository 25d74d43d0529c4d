"""By when each step of a booking must have come about; the backend's timers ask `step` what follows then."""
from collections.abc import Iterable
from datetime import datetime, timedelta

HOLD = timedelta(minutes=10)
MORE_FOR_THE_BANK = timedelta(minutes=5)
USUAL_PROMISE, LONGEST_PROMISE = timedelta(seconds=60), timedelta(seconds=300)  # of an operator, to confirm
AFTER_LAST_LEG = timedelta(hours=2)
BEFORE_HOLD_ENDS = timedelta(hours=24)
OVERSTAY = timedelta(hours=72)  # to pay for what was stayed already; nothing is kept free for it


def hold_until(booked_at: datetime, overstay: bool = False) -> datetime:
    """Of most bookings; a space that is given out for an event is held for as long as its staff says."""
    return booked_at + (OVERSTAY if overstay else HOLD)


def confirm_by(asked_at: datetime, promises: Iterable[timedelta]) -> datetime:
    """The slowest operator's promise, within bounds; the usual one where no operator is asked."""
    slowest = max(promises, default=USUAL_PROMISE)
    return asked_at + min(max(slowest, USUAL_PROMISE), LONGEST_PROMISE)


def settle_by(last_leg_ends_at: datetime, capture_before: datetime) -> datetime:
    """capture_before: until when the card's hold lasts, as the payment service says and never as a constant."""
    return min(last_leg_ends_at + AFTER_LAST_LEG, capture_before - BEFORE_HOLD_ENDS)


def capture_now(last_leg_ends_at: datetime, capture_before: datetime) -> bool:
    """Whether the hold ends too early to wait for the end of the trip."""
    return capture_before - BEFORE_HOLD_ENDS < last_leg_ends_at + AFTER_LAST_LEG
