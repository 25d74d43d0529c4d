"""Obstacles ahead of a traveller that lead nobody like them around: a warning, no break."""
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from backend.contract.trips import LegMode, ObstacleOnWay
from backend.following.streets import line_ahead
from backend.following.trip import Leg, Trip
from backend.following.where import Here
from backend.live.view import LiveView
from backend.trips.obstacles import Line, on_way
from routing.earth import METRES_PER_DEGREE

# Whoever stands before it is still warned, however a position is off.
BEHIND_M = 15.0


def obstacles_ahead(view: LiveView, trip: Trip, here: Here, now: datetime, zone: ZoneInfo) -> tuple[ObstacleOnWay, ...]:
    """Those on the legs that are left. Only a position says what lies behind on a leg: by the clock alone somebody may be slower."""
    if here.arrived or not view.obstacles.obstacles:
        return ()
    return tuple(one for one in on_way(view.obstacles, lines_of(trip, here.leg), trip.limits, now, zone) if not is_behind(one, trip, here))


def lines_of(trip: Trip, first: int) -> Iterator[tuple[int, LegMode, Line]]:
    for number, leg in enumerate(trip.legs[first:], first):
        if leg.ride is None and leg.line is not None:
            lon, lat = np.asarray(leg.line.coords).T[:2]
            yield number, leg.mode, (lat, lon)


def is_behind(one: ObstacleOnWay, trip: Trip, here: Here) -> bool:
    leg = trip.legs[here.leg]
    return here.located and one.leg == here.leg and one.at_m < gone_m(leg, here) - BEHIND_M


def gone_m(leg: Leg, here: Here) -> float:
    """Metres of a leg on streets that lie behind the traveller."""
    ahead = line_ahead(leg, here.lat, here.lon)
    return length_m(leg.line) - (length_m(ahead) if ahead is not None else 0.0)


def length_m(line: shapely.LineString) -> float:
    lon, lat = np.asarray(line.coords).T[:2]
    east, north = np.diff(lon) * np.cos(np.radians(lat.mean())), np.diff(lat)
    return float(np.hypot(east, north).sum() * METRES_PER_DEGREE)
