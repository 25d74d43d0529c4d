"""Which names are written first, how large, and in which colour."""
from backend.map.lettering import Lettering, wrapped
from backend.map.style import Palette
from routing.atlas import LabelKind

REPEAT_DP, REPEAT_RIVER_DP = 260.0, 500.0
ROOM_SHARE = 0.6  # of a name's width that must lie inside its area
# order of writing and size in dp
SETTLEMENT = {
    LabelKind.CITY: (0, 18.0), LabelKind.TOWN: (1, 15.0), LabelKind.VILLAGE: (2, 13.0), LabelKind.QUARTER: (3, 13.0), LabelKind.LOCALITY: (8, 10.5),
    LabelKind.PLACE: (4, 11.0), LabelKind.STATION: (3, 11.5),
}  # fmt: skip
STREET = {LabelKind.STREET_MAIN: (5, 11.5), LabelKind.STREET_MIDDLE: (6, 11.0), LabelKind.STREET_SMALL: (7, 10.5), LabelKind.STREET_PATH: (9, 9.5)}
AREA = {"water": (2, 12.0), "green": (5, 11.0), "wood": (6, 11.0), "square": (4, 10.5), "block": (8, 10.5), "building": (8, 10.0)}


def write_names(lettering: Lettering, palette: Palette, layers: list[dict]) -> None:
    """Important names first; those that find no room are left out."""
    waiting = []
    for entry in layers:
        if entry["mode"] == "names":
            for text, x, y, angle, room in entry["names"]:
                order, size = look(entry["layer"], entry["kind"])
                waiting.append((order, -room, text, x, y, angle, size, entry["layer"]))
    for _, negative_room, text, x, y, angle, size, layer in sorted(waiting):
        if layer == "street":
            lettering.write(text, x, y, size, palette.label, palette.label_halo, angle, REPEAT_DP)
            continue
        if layer == "water" and angle:
            lettering.write(text, x, y, size, palette.label_water, palette.water, angle, REPEAT_RIVER_DP)
            continue
        lines = wrapped(text)
        widest = max(lettering.width(line, size) for line in lines.split("\n"))
        if layer != "label" and widest * ROOM_SHARE > -negative_room:
            continue
        colour = {"water": palette.label_water, "green": palette.label_green, "wood": palette.label_green}.get(layer, palette.label)
        lettering.write(lines, x, y, size, colour, palette.label_halo, 0.0, REPEAT_DP)


def look(layer: str, kind: int) -> tuple[int, float]:
    """Order of writing and size in dp."""
    if layer == "street":
        return STREET.get(kind, (7, 10.5))
    return SETTLEMENT.get(kind, (8, 10.5)) if layer == "label" else AREA.get(layer, (8, 10.5))
