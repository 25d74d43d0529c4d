"""Limits as walls, rule by rule as docs/WALLS.md gives them, and searched as streets."""
from dataclasses import replace

import numpy as np
import pytest

from routing.limits import Attribute, Limits, Unknown
from routing.streets.graph import Mode
from routing.streets.model import UNKNOWN_I16, Barrier, CrossingKind, Kerb, Kind, Smoothness, Surface, Wheelchair
from routing.streets.topology import INF
from routing.streets.walls import walls_of
from tests.routing.streets.ground import FOOT, Edge, make_streets, open_network

CHAIR = Limits(6.0, 6.0, 0.03, 0.9, steps=False, escalators=False, wheelchair=True)


def one(kind: Kind = Kind.FOOTWAY, access: int = int(FOOT), **facts):
    """A single stretch of 100 m from west to east."""
    return make_streets([(0, 0), (100, 0)], [Edge(0, 1, access, kind, facts=tuple(facts.items()))])


def judged(streets, limits: Limits, edge: int = 0) -> tuple[Attribute, Attribute, Attribute, Attribute]:
    """Walls forward and backward, unknown facts forward and backward."""
    return tuple(Attribute(int(bits[edge])) for bits in walls_of(streets, limits))


NOTHING = Attribute(0)


def walled(attribute: Attribute):
    return (attribute, attribute, NOTHING, NOTHING)


def unknown(attribute: Attribute):
    return (NOTHING, NOTHING, attribute, attribute)


OPEN = walled(NOTHING)


@pytest.mark.parametrize(
    "streets, limits, expected",
    [
        (one(Kind.STEPS), Limits(steps=False), walled(Attribute.STEPS)),
        (one(Kind.STEPS, ramp=1), Limits(steps=False), walled(Attribute.STEPS)),
        (one(Kind.STEPS), Limits(), OPEN),
        (one(Kind.ESCALATOR), Limits(steps=False), OPEN),
        (one(Kind.ESCALATOR), Limits(escalators=False), walled(Attribute.ESCALATOR)),
        (one(Kind.MOVING_WALKWAY), Limits(escalators=False), walled(Attribute.ESCALATOR)),
        (one(Kind.ELEVATOR), Limits(lifts=False), walled(Attribute.LIFT)),
        (one(width_cm=80), Limits(min_width_m=0.9), walled(Attribute.WIDTH)),
        (one(width_cm=90), Limits(min_width_m=0.9), OPEN),
        (one(), Limits(min_width_m=0.9), unknown(Attribute.WIDTH)),
        (one(Kind.PEDESTRIAN), Limits(min_width_m=0.9), OPEN),
        (one(Kind.PEDESTRIAN), Limits(min_width_m=2.5), unknown(Attribute.WIDTH)),
        (one(surface=Surface.GRAVEL), Limits(surfaces=frozenset({Surface.ASPHALT})), walled(Attribute.SURFACE)),
        (one(), Limits(surfaces=frozenset({Surface.ASPHALT})), unknown(Attribute.SURFACE)),
        (one(Kind.SIDEWALK), Limits(surfaces=frozenset({Surface.OTHER_PAVED})), OPEN),
        (one(Kind.SIDEWALK), Limits(surfaces=frozenset({Surface.ASPHALT})), walled(Attribute.SURFACE)),
        (one(Kind.CORRIDOR), Limits(surfaces=frozenset({Surface.ASPHALT})), OPEN),
        (one(smoothness=Smoothness.BAD), Limits(smoothness=Smoothness.INTERMEDIATE), walled(Attribute.SMOOTHNESS)),
        (one(surface=Surface.COBBLESTONE), Limits(smoothness=Smoothness.INTERMEDIATE), walled(Attribute.SMOOTHNESS)),
        (one(surface=Surface.COBBLESTONE, smoothness=Smoothness.GOOD), Limits(smoothness=Smoothness.INTERMEDIATE), OPEN),
        (one(), Limits(smoothness=Smoothness.INTERMEDIATE), unknown(Attribute.SMOOTHNESS)),
        (one(Kind.STATION_WALKWAY), Limits(smoothness=Smoothness.GOOD), OPEN),
        (one(wheelchair=Wheelchair.NO), Limits(wheelchair=True), walled(Attribute.WHEELCHAIR)),
        (one(wheelchair=Wheelchair.LIMITED), Limits(wheelchair=True), unknown(Attribute.WHEELCHAIR)),
        (one(Kind.FERRY), Limits(wheelchair=True), unknown(Attribute.WHEELCHAIR)),
        (one(wheelchair=Wheelchair.YES), CHAIR, OPEN),
        (one(Kind.STEPS, wheelchair=Wheelchair.YES), CHAIR, walled(Attribute.STEPS)),
        (one(Kind.LINK), CHAIR, OPEN),
        (one(Kind.CROSSING, crossing=CrossingKind.UNMARKED), Limits(crossings=frozenset({CrossingKind.SIGNALS})), walled(Attribute.CROSSING)),
        (one(Kind.CROSSING), Limits(crossings=frozenset({CrossingKind.SIGNALS})), unknown(Attribute.CROSSING)),
        (one(Kind.CROSSING, crossing=CrossingKind.SIGNALS), Limits(crossings=frozenset({CrossingKind.SIGNALS})), OPEN),
        (one(Kind.CROSSING), Limits(max_kerb_m=0.03), unknown(Attribute.KERB)),
    ],
)
def test_a_stretch_is_judged_by_what_is_said_of_it(streets, limits, expected):
    assert judged(streets, limits) == expected


