"""A Pillow picture in which one dp is any number of pixels: areas, round-ended lines, dashes. Painted twice as large, then made smooth."""
import numpy as np
from PIL import Image, ImageDraw

SUPERSAMPLE = 2


class Canvas:
    """Coordinates and widths are dp; `ratio` device pixels make one."""

    def __init__(self, width: int, height: int, ratio: float, background: str):
        self.scale = ratio * SUPERSAMPLE
        self.size = (width, height)  # device pixels
        self.image = Image.new("RGB", (width * SUPERSAMPLE, height * SUPERSAMPLE), background)
        self.pen = ImageDraw.Draw(self.image)

    @property
    def width_dp(self) -> float:
        return self.image.width / self.scale

    @property
    def height_dp(self) -> float:
        return self.image.height / self.scale

    def triangles(self, xy: np.ndarray, index: np.ndarray, fill: str) -> None:
        """xy float[n, 2], index int[3 * m]."""
        corners = (xy * self.scale)[index].reshape(-1, 6)
        seen = (corners[:, 0::2].max(1) >= 0) & (corners[:, 0::2].min(1) <= self.image.width)
        seen &= (corners[:, 1::2].max(1) >= 0) & (corners[:, 1::2].min(1) <= self.image.height)
        for corner in corners[seen].tolist():
            self.pen.polygon(corner, fill=fill)

    def line(self, xy: np.ndarray, width: float, fill: str, round_ends: bool = True) -> None:
        """A polyline with round joins."""
        points = xy * self.scale
        wide = max(1, round(width * self.scale))
        if not self.sees(points, wide):
            return
        flat = [tuple(point) for point in points.tolist()]
        self.pen.line(flat, fill=fill, width=wide, joint="curve" if wide > 3 else None)
        if round_ends and wide > 3:
            radius = wide / 2 - 0.5
            for x, y in (flat[0], flat[-1]):
                self.pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)

    def sees(self, points: np.ndarray, wide: float) -> bool:
        low, high = points.min(0) - wide, points.max(0) + wide
        return bool(high[0] >= 0 and high[1] >= 0 and low[0] <= self.image.width and low[1] <= self.image.height)

    def dashes(self, xy: np.ndarray, width: float, fill: str, on: float, off: float) -> None:
        for piece in dash_pieces(xy, on, off):
            self.line(piece, width, fill, round_ends=False)

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        x, y, radius = x * self.scale, y * self.scale, radius * self.scale
        self.pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)

    def card(self, box: tuple[float, float, float, float], radius: float, fill: str) -> None:
        self.pen.rounded_rectangle([edge * self.scale for edge in box], radius * self.scale, fill=fill)

    def paste(self, picture: Image.Image, x: float, y: float) -> None:
        """A picture with transparency, its middle at a point."""
        corner = (round(x * self.scale - picture.width / 2), round(y * self.scale - picture.height / 2))
        self.image.paste(picture, corner, picture)

    def finish(self) -> Image.Image:
        return self.image.resize(self.size, Image.Resampling.LANCZOS)


def dash_pieces(xy: np.ndarray, on: float, off: float) -> list[np.ndarray]:
    """The parts of a polyline that are drawn when it is dashed."""
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    pieces = []
    for begin in np.arange(0.0, at[-1], on + off):
        end = min(begin + on, at[-1])
        inner = (at > begin) & (at < end)
        ends = np.column_stack([np.interp((begin, end), at, xy[:, 0]), np.interp((begin, end), at, xy[:, 1])])
        pieces.append(np.concatenate([ends[:1], xy[inner], ends[1:]]))
    return pieces
