"""Names on the map: the important ones first, none over another, no street named twice close together."""

import math
from functools import lru_cache
from typing import NamedTuple

from kivy.core.text import Label as CoreLabel
from kivy.metrics import dp

from mobile.map.decode import Name
from mobile.theme import font, theme

MOST = 60
CELL = 48  # pixels of the grid in which neighbours are looked for
APART_DP = 220  # between two of the same street
MOST_SCALE = 1.5  # names grow with the text of the person up to here: more would hide the map
HALO_DP = 1.5


class Placed(NamedTuple):
    """A name with the middle of its texture in pixels of the widget."""

    name: Name
    x: float
    y: float
    texture: object


class Box(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float


@lru_cache(512)
def texture_of(text: str, size: float, colour: tuple, halo: tuple):
    """The words with their halo, drawn once."""
    label = CoreLabel(
        text=text, font_name=font(600), font_size=size, color=colour, outline_width=max(1, round(dp(HALO_DP))), outline_color=halo,
        padding=(dp(2), dp(1)), halign="center",
    )  # fmt: skip
    label.refresh()
    return label.texture


def upright(angle: float) -> float:
    """Degrees so that letters do not stand on their heads."""
    return (angle + 90) % 180 - 90


def boxes_of(x: float, y: float, width: float, height: float, angle: float) -> list[Box]:
    """Squares along a turned name: closer to it than the one box around it."""
    if abs(angle) < 4:
        return [Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)]
    pieces = max(1, math.ceil(width / height))
    turn, found = math.radians(angle), []
    for piece in range(pieces):
        along = (piece + 0.5) / pieces * width - width / 2
        cx, cy, half = x + math.cos(turn) * along, y + math.sin(turn) * along, height * 0.6
        found.append(Box(cx - half, cy - half, cx + half, cy + half))
    return found


class Grid:
    """Boxes by the cells they touch."""

    def __init__(self):
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def cells(self, box: Box):
        for column in range(int(box.left // CELL), int(box.right // CELL) + 1):
            for row in range(int(box.bottom // CELL), int(box.top // CELL) + 1):
                yield column, row

    def free(self, boxes: list[Box]) -> bool:
        return not any(overlap(box, other) for box in boxes for cell in self.cells(box) for other in self._cells.get(cell, ()))

    def add(self, boxes: list[Box]) -> None:
        for box in boxes:
            for cell in self.cells(box):
                self._cells.setdefault(cell, []).append(box)


def overlap(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.bottom < other.top and other.bottom < one.top


def place(names, zoom: float, scale: float, to_pixels, view: Box, taken: list[Box]) -> list[Placed]:
    """The names to draw. `scale` is pixels for a dp of street zoom, `to_pixels(x, y)` the place on the widget, `taken` is kept free of names."""
    grid = Grid()
    for box in taken:
        grid.add([box])
    said: dict[str, list[tuple[float, float]]] = {}
    placed: list[Placed] = []
    grown = min(theme.text_scale, MOST_SCALE)
    for name in sorted(names, key=lambda name: (name.rank, -name.room, name.text)):
        if zoom < name.first_zoom or len(placed) >= MOST:
            continue
        x, y = to_pixels(name.x, name.y)
        if not (view.left <= x <= view.right and view.bottom <= y <= view.top):
            continue
        near = any(math.hypot(x - other_x, y - other_y) < dp(APART_DP) for other_x, other_y in said.get(name.text, ()))
        if near:
            continue
        size = dp(name.size) * grown
        estimate = len(name.text) * size * 0.5
        if name.rank >= 9 and name.room and estimate > name.room * scale * 1.25:
            continue  # the street is shorter than its name
        texture = texture_of(name.text, round(size, 1), tuple(theme.map[name.colour]), tuple(theme.map["label_halo"][:3]))
        boxes = boxes_of(x, y, texture.width, texture.height, upright(name.angle))
        if not grid.free(boxes):
            continue
        grid.add(boxes)
        said.setdefault(name.text, []).append((x, y))
        placed.append(Placed(name, x, y, texture))
    return placed
