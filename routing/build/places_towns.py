"""Which town a point lies in."""
from typing import NamedTuple

import numpy as np
import shapely
from scipy.spatial import cKDTree

from routing.earth import METRES_PER_DEGREE

# How far a settlement reaches where no boundary says it.
REACH_M = {"city": 15_000.0, "town": 6_000.0, "village": 3_000.0}
ADDRESS_REACH_M = 1_500.0  # how far the town of an address holds for what is around it


class Settlement(NamedTuple):
    name: str
    place: str  # OSM value
    lat: float  # degrees
    lon: float


class Address(NamedTuple):
    """A place that says which town it belongs to."""

    town: str
    lat: float
    lon: float


class Towns:
    """Of three witnesses the first that knows a point: an administrative area with the name of a settlement or of the town of some address (the
    smallest one), the nearest address that names its town, the nearest settlement for its size.
    """

    def __init__(self, settlements: list[Settlement], addresses: list[Address], boundaries: list[tuple[str, object]]):
        """boundaries: name and area (of shapely) of administrative areas of any level."""
        towns = [settlement for settlement in settlements if settlement.place in REACH_M]
        known = {town.name for town in towns} | {address.town for address in addresses}
        named = sorted(((name, area) for name, area in boundaries if name in known), key=lambda pair: (shapely.area(pair[1]), pair[0]))
        self.boundary_names = [name for name, _ in named]
        self.boundaries = shapely.STRtree([area for _, area in named])
        self.names = [town.name for town in towns] + [address.town for address in addresses]
        self.reach_m = np.array([REACH_M[town.place] for town in towns] + [ADDRESS_REACH_M] * len(addresses))
        self.is_address = np.arange(len(self.names)) >= len(towns)
        at = [(town.lat, town.lon) for town in towns] + [(address.lat, address.lon) for address in addresses]
        self.at = np.array(at, np.float64).reshape(-1, 2)

    def of(self, lat: np.ndarray, lon: np.ndarray) -> list[str]:
        """The town of each point, empty where there is none. lat, lon: float64[n], degrees."""
        towns = self.nearest(lat, lon, ~self.is_address)
        for i, name in enumerate(self.nearest(lat, lon, self.is_address)):
            towns[i] = name or towns[i]
        point, boundary = self.boundaries.query(shapely.points(lon, lat), predicate="intersects")
        # The largest first, so that the smallest is written last.
        order = np.argsort(-boundary, kind="stable")
        for i, b in zip(point[order].tolist(), boundary[order].tolist()):
            towns[i] = self.boundary_names[b]
        return towns

    def nearest(self, lat: np.ndarray, lon: np.ndarray, among: np.ndarray) -> list[str]:
        """The nearest witness in proportion to its reach, empty beyond it. among: bool, one per name."""
        share, best = np.ones(len(lat)), np.full(len(lat), -1)
        if not len(lat) or not among.any():
            return [""] * len(lat)
        east_m = METRES_PER_DEGREE * np.cos(np.radians(self.at[:, 0].mean()))
        scale, here = np.array([METRES_PER_DEGREE, east_m]), np.column_stack([lat, lon])
        for reach_m in np.unique(self.reach_m[among]):
            members = np.flatnonzero(among & (self.reach_m == reach_m))
            distance_m, which = cKDTree(self.at[members] * scale).query(here * scale)
            nearer = distance_m / reach_m < share
            share[nearer], best[nearer] = distance_m[nearer] / reach_m, members[which[nearer]]
        return [self.names[i] if i >= 0 else "" for i in best.tolist()]
