"""Slopes from a terrain model, measured along the drawn line itself.

The engine measures each stretch between two junctions over 25 m or more, on a model from which everything smaller than about 10 m is smoothed
away. This reading smooths by taking the weighted mean of 25 places around each point, and measures every 25 m along the line. The two agree to
0.2 per cent but where a stretch of nearly 50 m is measured as one part and rises unevenly: there they were found to differ by 0.6, and may
differ by ALLOWED_PCT.
"""
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import tifffile

from tests.oracle.walls.extract import Place
from tests.oracle.walls.judge import Limits
from tests.oracle.walls.kinds import INSIDE
from tests.oracle.walls.trace import METRES_PER_E7, Carrier, Map
from tests.oracle.walls.values import find_incline_pct

RUN_M = 25.0
SPREAD_M = 10.0
ALLOWED_PCT = 1.0
# Offsets in spreads, and their weights: a bell over 25 places.
OFFSETS = [(i, j, math.exp(-(i * i + j * j) / 2)) for i in (-2, -1, 0, 1, 2) for j in (-2, -1, 0, 1, 2)]
SCALE, TIEPOINT, KEYS = 33550, 33922, 34735


class Terrain:
    """A GeoTIFF in degrees, north up."""

    def __init__(self, path: Path):
        with tifffile.TiffFile(path) as tiff:
            page = tiff.pages.first
            self.heights = page.asarray().astype(float)
            (step_lon, step_lat, _), (_, _, _, west, north, _) = page.tags[SCALE].value[:3], page.tags[TIEPOINT].value[:6]
            keys = page.tags[KEYS].value
        by_centre = (1025, 0, 1, 2) in zip(keys[4::4], keys[5::4], keys[6::4], keys[7::4])
        half = 0.0 if by_centre else 0.5
        self.north, self.west, self.step_lat, self.step_lon = north - half * step_lat, west + half * step_lon, step_lat, step_lon
        self.height = lru_cache(maxsize=None)(self.find_height)

    def cell(self, lat: float, lon: float) -> tuple[float, float]:
        return (self.north - lat) / self.step_lat, (lon - self.west) / self.step_lon

    def covers(self, *places: Place) -> bool:
        rows, columns = self.heights.shape
        cells = [self.cell(lat / 1e7, lon / 1e7) for lat, lon in places]
        return all(0 <= row <= rows - 1 and 0 <= column <= columns - 1 for row, column in cells)

    def bilinear(self, lat: float, lon: float) -> float:
        row, column = self.cell(lat, lon)
        row, column = (min(max(at, 0.0), size - 1.000001) for at, size in zip((row, column), self.heights.shape))
        i, j = int(row), int(column)
        down, right = row - i, column - j
        (a, b), (c, d) = self.heights[i : i + 2, j : j + 2]
        return float((a * (1 - right) + b * right) * (1 - down) + (c * (1 - right) + d * right) * down)

    def find_height(self, place: Place) -> float:
        lat, lon = place[0] / 1e7, place[1] / 1e7
        up = SPREAD_M / METRES_PER_E7 / 1e7
        across = up / math.cos(math.radians(lat))
        total = sum(weight * self.bilinear(lat + i * up, lon + j * across) for i, j, weight in OFFSETS)
        return total / sum(weight for *_, weight in OFFSETS)

    def objections(self, on: Map, line: Sequence[Place], carried: Sequence[Carrier | None], limits: Limits) -> list[tuple[str, Place]]:
        """Parts of 25 m that are steeper than the limits, where nobody tagged a slope and the ground is what one walks on."""
        found: list[tuple[str, Place]] = []
        if limits.get("max_incline_up_pct") is None and limits.get("max_incline_down_pct") is None:
            return found
        for run in on_the_ground(line, carried):
            for place, up_pct in self.slopes(on, run):
                for name, pct in (("max_incline_up_pct", up_pct), ("max_incline_down_pct", -up_pct)):
                    if limits.get(name) is not None and pct > limits[name] + ALLOWED_PCT:
                        found.append((f"{name} by terrain", place))
        return found

    def slopes(self, on: Map, run: Sequence[Place]) -> Iterator[tuple[Place, float]]:
        """Per cent over each 25 m of a part of a line."""
        xy = np.array([on.xy(place) for place in run])
        along_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        count = int(along_m[-1] // RUN_M)
        if not count:
            return
        at_m = np.linspace(0, along_m[-1], count + 1)
        lat, lon = (np.interp(at_m, along_m, [place[axis] for place in run]) for axis in (0, 1))
        places = [(round(one), round(other)) for one, other in zip(lat, lon)]
        for here, there in pairwise(places):
            yield here, (self.height(there) - self.height(here)) / (along_m[-1] / count) * 100


def on_the_ground(line: Sequence[Place], carried: Sequence[Carrier | None]) -> Iterator[list[Place]]:
    """Parts of the line on one object after the other whose slope only the ground tells."""
    run: list[Place] = []
    for number, carrier in enumerate(carried):
        if told_by_ground(carrier) and (number == 0 or not run or same(carried[number - 1], carrier)):
            run = run or [line[number]]
            run.append(line[number + 1])
            continue
        if run:
            yield run
        run = [line[number], line[number + 1]] if told_by_ground(carrier) else []
    if run:
        yield run


def same(one: Carrier | None, other: Carrier | None) -> bool:
    return one is not None and other is not None and one.thing is other.thing


def told_by_ground(carrier: Carrier | None) -> bool:
    if carrier is None or carrier.what not in ("way", "area"):
        return False
    tags = carrier.thing.tags
    raised = any(tags.get(key, "no") != "no" for key in ("bridge", "tunnel"))
    told = tags.get("incline") in ("up", "down") or find_incline_pct(tags.get("incline")) is not None
    return not raised and not told and carrier.thing.kind not in (*INSIDE, "ferry", "steps")
