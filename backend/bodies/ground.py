"""What of the built city rules may speak of: the road at a place, its number and class in OSM, and how far the next stop is."""
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import shapely

from routing.city import City
from routing.earth import METRES_PER_DEGREE
from routing.ground import ground_of
from routing.streets.graph import Mode
from routing.streets.model import Kind

ROAD_M = 25.0  # from the middle of a road to the back of its pavement, and a phone does not know better


@dataclass(frozen=True)
class Road:
    """kind: the OSM `highway` value · ref: its number, such as `B 37`, or several with semicolons · name: of the street. Empty: none."""

    kind: str
    ref: str
    name: str


class Ground(Protocol):
    def road_at(self, lat: float, lon: float) -> Road | None:
        """The nearest road for cars at a place; of several at a junction the one of the highest class. None without one near."""

    def stop_m(self, lat: float, lon: float) -> float:
        """Metres to the nearest stop of the timetable; infinite without any."""


class NoGround:
    """Nothing is known but areas."""

    def road_at(self, lat: float, lon: float) -> Road | None:
        return None

    def stop_m(self, lat: float, lon: float) -> float:
        return math.inf


class CityGround:
    """Of a built city; made ready when first asked."""

    def __init__(self, city: City):
        self.city = city

    def road_at(self, lat: float, lon: float) -> Road | None:
        ground, streets = ground_of(self.city), self.city.streets
        place = shapely.Point(ground.metres(lat, lon))
        rows = ground.tree.query(place, predicate="dwithin", distance=ROAD_M)
        rows = rows[self.driven[rows]]
        if not len(rows):
            return None
        away = shapely.distance(ground.lines[rows], place)
        near = rows[away <= away.min() + 0.5]
        row = int(near[np.argmin(streets.edge_kind[near])])
        return Road(Kind(int(streets.edge_kind[row])).name.lower(), self._text(streets.edge_ref[row]), self._text(streets.edge_name[row]))

    def stop_m(self, lat: float, lon: float) -> float:
        away = np.hypot((self.stops[:, 0] - lat) * METRES_PER_DEGREE, (self.stops[:, 1] - lon) * METRES_PER_DEGREE * math.cos(math.radians(lat)))
        return float(away.min()) if len(away) else math.inf

    def _text(self, row: int) -> str:
        return self.city.streets.names[int(row)]

    @cached_property
    def driven(self) -> np.ndarray:
        ground = ground_of(self.city)
        kinds = self.city.streets.edge_kind
        roads = (kinds >= Kind.MOTORWAY) & (kinds <= Kind.SERVICE)
        return roads & ground.usable([Mode.CAR]) & ground.outdoors

    @cached_property
    def stops(self) -> np.ndarray:
        """float64[n, 2], degrees."""
        transit = self.city.transit
        placed = np.column_stack((transit.stop_lat, transit.stop_lon))
        return placed[~np.isnan(placed).any(axis=1)]
