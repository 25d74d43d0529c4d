"""One tile of the map: from shapes to the bytes described in FORMAT.md, and back."""
import numpy as np
import shapely
from msgspec import msgpack

from backend.map import cut, labels
from backend.map.rules import AREA_NAME_PIXELS, EDGES_FROM, EXTENT, MARGIN, MAX_ZOOM, UNITS_PER_PIXEL, large_enough
from backend.map.shapes import Shapes
from routing.atlas import LabelKind, Layer

FORMAT = 1
NAMED_AREAS = (Layer.WATER, Layer.GREEN, Layer.WOOD, Layer.SQUARE, Layer.BLOCK, Layer.BUILDING)


def encode_tile(shapes: Shapes, zoom: int, x: int, y: int) -> bytes:
    """The tile as msgpack, not yet compressed. The same features always give the same bytes."""
    rows = visible(shapes, zoom, x, y)
    entries = geometry_entries(shapes, rows, zoom, x, y) + name_entries(shapes, rows, zoom, x, y)
    return msgpack.encode({"v": FORMAT, "z": zoom, "x": x, "y": y, "extent": EXTENT, "layers": entries})


def visible(shapes: Shapes, zoom: int, x: int, y: int) -> np.ndarray:
    """int64[n], rows of the features that the tile shows, in order of drawing."""
    side = 1.0 / (1 << zoom)
    margin = side * MARGIN / EXTENT
    box = shapely.box(x * side - margin, y * side - margin, (x + 1) * side + margin, (y + 1) * side + margin)
    rows = np.sort(shapes.tree.query(box))
    rows = rows[shapes.first_zoom[rows] <= zoom]
    area_pixels = shapes.area[rows] * float(256 << zoom) ** 2
    return rows[large_enough(shapes.features.layer[rows], area_pixels, zoom)]


def geometry_entries(shapes: Shapes, rows: np.ndarray, zoom: int, x: int, y: int) -> list[dict]:
    features = shapes.features
    rows = rows[features.layer[rows] != Layer.LABEL]
    style = features.layer[rows].astype(np.int32) * 65_536 + features.kind[rows].astype(np.int32) * 256 + features.bridge[rows]
    entries = []
    for value in np.unique(style):
        layer, kind, bridge = Layer(value // 65_536), int(value // 256 % 256), int(value % 256)
        geometry = shapes.geometry[rows[style == value]]
        head = {"layer": layer.name.lower(), "kind": kind, "bridge": bridge}
        dimension = shapely.get_dimensions(geometry[0])
        if dimension == 0:
            entries += [{**head, "mode": "points", "xy": cut.points(cut.to_tile(geometry, zoom, x, y)).astype("<i2").tobytes()}]
            continue
        if dimension == 1:
            entries += line_entries(head, "lines", cut.to_tile(geometry, zoom, x, y))
            continue
        for vertices, corners in cut.triangles(cut.to_tile(geometry, zoom, x, y)):
            entries.append({**head, "mode": "triangles", "xy": vertices.astype("<i2").tobytes(), "index": corners.astype("<u2").tobytes()})
        if zoom >= EDGES_FROM.get(layer, MAX_ZOOM + 1):
            entries += line_entries(head, "edges", cut.to_tile(shapely.boundary(geometry), zoom, x, y))
    return entries


def line_entries(head: dict, mode: str, parts: np.ndarray) -> list[dict]:
    vertices, starts = cut.lines(parts)
    if not len(starts):
        return []
    return [{**head, "mode": mode, "xy": vertices.astype("<i2").tobytes(), "starts": starts.astype("<u4").tobytes()}]


def name_entries(shapes: Shapes, rows: np.ndarray, zoom: int, x: int, y: int) -> list[dict]:
    """Names grouped by layer and kind, each as [text, x, y, angle, room]."""
    features = shapes.features
    groups: dict[tuple[int, int], list] = {}
    # Streets are named by the label lines that run on over bridges and changes of kind.
    for row in rows[(features.name[rows] >= 0) & (features.layer[rows] != Layer.STREET)]:
        layer, kind = int(features.layer[row]), int(features.kind[row])
        text = features.names[features.name[row]]
        for px, py, angle, room in anchors(shapes, row, text, zoom, x, y):
            if labels.in_tile(px, py):
                target = Layer.STREET if layer == Layer.LABEL and kind >= LabelKind.STREET_MAIN else layer
                groups.setdefault((target, kind), []).append([text, int(px), int(py), round(angle, 1), int(min(room, 65_535))])
    return [
        {"layer": Layer(layer).name.lower(), "kind": kind, "bridge": 0, "mode": "names", "names": names}
        for (layer, kind), names in sorted(groups.items())
    ]


def anchors(shapes: Shapes, row: int, text: str, zoom: int, x: int, y: int) -> list[tuple[float, float, float, float]]:
    """Where a feature's name stands, in units of the tile: x, y, angle, room."""
    scale = float(EXTENT << zoom)
    corner = np.array([x * EXTENT, y * EXTENT], np.float64)
    geometry = shapes.geometry[row]
    dimension = shapely.get_dimensions(geometry)
    if dimension == 1:
        return labels.along(shapely.get_coordinates(geometry) * scale - corner, text)
    if dimension == 0:
        px, py = shapely.get_coordinates(geometry)[0] * scale - corner
        return [(float(px), float(py), 0.0, float(EXTENT))]
    if shapes.features.layer[row] not in NAMED_AREAS or (zoom < MAX_ZOOM and shapes.area[row] * float(256 << zoom) ** 2 < AREA_NAME_PIXELS):
        return []
    ax, ay, wide = labels.inside(geometry)
    return [(ax * scale - corner[0], ay * scale - corner[1], 0.0, wide * scale)]


def decode_tile(raw: bytes) -> dict:
    """A tile's map with arrays in place of bytes: xy int16[n, 2], index uint16[3 * m], starts uint32[m]."""
    tile = msgpack.decode(raw)
    for entry in tile["layers"]:
        if "xy" in entry:
            entry["xy"] = np.frombuffer(entry["xy"], "<i2").reshape(-1, 2)
        if "index" in entry:
            entry["index"] = np.frombuffer(entry["index"], "<u2")
        if "starts" in entry:
            entry["starts"] = np.frombuffer(entry["starts"], "<u4")
    return tile


PIXELS = EXTENT // UNITS_PER_PIXEL
