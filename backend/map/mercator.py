"""Web Mercator: the whole world is the square 0 to 1, x to the east and y to the south."""
import numpy as np

EARTH_RADIUS_M = 6_378_137.0
MAX_LATITUDE_DEG = 85.0511287798


def project(lat_deg, lon_deg) -> tuple[np.ndarray, np.ndarray]:
    """x and y in the world square, float64 of the shape given."""
    lat = np.radians(np.clip(np.asarray(lat_deg, np.float64), -MAX_LATITUDE_DEG, MAX_LATITUDE_DEG))
    x = np.asarray(lon_deg, np.float64) / 360.0 + 0.5
    y = 0.5 - np.arcsinh(np.tan(lat)) / (2.0 * np.pi)
    return x, y


def metres_per_world(lat_deg: float) -> float:
    """Metres on the ground that the side of the world square stands for at this latitude."""
    return float(2.0 * np.pi * EARTH_RADIUS_M * np.cos(np.radians(lat_deg)))
