"""What the ground is used for: fields, quarters, water and railway."""
import numpy as np
import shapely
from shapely.ops import polygonize

from .extract import Extract
from .ground import HALF_M, river_y
from .layout import BOX, draws, from_centre, is_industrial
from .shapes import parts_of
from .streets import Streets

RIVER_NAME = "Selwen"
FIELD_USES = ("farmland", "meadow", "forest", "farmland", "orchard")


def add_land(extract: Extract, streets: Streets, plan, special: dict[int, str], seed: int) -> None:
    rng = draws(seed, 16)
    add_fields(extract, streets, plan, special, rng)
    add_quarters(extract, streets, special)
    water = plan.river.intersection(BOX.buffer(30))
    extract.area(water, natural="water", water="river", name=RIVER_NAME)
    eastings = np.arange(-HALF_M, HALF_M + 1, 80)
    extract.line(np.column_stack([eastings, river_y(eastings)]), waterway="river", name=RIVER_NAME)
    for offset_m in (-2.2, 2.2):
        track = plan.rail.offset_curve(offset_m).intersection(BOX).simplify(0.5)
        extract.line(track.coords, railway="rail", gauge=1435, electrified="contact_line", usage="main")
    extract.area(plan.rail.buffer(20).intersection(BOX), landuse="railway")


def field_tags(rng) -> dict:
    use = FIELD_USES[int(rng.integers(len(FIELD_USES)))]
    return {"natural": "wood"} if use == "forest" else {"landuse": use}


def add_fields(extract: Extract, streets: Streets, plan, special: dict[int, str], rng) -> None:
    """Whole fields, and those the frame of the map cuts off: blocks only once the frame is drawn."""
    for i, kind in special.items():
        if kind == "field":
            extract.area(streets.faces[i], **field_tags(rng))
        elif kind == "corridor":
            extract.area(streets.faces[i].difference(plan.river), landuse="grass")
    lines = shapely.union_all([edge.line for edge in streets.edges if edge.kind != "path"] + [BOX.exterior], grid_size=0.1)
    for face in polygonize(lines):
        if face.exterior.distance(BOX.exterior) < 1:
            within = face.intersection(BOX)
            for part in parts_of(within.difference(plan.corridors)):
                extract.area(part, **field_tags(rng))
            extract.area(within.intersection(plan.corridors).difference(plan.river), landuse="grass")


def add_quarters(extract: Extract, streets: Streets, special: dict[int, str]) -> None:
    """The ordinary blocks joined by their use."""
    groups: dict[str, list] = {}
    for i, face in enumerate(streets.faces):
        if i in special:
            continue
        x, y = face.centroid.coords[0]
        use = "industrial" if is_industrial(x, y) else "retail" if from_centre((x, y)) < 640 else "residential"
        groups.setdefault(use, []).append(face)
    for use, faces in groups.items():
        for part in shapely.get_parts(shapely.union_all(faces).buffer(0.05).simplify(0.2)):
            extract.area(part, landuse=use)
