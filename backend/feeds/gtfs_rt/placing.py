"""At which stop of its pattern a trip is, from the stop_id and stop_sequence that a feed tells."""
from google.transit.gtfs_realtime_pb2 import TripUpdate

from backend.feeds.gtfs_rt.index import Ids, TransitIndex
from backend.feeds.gtfs_rt.runs import Run
from backend.feeds.problems import ProblemLog

TRUSTED_SHARE = 0.9


def numbered_from(trips: list[tuple[list[int], int]]) -> int | None:
    """Number of the first stop, 1 or 0; None where stops cannot be numbered one by one.

    trips: (numbers told, stops of the trip). A built city keeps the order of stops, not the numbers of stop_times.txt, which may have gaps. What is
    told of the last stops of trips shows whether there are any.
    """
    base = 0 if any(0 in numbers for numbers, _ in trips) else 1
    fitting = sum(all(0 <= number - base < length for number in numbers) for numbers, length in trips)
    return base if fitting and fitting >= TRUSTED_SHARE * len(trips) else None


class Calls:
    """The stops of one run, asked for in the order of the update. base: number of the first stop where numbers alone can be understood."""

    def __init__(self, index: TransitIndex, ids: Ids, run: Run, log: ProblemLog, name: str, base: int | None):
        self.index, self.ids, self.run, self.log, self.name, self.base = index, ids, run, log, name, base
        self.places = index.places_of(run.trip)
        self.next = 0
        self.late_s = 0  # at the stop that was told of last

    def find(self, told: TripUpdate.StopTimeUpdate) -> int | None:
        """Position in the pattern, growing; None, and counted, where there is none."""
        if told.HasField("stop_time_properties"):
            self.log.add("stop_properties_not_used", self.name)
        positions = self._by_id(told) if told.stop_id else self._by_number(told)
        if len(positions) > 1:
            positions = [position for position in positions if position >= self.next] or positions
        if not positions:
            return None
        position = positions[0] if len(positions) == 1 else self._which(positions, told)
        if position < self.next:
            self.log.add("stop_out_of_order", self.name)
            return None
        self.next = position + 1
        if at := told_at(told):
            self.late_s = at - self._planned(position)
        return position

    def _by_id(self, told: TripUpdate.StopTimeUpdate) -> list[int]:
        stop_id = told.stop_id
        stop = self.ids.find_stop(stop_id)
        if stop is None:
            self.log.add("unknown_stop", stop_id)
            return []
        positions = self.places.get(stop) or self._at_station(stop)
        if not positions:
            self.log.add("stop_not_of_trip", stop_id)
        return positions

    def _at_station(self, stop: int) -> list[int]:
        """Another platform of the same station than planned."""
        station = self.index.station(stop)
        return sorted(position for planned, positions in self.places.items() if self.index.station(planned) == station for position in positions)

    def _by_number(self, told: TripUpdate.StopTimeUpdate) -> list[int]:
        length = self.index.length(self.run.trip)
        if not told.HasField("stop_sequence") or self.base is None or not 0 <= told.stop_sequence - self.base < length:
            self.log.add("unknown_stop_sequence", self.name)
            return []
        return [told.stop_sequence - self.base]

    def _which(self, positions: list[int], told: TripUpdate.StopTimeUpdate) -> int:
        """Of several calls at one stop, the one with that number, else the one planned nearest to the time told less the delay so far."""
        if told.HasField("stop_sequence") and told.stop_sequence - 1 in positions:
            return told.stop_sequence - 1
        at = told_at(told)
        if not at:
            return positions[0]
        return min(positions, key=lambda position: abs(self._planned(position) + self.late_s - at))

    def _planned(self, position: int) -> int:
        """When the timetable has it leave, POSIX seconds."""
        transit, run = self.index.transit, self.run
        return self.index.origin(run.trip, run.day) + int(transit.departure_s[int(transit.time_first[run.trip]) + position])


def told_at(told: TripUpdate.StopTimeUpdate) -> int:
    return told.departure.time or told.arrival.time
