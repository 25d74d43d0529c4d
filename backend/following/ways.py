"""One other way from where the traveller is, within what was asked for at first."""
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec.structs import replace as replace_message

from backend.contract.following import Advice
from backend.contract.trips import Itinerary, LegMode, Place, PlanRequest, TripMode
from backend.contract.trips import Leg as LegMessage
from backend.following.assess import Assessment, Fault
from backend.following.exits import Exit, Exits
from backend.following.streets import apart_m
from backend.following.trip import STREET, Trip
from backend.live.view import LiveView
from backend.service.errors import ServiceError
from backend.stops.names import Names
from backend.trips.service import TripPlanner

WINDOW_MIN = 30
# Going on as chosen is as good as another way that is not this much quicker.
BETTER = timedelta(seconds=60)
HESITATION = timedelta(seconds=60)
# A walk this short from the stop where one gets off to the very same stop is none.
SAME_STOP_S = 60
OWN = {
    TripMode.BIKE: LegMode.BIKE, TripMode.BIKE_RIDE: LegMode.BIKE, TripMode.CAR: LegMode.CAR, TripMode.PARK_RIDE: LegMode.CAR,
    TripMode.KISS_RIDE: LegMode.CAR, TripMode.CAR_PARK: LegMode.CAR,
}  # fmt: skip


@dataclass(frozen=True)
class Way:
    """What to do about a break. start: from where; aboard: its first leg goes on with the vehicle one is in. itinerary: None where there is none,
    or none that is better. shape: the same for ways that are the same to the traveller, who has moved on meanwhile.
    """

    advice: Advice
    itinerary: Itinerary | None
    start: Place
    aboard: bool = False
    shape: tuple = ()

    def begins_by(self) -> datetime | None:
        """Until when it can be begun: aboard until the first time to get off, else a moment after it has one leave."""
        if self.itinerary is None:
            return None
        first = self.itinerary.legs[0]
        return first.arrive_at if self.aboard else first.depart_at + HESITATION


def find_way(planner: TripPlanner, view: LiveView, trip: Trip, found: Assessment, fault: Fault, now: datetime) -> Way:
    """The quickest of all ways to go on; asks the planner for each place where one can begin."""
    ways = list(ways_from(planner, view, trip, found, now))
    best = min(ways, key=lambda way: rank(trip, way[1]), default=None)
    here = Place(round(found.here.lat, 6), round(found.here.lon, 6), "")
    if best is None:
        return Way(Advice.NONE, None, here)
    start, itinerary = best
    # How far the way around leads on foot is only known to the planner.
    goes_on = fault.lets_on and len(found.faults) == 1 and trip.max_walk_m is None
    if goes_on and found.arrive_at + BETTER <= itinerary.arrive_at:
        return Way(Advice.KEEP, None, here)
    names = planner.names.over(view.snapshot.transit)
    advice = Advice.WAIT if same_lines(names, trip, found, itinerary) else Advice.TAKE
    begin = Place(start.place.lat, start.place.lon, start.place.name)
    return Way(advice, itinerary, begin, start.lead is not None, shape_of(names, trip, itinerary))


def shape_of(names: Names, trip: Trip, itinerary: Itinerary) -> tuple:
    """What is ridden other than as chosen."""
    rides = [(leg.ride, leg.end.stop) for leg in trip.legs if leg.ride is not None]
    chosen = {(ride.added or names.trip_id(ride.trip), ride.day, names.stop_id(stop)) for ride, stop in rides}
    ridden = [(leg.trip_id, leg.service_day, leg.to.stop_id or leg.to.name) for leg in itinerary.legs if leg.mode is not LegMode.WALK]
    return tuple(ride for ride in ridden if ride not in chosen)


def rank(trip: Trip, itinerary: Itinerary) -> tuple:
    """In time first, and then leaving late; else arriving early."""
    in_time = trip.arrive_by is not None and itinerary.arrive_at <= trip.arrive_by
    when = -itinerary.depart_at.timestamp() if in_time else itinerary.arrive_at.timestamp()
    return (not in_time, when, itinerary.transfers, itinerary.walk_m)


def ways_from(planner: TripPlanner, view: LiveView, trip: Trip, found: Assessment, now: datetime) -> Iterator[tuple[Exit, Itinerary]]:
    exits, goal = Exits(view, planner.names, planner.around if trip.guidance else None), trip.destination
    modes, transfers, walk_m = modes_left(trip, found, now), transfers_left(trip, found), walk_left(trip, found)
    for start in exits.of(trip, found, now):
        origin, to = Place(start.place.lat, start.place.lon, start.place.name), Place(goal.lat, goal.lon, goal.name)
        if start.ride is not None and start.place.stop == goal.stop and start.lead is not None:
            yield start, alone(start.lead)
            continue
        request = PlanRequest(
            origin, to, modes=modes, max_transfers=transfers, max_walk_m=walk_m, window_min=WINDOW_MIN, limits=trip.asked_limits,
            guidance=trip.guidance,
        )  # fmt: skip
        requests = [replace_message(request, depart_at=start.at.replace(microsecond=0))]
        if trip.arrive_by is not None and start.lead is None:
            requests.append(replace_message(request, arrive_by=trip.arrive_by))
        for itinerary in asked(planner, requests):
            if itinerary.depart_at >= now.replace(microsecond=0):
                yield start, itinerary if start.lead is None else led(exits, start, itinerary)