def test_up_and_down_are_judged_by_the_direction_walked():
    limits = Limits(max_incline_up_pct=6.0, max_incline_down_pct=10.0)
    up, down = Attribute.INCLINE_UP, Attribute.INCLINE_DOWN
    assert judged(one(incline_permille=80), limits) == (up, NOTHING, NOTHING, NOTHING)
    assert judged(one(incline_permille=-80), limits) == (NOTHING, up, NOTHING, NOTHING)
    assert judged(one(incline_permille=-120), limits) == (down, up, NOTHING, NOTHING)
    assert judged(one(incline_permille=60), limits) == OPEN
    assert judged(one(), limits) == unknown(up | down)
    hump = one(incline_permille=80, climb_dm=20, drop_dm=5)
    assert judged(hump, limits) == (up, up, NOTHING, NOTHING)
    assert judged(one(Kind.CORRIDOR), limits) == OPEN
    assert judged(one(Kind.CORRIDOR, incline_permille=80), limits) == (up, NOTHING, NOTHING, NOTHING)


# Points: a pavement (0-1-2) from which a crossing leads over the street 5-4-6 to the pavement 7-8-9.
#
#     0 -- 1 -- 2        pavement      rows 0, 1
#          3             kerb          row 2 (1-3), row 3 (3-4)
#   5 ---- 4 ---- 6      street        rows 4, 5
#          8             kerb          row 6 (4-8)


def crossing(**kerb_of_3):
    pavement, over = [Edge(0, 1, int(FOOT), Kind.SIDEWALK), Edge(1, 2, int(FOOT), Kind.SIDEWALK)], [(1, 3), (3, 4)]
    edges = [*pavement, *(Edge(a, b, int(FOOT), Kind.CROSSING) for a, b in over), Edge(5, 4), Edge(4, 6), Edge(4, 7, int(FOOT), Kind.CROSSING)]
    places = [(-50, 10), (0, 10), (50, 10), (0, 5), (0, 0), (-60, 0), (60, 0), (0, -5)]
    streets = make_streets(places, edges)
    for name, value in {"kerb": Kerb.LOWERED, **kerb_of_3}.items():
        getattr(streets, f"vertex_{name}")[3] = value
    streets.vertex_kerb[7] = Kerb.FLUSH
    return streets


def kerbs(streets, limit: float) -> tuple[list[int], list[int]]:
    walls = walls_of(streets, Limits(max_kerb_m=limit))
    return [np.flatnonzero(bits & Attribute.KERB).tolist() for bits in (walls.forward, walls.unknown_forward)]


def test_a_kerb_lets_pass_whom_its_height_allows():
    assert kerbs(crossing(), 0.03) == [[], []]
    assert kerbs(crossing(), 0.02) == [[2], []]
    assert kerbs(crossing(kerb=Kerb.RAISED), 0.03) == [[2], []]
    assert kerbs(crossing(kerb=Kerb.RAISED), 0.1) == [[], [2]]
    assert kerbs(crossing(kerb=Kerb.RAISED), 0.2) == [[], []]
    assert kerbs(crossing(kerb=Kerb.RAISED, kerb_height_cm=8), 0.1) == [[], []]
    assert kerbs(crossing(kerb=Kerb.UNKNOWN, kerb_height_cm=12), 0.1) == [[2], []]


def test_a_crossing_of_whose_kerb_nobody_says_anything_is_unknown():
    assert kerbs(crossing(kerb=Kerb.UNKNOWN), 0.03) == [[], [2, 3]]


def test_a_kerb_in_the_pavement_parts_it_from_the_crossing_and_one_in_the_street_parts_what_leads_off_it():
    streets = crossing()
    streets.vertex_kerb[1] = Kerb.RAISED
    assert kerbs(streets, 0.03) == [[2], []]
    streets = crossing()
    streets.vertex_kerb[4] = Kerb.RAISED
    assert kerbs(streets, 0.03) == [[3, 6], []]


