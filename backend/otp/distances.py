"""How far things are, as the crow flies."""
import math

import numpy as np

from routing.earth import METRES_PER_DEGREE


def away_m(lat: float, lon: float, lats: np.ndarray, lons: np.ndarray) -> np.ndarray:
    """float64[n] metres from a place to others, exact enough within a city; NaN where those have no place."""
    return np.hypot(lats - lat, (lons - lon) * math.cos(math.radians(lat))) * METRES_PER_DEGREE
