"""Where a traveller has to get to when legs of their trip fall away, and which ways are worth pricing. It asks nobody anything."""
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.bookings.booked import BookingLeg
from backend.bookings.rows import Rows
from backend.contract.following import FollowedLeg
from backend.contract.limits import Limits
from backend.contract.quotes import QuoteRequest
from backend.contract.trips import Itinerary, LegMode, Place, PlanRequest, TripMode
from backend.contract.trips import Leg as LegMessage
from backend.following.reading import followed_leg
from backend.operators.operator import SoldRide, read_facts
from payments.states import LegState

HIRED = {LegMode.BIKE: TripMode.SHARED_BIKE, LegMode.SCOOTER: TripMode.SHARED_SCOOTER, LegMode.CAR: TripMode.SHARED_CAR}
ON_WHEELS = Limits(steps=False, escalators=False, wheelchair=True)
IN_A_TAXI = 4
OPEN = (LegState.CONFIRMED, LegState.DISRUPTED)
# Who waits longer somewhere wants to be there: the way does not lead on without them.
STAY = timedelta(hours=1)


@dataclass(frozen=True)
class Goal:
    """Legs to be replaced by a way from `start`, not before `leave_at`, to `end`. by: when the next booked leg has to be caught."""

    leg_nos: tuple[int, ...]
    start: Place
    end: Place
    leave_at: datetime
    by: datetime | None = None


def goals(found: Rows, leg: BookingLeg, asked: QuoteRequest, at: datetime) -> list[Goal]:
    """First to where the leg goes, in time for what is booked after it; else to where the trip goes, or to where they want to stay on the way, in
    place of that too. Raises FactsUnusable.
    """
    facts = read_facts(leg.facts)
    start = Place(facts.origin.lat, facts.origin.lon, facts.origin.name)
    here = Place(facts.destination.lat, facts.destination.lon, facts.destination.name)
    leave_at = max(leg.starts_at, at).replace(microsecond=0)
    later = sorted((one for one in found.legs if one.starts_at >= leg.ends_at and one.state in OPEN), key=lambda one: one.starts_at)
    following = next((one for one in later if one.state == LegState.CONFIRMED), None)
    by = None if following is None else following.starts_at - between(asked.legs, leg, following)
    near = Goal((leg.leg_no,), start, here, leave_at, by)
    if following is None or not asked.legs:
        return [near]
    end = last_before_stay(asked.legs, max(leg.covers, default=0))
    missed = tuple(one.leg_no for one in later if max(one.covers, default=0) <= end)
    last = asked.legs[end].to
    return [near, Goal((leg.leg_no, *missed), start, Place(last.lat, last.lon, last.name), leave_at)] if missed else [near]


def last_before_stay(legs: tuple[FollowedLeg, ...], number: int) -> int:
    """The leg with which a way ends that this one is a part of."""
    while number + 1 < len(legs) and legs[number + 1].depart_at - legs[number].arrive_at <= STAY:
        number += 1
    return number


def between(legs: tuple[FollowedLeg, ...], before: BookingLeg, after: BookingLeg) -> timedelta:
    """How long it takes on foot from where a leg ends to where the next booked one begins."""
    first, end = max(before.covers, default=0) + 1, min(after.covers, default=0)
    return sum((leg.arrive_at - leg.depart_at for leg in legs[first:end]), timedelta())


def request_for(goal: Goal, asked: QuoteRequest) -> PlanRequest:
    """Who has booked a place for a wheelchair is led where one can go."""
    riding = next((leg.ride.load for leg in asked.legs if leg.ride is not None), None)
    limits = ON_WHEELS if riding is not None and riding.wheelchairs else None
    return PlanRequest(goal.start, goal.end, depart_at=goal.leave_at, modes=modes_of(asked.legs), limits=limits, riding=riding)


def modes_of(legs: Iterable[FollowedLeg]) -> tuple[TripMode, ...]:
    """What was booked, and lines: nobody is put on a bicycle who did not ask for one. Who was to be driven is driven, by taxi where all fit in."""
    modes, told = {TripMode.WALK, TripMode.TRANSIT}, tuple(legs)
    modes |= {HIRED[leg.mode] for leg in told if leg.rental is not None and leg.mode in HIRED}
    modes |= {TripMode.TAXI for leg in told if leg.mode is LegMode.TAXI}
    loads = [leg.ride.load for leg in told if leg.ride is not None]
    if loads:
        modes |= {TripMode.ON_DEMAND}
        modes |= {TripMode.TAXI for load in loads if not load.wheelchairs and load.seats + load.child_seats <= IN_A_TAXI}
    return tuple(sorted(modes))


def worth_pricing(itineraries: Iterable[Itinerary], goal: Goal, gone: Iterable[BookingLeg]) -> Iterator[tuple[FollowedLeg, ...]]:
    """In time, and with nothing that has fallen away; the one that is there first comes first."""
    fallen = [(leg, ride) for leg in gone for ride in read_facts(leg.facts).rides]
    for itinerary in sorted(itineraries, key=lambda one: (one.arrive_at, one.transfers)):
        in_time = goal.by is None or itinerary.arrive_at <= goal.by
        if in_time and not any(is_same(told, leg, ride) for told in itinerary.legs for leg, ride in fallen):
            yield tuple(followed_leg(leg) for leg in itinerary.legs)


def is_same(told: LegMessage, leg: BookingLeg, ride: SoldRide) -> bool:
    """Runs by frequency share an id, so the time says which one it is."""
    if told.trip_id != ride.trip_id or told.service_day is None or told.service_day.isoformat() != ride.service_day:
        return False
    return leg.starts_at <= (told.scheduled_depart_at or told.depart_at) < leg.ends_at
