"""How a trip stands now: `assess(trip, view, now, heard)`. Pure: nothing is read, asked or kept; the same facts give the same answer."""
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend.contract.following import BreakCode, LegState
from backend.following.expected import Times, times_of
from backend.following.hired import Told, told_of
from backend.following.outline import Outline, outlined
from backend.following.streets import Blocked, find_blocked, line_ahead
from backend.following.trip import NOTHING_HEARD, Heard, Leg, Trip
from backend.following.where import Here, locate
from backend.live.view import LiveView
from backend.obstacles.service import SOURCE as OBSTACLES

LATE = timedelta(seconds=60)


@dataclass(frozen=True)
class Fault:
    """Why a trip cannot be made as chosen. subject: what it is about, the same as long as it is the same fault. reason: in the words of its source.

    lets_on: it can be made nevertheless, later
    """

    code: BreakCode
    leg: int
    subject: str
    feed: str | None = None
    reason: str = ""
    lets_on: bool = False


@dataclass(frozen=True)
class Outlook:
    """A leg as it is expected now. delay: of the arrival, None where nothing live is known. spare: until a ride leaves without the traveller."""

    state: LegState
    depart_at: datetime
    arrive_at: datetime
    delay: timedelta | None = None
    spare: timedelta | None = None
    feed: str | None = None
    vehicles: int | None = None
    docks: int | None = None


@dataclass(frozen=True)
class Assessment:
    """faults: of the legs ahead, in order; the first one is what breaks the trip."""

    here: Here
    legs: tuple[Outlook, ...]
    faults: tuple[Fault, ...]

    @property
    def fault(self) -> Fault | None:
        return self.faults[0] if self.faults else None

    @property
    def arrive_at(self) -> datetime:
        return self.legs[-1].arrive_at


def assess(trip: Trip, view: LiveView, now: datetime, heard: Heard = NOTHING_HEARD, blocked_leg: int | None = None) -> Assessment:
    """trip: placed in the view. blocked_leg: a leg that was found broken before: by the clock alone nobody gets past it."""
    times = [times_of(view.snapshot, leg) for leg in trip.legs]
    plain = outlined(trip, times, now)
    here = locate(trip, view.snapshot, plain, times, now, heard, blocked_leg)
    outline = outlined(trip, times, now, here)
    closed = {number: find(view, trip, outline, here, number, now) for number in range(here.leg, len(trip.legs)) if trip.legs[number].ride is None}
    longer = {number: timedelta(seconds=blocked.around_s) for number, blocked in closed.items() if blocked is not None and blocked.around_s}
    if longer:
        outline = outlined(trip, times, now, here, longer)
    judgements = [judged(view, leg, number, outline[number], times[number], closed.get(number), here) for number, leg in enumerate(trip.legs)]
    legs = tuple(outlook for outlook, _ in judgements)
    return Assessment(here, legs, tuple(with_source(fault, legs) for _, fault in judgements if fault is not None))


def with_source(fault: Fault, legs: tuple[Outlook, ...]) -> Fault:
    """A change that is missed because the ride before is late is told by who says so."""
    if fault.code is not BreakCode.CHANGE_MISSED or fault.feed is not None:
        return fault
    before = [outlook.feed for outlook in legs[: fault.leg] if outlook.delay is not None and outlook.state is not LegState.PASSED]
    return replace(fault, feed=before[-1] if before else None)


def find(view: LiveView, trip: Trip, outline: list[Outline], here: Here, number: int, now: datetime) -> Blocked | None:
    leg, span = trip.legs[number], outline[number]
    ahead = line_ahead(leg, here.lat, here.lon) if number == here.leg and now >= span.depart_at else leg.line
    return find_blocked(view.snapshot, leg, max(now, span.depart_at), max(now, span.arrive_at), ahead, trip.limits)


def judged(
    view: LiveView, leg: Leg, number: int, span: Outline, times: Times | None, blocked: Blocked | None, here: Here
) -> tuple[Outlook, Fault | None]:
    plain = Outlook(LegState.SCHEDULED, span.depart_at, span.arrive_at, spare=span.spare)
    if number < here.leg or here.arrived:
        return replace(plain, state=LegState.PASSED, spare=None), None
    if times is not None:
        return judged_ride(leg, number, plain, times, aboard=here.aboard and number == here.leg)
    if blocked is not None:
        code, state = told_as(blocked)
        reason, lets_on = blocked.closure.reason, blocked.around_s is not None
        return replace(plain, state=state, feed=blocked.feed), Fault(code, number, blocked.closure.id, blocked.feed, reason, lets_on)
    told = None if leg.hire is None else told_of(view, leg.hire, leg.start)
    return (plain, None) if told is None else judged_hire(leg, number, plain, told, riding=here.aboard and number == here.leg)


def told_as(blocked: Blocked) -> tuple[BreakCode, LegState]:
    """A lift that people report is a lift, whoever says so."""
    if blocked.is_lift:
        return BreakCode.LIFT_OUT, LegState.LIFT_OUT
    if blocked.feed == OBSTACLES:
        return BreakCode.OBSTACLE, LegState.OBSTACLE
    return BreakCode.STREET_CLOSED, LegState.CLOSED


def judged_ride(leg: Leg, number: int, plain: Outlook, times: Times, aboard: bool) -> tuple[Outlook, Fault | None]:
    ride = leg.ride
    assert ride is not None
    subject, delay = f"{ride.added or ride.trip}/{ride.day}", None if times.feed is None or times.added else times.arrive_at - times.planned_arrive_at
    found = replace(plain, delay=delay, feed=times.feed, spare=None if aboard else plain.spare)
    if times.cancelled:
        return replace(found, state=LegState.CANCELLED, delay=None), Fault(BreakCode.TRIP_CANCELLED, number, subject, times.feed)
    if times.skips_alight or (times.skips_board and not aboard and not leg.stay_seated):
        return replace(found, state=LegState.CANCELLED), Fault(BreakCode.STOP_SKIPPED, number, subject, times.feed)
    if found.spare is not None and found.spare < timedelta(0):
        return replace(found, state=LegState.MISSED), Fault(BreakCode.CHANGE_MISSED, number, subject, times.feed)
    if times.feed is not None:
        found = replace(found, state=LegState.LATE if delay is not None and delay >= LATE else LegState.ON_TIME)
    return found, None


def judged_hire(leg: Leg, number: int, plain: Outlook, told: Told, riding: bool) -> tuple[Outlook, Fault | None]:
    hire = leg.hire
    assert hire is not None
    found = replace(plain, feed=told.feed, vehicles=None if riding else told.vehicles, docks=told.docks)
    if not riding and told.vehicles == 0:
        return replace(found, state=LegState.NO_VEHICLE), Fault(BreakCode.NO_VEHICLE, number, f"{hire.system}/{hire.take}", told.feed)
    if told.docks == 0:
        return replace(found, state=LegState.NO_DOCK), Fault(BreakCode.NO_DOCK, number, f"{hire.system}/{hire.leave}", told.feed)
    return replace(found, state=LegState.ON_TIME), None
