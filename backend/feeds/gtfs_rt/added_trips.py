"""Trips that are not in the timetable: extra ones, and those that run in place of planned ones.

https://gtfs.org/documentation/realtime/reference/#enum-schedulerelationship
"""
from google.transit.gtfs_realtime_pb2 import TripDescriptor, TripUpdate

from backend.feeds.gtfs_rt.facts import AddedCall, AddedTrip
from backend.feeds.gtfs_rt.index import TransitIndex
from backend.feeds.gtfs_rt.runs import Run, RunMatcher, read_date, read_time
from backend.feeds.gtfs_rt.words import seconds, word
from backend.feeds.problems import ProblemLog, cleaned

EXTRA = (TripDescriptor.ADDED, TripDescriptor.NEW, TripDescriptor.DUPLICATED)
NOT_PLANNED = (*EXTRA, TripDescriptor.REPLACEMENT)
FEWEST_CALLS = 2


class AddedTrips:
    """Of one message; what cannot be used is counted."""

    def __init__(self, index: TransitIndex, matcher: RunMatcher, log: ProblemLog):
        self.index, self.matcher, self.log = index, matcher, log

    def find(self, update: TripUpdate) -> tuple[AddedTrip | None, Run | None]:
        """The trip, and the run that it replaces."""
        relation, name = update.trip.schedule_relationship, word(update.trip.trip_id)
        if relation == TripDescriptor.DUPLICATED:
            return self._copied(update, name), None
        replaced = self.matcher.find(update.trip) if relation == TripDescriptor.REPLACEMENT else None
        if relation == TripDescriptor.REPLACEMENT and replaced is None:
            return None, None
        calls = self._calls(update)
        if sum(not call.skipped for call in calls) < FEWEST_CALLS:
            self.log.add("added_trip_without_stops", name)
            return None, replaced
        return self._trip(update, name, calls, replaced), replaced

    def _trip(self, update: TripUpdate, name: str, calls: tuple[AddedCall, ...], replaced: Run | None) -> AddedTrip:
        route = self.index.transit.trip_route[replaced.trip] if replaced else self.matcher.ids.find_route(word(update.trip.route_id))
        if route is None and update.trip.route_id:
            self.log.add("unknown_route", word(update.trip.route_id))
        direction = update.trip.direction_id if update.trip.HasField("direction_id") else None
        day = replaced.day if replaced else read_date(update.trip.start_date)
        own = update.trip_properties
        headsign = cleaned(own.trip_headsign) if isinstance(own.trip_headsign, str) else ""
        known = None if route is None else int(route)
        return AddedTrip(word(own.trip_id) or name, known, direction, day, headsign, calls, replaced.trip if replaced else None)

    def _calls(self, update: TripUpdate) -> tuple[AddedCall, ...]:
        """Stops with times, in order; those that say less are counted."""
        calls: list[AddedCall] = []
        before = 0
        for told in update.stop_time_update:
            stop = self.matcher.ids.find_stop(word(told.stop_id))
            arrival, departure = seconds(told.arrival.time), seconds(told.departure.time)
            skipped = told.schedule_relationship == TripUpdate.StopTimeUpdate.SKIPPED
            if stop is None:
                self.log.add("unknown_stop", word(told.stop_id))
            elif not skipped and arrival is None and departure is None:
                self.log.add("added_stop_without_time", word(told.stop_id))
            elif min((at for at in (arrival, departure) if at is not None), default=before) < before:
                self.log.add("time_runs_back", word(told.stop_id))
            else:
                before = max(before, arrival or 0, departure or 0)
                calls.append(AddedCall(stop, arrival, departure, skipped))
        return tuple(calls)

    def _copied(self, update: TripUpdate, name: str) -> AddedTrip | None:
        """A planned trip once more, at another time; what is told of its stops is not used."""
        own = update.trip_properties
        trip, day, start_s = self.matcher.ids.find_trip(name), read_date(own.start_date), read_time(own.start_time)
        if trip is None or day is None or start_s is None:
            self.log.add("unknown_trip" if trip is None else "bad_trip_properties", name)
            return None
        if update.stop_time_update:
            self.log.add("duplicate_runs_as_planned", name)
        transit = self.index.transit
        first, last = int(transit.time_first[trip]), int(transit.time_first[trip + 1])
        moved = self.index.origin(trip, day) + start_s - int(transit.departure_s[first])
        times = zip(self.index.stops_of(trip), transit.arrival_s[first:last].tolist(), transit.departure_s[first:last].tolist())
        calls = tuple(AddedCall(stop, arrival + moved, departure + moved) for stop, arrival, departure in times)
        direction = int(transit.trip_direction[trip])
        headsign = transit.headsigns[int(transit.trip_headsign[trip])]
        route = int(transit.trip_route[trip])
        return AddedTrip(word(own.trip_id) or name, route, direction if direction >= 0 else None, day, headsign, calls)
