"""Stops and pathways become part of the streets."""
import itertools
from dataclasses import replace

import numpy as np
import pytest

from routing.build.pins import PathwayMode, Pins
from routing.check import check_streets
from routing.store import Texts
from routing.streets.model import UNKNOWN_I16, Access, Kind, Part, Source
from tests.routing.build.osm_world import BuiltStreets, OsmWorld, at


def street(**tags) -> tuple[OsmWorld, int]:
    """200 m from west to east, with a bend in the middle."""
    world = OsmWorld(a=(0, 0), bend=(100, 20), b=(200, 0))
    return world, world.way("a bend b", **({"highway": "residential", "name": "Lane", "surface": "sett"} | tags))


def pins(*places: tuple[float, float], **more) -> Pins:
    return replace(Pins.at(*np.array([at(*xy) for xy in places]).T), **more)


def links(built: BuiltStreets) -> list[int]:
    return np.flatnonzero(built.streets.edge_kind == Kind.LINK).tolist()


def test_a_stop_splits_the_street_at_its_nearest_point_and_is_linked(tmp_path):
    world, way = street()
    plain = world.build(tmp_path)
    built = world.build(tmp_path, pins((50, 30)))
    s, (link,) = built.streets, links(built)
    assert len(built.edges(way)) == 2
    assert built.of(way, "surface") > 0
    assert s.names[built.of(way, "name")] == "Lane"
    total = s.edge_length_cm[built.edges(way)].sum()
    assert total == pytest.approx(plain.streets.edge_length_cm.sum(), abs=2)
    away = abs(100 * 30 - 20 * 50) / np.hypot(100, 20)  # from the line through a and the bend
    assert s.edge_length_cm[link] == pytest.approx(away * 100, abs=2)
    assert s.edge_head[link] == s.pin_vertex[0]
    assert s.vertex_osm[s.pin_vertex[0]] == 0
    assert s.edge_access[link] == Access.FOOT_F | Access.FOOT_B
    assert s.edge_part[link] == Part.FOOT
    assert built.walk_m(int(s.pin_vertex[0]), built.vertex("b")) < np.inf
    assert list(check_streets(s)) == []


def test_a_stop_on_the_street_needs_no_link_and_one_at_a_junction_no_cut(tmp_path):
    world, way = street()
    built = world.build(tmp_path, pins((50, 10.5), (0.3, 0.2)))
    assert links(built) == []
    assert len(built.edges(way)) == 2
    assert built.streets.pin_vertex[1] == built.vertex("a")


def test_stops_side_by_side_share_a_point_of_the_street(tmp_path):
    world, way = street()
    built = world.build(tmp_path, pins((48.04, 19.8), (51.96, 0.2), (150, 30), (46.08, 29.6)))
    assert len(built.edges(way)) == 3
    assert len(set(built.streets.pin_vertex.tolist())) == 4
    assert list(check_streets(built.streets)) == []


def test_a_far_stop_and_one_without_place_stand_alone_and_are_counted(tmp_path):
    world, _ = street()
    found = pins((50, 210), (50, 225), (50, 30))
    found.lat[2] = np.nan
    built = world.build(tmp_path, found)
    s = built.streets
    alone = [not ((s.edge_tail == vertex) | (s.edge_head == vertex)).any() for vertex in s.pin_vertex]
    assert alone == [False, True, True]
    assert built.problems.count("stop_far_from_streets") == 1
    assert built.problems.count("stop_nowhere") == 1
    middle = s.vertex_lon_e7[[built.vertex("a"), built.vertex("b")]].mean()
    assert abs(s.vertex_lon_e7[s.pin_vertex[2]] - middle) <= 1


def test_a_stop_joins_the_part_that_leads_somewhere(tmp_path):
    world, way = street()
    world.node("x", 40, 60)
    world.node("y", 60, 60)
    island = world.way("x y", highway="footway")
    built = world.build(tmp_path, pins((50, 55)))
    assert len(built.edges(way)) == 2
    assert len(built.edges(island)) == 1