def asked(planner: TripPlanner, requests: list[PlanRequest]) -> Iterator[Itinerary]:
    for request in requests:
        with suppress(ServiceError):  # the traveller is out of the city, or the trip is of another year
            yield from planner.plan(request).itineraries


def alone(lead: LegMessage) -> Itinerary:
    return Itinerary(
        depart_at=lead.depart_at, arrive_at=lead.arrive_at, duration_s=lasting_s(lead), transfers=0, walk_m=0.0, climb_m=0.0,
        co2_g=0.0, legs=(lead,),
    )  # fmt: skip


def led(exits: Exits, start: Exit, itinerary: Itinerary) -> Itinerary:
    """With the rest of the ride before it, as one leg where it goes on in the same vehicle."""
    lead, legs = start.lead, itinerary.legs
    assert lead is not None
    if len(legs) > 1 and legs[0].mode is LegMode.WALK and legs[0].to.stop_id == lead.to.stop_id is not None and lasting_s(legs[0]) <= SAME_STOP_S:
        legs = legs[1:]
    rides = sum(leg.mode not in STREET and not leg.stay_seated for leg in legs)
    if start.ride is not None and (legs[0].trip_id, legs[0].service_day) == (lead.trip_id, lead.service_day):
        lead, legs, rides = farther(exits, start, legs[0]), legs[1:], rides - 1
    return of_legs(itinerary, (lead, *legs), rides if lead.mode not in STREET else max(0, rides - 1))


def of_legs(itinerary: Itinerary, legs: tuple[LegMessage, ...], transfers: int) -> Itinerary:
    begin, end = legs[0].depart_at, legs[-1].arrive_at
    return replace_message(itinerary, depart_at=begin, arrive_at=end, duration_s=seconds(end - begin), transfers=transfers, legs=legs)


def farther(exits: Exits, start: Exit, leg: LegMessage) -> LegMessage:
    """One ride to where the second part of it ends."""
    ride, transit = start.ride, exits.transit
    assert ride is not None
    pattern = int(transit.trip_pattern[ride.trip])
    stops = transit.pattern_stop[int(transit.pattern_first[pattern]) : int(transit.pattern_first[pattern + 1])].tolist()
    alight = next(place for place in range(ride.alight + 1, len(stops)) if exits.names.stop_id(stops[place]) == leg.to.stop_id)
    return exits.ride_leg(replace(ride, alight=alight))


def seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def lasting_s(leg: LegMessage) -> int:
    return seconds(leg.arrive_at - leg.depart_at)


def modes_left(trip: Trip, found: Assessment, now: datetime) -> tuple[TripMode, ...]:
    """One's own bicycle or car is where it was left: it counts only before setting out, and on it."""
    at_home = found.here.leg == 0 and now < found.legs[0].depart_at
    leg = trip.legs[found.here.leg]
    riding = None if leg.hire is not None else leg.mode
    left = tuple(mode for mode in trip.modes if mode not in OWN or at_home or OWN[mode] is riding)
    return left or (TripMode.WALK,)


def transfers_left(trip: Trip, found: Assessment) -> int:
    begun = found.here.leg + 1 if found.here.aboard else found.here.leg
    ridden = sum(leg.ride is not None and not leg.stay_seated for leg in trip.legs[:begun])
    return max(0, trip.max_transfers - ridden)


def walk_left(trip: Trip, found: Assessment) -> float | None:
    """Metres on foot that the whole trip may still have."""
    if trip.max_walk_m is None:
        return None
    walked = sum(walked_m(trip, number) for number in range(found.here.leg) if trip.legs[number].mode is LegMode.WALK)
    return max(0.0, trip.max_walk_m - walked)


def walked_m(trip: Trip, number: int) -> float:
    leg = trip.legs[number]
    points = [(leg.start.lat, leg.start.lon), (leg.end.lat, leg.end.lon)] if leg.line is None else [(lat, lon) for lon, lat in leg.line.coords]
    return sum(apart_m(lat, lon, replace(leg.end, lat=to[0], lon=to[1])) for (lat, lon), to in pairwise(points))


def same_lines(names: Names, trip: Trip, found: Assessment, itinerary: Itinerary) -> bool:
    """Whether it is what was chosen, only later; of a trip that is gone nobody knows the line."""
    rides = [(leg.ride.trip, leg.end.stop) for leg in trip.legs[found.here.leg :] if leg.ride is not None]
    routes = names.transit.trip_route
    chosen = [(names.route(int(routes[row])).id if row >= 0 else None, names.stop_id(stop)) for row, stop in rides]
    return bool(chosen) and chosen == [(leg.route.id, leg.to.stop_id) for leg in itinerary.legs if leg.route is not None]
