"""When a ride is expected now, and where its vehicle can still be left."""
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import numpy as np

from backend.following.trip import GONE, Leg, Ride
from routing.city import City
from routing.snapshot import Snapshot
from routing.transit.day import service_origin
from routing.transit.model import Transit

NO_DROP_OFF = 1  # drop_off_type


@dataclass(frozen=True)
class Times:
    """Of one ride. feed: who tells of it, None where the timetable holds; what is said of skipped stops and cancellation is then False.

    added: no timetable has it, and nothing was planned
    """

    depart_at: datetime
    arrive_at: datetime
    planned_depart_at: datetime
    planned_arrive_at: datetime
    feed: str | None = None
    cancelled: bool = False
    skips_board: bool = False
    skips_alight: bool = False
    added: bool = False


@dataclass(frozen=True)
class Call:
    """A stop on the way of a vehicle: position in its pattern, row of Transit.stop_id, when it is expected there."""

    position: int
    stop: int
    arrive_at: datetime
    depart_at: datetime


def moment_of(city: City, transit: Transit, ride: Ride, seconds: int) -> datetime:
    """Seconds of the service day of a ride as a moment, in UTC. transit: the timetable that its row is of."""
    feed = int(transit.route_feed[transit.trip_route[ride.trip]])
    return service_origin(ride.day, transit.feed_timezone[feed] or city.manifest.timezone) + timedelta(seconds=seconds)


def times_of(snapshot: Snapshot, leg: Leg) -> Times | None:
    """None for a leg on streets."""
    ride = leg.ride
    if ride is None:
        return None
    if ride.trip < 0:
        return Times(leg.depart_at, leg.arrive_at, leg.depart_at, leg.arrive_at, cancelled=ride.trip == GONE, added=True)
    city, transit = snapshot.city, snapshot.transit
    first = int(transit.time_first[ride.trip])
    at = partial(moment_of, city, transit, ride)
    planned = at(int(transit.departure_s[first + ride.board])), at(int(transit.arrival_s[first + ride.alight]))
    row = snapshot.live.find(ride.trip, ride.day) if snapshot.live is not None else None
    if snapshot.live is None or row is None:
        return Times(*planned, *planned)
    live, told = snapshot.live, int(snapshot.live.first[row])
    return Times(
        at(int(live.departure_s[told + ride.board])),
        at(int(live.arrival_s[told + ride.alight])),
        *planned,
        feed=snapshot.source_of(ride.trip, ride.day),
        cancelled=bool(live.cancelled[row]),
        skips_board=bool(live.skipped[told + ride.board]),
        skips_alight=bool(live.skipped[told + ride.alight]),
        added=bool(live.added[row]),
    )


def calls_of(snapshot: Snapshot, ride: Ride) -> list[Call]:
    """The stops of the whole trip at which one may get off today, as expected now."""
    if ride.trip < 0:
        return []
    city, transit = snapshot.city, snapshot.transit
    pattern = int(transit.trip_pattern[ride.trip])
    first, length = int(transit.pattern_first[pattern]), int(transit.pattern_first[pattern + 1] - transit.pattern_first[pattern])
    row = snapshot.live.find(ride.trip, ride.day) if snapshot.live is not None else None
    begin, skipped = int(transit.time_first[ride.trip]), np.zeros(length, bool)
    arrival_s, departure_s = transit.arrival_s, transit.departure_s
    if snapshot.live is not None and row is not None:
        live, begin = snapshot.live, int(snapshot.live.first[row])
        arrival_s, departure_s, skipped = live.arrival_s, live.departure_s, live.skipped[begin : begin + length]
    at = partial(moment_of, city, transit, ride)
    stays = np.flatnonzero(~skipped & (transit.pattern_drop_off[first : first + length] != NO_DROP_OFF)).tolist()
    return [
        Call(position, int(transit.pattern_stop[first + position]), at(int(arrival_s[begin + position])), at(int(departure_s[begin + position])))
        for position in stays
    ]
