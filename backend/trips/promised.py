"""Moving the legs of a journey to what is promised of its ride on demand."""
from collections.abc import Iterator
from dataclasses import dataclass, replace

from routing.journey import Journey, Leg, LegMode, StreetLeg
from routing.query import Query

# How much later than foreseen one may be there where nothing has to be caught, and how much earlier one may be picked up where no van comes later.
LATER_S, EARLIER_S = 3600, 1800


@dataclass(frozen=True)
class Slot:
    """Picked up at ready_s or later, there at by_s or earlier, seconds of the plan."""

    ready_s: int
    by_s: int


def slots_of(journey: Journey, number: int, query: Query, at_s: int) -> Iterator[Slot]:
    """What to ask for: first to be picked up as planned, then sooner, as early as one can be there.

    number: of the leg that is the ride. at_s: the moment that was asked for, to leave or to arrive.
    """
    legs, ride = journey.legs, journey.legs[number]
    walked_s = sum(lasts_s(leg) for leg in legs[:number])
    if not all(is_walk(leg) for leg in legs[:number]):
        earliest_s = legs[number - 1].arrival_s
    elif query.arrive_by:
        earliest_s = ride.departure_s - EARLIER_S
    else:
        earliest_s = at_s + walked_s
    caught = next((leg for leg in legs[number + 1 :] if not is_walk(leg)), None)
    after_s = sum(lasts_s(leg) for leg in walks_after(journey, number))
    if caught is not None:
        by_s = caught.departure_s - after_s
    else:
        by_s = at_s - after_s if query.arrive_by else ride.arrival_s + LATER_S
    yield Slot(ride.departure_s, by_s)
    sooner_s = max(earliest_s, ride.departure_s - EARLIER_S)
    if sooner_s < ride.departure_s:
        yield Slot(sooner_s, by_s)


def promised(journey: Journey, number: int, times: tuple[int, int]) -> Journey:
    """With the ride from the one second to the other: who walks to it sets out for it, who walks on from it goes at once."""
    legs, ride = list(journey.legs), journey.legs[number]
    assert isinstance(ride, StreetLeg)
    assert ride.booked is not None
    earlier_s, later_s = times[0] - ride.departure_s, times[1] - ride.arrival_s
    booked = replace(ride.booked, expected_s=min(max(ride.booked.expected_s + earlier_s, times[0]), times[1]))
    legs[number] = replace(ride, departure_s=times[0], arrival_s=times[1], booked=booked)
    if all(is_walk(leg) for leg in legs[:number]):
        legs[:number] = [moved(leg, earlier_s) for leg in legs[:number]]
    after = walks_after(journey, number)
    legs[number + 1 : number + 1 + len(after)] = [moved(leg, later_s) for leg in after]
    return replace(journey, legs=tuple(legs), departure_s=legs[0].departure_s, arrival_s=legs[-1].arrival_s)


def walks_after(journey: Journey, number: int) -> list[StreetLeg]:
    """Until something has to be caught, or the end."""
    found: list[StreetLeg] = []
    for leg in journey.legs[number + 1 :]:
        if not isinstance(leg, StreetLeg) or not is_walk(leg):
            break
        found.append(leg)
    return found


def is_walk(leg: Leg) -> bool:
    return isinstance(leg, StreetLeg) and leg.mode is LegMode.WALK


def lasts_s(leg: Leg) -> int:
    return leg.arrival_s - leg.departure_s


def moved(leg: Leg, seconds: int) -> Leg:
    assert isinstance(leg, StreetLeg)
    return replace(leg, departure_s=leg.departure_s + seconds, arrival_s=leg.arrival_s + seconds)
