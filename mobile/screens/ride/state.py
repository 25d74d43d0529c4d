"""A ride as it stands: when the van comes, what was promised, what has changed and why, what can be done now. Without Kivy or network."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.contract.around import LiveLayer
from backend.contract.rides import RideChange, RideResponse, RideState
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.map.live_layer import LiveMark
from mobile.rides.news import comes_in_s, due_words
from mobile.rides.words import REASONS, day_words, load_words, promised_words, van_words, window_words

S = RideState
GONE = timedelta(minutes=3)  # where a van was longer ago says nothing of where it is
OLD = timedelta(seconds=60)
LATER_MIN = (5, 10, 15, 20, 30, 45)
ACTIONS = {
    "pay": lambda: tr("Pay"), "instead": lambda: tr("To what is booked instead"), "again": lambda: tr("Look for the way again"),
    "way": lambda: tr("Way to the pickup"), "late": lambda: tr("I am late"), "cancel": lambda: tr("Give back"),
    "booking": lambda: tr("Booking and receipt"),
}  # fmt: skip
ICONS = {
    "pay": "lock-outline", "instead": "van-passenger", "again": "directions-fork", "way": "directions", "late": "clock-alert-outline",
    "cancel": "cash-refund", "booking": "receipt-text-outline",
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """The one thing to know now; it changes with the clock."""

    icon: str
    tone: str
    big: str
    detail: str
    spoken: str


@dataclass(frozen=True)
class RideView:
    """`facts`: icon, words, as they are said. `changes`: promises that became others, the newest first, written and as they are said."""

    title: str
    facts: tuple[tuple[str, str, str], ...]
    code: str
    code_spoken: str
    changes: tuple[tuple[str, str], ...]
    actions: tuple[str, ...]


def view_of(one: RideResponse) -> RideView:
    return RideView(
        title=title_of(one), facts=tuple(facts_of(one)), code=one.code, actions=actions_of(one),
        code_spoken=tr("Code for the driver: {digits}", digits=say.digits(one.code)),
        changes=tuple((change_words(change, write), change_words(change, say)) for change in reversed(one.changes)),
    )  # fmt: skip


def title_of(one: RideResponse) -> str:
    return tr("Van to {place}", place=one.to.name) if one.to.name else tr("Your ride")


def head_of(one: RideResponse, now: datetime) -> Head:
    return HEADS[one.state](one, now)


def head(icon: str, tone: str, big: str, detail: str, spoken: str = "") -> Head:
    return Head(icon, tone, big, detail, spoken or f"{big}. {detail}")


def held(one: RideResponse, now: datetime) -> Head:
    return head("lock-outline", "warn", tr("Held for you"), tr("Pay, and it is yours."))


def booked(one: RideResponse, now: datetime) -> Head:
    """There, on its way, or promised."""
    if one.waits_until is not None:
        until, said = (tr("It waits until {time}.", time=form.clock(one.waits_until)) for form in (write, say))
        words, which = tr("Your van is there"), f"{van_words(one.van)}. " if one.van else ""
        return head("van-passenger", "ok", words, f"{which}{until}", f"{words}. {which}{said}")
    promise, promise_said = (window_words(one.promised.pickup_from, one.promised.pickup_to, form) for form in (write, say))
    if (left := comes_in_s(one, now)) is not None:
        big, said = (tr("In {time}", time=form.duration(max(60, left))) for form in (write, say))
        coming = tr("Your van is on its way to you.")
        return head("van-passenger", "ok", big, f"{coming} {promise}.", f"{coming} {said}. {promise_said}.")
    today = now.date()
    big, said = (day_words(one.promised, today, form) for form in (write, say))
    words = tr("Your van comes then. Be there when it begins.")
    return head("clock-check-outline", "info", big, words, f"{said}. {words}")


def aboard(one: RideResponse, now: datetime) -> Head:
    at = one.dropoff_at or one.promised.arrive_by
    big, said = (tr("There at {time}", time=form.clock(at)) for form in (write, say))
    by, by_said = (tr("Promised by {time}", time=form.clock(one.promised.arrive_by)) for form in (write, say))
    return head("seat-passenger", "ok", big, by, f"{said}. {by_said}")


def brought(one: RideResponse, now: datetime) -> Head:
    return head("flag-checkered", "quiet", tr("You are there"), tr("This ride is over."))


def cancelled(one: RideResponse, now: datetime) -> Head:
    return head("cash-refund", "quiet", tr("Given back"), tr("No van comes for it."))


def gone(one: RideResponse, now: datetime) -> Head:
    return head("account-off-outline", "error", tr("Your van has gone without you"), tr("It waited as long as it could. Look for another way."))


def stranded(one: RideResponse, now: datetime) -> Head:
    """What comes instead, or by when somebody has seen to it."""
    words = tr("Your van cannot come")
    if one.instead or one.instead_booking_id:
        return head("van-passenger", "warn", words, tr("Another way is booked for you. It costs nothing."))
    if one.task_due_at is None:
        return head("alert-circle-outline", "error", words, tr("Your money comes back. Look for another way."))
    written, spoken = (due_words(one.task_due_at, now, form) for form in (write, say))
    return head("account-clock-outline", "error", words, written, f"{words}. {spoken}")


def released(one: RideResponse, now: datetime) -> Head:
    return head("close-circle-outline", "quiet", tr("Not booked"), tr("It was not paid in time. No money was taken."))


HEADS = {
    S.HELD: held, S.BOOKED: booked, S.ABOARD: aboard, S.BROUGHT: brought, S.CANCELLED: cancelled, S.NO_SHOW: gone, S.STRANDED: stranded,
    S.RELEASED: released,
}  # fmt: skip


def facts_of(one: RideResponse) -> Iterator[tuple[str, str, str]]:
    """What was promised, which van, from where to where, for whom."""
    (comes, there), (comes_said, there_said) = promised_words(one.promised), promised_words(one.promised, say)
    if one.state is S.BOOKED:
        yield "clock-check-outline", comes, comes_said
        if one.pickup_at is not None:
            written, spoken = (tr("As foreseen now at {time}", time=form.clock(one.pickup_at)) for form in (write, say))
            yield "access-point", written, spoken
    if one.state in (S.HELD, S.BOOKED, S.ABOARD):
        yield "flag-checkered", there, there_said
    if one.van:
        yield "van-passenger", van_words(one.van), f"{one.van.name}, {say.line(one.van.plate)}" if one.van.plate else one.van.name
        if one.van.wheelchair and one.load.wheelchairs:
            words = tr("One can roll in.")
            yield "wheelchair-accessibility", words, words
    if one.from_.name:  # an address is told to nobody, so it has no name here
        words = tr("From {place}", place=one.from_.name)
        yield "map-marker-outline", words, words
    if one.to.name:
        words = tr("To {place}", place=one.to.name)
        yield "flag-outline", words, words
    words = load_words(one.load)
    yield "account-group-outline", words, words
    if one.phone:
        yield "phone-outline", tr("Call {phone}", phone=one.phone), tr("Call {phone}", phone=say.digits(one.phone))


def change_words(change: RideChange, form) -> str:
    """What had been promised before, and why it is no longer."""
    was = window_words(change.was.pickup_from, change.was.pickup_to, form)
    return tr("{reason} Before: {promise}, there by {time}.", reason=REASONS[change.reason](), promise=was, time=form.clock(change.was.arrive_by))


def actions_of(one: RideResponse) -> tuple[str, ...]:
    """In order of weight."""
    booking = ("booking",) if one.booking_id else ()
    if one.state is S.HELD:
        return ("pay",)
    if one.state is S.BOOKED:
        return ("way", "late", *(("cancel",) if one.can_cancel else ()), *booking)
    if one.state is S.ABOARD:
        return booking
    if one.state is S.STRANDED:
        return (*(("instead",) if one.instead or one.instead_booking_id else ()), "again", *booking)
    return ("again", *booking)


def late_choices(one: RideResponse, now: datetime) -> tuple[tuple[str, str, str], ...]:
    """Minutes after the promise begins, or after now where that is over: (key, when one is there, how much later that is)."""
    return tuple((str(minutes), *late_words(ready_at(one, now, minutes), minutes)) for minutes in LATER_MIN)


def ready_at(one: RideResponse, now: datetime, minutes: int) -> datetime:
    return max(one.promised.pickup_from, now) + timedelta(minutes=minutes)


def late_words(at: datetime, minutes: int) -> tuple[str, str]:
    return tr("I am there at {time}", time=write.clock(at)), tr("{time} later", time=write.duration(minutes * 60))


def late_answer(one: RideResponse, before: RideResponse, form=write) -> str:
    """What came of it."""
    if one.state is S.STRANDED:
        return tr("No van can wait so long. Something else is looked for.")
    if one.promised == before.promised:
        return tr("Your van waits for you. Everything stays as promised.")
    comes, there = promised_words(one.promised, form)
    return f"{comes}. {there}."


def van_mark(one: RideResponse, now: datetime) -> LiveMark | None:
    """The van on the map, with the minutes until it is there; None where nobody knows where it is."""
    van = one.van
    if van is None or van.lat is None or van.lon is None or van.at is None or now - van.at >= GONE:
        return None
    left = comes_in_s(one, now)
    text = "" if left is None else write.duration(max(60, left))
    return LiveMark(f"van/{one.id}", LiveLayer.VEHICLES, van.lat, van.lon, "ON_DEMAND", (), text, seen_at=van.at, old=now - van.at >= OLD)


def describe(one: RideResponse, now: datetime) -> list[str]:
    """What can be heard of it, in reading order."""
    view = view_of(one)
    told = [view.title, head_of(one, now).spoken, *(spoken for _, _, spoken in view.facts)]
    told += [view.code_spoken] if view.code else []
    return [*told, *(spoken for _, spoken in view.changes), *(ACTIONS[action]() for action in view.actions)]
