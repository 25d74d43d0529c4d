"""Names on a picture: fonts, halos, turned text, and no two names over each other."""
import functools
import os
from pathlib import Path

import numpy as np
import shapely
from PIL import Image, ImageDraw, ImageFont

from backend.map.canvas import Canvas

# First found wins. ALLWAYS_FONT names another file.
FONTS = (
    "Inter-Medium.ttf", "Roboto-Regular.ttf", "DejaVuSansCondensed.ttf", "DejaVuSans.ttf",
    "Arial.ttf", "arial.ttf", "Helvetica.ttc",
)  # fmt: skip
BOLDER = 0.22  # dp around each letter: half way to bold


@functools.cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """A sans serif of a size in pixels; the font inside Pillow where the system has none."""
    chosen = os.environ.get("ALLWAYS_FONT")
    for name in (chosen, *FONTS) if chosen else FONTS:
        try:
            return ImageFont.truetype(str(Path(name)), size)
        except OSError:
            continue
    return ImageFont.load_default(size)


class Lettering:
    """Writes on a canvas and remembers where, so that names keep apart."""

    def __init__(self, canvas: Canvas):
        self.canvas = canvas
        self.taken: list = []
        self.places: dict[str, list[tuple[float, float]]] = {}

    def width(self, text: str, size: float) -> float:
        """dp of one line of text."""
        return font(round(size * self.canvas.scale)).getlength(text) / self.canvas.scale

    def write(self, text: str, x: float, y: float, size: float, colour: str, halo: str, angle: float = 0.0, apart: float = 0.0) -> bool:
        """One name with its middle at a point, unless it meets another, leaves the picture, or repeats itself within `apart` dp."""
        wide, high = max(self.width(line, size) for line in text.split("\n")), size * 1.2 * (text.count("\n") + 1)
        box = shapely.affinity.rotate(shapely.box(x - wide / 2 - 3, y - high / 2 - 1, x + wide / 2 + 3, y + high / 2 + 1), angle, origin=(x, y))
        if not self.free(box) or any(np.hypot(x - px, y - py) < apart for px, py in self.places.get(text, ())):
            return False
        self.reserve(box)
        self.places.setdefault(text, []).append((x, y))
        self.canvas.paste(self.stamp(text, size, colour, halo, angle), x, y)
        return True

    def free(self, box) -> bool:
        inside = shapely.box(2, 2, self.canvas.width_dp - 2, self.canvas.height_dp - 2)
        return inside.contains(box) and not any(box.intersects(other) for other in self.taken)

    def reserve(self, box) -> None:
        self.taken.append(box)

    def stamp(self, text: str, size: float, colour: str, halo: str, angle: float) -> Image.Image:
        """The text with its halo on a transparent ground, turned clockwise."""
        scale = self.canvas.scale
        face = font(round(size * scale))
        edge = round(1.6 * scale)
        probe = ImageDraw.Draw(Image.new("L", (1, 1)))
        left, top, right, bottom = probe.multiline_textbbox((0, 0), text, font=face, align="center", stroke_width=edge, spacing=size * 0.1 * scale)
        picture = Image.new("RGBA", (int(right - left) + 2, int(bottom - top) + 2), halo + "00")
        pen = ImageDraw.Draw(picture)
        at = (1 - left, 1 - top)
        pen.multiline_text(at, text, font=face, fill=halo, align="center", stroke_width=edge, stroke_fill=halo, spacing=size * 0.1 * scale)
        bolder = BOLDER * scale
        pen.multiline_text(at, text, font=face, fill=colour, align="center", spacing=size * 0.1 * scale, stroke_width=bolder, stroke_fill=colour)
        return picture.rotate(-angle, Image.Resampling.BICUBIC, expand=True) if angle else picture


def wrapped(text: str, most: int = 14) -> str:
    """A long name on two or three lines."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
