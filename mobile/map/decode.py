"""A tile as it comes to what can be drawn: triangles in one system of coordinates for the whole map. NumPy, no Kivy; meant for a thread."""

import gzip
import zlib
from typing import NamedTuple

import msgspec
import numpy as np

from mobile.map.style import layers_of, name_style, width_at

FORMAT = 1
MOST_BYTES = 32 * 2**20  # unpacked
MOST_INDICES = 65_532  # of one mesh: a multiple of three below 2^16
STREET_DP = 256 * 2**17  # dp along the world at street zoom: the unit of all vertices
SHARP = 0.5  # cosine at which the corner of a line is no longer drawn to its point


class TileError(Exception):
    """These bytes are no map tile."""


class Piece(NamedTuple):
    """One mesh: float32[2n] x, y and uint16[m] triples into it."""

    order: int
    colour: str
    vertices: np.ndarray
    indices: np.ndarray


class Name(NamedTuple):
    """A name to write. x, y in dp of street zoom from the anchor of the map; angle in degrees, anticlockwise; room in dp of street zoom."""

    text: str
    x: float
    y: float
    angle: float
    room: float
    rank: int
    size: float
    colour: str
    first_zoom: float


class DrawnTile(NamedTuple):
    pieces: tuple[Piece, ...]
    names: tuple[Name, ...]
    segments: int


