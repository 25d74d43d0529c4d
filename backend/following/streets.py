"""Legs on streets as the streets are now: closed places on the way, the way around, and how long the rest takes from where somebody is."""
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import shapely
from shapely import LineString
from shapely.ops import substring

from backend.following.trip import End, Leg, Trip
from routing.city import City
from routing.closures import Closure
from routing.covering import ground_of
from routing.earth import METRES_PER_DEGREE
from routing.limits import Limits
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from routing.streets.model import Kind
from routing.streets.network import StreetNetwork
from routing.streets.path import StreetPath
from routing.streets.snap import Snap

SNAP_M = 250.0
BESIDE_M, LIFT_M = 2.0, 4.0
# Shorter pieces of a closed street are crossed, or were left out where the leg begins on it.
ALONG_M = 8.0
LIFT_DETOUR_S = 15.0


@dataclass(frozen=True)
class Blocked:
    """What is closed on the way of a leg. around_s: how much longer the way around takes; None: there is none."""

    closure: Closure
    feed: str
    is_lift: bool
    around_s: float | None


def find_blocked(
    snapshot: Snapshot, leg: Leg, begin: datetime, end: datetime, ahead: LineString | None, limits: Limits | None = None
) -> Blocked | None:
    """The first closure that holds in a span of time on what lies ahead of a leg; None: the way is free.

    ahead: the rest of the line of the leg, degrees (lon, lat); limits: of the traveller
    """
    if ahead is None:
        return None
    mode, ground = leg.on_street, ground_of(snapshot.city)
    line = ground.on_plane(ahead)
    kinds, lines = snapshot.city.streets.edge_kind, ground.lines
    for feed, closures in snapshot.closures.items():
        for closure in closures:
            if mode not in closure.modes or not closure.touches(begin, end) or not closure.concerns(limits):
                continue
            near = closure.edges[shapely.dwithin(lines[closure.edges], line, LIFT_M)]
            if not len(near):
                continue
            held = snapshot.during(begin, end, limits)
            lifts = kinds[near] == Kind.ELEVATOR
            passed = near[~lifts][runs_along(lines[near[~lifts]], line)]
            if len(passed) or (lifts.any() and needs_lift(held, leg)):
                around_s = detour_s(held.network, held.unhindered().network, leg, snapshot)
                return Blocked(closure, feed, not len(passed), around_s)
    return None


def needs_lift(held: Snapshot, leg: Leg) -> bool:
    """Whether the way without it takes longer than the one that was chosen: others only pass by. held: with the streets as they are then."""
    without_s = way_s(held.network, leg.on_street, leg.start, leg.end, held.city)
    return without_s is None or without_s > leg.duration.total_seconds() + LIFT_DETOUR_S


def runs_along(lines, line: LineString):
    """bool[k]: whether a way follows each street for more than a few metres, or for half of it."""
    shared_m = shapely.length(shapely.intersection(shapely.buffer(lines, BESIDE_M), line))
    return shared_m >= (shapely.length(lines) / 2).clip(1.0, ALONG_M)


def detour_s(closed: StreetNetwork, opened: StreetNetwork, leg: Leg, snapshot: Snapshot) -> float | None:
    """How much longer a leg takes with the closures than without; None where there is no way any more."""
    with_s, without_s = (way_s(network, leg.on_street, leg.start, leg.end, snapshot.city) for network in (closed, opened))
    if with_s is None:
        return None
    return 0.0 if without_s is None else max(0.0, with_s - without_s)


def way_s(network: StreetNetwork, mode: Mode, start: End, end: End, city: City) -> float | None:
    """Seconds from place to place; None where there is no way."""
    path = way(network, mode, start, end, city)
    return None if path is None else path.duration_ms / 1000


def way(network: StreetNetwork, mode: Mode, start: End, end: End, city: City) -> StreetPath | None:
    one, other = snap_of(network, mode, start, city), snap_of(network, mode, end, city)
    return None if one is None or other is None else network.route(mode, one, other)


def snap_of(network: StreetNetwork, mode: Mode, place: End, city: City) -> Snap | None:
    pins = city.streets.pin_vertex
    if place.stop >= 0 and mode is not Mode.CAR and place.stop < len(pins) and pins[place.stop] >= 0:
        return network.vertex_snap(int(pins[place.stop]))
    return network.find_snap(place.lat, place.lon, mode, SNAP_M)


def line_between(city: City, mode: Mode, start: End, end: End) -> LineString | None:
    """The way that one takes from place to place when everything is open, degrees (lon, lat)."""
    path = way(city.network, mode, start, end, city)
    if path is None or len(path.lat_e7) < 2:
        return None
    return LineString(np.column_stack((path.lon_e7, path.lat_e7)) / 1e7)


def place_at(leg: Leg, now: datetime, begin: datetime, end: datetime) -> tuple[float, float]:
    """(lat, lon): where somebody is on a leg who goes steadily from its begin to its end."""
    share = min(1.0, max(0.0, (now - begin) / (end - begin))) if end > begin else 1.0
    if leg.line is None:
        return (leg.start.lat + share * (leg.end.lat - leg.start.lat), leg.start.lon + share * (leg.end.lon - leg.start.lon))
    point = leg.line.interpolate(share, normalized=True)
    return point.y, point.x


def line_ahead(leg: Leg, lat: float, lon: float) -> LineString | None:
    """What is left of the way of a leg from the place on it that is nearest, degrees (lon, lat)."""
    if leg.line is None:
        return None
    passed = leg.line.project(shapely.Point(lon, lat))
    left = substring(leg.line, passed, leg.line.length)
    return left if isinstance(left, LineString) and left.length > 0 else None


def apart_m(lat: float, lon: float, place: End) -> float:
    """Metres over the map between places of one city."""
    east = (place.lon - lon) * math.cos(math.radians(lat))
    return math.hypot(place.lat - lat, east) * METRES_PER_DEGREE


def rest_of(snapshot: Snapshot, mode: Mode, lat: float, lon: float, place: End, now: datetime, trip: Trip) -> timedelta | None:
    """How long it takes from where somebody is to a place, closures and limits obeyed; None where there is no way."""
    held = snapshot.during(now, now + timedelta(hours=1), trip.limits)
    seconds = way_s(held.network_at(trip.walk_speed_mps), mode, End(lat, lon, ""), place, snapshot.city)
    return None if seconds is None else timedelta(seconds=round(seconds))
