"""How far a trip has come: the legs as they are expected now, and what to do next. By the clock, by what the city says, and by where the phone is.

Without Kivy.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from backend.contract.following import LegNow, LegState, TripNow
from backend.contract.live import Rental
from backend.contract.trips import Itinerary, Leg
from mobile.asking import Spot
from mobile.live import Liveness, as_planned, by_timetable, liveness_of
from mobile.rides.along import ours
from mobile.screens.underway.along import Along

LEAVE, GO, BOARD, STAY, ALIGHT, ARRIVED = "leave", "go", "board", "stay", "alight", "arrived"
SET_OUT_M = 30


@dataclass(frozen=True)
class Stand:
    """What to do next, on which leg (the last one once arrived), and the moment to count down to."""

    kind: str
    leg: int
    at: datetime

    @property
    def aboard(self) -> bool:
        return self.kind in (STAY, ALIGHT)


def as_expected(itinerary: Itinerary, told: TripNow | None) -> Itinerary:
    """The itinerary with the times of the last `state` of the city. One that fits another trip changes nothing."""
    if told is None or len(told.legs) != len(itinerary.legs):
        return itinerary
    legs = list(itinerary.legs)
    for now in told.legs:
        if 0 <= now.leg < len(legs) and now.state is not LegState.PASSED:
            legs[now.leg] = leg_now(legs[now.leg], now)
    begin, end = legs[0].depart_at, told.arrive_at
    return msgspec.structs.replace(
        itinerary, legs=tuple(legs), depart_at=begin, arrive_at=end, duration_s=max(0, int((end - begin).total_seconds()))
    )


def leg_now(leg: Leg, now: LegNow) -> Leg:
    """Stops between move along with the departure: the city tells those of the ends only."""
    by = now.depart_at - leg.depart_at
    leg = msgspec.structs.replace(leg, depart_at=now.depart_at, arrive_at=now.arrive_at, **planned_times(leg))
    if leg.rental:
        return msgspec.structs.replace(leg, rental=rental_now(leg.rental, now))
    between = tuple(
        msgspec.structs.replace(stop, arrive_at=stop.arrive_at + by, depart_at=stop.depart_at + by) if by else stop for stop in leg.intermediate_stops
    )
    return msgspec.structs.replace(leg, live=now.live, intermediate_stops=between)


def planned_times(leg: Leg) -> dict[str, datetime]:
    """What was by timetable when the way was found is what a delay is counted from."""
    if leg.route is None or leg.scheduled_depart_at:
        return {}
    return {"scheduled_depart_at": leg.depart_at, "scheduled_arrive_at": leg.arrive_at}


def rental_now(rental: Rental, now: LegNow) -> Rental:
    """As many vehicles and docks as there are now; where nobody tells, what was known stays and grows old."""
    if now.live is None:
        return rental
    pick_up = msgspec.structs.replace(rental.pick_up, vehicles=now.vehicles)
    drop_off = rental.drop_off and msgspec.structs.replace(rental.drop_off, docks=now.docks)
    return msgspec.structs.replace(rental, pick_up=pick_up, drop_off=drop_off, source=now.live)


def stand(itinerary: Itinerary, now: datetime, told: TripNow | None = None) -> Stand:
    """By the clock along the expected legs, but not behind the leg where the city has located the traveller."""
    legs = itinerary.legs
    least = told.leg if told and told.located and told.leg < len(legs) else 0
    for number, leg in enumerate(legs):
        if number < least:
            continue
        if now < leg.depart_at:
            if number == 0 and not ours(leg):
                return Stand(LEAVE, 0, leg.depart_at)
            return Stand(BOARD, number, leg.depart_at) if is_boarded(leg) and not leg.stay_seated else on_leg(legs, number)
        if now < leg.arrive_at:
            return on_leg(legs, number)
    return Stand(ARRIVED, len(legs) - 1, itinerary.arrive_at)


def is_boarded(leg: Leg) -> bool:
    """Whether one waits for something that comes: a ride of a line, or a van of the city's own."""
    return leg.route is not None or ours(leg)


