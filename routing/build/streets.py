"""OpenStreetMap, stops and a terrain model to `Streets`."""
from collections.abc import Callable
from pathlib import Path

import numpy as np

from routing.build.draft import BUILD_COLUMNS, Draft, Names
from routing.build.elevation import add_elevation
from routing.build.gates import open_gates
from routing.build.joins import join_pins
from routing.build.osm_read import read_extract
from routing.build.parts import parts_of
from routing.build.pathways import add_pathways
from routing.build.pins import Pins
from routing.build.problems import BuildError, Problems
from routing.build.restrictions import read_turns, turn_arrays
from routing.build.split import cut_ways
from routing.build.square_steps import over_steps
from routing.build.squares import add_links, list_links
from routing.build.tags_way import is_street
from routing.build.ways import read_ways_and_areas
from routing.store import Texts
from routing.streets.model import Streets

Progress = Callable[[str, float], None]
WITHOUT_NODES = "{}: the streets in it have no nodes. Choose an extract with complete ways."


def build_streets(osm_path: Path, pins: Pins, elevation_path: Path | None, problems: Problems, progress: Progress) -> Streets:
    """The street network of a city with every stop as a vertex of it.

    osm_path: an extract in PBF; elevation_path: GeoTIFF in EPSG:4326, or None
    progress: told each step and the share of the work done before it, 0 to 1
    Raises BuildError when there is nothing to build from; everything less is counted in `problems`.
    """
    osm_path = Path(osm_path)
    progress("read streets", 0.0)
    extract = read_extract(osm_path, is_street, problems)
    if not len(extract.node_id):
        raise BuildError(WITHOUT_NODES.format(osm_path))
    progress("cut streets", 0.45)
    names = Names()
    read = read_ways_and_areas(extract, names, problems)
    links = list_links(extract, read.areas, read.entrance, problems)
    if not read.ways:
        raise BuildError(f"{osm_path}: nobody may use any street in it. Choose another extract.")
    cut = cut_ways(extract, read.ways, read.node_facts, np.concatenate([links.tail, links.head]), names, problems)
    draft = cut.draft
    if not len(draft.edges):
        raise BuildError(WITHOUT_NODES.format(osm_path))
    add_links(cut, read.areas, links, over_steps(extract, links, read.areas, [*read.ways, *read.barred]))
    open_gates(draft, cut.passable)
    progress("join stops", 0.7)
    pin_vertex = join_pins(draft, pins, extract.file, problems)
    add_pathways(draft, pins, pin_vertex, extract.file, problems)
    progress("measure slopes", 0.8)
    add_elevation(draft, None if elevation_path is None else Path(elevation_path), problems)
    progress("finish streets", 0.9)
    draft.edges.columns["part"] = parts_of(draft.edges, len(draft.vertices))
    turns = turn_arrays(read_turns(extract, draft.edges, cut.vertex_of_node, problems))
    return frozen(draft, turns, pin_vertex)


def frozen(draft: Draft, turns: dict[str, np.ndarray], pin_vertex: np.ndarray) -> Streets:
    edges = {f"edge_{name}": column for name, column in draft.edges.columns.items() if name not in BUILD_COLUMNS}
    vertices = {f"vertex_{name}": column for name, column in draft.vertices.columns.items()}
    arrays = edges | vertices | turns | {"pin_vertex": pin_vertex}
    lines = draft.lines
    arrays |= {"geometry_first": lines.first, "geometry_lat_e7": lines.lat_e7, "geometry_lon_e7": lines.lon_e7}
    return Streets(**{name: np.ascontiguousarray(array) for name, array in arrays.items()}, names=Texts.of(draft.names.texts))
