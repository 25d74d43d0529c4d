"""Lifts and escalators of which somebody says whether they work."""
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from backend.around.area import Area, degrees_of
from backend.around.sources import Sources
from backend.contract.around import LiftNow
from backend.feeds.lifts.facts import FacilityKind, FacilityState, LiftFacts, State
from routing.city import City
from routing.ground import ground_of
from routing.lifts import Ride, rides_of


@dataclass(frozen=True)
class Placed:
    """Degrees. name: its own, else that of its station, "" where neither is known."""

    feed: str
    told: FacilityState
    name: str
    escalator: bool
    lat: float
    lon: float


class Lifts:
    """Of one view."""

    def __init__(self, city: City, told: Mapping[str, LiftFacts]):
        known = [(feed, facility) for feed, facts in told.items() for facility in facts.facilities if facility.state is not State.UNKNOWN]
        self.lifts = [lift for lift in (placed(city, feed, facility) for feed, facility in known) if lift is not None]
        self._at = degrees_of(self.lifts)

    def within(self, area: Area, sources: Sources) -> tuple[tuple[LiftNow, ...], int]:
        rows, omitted = area.nearest(*self._at)
        return tuple(self.lift(self.lifts[row], sources) for row in rows), omitted

    def lift(self, placed: Placed, sources: Sources) -> LiftNow:
        working = placed.told.state is State.AVAILABLE
        return LiftNow(placed.name, placed.escalator, working, placed.lat, placed.lon, sources.of(placed.feed))


def placed(city: City, feed: str, facility: FacilityState) -> Placed | None:
    """Where the feed says it is, else where the city has it; None where neither knows."""
    ride = find_ride(city, facility)
    kind = facility.kind if ride is None or facility.kind is not FacilityKind.UNKNOWN else FacilityKind(ride.kind)
    lat, lon = facility.lat, facility.lon
    if (lat is None or lon is None) and ride is not None:
        lat, lon = middle_of(city, ride)
    if lat is None or lon is None:
        return None
    return Placed(feed, facility, facility.name or station_of(city, facility), kind is FacilityKind.ESCALATOR, lat, lon)


def find_ride(city: City, facility: FacilityState) -> Ride | None:
    """The one that obeys this facility when it is out of order."""
    place = None if facility.lat is None or facility.lon is None else ground_of(city).metres(facility.lat, facility.lon)
    rides = rides_of(city)
    rows = rides.find(facility.id, facility.kind, facility.stop_id, place)
    return rides.rides[rows[0]] if rows else None


def station_of(city: City, facility: FacilityState) -> str:
    """Feeds of one timetable may use an id of another for something else: then nobody knows which is meant."""
    rows = rides_of(city).stations_of.get(facility.stop_id, frozenset())
    return city.transit.stop_name[next(iter(rows))] if len(rows) == 1 else ""


def middle_of(city: City, ride: Ride) -> tuple[float, float]:
    rows = np.array(sorted(ride.vertices))
    return float(city.streets.vertex_lat_e7[rows].mean() / 1e7), float(city.streets.vertex_lon_e7[rows].mean() / 1e7)
