"""What can be found by name, as arrays beside the text index: one entry per stop, street, settlement and point of interest."""
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from routing.store import Texts


class Origin(IntEnum):
    """Where an entry comes from; names its id."""

    NODE, WAY, RELATION, STOP = range(4)


@dataclass(frozen=True)
class Entries:
    """e entries, a addresses grouped by their street, r points along streets."""

    kind: np.ndarray  # uint8[e], PlaceKind
    lat_e7: np.ndarray  # int32[e]
    lon_e7: np.ndarray  # int32[e]
    name: np.ndarray  # int32[e], into texts; -1 none
    detail: np.ndarray  # int32[e], street and town, into texts; -1 none
    town: np.ndarray  # int32[e], into texts; -1 none
    category: np.ndarray  # int32[e], OSM value, into texts; -1 none
    folded: np.ndarray  # int32[e], the name's folded words, into texts; -1 none
    described: np.ndarray  # int32[e], folded words of street, town, category and their other names, into texts; -1 none
    origin: np.ndarray  # uint8[e], Origin
    number: np.ndarray  # int64[e], OSM id, or the stop's index
    outside_id: np.ndarray  # int32[e], GTFS id of a stop, into texts; -1 none
    weight: np.ndarray  # float32[e], 0 to 1: how well known among its kind
    capacity: np.ndarray  # int32[e], of a car park; -1 unknown
    wheelchair: np.ndarray  # uint8[e], streets.model.Wheelchair
    address_first: np.ndarray  # int64[e + 1], into the addresses of a street
    address_number: np.ndarray  # int32[a], house number, into texts
    address_lat_e7: np.ndarray  # int32[a]
    address_lon_e7: np.ndarray  # int32[a]
    address_origin: np.ndarray  # uint8[a]
    address_osm: np.ndarray  # int64[a]
    address_wheelchair: np.ndarray  # uint8[a]
    along_entry: np.ndarray  # int32[r], street entry of a point along it
    along_lat_e7: np.ndarray  # int32[r]
    along_lon_e7: np.ndarray  # int32[r]
    texts: Texts


class TextPool:
    """Each text once; `number(text)` is its place, -1 for no text."""

    def __init__(self):
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers)) if text else -1

    def texts(self) -> Texts:
        return Texts.of(self.numbers)
