"""Facts of ways, against the same said in plain Python."""
from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.door.along import common_cm, told_along
from routing.streets.danger import NOT_MET, Danger
from routing.streets.model import CrossingKind

EDGES = 6
MET = [NOT_MET, CrossingKind.SIGNALS, CrossingKind.MARKED, CrossingKind.UNMARKED]


@st.composite
def towns(draw) -> tuple[Danger, np.ndarray]:
    def column(values, dtype):
        return np.array(draw(st.lists(values, min_size=EDGES, max_size=EDGES)), dtype)

    met = [column(st.sampled_from(MET), np.uint8) for _ in range(3)]
    danger = Danger(column(st.integers(0, 90), np.float64), column(st.booleans(), bool), column(st.booleans(), bool), *met)
    return danger, column(st.integers(0, 9000), np.int32)


ways = st.lists(st.tuples(st.integers(0, EDGES - 1), st.booleans()), max_size=9)


def slow_facts(danger: Danger, whole_cm, way) -> tuple[float, int, int, float, float]:
    """Every edge walked from end to end."""
    met, came, inside = [], NOT_MET, False
    for edge, ahead in way:
        begin, end = (danger.at_tail[edge], danger.at_head[edge]) if ahead else (danger.at_head[edge], danger.at_tail[edge])
        if came != NOT_MET and begin != NOT_MET:
            met.append(CrossingKind.SIGNALS in (came, begin))
        if danger.whole[edge] != NOT_MET and not inside:
            met.append(danger.whole[edge] == CrossingKind.SIGNALS)
        came, inside = end, danger.whole[edge] != NOT_MET
    no_pavement, unlit = (sum(int(whole_cm[edge]) for edge, _ in way if of[edge]) / 100 for of in (danger.no_pavement, danger.unlit))
    return sum(float(danger.metres[edge]) for edge, _ in way), met.count(True), met.count(False), no_pavement, unlit


@settings(deadline=None)
@given(towns(), ways)
def test_what_is_told_of_a_way_is_what_its_edges_add_up_to(town, way):
    danger, whole_cm = town
    edge, forward = np.array([edge for edge, _ in way], np.int32), np.array([ahead for _, ahead in way], np.uint8)
    found = told_along(edge, forward, whole_cm[edge].astype(float), whole_cm, *danger)
    np.testing.assert_allclose(found, slow_facts(danger, whole_cm, way))


def test_half_an_edge_is_half_as_dangerous():
    danger = Danger(np.array([40.0]), np.array([True]), np.array([False]), *(np.array([NOT_MET], np.uint8) for _ in range(3)))
    found = told_along(np.zeros(1, np.int32), np.ones(1, np.uint8), np.array([2500.0]), np.array([5000], np.int32), *danger)
    assert found == (20.0, 0, 0, 25.0, 0.0)


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 20), st.integers(0, 900)), st.dictionaries(st.integers(0, 20), st.integers(0, 900)))
def test_what_two_ways_share(one, other):
    sides = [SimpleNamespace(edge=np.array(list(way), np.int32), cm=np.array(list(way.values()), float)) for way in (one, other)]
    expected = sum(min(one[edge], other[edge]) for edge in one.keys() & other.keys())
    assert common_cm(sides[0].edge, sides[0].cm, sides[1].edge, sides[1].cm) == expected
    assert common_cm(sides[1].edge, sides[1].cm, sides[0].edge, sides[0].cm) == expected
