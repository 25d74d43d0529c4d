"""Stops and trips of the timetable as MOTIS shows them."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np

from backend.motis.messages import MotisPlace
from backend.motis.modes import transit_mode
from backend.stops.newest import Newest
from backend.stops.service import Timetables
from routing.earth import METRES_PER_DEGREE
from routing.transit.model import Transit

STATION_DEPTH = 4
SAME_STOP_M = 300.0
UNKNOWN, YES, NO = 0, 1, 2  # Tri
ACCESS = {YES: "ACCESSIBLE", NO: "NOT_ACCESSIBLE"}
NOWHERE = (0.0, 0.0)


@dataclass(frozen=True)
class Visit:
    """When a vehicle comes to a stop and leaves it, as expected and as planned; None where it does not, or nobody says."""

    arrival: datetime | None = None
    departure: datetime | None = None
    planned_arrival: datetime | None = None
    planned_departure: datetime | None = None
    cancelled: bool | None = None
    boards: bool | None = None
    alights: bool | None = None


NEVER = Visit()


@dataclass(frozen=True)
class TripFacts:
    """What the timetable says of a trip beside its times. first, last: rows of stops. wheelchair, bikes: Tri."""

    first: int
    last: int
    direction: str
    short_name: str
    agency_id: str
    agency_name: str
    agency_url: str
    wheelchair: int
    bikes: int
    source: str


class Stops:
    """Over one timetable, in the words of one version of the API; may be used from many threads."""

    def __init__(self, timetables: Timetables, level: float | None, built: "Stops | None" = None):
        """level: of a place whose level nobody knows. built: those of the city, where `timetables` has added trips behind its own."""
        self._built = built
        self._newest = Newest(timetables.transit, self, lambda longer: Stops(timetables.over(longer), level, self))
        self.timetables, self.transit, self.names = timetables, timetables.transit, timetables.names
        self.zone, self.level = timetables.zone.key, level

    def over(self, transit: Transit) -> "Stops":
        """transit: that of the city, with added trips or without."""
        return self._newest.over(transit)

    def plain(self, name: str, lat: float, lon: float, visit: Visit = NEVER, vertex: str = "NORMAL") -> MotisPlace:
        """A place that is no stop."""
        return MotisPlace(
            name, lat, lon, level=self.level, tz=self.zone, arrival=visit.arrival, departure=visit.departure,
            scheduled_arrival=visit.planned_arrival, scheduled_departure=visit.planned_departure, vertex_type=vertex,
        )  # fmt: skip

    def place(self, row: int, visit: Visit = NEVER, name: str | None = None) -> MotisPlace:
        """A stop; name: instead of its own."""
        transit, parent = self.transit, int(self.transit.stop_parent[row])
        lat, lon = self.spot(row) or NOWHERE
        track = transit.stop_platform[row] or None
        return MotisPlace(
            name=name or self.names.stop_name(row),
            lat=lat,
            lon=lon,
            stop_id=self.names.stop_id(row),
            parent_id=self.names.stop_id(parent) if parent >= 0 else None,
            level=self.level_of(row),
            tz=self.zone,
            arrival=visit.arrival,
            departure=visit.departure,
            scheduled_arrival=visit.planned_arrival,
            scheduled_departure=visit.planned_departure,
            scheduled_track=track,
            track=track,
            stop_code=transit.stop_code[row] or None,
            vertex_type="TRANSIT",
            pickup_type=allowed(visit.boards),
            dropoff_type=allowed(visit.alights),
            cancelled=visit.cancelled,
        )

    def level_of(self, row: int) -> float | None:
        level = float(self.transit.stop_level[row])
        return self.level if np.isnan(level) else level

    def spot(self, row: int) -> tuple[float, float] | None:
        """Degrees; those of the station where the stop has none of its own."""
        lat, lon = self.names.place_of(row)
        return None if lat is None or lon is None else (lat, lon)

    def root(self, row: int) -> int:
        """The station of a stop, or the stop itself."""
        for _ in range(STATION_DEPTH):
            parent = int(self.transit.stop_parent[row])
            if parent < 0:
                return row
            row = parent
        return row

    def modes_at(self, row: int) -> tuple[str, ...]:
        """What can be boarded at a stop or anywhere in its station."""
        inside = self.timetables.platforms(self.root(row)).tolist()
        routes = {int(self.transit.pattern_route[pattern]) for pattern, _ in self.timetables.patterns_at(inside)}
        return tuple(sorted({transit_mode(int(self.transit.route_type[route])) for route in routes}))

    def near(self, lat: float, lon: float, radius_m: float) -> list[int]:
        """Rows of stations, and of stops without one, as the crow flies, nearest first."""
        apart = self.metres(lat, lon)
        rows = np.flatnonzero((apart <= radius_m) & (self.transit.stop_parent < 0) & (self.transit.stop_kind <= 1))
        return rows[np.argsort(apart[rows], kind="stable")].tolist()

    def alike(self, row: int) -> list[int]:
        """The station of a stop and those of the very same name around it, such as the stop across the street."""
        root, spot = self.root(row), self.spot(row)
        around = [] if spot is None else self.near(*spot, SAME_STOP_M)
        return [root, *(other for other in around if other != root and self.names.stop_name(other) == self.names.stop_name(root))]

    def platforms(self, rows: Sequence[int]) -> np.ndarray:
        """int64, these stops and all that is inside them."""
        return np.unique(np.concatenate([self.timetables.platforms(row) for row in rows])) if len(rows) else np.zeros(0, np.int64)

    def metres(self, lat: float, lon: float) -> np.ndarray:
        """float64 per stop, as the crow flies; inf where a stop has no place."""
        east = (self.transit.stop_lon - lon) * np.cos(np.radians(lat))
        return np.nan_to_num(METRES_PER_DEGREE * np.hypot(self.transit.stop_lat - lat, east), nan=np.inf)

    def find_trip(self, trip_id: str, added: bool = False) -> int | None:
        """The first row of a trip id: departures by frequency share one. added: among those that no timetable has."""
        return self._added_rows.get(trip_id) if added else self._planned_rows.get(trip_id)

    @cached_property
    def _planned_rows(self) -> dict[str, int]:
        if self._built is not None:
            return self._built._planned_rows
        return {self.names.trip_id(row): row for row in range(len(self.transit.trip_id) - 1, -1, -1)}

    @cached_property
    def _added_rows(self) -> dict[str, int]:
        first = len(self.transit.trip_id) if self._built is None else len(self._built.transit.trip_id)
        return {self.names.trip_id(row): row for row in range(first, len(self.transit.trip_id))}

    @cached_property
    def modes(self) -> frozenset[str]:
        """All kinds of public transport there are."""
        return frozenset(transit_mode(kind) for kind in np.unique(self.transit.route_type).tolist())

    def facts(self, trip: int) -> TripFacts:
        """Agencies have no ids here, so their name stands for them."""
        transit = self.transit
        route, pattern = int(transit.trip_route[trip]), int(transit.trip_pattern[trip])
        agency, short = int(transit.route_agency[route]), int(transit.trip_short_name[trip])
        first, end = transit.pattern_first[pattern : pattern + 2].tolist()
        name = transit.agency_name[agency] if agency >= 0 else ""
        return TripFacts(
            first=int(transit.pattern_stop[first]),
            last=int(transit.pattern_stop[end - 1]),
            direction=str(int(transit.trip_direction[trip])) if transit.trip_direction[trip] >= 0 else "",
            short_name=transit.headsigns[short] if short >= 0 else "",
            agency_id=name,
            agency_name=name,
            agency_url=transit.agency_url[agency] if agency >= 0 else "",
            wheelchair=int(transit.trip_wheelchair[trip]),
            bikes=int(transit.trip_bikes[trip]),
            source=transit.feed_name[int(transit.route_feed[route])],
        )


def allowed(may: bool | None) -> str | None:
    return None if may is None else "NORMAL" if may else "NOT_ALLOWED"


def utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
