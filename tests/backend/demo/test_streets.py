"""The map: connected, crossed only at nodes, with sidewalks, and nothing built on the carriageway."""
from collections import Counter

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .written import DRIVEN

STREETS = {"primary", "secondary", "tertiary", "unclassified", "residential", "living_street"}


def level(way) -> str | None:
    """Ways of one level meet where they cross; None inside stations."""
    if "indoor" in way.tags or "tunnel" in way.tags:
        return None
    return way.tags.get("layer", "0")


def share_of_largest_part(ways, directed: bool) -> float:
    pairs = [(a, b) for way in ways for a, b in zip(way.nodes, way.nodes[1:], strict=False)]
    if directed:
        pairs += [(b, a) for way in ways if way.tags.get("oneway") != "yes" for a, b in zip(way.nodes, way.nodes[1:], strict=False)]
    ids, ends = np.unique(np.array(pairs), return_inverse=True)
    ends = ends.reshape(-1, 2)
    graph = coo_matrix((np.ones(len(ends)), ends.T), shape=(len(ids), len(ids)))
    _, part = connected_components(graph, directed=directed, connection="strong")
    return np.bincount(part).max() / len(ids)


def test_it_is_as_large_as_a_town(osm):
    assert len(osm.xy) >= 140_000
    assert sum("addr:housenumber" in way.tags for way in osm.buildings) > 15_000


def test_every_place_on_foot_can_be_reached(osm):
    assert share_of_largest_part(osm.walkable, directed=False) > 0.999


def test_cars_reach_and_leave_nearly_everything(osm):
    ways = [way for way in osm.highways(DRIVEN) if way.tags.get("access") != "private"]
    assert share_of_largest_part(ways, directed=True) > 0.99


def test_ways_of_one_level_meet_at_nodes(osm):
    ways = [way for way in osm.highways(DRIVEN | {"footway", "path", "cycleway", "steps", "pedestrian"}) if level(way) is not None]
    lines = [osm.line(way) for way in ways]
    first, second = shapely.STRtree(lines).query(lines, predicate="crosses")
    missed = []
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        if a < b and level(ways[a]) == level(ways[b]):
            knots = shapely.MultiPoint([osm.xy[node] for node in set(ways[a].nodes) & set(ways[b].nodes)])
            meeting = lines[a].intersection(lines[b])
            missed += [part for part in shapely.get_parts(meeting) if part.geom_type == "Point" and not knots.distance(part) < 0.5]
    assert missed == []


def test_no_street_ends_just_beside_another(osm):
    """Streets end at a junction, at the frame of the map or in the open, never some centimetres short of a street."""
    streets = osm.highways(DRIVEN | {"pedestrian"})
    count = Counter(node for way in streets for node in way.nodes)
    lines = [osm.line(way) for way in streets]
    tree = shapely.STRtree(lines)
    loose = [(i, node) for i, way in enumerate(streets) for node in (way.nodes[0], way.nodes[-1]) if count[node] == 1]
    assert len(loose) > 50
    for i, node in loose:
        near = set(tree.query(shapely.Point(osm.xy[node]).buffer(2.5), predicate="intersects").tolist()) - {i}
        others = [streets[j] for j in near if level(streets[j]) == level(streets[i])]
        assert not others, f"way {streets[i].id} at {osm.xy[node]} beside {others[0].id}"


def test_crossings_share_a_tagged_node_with_the_street(osm):
    street_nodes = {node for way in osm.highways(DRIVEN) for node in way.nodes}
    crossings = [way for way in osm.ways.values() if way.tags.get("footway") == "crossing"]
    assert len(crossings) > 2000
    for way in crossings:
        shared = [node for node in way.nodes if node in street_nodes]
        assert any(osm.node_tags.get(node, {}).get("highway") == "crossing" for node in shared), f"way {way.id}"
        assert any("kerb" in osm.node_tags.get(node, {}) for node in way.nodes), f"way {way.id}"