@pytest.mark.parametrize(
    ("near", "behind"),
    [
        ({"highway": "primary"}, {"highway": "footway"}),
        ({"highway": "residential"}, {"railway": "platform"}),
        ({"highway": "footway"}, {"public_transport": "platform"}),
        ({"highway": "footway", "bridge": "yes", "layer": "1"}, {"highway": "footway"}),
        ({"highway": "motorway", "foot": "yes", "oneway": "no"}, {"highway": "residential"}),
        ({"highway": "steps"}, {"highway": "residential"}),
    ],
)
def test_a_better_street_a_little_farther_is_preferred(tmp_path, near, behind):
    world = OsmWorld(a=(0, 0), b=(100, 0), c=(0, 7), d=(100, 7))
    first, second = world.way("a b", **near), world.way("c d", **behind)
    world.way("a c", highway="path")
    world.way("b d", highway="path")
    built = world.build(tmp_path, pins((50, 2)))
    assert (len(built.edges(first)), len(built.edges(second))) == (1, 2)


def test_a_stop_joins_the_level_it_is_on(tmp_path):
    world = OsmWorld(a=(0, 0), b=(100, 0), c=(0, 10), d=(100, 10))
    street_level, below = world.way("a b", highway="footway", level="0"), world.way("c d", highway="corridor", level="-1")
    world.way("a c", highway="steps")
    world.way("b d", highway="steps")
    built = world.build(tmp_path, pins((50, 2), level=np.array([-1], np.float32)))
    assert (len(built.edges(street_level)), len(built.edges(below))) == (1, 2)


def test_places_of_many_stops_agree_with_a_search_of_all_streets(tmp_path):
    rng = np.random.default_rng(7)
    corners = rng.uniform(0, 300, (12, 2))
    world = OsmWorld(**{f"p{i}": tuple(xy) for i, xy in enumerate(corners)})
    for i in range(11):
        world.way(f"p{i} p{i + 1}", highway="residential")
    places = rng.uniform(0, 300, (40, 2))
    built = world.build(tmp_path, pins(*places))
    s = built.streets
    length_m = {int(s.edge_head[edge]): s.edge_length_cm[edge] / 100 for edge in links(built)}
    for place, vertex in zip(places, s.pin_vertex.tolist(), strict=True):
        nearest = min(distance(place, a, b) for a, b in itertools.pairwise(corners))
        assert length_m.get(vertex, 0.0) == pytest.approx(nearest, abs=1.1)


def distance(place, a, b) -> float:
    share = np.clip(np.dot(place - a, b - a) / np.dot(b - a, b - a), 0, 1)
    return float(np.hypot(*(place - a - share * (b - a))))


def station(mode: PathwayMode, **more) -> Pins:
    """An entrance that joins the street, and a platform 30 m behind it that a pathway leads to."""
    one = {
        "pathway_from": np.array([0], np.int32), "pathway_to": np.array([1], np.int32), "pathway_mode": np.array([mode], np.uint8),
        "pathway_two_way": np.array([1], np.uint8), "pathway_length_cm": np.array([-1], np.int32), "pathway_time_s": np.array([-1], np.int32),
        "pathway_step_count": np.array([UNKNOWN_I16], np.int16), "pathway_incline_permille": np.array([UNKNOWN_I16], np.int16),
        "pathway_width_cm": np.array([UNKNOWN_I16], np.int16), "pathway_name": Texts.of([""]), "pathway_reversed_name": Texts.of([""]),
        "joins": np.array([1, 0], np.uint8),
    }  # fmt: skip
    return pins((50, 20), (50, 50), **(one | more))


