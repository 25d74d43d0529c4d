"""Compass bearings along street geometry, degrees clockwise from north."""
import numpy as np

from routing.streets.model import Streets


def bearings(lat_e7: np.ndarray, lon_e7: np.ndarray, to_lat_e7: np.ndarray, to_lon_e7: np.ndarray) -> np.ndarray:
    """float64, from points to points near them."""
    north = (to_lat_e7.astype(np.int64) - lat_e7).astype(np.float64)
    east = (to_lon_e7.astype(np.int64) - lon_e7) * np.cos(np.radians(lat_e7 / 1e7))
    return np.degrees(np.arctan2(east, north)) % 360


def edge_bearings(streets: Streets) -> tuple[np.ndarray, np.ndarray]:
    """float64[m] each: of the first stretch of every edge from its tail, and of its last stretch towards its head."""
    first, last = streets.geometry_first[:-1], streets.geometry_first[1:] - 1
    lat, lon = streets.geometry_lat_e7, streets.geometry_lon_e7
    return bearings(lat[first], lon[first], lat[first + 1], lon[first + 1]), bearings(lat[last - 1], lon[last - 1], lat[last], lon[last])


def turn_degrees(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """From -180 to 180, positive to the right."""
    return (after - before + 180) % 360 - 180
