"""When each leg begins and ends as expected now, one after the other, and the time to spare before each ride."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from backend.following.expected import Times
from backend.following.trip import Leg, Trip

if TYPE_CHECKING:
    from backend.following.where import Here

# Between getting off and on, on top of the walk, as in Query.change_s; less where the trip was chosen with less.
CHANGE = timedelta(seconds=60)
NO_TIME = timedelta(0)


@dataclass(frozen=True)
class Outline:
    """ready_at: when one can be where the leg begins. spare: between that, with a change, and the departure; None where nothing has to be caught."""

    depart_at: datetime
    arrive_at: datetime
    ready_at: datetime
    spare: timedelta | None = None


def outlined(
    trip: Trip, times: Sequence[Times | None], now: datetime, here: "Here | None" = None, longer: Mapping[int, timedelta] | None = None
) -> list[Outline]:
    """here: where the traveller is, which moves the legs from there on. longer: how much longer legs on streets take than chosen."""
    found: list[Outline] = []
    for number, (leg, told) in enumerate(zip(trip.legs, times)):
        ready_at = found[-1].arrive_at if found else leg.depart_at
        reached_at = here.reached_at if here is not None and number == here.leg else None
        if told is not None:
            first = not found and reached_at is None
            change = NO_TIME if reached_at is not None and here is not None and here.located else change_before(trip.legs, number)
            found.append(ridden(leg, told, reached_at or ready_at, None if first or leg.stay_seated else change))
            continue
        depart_at = ready_at + gap_before(trip, number) if number else setting_out(trip, times, now)
        arrive_at = depart_at + leg.duration
        if here is not None and number == here.leg and now >= depart_at and not here.arrived:
            arrive_at = max(arrive_at, now) if here.rest is None else now + here.rest
        found.append(Outline(depart_at, arrive_at + (longer or {}).get(number, NO_TIME), ready_at))
    return found


def setting_out(trip: Trip, times: Sequence[Times | None], now: datetime) -> datetime:
    """As chosen, or as much earlier as a first vehicle is early, while there is time."""
    first, following = trip.legs[0], times[1] if len(times) > 1 else None
    if following is None or now >= first.depart_at:
        return first.depart_at
    return max(now, first.depart_at - max(NO_TIME, first.arrive_at - following.depart_at))


def gap_before(trip: Trip, number: int) -> timedelta:
    """What was left between two legs, such as for unlocking a vehicle."""
    return max(NO_TIME, trip.legs[number].depart_at - trip.legs[number - 1].arrive_at)


def ridden(leg: Leg, told: Times, ready_at: datetime, change: timedelta | None) -> Outline:
    """change: needed before it; None: nothing has to be caught."""
    return Outline(told.depart_at, told.arrive_at, ready_at, None if change is None else told.depart_at - ready_at - change)


def change_before(legs: tuple[Leg, ...], number: int) -> timedelta:
    """None after the first way to a stop; else a minute, or what the timetable left when the trip was chosen."""
    if not any(leg.ride is not None for leg in legs[:number]):
        return NO_TIME
    left = legs[number].depart_at - legs[number - 1].arrive_at
    return min(CHANGE, max(NO_TIME, left))
