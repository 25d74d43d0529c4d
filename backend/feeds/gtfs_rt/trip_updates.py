"""TripUpdate entities to the columns that the timetable takes.

https://gtfs.org/documentation/realtime/reference/#message-tripupdate
"""
from dataclasses import dataclass, field

from google.transit.gtfs_realtime_pb2 import TripDescriptor, TripUpdate

from backend.feeds.gtfs_rt.index import TransitIndex
from backend.feeds.gtfs_rt.placing import Calls, numbered_from
from backend.feeds.gtfs_rt.runs import Run, RunMatcher
from backend.feeds.gtfs_rt.words import seconds, word
from backend.feeds.problems import ProblemLog
from routing.transit.live import NO_DATA, SCHEDULED, SKIPPED

CANCELLED = (TripDescriptor.CANCELED, TripDescriptor.DELETED)
RELATIONS = {
    TripUpdate.StopTimeUpdate.SCHEDULED: SCHEDULED, TripUpdate.StopTimeUpdate.SKIPPED: SKIPPED,
    TripUpdate.StopTimeUpdate.NO_DATA: NO_DATA, TripUpdate.StopTimeUpdate.UNSCHEDULED: SCHEDULED,
}  # fmt: skip
NOT_SAID = -(2**31)
# One stop of an update: position, relation, arrival and departure (POSIX seconds, 0 not said), their delays (seconds, NOT_SAID).
# A time takes precedence over a delay. Plain tuples: there are hundreds of thousands, and the collector soon leaves these alone.
Told = tuple[int, int, int, int, int, int]
NOTHING = (SCHEDULED, 0, 0, NOT_SAID, NOT_SAID)


@dataclass
class Gathered:
    """Updates of one message by run, None for a cancelled one; of several for one run the last one counts.

    counted_only: those that name stops by their number alone
    """

    index: TransitIndex
    matcher: RunMatcher
    log: ProblemLog
    runs: dict[Run, list[Told] | None] = field(default_factory=dict)
    counted_only: list[tuple[TripUpdate, Run]] = field(default_factory=list)

    def add(self, update: TripUpdate) -> None:
        run = self.matcher.find(update.trip, first_told(update))
        if run is None:
            return
        if update.trip.schedule_relationship in CANCELLED:
            self.put(run, None)
        elif any(not stop.stop_id for stop in update.stop_time_update):
            self.counted_only.append((update, run))
        else:
            self.put_times(update, run, None)

    def finish(self) -> dict[Run, list[Told] | None]:
        """Numbers of stops are understood from the message as a whole, so these trips come last."""
        numbers = ([stop.stop_sequence for stop in update.stop_time_update] for update, _ in self.counted_only)
        base = numbered_from([(told, self.index.length(run.trip)) for told, (_, run) in zip(numbers, self.counted_only)])
        for update, run in self.counted_only:
            self.put_times(update, run, base)
        return self.runs

    def put_times(self, update: TripUpdate, run: Run, base: int | None) -> None:
        name = word(update.trip.trip_id) or word(update.trip.route_id)
        calls = Calls(self.index, self.matcher.ids, run, self.log, name, base)
        told = [told_of(stop, position, run.late_s) for stop in update.stop_time_update if (position := calls.find(stop)) is not None]
        if run.late_s or update.HasField("delay"):
            told = with_delay_from_start(told, run.late_s + update.delay)
        if any(stop[1:] != NOTHING for stop in told):
            self.put(run, told)
        else:
            self.log.add("trip_without_times", name)

    def put(self, run: Run, told: list[Told] | None) -> None:
        run = run._replace(late_s=0)
        if run in self.runs:
            self.log.add("repeated_trip", self.index.transit.trip_id[run.trip])
        self.runs[run] = told


def told_of(stop: TripUpdate.StopTimeUpdate, position: int, late_s: int) -> Told:
    arrival, departure = stop.arrival, stop.departure
    return (
        position, RELATIONS[stop.schedule_relationship], arrival.time, departure.time,
        arrival.delay + late_s if arrival.HasField("delay") else NOT_SAID,
        departure.delay + late_s if departure.HasField("delay") else NOT_SAID,
    )  # fmt: skip


def first_told(update: TripUpdate) -> int | None:
    """A POSIX second at which the trip is said to be somewhere."""
    for stop in update.stop_time_update:
        at = seconds(stop.arrival.time) or seconds(stop.departure.time)
        if at is not None:
            return at
    return None


def with_delay_from_start(told: list[Told], delay_s: int) -> list[Told]:
    """The delay of the trip as a whole holds until a stop says another."""
    if told and told[0][0] == 0:
        if told[0][1:] != NOTHING:
            return told
        told = told[1:]
    return [(0, SCHEDULED, 0, 0, delay_s, delay_s), *told]
