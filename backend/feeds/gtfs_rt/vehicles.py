"""VehiclePosition entities.

https://gtfs.org/documentation/realtime/reference/#message-vehicleposition
"""
import math
from datetime import datetime

from google.transit.gtfs_realtime_pb2 import VehiclePosition as Told

from backend.feeds.entries import cleaned
from backend.feeds.gtfs_rt.added_trips import EXTRA
from backend.feeds.gtfs_rt.facts import VehiclePosition
from backend.feeds.gtfs_rt.index import TransitIndex
from backend.feeds.gtfs_rt.runs import Run, RunMatcher, read_date
from backend.feeds.gtfs_rt.words import moment, name_of, seconds, word
from backend.feeds.problems import ProblemLog
from routing.earth import METRES_PER_DEGREE

OUTSIDE_M = 60_000
FASTEST_MPS = 150.0
STATUS, OCCUPANCY = Told.DESCRIPTOR.enum_types_by_name["VehicleStopStatus"], Told.DESCRIPTOR.enum_types_by_name["OccupancyStatus"]


class Vehicles:
    """Of one message; what cannot be used is counted. observed: of the message, for vehicles that do not say when. added: ids of its added trips."""

    def __init__(self, index: TransitIndex, matcher: RunMatcher, observed: datetime | None, log: ProblemLog, added: frozenset[str]):
        self.index, self.matcher, self.observed, self.log, self.added = index, matcher, observed, log, added

    def find(self, told: Told, entity_id: str) -> VehiclePosition | None:
        name = word(told.vehicle.id) or entity_id
        lat, lon = told.position.latitude, told.position.longitude
        if not (told.HasField("position") and math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180) or lat == lon == 0:
            self.log.add("bad_position", name)
            return None
        if not self.near(lat, lon):
            self.log.add("position_outside", name)
            return None
        added = self.added_trip(told)
        run = None if added else self.run(told)
        day = read_date(told.trip.start_date) if added else run.day if run else None
        route_id, stop_id = word(told.trip.route_id), word(told.stop_id)
        route = self.matcher.ids.find_route(route_id) if run is None else int(self.index.transit.trip_route[run.trip])
        stop = self.matcher.ids.find_stop(stop_id)
        for kind, row, text in (("unknown_route", route, route_id), ("unknown_stop", stop, stop_id)):
            if row is None and text:
                self.log.add(kind, text)
        label = cleaned(told.vehicle.label) if isinstance(told.vehicle.label, str) else ""
        return VehiclePosition(
            name, label, run.trip if run else None, day, route, lat, lon,
            self.measured(told, "bearing", 360.0, name), self.measured(told, "speed", FASTEST_MPS, name), stop,
            name_of(STATUS, told.current_status), name_of(OCCUPANCY, told.occupancy_status) if told.HasField("occupancy_status") else "",
            moment(told.timestamp) or self.observed, added,
        )  # fmt: skip

    def added_trip(self, told: Told) -> str:
        """The id of the trip, where it is none of the timetable: as the vehicle says or the updates beside it do."""
        name = word(told.trip.trip_id)
        return name if name in self.added or told.trip.schedule_relationship in EXTRA else ""

    def run(self, told: Told) -> Run | None:
        """Many vehicles are on no trip: that is no problem."""
        trip = told.trip
        if not (trip.trip_id or trip.start_time) or trip.schedule_relationship in EXTRA:
            return None
        return self.matcher.find(trip, seconds(told.timestamp))

    def near(self, lat: float, lon: float) -> bool:
        if self.index.bounds is None:
            return True
        south, west, north, east = self.index.bounds
        lat_deg = OUTSIDE_M / METRES_PER_DEGREE
        lon_deg = lat_deg / max(math.cos(math.radians(lat)), 0.01)
        return south - lat_deg <= lat <= north + lat_deg and west - lon_deg <= lon <= east + lon_deg

    def measured(self, told: Told, field: str, most: float, name: str) -> float | None:
        if not told.position.HasField(field):
            return None
        value = getattr(told.position, field)
        if 0 <= value <= most:
            return value
        self.log.add(f"bad_{field}", name)
        return None
