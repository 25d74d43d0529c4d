"""The green inside of built-up blocks: lawns behind the houses, with trees."""
import shapely

from .extract import Extract
from .layout import draws, is_industrial
from .lots import DEPTH_M, zone_at
from .streets import Streets

SMALLEST_M2, TREE_EVERY_M2, MOST_TREES = 350, 420, 60
CUL_DE_SAC_M = 28.0


def add_gardens(extract: Extract, streets: Streets, old_town, special: dict[int, str], taken: list, seed: int) -> None:
    """taken: what else lies within blocks, car parks and footpaths."""
    rng = draws(seed, 17)
    lined = [edge.line.buffer(CUL_DE_SAC_M) for edge in streets.edges if edge.kind == "cul_de_sac"]
    tree = shapely.STRtree(taken + lined)
    for i, face in enumerate(streets.faces):
        x, y = face.representative_point().coords[0]
        if i in special or is_industrial(x, y):
            continue
        zone = "old" if old_town.contains(shapely.Point(x, y)) else zone_at(x, y)
        core = face.buffer(-DEPTH_M[zone], join_style="mitre")
        near = tree.geometries[tree.query(core)]
        for lawn in shapely.get_parts(core.difference(shapely.union_all(near))):
            if lawn.area > SMALLEST_M2:
                extract.area(lawn.simplify(0.5), landuse="grass")
                add_trees(extract, lawn, rng)


def add_trees(extract: Extract, lawn: shapely.Polygon, rng) -> None:
    x0, y0, x1, y1 = lawn.bounds
    spots = rng.uniform((x0, y0), (x1, y1), (min(MOST_TREES, int(lawn.area / TREE_EVERY_M2)), 2))
    for x, y in spots[shapely.contains_xy(lawn.buffer(-2), *spots.T)].tolist():
        extract.node(x, y, natural="tree", leaf_type="broadleaved")
