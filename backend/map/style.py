"""How the map looks: the colours of the three themes and the widths of lines, in pixels of street zoom (17)."""
from dataclasses import dataclass

from routing.streets.model import Kind

STREET_ZOOM = 17
WIDTH_PER_ZOOM = 0.82  # each zoom out divides widths by 2 to this power: less than the map shrinks, so that streets stay visible


@dataclass(frozen=True)
class Palette:
    """Colours of one theme."""

    land: str
    block: str
    building: str
    building_edge: str
    green: str
    tree: str
    water: str
    bank: str
    road_small: str
    road_small_casing: str
    road_middle: str
    road_middle_casing: str
    road_main: str
    road_main_casing: str
    rail: str
    square: str
    label: str
    label_halo: str
    label_water: str
    label_green: str
    walk_dot: str
    route_ring: str
    route_casing: str
    surface: str
    on_surface: str

    @property
    def path(self) -> str:
        """Ways for feet only: seen on land, on squares and in parks."""
        return mix(self.road_small_casing, self.rail, 0.35)


THEMES = {
    "light": Palette(
        "#F1F0EC", "#E9E7E1", "#DDDAD2", "#CFCBC1", "#CDE6C6", "#A9D29E", "#A9D2EE", "#8FBFE0", "#FFFFFF",
        "#D6D3CB", "#FFFFFF", "#C9C5BB", "#FFE7A6", "#D9B95A", "#7A7F8C", "#F8EBD9", "#3C4356", "#FFFFFF",
        "#1B5480", "#2C6127", "#1D3183", "#FFFFFF", "#11182B", "#FFFFFF", "#11182B",
    ),
    "dark": Palette(
        "#171D2A", "#1C2332", "#252D3E", "#2F394D", "#1B3529", "#26493A", "#0E2F4C", "#18456B", "#364057",
        "#10141E", "#424E69", "#10141E", "#5B5A4B", "#10141E", "#7C86A0", "#2B2B33", "#D5DBEA", "#10141E",
        "#9CCBF2", "#A6D9AE", "#FFC72E", "#F0F3FA", "#05070C", "#161D2E", "#F0F3FA",
    ),
    "hc": Palette(
        "#000000", "#000000", "#1A1A1A", "#3A3A3A", "#06240F", "#0F4020", "#001E3D", "#5AB8FF", "#8A8A8A",
        "#000000", "#C2C2C2", "#000000", "#FFFFFF", "#000000", "#FFFFFF", "#222222", "#FFFFFF", "#000000",
        "#8FE3FF", "#7CFFB0", "#FFE14D", "#FFFFFF", "#000000", "#000000", "#FFFFFF",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a street or track: fill and casing are names of Palette colours, widths in pixels at street zoom; dashes in widths."""

    width: float
    casing: float
    fill: str
    edge: str
    order: int
    dashes: tuple[float, float] = ()
    least: float = 0.8  # pixels, whatever the zoom


MAIN = Line(14.5, 17.0, "road_main", "road_main_casing", 9, least=1.6)
MAIN_LINK = Line(9.0, 11.0, "road_main", "road_main_casing", 8, least=1.0)
MIDDLE = Line(12.0, 14.0, "road_middle", "road_middle_casing", 7, least=1.4)
SMALL = Line(8.0, 9.5, "road_small", "road_small_casing", 5, least=0.9)
LANE = Line(6.0, 7.3, "road_small", "road_small_casing", 4)
DRIVE = Line(3.6, 4.8, "road_small", "road_small_casing", 3, least=0.7)
TRACK = Line(2.4, 0.0, "path", "", 2, (4.0, 1.6))
PATH = Line(2.0, 0.0, "path", "", 1, (2.2, 1.5), 0.9)
STEPS = Line(4.6, 0.0, "path", "", 1, (0.35, 0.3), 1.6)
PLATFORM = Line(3.0, 0.0, "square", "", 0)

STREETS = {
    **dict.fromkeys((Kind.MOTORWAY, Kind.TRUNK, Kind.PRIMARY, Kind.SECONDARY), MAIN),
    **dict.fromkeys((Kind.MOTORWAY_LINK, Kind.TRUNK_LINK, Kind.PRIMARY_LINK, Kind.SECONDARY_LINK), MAIN_LINK),
    **dict.fromkeys((Kind.TERTIARY, Kind.TERTIARY_LINK), MIDDLE),
    **dict.fromkeys((Kind.UNCLASSIFIED, Kind.RESIDENTIAL), SMALL),
    **dict.fromkeys((Kind.LIVING_STREET, Kind.PEDESTRIAN), LANE),
    Kind.SERVICE: DRIVE,
    Kind.TRACK: TRACK,
    **dict.fromkeys((Kind.FOOTWAY, Kind.PATH, Kind.CYCLEWAY, Kind.BRIDLEWAY), PATH),
    **dict.fromkeys((Kind.STEPS, Kind.ESCALATOR, Kind.MOVING_WALKWAY), STEPS),
    Kind.PLATFORM: PLATFORM,
}


def scale_at(zoom: float) -> float:
    """What widths of street zoom are multiplied with at a zoom."""
    return 2.0 ** ((zoom - STREET_ZOOM) * WIDTH_PER_ZOOM)


def mix(colour: str, other: str, share: float) -> str:
    """A colour with a share of another, both #RRGGBB."""
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
