"""Distances on the ground, and coordinates in metres for geometry within one city."""
from typing import NamedTuple

import numpy as np

from routing.earth import METRES_PER_DEGREE, METRES_PER_E7


def step_lengths_m(lat_e7: np.ndarray, lon_e7: np.ndarray) -> np.ndarray:
    """Length from each point to the next: float64[len - 1], metres. Equirectangular at the middle latitude: exact to 1e-6 for streets."""
    lat = lat_e7.astype(np.float64)
    dy = np.diff(lat)
    dx = np.diff(lon_e7.astype(np.float64)) * np.cos(np.radians((lat[1:] + lat[:-1]) / 2 * 1e-7))
    return np.hypot(dx, dy) * METRES_PER_E7


class Plane(NamedTuple):
    """Metres east and north of a point in the middle of the city."""

    lat: float
    lon: float

    @classmethod
    def around(cls, lat_e7: np.ndarray, lon_e7: np.ndarray) -> "Plane":
        return cls((float(lat_e7.min()) + float(lat_e7.max())) / 2e7, (float(lon_e7.min()) + float(lon_e7.max())) / 2e7)

    def to_metres(self, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
        """Degrees to float64[..., 2]: x east, y north."""
        x = (np.asarray(lon, np.float64) - self.lon) * METRES_PER_DEGREE * np.cos(np.radians(self.lat))
        y = (np.asarray(lat, np.float64) - self.lat) * METRES_PER_DEGREE
        return np.stack([x, y], axis=-1)

    def to_e7(self, xy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Metres float64[..., 2] to int32 latitude and longitude in 1e-7 degrees."""
        lon = self.lon * 1e7 + xy[..., 0] / METRES_PER_E7 / np.cos(np.radians(self.lat))
        lat = self.lat * 1e7 + xy[..., 1] / METRES_PER_E7
        return np.rint(lat).astype(np.int32), np.rint(lon).astype(np.int32)