@pytest.mark.parametrize(
    ("mode", "kind", "time_s"),
    [
        (PathwayMode.WALKWAY, Kind.STATION_WALKWAY, -1), (PathwayMode.STAIRS, Kind.STEPS, -1), (PathwayMode.MOVING_SIDEWALK, Kind.MOVING_WALKWAY, -1),
        (PathwayMode.ESCALATOR, Kind.ESCALATOR, 60), (PathwayMode.ELEVATOR, Kind.ELEVATOR, 50), (PathwayMode.FARE_GATE, Kind.FARE_GATE, 5),
        (PathwayMode.EXIT_GATE, Kind.EXIT_GATE, 5),
    ],
)  # fmt: skip
def test_pathways_become_edges_with_usual_times(tmp_path, mode, kind, time_s):
    world, _ = street()
    built = world.build(tmp_path, station(mode, level=np.array([0, -2], np.float32)))
    edge, s = built.edge(-1), built.streets
    assert (s.edge_kind[edge], s.edge_time_s[edge]) == (kind, time_s)
    assert (s.edge_tail[edge], s.edge_head[edge]) == tuple(s.pin_vertex)
    assert s.edge_length_cm[edge] == pytest.approx(3000, abs=2)
    assert len(links(built)) == 1  # the platform is reached through the station only
    assert built.walk_m(built.vertex("a"), int(s.pin_vertex[1])) < np.inf


def test_what_the_feed_says_about_a_pathway_counts(tmp_path):
    world, _ = street()
    about = {
        "pathway_two_way": np.array([0], np.uint8), "pathway_length_cm": np.array([4200], np.int32), "pathway_time_s": np.array([33], np.int32),
        "pathway_step_count": np.array([-18], np.int16), "pathway_incline_permille": np.array([-60], np.int16),
        "pathway_width_cm": np.array([180], np.int16), "pathway_name": Texts.of(["To the trains"]), "level": np.array([1, 0], np.float32),
    }  # fmt: skip
    s = world.build(tmp_path, station(PathwayMode.STAIRS, **about)).streets
    edge = int(np.flatnonzero(s.edge_way == -1)[0])
    columns = ("access", "length_cm", "time_s", "step_count", "width_cm", "incline_permille")
    found = [int(getattr(s, f"edge_{column}")[edge]) for column in columns]
    assert found == [Access.FOOT_F, 4200, 33, 18, 180, -60]
    assert s.edge_incline_source[edge] == Source.TAGGED
    assert s.names[s.edge_name[edge]] == "To the trains"
    assert s.edge_drop_dm[edge] == round(18 * 1.6)
    assert s.edge_climb_dm[edge] == 0
    assert s.edge_layer[edge] == 1


def test_ends_of_pathways_keep_apart_even_at_one_place(tmp_path):
    world, _ = street()
    found = station(PathwayMode.ELEVATOR, joins=np.array([1, 1], np.uint8))
    found.lat[1], found.lon[1] = found.lat[0], found.lon[0] = at(50, 10)
    built = world.build(tmp_path, found)
    s = built.streets
    assert s.pin_vertex[0] != s.pin_vertex[1]
    assert len(built.edges(-1)) == 1


def test_a_pathway_from_a_stop_to_itself_is_counted(tmp_path):
    world, _ = street()
    built = world.build(tmp_path, station(PathwayMode.WALKWAY, pathway_to=np.array([0], np.int32)))
    assert built.edges(-1) == []
    assert built.problems.count("pathway_to_itself") == 1


@pytest.mark.parametrize(("platform", "left_out"), [((50, 19_900), False), ((50, 20_100), True), ((-90_000, 30), True)])
def test_a_pathway_far_out_of_the_streets_is_left_out_and_counted(tmp_path, platform, left_out):
    """Else it would stretch everything that is laid out over the city to there."""
    lat, lon = np.array([at(50, 30), at(*platform)]).T
    built = street()[0].build(tmp_path, replace(station(PathwayMode.WALKWAY), lat=lat, lon=lon))
    assert built.problems.count("pathway_far_away") == left_out
    assert (built.streets.edge_kind == Kind.STATION_WALKWAY).sum() == (not left_out)


def test_a_stop_at_latitude_and_longitude_0_does_not_stretch_the_city(tmp_path):
    """Feeds write that for what they do not know."""
    lat, lon = np.array([at(50, 30), (0.0, 0.0)]).T
    built = street()[0].build(tmp_path, replace(station(PathwayMode.STAIRS), lat=lat, lon=lon))
    assert built.problems.as_manifest()["pathway_far_away"]["count"] == 1
    assert not (built.streets.edge_kind == Kind.STEPS).any()
