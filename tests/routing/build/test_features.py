"""From OpenStreetMap to map features: what is drawn where, and the arrays it becomes."""
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.atlas import Features, GreenKind, LabelKind, Layer, RailKind, SquareKind, WaterKind, WoodKind
from routing.build.features import Collected, build_atlas, pack
from routing.build.features_streets import StreetWay, connected, join_streets
from routing.build.features_tags import area_look, line_look, point_look
from routing.build.problems import BuildError, Problems
from routing.earth import METRES_PER_DEGREE
from routing.streets.model import Kind
from tests.routing.build.osm_world import NARROW, OsmWorld

SQUARE_8 = {"a": (0, 0), "b": (80, 0), "c": (80, 80), "d": (0, 80)}


def atlas(world: OsmWorld, folder) -> tuple[Features, Problems]:
    problems = Problems()
    features, _ = build_atlas(world.write(folder / "world.osm.pbf"), problems, lambda step, share: None)
    return features, problems


def drawn(features: Features) -> list[tuple]:
    """Layer, kind, bridge and name of every feature."""
    rows = zip(features.layer.tolist(), features.kind.tolist(), features.bridge.tolist(), features.name.tolist())
    return [(Layer(layer), kind, bridge, features.names[name]) for layer, kind, bridge, name in rows]


def geometry(features: Features, row: int):
    """The slow way back from arrays to a shape, coordinates in 1e-7 degrees."""
    rings = []
    for ring in range(features.ring_first[row], features.ring_first[row + 1]):
        a, b = features.point_first[ring : ring + 2]
        rings.append(list(zip(features.lon_e7[a:b].tolist(), features.lat_e7[a:b].tolist())))
    if len(rings[0]) == 1:
        return shapely.Point(rings[0][0])
    closed = len(rings) > 1 or (rings[0][0] == rings[0][-1] and len(rings[0]) > 3)
    return shapely.Polygon(rings[0], rings[1:]) if closed else shapely.LineString(rings[0])


def test_arrays_hold_the_shapes_that_were_collected():
    lake = shapely.Polygon([(8, 49), (9, 49), (9, 50), (8, 50)], [[(8.2, 49.2), (8.2, 49.4), (8.4, 49.4)], [(8.6, 49.6), (8.6, 49.8), (8.8, 49.8)]])
    line, point = shapely.LineString([(8.1, 49.1), (8.3, 49.7), (8.35, 49.75)]), shapely.Point(8.123456789, 49.987654321)
    collected = Collected()
    collected.add(Layer.LABEL, LabelKind.PLACE, 0, "Here", point)
    collected.add(Layer.STREET, Kind.STEPS, 1, "Up", line)
    collected.add(Layer.WATER, WaterKind.AREA, 0, "Lake", lake)
    features = pack(collected)
    assert drawn(features) == [(Layer.WATER, 0, 0, "Lake"), (Layer.STREET, Kind.STEPS, 1, "Up"), (Layer.LABEL, LabelKind.PLACE, 0, "Here")]
    for row, shape in enumerate((lake, line, point)):
        expected = shapely.transform(shape, lambda xy: np.rint(xy * 1e7))
        assert geometry(features, row).equals_exact(expected)
    assert features.ring_inner.tolist() == [0, 1, 1, 0, 0]


def test_parts_are_features_and_only_the_largest_bears_the_name():
    collected = Collected()
    parts = shapely.MultiPolygon([shapely.box(8, 49, 8.1, 49.1), shapely.box(9, 49, 9.5, 49.5), shapely.box(8.5, 49, 8.6, 49.1)])
    collected.add(Layer.GREEN, GreenKind.PARK, 0, "Three Greens", parts)
    collected.add(Layer.GREEN, GreenKind.PARK, 0, "Nothing", shapely.Polygon())
    assert [name for *_, name in drawn(pack(collected))] == ["", "Three Greens", ""]


def test_nothing_is_no_feature():
    features = pack(Collected())
    assert (len(features.layer), features.ring_first.tolist(), features.point_first.tolist()) == (0, [0], [0])


