"""A reserved space as it stands: how long it lasts, how one gets in, and what can be done now. Without Kivy, so without network too."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from backend.contract.parking import FitVerdict, SpaceTerms, Vehicle
from backend.contract.reservations import Reservation, ReservationState
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.parking.words import late_words, times_words

S = ReservationState
LIVE = (S.BOOKED, S.INSIDE)
OVER = {
    S.OVER: ("check", "quiet", lambda: tr("Over"), lambda: tr("You left, or the time ran out.")),
    S.CANCELLED: ("cash-refund", "quiet", lambda: tr("Given back"), lambda: tr("The code does not open any longer.")),
    S.DISRUPTED: ("alert-circle-outline", "warn", lambda: tr("This space cannot be had"), lambda: tr("It costs nothing.")),
    S.RELEASED: ("close-circle-outline", "quiet", lambda: tr("Not booked"), lambda: tr("It was not paid in time. No money was taken.")),
}
ACTIONS = {
    "pay": lambda: tr("Pay"), "way": lambda: tr("Way there"), "extend": lambda: tr("Make it longer"), "leave": lambda: tr("End the stay"),
    "taken": lambda: tr("My space is taken"), "vehicle": lambda: tr("Another vehicle comes"), "booking": lambda: tr("Booking and giving back"),
}  # fmt: skip
ICONS = {
    "pay": "lock-outline", "way": "directions", "extend": "timer-plus-outline", "leave": "exit-run", "taken": "car-off", "vehicle": "car-side",
    "booking": "receipt-text-outline",
}  # fmt: skip


@dataclass(frozen=True)
class Countdown:
    """`big` changes each second, `spoken` each minute."""

    icon: str
    tone: str
    big: str
    detail: str
    spoken: str


@dataclass(frozen=True)
class StayView:
    """`actions` in order of weight. `warning`: that the vehicle told last does not fit."""

    title: str
    address: str
    times: str
    times_spoken: str
    code: str
    code_spoken: str
    plate: str
    warning: str
    rules: tuple[str, ...]
    actions: tuple[str, ...]


def clock_left(seconds: int) -> str:
    """1:42:10, and 4:05 in the last hour."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def countdown_of(one: Reservation, now: datetime) -> Countdown:
    """Before, during and after the stay; what being late costs is told as soon as it costs anything."""
    if one.state in OVER:
        icon, tone, words, detail = OVER[one.state]
        return Countdown(icon, tone, words(), detail(), f"{words()}. {detail()}")
    if one.state is S.HELD:
        detail = tr("Pay, and it is yours.")
        return Countdown("lock-outline", "warn", tr("Held for you"), detail, f"{tr('Held for you')}. {detail}")
    if now < one.starts_at and one.entered_at is None:
        return before(one, now)
    if now < one.ends_at:
        left = int((one.ends_at - now).total_seconds())
        big, detail = tr("{time} left", time=clock_left(left)), tr("until {time}", time=write.clock(one.ends_at))
        spoken = tr("{time} left, until {end}", time=say.duration(left), end=say.clock(one.ends_at))
        return Countdown("timer-outline", "ok" if left > 15 * 60 else "warn", big, detail, spoken)
    return after(one, now)


def before(one: Reservation, now: datetime) -> Countdown:
    wait = int((one.starts_at - now).total_seconds())
    big = tr("Begins in {time}", time=write.duration(wait))
    if now >= one.enter_from:
        detail, tone = tr("You may go in already."), "ok"
    else:
        detail, tone = tr("You may go in from {time}.", time=day_clock(one.enter_from, now.date())), "info"
    return Countdown("clock-outline", tone, big, detail, f"{tr('Begins in {time}', time=say.duration(wait))}. {detail}")


def after(one: Reservation, now: datetime) -> Countdown:
    late = int((now - one.ends_at).total_seconds())
    big = tr("{time} over", time=clock_left(late))
    if now < one.grace_until:
        detail, tone = tr("Until {time} leaving costs nothing more.", time=write.clock(one.grace_until)), "warn"
    else:
        cost = write.money(overstay_minor(one.terms, one.ends_at, now), one.currency.upper())
        detail, tone = tr("Leaving now costs {price} more. What you paid stays valid.", price=cost), "error"
    return Countdown("timer-alert-outline", tone, big, detail, f"{tr('{time} over', time=say.duration(late))}. {detail}")


def overstay_minor(terms: SpaceTerms, end: datetime, now: datetime) -> int:
    """What has come together by now: each started step after the grace, and the fee once, at most what was shown before booking."""
    beyond_min = (now - end) / timedelta(minutes=1) - terms.grace_min
    if beyond_min <= 0 or not terms.overstay_step_min:
        return 0
    return min(terms.overstay_most_minor, ceil(beyond_min / terms.overstay_step_min) * terms.overstay_step_minor + terms.overstay_fee_minor)


def day_clock(at: datetime, today: date) -> str:
    return write.clock(at) if at.date() == today else f"{write.day(at.date(), today, inside=True)} {write.clock(at)}"


def view_of(one: Reservation, now: datetime, driven: Vehicle | None) -> StayView:
    """`driven`: the facts of the vehicle that is driven now, None where there is none."""
    live, today = one.state in LIVE, now.date()
    times, spoken = (times_words(one.starts_at, one.ends_at, today, form) for form in (write, say))
    code = one.entry.code if live and one.entry.code else ""
    return StayView(
        title=title_of(one), address=address_of(one), times=times, times_spoken=spoken, code=f"{code[:3]} {code[3:]}" if code else "",
        code_spoken=tr("Code at the gate: {digits}", digits=say.digits(code)) if code else "",
        plate=tr("The gate opens for your number plate too.") if live and one.entry.plate else "",
        warning=misfit_words() if live and one.fit.verdict in (FitVerdict.NO, FitVerdict.ASK) else "",
        rules=rules_of(one) if live else (), actions=actions_of(one, now, driven),
    )  # fmt: skip


def misfit_words() -> str:
    return tr("Your vehicle does not fit there. Say which one comes, or give the space back.")


def title_of(one: Reservation) -> str:
    return f"{one.space.name}, {tr('bay {label}', label=one.space.label)}" if one.space.label else one.space.name


def address_of(one: Reservation) -> str:
    if one.space.address:
        return f"{one.space.address}. {one.space.directions}" if one.space.directions else one.space.address
    return "" if one.space.exact else tr("The exact address is told once it is paid.")


def rules_of(one: Reservation) -> tuple[str, ...]:
    early = (tr("Leave early, and unused time is paid back."),) if one.terms.early_leave else ()
    return (*early, late_words(one.terms, one.currency.upper()))


def actions_of(one: Reservation, now: datetime, driven: Vehicle | None) -> tuple[str, ...]:
    if one.state is S.HELD:
        return ("pay",)
    if one.state not in LIVE:
        return ("booking",)
    begun = one.state is S.INSIDE or now >= one.starts_at
    if now >= one.ends_at:
        return ("leave", "booking")
    found = ["way", "extend"] if one.state is S.BOOKED else ["extend"]
    if begun:
        found.append("leave")
    if now >= one.enter_from:
        found.append("taken")
    if driven is not None and driven != one.vehicle and one.state is S.BOOKED:
        found.append("vehicle")
    return (*found, "booking")


def describe(view: StayView, countdown: Countdown) -> list[str]:
    """What can be heard of it, in reading order."""
    told = [view.title, countdown.spoken, view.times_spoken, view.warning, view.code_spoken, view.plate, view.address, *view.rules]
    return [line for line in told if line] + [ACTIONS[action]() for action in view.actions]
