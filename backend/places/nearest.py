"""What is at a point: the nearest address, place of interest or street."""
import numpy as np
from scipy.spatial import cKDTree

from backend.places.entries import Entries
from backend.places.streets import plane
from routing.atlas import PlaceKind

AT_THE_DOOR_M = 12.0  # nearer than this, a shop or stop names a point better than an address
ADDRESS_WITHIN_M = 60.0
NOT_A_LANDMARK = (PlaceKind.STREET, PlaceKind.SETTLEMENT, PlaceKind.BENCH)


class Nearest:
    """Three trees over the city: addresses, named places, points along streets."""

    def __init__(self, entries: Entries):
        self.entries = entries
        self.at_lat_deg = float(entries.lat_e7.mean()) / 1e7 if len(entries.lat_e7) else 0.0
        self.places = np.flatnonzero((entries.name >= 0) & ~np.isin(entries.kind, NOT_A_LANDMARK))
        self.address_entry = np.repeat(np.arange(len(entries.kind)), np.diff(entries.address_first))
        self.address_tree = self.tree(entries.address_lat_e7, entries.address_lon_e7)
        self.place_tree = self.tree(entries.lat_e7[self.places], entries.lon_e7[self.places])
        self.street_tree = self.tree(entries.along_lat_e7, entries.along_lon_e7)

    def tree(self, lat_e7: np.ndarray, lon_e7: np.ndarray) -> cKDTree | None:
        return cKDTree(plane(lat_e7, lon_e7, self.at_lat_deg)) if len(lat_e7) else None

    def at(self, lat: float, lon: float, limit_m: float) -> tuple[int, int, float] | None:
        """Entry, address (-1: the entry itself) and distance; None: nothing within limit_m."""
        if not (np.isfinite(lat) and np.isfinite(lon)) or limit_m <= 0:
            return None
        point = plane(np.array([lat * 1e7]), np.array([lon * 1e7]), self.at_lat_deg)[0]
        address_m, address = self.ask(self.address_tree, point, limit_m)
        place_m, place = self.ask(self.place_tree, point, limit_m)
        street_m, street = self.ask(self.street_tree, point, limit_m)
        if place_m <= AT_THE_DOOR_M and place_m < address_m:
            return int(self.places[place]), -1, place_m
        if address_m <= ADDRESS_WITHIN_M or (address_m < street_m and address_m < np.inf):
            return int(self.address_entry[address]), address, address_m
        if street_m < np.inf:
            return int(self.entries.along_entry[street]), -1, street_m
        return (int(self.places[place]), -1, place_m) if place_m < np.inf else None

    @staticmethod
    def ask(tree: cKDTree | None, point: np.ndarray, limit_m: float) -> tuple[float, int]:
        if tree is None:
            return np.inf, -1
        distance_m, index = tree.query(point, distance_upper_bound=limit_m)
        return float(distance_m), int(index)