def decode(raw: bytes, tile: tuple[int, int, int], anchor: tuple[float, float]) -> DrawnTile:
    """Vertices are dp of street zoom east and north of `anchor`, a point of the world square. Raises TileError."""
    try:
        found = msgspec.msgpack.decode(unpacked(raw), type=dict)
        if found.get("v") != FORMAT:
            raise TileError("a format this app does not know")
        return drawn(found, tile, anchor)
    except (OSError, EOFError, zlib.error, msgspec.MsgspecError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise TileError("damaged map tile") from error


def unpacked(raw: bytes) -> bytes:
    if raw[:2] != b"\x1f\x8b":
        return raw
    engine = zlib.decompressobj(wbits=31)
    body = engine.decompress(raw, MOST_BYTES)
    if engine.unconsumed_tail or not engine.eof:
        raise gzip.BadGzipFile("cut off or too large")
    return body


def drawn(found: dict, tile: tuple[int, int, int], anchor: tuple[float, float]) -> DrawnTile:
    zoom, column, row = tile
    unit = STREET_DP / (1 << zoom) / int(found["extent"])
    left = (column / (1 << zoom) - anchor[0]) * STREET_DP
    top = (anchor[1] - row / (1 << zoom)) * STREET_DP
    pieces: list[Piece] = []
    names: list[Name] = []
    segments = 0
    for entry in found["layers"]:
        if entry["mode"] == "names":
            names += names_of(entry, unit, left, top)
            continue
        if entry["mode"] not in ("triangles", "lines", "edges"):
            continue
        styles = layers_of(entry["layer"], entry["kind"], entry["bridge"], entry["mode"])
        if not styles:
            continue
        points = placed(entry["xy"], unit, left, top)
        if entry["mode"] == "triangles":
            index = np.frombuffer(entry["index"], "<u2").astype(np.uint16)
            if len(index) and int(index.max()) >= len(points):
                raise TileError("a corner that is not there")
            pieces += split(styles[0].order, styles[0].colour, points, index)
            continue
        starts = np.frombuffer(entry["starts"], "<u4").astype(np.int64)
        segments += len(points) - len(starts)
        for style in styles:
            half = width_at(style.width, style.least, zoom) / 2 * 2.0 ** (17 - zoom)
            pieces += ribbon(style.order, style.colour, points, starts, half, style.dashes)
    return DrawnTile(tuple(pieces), tuple(names), segments)


def placed(raw: bytes, unit: float, left: float, top: float) -> np.ndarray:
    """float64[n, 2] from int16 pairs; y turns to the north."""
    xy = np.frombuffer(raw, "<i2").reshape(-1, 2).astype(np.float64)
    xy[:, 0] = left + xy[:, 0] * unit
    xy[:, 1] = top - xy[:, 1] * unit
    return xy


def names_of(entry: dict, unit: float, left: float, top: float) -> list[Name]:
    style = name_style(entry["layer"], entry["kind"])
    if style is None:
        return []
    rank, size, colour, first_zoom = style
    return [
        Name(str(text), left + x * unit, top - y * unit, -float(angle), room * unit, rank, size, colour, first_zoom)
        for text, x, y, angle, room in entry["names"]
    ]


def split(order: int, colour: str, points: np.ndarray, index: np.ndarray) -> list[Piece]:
    """Meshes of at most MOST_INDICES indices."""
    vertices = np.ascontiguousarray(points, np.float32).reshape(-1)
    return [Piece(order, colour, vertices, np.ascontiguousarray(index[at : at + MOST_INDICES])) for at in range(0, len(index), MOST_INDICES)]


def ribbon(order: int, colour: str, points: np.ndarray, starts: np.ndarray, half: float, dashes: tuple[float, float] | None) -> list[Piece]:
    """Polylines as bands: mitred corners, ends half a width longer so that streets meet without a notch. Dashes are pieces of them."""
    if len(points) < 2:
        return []
    ends = np.append(starts[1:], len(points)) - 1
    if dashes:
        points, starts = dashed(points, starts, ends, half * 2 * dashes[0], half * 2 * dashes[1])
        if not len(points):
            return []
        ends = np.append(starts[1:], len(points)) - 1
    inner = np.ones(len(points), bool)
    inner[ends] = False
    begin = np.flatnonzero(inner)  # of each segment
    step = points[begin + 1] - points[begin]
    length = np.hypot(step[:, 0], step[:, 1])
    step /= np.where(length > 0, length, 1)[:, None]
    after, before = np.zeros_like(points), np.zeros_like(points)
    after[begin], before[begin + 1] = step, step
    after[ends], before[starts] = before[ends], after[starts]
    normal = np.column_stack((-(before + after)[:, 1], (before + after)[:, 0]))
    size = np.hypot(normal[:, 0], normal[:, 1])
    normal /= np.where(size > 0, size, 1)[:, None]
    cosine = normal[:, 0] * -after[:, 1] + normal[:, 1] * after[:, 0]
    offset = normal * (half / np.maximum(cosine, SHARP))[:, None]
    middle = points.copy()
    if not dashes:
        middle[starts] -= after[starts] * half
        middle[ends] += before[ends] * half
    band = np.empty((2 * len(points), 2))
    band[0::2], band[1::2] = middle + offset, middle - offset
    return banded(order, colour, band, begin)


def banded(order: int, colour: str, band: np.ndarray, begin: np.ndarray) -> list[Piece]:
    """Two triangles for each segment, in meshes that are small enough."""
    pieces, most = [], MOST_INDICES // 6
    for at in range(0, len(begin), most):
        part = begin[at : at + most]
        first, last = int(part[0]), int(part[-1]) + 1
        corner = ((part - first) * 2)[:, None] + np.array([0, 1, 2, 1, 3, 2])
        if 2 * (last - first + 1) > 65_535:
            half = len(part) // 2
            pieces += banded(order, colour, band, part[:half]) + banded(order, colour, band, part[half:])
            continue
        vertices = np.ascontiguousarray(band[2 * first : 2 * last + 2], np.float32).reshape(-1)
        pieces.append(Piece(order, colour, vertices, corner.reshape(-1).astype(np.uint16)))
    return pieces


def dashed(points: np.ndarray, starts: np.ndarray, ends: np.ndarray, on: float, off: float) -> tuple[np.ndarray, np.ndarray]:
    """Straight dashes along polylines, each of two points; corners inside a dash are cut. Float64[n, 2] and where each begins."""
    parts = []
    for first, last in zip(starts.tolist(), ends.tolist()):
        line = points[first : last + 1]
        along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
        begin = np.arange(0.0, along[-1], on + off)
        finish = np.minimum(begin + on, along[-1])
        at = np.column_stack((begin, finish)).reshape(-1)
        parts.append(np.column_stack((np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1]))))
    found = np.concatenate(parts) if parts else np.zeros((0, 2))
    return found, np.arange(0, len(found), 2)
