"""Turn restrictions of cars as edges."""
import pytest

from routing.streets.model import Streets
from tests.routing.build.osm_world import OsmWorld


def crossroads() -> tuple[OsmWorld, dict[str, int]]:
    """Four streets named after the side of the crossing they lead to, and a street beyond the east."""
    world = OsmWorld(m=(0, 0), n=(0, 100), s=(0, -100), w=(-100, 0), e=(100, 0), ne=(100, 100), se=(100, -100))
    ways = {name: world.way(f"m {name}", highway="residential") for name in "nswe"}
    ways |= {name: world.way(f"e {name}", highway="residential") for name in ("ne", "se")}
    return world, ways


def turns(streets: Streets) -> list[tuple]:
    """from way, via vertex as OSM node, via ways, to way, only."""
    found = []
    for i in range(len(streets.turn_only)):
        via = streets.turn_via_edge[streets.turn_via_first[i] : streets.turn_via_first[i + 1]]
        start, end = streets.edge_way[streets.turn_from_edge[i]], streets.edge_way[streets.turn_to_edge[i]]
        node = streets.vertex_osm[streets.turn_via_vertex[i]]
        found.append((int(start), int(node), tuple(streets.edge_way[via].tolist()), int(end), int(streets.turn_only[i])))
    return found


def test_forbidden_and_only_turns_at_a_node(tmp_path):
    world, way = crossroads()
    world.relation([("w", way["s"], "from"), ("n", "m", "via"), ("w", way["w"], "to")], type="restriction", restriction="no_left_turn")
    world.relation([("w", way["n"], "from"), ("n", "m", "via"), ("w", way["s"], "to")], type="restriction", restriction="only_straight_on")
    built = world.build(tmp_path)
    m = world.node_id["m"]
    assert turns(built.streets) == [(way["s"], m, (), way["w"], 0), (way["n"], m, (), way["s"], 1)]
    assert len(built.problems) == 0


def test_the_edges_next_to_the_junction_are_meant(tmp_path):
    world, way = crossroads()
    world.node("crossing", 0, -50, highway="crossing")
    world.ways[way["s"] - 1][0].insert(1, world.node_id["crossing"])
    world.relation([("w", way["s"], "from"), ("n", "m", "via"), ("w", way["w"], "to")], type="restriction", restriction="no_left_turn")
    streets = world.build(tmp_path).streets
    edge = int(streets.turn_from_edge[0])
    assert int(streets.turn_via_vertex[0]) in (streets.edge_tail[edge], streets.edge_head[edge])


def test_turning_back_on_one_road(tmp_path):
    world, way = crossroads()
    world.relation([("w", way["s"], "from"), ("n", "m", "via"), ("w", way["s"], "to")], type="restriction", restriction="no_u_turn")
    streets = world.build(tmp_path).streets
    assert turns(streets) == [(way["s"], world.node_id["m"], (), way["s"], 0)]
    assert streets.turn_from_edge[0] == streets.turn_to_edge[0]


def test_a_turn_through_a_way_cut_in_two(tmp_path):
    world, way = crossroads()
    world.node("signal", 50, 0, highway="traffic_signals")
    world.ways[way["e"] - 1][0].insert(1, world.node_id["signal"])
    world.relation([("w", way["n"], "from"), ("w", way["e"], "via"), ("w", way["ne"], "to")], type="restriction", restriction="no_u_turn")
    assert turns(world.build(tmp_path).streets) == [(way["n"], world.node_id["m"], (way["e"], way["e"]), way["ne"], 0)]


def test_a_turn_through_two_ways(tmp_path):
    world, way = crossroads()
    world.node("far", 200, 100)
    far = world.way("ne far", highway="residential")
    members = [("w", way["w"], "from"), ("w", way["ne"], "via"), ("w", way["e"], "via"), ("w", far, "to")]
    world.relation(members, type="restriction", restriction="only_left_turn")
    assert turns(world.build(tmp_path).streets) == [(way["w"], world.node_id["m"], (way["e"], way["ne"]), far, 1)]


def test_no_entry_has_several_from_and_no_exit_several_to(tmp_path):
    world, way = crossroads()
    entry = [("w", way["s"], "from"), ("w", way["n"], "from"), ("n", "m", "via"), ("w", way["e"], "to")]
    leave = [("w", way["w"], "from"), ("n", "m", "via"), ("w", way["n"], "to"), ("w", way["s"], "to")]
    world.relation(entry, type="restriction", restriction="no_entry")
    world.relation(leave, type="restriction", restriction="no_exit")
    pairs = {(start, end) for start, _, _, end, _ in turns(world.build(tmp_path).streets)}
    assert pairs == {(way["s"], way["e"]), (way["n"], way["e"]), (way["w"], way["n"]), (way["w"], way["s"])}


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        ({"restriction": "no_left_turn", "except": "psv;motorcar"}, None),
        ({"restriction__hgv": "no_left_turn"}, None),
        ({"type": "restriction:hgv", "restriction": "no_left_turn"}, None),
        ({"restriction__conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)"}, "conditional_restriction"),
        ({"restriction": "perhaps_left"}, "broken_restriction"),
        ({}, "broken_restriction"),
    ],
)
def test_restrictions_that_do_not_hold_for_cars_at_all_times(tmp_path, tags, code):
    world, way = crossroads()
    world.relation([("w", way["s"], "from"), ("n", "m", "via"), ("w", way["w"], "to")], **({"type": "restriction"} | tags))
    built = world.build(tmp_path)
    assert turns(built.streets) == []
    assert list(built.problems.as_manifest()) == ([code] if code else [])


def test_a_restriction_for_cars_alone_holds(tmp_path):
    world, way = crossroads()
    tags = {"restriction": "no_right_turn", "restriction__motorcar": "no_left_turn", "except": "bicycle"}
    world.relation([("w", way["s"], "from"), ("n", "m", "via"), ("w", way["w"], "to")], type="restriction", **tags)
    assert len(turns(world.build(tmp_path).streets)) == 1


@pytest.mark.parametrize(
    "members",
    [
        [("w", "s", "from"), ("w", "w", "to")],
        [("w", "s", "from"), ("n", "m", "via")],
        [("w", "s", "from"), ("w", "n", "from"), ("n", "m", "via"), ("w", "w", "to")],
        [("w", "s", "from"), ("n", "e", "via"), ("w", "w", "to")],
        [("w", "s", "from"), ("n", "m", "via"), ("w", 77, "to")],
        [("w", "s", "from"), ("w", "ne", "via"), ("w", "w", "to")],
    ],
)
def test_broken_restrictions_are_counted_and_left_out(tmp_path, members):
    world, way = crossroads()
    found = [(kind, way.get(ref, ref) if kind == "w" else ref, role) for kind, ref, role in members]
    world.relation(found, type="restriction", restriction="no_left_turn")
    built = world.build(tmp_path)
    assert turns(built.streets) == []
    assert built.problems.count("broken_restriction") == 1


@pytest.mark.parametrize("tags", [{"oneway": "-1"}, {"highway": "footway"}, {"access": "private"}])  # -1: towards the crossing
def test_a_turn_that_no_car_can_make_has_no_effect(tmp_path, tags):
    world, way = crossroads()
    world.ways[way["w"] - 1][1].update(tags)
    world.relation([("w", way["s"], "from"), ("n", "m", "via"), ("w", way["w"], "to")], type="restriction", restriction="no_left_turn")
    built = world.build(tmp_path)
    assert turns(built.streets) == []
    assert built.problems.count("restriction_without_effect") == 1