@pytest.mark.parametrize(
    "tags, look",
    [
        ({"building": "yes", "amenity": "school"}, (Layer.BUILDING, 0)),
        ({"building": "no", "leisure": "park"}, (Layer.GREEN, GreenKind.PARK)),
        ({"highway": "pedestrian", "area": "yes"}, (Layer.SQUARE, SquareKind.SQUARE)),
        ({"highway": "pedestrian"}, None),
        ({"railway": "platform"}, (Layer.SQUARE, SquareKind.PLATFORM)),
        ({"amenity": "parking", "parking": "surface"}, (Layer.PARKING, 0)),
        ({"amenity": "parking", "parking": "underground"}, None),
        ({"natural": "water", "water": "river"}, (Layer.WATER, WaterKind.AREA)),
        ({"waterway": "riverbank"}, (Layer.WATER, WaterKind.AREA)),
        ({"leisure": "swimming_pool"}, (Layer.WATER, WaterKind.POOL)),
        ({"landuse": "forest"}, (Layer.WOOD, WoodKind.AREA)),
        ({"landuse": "vineyard"}, (Layer.GREEN, GreenKind.FIELD)),
        ({"boundary": "administrative", "name": "Town"}, None),
    ],
)
def test_what_an_area_looks_like(tags, look):
    assert area_look(tags) == look


@pytest.mark.parametrize(
    "tags, closed, look",
    [
        ({"highway": "residential"}, True, (Layer.STREET, Kind.RESIDENTIAL)),
        ({"highway": "footway", "area": "yes"}, True, None),
        ({"highway": "construction"}, False, None),
        ({"railway": "rail"}, False, (Layer.RAIL, RailKind.RAIL)),
        ({"railway": "rail", "service": "yard"}, False, (Layer.RAIL, RailKind.SIDING)),
        ({"railway": "tram"}, False, (Layer.RAIL, RailKind.TRAM)),
        ({"railway": "abandoned"}, False, None),
        ({"route": "ferry"}, False, (Layer.FERRY, 0)),
        ({"waterway": "river"}, False, (Layer.WATER, WaterKind.RIVER)),
        ({"waterway": "stream", "tunnel": "culvert"}, False, None),
    ],
)
def test_what_a_line_looks_like(tags, closed, look):
    assert line_look(tags, closed) == look


@pytest.mark.parametrize(
    "tags, look",
    [
        ({"natural": "tree"}, (Layer.WOOD, WoodKind.TREE)),
        ({"place": "suburb", "name": "Neuenheim"}, (Layer.LABEL, LabelKind.QUARTER)),
        ({"place": "suburb"}, None),
        ({"railway": "halt", "name": "Altstadt"}, (Layer.LABEL, LabelKind.STATION)),
        ({"tourism": "museum", "name": "Museum"}, (Layer.LABEL, LabelKind.PLACE)),
        ({"amenity": "bench", "name": "A Bench"}, None),
    ],
)
def test_what_a_point_looks_like(tags, look):
    assert point_look(tags) == look


def test_a_lake_of_two_ways_keeps_its_island(tmp_path):
    world = OsmWorld(**SQUARE_8, e=(20, 20), f=(40, 20), g=(40, 40))
    outer, back, island = world.way("a b c"), world.way("c d a"), world.way("e f g e")
    members = [("w", outer, "outer"), ("w", back, "outer"), ("w", island, "inner")]
    world.relation(members, type="multipolygon", natural="water", name="Lake")
    features, problems = atlas(world, tmp_path)
    assert drawn(features) == [(Layer.WATER, WaterKind.AREA, 0, "Lake")]
    assert features.ring_inner.tolist() == [0, 1]
    assert geometry(features, 0).area == pytest.approx(geometry_m2(world, 80 * 80 - 200), rel=1e-3)
    assert len(problems) == 0


def geometry_m2(world: OsmWorld, m2: float) -> float:
    """Square metres as an area in square e7 at the place of the worlds."""
    return m2 / METRES_PER_DEGREE**2 / NARROW * 1e14


def test_a_house_is_an_area_and_a_roundabout_a_line(tmp_path):
    world = OsmWorld(**SQUARE_8)
    world.way("a b c d a", building="yes", name="Town Hall")
    world.way("a b c d a", highway="tertiary", junction="roundabout", bridge="yes")
    world.way("a c", railway="subway", tunnel="yes")
    features, _ = atlas(world, tmp_path)
    assert drawn(features) == [(Layer.BUILDING, 0, 0, "Town Hall"), (Layer.STREET, Kind.TERTIARY, 1, ""), (Layer.RAIL, RailKind.METRO, 2, "")]