def on_leg(legs: tuple[Leg, ...], number: int) -> Stand:
    leg = legs[number]
    if leg.route is None:
        return Stand(GO, number, leg.arrive_at)
    stays = number + 1 < len(legs) and legs[number + 1].stay_seated
    return Stand(STAY if stays else ALIGHT, number, leg.arrive_at)


def street_leg(itinerary: Itinerary, at: Stand) -> int | None:
    """The leg on streets that a position can tell about: the one one is on or sets out on, or that should be behind one. None aboard."""
    number = at.leg - 1 if at.kind == BOARD else at.leg
    return number if not at.aboard and number >= 0 and itinerary.legs[number].route is None else None


def as_located(itinerary: Itinerary, at: Stand, along: Along | None, now: datetime) -> Stand:
    """What to do for somebody seen on a way on streets, who may be ahead of the clock or behind it."""
    if along is None or street_leg(itinerary, at) is None or (at.kind == LEAVE and along.leg == at.leg and along.gone_m < SET_OUT_M):
        return at
    number, legs = along.leg, itinerary.legs
    leg = legs[number]
    if not along.is_there:
        return Stand(GO, number, now + (leg.arrive_at - leg.depart_at) * along.share_left)
    if number + 1 == len(legs):
        return Stand(ARRIVED, number, itinerary.arrive_at)
    return Stand(BOARD, number + 1, legs[number + 1].depart_at) if is_boarded(legs[number + 1]) else at


def live_ahead(itinerary: Itinerary, at: Stand) -> Liveness | None:
    """How far what still lies ahead is live. What is passed does not grow old."""
    return liveness_of(msgspec.structs.replace(itinerary, legs=itinerary.legs[at.leg :]))


def true_at(itinerary: Itinerary, now: datetime, told: TripNow | None, along: Along | None = None) -> tuple[Itinerary, Stand]:
    """The itinerary and what to do; by the timetable once what was live ahead is too old."""
    at = as_located(itinerary, stand(itinerary, now, told), along, now)
    live = live_ahead(itinerary, at)
    if live and live.seen_at and not live.lasts(now):
        itinerary = as_planned(itinerary)
        at = as_located(itinerary, stand(itinerary, now, told), along, now)
    return itinerary, at


def share_done(itinerary: Itinerary, now: datetime, along: Along | None = None) -> float:
    """From 0 at the departure to 1 at the arrival; seen on a way on streets, as if it were the moment at which one is to be there."""
    if along:
        leg = itinerary.legs[along.leg]
        now = leg.arrive_at - (leg.arrive_at - leg.depart_at) * along.share_left
    whole = (itinerary.arrive_at - itinerary.depart_at).total_seconds()
    return min(1.0, max(0.0, (now - itinerary.depart_at).total_seconds() / whole)) if whole > 0 else 1.0


def planned_arrival(itinerary: Itinerary) -> datetime:
    """When the timetable would be there."""
    return by_timetable(itinerary.legs)[-1].arrive_at


def next_ride(itinerary: Itinerary, at: Stand) -> int | None:
    """The ride one is on or goes to."""
    return next((number for number in range(at.leg, len(itinerary.legs)) if itinerary.legs[number].route), None)


def spare(itinerary: Itinerary, ride: int) -> timedelta | None:
    """Between being at the stop and the departure; None for a ride nothing leads to."""
    if ride == 0:
        return None
    return itinerary.legs[ride].depart_at - itinerary.legs[ride - 1].arrive_at


def where_next(itinerary: Itinerary, at: Stand, now: datetime) -> tuple[Spot, datetime]:
    """From where and when another way can begin: aboard from the next stop, where nothing is known of the traveller from the end of the last leg."""
    leg = itinerary.legs[at.leg]
    if at.aboard:
        for stop in leg.intermediate_stops:
            if stop.arrive_at > now and stop.lat is not None and stop.lon is not None:
                return Spot(stop.name, stop.lat, stop.lon), stop.arrive_at
        return Spot(leg.to.name, leg.to.lat, leg.to.lon), leg.arrive_at
    place = leg.to if at.kind == ARRIVED else leg.from_
    return Spot(place.name, place.lat, place.lon), now
