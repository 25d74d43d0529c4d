"""Recursive division of a superblock: every cut becomes a street; early cuts are the busier ones."""
import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.ops import split

from .layout import PLACES, find_place, from_centre, is_industrial, wanted_block_m2
from .shapes import lines_of

RURAL_M2 = 100_000
ATTEMPTS = 5


class Divider:
    """Adds the streets of one block after another to a plan. settled: noise that is low in green wedges."""

    def __init__(self, plan, rng, settled):
        self.plan, self.rng, self.settled = plan, rng, settled

    def divide(self, block, depth: int, zone: str) -> None:
        x, y = block.centroid.coords[0]
        if is_left_whole(block):
            return
        wanted_m2 = wanted_block_m2(x, y, float(self.settled(x, y)))
        if block.area < wanted_m2 * self.rng.uniform(1.25, 1.9):
            return
        cut = self._find_cut(block, wanted_m2, zone)
        if cut is None:
            return
        line, parts = cut
        pieces = [piece for piece in lines_of(line.intersection(block)) if piece.length > 5]
        is_last = max(part.area for part in parts) < wanted_m2 * 1.2
        suburban = from_centre((x, y)) > 1900 and wanted_m2 <= RURAL_M2
        if suburban and is_last and len(pieces) == 1 and self.rng.random() < 0.3:
            self._add_cul_de_sac(pieces[0], zone)
            return
        kind = street_kind(block, depth, wanted_m2)
        for piece in pieces:
            self.plan.add(piece, kind, zone)
        for part in parts:
            self.divide(part, depth + 1, zone)

    def _find_cut(self, block, wanted_m2: float, zone: str):
        """A line and the parts it makes, none too small or too thin; None after a few attempts."""
        bend = 1.0 if block.area > 60_000 or zone == "suburb" else 0.35
        for _ in range(ATTEMPTS):
            line = cut_line(block, self.rng, bend)
            parts = list(split(block, line).geoms)
            if len(parts) > 1 and all(part.area > 0.2 * wanted_m2 and not part.buffer(-15).is_empty for part in parts):
                return line, parts
        return None

    def _add_cul_de_sac(self, line: LineString, zone: str) -> None:
        """A street that ends within the block, and a footpath through."""
        share = self.rng.uniform(0.45, 0.65)
        self.plan.heads.append(line.interpolate(share, normalized=True).coords[0])
        self.plan.add(shapely.ops.substring(line, 0, share, normalized=True), "cul_de_sac", zone)
        self.plan.add(shapely.ops.substring(line, share, 1, normalized=True), "path", zone)


def is_left_whole(block) -> bool:
    place = find_place(*block.centroid.coords[0])
    return place is not None and block.area < 3.4 * PLACES[place][2] ** 2


def street_kind(block, depth: int, wanted_m2: float) -> str:
    rural = wanted_m2 > RURAL_M2
    if rural and depth > 1:
        return "track"
    if rural or is_industrial(*block.centroid.coords[0]):
        return "unclassified"
    return "tertiary" if block.area > 400_000 else "residential"


def cut_line(block, rng, bend: float) -> LineString:
    """A gently bent line across the block, square to its longest side."""
    corners = np.array(block.minimum_rotated_rectangle.exterior.coords)[:4]
    sides = np.diff(np.vstack([corners, corners[:1]]), axis=0)[:2]
    long_side, short_side = sorted(sides, key=lambda side: -np.hypot(*side))
    ratio = np.hypot(*long_side) / max(1.0, np.hypot(*short_side))
    across = short_side if ratio > 1.25 or rng.random() < 0.6 else long_side
    along = across[::-1] * (1, -1)
    angle = rng.normal(0, 0.07)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    across, along = turn @ across, turn @ along
    along = along / np.hypot(*along)
    middle = np.array(block.centroid.coords[0]) + along * rng.normal(0, 0.06) * np.hypot(*long_side)
    t = np.linspace(-1.3, 1.3, 15)[:, None]
    sagitta = bend * rng.normal(0, 0.11) * (1 - t**2) * np.hypot(*across)
    return LineString(middle + t * across * 0.75 + sagitta * along)


