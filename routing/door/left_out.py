"""Why not? The way that would be faster if nothing were closed, cancelled, empty or full, and what stands in its way (rule J16)."""
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from routing.door.checks import violations
from routing.door.choice import Candidate
from routing.door.hire_legs import RangeTooShort
from routing.door.looking import look_for, prepare
from routing.journey import Hindrance, Journey, LeftOut, LegMode, StreetLeg, TransitLeg
from routing.query import Query, TripMode
from routing.shared.fleet import RIDES
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from routing.transit.day import service_origin

# A way that would save less is not worth a word.
LEAST_GAIN_S = 120
# What is looked at: going all the way, and transit on foot. A vehicle to the train and from it would cost more than the word is worth.
PLAIN = frozenset({TripMode.WALK, TripMode.TRANSIT, TripMode.BIKE, TripMode.CAR, TripMode.TAXI, TripMode.CAR_PARK})
MOVES = {LegMode.WALK: Mode.FOOT, LegMode.BIKE: Mode.BIKE, LegMode.SCOOTER: Mode.BIKE, LegMode.CAR: Mode.CAR, LegMode.TAXI: Mode.CAR,
         LegMode.ON_DEMAND: Mode.CAR}  # fmt: skip


def find_left_out(snapshot: Snapshot, query: Query, journeys: tuple[Journey, ...]) -> tuple[LeftOut, ...]:
    """Nothing, or the one way that would be there soonest (leave latest) with every reason against it."""
    free = snapshot.unhindered()
    hired = query.modes & RIDES.keys() if snapshot.fleets else frozenset()
    parked = query.modes & {TripMode.CAR_PARK} if snapshot.full_car_parks else frozenset()
    elsewhere = bool(snapshot.holding) or (snapshot.live is not None and snapshot.live.hindered())
    if free is snapshot or not (hired or parked or elsewhere):
        return ()
    modes = (query.modes & PLAIN if elsewhere else frozenset()) | hired | parked
    searches = prepare(free, replace(query, window_s=0, modes=modes))
    if not searches.start.snaps or not searches.end.snaps:
        return ()
    looked = look_for(searches, [kind for kind in (TripMode.TRANSIT,) if kind in modes])
    best = min(looked.candidates, key=lambda candidate: lateness(candidate, query), default=None)
    if best is None:
        return ()
    soonest = min((lateness(way, query) - way.beyond_quickest_s for way in journeys), default=lateness(best, query) + best.duration_s)
    gain_s = soonest - lateness(best, query)
    if gain_s < LEAST_GAIN_S:
        return ()
    try:
        journey = looked.draw(best)
    except RangeTooShort:
        return ()
    if journey is None or violations(journey):
        return ()
    reasons = tuple(hindrances(snapshot, journey, searches.day))
    return (LeftOut(journey, reasons, gain_s),) if reasons else ()


def lateness(way: Candidate | Journey, query: Query) -> int:
    return -way.departure_s if query.arrive_by else way.arrival_s


def hindrances(snapshot: Snapshot, journey: Journey, day: date) -> Iterator[Hindrance]:
    """What of a journey cannot be done as things are, each once."""
    fleets = {fleet.key: fleet for of_source in snapshot.fleets.values() for fleet in of_source}
    for number, leg in enumerate(journey.legs):
        if isinstance(leg, TransitLeg):
            yield from of_ride(snapshot, leg, number)
            continue
        for closure in snapshot.holding:
            if MOVES[leg.mode] in closure.modes and np.isin(leg.path.edges, closure.edges).any():
                yield Hindrance("closed", number, closure.reason, closure.id)
        if leg.mode is LegMode.CAR and leg.end.place in snapshot.full_car_parks and not will_have_room(snapshot, day, leg):
            yield Hindrance("car_park_full", number, leg.end.name)
        if leg.hired is not None:
            fleet = fleets[leg.hired.fleet]
            if fleet.vehicles[leg.hired.take] == 0:
                yield Hindrance("no_vehicle", number, fleet.name_of(leg.hired.take))
            if leg.hired.leave >= 0 and fleet.docks[leg.hired.leave] == 0:
                yield Hindrance("no_dock", number, fleet.name_of(leg.hired.leave))


def will_have_room(snapshot: Snapshot, day: date, leg: StreetLeg) -> bool:
    """Whether somebody is sent to a car park although it is full now."""
    place, began_s = np.array([leg.end.place]), service_origin(day, snapshot.city.manifest.timezone).timestamp()
    return not snapshot.no_room(place, snapshot.chance_of_room(place, np.array([began_s + leg.arrival_s])))[0]


def of_ride(snapshot: Snapshot, leg: TransitLeg, number: int) -> Iterator[Hindrance]:
    live = snapshot.live
    row = live.find(leg.trip, leg.service_day) if live is not None else None
    if live is None or row is None:
        return
    if live.cancelled[row]:
        yield Hindrance("cancelled", number)
        return
    first = int(live.first[row])
    for position, spot in ((leg.board_position, leg.start), (leg.alight_position, leg.end)):
        if live.skipped[first + position]:
            yield Hindrance("stop_skipped", number, spot.name)