def test_a_gate_parts_every_stretch_from_every_other():
    streets = make_streets([(0, 0), (100, 0), (150, 0)], [Edge(0, 1, int(FOOT), Kind.PATH), Edge(1, 2, int(FOOT), Kind.PATH)])

    def barriers(limits: Limits, **facts):
        columns = {f"vertex_{name}": value for name, value in facts.items()}
        changed = replace(streets, **{name: np.array([0, value, 0], getattr(streets, name).dtype) for name, value in columns.items()})
        if "barrier_width_cm" not in facts:
            changed.vertex_barrier_width_cm[:] = UNKNOWN_I16
        walls = walls_of(changed, limits)
        return [np.flatnonzero(bits & Attribute.BARRIER).tolist() for bits in (walls.forward, walls.unknown_forward)]

    wide, chair = Limits(min_width_m=0.9), Limits(wheelchair=True)
    assert barriers(wide, barrier=Barrier.BOLLARD, barrier_width_cm=80) == [[1], []]
    assert barriers(wide, barrier=Barrier.BOLLARD, barrier_width_cm=120) == [[], []]
    assert barriers(wide, barrier=Barrier.BOLLARD) == [[], []]
    assert barriers(wide, barrier=Barrier.CYCLE_BARRIER) == [[], [1]]
    assert barriers(chair, barrier=Barrier.KISSING_GATE) == [[1], []]
    assert barriers(chair, barrier=Barrier.KISSING_GATE, wheelchair=Wheelchair.YES) == [[], []]
    assert barriers(chair, wheelchair=Wheelchair.NO) == [[1], []]
    assert barriers(chair, wheelchair=Wheelchair.LIMITED) == [[], [1]]
    assert barriers(Limits(steps=False), barrier=Barrier.STILE) == [[1], []]


def test_limits_are_rounded_to_the_safe_side():
    stepped = Limits(6.9, 5.0, 0.034, 0.86).stepped()
    assert (stepped.max_incline_up_pct, stepped.max_incline_down_pct, stepped.max_kerb_m, stepped.min_width_m) == (6.5, 5.0, 0.03, 0.9)
    assert stepped.stepped() == stepped


# Searched: short steps straight up, or a long way round.


@pytest.fixture(scope="module")
def hill(tmp_path_factory):
    places = [(0, 0), (0, 100), (400, 0), (400, 100), (0, 500), (-400, 0)]
    edges = [
        Edge(0, 1, int(FOOT), Kind.STEPS), Edge(0, 2), Edge(2, 3, int(FOOT), Kind.FOOTWAY), Edge(3, 1), Edge(1, 4), Edge(5, 0),
    ]  # fmt: skip
    return open_network(make_streets(places, edges, pins=(0, 1, 4)), tmp_path_factory.mktemp("hill"))[1]


def test_ways_go_round_walls_and_every_other_mode_stays_as_it_was(hill):
    chair = hill.with_walker(1.2, Limits(steps=False))
    below, above = hill.vertex_snap(0), hill.vertex_snap(1)
    assert hill.durations(Mode.FOOT, [below], [above])[0, 0] == round(100 / 1.2 * 1000)
    assert chair.durations(Mode.FOOT, [below], [above])[0, 0] == sum(round(metres / 1.2 * 1000) for metres in (400, 100, 400))
    assert chair.durations(Mode.BIKE, [below], [above])[0, 0] == hill.durations(Mode.BIKE, [below], [above])[0, 0]
    assert chair.route(Mode.FOOT, below, above).edges.tolist() == [1, 2, 3]


def test_strict_stays_away_from_what_is_unknown(hill):
    below, above = hill.vertex_snap(0), hill.vertex_snap(1)
    narrow = Limits(steps=False, min_width_m=0.9)
    assert hill.with_walker(1.2, narrow).durations(Mode.FOOT, [below], [above])[0, 0] < INF
    assert hill.with_walker(1.2, replace(narrow, unknown=Unknown.STRICT)).durations(Mode.FOOT, [below], [above])[0, 0] == INF


def test_closures_hold_beside_walls(hill):
    below, above, limits, closed = hill.vertex_snap(0), hill.vertex_snap(1), Limits(steps=False), np.array([2])
    for network in (hill.closed(closed).with_walker(1.2, limits), hill.with_walker(1.2, limits).closed(closed)):
        assert network.durations(Mode.FOOT, [below], [above])[0, 0] == INF
        assert network.durations(Mode.CAR, [below], [hill.vertex_snap(2)])[0, 0] == hill.durations(Mode.CAR, [below], [hill.vertex_snap(2)])[0, 0]


def test_nobody_is_put_on_a_wall_or_into_a_corner_behind_one(hill):
    chair = hill.with_walker(1.2, Limits(steps=False))
    beside_steps = (50 / 111_195, 2 / 111_195)
    assert hill.find_snap(*beside_steps, Mode.FOOT, 100).edge == 0
    found = chair.find_snap(*beside_steps, Mode.FOOT, 100)
    assert found is not None
    assert found.edge != 0
    strict = hill.with_walker(1.2, Limits(min_width_m=0.9, steps=False, unknown=Unknown.STRICT))
    assert strict.find_snap(50 / 111_195, 400 / 111_195, Mode.FOOT, 20) is None
