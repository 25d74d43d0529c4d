"""Trips that run today and stand in no timetable: rows behind those of the built city, so that whoever knows a trip by its row knows these too.

Times are told anew with every message, all else seldom changes: `Transit` holds the latter, `LiveTrips` when they run. Source: GTFS Realtime
reference, TripDescriptor.ScheduleRelationship (NEW, ADDED, DUPLICATED, REPLACEMENT).
"""
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from routing.store import LongerTexts, Texts
from routing.transit.live import LiveTrips, keys
from routing.transit.model import Transit
from routing.transit.timetable import offsets
from routing.transit.ways import Ways, behind

UNKNOWN = 0  # Tri
EARLY_S = 60  # by so much a vehicle may have left before it was expected to


@dataclass(frozen=True)
class ExtraTrip:
    """A trip of one service day.

    id        unique within the feed of its route and the day
    route     row of Transit.route_id; day: ordinal (date.toordinal), within Transit.service_days
    stops     rows of Transit.stop_id, at least two: those at which it calls
    arrival_s, departure_s   one for each stop, seconds of the service day as expected now, never running back
    direction -1 unknown; headsign: "" where none is told
    like      row of the trip that it copies: what is true of its vehicle is true of this one; -1 none
    wheelchair   Tri, as told of its vehicle
    """

    id: str
    route: int
    day: int
    stops: tuple[int, ...]
    arrival_s: tuple[int, ...]
    departure_s: tuple[int, ...]
    direction: int = -1
    headsign: str = ""
    like: int = -1
    wheelchair: int = UNKNOWN

    @property
    def lasting(self) -> tuple:
        """All but the times."""
        return self.id, self.route, self.day, self.stops, self.direction, self.headsign, self.like, self.wheelchair

    def carried_on(self, before: "ExtraTrip", now_s: int) -> "ExtraTrip":
        """With the stops that lie behind it, where a message before told of them: feeds leave them out, whoever is aboard got on there."""
        passed = len(before.stops) - len(self.stops)
        if passed <= 0 or before.stops[passed:] != self.stops or before.departure_s[passed - 1] > now_s + EARLY_S:
            return self
        latest_s = min(now_s, self.arrival_s[0])
        behind_s = (tuple(min(at, latest_s) for at in times[:passed]) for times in (before.arrival_s, before.departure_s))
        arrival_s, departure_s = (gone + ahead for gone, ahead in zip(behind_s, (self.arrival_s, self.departure_s)))
        return replace(self, stops=before.stops, arrival_s=arrival_s, departure_s=departure_s)


def carried_on(told: Sequence[ExtraTrip], before: Sequence[ExtraTrip], now_s: Callable[[ExtraTrip], int]) -> tuple[ExtraTrip, ...]:
    """What a source tells now, with what it told before of the stops that lie behind. now_s: the moment of it in seconds of the day of a trip."""
    known = {(trip.route, trip.id, trip.day): trip for trip in before}
    found = ((trip, known.get((trip.route, trip.id, trip.day))) for trip in told)
    return tuple(trip if before is None else trip.carried_on(before, now_s(trip)) for trip, before in found)


@dataclass(frozen=True)
class Extras:
    """n extra trips of all sources. transit: with them, trip i in row first + i; live: when they run; source: who tells of each."""

    transit: Transit
    first: int
    trips: tuple[ExtraTrip, ...]
    source: tuple[str, ...]
    live: LiveTrips

    @classmethod
    def of(cls, transit: Transit, told: Mapping[str, Sequence[ExtraTrip]], before: "Extras | None" = None) -> "Extras | None":
        """What sources tell, the last one of those that tell the same trip; None without any. The arrays of `before` are kept while nothing but
        times has changed.
        """
        found = {(int(transit.route_feed[trip.route]), trip.id, trip.day): (trip, source) for source in told for trip in told[source]}
        if not found:
            return None
        trips, sources = zip(*(found[key] for key in sorted(found)))
        same = before is not None and [trip.lasting for trip in before.trips] == [trip.lasting for trip in trips]
        longer, first = before.transit if before is not None and same else with_extra(transit, trips), len(transit.trip_route)
        return cls(longer, first, trips, sources, running(trips, first))

    def source_of(self, row: int) -> str:
        return self.source[row - self.first]

    def rows_of(self, trip_id: str) -> list[tuple[int, date]]:
        """Rows and service days of the trips of an id, of whichever feed."""
        return [(self.first + place, date.fromordinal(trip.day)) for place, trip in enumerate(self.trips) if trip.id == trip_id]


