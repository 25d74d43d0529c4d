"""Which car park of the city a feed means: the nearest of them within reach of the place it tells."""
from collections.abc import Iterable

import numpy as np
from scipy.spatial import cKDTree

from backend.feeds.parking.facts import ParkingSiteFacts
from routing.atlas import PlaceKind, Places
from routing.earth import METRES_PER_DEGREE

# A feed points at the entrance, the map at the middle of the ground.
NEAR_M = 150.0
KINDS = (PlaceKind.PARK_RIDE, PlaceKind.PARKING)


class CarParks:
    """Of one city, on a plane around its middle."""

    def __init__(self, places: Places):
        self.rows = np.flatnonzero(np.isin(places.kind, KINDS))
        lat, lon = places.lat_e7[self.rows] / 1e7, places.lon_e7[self.rows] / 1e7
        self.at_lat = float(lat.mean()) if len(lat) else 0.0
        self.tree = cKDTree(self.metres(lat, lon)) if len(lat) else None

    def metres(self, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
        return np.column_stack((lat, lon * np.cos(np.radians(self.at_lat)))) * METRES_PER_DEGREE

    def match(self, sites: Iterable[ParkingSiteFacts]) -> dict[int, ParkingSiteFacts]:
        """By row of Places; of several sites at one car park the nearest counts."""
        told = list(sites)
        if self.tree is None or not told:
            return {}
        apart_m, nearest = self.tree.query(self.metres(*(np.array([getattr(site, axis) for site in told]) for axis in ("lat", "lon"))))
        found = {}
        for number in np.argsort(-apart_m):
            if apart_m[number] <= NEAR_M:
                found[int(self.rows[nearest[number]])] = told[number]
        return found
