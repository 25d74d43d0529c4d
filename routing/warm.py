"""Compile every kernel a request may need, or load it from the cache, by asking real questions once."""
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from routing.city import City
from routing.closures import Closure
from routing.dispatch.rides.warm import warm as warm_rides
from routing.dispatch.search.warm import warm as warm_search
from routing.journey import StreetLeg
from routing.plan import plan
from routing.query import Point, Query, TripMode
from routing.shared.fleet import RIDES, Fleet
from routing.shared.taxis import TaxiZone
from routing.snapshot import Snapshot
from routing.streets.waymarks import waymarks
from routing.streets.waymarks_walked import Meeting, Walked


def warm(snapshot: Snapshot) -> None:
    """Ask for every mode, departing and arriving, with and without a limit on walking, between points that lie on streets.

    The build does it to compile, and a process that serves to load what was compiled and to lay out the timetable of the day.
    """
    warm_rides()
    warm_search()
    city = snapshot.city
    for origin, destination in pairs(city):
        for arrive_by, max_walk_m in ((False, None), (True, None), (False, 1500.0), (True, 1500.0)):
            ask(snapshot, Query(origin, destination, service_time(city), arrive_by, modes=frozenset(TripMode), max_walk_m=max_walk_m))
    shared = with_shared_vehicles(snapshot)
    for origin, destination in pairs(city)[:1]:
        ask(shared, Query(origin, destination, service_time(city), modes=frozenset(TripMode)))
    first_edge = np.arange(len(city.streets.edge_tail), dtype=np.int32)[:1]
    closed = snapshot.with_closures([Closure(first_edge)], "warm", datetime.now(UTC))
    for origin, destination in pairs(city)[:1]:
        ask(closed, Query(origin, destination, service_time(city), modes=frozenset(TripMode)))


def with_shared_vehicles(snapshot: Snapshot) -> Snapshot:
    """One fleet of each kind at four points of the streets, which may be left anywhere; taxis everywhere."""
    points = [point for pair in pairs(snapshot.city) for point in pair]
    lat, lon = (np.array([getattr(point, axis) for point in points], np.float64) for axis in ("lat", "lon"))
    some, far = np.ones(len(points), np.int32), np.full(len(points), np.inf)
    fleets = [Fleet(f"warm:{kind}", kind, lat, lon, some, some, far, anywhere=True) for kind in RIDES]
    taxis = [TaxiZone("warm:taxis", shapely.box(-180, -90, 180, 90), None)]
    return snapshot.with_fleets(fleets, "warm", datetime.now(UTC)).with_taxis(taxis, "warm", datetime.now(UTC))


def ask(snapshot: Snapshot, query: Query) -> None:
    """Plan, and read the turn lists and what is passed, which are made when they are read."""
    meeting = Meeting(snapshot.city.streets)
    for journey in plan(snapshot, query).journeys:
        for leg in journey.legs:
            if isinstance(leg, StreetLeg):
                _ = leg.path.steps
                waymarks(Walked.of(meeting, leg.path))


def service_time(city: City) -> datetime:
    """A moment with service: today at noon where the timetable covers it, else at noon of its middle day."""
    zone = ZoneInfo(city.manifest.timezone)
    day = datetime.now(UTC).astimezone(zone).date()
    if city.manifest.valid_from and not city.manifest.covers(day):
        first, last = (datetime.fromisoformat(text).date() for text in (city.manifest.valid_from, city.manifest.valid_to))
        day = first + timedelta(days=(last - first).days // 2)
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone)


def pairs(city: City) -> list[tuple[Point, Point]]:
    """Two pairs of vertices of the streets, the same for the same city; none where it has no streets."""
    if not len(city.streets.edge_tail):
        return []
    chosen = np.linspace(0, len(city.streets.edge_tail) - 1, 6).astype(int)[1:5]
    vertices = city.streets.edge_tail[chosen]
    points = [Point(float(city.streets.vertex_lat_e7[v]) / 1e7, float(city.streets.vertex_lon_e7[v]) / 1e7) for v in vertices]
    return [(points[0], points[1]), (points[2], points[3])]
