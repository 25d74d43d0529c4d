"""A small city to search: places and a timetable written down by hand."""
from dataclasses import fields

import numpy as np

from routing.atlas import PlaceKind, Places
from routing.build.places import Found, pack
from routing.earth import METRES_PER_DEGREE
from routing.store import Texts
from routing.transit.model import Transit

LAT, LON = 49.41, 8.69
EMPTY = {"int8": np.int8, "int16": np.int16, "int32": np.int32, "int64": np.int64, "uint8": np.uint8, "float32": np.float32, "float64": np.float64}


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """Latitude and longitude of a point in metres around the middle of the city."""
    return LAT + north_m / METRES_PER_DEGREE, LON + east_m / METRES_PER_DEGREE / np.cos(np.radians(LAT))


class CityBook:
    """Collects places; `places()` makes the arrays."""

    def __init__(self):
        self.found = Found()

    def add(self, kind: PlaceKind, name: str, east_m: float, north_m: float, town: str = "Heidelberg", category: str = "", **tags: str) -> "CityBook":
        tags = {key.replace("__", ":"): value for key, value in tags.items()} | ({"addr:city": town} if town else {})
        self.found.add(kind, *at(east_m, north_m), (len(self.found.kind) + 1) * 4, tags, name=name, category=category)
        return self

    def street(self, name: str, east_m: float, north_m: float, numbers: str = "", town: str = "Heidelberg") -> "CityBook":
        """A street and its house numbers, ten metres apart to the east."""
        self.add(PlaceKind.STREET, name, east_m, north_m, town)
        for i, number in enumerate(numbers.split()):
            self.add(PlaceKind.ADDRESS, "", east_m + 10 * i, north_m + 8, town, addr__street=name, addr__housenumber=number)
        return self

    def places(self) -> Places:
        return pack(self.found, np.arange(len(self.found.kind)))


def timetable(stops: list[tuple], route_type: int = 3, served: tuple[int, ...] = ()) -> Transit:
    """Stops as (id, name, east, north, location_type, parent); one route whose single pattern calls at `served`."""
    arrays = {field.name: Texts.of([]) if field.type in (Texts, "Texts") else np.zeros(0, np.int32) for field in fields(Transit)}
    where = [at(stop[2], stop[3]) for stop in stops]
    arrays |= {
        "stop_id": Texts.of(stop[0] for stop in stops),
        "stop_name": Texts.of(stop[1] for stop in stops),
        "stop_lat": np.array([lat for lat, _ in where]),
        "stop_lon": np.array([lon for _, lon in where]),
        "stop_kind": np.array([stop[4] for stop in stops], np.uint8),
        "stop_parent": np.array([stop[5] for stop in stops], np.int32),
        "stop_wheelchair": np.zeros(len(stops), np.uint8),
        "route_type": np.array([route_type], np.int16),
        "pattern_route": np.array([0], np.int32),
        "pattern_first": np.array([0, len(served)], np.int32),
        "pattern_stop": np.array(served, np.int32),
    }
    return Transit(**arrays)
