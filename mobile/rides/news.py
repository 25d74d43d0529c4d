"""What is told of a ride by itself, once each: the van is near, is there, comes at another time, is another; one is there; nobody can come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.contract.rides import RideResponse, RideState
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.rides.words import REASONS, promised_words, van_words

NEAR_S = 300
STALE = timedelta(minutes=15)  # a change that is older was heard before, or is seen on the page
S = RideState


@dataclass(frozen=True)
class News:
    """`key` is the same whenever it is worked out. What is `urgent` cuts in."""

    key: str
    title: str
    detail: str
    spoken: str
    urgent: bool = True


def comes_in_s(one: RideResponse, now: datetime) -> int | None:
    """Seconds until the van is at the pickup, as long as it is on its way there."""
    if one.comes_in_s is None or one.pickup_at is None or one.waits_until is not None:
        return None
    return max(0, int((one.pickup_at - now).total_seconds()))


def news_of(one: RideResponse, before: RideResponse | None, now: datetime) -> Iterator[News]:
    """`before`: as it was known until now, None the first time."""
    key = f"{one.id} "
    if one.changes and now - one.changes[-1].at < STALE and one.state in (S.BOOKED, S.ABOARD):
        yield changed(one, key)
    if before and before.van and one.van and before.van.name != one.van.name and one.state is S.BOOKED:
        words, van = tr("Another van comes"), van_words(one.van)
        yield News(f"{key}van {one.van.name}", words, van, f"{words}: {van}")
    if one.state is S.BOOKED and one.waits_until is not None:
        yield here(one, key)
    elif one.state is S.BOOKED and (left := comes_in_s(one, now)) is not None and left <= NEAR_S:
        written, spoken = (tr("Your van is there in {time}", time=form.duration(max(60, left))) for form in (write, say))
        yield News(f"{key}near", written, one.from_.name, ", ".join(part for part in (spoken, one.from_.name) if part))
    if one.state is S.STRANDED:
        yield from stranded(one, key, now)
    if one.state is S.NO_SHOW and before and before.state is S.BOOKED:
        words, detail = tr("Your van has gone without you"), tr("It waited as long as it could. Look for another way.")
        yield News(f"{key}gone", words, detail, f"{words}. {detail}")
    if one.state is S.BROUGHT and before and before.state is S.ABOARD:
        words = tr("You are there: {place}", place=one.to.name) if one.to.name else tr("You are there")
        yield News(f"{key}brought", words, tr("This ride is over."), words, urgent=False)


def changed(one: RideResponse, key: str) -> News:
    reason = REASONS[one.changes[-1].reason]()
    (comes, there), (comes_said, there_said) = promised_words(one.promised), promised_words(one.promised, say)
    if one.state is S.ABOARD:
        return News(f"{key}changed {len(one.changes)}", there, reason, f"{reason} {there_said}.")
    return News(f"{key}changed {len(one.changes)}", comes, f"{reason} {there}.", f"{reason} {comes_said}. {there_said}.")


def here(one: RideResponse, key: str) -> News:
    words = tr("Your van is there")
    written, spoken = (tr("It waits until {time}.", time=form.clock(one.waits_until)) for form in (write, say))
    which = f"{van_words(one.van)}. " if one.van else ""
    return News(f"{key}here", words, f"{which}{written}", f"{words}. {which}{spoken}")


def stranded(one: RideResponse, key: str, now: datetime) -> Iterator[News]:
    """Nobody is left without a word: what comes instead, or by when somebody has seen to it."""
    words = tr("Your van cannot come")
    if one.instead or one.instead_booking_id:
        detail = tr("Another way is booked for you. It costs nothing.")
        yield News(f"{key}instead", words, detail, f"{words}. {detail}")
    elif one.task_due_at is not None:
        written, spoken = (due_words(one.task_due_at, now, form) for form in (write, say))
        yield News(f"{key}stranded", words, written, f"{words}. {spoken}")
    else:
        detail = tr("Your money comes back. Look for another way.")
        yield News(f"{key}stranded", words, detail, f"{words}. {detail}")


def due_words(due_at: datetime, now: datetime, form=write) -> str:
    """By when a person has found something else."""
    if due_at <= now:
        return tr("A person of the city is looking for another way for you now. You can call too.")
    return tr("A person of the city finds another way for you by {time}. Stay where you are.", time=form.clock(due_at))
