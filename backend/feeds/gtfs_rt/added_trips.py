"""Trips that are not in the timetable: extra ones, and those that run in place of planned ones.

https://gtfs.org/documentation/realtime/reference/#enum-schedulerelationship
"""
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from google.transit.gtfs_realtime_pb2 import FeedEntity, TripDescriptor, TripUpdate, VehicleDescriptor

from backend.feeds.entries import cleaned
from backend.feeds.gtfs_rt.index import TransitIndex, origin_of
from backend.feeds.gtfs_rt.runs import Run, RunMatcher, read_date, read_time
from backend.feeds.gtfs_rt.words import seconds, word
from backend.feeds.problems import ProblemLog
from routing.transit.extra import ExtraTrip

EXTRA = (TripDescriptor.ADDED, TripDescriptor.NEW, TripDescriptor.DUPLICATED)
NOT_PLANNED = (*EXTRA, TripDescriptor.REPLACEMENT)
FEWEST_CALLS = 2
MOST_TRIPS, MOST_CALLS = 2000, 100_000  # of one message
EARLIEST_S, LATEST_S = -86_400, 3 * 86_400  # of a service day


class Call(NamedTuple):
    """A stop of a trip; POSIX seconds."""

    stop: int
    arrival: int
    departure: int


def names_of(entities: Iterable[FeedEntity]) -> frozenset[str]:
    """Ids under which a message tells trips of these kinds; its vehicles and alerts may speak of them."""
    updates = (entity.trip_update for entity in entities if entity.HasField("trip_update"))
    return frozenset(filter(None, (name_of(update) for update in updates if update.trip.schedule_relationship in NOT_PLANNED)))


def name_of(update: TripUpdate) -> str:
    """A copy may have an id of its own."""
    return word(update.trip_properties.trip_id) or word(update.trip.trip_id)


