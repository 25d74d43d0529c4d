"""How answers of peers are judged: their lines put back onto the map, their violations counted once for each answer."""
from pathlib import Path

import pytest
import shapely

from benchmarks.accessible import asker, walked_line
from benchmarks.accessible_lines import Fitter, Violations, objections
from benchmarks.peers import valhalla
from tests.oracle.walls.check import Checker
from tests.oracle.walls.extract import read_extract
from tests.oracle.walls.trace import Map
from tests.routing.build.osm_world import OsmWorld


@pytest.fixture
def on(tmp_path) -> Map:
    world = OsmWorld(a=(0, 0), b=(40, 0), c=(40, 60), d=(80, 60))
    world.way("a b", highway="footway")
    world.way("b c", highway="steps")
    world.way("c d", highway="footway")
    return Map(read_extract(world.write(tmp_path / "world.osm.pbf")))


def degrees(on: Map, *xy: tuple[float, float]) -> list[tuple[float, float]]:
    """Points as a peer draws them, rounded to six decimals, by metres from the first node of the world."""
    places = sorted(on.extract.at.values(), key=lambda place: on.xy(place))
    x0, y0 = on.xy(places[0])
    lat0, lon0 = places[0]
    far = max(places, key=lambda place: on.xy(place)[0] + on.xy(place)[1])
    per_x, per_y = (far[1] - lon0) / (on.xy(far)[0] - x0), (far[0] - lat0) / (on.xy(far)[1] - y0)
    return [(round((lat0 + y * per_y) / 1e7, 6), round((lon0 + x * per_x) / 1e7, 6)) for x, y in xy]


def test_a_foreign_line_is_put_back_onto_nodes_and_ways(on):
    line = Fitter(on).fit(degrees(on, (10, 0), (40, 0), (40, 0), (40, 60), (70, 60)))
    nodes = set(on.extract.at.values())
    assert len(line) == 4, "no point twice"
    assert set(line[1:3]) <= nodes
    assert not {line[0], line[-1]} & nodes
    assert objections(Checker(on, {"steps": False}), line) == ["steps"]
    assert objections(Checker(on, {"steps": True}), line) == []


def test_what_lies_nowhere_near_stays_where_it_is(on):
    far = degrees(on, (300, 300))
    assert Fitter(on).fit(far) == [(round(far[0][0] * 1e7), round(far[0][1] * 1e7))]
    assert objections(Checker(on, {}), Fitter(on).fit(far)) == []


def test_an_answer_counts_once_whatever_is_wrong_with_it():
    found = Violations()
    for wrong in (["steps", "steps", "max_kerb_m"], ["off the map"], [], ["surfaces"]):
        found.add(wrong)
    assert (found.ways, found.broken, found.claimed, found.untraced) == (4, 2, 1, 1)
    assert str(found).startswith("2 of 4 answers with violations (steps in 1")
    assert "1 in part not found in the extract" in str(found)


def test_of_a_leg_only_what_is_walked_on_streets_is_judged():
    line = shapely.LineString([(8.7, 49.4), (8.701, 49.4), (8.702, 49.4), (8.703, 49.4)])
    walk = {"type": "walk", "geometry": shapely.to_wkb(line)}
    assert walked_line(walk) == [(49.4, 8.701), (49.4, 8.702)]
    assert walked_line({**walk, "type": "transit"}) == []
    assert walked_line({"type": "walk"}) == []


def test_who_asks_is_a_manual_wheelchair_that_passes_what_is_not_known():
    who = asker()
    assert (who.limits["steps"], who.limits["wheelchair"], who.limits["unknown"]) == (False, True, "cautious")


def test_a_peer_is_found_where_it_was_unpacked_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setenv("ALLWAYS_VALHALLA", str(tmp_path))
    assert valhalla.find_home() is None
    program = tmp_path / "valhalla" / "bin" / "valhalla_service"
    program.parent.mkdir(parents=True)
    program.touch()
    assert valhalla.find_home() == Path(tmp_path / "valhalla")
