"""Vehicles of the timetable where they were seen, and how late they are."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np

from backend.around.area import Area, degrees_of
from backend.around.sources import Sources
from backend.contract.around import TransitVehicle
from backend.contract.trips import LegMode
from backend.feeds.gtfs_rt.facts import TransitFacts, VehiclePosition
from backend.stops.service import Timetables
from routing.transit.model import Transit

LATELY = datetime.max.replace(tzinfo=UTC)  # of what nobody dates: as new as its message
ANY_AGENCY = -1
STANDING = "STOPPED_AT"


@dataclass(frozen=True)
class Sighting:
    feed: str
    told: VehiclePosition


class Vehicles:
    """Of one view."""

    def __init__(self, timetables: Timetables, told: Mapping[str, TransitFacts]):
        self.timetables = timetables
        every = [Sighting(feed, vehicle) for feed, facts in told.items() for vehicle in facts.vehicles]
        self.sightings = once_each(timetables.transit, every)
        self._at = degrees_of([one.told for one in self.sightings])
        self._seen_s = np.array([(one.told.observed or LATELY).timestamp() for one in self.sightings], np.float64)

    def within(self, area: Area, sources: Sources, fresh_s: Mapping[str, int]) -> tuple[tuple[TransitVehicle, ...], int]:
        """fresh_s: how long what a feed says may be called live, by feed. A vehicle that has not been heard of for longer is nowhere."""
        most_s = np.array([fresh_s.get(one.feed, np.inf) for one in self.sightings], np.float64)
        rows, omitted = area.nearest(*self._at, wanted=sources.now.timestamp() - self._seen_s <= most_s)
        told = Telling(self.timetables, sources)
        return tuple(told.vehicle(self.sightings[row]) for row in rows), omitted


def once_each(transit: Transit, sightings: Iterable[Sighting]) -> list[Sighting]:
    """Of a vehicle that was seen several times the last time.

    Two feeds that see one on the same run see the same one. So do those that use the same id, unless it belongs to different agencies: a number
    alone is no name. One feed may see several on a run, such as the halves of a train.
    """
    runs: dict[tuple, str] = {}
    agencies: dict[str, list[int]] = {}
    found = []
    for one in sorted(sightings, key=lambda sighting: sighting.told.observed or LATELY, reverse=True):
        run, agency = run_told(one.told), agency_of(transit, one.told)
        others = agencies.setdefault(one.told.vehicle_id, [])
        seen = any(agency == other or ANY_AGENCY in (agency, other) for other in others)
        if seen or (run is not None and runs.get(run, one.feed) != one.feed):
            continue
        others.append(agency)
        if run is not None:
            runs[run] = one.feed
        found.append(one)
    return found


def run_told(told: VehiclePosition) -> tuple | None:
    """What tells a run from others, planned or added."""
    return None if told.trip is None and not told.added else (told.trip, told.added, told.day)


def agency_of(transit: Transit, told: VehiclePosition) -> int:
    return ANY_AGENCY if told.route is None else int(transit.route_agency[told.route])


class Telling:
    """Of one answer."""

    def __init__(self, timetables: Timetables, sources: Sources):
        self.sources, self.snapshot = sources, sources.view.snapshot
        self.timetables = timetables.over(self.snapshot.transit)
        self._origins: dict[date, np.ndarray] = {}

    def vehicle(self, sighting: Sighting) -> TransitVehicle:
        told, names = sighting.told, self.timetables.names
        trip, day = self.sources.view.run_of(told)
        run = None if trip is None or day is None else (trip, day)
        route = None if told.route is None else names.route(told.route)
        progress = None if run is None else self.progress(told, *run)
        return TransitVehicle(
            vehicle_id=told.vehicle_id,
            label=told.label,
            mode=None if route is None else LegMode(route.mode),
            route=route,
            headsign="" if run is None or progress is None else names.headsign(run[0], progress.left),
            trip_id=None if run is None else names.trip_id(run[0]),
            service_day=None if run is None else run[1],
            lat=told.lat,
            lon=told.lon,
            bearing_deg=told.bearing_deg,
            delay_s=None if progress is None else progress.delay_s,
            occupancy=told.occupancy,
            source=self.sources.of(sighting.feed) if told.observed is None else self.sources.seen(sighting.feed, told.observed),
        )

    def progress(self, told: VehiclePosition, trip: int, day: date) -> "Progress":
        transit, live = self.timetables.transit, self.snapshot.live
        pattern, first = int(transit.trip_pattern[trip]), int(transit.time_first[trip])
        stops = transit.pattern_stop[transit.pattern_first[pattern] : transit.pattern_first[pattern + 1]]
        planned = transit.arrival_s[first : first + len(stops)], transit.departure_s[first : first + len(stops)]
        row = None if live is None or trip in self.snapshot.added else live.find(trip, day)
        now_s = int(self.sources.now.timestamp()) - self.origin(transit, trip, day)
        if live is None or row is None or live.cancelled[row]:
            return Progress(max(coming(told, stops, planned[1], now_s) - 1, 0), None)
        calls = slice(int(live.first[row]), int(live.first[row + 1]))
        at = coming(told, stops, live.departure_s[calls], now_s)
        served = np.flatnonzero(~live.skipped[calls][at:])
        if not len(served):
            return Progress(max(at - 1, 0), None)
        at += int(served[0])
        leaves = at == 0 or told.status == STANDING
        expected_s = (live.departure_s if leaves else live.arrival_s)[calls][at]
        return Progress(max(at - 1, 0), int(expected_s) - int(planned[leaves][at]))

    def origin(self, transit: Transit, trip: int, day: date) -> int:
        """Unix seconds at which the service day of a trip begins."""
        if day not in self._origins:
            self._origins[day] = self.timetables.origins(day.toordinal())
        return int(self._origins[day][transit.route_feed[transit.trip_route[trip]]])


@dataclass(frozen=True)
class Progress:
    """left: position of the stop it left last, for what it shows since. delay_s: at the coming stop, None where nothing is known or was planned."""

    left: int
    delay_s: int | None


def coming(told: VehiclePosition, stops: np.ndarray, departure_s: np.ndarray, now_s: int) -> int:
    """The position to which a vehicle is going, or at which it stands: as it says, else the first that it should not have left by now.

    A stop that a trip passes twice is the one where it is expected at about this time.
    """
    said = np.flatnonzero(stops == told.stop) if told.stop is not None else ()
    if len(said):
        return int(said[np.argmin(np.abs(departure_s[said] - now_s))])
    return min(int(np.searchsorted(departure_s, now_s)), len(stops) - 1)
