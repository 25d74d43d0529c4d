"""One tag changed, and the engine does as it must: what is not told becomes unknown, what is beyond a limit is gone round; the checker sees the same.

A short way a-k-b, and a long one a-d-b on which nothing is in the way and everything is told.
"""
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from routing.limits import Attribute
from routing.store import load, save
from routing.streets.facts import Knowledge, facts_of, stretch_of
from routing.streets.graph import Mode
from routing.streets.model import Streets
from routing.streets.network import StreetNetwork
from routing.streets.path import StreetPath
from tests.oracle.walls.asked import drawn, engine_limits
from tests.oracle.walls.check import Checker
from tests.oracle.walls.extract import read_extract
from tests.oracle.walls.trace import Map
from tests.routing.build.osm_world import BuiltStreets, OsmWorld

GOOD = {"highway": "footway", "surface": "asphalt", "smoothness": "good", "width": "2", "incline": "0%"}
CROSSING = {**GOOD, "footway": "crossing"}
CHAIR = {
    "max_incline_up_pct": 6.0, "max_incline_down_pct": 6.0, "max_kerb_m": 0.03, "min_width_m": 0.9, "steps": False, "escalators": False,
    "surfaces": ("asphalt", "concrete"), "smoothness": "intermediate", "crossings": ("signals",), "wheelchair": True,
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A tag of the short way or of its middle: fine, beyond the limit, and deleted with what then is unknown."""

    attribute: Attribute
    key: str
    fine: str
    beyond: str
    way: dict[str, str]
    point: dict[str, str] = field(default_factory=dict)  # what else is told of the middle
    on_point: bool = False
    also: tuple[str, ...] = ()  # tags that would tell the same


CASES = {
    "width": Case(Attribute.WIDTH, "width", "1.2", "0.6", GOOD),
    "slope": Case(Attribute.INCLINE_UP, "incline", "4%", "12%", GOOD),
    "surface": Case(Attribute.SURFACE, "surface", "concrete", "gravel", GOOD),
    "smoothness": Case(Attribute.SMOOTHNESS, "smoothness", "intermediate", "very_bad", GOOD, also=("surface",)),
    "crossing": Case(Attribute.CROSSING, "crossing", "traffic_signals", "unmarked", CROSSING, {"kerb": "lowered"}),
    "kerb": Case(Attribute.KERB, "kerb", "lowered", "raised", {**CROSSING, "crossing": "traffic_signals"}, on_point=True),
    "kerb height": Case(Attribute.KERB, "kerb:height", "0.02", "0.12", {**CROSSING, "crossing": "traffic_signals"}, on_point=True),
    "gate": Case(Attribute.BARRIER, "maxwidth:physical", "1.2", "0.5", GOOD, {"barrier": "cycle_barrier"}, True),
}
UNKNOWN_OF = {  # as the checker names it
    Attribute.WIDTH: "min_width_m", Attribute.INCLINE_UP: "max_incline_up_pct", Attribute.SURFACE: "surfaces", Attribute.SMOOTHNESS: "smoothness",
    Attribute.CROSSING: "crossings", Attribute.KERB: "max_kerb_m", Attribute.BARRIER: "barrier",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    path: StreetPath
    streets: Streets
    on: Map
    network: StreetNetwork

    @property
    def short(self) -> bool:
        return self.path.length_cm < 150_00


def answered(folder: Path, world: OsmWorld, limits: dict) -> Answer:
    built: BuiltStreets = world.build(folder)
    save(built.streets, folder / "streets")
    StreetNetwork.build(built.streets, folder / "network")
    network = StreetNetwork.open(folder / "streets", folder / "network").with_walker(1.2, engine_limits(limits))
    path = network.route(Mode.FOOT, network.vertex_snap(built.vertex("a")), network.vertex_snap(built.vertex("b")))
    return Answer(path, load(Streets, folder / "streets"), Map(read_extract(folder / "world.osm.pbf")), network)


def world_of(way: dict[str, str], point: dict[str, str]) -> OsmWorld:
    world = OsmWorld(a=(0, 0), b=(100, 0), d=(50, 80))
    world.node("k", 50, 0, **{key.replace(":", "__"): value for key, value in point.items()})
    world.way("a k b", **{key.replace(":", "__"): value for key, value in way.items()})
    world.way("a d b", **GOOD)
    return world


def mutated(case: Case, value: str | None) -> OsmWorld:
    told = case.point if case.on_point else case.way
    changed = {**told, case.key: value} if value is not None else {key: one for key, one in told.items() if key not in (case.key, *case.also)}
    return world_of(case.way, changed) if case.on_point else world_of(changed, case.point)


def short_line(answer: Answer) -> list:
    return [answer.on.extract.at[node] for node in (1, 4, 2)]


def objections(answer: Answer, limits: dict) -> set[str]:
    return {objection.what for objection in Checker(answer.on, limits).objections(short_line(answer))}


def known(answer: Answer, case: Case, limits: dict):
    network = answer.network
    stretch = stretch_of(answer.streets, answer.path.edges, answer.path.forward, 0, len(answer.path.edges))
    facts = facts_of(answer.streets, network.limits, network.walls, stretch)
    return next((fact.knowledge for fact in facts if fact.attribute == case.attribute), None)


@pytest.mark.parametrize("name", CASES)
def test_what_is_told_and_fine_is_gone(tmp_path, name):
    for limits in (CHAIR, {**CHAIR, "unknown": "strict"}):
        answer = answered(tmp_path, mutated(CASES[name], CASES[name].fine), limits)
        assert answer.short
        assert objections(answer, limits) == set()


@pytest.mark.parametrize("name", CASES)
def test_what_is_beyond_a_limit_is_gone_round(tmp_path, name):
    case = CASES[name]
    answer = answered(tmp_path, mutated(case, case.beyond), CHAIR)
    assert not answer.short
    assert objections(answer, CHAIR) == {UNKNOWN_OF[case.attribute]}
    assert Checker(answer.on, CHAIR).objections(drawn(answer.path)) == []


@pytest.mark.parametrize("name", CASES)
def test_a_tag_deleted_is_a_fact_unknown(tmp_path, name):
    case, strict = CASES[name], {**CHAIR, "unknown": "strict"}
    answer = answered(tmp_path, mutated(case, None), CHAIR)
    assert answer.short, "who is cautious goes there"
    assert known(answer, case, CHAIR) is Knowledge.UNKNOWN
    assert objections(answer, CHAIR) == set()
    assert not answered(tmp_path, mutated(case, None), strict).short, "who is strict does not"
    assert f"{UNKNOWN_OF[case.attribute]}?" in objections(answer, strict)


def test_steps_put_into_a_way_change_the_way(tmp_path):
    before = answered(tmp_path, world_of(GOOD, {}), CHAIR)
    world = OsmWorld(a=(0, 0), b=(100, 0), d=(50, 80), k=(50, 0))
    world.way("a k", **GOOD)
    world.way("k b", **{**GOOD, "highway": "steps"})
    world.way("a d b", **GOOD)
    after = answered(tmp_path, world, CHAIR)
    assert before.short
    assert not after.short
    assert objections(after, CHAIR) == {"steps"}
    assert answered(tmp_path, world, {}).short


def test_steps_everywhere_leave_no_way(tmp_path):
    world = OsmWorld(a=(0, 0), b=(100, 0))
    world.way("a b", highway="steps")
    assert answered(tmp_path, world, {}).path is not None
    assert answered(tmp_path, world, CHAIR).path is None


def test_limits_of_nobody_ask_for_nothing(tmp_path):
    for case in CASES.values():
        answer = answered(tmp_path, mutated(case, case.beyond), {})
        assert answer.short
        assert objections(answer, {}) == set()
