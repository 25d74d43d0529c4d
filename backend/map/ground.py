"""Painting areas, streets, rails and edges in the order of a map: everything of one layer in all tiles before the next."""
from collections.abc import Iterator

import numpy as np

from backend.map.canvas import Canvas
from backend.map.style import STREETS, Line, Palette, mix, scale_at
from routing.atlas import GreenKind, RailKind, SquareKind, WaterKind

TUNNEL, GROUND, BRIDGE = 2, 0, 1


def paint_ground(canvas: Canvas, palette: Palette, layers: list[dict], zoom: float) -> None:
    areas(canvas, palette, layers, zoom)
    for bridge in (TUNNEL, GROUND, BRIDGE):
        streets(canvas, palette, layers, zoom, bridge)
        rails(canvas, palette, layers, zoom, bridge)
    ferries(canvas, palette, layers, zoom)


def areas(canvas: Canvas, palette: Palette, layers: list[dict], zoom: float) -> None:
    for layer in ("block", "green", "wood", "water", "square", "parking", "building"):
        for entry in of(layers, layer, "triangles"):
            canvas.triangles(entry["xy"], entry["index"], area_colour(palette, layer, entry["kind"]))
        if layer == "water":
            water_lines(canvas, palette, layers, zoom)
        width, colour = {"water": (1.4, palette.bank), "building": (0.7, palette.building_edge)}.get(layer, (0.0, ""))
        for entry in of(layers, layer, "edges") if width else ():
            for xy in polylines(entry):
                canvas.line(xy, width, colour, round_ends=False)
    trees(canvas, palette, layers, zoom)


def trees(canvas: Canvas, palette: Palette, layers: list[dict], zoom: float) -> None:
    radius = 4.2 * scale_at(zoom)
    for entry in of(layers, "wood", "points"):
        for x, y in entry["xy"]:
            canvas.dot(x, y, radius, palette.tree)


def area_colour(palette: Palette, layer: str, kind: int) -> str:
    if layer == "green":
        shades = {GreenKind.FIELD: mix(palette.green, palette.land, 0.62), GreenKind.SPORT: mix(palette.green, palette.tree, 0.25)}
        return shades.get(kind, palette.green)
    if layer == "square" and kind == SquareKind.PLATFORM:
        return mix(palette.square, palette.block, 0.5)
    return {
        "block": palette.block, "wood": mix(palette.tree, palette.green, 0.45), "water": palette.water, "square": palette.square,
        "parking": mix(palette.block, palette.road_small_casing, 0.35), "building": palette.building,
    }[layer]  # fmt: skip


def of(layers: list[dict], layer: str, mode: str) -> Iterator[dict]:
    return (entry for entry in layers if entry["layer"] == layer and entry["mode"] == mode)


def polylines(entry: dict) -> list[np.ndarray]:
    return np.split(entry["xy"], entry["starts"][1:])


def water_lines(canvas: Canvas, palette: Palette, layers: list[dict], zoom: float) -> None:
    for entry in of(layers, "water", "lines"):
        width = (9.0 if entry["kind"] == WaterKind.RIVER else 3.0) * scale_at(zoom)
        for xy in polylines(entry):
            canvas.line(xy, max(width, 0.9), palette.water)


def streets(canvas: Canvas, palette: Palette, layers: list[dict], zoom: float, bridge: int) -> None:
    """All casings before all fills, small streets before large ones, so that junctions are open."""
    drawn = [(STREETS[entry["kind"]], entry) for entry in of(layers, "street", "lines") if entry["bridge"] == bridge and entry["kind"] in STREETS]
    drawn.sort(key=lambda pair: pair[0].order)
    scale = scale_at(zoom)
    for line, entry in drawn:
        if line.casing and bridge != TUNNEL:
            edge = getattr(palette, line.edge) if bridge == GROUND else mix(getattr(palette, line.edge), palette.label, 0.35)
            width = max(line.width * scale, line.least) + max((line.casing - line.width) * scale, 1.3)
            for xy in polylines(entry):
                canvas.line(xy, width, edge, round_ends=bridge == GROUND)
    for line, entry in drawn:
        fill = getattr(palette, line.fill) if bridge != TUNNEL else mix(getattr(palette, line.fill), palette.block, 0.6)
        for xy in polylines(entry):
            street_fill(canvas, xy, line, fill, scale)


def street_fill(canvas: Canvas, xy: np.ndarray, line: Line, fill: str, scale: float) -> None:
    width = max(line.width * scale, line.least)
    if line.dashes:
        canvas.dashes(xy, width, fill, max(line.dashes[0] * line.width * scale, 1.5), max(line.dashes[1] * line.width * scale, 1.2))
    else:
        canvas.line(xy, width, fill)


def rails(canvas: Canvas, palette: Palette, layers: list[dict], zoom: float, bridge: int) -> None:
    """Railways are a dark line with light dashes, trams a thin line, metros below ground a faint dashed one."""
    scale = max(scale_at(zoom), 0.22)
    for entry in of(layers, "rail", "lines"):
        if entry["bridge"] != bridge:
            continue
        for xy in polylines(entry):
            if entry["kind"] == RailKind.TRAM:
                canvas.line(xy, max(1.2 * scale, 0.7), mix(palette.rail, palette.land, 0.25))
            elif bridge == TUNNEL:
                canvas.dashes(xy, max(3.0 * scale, 1.0), mix(palette.rail, palette.land, 0.6), 6.0, 5.0)
            else:
                narrow = entry["kind"] == RailKind.SIDING
                width = (2.6 if narrow else 4.4) * scale
                canvas.line(xy, max(width, 0.8), mix(palette.rail, palette.land, 0.45 if narrow else 0.1), round_ends=False)
                if width >= 1.6:
                    canvas.dashes(xy, width - 1.3, palette.land, 9.0 * scale, 9.0 * scale)


def ferries(canvas: Canvas, palette: Palette, layers: list[dict], zoom: float) -> None:
    for entry in of(layers, "ferry", "lines"):
        for xy in polylines(entry):
            canvas.dashes(xy, 1.3, mix(palette.label_water, palette.water, 0.35), 7.0, 5.0)
