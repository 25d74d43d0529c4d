"""What is worth drawing at which zoom. A pixel is 1/256 of a tile's side."""
import numpy as np

from routing.atlas import Features, LabelKind, Layer, RailKind, WaterKind, WoodKind
from routing.streets.model import Kind

MIN_ZOOM, MAX_ZOOM = 10, 17
EXTENT = 4096
UNITS_PER_PIXEL = 16
MARGIN = 32  # units that shapes reach beyond the tile's border
# Largest distance between a shape and its simplified form.
TOLERANCE_PIXEL = 0.45
TOLERANCE_PIXEL_LAST = 0.06  # the phone enlarges the last zoom
NEVER = 99

STREET_FROM = {
    **dict.fromkeys((Kind.MOTORWAY, Kind.TRUNK, Kind.PRIMARY), 10),
    **dict.fromkeys((Kind.MOTORWAY_LINK, Kind.TRUNK_LINK, Kind.PRIMARY_LINK, Kind.SECONDARY), 11),
    **dict.fromkeys((Kind.SECONDARY_LINK, Kind.TERTIARY, Kind.TERTIARY_LINK), 12),
    **dict.fromkeys((Kind.UNCLASSIFIED, Kind.RESIDENTIAL), 13),
    **dict.fromkeys((Kind.LIVING_STREET, Kind.PEDESTRIAN, Kind.TRACK, Kind.CYCLEWAY), 14),
    **dict.fromkeys((Kind.SERVICE, Kind.FOOTWAY, Kind.PATH, Kind.BRIDLEWAY, Kind.STEPS), 15),
    **dict.fromkeys((Kind.PLATFORM, Kind.ESCALATOR, Kind.MOVING_WALKWAY), 16),
    **dict.fromkeys((Kind.SIDEWALK, Kind.CROSSING, Kind.CORRIDOR), 17),
}
RAIL_FROM = {RailKind.RAIL: 10, RailKind.METRO: 12, RailKind.TRAM: 13, RailKind.SIDING: 14}
WATER_FROM = {WaterKind.AREA: 10, WaterKind.RIVER: 10, WaterKind.STREAM: 13, WaterKind.POOL: 16}
WOOD_FROM = {WoodKind.AREA: 10, WoodKind.TREE: 17}
AREA_FROM = {Layer.BLOCK: 10, Layer.GREEN: 10, Layer.SQUARE: 14, Layer.PARKING: 15, Layer.BUILDING: 14}
LABEL_FROM = {
    LabelKind.CITY: 10, LabelKind.TOWN: 10, LabelKind.VILLAGE: 12, LabelKind.QUARTER: 13, LabelKind.LOCALITY: 14, LabelKind.PLACE: 15,
    LabelKind.STATION: 13,
    LabelKind.STREET_MAIN: 13, LabelKind.STREET_MIDDLE: 14, LabelKind.STREET_SMALL: 16, LabelKind.STREET_PATH: 16,
}  # fmt: skip
# Areas smaller than this many square pixels are left out.
SMALLEST_PIXELS = {
    Layer.WATER: 4.0, Layer.GREEN: 8.0, Layer.WOOD: 8.0, Layer.BLOCK: 12.0, Layer.SQUARE: 8.0, Layer.PARKING: 16.0, Layer.BUILDING: 5.0,
}  # fmt: skip
SMALLEST_BUILDING_FAR_PIXELS = 120.0  # before street level only halls and blocks are drawn
EDGES_FROM = {Layer.BUILDING: 16, Layer.WATER: 13}
AREA_NAME_PIXELS = 2500.0


def first_zooms(features: Features) -> np.ndarray:
    """uint8[f]: the first zoom at which a feature is drawn; NEVER for what is not drawn at all."""
    lookup = np.full((len(Layer), 256), NEVER, np.uint8)
    for layer, zoom in AREA_FROM.items():
        lookup[layer] = zoom
    lookup[Layer.FERRY] = 11
    by_kind = {Layer.STREET: STREET_FROM, Layer.RAIL: RAIL_FROM, Layer.WATER: WATER_FROM, Layer.WOOD: WOOD_FROM, Layer.LABEL: LABEL_FROM}
    for layer, zooms in by_kind.items():
        for kind, zoom in zooms.items():
            lookup[layer, kind] = zoom
    return lookup[features.layer, features.kind]


def large_enough(layer: np.ndarray, area_pixels: np.ndarray, zoom: int) -> np.ndarray:
    """bool[n]: areas that can be seen at a zoom, and everything that is no area (area 0 and a line or point)."""
    smallest = np.zeros(len(Layer))
    for key, pixels in SMALLEST_PIXELS.items():
        smallest[key] = pixels
    if zoom < EDGES_FROM[Layer.BUILDING] - 1:
        smallest[Layer.BUILDING] = SMALLEST_BUILDING_FAR_PIXELS
    return (area_pixels >= smallest[layer]) | np.isnan(area_pixels)


def tolerance_units(zoom: int) -> float:
    return (TOLERANCE_PIXEL if zoom < MAX_ZOOM else TOLERANCE_PIXEL_LAST) * UNITS_PER_PIXEL
