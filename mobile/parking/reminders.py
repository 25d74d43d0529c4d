"""What is said around the end of a stay: a quarter of an hour before, at it, and five minutes later. Without Kivy and without a clock of its own."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.contract.reservations import Reservation, ReservationState
from mobile.i18n import spoken as say
from mobile.i18n import tr

AT = (timedelta(minutes=-15), timedelta(0), timedelta(minutes=5))
STALE = timedelta(minutes=5)  # what should have been said longer ago than that is not said any more
OPEN = (ReservationState.BOOKED, ReservationState.INSIDE)


@dataclass(frozen=True)
class Reminder:
    """`key` is the same whenever it is worked out; `at` is when it is to be said."""

    key: str
    at: datetime
    words: str


def goes_on(one: Reservation, reservations: Iterable[Reservation]) -> bool:
    """Whether the stay was made longer: another begins in the same space as this one ends."""
    return any(other.space.space_id == one.space.space_id and other.starts_at == one.ends_at and other.state in OPEN for other in reservations)


def reminders(reservations: Collection[Reservation]) -> Iterator[Reminder]:
    for one in reservations:
        if one.state in OPEN and not goes_on(one, reservations):
            for by in AT:
                at = one.ends_at + by
                yield Reminder(f"{one.booking_id} {one.leg_no} {at.isoformat()}", at, words_at(one, by))


def words_at(one: Reservation, by: timedelta) -> str:
    place, end, grace = one.space.name, say.clock(one.ends_at), say.clock(one.grace_until)
    if by < timedelta(0):
        return tr("Your parking at {place} ends in 15 minutes, at {time}. Make it longer, or leave in time.", place=place, time=end)
    price = say.money(one.terms.overstay_step_minor, one.currency.upper())
    later = tr("Each {stay} later costs {price}.", stay=say.duration(one.terms.overstay_step_min * 60), price=price)
    if one.ends_at + by >= one.grace_until:
        return f"{tr('Your parking at {place} ended at {time}.', place=place, time=end)} {later}"
    free = tr("Until {time} leaving costs nothing more.", time=grace)
    if by == timedelta(0):
        return f"{tr('Your parking at {place} ends now.', place=place)} {free}"
    return f"{tr('Your parking at {place} ended at {time}.', place=place, time=end)} {free} {later}"


def due(reservations: Collection[Reservation], told: Collection[str], now: datetime) -> tuple[Reminder, ...]:
    """What is to be said now, the earliest first."""
    found = (one for one in reminders(reservations) if one.at <= now < one.at + STALE and one.key not in told)
    return tuple(sorted(found, key=lambda one: one.at))


def next_at(reservations: Collection[Reservation], now: datetime) -> datetime | None:
    """When there is something to say again."""
    return min((one.at for one in reminders(reservations) if one.at > now), default=None)
