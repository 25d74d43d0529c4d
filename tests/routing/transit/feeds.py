"""Small timetables written inline, as the Transit arrays that the feed build would make."""
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from routing.store import Texts
from routing.transit.model import Transit

DAY = date(2026, 11, 24)
ZONE = "Europe/Berlin"


@dataclass
class Trip:
    """A trip as (stop, arrival, departure) rows; `days` counts from DAY; a time alone stands for both."""

    calls: list[tuple]
    days: tuple[int, ...] = (0,)
    block: int = -1
    route: int = 0
    no_pickup: tuple[int, ...] = ()  # positions
    no_drop_off: tuple[int, ...] = ()
    start_s: int = -1

    def times(self) -> list[tuple[int, int, int]]:
        return [(call[0], call[1], call[-1]) for call in self.calls]


@dataclass
class Transfer:
    source: int
    target: int
    kind: int
    least_s: int = -1
    from_route: int = -1
    from_trip: int = -1
    to_trip: int = -1


@dataclass
class Feed:
    """What make_transit turns into arrays. `change_s`: transfers.txt type 2 from a stop to itself."""

    stops: int
    trips: list[Trip]
    transfers: list[Transfer] = field(default_factory=list)
    change_s: dict[int, int] = field(default_factory=dict)
    zone: str = ZONE
    days: tuple[int, int] = (-3, 3)  # services run within these days around DAY


def make_transit(feed: Feed) -> Transit:
    patterns: dict[tuple, int] = {}
    for trip in feed.trips:
        patterns.setdefault(key_of(trip), len(patterns))
    services = {days: i for i, days in enumerate(dict.fromkeys(trip.days for trip in feed.trips))}
    keys = list(patterns)
    lengths = [len(trip.calls) for trip in feed.trips]
    times = [row for trip in feed.trips for row in trip.times()]
    n_trips, n_routes = len(feed.trips), max((trip.route for trip in feed.trips), default=0) + 1
    service_days = np.zeros((len(services), feed.days[1] - feed.days[0] + 1), np.uint8)
    for days, row in services.items():
        for day in days:
            service_days[row, day - feed.days[0]] = 1

    def ints(values, dtype=np.int32):
        return np.array(list(values), dtype)

    def none(n, dtype=np.int32):
        return np.full(n, -1, dtype)

    def names(prefix, n):
        return Texts.of([f"{prefix}{i}" for i in range(n)])

    pattern_stops = sum(len(key[1]) for key in keys)
    change = none(feed.stops)
    for stop, seconds in feed.change_s.items():
        change[stop] = seconds
    return Transit(
        feed_name=Texts.of(["feed"]), feed_timezone=Texts.of([feed.zone]),
        agency_feed=ints([0], np.int16), agency_name=names("a", 1), agency_url=names("u", 1), agency_timezone=Texts.of([feed.zone]),
        stop_feed=np.zeros(feed.stops, np.int16), stop_id=names("s", feed.stops), stop_code=names("", feed.stops),
        stop_name=names("Stop ", feed.stops), stop_platform=names("", feed.stops), stop_lat=np.full(feed.stops, 49.4),
        stop_lon=np.full(feed.stops, 8.7), stop_kind=np.zeros(feed.stops, np.uint8), stop_parent=none(feed.stops),
        stop_wheelchair=np.zeros(feed.stops, np.uint8), stop_level=np.full(feed.stops, np.nan, np.float32), stop_change_s=change,
        route_feed=np.zeros(n_routes, np.int16), route_agency=np.zeros(n_routes, np.int32), route_id=names("r", n_routes),
        route_short_name=names("", n_routes), route_long_name=names("", n_routes), route_type=np.full(n_routes, 3, np.int16),
        route_colour=none(n_routes), route_text_colour=none(n_routes),
        first_day=ints([DAY.toordinal() + feed.days[0]]), service_feed=np.zeros(len(services), np.int16), service_id=names("c", len(services)),
        service_days=service_days, trip_id=names("t", n_trips), trip_route=ints(trip.route for trip in feed.trips),
        trip_service=ints(services[trip.days] for trip in feed.trips), trip_headsign=none(n_trips), trip_short_name=none(n_trips),
        trip_direction=none(n_trips, np.int8), trip_wheelchair=np.zeros(n_trips, np.uint8), trip_bikes=np.zeros(n_trips, np.uint8),
        trip_block=ints(trip.block for trip in feed.trips), trip_start_s=ints(trip.start_s for trip in feed.trips),
        trip_exact=np.ones(n_trips, np.uint8), trip_pattern=ints(patterns[key_of(trip)] for trip in feed.trips),
        time_first=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), arrival_s=ints(row[1] for row in times),
        departure_s=ints(row[2] for row in times), time_exact=np.ones(len(times), np.uint8), headsigns=Texts.of([]),
        pattern_route=ints(key[0] for key in keys), pattern_first=np.concatenate([[0], np.cumsum([len(key[1]) for key in keys])]).astype(np.int32),
        pattern_stop=ints(stop for key in keys for stop in key[1]),
        pattern_pickup=ints((i in key[2] for key in keys for i in range(len(key[1]))), np.uint8),
        pattern_drop_off=ints((i in key[3] for key in keys for i in range(len(key[1]))), np.uint8),
        pattern_headsign=none(pattern_stops), pattern_shape=none(len(keys)), pattern_shape_at=none(pattern_stops),
        shape_first=np.zeros(1, np.int64), shape_lat_e7=ints([]), shape_lon_e7=ints([]),
        transfer_from=ints(row.source for row in feed.transfers), transfer_to=ints(row.target for row in feed.transfers),
        transfer_type=ints((row.kind for row in feed.transfers), np.uint8), transfer_min_s=ints(row.least_s for row in feed.transfers),
        transfer_from_route=ints(row.from_route for row in feed.transfers), transfer_to_route=none(len(feed.transfers)),
        transfer_from_trip=ints(row.from_trip for row in feed.transfers), transfer_to_trip=ints(row.to_trip for row in feed.transfers),
    )


def key_of(trip: Trip) -> tuple:
    return trip.route, tuple(call[0] for call in trip.calls), trip.no_pickup, trip.no_drop_off
