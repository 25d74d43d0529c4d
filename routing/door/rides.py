"""A ride as the map and the rider see it: geometry between two stops, and the stops passed."""
import math
from datetime import date, timedelta

import numpy as np

from routing.earth import METRES_PER_E7
from routing.journey import Spot, TransitLeg
from routing.transit.journeys import Ride
from routing.transit.live import LiveTrips
from routing.transit.model import Transit


def stop_spot(transit: Transit, stop: int) -> Spot:
    return Spot(float(transit.stop_lat[stop]), float(transit.stop_lon[stop]), transit.stop_name[stop], stop=int(stop))


def ride_geometry(transit: Transit, pattern: int, board: int, alight: int) -> tuple[np.ndarray, np.ndarray]:
    """Shape between two positions of a pattern, int32 lat and lon in 1e-7 degrees; straight from stop to stop without a shape."""
    first = int(transit.pattern_first[pattern])
    shape = int(transit.pattern_shape[pattern])
    if shape >= 0:
        start, end = (int(transit.pattern_shape_at[first + position]) for position in (board, alight))
        if 0 <= start < end:
            offset = int(transit.shape_first[shape])
            part = slice(offset + start, offset + end + 1)
            return transit.shape_lat_e7[part], transit.shape_lon_e7[part]
    stops = transit.pattern_stop[first + board : first + alight + 1]
    lat, lon = transit.stop_lat[stops], transit.stop_lon[stops]
    known = ~np.isnan(lat)
    return np.rint(lat[known] * 1e7).astype(np.int32), np.rint(lon[known] * 1e7).astype(np.int32)


def line_length_m(lat_e7: np.ndarray, lon_e7: np.ndarray) -> float:
    if len(lat_e7) < 2:
        return 0.0
    narrow = math.cos(math.radians(float(lat_e7[0]) / 1e7))
    steps = np.hypot(np.diff(lat_e7.astype(np.float64)), np.diff(lon_e7.astype(np.float64)) * narrow)
    return float(steps.sum() * METRES_PER_E7)


def transit_leg(transit: Transit, ride: Ride, day: date, live: LiveTrips | None = None) -> TransitLeg:
    """A ride of a journey as a leg, its stops and times counted from the plan's day; `live` is what the search for it knew."""
    pattern = int(transit.trip_pattern[ride.trip])
    lat_e7, lon_e7 = ride_geometry(transit, pattern, ride.board_position, ride.alight_position)
    service_day = day + timedelta(days=int(ride.day_offset))
    begin = int(transit.time_first[ride.trip])
    span = slice(begin + ride.board_position, begin + ride.alight_position + 1)
    planned = transit.arrival_s[span], transit.departure_s[span]
    row = live.find(ride.trip, service_day) if live is not None else None
    added = live is not None and row is not None and bool(live.added[row])
    if live is not None and row is not None:
        begin = int(live.first[row])
        span = slice(begin + ride.board_position, begin + ride.alight_position + 1)
        expected, passed = (live.arrival_s[span], live.departure_s[span]), live.skipped[span]
    else:
        expected, passed = planned, np.zeros(len(planned[0]), bool)
    shift = np.int32(ride.departure_s - int(expected[1][0]))
    return TransitLeg(
        start=stop_spot(transit, ride.board_stop),
        end=stop_spot(transit, ride.alight_stop),
        departure_s=int(ride.departure_s),
        arrival_s=int(ride.arrival_s),
        trip=int(ride.trip),
        pattern=pattern,
        board_position=int(ride.board_position),
        alight_position=int(ride.alight_position),
        service_day=service_day,
        stay_seated=ride.stay_seated,
        arrivals_s=expected[0] + shift,
        departures_s=expected[1] + shift,
        lat_e7=lat_e7,
        lon_e7=lon_e7,
        distance_m=line_length_m(lat_e7, lon_e7),
        passed=passed,
        planned_arrivals_s=None if row is None or added else planned[0] + shift,
        planned_departures_s=None if row is None or added else planned[1] + shift,
        added=added,
    )