class AddedTrips:
    """Of one message; what cannot be used is counted. `found`: by feed, id and day, the last one of those told twice."""

    def __init__(self, index: TransitIndex, matcher: RunMatcher, log: ProblemLog):
        self.index, self.matcher, self.log = index, matcher, log
        self.found: dict[tuple[int, str, int], ExtraTrip] = {}
        self._calls = 0

    def take(self, update: TripUpdate, entity_id: str) -> Run | None:
        """The run that the trip replaces, which does not take place then."""
        relation, name = update.trip.schedule_relationship, name_of(update) or entity_id
        if relation == TripDescriptor.DUPLICATED:
            self._keep(self._copied(update, name), name)
            return None
        replaced = self.matcher.find(update.trip) if relation == TripDescriptor.REPLACEMENT else None
        if relation != TripDescriptor.REPLACEMENT or replaced is not None:
            self._keep(self._told(update, name, replaced), name)
        return replaced

    def _keep(self, trip: ExtraTrip | None, name: str) -> None:
        if trip is None:
            return
        if len(self.found) >= MOST_TRIPS or self._calls + len(trip.stops) > MOST_CALLS:
            self.log.add("too_many_added_trips", name)
            return
        key = int(self.index.transit.route_feed[trip.route]), trip.id, trip.day
        if key in self.found:
            self.log.add("repeated_trip", name)
        self._calls += len(trip.stops)
        self.found[key] = trip

    def _told(self, update: TripUpdate, name: str, replaced: Run | None) -> ExtraTrip | None:
        route = self._route(update, name) if replaced is None else int(self.index.transit.trip_route[replaced.trip])
        calls = self._calls_of(update)
        if len(calls) < FEWEST_CALLS:
            self.log.add("added_trip_without_stops", name)
            return None
        if route is None:
            return None
        day = read_date(update.trip.start_date) if replaced is None else replaced.day
        direction = update.trip.direction_id if update.trip.HasField("direction_id") else -1
        own = update.trip_properties.trip_headsign
        headsign = cleaned(own) if isinstance(own, str) else ""
        direction = direction if direction in (0, 1) else -1
        return self._trip(name, route, day, calls, direction=direction, headsign=headsign, wheelchair=wheelchair_of(update))

    def _route(self, update: TripUpdate, name: str) -> int | None:
        """Without one nobody could say what to board."""
        route_id = word(update.trip.route_id)
        route = self.matcher.ids.find_route(route_id) if route_id else None
        if route is None:
            self.log.add("added_trip_without_route" if not route_id else "unknown_route", route_id or name)
        return route

    def _trip(self, name: str, route: int, day: int | None, calls: list[Call], **facts) -> ExtraTrip | None:
        """In seconds of its day: as told, else the one on which it begins."""
        transit = self.index.transit
        zone = transit.feed_timezone[int(transit.route_feed[route])] or self.index.timezone
        day = datetime.fromtimestamp(calls[0].departure, ZoneInfo(zone)).toordinal() if day is None else day
        if not 0 <= day - int(transit.first_day[0]) < transit.service_days.shape[1]:
            self.log.add("added_trip_outside_timetable", name)
            return None
        origin = origin_of(zone, day)
        if calls[0].arrival - origin < EARLIEST_S or calls[-1].departure - origin > LATEST_S:
            self.log.add("added_trip_not_that_day", name)
            return None
        stops, arrival_s, departure_s = zip(*((call.stop, call.arrival - origin, call.departure - origin) for call in calls))
        return ExtraTrip(name, route, day, stops, arrival_s, departure_s, **facts)

    def _calls_of(self, update: TripUpdate) -> list[Call]:
        """Stops with times, in order; those that say less are counted, those that are left out today are none."""
        calls: list[Call] = []
        before = 0
        for told in update.stop_time_update:
            stop = self.matcher.ids.find_stop(word(told.stop_id))
            arrival, departure = time_of(told.arrival), time_of(told.departure)
            arrival, departure = arrival or departure, departure or arrival
            if told.HasField("stop_time_properties"):
                self.log.add("stop_properties_not_used", word(told.stop_id))
            if stop is None:
                self.log.add("unknown_stop", word(told.stop_id))
            elif told.schedule_relationship == TripUpdate.StopTimeUpdate.SKIPPED:
                continue
            elif arrival is None or departure is None:
                self.log.add("added_stop_without_time", word(told.stop_id))
            elif not before <= arrival <= departure:
                self.log.add("time_runs_back", word(told.stop_id))
            else:
                before = departure
                calls.append(Call(stop, arrival, departure))
        return calls

    def _copied(self, update: TripUpdate, name: str) -> ExtraTrip | None:
        """A planned trip once more, at another time; what is told of its stops is not used."""
        own = update.trip_properties
        trip, day, start_s = self.matcher.ids.find_trip(word(update.trip.trip_id)), read_date(own.start_date), read_time(own.start_time)
        if trip is None or day is None or start_s is None:
            self.log.add("unknown_trip" if trip is None else "bad_trip_properties", name)
            return None
        if update.stop_time_update:
            self.log.add("duplicate_runs_as_planned", name)
        transit = self.index.transit
        first, last = int(transit.time_first[trip]), int(transit.time_first[trip + 1])
        moved = self.index.origin(trip, day) + start_s - int(transit.departure_s[first])
        at = zip(self.index.stops_of(trip), transit.arrival_s[first:last].tolist(), transit.departure_s[first:last].tolist())
        calls = [Call(stop, arrival + moved, departure + moved) for stop, arrival, departure in at]
        route, direction = int(transit.trip_route[trip]), int(transit.trip_direction[trip])
        headsign, wheelchair = transit.headsigns[int(transit.trip_headsign[trip])], wheelchair_of(update)
        return self._trip(name, route, day, calls, direction=direction, headsign=headsign, like=trip, wheelchair=wheelchair)


def wheelchair_of(update: TripUpdate) -> int:
    """Tri: 0 unknown, 1 yes, 2 no."""
    return {VehicleDescriptor.WHEELCHAIR_ACCESSIBLE: 1, VehicleDescriptor.WHEELCHAIR_INACCESSIBLE: 2}.get(update.vehicle.wheelchair_accessible, 0)


def time_of(event: TripUpdate.StopTimeEvent) -> int | None:
    """POSIX seconds as expected: told, or planned for this trip and so much later."""
    planned = seconds(event.scheduled_time)
    return seconds(event.time) or (None if planned is None else seconds(planned + event.delay))
