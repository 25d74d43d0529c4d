"""Which part of the world a map shows, and how points get onto it. No Kivy."""

import math

from mobile.map.decode import STREET_DP
from mobile.map.mercator import to_degrees, to_world

LEAST_ZOOM, MOST_ZOOM = 9.5, 19.5
FIRST_TILES, LAST_TILES = 10, 17
MARGIN_SHARE = 0.12  # of what is free, at most, on each side


class View:
    """`x`, `y`: the point of the world square in the middle of what is free of sheets. `density` is pixels per dp; pixels count from bottom left."""

    def __init__(self, density: float = 1.0):
        self.x, self.y, self.zoom = 0.5, 0.5, 15.0
        self.density = density
        self.width = self.height = 100.0
        self.padding = (0.0, 0.0, 0.0, 0.0)  # left, top, right, bottom in pixels

    @property
    def middle(self) -> tuple[float, float]:
        """Pixels of the middle of the free part; of the whole map where almost nothing is free."""
        left, top, right, bottom = self.padding
        x = (left + self.width - right) / 2 if left + right < self.width * 0.95 else self.width / 2
        y = (bottom + self.height - top) / 2 if top + bottom < self.height * 0.95 else self.height / 2
        return x, y

    @property
    def world_px(self) -> float:
        """Pixels along the whole world."""
        return 256 * 2.0**self.zoom * self.density

    @property
    def scale(self) -> float:
        """Pixels for a dp of street zoom: what vertices are multiplied with."""
        return self.world_px / STREET_DP

    def to_pixels(self, lat: float, lon: float) -> tuple[float, float]:
        return self.world_to_pixels(*to_world(lat, lon))

    def world_to_pixels(self, x: float, y: float) -> tuple[float, float]:
        middle = self.middle
        return middle[0] + (x - self.x) * self.world_px, middle[1] - (y - self.y) * self.world_px

    def to_world(self, px: float, py: float) -> tuple[float, float]:
        middle = self.middle
        return self.x + (px - middle[0]) / self.world_px, self.y - (py - middle[1]) / self.world_px

    def to_coordinates(self, px: float, py: float) -> tuple[float, float]:
        return to_degrees(*self.to_world(px, py))

    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the world square that is seen, also under sheets."""
        left, top = self.to_world(0, self.height)
        right, bottom = self.to_world(self.width, 0)
        return left, top, right, bottom

    def bounds(self, free: bool = False) -> tuple[float, float, float, float]:
        """South, west, north, east of what is seen, in degrees; `free`: of what no sheet lies over."""
        left, top, right, bottom = self.padding if free else (0, 0, 0, 0)
        if left + right >= self.width * 0.95 or top + bottom >= self.height * 0.95:  # almost nothing is free, as for `middle`
            left = top = right = bottom = 0
        south, west = self.to_coordinates(left, bottom)
        north, east = self.to_coordinates(self.width - right, self.height - top)
        return south, west, north, east

    def tile_zoom(self) -> int:
        return max(FIRST_TILES, min(LAST_TILES, math.floor(self.zoom + 0.3)))

    def move_to(self, x: float, y: float) -> None:
        self.x, self.y = x % 1.0, max(0.0, min(1.0, y))

    def zoom_to(self, zoom: float, anchor: tuple[float, float] | None = None) -> None:
        """Change the zoom; the point of the world under `anchor` (pixels) stays where it is."""
        anchor = anchor or self.middle
        before = self.to_world(*anchor)
        self.zoom = max(LEAST_ZOOM, min(MOST_ZOOM, zoom))
        after = self.to_world(*anchor)
        self.move_to(self.x + before[0] - after[0], self.y + before[1] - after[1])

    def fitted(self, points: list[tuple[float, float]], margin_px: float, pin_px: float = 0) -> tuple[float, float, float]:
        """x, y and zoom at which all points lie in the free part, with a margin around that is smaller where little is free.

        `pin_px` is the room that pins need above their feet; they may stand into what a bar covers at the top.
        """
        world = [to_world(*point) for point in points]
        left, right = min(x for x, _ in world), max(x for x, _ in world)
        top, bottom = min(y for _, y in world), max(y for _, y in world)
        free_x, free_y = self.width - self.padding[0] - self.padding[2], self.height - self.padding[1] - self.padding[3]
        side, below = min(margin_px, max(0.0, free_x) * MARGIN_SHARE), min(margin_px, max(0.0, free_y) * MARGIN_SHARE)
        above = max(below, pin_px - self.padding[1])
        room_x, room_y = max(40.0, free_x - 2 * side), max(40.0, free_y - above - below)
        one = 256 * self.density
        zoom_x = math.log2(room_x / one / (right - left)) if right > left else MOST_ZOOM
        zoom_y = math.log2(room_y / one / (bottom - top)) if bottom > top else MOST_ZOOM
        zoom = max(LEAST_ZOOM, min(17.0, zoom_x, zoom_y))
        return (left + right) / 2, (top + bottom) / 2 - (above - below) / 2 / (one * 2.0**zoom), zoom
