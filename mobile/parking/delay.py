"""Whether a trip reaches a reserved space too late, and what came of telling the city. Without Kivy and without a clock of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from backend.contract.reservation_care import LaterArrivalResponse
from backend.contract.reservations import Reservation, ReservationState
from backend.contract.trips import Itinerary, LegMode
from mobile.earth import flat_distance_m
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.parking.reminders import OPEN
from mobile.screens.underway.progress import ARRIVED, true_at
from mobile.screens.underway.trip import Trip

NEAR_M = 600  # of the space, where the way by car ends: whoever drives to the door parks around the corner
BEFORE = timedelta(hours=1)  # the stay begins one may plan to be there
LATE, STEP = timedelta(minutes=10), timedelta(minutes=5)  # as the city counts it; later than what it was told last
MINUTE = timedelta(minutes=1)


class ToldLater(msgspec.Struct, frozen=True):
    """One delay: `key` makes it the same however often it is sent; `answer` is what the city made of it, None before it has heard."""

    booking_id: str
    leg_no: int
    arrive_at: datetime
    key: str
    answer: LaterArrivalResponse | None = None
    trouble: str = ""

    @property
    def is_open(self) -> bool:
        return self.answer is None and not self.trouble


def late_for(trip: Trip, stays: Collection[Reservation], now: datetime) -> tuple[Reservation, datetime] | None:
    """The stay that the car of this trip goes to and when it is there, where that is later than the city takes for in time."""
    number = drive_of(trip.itinerary)
    stay = None if number is None else stay_of(trip.itinerary, number, stays)
    at = stay and arrival(trip, number, now)
    return (stay, at) if at and at - stay.starts_at > LATE else None


def drive_of(itinerary: Itinerary) -> int | None:
    """The way with one's own car, after which it stands."""
    return next((number for number, leg in enumerate(itinerary.legs) if leg.mode is LegMode.CAR and leg.rental is None), None)


def stay_of(itinerary: Itinerary, number: int, stays: Collection[Reservation]) -> Reservation | None:
    """Near where the drive ends, at about that time; of several the one that begins next to it, then the nearest. What goes on from another stay in
    the same space is no stay to arrive for."""
    leg = itinerary.legs[number]

    def metres(one: Reservation) -> float:
        return flat_distance_m((leg.to.lat, leg.to.lon), (one.space.lat, one.space.lon))

    found = [
        one for one in stays
        if waits(one) and one.starts_at - BEFORE <= leg.arrive_at < one.ends_at and metres(one) <= NEAR_M and not goes_on_from(one, stays)
    ]  # fmt: skip
    return min(found, key=lambda one: (abs(one.starts_at - leg.arrive_at), metres(one)), default=None)


def waits(one: Reservation) -> bool:
    """Whether it is paid and the vehicle was not there yet."""
    return one.state is ReservationState.BOOKED and one.entered_at is None and one.left_at is None


def goes_on_from(one: Reservation, stays: Collection[Reservation]) -> bool:
    return any(other.space.space_id == one.space.space_id and other.ends_at == one.starts_at and other.state in OPEN for other in stays)


def arrival(trip: Trip, number: int, now: datetime) -> datetime | None:
    """When the drive ends, by the city and by where the phone is, in full minutes; None once the car stands."""
    itinerary, at = true_at(trip.now, now, trip.told, trip.along)
    if at.leg > number or at.kind == ARRIVED:
        return None
    end = itinerary.legs[number].arrive_at
    if trip.along and trip.along.leg == at.leg and not any(leg.route for leg in itinerary.legs[at.leg : number]):
        end += max(timedelta(0), at.at - itinerary.legs[at.leg].arrive_at)
    whole = end.replace(second=0, microsecond=0)
    return whole if whole == end else whole + MINUTE


def is_new(arrive_at: datetime, told: ToldLater | None) -> bool:
    """Once per delay: a few minutes more are none of its own."""
    return told is None or arrive_at - told.arrive_at >= STEP


@dataclass(frozen=True)
class LateView:
    icon: str
    tone: str
    title: str
    detail: str
    spoken: str


def view_of(told: ToldLater, stay: Reservation) -> LateView:
    title = tr("You come later to {place}", place=stay.space.name)
    written, spoken = words_of(told, stay, write), words_of(told, stay, say)
    answer = told.answer
    if told.trouble:
        icon, tone = "alert-circle-outline", "error"
    elif answer is None:
        icon, tone = "clock-outline", "warn"
    else:
        icon, tone = ("timer-plus-outline", "ok") if kept_whole(told, stay) else ("alert-circle-outline", "warn")
    return LateView(icon, tone, title, written, f"{title}. {spoken}")


def words_of(told: ToldLater, stay: Reservation, form) -> str:
    """What came of it, and what can be done."""
    answer = told.answer
    if told.trouble:
        return f"{tr('Your parking could not be made later.')} {told.trouble}"
    if answer is None:
        return tr("You will be there at about {time}. Your parking is told as soon as there is a connection.", time=form.clock(told.arrive_at))
    moved = tr("Your space is yours until {time} now, at no price.", time=form.clock(answer.ends_at))
    words = [moved if answer.moved_min else tr("Your parking ends at {time} as before.", time=form.clock(answer.ends_at))]
    if answer.extendable_until:
        words.append(tr("You can make it longer until {time}, at its price.", time=form.clock(answer.extendable_until)))
    elif not kept_whole(told, stay):
        words.append(tr("Somebody else has the space afterwards."))
    if answer.alternatives:
        n = len(answer.alternatives)
        words.append(trn("{n} other space is free for as long as you booked.", "{n} other spaces are free for as long as you booked.", n))
    return " ".join(words)


def kept_whole(told: ToldLater, stay: Reservation) -> bool:
    """Whether the stay is as long as before, though it begins later."""
    return told.answer is not None and timedelta(minutes=told.answer.moved_min) >= told.arrive_at - stay.starts_at
