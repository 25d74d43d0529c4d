"""Where vehicles are, as the city tells of an area, as events of guidance: the one that is waited for, and what else stands at the stop.

Without Kivy.
"""

import math

from accessibility.guidance import events as e
from accessibility.guidance.geometry import Plane, apart
from accessibility.guidance.route import Ride
from backend.contract.around import TransitVehicle
from mobile.guiding.rides import KINDS

AT_STOP_M = 30.0
OLDEST_S = 120


class Sightings:
    """Remembers where each vehicle was: how fast it goes is known from the second time on, and before that it is not told of."""

    def __init__(self):
        self._before: dict[str, tuple[float, float, float]] = {}  # of each trip: when seen, lat, lon

    def events(self, seen: tuple[TransitVehicle, ...], ride: Ride, board: tuple[float, float], t_s: float) -> list[e.VehicleAt]:
        """`board` is (lat, lon) of the stop, `t_s` now on the clock of guidance. Of other vehicles only those that stand at the stop."""
        found, plane = [], Plane(board)
        for one in seen:
            if one.trip_id is None or one.source.age_s > OLDEST_S or not (math.isfinite(one.lat) and math.isfinite(one.lon)):
                continue
            at_s, before = t_s - one.source.age_s, self._before.get(one.trip_id)
            if before is None or at_s - before[0] > 1:
                self._before[one.trip_id] = (at_s, one.lat, one.lon)
            if before is None or at_s - before[0] <= 1:
                continue
            speed = apart(plane.xy(before[1], before[2]), plane.xy(one.lat, one.lon)) / (at_s - before[0])
            at_stop = apart(plane.xy(one.lat, one.lon), (0.0, 0.0)) <= AT_STOP_M
            if one.trip_id == ride.trip_id or (at_stop and one.route):
                found.append(vehicle_at(one, ride.board.stop_id if at_stop else None, speed, t_s))
        return found


def vehicle_at(one: TransitVehicle, stop_id: str | None, speed_mps: float, t_s: float) -> e.VehicleAt:
    line = (one.route.short_name or one.route.long_name) if one.route else ""
    kind = KINDS.get(one.mode, "") if one.mode else ""
    return e.VehicleAt(t_s, one.trip_id or "", stop_id, speed_mps, float(one.source.age_s), line, kind, one.lat, one.lon, one.bearing_deg)
