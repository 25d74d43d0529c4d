"""What is drawn on the map and found by name: map features and places, read from OpenStreetMap by the build."""
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from routing.store import Texts


class Layer(IntEnum):
    """Layers of the map, drawn in this order. The style keys of the app follow these names."""

    LAND, BLOCK, GREEN, WOOD, WATER, SQUARE, PARKING, BUILDING, STREET, RAIL, FERRY, LABEL = range(12)


class PlaceKind(IntEnum):
    ADDRESS, STREET, STOP, STATION, SETTLEMENT, PARKING, PARK_RIDE, SHOP, FOOD, HEALTH = range(10)
    EDUCATION, CULTURE, LEISURE, OFFICE, TOILETS, BENCH, WORSHIP, LODGING, MONEY, OTHER = range(10, 20)


@dataclass(frozen=True)
class Features:
    """f features, each a ring set (areas) or a line; coordinates int32 in 1e-7 degrees."""

    layer: np.ndarray  # uint8[f], Layer
    kind: np.ndarray  # uint8[f], within the layer: for STREET a streets.model.Kind; for RAIL 0 rail, 1 tram, 2 metro; else 0
    bridge: np.ndarray  # uint8[f], 0 none, 1 bridge, 2 tunnel
    name: np.ndarray  # int32[f], into names; -1 none
    ring_first: np.ndarray  # int32[f + 1], into point_first; a line has one "ring"
    point_first: np.ndarray  # int64[rings + 1]
    ring_inner: np.ndarray  # uint8[rings], 1: a hole
    lat_e7: np.ndarray  # int32[points]
    lon_e7: np.ndarray  # int32[points]
    names: Texts


@dataclass(frozen=True)
class Places:
    """p places that can be searched and shown: addresses, streets, points of interest (stops come from the timetable)."""

    kind: np.ndarray  # uint8[p], PlaceKind
    lat_e7: np.ndarray  # int32[p]
    lon_e7: np.ndarray  # int32[p]
    osm: np.ndarray  # int64[p], node id * 4, way id * 4 + 1, relation id * 4 + 2
    name: np.ndarray  # int32[p], into texts; -1 none
    street: np.ndarray  # int32[p], into texts; -1 none
    house_number: np.ndarray  # int32[p], into texts; -1 none
    town: np.ndarray  # int32[p], addr:city or the settlement it lies in, into texts; -1 none
    category: np.ndarray  # int32[p], OSM value such as `supermarket`, into texts; -1 none
    capacity: np.ndarray  # int32[p], of a car park; -1 unknown
    wheelchair: np.ndarray  # uint8[p], streets.model.Wheelchair
    texts: Texts


# `Features.kind` within each layer; STREET takes streets.model.Kind, layers not named here are always 0.


class RailKind(IntEnum):
    RAIL, TRAM, METRO, SIDING = range(4)


class WoodKind(IntEnum):
    """Of WOOD: an area, or one tree as a point."""

    AREA, TREE = range(2)


class WaterKind(IntEnum):
    """Of WATER: an area, or the line of a river or a stream."""

    AREA, RIVER, STREAM, POOL = range(4)


class GreenKind(IntEnum):
    PARK, GRASS, SPORT, CEMETERY, FIELD = range(5)


class BlockKind(IntEnum):
    RESIDENTIAL, TRADE, INDUSTRY, CAMPUS, RAILWAY = range(5)


class SquareKind(IntEnum):
    """Of SQUARE: a paved place for people, or a platform."""

    SQUARE, PLATFORM = range(2)


class LabelKind(IntEnum):
    """Of LABEL: points with a name; from STREET_MAIN on, lines along which the name of a street is written."""

    CITY, TOWN, VILLAGE, QUARTER, LOCALITY, PLACE, STATION = range(7)
    STREET_MAIN, STREET_MIDDLE, STREET_SMALL, STREET_PATH = range(10, 14)
