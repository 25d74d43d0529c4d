"""What a rider is told, and that it holds: a quote becomes the windows of a row, and no later change of any route may leave them.

A promise is kept by all plans that `verify` finds nothing in: between `pickup_from` and `pickup_to` the vehicle comes, by `arrive_by` the rider is
there. Inside these windows times, vehicles and other riders may change; once a vehicle is on its way to a stop (`Plan.fixed`) that one stays next.
"""
from dataclasses import dataclass, replace

from routing.dispatch.rides.insertion import Insertion, cheapest_insertion, inserted
from routing.dispatch.rides.model import NEVER, Dispatch, Ride
from routing.dispatch.rides.schedule import find_schedule


@dataclass(frozen=True)
class Terms:
    """How a promise is made of a plan's times, in ticks.

    window    how long the window is in which the vehicle comes
    leeway    how much later than it is foreseen now the arrival is promised: room for others, and for the streets
    patience  how much more a ride that lost its vehicle may be late before it is left to people
    driving, riding   what a tick at the wheel and a tick until the rider is there cost
    """

    window: int
    leeway: int
    patience: int = 0
    driving: int = 1
    riding: int = 0


@dataclass(frozen=True)
class Promise:
    pickup_from: int
    pickup_to: int
    arrive_by: int


@dataclass(frozen=True)
class Quote:
    """What one more ride would get; true as long as the version of that vehicle's route is the same. pickup_at, dropoff_at: foreseen now."""

    insertion: Insertion
    promise: Promise
    version: int

    @property
    def vehicle(self) -> int:
        return self.insertion.vehicle


@dataclass(frozen=True)
class Committed:
    """The dispatch with one row more, and what the rider may rely on."""

    dispatch: Dispatch
    ride: int
    promise: Promise


def promise_of(ride: Ride, place: Insertion, terms: Terms) -> Promise:
    """Never wider than what was wished, and kept by the times that are foreseen."""
    pickup_to = min(ride.latest_pickup, place.pickup_at + terms.window)
    return Promise(place.pickup_at, pickup_to, min(ride.latest_dropoff, place.dropoff_at + terms.leeway))


def find_quote(dispatch: Dispatch, ride: Ride, terms: Terms) -> Quote | None:
    """The best place for a ride that nobody drives yet; None where no vehicle can without breaking a promise (`why_none` says more)."""
    place = cheapest_insertion(replace(dispatch, rides=dispatch.rides.with_ride(ride)), len(dispatch.rides), terms.driving, terms.riding)
    return None if place is None else Quote(place, promise_of(ride, place, terms), int(dispatch.plan.version[place.vehicle]))


def promised(ride: Ride, promise: Promise) -> Ride:
    """The same ride with the promise as its windows."""
    return replace(ride, earliest_pickup=promise.pickup_from, latest_pickup=promise.pickup_to, latest_dropoff=promise.arrive_by)


def commit(dispatch: Dispatch, ride: Ride, quote: Quote, terms: Terms) -> Committed | None:
    """Make a quote a promise. Where that route has changed since, another place that keeps the quoted times is looked for; None: there is none."""
    row, kept = len(dispatch.rides), promised(ride, quote.promise)
    added = replace(dispatch, rides=dispatch.rides.with_ride(kept))
    if quote.version == dispatch.plan.version[quote.vehicle]:
        there = replace(added, plan=inserted(added.plan, row, quote.insertion))
        if find_schedule(there, quote.vehicle) is not None:
            return Committed(there, row, quote.promise)
    place = cheapest_insertion(added, row, terms.driving, terms.riding)
    return None if place is None else Committed(replace(added, plan=inserted(added.plan, row, place)), row, quote.promise)


def why_none(dispatch: Dispatch, ride: Ride) -> str:
    """Why no vehicle can: no_way (no street leads there), too_far (the way takes longer than the ride may), no_vehicle (none is in service), no_room
    (none of them holds such a load) or no_time (none can be there)."""
    direct = int(dispatch.travel_ticks[ride.pickup_place, ride.dropoff_place])
    if direct >= NEVER:
        return "no_way"
    if direct > ride.longest_ride or ride.earliest_pickup + ride.pickup_service + direct > ride.latest_dropoff:
        return "too_far"
    in_service = [vehicle for vehicle in range(len(dispatch.fleet)) if dispatch.fleet.start_at[vehicle] <= dispatch.fleet.end_by[vehicle]]
    if not in_service:
        return "no_vehicle"
    fit = any((dispatch.fleet.configurations(vehicle) >= ride.load).all(axis=1).any() for vehicle in in_service)
    return "no_time" if fit else "no_room"
