"""Where vehicles are: along the shape of their pattern, between the two stops they are really between."""
from typing import NamedTuple

import numpy as np

from backend.demo.live.noise import draw
from backend.demo.live.survey import metres
from backend.demo.live.trips import KEY_SEATS, TripState
from routing.transit.model import Transit


class Vehicle(NamedTuple):
    row: int  # of TripState.runs
    lat: float
    lon: float
    bearing_deg: float
    speed_mps: float
    column: int  # of the stop it stands at or goes to
    standing: bool
    full: float  # 0 empty to 1


def vehicles_of(transit: Transit, state: TripState, seed: int, busy: float) -> list[Vehicle]:
    """Of all trips that have begun and are not over; a cancelled one has no vehicle."""
    real, runs, at_s = state.real, state.runs, state.at_s
    found = []
    on_the_way = ~state.cancelled & (real.departure_s[:, 0] - 120 <= at_s) if len(runs.trip) else np.zeros(0, bool)
    for row in np.flatnonzero(on_the_way).tolist():
        stops = int(runs.stops[row])
        arrival_s, departure_s = real.arrival_s[row, :stops], real.departure_s[row, :stops]
        if at_s > arrival_s[-1]:
            continue
        full = float(min(1.0, busy * (0.4 + 0.9 * draw(seed, KEY_SEATS, runs.trip[row], runs.day[row]))))
        column = int(np.searchsorted(departure_s[:-1], at_s, side="right"))  # the first stop not yet left
        standing = column == 0 or at_s >= arrival_s[column]
        if standing and not state.skipped[row, column]:
            lat, lon, bearing = between(transit, int(runs.trip[row]), max(column - 1, 0), 0.0 if column == 0 else 1.0)[:3]
            found.append(Vehicle(row, lat, lon, bearing, 0.0, column, True, full))
            continue
        way_s = max(int(arrival_s[column] - departure_s[column - 1]), 1)
        lat, lon, bearing, way_m = between(transit, int(runs.trip[row]), column - 1, min((at_s - departure_s[column - 1]) / way_s, 1.0))
        found.append(Vehicle(row, lat, lon, bearing, way_m / way_s, column, False, full))
    return found


def between(transit: Transit, trip: int, column: int, share: float) -> tuple[float, float, float, float]:
    """A share of the way from a stop of a trip's pattern to the next: latitude, longitude, bearing in degrees, length of the way in metres."""
    lat, lon = way(transit, int(transit.trip_pattern[trip]), column)
    east, north = metres(lat, lon, (float(lat[0]), float(lon[0])))
    along_m = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(east), np.diff(north)))))
    at_m = share * along_m[-1]
    step = int(np.clip(np.searchsorted(along_m, at_m, side="right") - 1, 0, len(along_m) - 2))
    bearing = float(np.degrees(np.arctan2(east[step + 1] - east[step], north[step + 1] - north[step])) % 360)
    return float(np.interp(at_m, along_m, lat)), float(np.interp(at_m, along_m, lon)), bearing, float(along_m[-1])


def way(transit: Transit, pattern: int, column: int) -> tuple[np.ndarray, np.ndarray]:
    """Degrees of at least two points from one stop to the next: the shape, or where there is none the straight line."""
    call, shape = int(transit.pattern_first[pattern]) + column, int(transit.pattern_shape[pattern])
    begin, end = int(transit.pattern_shape_at[call]), int(transit.pattern_shape_at[call + 1])
    if shape >= 0 and 0 <= begin < end:
        points = slice(int(transit.shape_first[shape]) + begin, int(transit.shape_first[shape]) + end + 1)
        return transit.shape_lat_e7[points] / 1e7, transit.shape_lon_e7[points] / 1e7
    stops = transit.pattern_stop[call : call + 2]
    return np.nan_to_num(transit.stop_lat[stops]), np.nan_to_num(transit.stop_lon[stops])
