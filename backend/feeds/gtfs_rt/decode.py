"""A GTFS Realtime 1.0 or 2.0 message, whatever it holds, in terms of a built city.

https://gtfs.org/documentation/realtime/reference/
"""
from collections.abc import Iterator
from datetime import datetime

from google.protobuf.message import DecodeError
from google.transit.gtfs_realtime_pb2 import FeedEntity, FeedHeader

from backend.feeds.gtfs_rt.added_trips import NOT_PLANNED, AddedTrips, names_of
from backend.feeds.gtfs_rt.alerts import Alerts
from backend.feeds.gtfs_rt.columns import columns
from backend.feeds.gtfs_rt.facts import Alert, TransitFacts, VehiclePosition
from backend.feeds.gtfs_rt.index import TransitIndex
from backend.feeds.gtfs_rt.runs import RunMatcher
from backend.feeds.gtfs_rt.trip_updates import Gathered
from backend.feeds.gtfs_rt.vehicles import Vehicles
from backend.feeds.gtfs_rt.wire import MOST_ENTITY_BYTES, take_apart
from backend.feeds.gtfs_rt.words import moment, word
from backend.feeds.problems import UNREADABLE, WRONG_VERSION, FeedUnreadable, ProblemLog

VERSIONS = ("1.0", "2.0")
MOST_STOPS = 2000  # of one trip


def decode(body: bytes, index: TransitIndex, received: datetime) -> TransitFacts:
    """received: when the message came in, for one that does not say when it was made. Raises FeedUnreadable."""
    header, parts = take_apart(body)
    check(header)
    log = ProblemLog()
    entities = list(readable(parts, log))
    observed = moment(header.timestamp)
    if observed is None:
        log.add("message_without_time")
    ids = index.ids_for(word(trip.trip_id) for entity in entities for trip in (entity.trip_update.trip, entity.vehicle.trip))
    matcher = RunMatcher(index, ids, int((observed or received).timestamp()), log)
    message = Reading(index, matcher, observed, log, names_of(entities))
    for entity in entities:
        message.take(entity)
    updates = columns(index, message.updates.finish(), log)
    added = tuple(message.added.found.values())
    return TransitFacts(observed, updates, added, tuple(message.vehicles), tuple(message.alerts), len(parts), log.problems())


class Reading:
    """What has been read of one message so far. added: ids of the trips in it that the timetable does not have."""

    def __init__(self, index: TransitIndex, matcher: RunMatcher, observed: datetime | None, log: ProblemLog, added: frozenset[str]):
        self.log = log
        self.updates = Gathered(index, matcher, log)
        self.added = AddedTrips(index, matcher, log)
        self._vehicles = Vehicles(index, matcher, observed, log, added)
        self._alerts = Alerts(index, matcher.ids, log, added)
        self.vehicles: list[VehiclePosition] = []
        self.alerts: list[Alert] = []

    def take(self, entity: FeedEntity) -> None:
        name = word(entity.id)
        if entity.is_deleted:
            self.log.add("deleted_entity", name)
            return
        if entity.HasField("trip_update"):
            self.take_update(entity)
        if entity.HasField("vehicle"):
            self.vehicles += filter(None, (self._vehicles.find(entity.vehicle, name),))
        if entity.HasField("alert"):
            self.alerts += filter(None, (self._alerts.find(entity.alert, name),))
        for kind in ("shape", "stop", "trip_modifications"):
            if entity.HasField(kind):
                self.log.add(f"{kind}_not_used", name)

    def take_update(self, entity: FeedEntity) -> None:
        if len(entity.trip_update.stop_time_update) > MOST_STOPS:
            self.log.add("trip_too_long", word(entity.trip_update.trip.trip_id))
            return
        if entity.trip_update.trip.schedule_relationship not in NOT_PLANNED:
            self.updates.add(entity.trip_update)
            return
        replaced = self.added.take(entity.trip_update, word(entity.id))
        if replaced is not None:
            self.updates.put(replaced, None)


def check(header: FeedHeader) -> None:
    if header.gtfs_realtime_version not in VERSIONS:
        raise FeedUnreadable(WRONG_VERSION, f"The message is of a version that cannot be read. Ask its operator for {' or '.join(VERSIONS)}.")
    if header.incrementality == FeedHeader.DIFFERENTIAL:
        raise FeedUnreadable(UNREADABLE, "The message tells only what has changed. Ask its operator for the feed with the full data set.")


def readable(parts: list[bytes], log: ProblemLog) -> Iterator[FeedEntity]:
    """Decoded one by one, so that a damaged one costs no other."""
    seen = set()
    for part in parts:
        if len(part) > MOST_ENTITY_BYTES:
            log.add("entity_too_large")
            continue
        try:
            entity = FeedEntity.FromString(part)
        except DecodeError:
            log.add("entity_unreadable")
            continue
        if entity.id in seen:
            log.add("repeated_entity", word(entity.id))
        seen.add(entity.id)
        yield entity
