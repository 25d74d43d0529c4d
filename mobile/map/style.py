"""What of a tile is drawn in which order, colour and width. Colours are names of tokens.MAP; widths in dp of street zoom."""

from typing import NamedTuple

STREET_ZOOM = 17
WIDTH_PER_ZOOM = 0.82  # each zoom out divides widths by 2 to this power: less than the map shrinks, so that streets stay visible


class Stroke(NamedTuple):
    """A street or track: fill and casing with their widths, rank among its like, dashes in widths, least width in dp at any zoom."""

    width: float
    casing: float
    fill: str
    edge: str
    rank: int
    least: float = 0.8
    dashes: tuple[float, float] | None = None


class Layer(NamedTuple):
    """One thing to draw: `order` from below to above; a width of 0 is an area."""

    order: int
    colour: str
    width: float = 0.0
    least: float = 0.0
    dashes: tuple[float, float] | None = None


MAIN = Stroke(14.5, 17.0, "road_main", "road_main_casing", 9, 1.6)
LINK = Stroke(9.0, 11.0, "road_main", "road_main_casing", 8, 1.0)
MIDDLE = Stroke(12.0, 14.0, "road_middle", "road_middle_casing", 7, 1.4)
SMALL = Stroke(8.0, 9.5, "road_small", "road_small_casing", 5, 0.9)
LANE = Stroke(6.0, 7.3, "road_small", "road_small_casing", 4)
DRIVE = Stroke(3.6, 4.8, "road_small", "road_small_casing", 3, 0.7)
TRACK = Stroke(2.2, 0.0, "path", "", 2, 0.8, (4.0, 1.6))
PATH = Stroke(2.0, 0.0, "path", "", 1, 0.9, (2.6, 1.5))
STEPS = Stroke(4.6, 0.0, "path", "", 1, 1.6, (0.35, 0.3))
PLATFORM = Stroke(3.0, 0.0, "square", "", 0)

# `kind` of the layer street, as the tile format numbers it.
STREETS = {
    **dict.fromkeys((1, 3, 5, 7), MAIN),
    **dict.fromkeys((2, 4, 6, 8), LINK),
    **dict.fromkeys((9, 10), MIDDLE),
    **dict.fromkeys((11, 12), SMALL),
    **dict.fromkeys((13, 16), LANE),
    14: DRIVE,
    15: TRACK,
    **dict.fromkeys((17, 18, 19, 20, 21, 22), PATH),
    **dict.fromkeys((23, 30, 31), STEPS),
    26: PLATFORM,
}

AREAS = {
    "block": Layer(10, "block"),
    "green": Layer(20, "green"),
    "wood": Layer(22, "tree"),
    "water": Layer(30, "water"),
    "square": Layer(40, "square"),
    "parking": Layer(42, "road_small_casing"),
    "building": Layer(50, "building"),
}
EDGES = {"water": Layer(33, "bank", 2.0, 0.6), "building": Layer(52, "building_edge", 0.7, 0.5)}
WATER_LINES = {1: Layer(31, "water", 8.0, 1.2), 2: Layer(31, "water", 3.0, 0.8)}
RAILS = {0: Layer(76, "rail", 3.2, 1.0), 1: Layer(170, "rail", 1.4, 0.7), 2: Layer(75, "rail", 2.4, 0.8), 3: Layer(74, "rail", 1.6, 0.6)}
FERRY = Layer(36, "label_water", 1.6, 0.9, (5.0, 4.0))

TUNNEL, BRIDGE = 2, 1
BASES = {TUNNEL: 60, 0: 80, BRIDGE: 120}
FILL_ABOVE_CASING = 16

# layer and kind of names: how important (small is first), size in dp, colour, first zoom at which it is drawn
NAMES = {
    ("label", 0): (0, 16.0, "label", 10.0),
    ("label", 1): (1, 15.0, "label", 10.0),
    ("label", 2): (2, 13.5, "label", 11.5),
    ("label", 3): (4, 12.5, "label", 12.5),
    ("label", 4): (7, 11.5, "label", 14.5),
    ("label", 5): (6, 11.5, "label", 15.5),
    ("label", 6): (3, 12.0, "label", 13.5),
    ("water", None): (5, 11.5, "label_water", 12.5),
    ("green", None): (8, 11.5, "label_green", 14.5),
    ("street", 10): (9, 11.5, "label", 13.5),
    ("street", 11): (10, 11.5, "label", 14.5),
    ("street", 12): (11, 11.0, "label", 15.7),
    ("street", 13): (12, 10.5, "label", 16.5),
}


def layers_of(layer: str, kind: int, bridge: int, mode: str) -> tuple[Layer, ...]:
    """How an entry of a tile is drawn; nothing for what this version does not know."""
    if mode == "triangles":
        return (AREAS[layer],) if layer in AREAS else ()
    if mode == "edges":
        return (EDGES[layer],) if layer in EDGES else ()
    if layer == "water":
        return (WATER_LINES[kind],) if kind in WATER_LINES else ()
    if layer == "rail":
        return (RAILS[kind],) if kind in RAILS else ()
    if layer == "ferry":
        return (FERRY,)
    if layer != "street" or kind not in STREETS:
        return ()
    stroke, base = STREETS[kind], BASES.get(bridge, BASES[0])
    fill = Layer(base + FILL_ABOVE_CASING + stroke.rank, stroke.fill, stroke.width, stroke.least, stroke.dashes)
    if not stroke.casing:
        return (fill,)
    return (Layer(base + stroke.rank, stroke.edge, stroke.casing, stroke.least + 0.8), fill)


def width_at(width: float, least: float, zoom: float) -> float:
    """dp of a line at a zoom."""
    return max(least, width * 2.0 ** ((zoom - STREET_ZOOM) * WIDTH_PER_ZOOM))


def name_style(layer: str, kind: int) -> tuple[int, float, str, float] | None:
    return NAMES.get((layer, kind)) or NAMES.get((layer, None))