def test_a_street_bears_its_name_over_a_bridge_and_a_change_of_kind(tmp_path):
    world = OsmWorld(a=(0, 0), b=(100, 0), c=(200, 0), d=(300, 0), x=(900, 0), y=(990, 0))
    world.way("a b", highway="residential", name="Elm Street")
    world.way("c b", highway="tertiary", name="Elm Street", bridge="yes")
    world.way("c d", highway="residential", name="Elm Street")
    world.way("x y", highway="footway", name="Elm Street")
    features, _ = atlas(world, tmp_path)
    rows = [row for row, (layer, *_) in enumerate(drawn(features)) if layer == Layer.LABEL]
    assert [drawn(features)[row][1] for row in rows] == [LabelKind.STREET_MIDDLE, LabelKind.STREET_PATH]
    assert [len(geometry(features, row).coords) for row in rows] == [4, 2]


@st.composite
def street_ways(draw) -> list[StreetWay]:
    """Straight ways of one name on a small grid."""
    spots = st.tuples(st.integers(0, 4), st.integers(0, 4))
    ends = draw(st.lists(st.tuples(spots, spots).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=12))
    return [StreetWay("Elm", LabelKind.STREET_SMALL, i * 4 + 1, shapely.LineString(pair)) for i, pair in enumerate(ends)]


@given(street_ways())
@settings(max_examples=80, deadline=None)
def test_ways_are_joined_exactly_where_they_share_a_point(ways):
    """Against merging any two groups that share a point until nothing changes."""
    groups = [{i} for i in range(len(ways))]
    ends = [set(way.line.coords) for way in ways]
    merged = True
    while merged:
        merged = False
        for a in range(len(groups)):
            for b in range(a + 1, len(groups)):
                if not merged and set().union(*(ends[i] for i in groups[a])) & set().union(*(ends[i] for i in groups[b])):
                    groups[a] |= groups.pop(b)
                    merged = True
                    break
    found = {frozenset(way.osm // 4 for way in group) for group in connected(ways)}
    assert found == {frozenset(group) for group in groups}
    assert sum(street.length_deg for street in join_streets(ways)) == pytest.approx(sum(way.line.length for way in ways))


def test_a_way_that_leaves_the_extract_is_drawn_as_far_as_known(tmp_path):
    world = OsmWorld(a=(0, 0), b=(100, 0))
    world.way("a b outside", highway="residential")
    world.way("a outside", highway="residential")
    features, problems = atlas(world, tmp_path)
    assert len(features.layer) == 1
    assert (problems.count("line_outside_extract"), problems.count("line_without_nodes")) == (1, 1)


def test_an_area_that_crosses_itself_is_counted(tmp_path):
    world = OsmWorld(**SQUARE_8)
    world.way("a c b d a", landuse="grass")
    world.way("a b c d a", landuse="grass")
    features, problems = atlas(world, tmp_path)
    assert len(features.layer) == 1
    assert problems.as_manifest()["area_broken"]["examples"][0]["message"].startswith("way 1:")


def test_a_street_that_crosses_itself_and_ends_where_it_began_is_no_area(tmp_path):
    world = OsmWorld(**SQUARE_8)
    world.way("a c b d a", highway="residential")
    features, problems = atlas(world, tmp_path)
    assert drawn(features) == [(Layer.STREET, Kind.RESIDENTIAL, 0, "")]
    assert len(problems) == 0


def test_a_coast_is_counted_and_other_natural_lines_are_not_drawn(tmp_path):
    world = OsmWorld(**SQUARE_8)
    world.way("a b", natural="coastline")
    world.way("c d", natural="cliff")
    features, problems = atlas(world, tmp_path)
    assert len(features.layer) == 0
    assert (len(problems), problems.count("coastline_not_drawn")) == (1, 1)


def test_a_file_that_is_no_extract(tmp_path):
    with pytest.raises(BuildError, match="no such file"):
        build_atlas(tmp_path / "none.osm.pbf", Problems(), lambda step, share: None)
    (tmp_path / "bad.osm.pbf").write_bytes(b"\0\0\0\x0dnot a pbf at all")
    with pytest.raises(BuildError, match=r"bad\.osm\.pbf"):
        build_atlas(tmp_path / "bad.osm.pbf", Problems(), lambda step, share: None)


def test_the_same_extract_gives_the_same_arrays(tmp_path):
    world = OsmWorld(**SQUARE_8)
    world.way("a b c d a", building="yes")
    world.way("a c", highway="residential", name="Elm Street")
    first, second = atlas(world, tmp_path)[0], atlas(world, tmp_path)[0]
    for name, array in vars(first).items():
        other = getattr(second, name)
        assert list(array) == list(other)