def test_streets_between_houses_have_sidewalks(osm):
    addresses = Counter(way.tags["addr:street"] for way in osm.buildings if "addr:street" in way.tags)
    length_m = Counter()
    for way in osm.highways({"primary", "secondary", "tertiary", "residential"}):
        if addresses[way.tags.get("name", "")] >= 10 and "bridge" not in way.tags:
            has_some = way.tags.get("sidewalk") in ("both", "left", "right") or way.tags.get("sidewalk:both") == "separate"
            length_m[has_some] += osm.line(way).length
    assert length_m[True] > 0.9 * length_m.total()


def test_suburban_sidewalks_come_as_ways_and_as_tags(osm):
    suburban = [way for way in osm.highways({"residential"}) if np.hypot(*osm.xy[way.nodes[0]]) > 2000]
    styles = Counter(way.tags.get("sidewalk:both", way.tags.get("sidewalk")) for way in suburban)
    assert styles["separate"] > 200
    assert styles["both"] > 200


def test_houses_stand_beside_streets_not_on_them(osm):
    houses = shapely.polygons([[osm.xy[node] for node in way.nodes] for way in osm.buildings])
    half_width_m = {"primary": 6.0, "secondary": 5.0, "tertiary": 4.0, "residential": 3.0, "unclassified": 3.0, "living_street": 2.0}
    bands = [osm.line(way).buffer(half_width_m.get(way.tags["highway"], 1.5)) for way in osm.highways(STREETS)]
    assert len(np.unique(shapely.STRtree(houses).query(bands, predicate="intersects")[1])) < 0.002 * len(houses)


def test_houses_stand_clear_of_water_and_of_each_other(osm):
    houses = shapely.polygons([[osm.xy[node] for node in way.nodes] for way in osm.buildings])
    water = [shapely.Polygon([osm.xy[node] for node in way.nodes]) for way in osm.ways.values() if way.tags.get("natural") == "water"]
    assert water
    tree = shapely.STRtree(houses)
    assert len(tree.query(water, predicate="intersects")[1]) == 0
    first, second = tree.query(houses, predicate="intersects")
    shared_m2 = shapely.area(shapely.intersection(houses[first], houses[second]))
    assert np.count_nonzero((shared_m2 > 1.0) & (first < second)) < 0.001 * len(houses)
    assert shapely.is_valid(houses).all()


def test_no_street_runs_along_the_water(osm):
    """A bridge crosses; a street that stays on the river for long was misplaced."""
    river = shapely.union_all([shapely.Polygon([osm.xy[n] for n in way.nodes]) for way in osm.ways.values() if way.tags.get("water") == "river"])
    for way in osm.highways(DRIVEN | {"pedestrian", "footway", "cycleway"}):
        line = osm.line(way)
        if "tunnel" not in way.tags and line.intersects(river):
            assert line.intersection(river).length < 300, f"way {way.id} {way.tags}"


def test_what_stands_over_water_is_a_bridge_or_a_pier(osm):
    river = shapely.union_all([shapely.Polygon([osm.xy[n] for n in way.nodes]) for way in osm.ways.values() if way.tags.get("water") == "river"])
    bridges = 0
    for way in osm.highways(DRIVEN | {"pedestrian", "footway", "cycleway"}):
        if "indoor" not in way.tags and osm.line(way).intersection(river).length > 5:
            assert way.tags.get("bridge") == "yes" or way.tags.get("man_made") == "pier", f"way {way.id} {way.tags}"
            bridges += "bridge" in way.tags
    assert bridges >= 6


def test_names_are_not_used_up(osm):
    names = {way.tags["name"] for way in osm.highways(STREETS | {"pedestrian"}) if "name" in way.tags}
    assert len(names) > 500
    numbers = Counter((way.tags["addr:street"], way.tags["addr:housenumber"]) for way in osm.buildings if "addr:street" in way.tags)
    assert max(numbers.values()) == 1
    assert {street for street, _ in numbers} <= names | {way.tags["name"] for way in osm.ways.values() if "name" in way.tags}
