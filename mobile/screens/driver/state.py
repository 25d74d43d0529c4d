"""What somebody who drives sees: their shifts; then the next stop, what can be done there, and what comes after. Without Kivy."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from backend.contract.driving import DrivenShift, DrivenStop, DrivingKind, RunSheet, ShiftState, StopKind
from mobile.driving.sheet import here_now
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.screens.driver import words as w
from mobile.screens.inspect.book import TicketBook
from signing.inspecting import Outcome, inspect
from signing.showing import START

EARLY = timedelta(minutes=45)  # before its beginning a shift can be begun
LATE_S = 60
SCAN, CODE, MORE, END = "scan", "code", "more", "end"
ENDED = {
    "broken": lambda: tr("The van drives no more. Others fetch who waits; stay with whoever is on board until they come."),
    "over": lambda: tr("This shift is over. Thank you."),
}
STATES = {
    ShiftState.PLANNED: lambda: tr("Not begun"), ShiftState.BEGUN: lambda: tr("Under way"), ShiftState.OVER: lambda: tr("Over"),
    ShiftState.BROKEN: lambda: tr("The van broke down"),
}  # fmt: skip
# What stands over the sentence where no stop does.
NO_STOP = {
    "loading": lambda: tr("Driving"), "free": STATES[ShiftState.BEGUN], "over": STATES[ShiftState.OVER], "broken": STATES[ShiftState.BROKEN],
}  # fmt: skip


@dataclass(frozen=True)
class ShiftLine:
    """act: "begin", "open" or ""; why: what stands in the way of beginning it."""

    id: UUID
    title: str
    times: str
    state: str
    act: str
    why: str
    spoken: str


@dataclass(frozen=True)
class Act:
    """Something that can be said at a stop. key: an `DrivingKind`, SCAN or CODE. what: the ride or the number of the break."""

    key: str
    words: str
    icon: str
    main: bool = False
    ready: bool = True
    ride: UUID | None = None
    break_no: int | None = None


@dataclass(frozen=True)
class StopView:
    """until_s: how long until the van may leave without them, None where that is not the question."""

    kind: StopKind
    icon: str
    title: str
    place: str
    at: str
    promised: str
    late: bool
    who: str
    code: str
    needs: tuple[tuple[str, str], ...]
    acts: tuple[Act, ...]
    until_s: int | None
    spoken: str

    def still(self) -> "StopView":
        """Without what changes with each second."""
        return replace(self, until_s=None, acts=tuple(replace(act, words="") for act in self.acts))


@dataclass(frozen=True)
class DrivingState:
    """phase: loading, stop, free (nobody to be fetched now), broken, over, looking (through the camera) or no_camera.

    here: the next stop, and those at the same place. later: what comes after, in one line each. notices: what the driver has to know.
    """

    phase: str = "loading"
    head: str = ""
    here: tuple[StopView, ...] = ()
    later: tuple[tuple[str, str], ...] = ()
    aboard: str = ""
    notices: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    sentence: str = ""
    can_end: bool = False

    def still(self) -> "DrivingState":
        return replace(self, here=tuple(view.still() for view in self.here))


def shift_lines(shifts: Collection[DrivenShift], now: datetime) -> tuple[ShiftLine, ...]:
    return tuple(shift_line(shift, now) for shift in shifts)


def shift_line(shift: DrivenShift, now: datetime) -> ShiftLine:
    zone = now.tzinfo
    begins, ends = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    title = f"{shift.vehicle} · {shift.plate}" if shift.plate else shift.vehicle
    day = write.day(begins.date(), now.date())
    times = tr("{day}, {times}", day=day, times=write.span(begins, ends))
    act, why = "", ""
    if shift.state is ShiftState.BEGUN:
        act = "open"
    elif shift.state is ShiftState.PLANNED and now < ends:
        act = "begin" if now >= begins - EARLY else ""
        why = "" if act else tr("Can be begun from {time} on", time=write.clock(begins - EARLY))
    spoken = ", ".join((title, tr("{day}, {begins} to {ends}", day=day, begins=say.clock(begins), ends=say.clock(ends)), STATES[shift.state]()))
    return ShiftLine(shift.id, title, times, STATES[shift.state](), act, why, spoken)


def state_of(sheet: RunSheet | None, waiting: int, refused, reached: bool | None, now: datetime) -> DrivingState:
    """refused: pairs of an event and what the city said. reached: whether there is a network, as far as that is known."""
    if sheet is None:
        return DrivingState("loading", sentence=tr("Asking for the run sheet …"))
    zone = now.tzinfo
    offline = (tr("No network: what you say is kept and sent later"),) if reached is False else ()
    notices = (*offline, w.waiting_words(waiting)) if waiting else offline
    told = tuple(w.refusal_words(event, taken, zone) for event, taken in refused)
    head = f"{sheet.shift.vehicle}, {tr('until {time}', time=w.time_of(sheet.shift.ends_at, zone))}"
    if sheet.shift.state in (ShiftState.OVER, ShiftState.BROKEN):
        phase = "broken" if sheet.shift.state is ShiftState.BROKEN else "over"
        return DrivingState(phase, head, notices=notices, refused=told, sentence=ENDED[phase]())
    here = tuple(view_of(stop, sheet, now) for stop in here_now(sheet))
    later = tuple(later_line(stop, zone) for stop in sheet.stops[len(here) :])
    aboard = w.load_words(sheet.aboard)
    can_end = now >= sheet.shift.ends_at and all(stop.ride is None for stop in sheet.stops)
    common = {"head": head, "aboard": tr("On board: {load}", load=aboard) if aboard else "", "notices": notices, "refused": told, "can_end": can_end}
    if not here:
        return DrivingState("free", sentence=tr("Nobody is to be fetched now. Stay where you are; what comes stands here."), **common)
    return DrivingState("stop", here=here, later=later, **common)


def view_of(stop: DrivenStop, sheet: RunSheet, now: datetime) -> StopView:
    zone, ride = now.tzinfo, stop.ride
    at = max(stop.at, now) if stop.begun_at is None else stop.begun_at
    late = (at - stop.latest).total_seconds() >= LATE_S and stop.begun_at is None
    until_s = max(0, round((ride.no_show_at - now).total_seconds())) if ride and ride.no_show_at else None
    title, place, promised = w.DOES[stop.kind](), w.place_words(stop), w.promised_words(stop, zone)
    who = w.load_words(ride.load) if ride else tr("{n} min", n=(stop.break_s or 0) // 60)
    needs = w.needs_words(stop)
    spoken = [tr("{action}: {place}", action=title, place=place), promised, who, *(words for _, words in needs)]
    if ride and stop.kind is StopKind.PICKUP:
        spoken.append(tr("Code {code}", code=say.digits(ride.code)))
    code = ride.code if ride and stop.kind is StopKind.PICKUP else ""
    return StopView(
        stop.kind, w.ICONS[stop.kind], title, place, w.time_of(at, zone), promised, late, who, code, needs, acts_of(stop, until_s, now), until_s,
        ". ".join(spoken),
    )  # fmt: skip


def acts_of(stop: DrivenStop, until_s: int | None, now: datetime) -> tuple[Act, ...]:
    if stop.kind is StopKind.BREAK:
        begun = stop.begun_at is not None
        key, icon = (DrivingKind.BREAK_OVER, "play") if begun else (DrivingKind.BREAK_BEGUN, "coffee")
        return (Act(key, w.HAPPENED[key](), icon, main=True, break_no=stop.break_no),)
    ride = stop.ride
    if ride is None:
        return ()
    if stop.kind is StopKind.DROPOFF:
        return (Act(DrivingKind.BROUGHT, w.HAPPENED[DrivingKind.BROUGHT](), "check", main=True, ride=ride.id),)
    if ride.arrived_at is None:
        return (Act(DrivingKind.ARRIVED, w.HAPPENED[DrivingKind.ARRIVED](), "map-marker-check", main=True, ride=ride.id),)
    left = until_s or 0
    nobody = tr("Nobody came: in {time}", time=w.wait_words(left)) if left else w.HAPPENED[DrivingKind.NO_SHOW]()
    return (
        Act(SCAN, tr("Scan the ticket"), "qrcode-scan", main=True, ride=ride.id),
        Act(CODE, tr("They said {code}: on board", code=ride.code), "check", ride=ride.id),
        Act(DrivingKind.NO_SHOW, nobody, "account-off", ready=not left, ride=ride.id),
    )


def later_line(stop: DrivenStop, zone) -> tuple[str, str]:
    """Title and second line."""
    title = tr("{time} {action}: {place}", time=w.time_of(stop.at, zone), action=w.DOES[stop.kind](), place=w.place_words(stop))
    who = w.load_words(stop.ride.load) if stop.ride else tr("{n} min", n=(stop.break_s or 0) // 60)
    return title, ". ".join((who, *(words for _, words in w.needs_words(stop))))


@dataclass(frozen=True)
class Scanned:
    """What came of one look: the ride whose ticket it is and what was shown; without a ride the words say why."""

    ride: UUID | None = None
    shown: str = ""
    words: str = ""


def scanned(texts: tuple[str, ...], book: TicketBook, sheet: RunSheet | None, now: datetime) -> Scanned | None:
    """None where there is no code in view. Judged on the phone, also without network; the city looks at it again."""
    if not texts or sheet is None:
        return None
    text = min(texts, key=lambda one: not one.startswith(START))
    if book.keys is None:
        return Scanned(words=tr("This phone does not know the keys of the city yet. Ask for the code instead."))
    verdict = inspect(text, book.keys, book.killed, now)
    if verdict.outcome is Outcome.REFUSED or verdict.ticket is None:
        return Scanned(words=w.REASONS[verdict.reason]() if verdict.reason else tr("This is no ticket of this city."))
    for stop in here_now(sheet):
        if stop.kind is StopKind.PICKUP and stop.ride and verdict.ticket.id in stop.ride.tickets:
            return Scanned(stop.ride.id, text)
    return Scanned(words=tr("This ticket is for another ride. Ask for the code."))


def looking(state: DrivingState) -> DrivingState:
    return replace(state, phase="looking", sentence=tr("Point the phone at the ticket"))


def without_camera(state: DrivingState, why: str) -> DrivingState:
    return replace(state, phase="no_camera", sentence=why)


def describe(state: DrivingState) -> list[str]:
    """What can be heard of it, in reading order."""
    later = [f"{title}. {detail}" if detail else title for title, detail in state.later]
    return [words for words in (*state.notices, *state.refused, *(view.spoken for view in state.here), state.sentence, state.aboard, *later) if words]
