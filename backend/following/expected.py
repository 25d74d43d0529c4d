"""When a ride is expected now, and where its vehicle can still be left."""
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from backend.following.trip import Ride
from routing.city import City
from routing.snapshot import Snapshot
from routing.transit.day import service_origin

NO_DROP_OFF = 1  # drop_off_type


@dataclass(frozen=True)
class Times:
    """Of one ride. feed: who tells of it, None where the timetable holds; what is said of skipped stops and cancellation is then False."""

    depart_at: datetime
    arrive_at: datetime
    planned_depart_at: datetime
    planned_arrive_at: datetime
    feed: str | None = None
    cancelled: bool = False
    skips_board: bool = False
    skips_alight: bool = False


@dataclass(frozen=True)
class Call:
    """A stop on the way of a vehicle: position in its pattern, row of Transit.stop_id, when it is expected there."""

    position: int
    stop: int
    arrive_at: datetime
    depart_at: datetime


def moment_of(city: City, ride: Ride, seconds: int) -> datetime:
    """Seconds of the service day of a ride as a moment, in UTC."""
    transit = city.transit
    feed = int(transit.route_feed[transit.trip_route[ride.trip]])
    return service_origin(ride.day, transit.feed_timezone[feed] or city.manifest.timezone) + timedelta(seconds=seconds)


def times_of(snapshot: Snapshot, ride: Ride) -> Times:
    city, transit = snapshot.city, snapshot.city.transit
    first = int(transit.time_first[ride.trip])
    planned = moment_of(city, ride, int(transit.departure_s[first + ride.board])), moment_of(city, ride, int(transit.arrival_s[first + ride.alight]))
    row = snapshot.live.find(ride.trip, ride.day) if snapshot.live is not None else None
    if snapshot.live is None or row is None:
        return Times(*planned, *planned)
    live, told = snapshot.live, int(snapshot.live.first[row])
    return Times(
        moment_of(city, ride, int(live.departure_s[told + ride.board])),
        moment_of(city, ride, int(live.arrival_s[told + ride.alight])),
        *planned,
        feed=snapshot.source_of(ride.trip, ride.day),
        cancelled=bool(live.cancelled[row]),
        skips_board=bool(live.skipped[told + ride.board]),
        skips_alight=bool(live.skipped[told + ride.alight]),
    )


def calls_of(snapshot: Snapshot, ride: Ride) -> list[Call]:
    """The stops of the whole trip at which one may get off today, as expected now."""
    city, transit = snapshot.city, snapshot.city.transit
    pattern = int(transit.trip_pattern[ride.trip])
    first, length = int(transit.pattern_first[pattern]), int(transit.pattern_first[pattern + 1] - transit.pattern_first[pattern])
    row = snapshot.live.find(ride.trip, ride.day) if snapshot.live is not None else None
    begin, skipped = int(transit.time_first[ride.trip]), np.zeros(length, bool)
    arrival_s, departure_s = transit.arrival_s, transit.departure_s
    if snapshot.live is not None and row is not None:
        live, begin = snapshot.live, int(snapshot.live.first[row])
        arrival_s, departure_s, skipped = live.arrival_s, live.departure_s, live.skipped[begin : begin + length]
    stays = np.flatnonzero(~skipped & (transit.pattern_drop_off[first : first + length] != NO_DROP_OFF)).tolist()
    return [
        Call(
            position, int(transit.pattern_stop[first + position]),
            moment_of(city, ride, int(arrival_s[begin + position])), moment_of(city, ride, int(departure_s[begin + position])),
        )
        for position in stays
    ]  # fmt: skip