def running(trips: Sequence[ExtraTrip], first_row: int) -> LiveTrips:
    day = np.array([trip.day for trip in trips], np.int32)
    key = keys(np.arange(first_row, first_row + len(trips), dtype=np.int32), day)
    order = np.argsort(key).tolist()
    first = offsets(np.array([len(trips[row].stops) for row in order], np.int64), np.int64)
    arrival_s, departure_s = (np.array([at for row in order for at in getattr(trips[row], name)], np.int32) for name in ("arrival_s", "departure_s"))
    none, every = np.zeros(len(trips), bool), np.ones(len(trips), bool)
    return LiveTrips(key[order], none, first, arrival_s, departure_s, np.zeros(first[-1], bool), every)


def with_extra(transit: Transit, trips: Sequence[ExtraTrip]) -> Transit:
    """The timetable with more trips, services, patterns and headsigns behind its own. Their times are those of the moment they became known."""
    if not trips:
        return transit
    ways = Ways(transit)
    pattern = np.array([ways.pattern(trip.route, trip.stops, trip.like) for trip in trips], np.int32)
    services = {key: len(transit.service_feed) + place for place, key in enumerate(dict.fromkeys(service_of(transit, trip) for trip in trips))}
    signs = {sign: len(transit.headsigns) + place for place, sign in enumerate(dict.fromkeys(trip.headsign for trip in trips if trip.headsign))}
    count, times = len(trips), sum(len(trip.stops) for trip in trips)
    own_days = np.zeros((len(services), transit.service_days.shape[1]), np.uint8)
    own_days[np.arange(len(services)), [day - int(transit.first_day[0]) for _, day in services]] = 1
    like, wheelchair = np.array([trip.like for trip in trips]), np.array([trip.wheelchair for trip in trips])
    of_trips: dict[str, Any] = {
        "trip_route": [trip.route for trip in trips], "trip_service": [services[service_of(transit, trip)] for trip in trips],
        "trip_headsign": [signs.get(trip.headsign, -1) for trip in trips], "trip_short_name": [-1] * count,
        "trip_direction": [trip.direction for trip in trips],
        "trip_wheelchair": np.where(wheelchair != UNKNOWN, wheelchair, as_copied(transit.trip_wheelchair, like)),
        "trip_bikes": as_copied(transit.trip_bikes, like),
        "trip_block": [-1] * count, "trip_start_s": [-1] * count, "trip_exact": [1] * count, "trip_pattern": pattern,
        "time_first": transit.time_first[-1] + np.cumsum([len(trip.stops) for trip in trips]),
        "arrival_s": [at for trip in trips for at in trip.arrival_s], "departure_s": [at for trip in trips for at in trip.departure_s],
        "time_exact": [1] * times, "service_feed": [feed for feed, _ in services],
    }  # fmt: skip
    return replace(
        ways.transit(),
        trip_id=longer(transit.trip_id, [trip.id for trip in trips]),
        headsigns=longer(transit.headsigns, signs),
        service_id=longer(transit.service_id, [f"added-{date.fromordinal(day):%Y%m%d}" for _, day in services]),
        service_days=np.concatenate((transit.service_days, own_days)),
        **{name: behind(getattr(transit, name), more) for name, more in of_trips.items()},
    )


def service_of(transit: Transit, trip: ExtraTrip) -> tuple[int, int]:
    return int(transit.route_feed[trip.route]), trip.day


def as_copied(column: np.ndarray, like: np.ndarray) -> np.ndarray:
    return np.where(like >= 0, column[np.maximum(like, 0)], UNKNOWN) if len(column) else np.full(len(like), UNKNOWN)


def longer(texts: Texts, more) -> Texts:
    return LongerTexts(texts, Texts.of(more))
