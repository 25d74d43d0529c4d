"""What a stretch of a way relies on, each fact known, derived or unknown."""
import numpy as np
import pytest

from routing.limits import Attribute, Limits
from routing.streets.facts import Fact, Knowledge, facts_of, stretch_of
from routing.streets.model import CrossingKind, Kerb, Kind, Smoothness, Source, Surface
from routing.streets.walls import walls_of
from tests.routing.streets.ground import FOOT, Edge, make_streets

TAGGED, DERIVED, UNKNOWN = Knowledge


def told(limits: Limits, *kinds_and_facts, ahead: bool = True, begin: int = 0) -> dict[Attribute, Fact]:
    """Of edges one after the other from west to east, walked ahead or back."""
    edges = [Edge(i, i + 1, int(FOOT), kind, facts=tuple(facts.items())) for i, (kind, facts) in enumerate(kinds_and_facts)]
    streets = make_streets([(100 * i, 0) for i in range(len(edges) + 1)], edges)
    streets.vertex_kerb[1:] = Kerb.LOWERED
    order = np.arange(len(edges), dtype=np.int32) if ahead else np.arange(len(edges), dtype=np.int32)[::-1]
    forward = np.full(len(edges), ahead, np.uint8)
    stretch = stretch_of(streets, order, forward, begin, len(edges))
    return {fact.attribute: fact for fact in facts_of(streets, limits, walls_of(streets, limits), stretch)}


def value(facts: dict[Attribute, Fact], attribute: Attribute):
    return facts[attribute].value, facts[attribute].knowledge


def test_nobody_asks_for_what_no_limit_needs():
    assert told(Limits(), (Kind.FOOTWAY, {"width_cm": 100})) == {}


def test_slopes_are_told_in_the_direction_walked():
    limits = Limits(max_incline_up_pct=12, max_incline_down_pct=12)
    hill = [(Kind.FOOTWAY, {"incline_permille": permille, "incline_source": Source.TAGGED}) for permille in (45, -30)]
    assert value(told(limits, *hill), Attribute.INCLINE_UP) == (4.5, TAGGED)
    assert value(told(limits, *hill), Attribute.INCLINE_DOWN) == (3.0, TAGGED)
    assert value(told(limits, *hill, ahead=False), Attribute.INCLINE_UP) == (3.0, TAGGED)
    terrain = (Kind.FOOTWAY, {"incline_permille": 45, "incline_source": Source.DERIVED})
    assert value(told(limits, hill[1], terrain), Attribute.INCLINE_UP) == (4.5, DERIVED)
    assert value(told(limits, (Kind.CORRIDOR, {})), Attribute.INCLINE_UP) == (0.0, DERIVED)


def test_where_a_part_is_unknown_the_worst_that_is_known_is_told_as_unknown():
    limits = Limits(max_incline_up_pct=12, min_width_m=0.9)
    facts = told(limits, (Kind.FOOTWAY, {"incline_permille": 45, "width_cm": 150}), (Kind.FOOTWAY, {}))
    assert value(facts, Attribute.INCLINE_UP) == (4.5, UNKNOWN)
    assert value(facts, Attribute.WIDTH) == (1.5, UNKNOWN)
    assert value(told(limits, (Kind.FOOTWAY, {})), Attribute.WIDTH) == (None, UNKNOWN)


@pytest.mark.parametrize(
    "pieces, expected",
    [
        ([(Kind.PEDESTRIAN, {})], (2.0, DERIVED)),
        ([(Kind.PEDESTRIAN, {}), (Kind.FOOTWAY, {"width_cm": 120})], (1.2, TAGGED)),
        ([(Kind.PEDESTRIAN, {}), (Kind.FOOTWAY, {"width_cm": 350})], (2.0, DERIVED)),
    ],
)
def test_the_narrowest_part_counts(pieces, expected):
    assert value(told(Limits(min_width_m=0.9), *pieces), Attribute.WIDTH) == expected


def test_the_roughest_material_and_the_worst_condition_are_told():
    limits = Limits(surfaces=frozenset(Surface), smoothness=Smoothness.HORRIBLE)
    facts = told(limits, (Kind.FOOTWAY, {"surface": Surface.ASPHALT}), (Kind.FOOTWAY, {"surface": Surface.COBBLESTONE}), (Kind.SIDEWALK, {}))
    assert value(facts, Attribute.SURFACE) == ("cobblestone", TAGGED)
    assert value(facts, Attribute.SMOOTHNESS) == ("bad", DERIVED)
    facts = told(limits, (Kind.SIDEWALK, {"smoothness": Smoothness.GOOD}))
    assert value(facts, Attribute.SURFACE) == ("other_paved", DERIVED)
    assert value(facts, Attribute.SMOOTHNESS) == ("good", TAGGED)


def test_kerbs_are_those_passed_and_none_where_a_way_only_begins():
    crossing = (Kind.CROSSING, {"crossing": CrossingKind.SIGNALS})
    limits = Limits(max_kerb_m=0.03, crossings=frozenset({CrossingKind.SIGNALS}))
    facts = told(limits, crossing, crossing)
    assert value(facts, Attribute.KERB) == (0.03, TAGGED)
    assert value(facts, Attribute.CROSSING) == ("signals", TAGGED)
    assert Attribute.KERB not in told(limits, crossing)
    assert Attribute.KERB in told(limits, crossing, crossing, begin=1)
