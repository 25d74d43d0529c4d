"""Whole questions about random towns against the slow twin, in every mode: durations, routes, stops near, closures, speeds."""
import numpy as np
import pytest

from routing.streets.costs import bike_times, car_times, foot_times
from routing.streets.graph import Mode
from routing.streets.model import Access
from routing.streets.snap import Snap
from routing.streets.topology import INF
from tests.routing.streets.drivers import destination_streets, slow_ms
from tests.routing.streets.ground import E7_PER_METRE, FOOT, Edge, Restriction, make_streets, open_network, random_streets

SEEDS = range(8)


def times_of(streets, mode, walk_mps=1.2):
    return {Mode.FOOT: lambda: foot_times(streets, walk_mps), Mode.BIKE: lambda: bike_times(streets), Mode.CAR: lambda: car_times(streets)}[mode]()


def random_snap(rng, streets, network) -> Snap:
    if rng.random() < 0.2:
        return network.vertex_snap(int(rng.integers(len(streets.vertex_lat_e7))))
    edge = int(rng.integers(len(streets.edge_tail)))
    return Snap(0.0, 0.0, edge, float(rng.choice([0.0, 1.0, rng.random()])), 0.0)


def check_route(streets, times, mode, path, a, b, expected: int) -> None:
    """Edges join, may be travelled that way, begin and end at the places, and their figures add up."""
    assert path.duration_ms == expected
    assert sum(step.duration_ms for step in path.steps) == expected
    assert sum(step.distance_m for step in path.steps) == pytest.approx(path.length_cm / 100, abs=0.01)
    where = None
    for edge, ahead in zip(path.edges.tolist(), path.forward.tolist()):
        pair = int(streets.edge_tail[edge]), int(streets.edge_head[edge])
        pair = pair if ahead else pair[::-1]
        assert (times.forward_ms if ahead else times.backward_ms)[edge] < INF
        assert where in (None, pair[0])
        where = pair[1]
    if len(path.edges):
        assert a.vertex >= 0 or path.edges[0] == a.edge
        assert b.vertex >= 0 or path.edges[-1] == b.edge
    assert len(path.lat_e7) == len(path.lon_e7) >= 1


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("seed", SEEDS)
def test_durations_and_routes_are_those_of_the_slow_twin(tmp_path, seed, mode):
    rng = np.random.default_rng(seed)
    streets, network = open_network(random_streets(rng), tmp_path)
    times = times_of(streets, mode)
    sources, targets = ([random_snap(rng, streets, network) for _ in range(5)] for _ in range(2))
    targets[0], targets[1] = sources[0], Snap(0.0, 0.0, max(0, sources[1].edge), 0.4, 0.0)
    ending = destination_streets(streets) if mode is Mode.CAR else None
    expected = [[slow_ms(streets, times, a, b, ending) for b in targets] for a in sources]
    assert network.durations(mode, sources, targets).tolist() == expected
    for a, row in zip(sources, expected):
        for b, ms in zip(targets, row):
            assert network.durations(mode, [a], [b])[0, 0] == ms
            path = network.route(mode, a, b)
            if ms == INF:
                assert path is None
            else:
                check_route(streets, times, mode, path, a, b, ms)
    assert (np.array(expected) < INF).any()


@pytest.mark.parametrize("mode", list(Mode))
def test_a_closure_is_obeyed_and_the_network_before_it_untouched(tmp_path, mode):
    rng = np.random.default_rng(77)
    streets, network = open_network(random_streets(rng), tmp_path)
    places = [random_snap(rng, streets, network) for _ in range(6)]
    before = network.durations(mode, places, places)
    edges = rng.choice(len(streets.edge_tail), 8, replace=False)
    closed = network.closed(edges[:5]).closed(edges[5:])
    times, ending = times_of(streets, mode).closed(edges), destination_streets(streets) if mode is Mode.CAR else None
    assert closed.durations(mode, places, places).tolist() == [[slow_ms(streets, times, a, b, ending) for b in places] for a in places]
    assert np.array_equal(network.durations(mode, places, places), before)
    for row in edges.tolist():
        middle = int(streets.geometry_first[row])
        snap = closed.find_snap(streets.geometry_lat_e7[middle] / 1e7, streets.geometry_lon_e7[middle] / 1e7, mode, 5000)
        assert snap is None or snap.edge not in edges


def test_stops_near_a_place_and_walks_between_stops(tmp_path):
    rng = np.random.default_rng(5)
    streets, network = open_network(random_streets(rng), tmp_path)
    stops = [network.vertex_snap(int(vertex)) for vertex in streets.pin_vertex]
    for current in (network, network.with_walker(0.7), network.closed(np.array([0, 3]))):
        place = random_snap(rng, streets, network)
        for towards in (False, True):
            rows, milliseconds = current.near_stops(Mode.FOOT, place, towards)
            ends = (stops, [place]) if towards else ([place], stops)
            expected = current.durations(Mode.FOOT, *ends).ravel()
            assert dict(zip(rows.tolist(), milliseconds.tolist())) == {row: ms for row, ms in enumerate(expected.tolist()) if ms < INF}
        walks = current.walks(streets.pin_vertex)
        assert (walks.alight_vertex >= 0).all()
    with pytest.raises(ValueError, match="nobody drives"):
        network.near_stops(Mode.CAR, stops[0], False)


def test_walking_speed_changes_walking_and_not_the_lift(tmp_path):
    lift = Edge(1, 2, FOOT, facts=(("time_s", 40),))
    _, network = open_network(make_streets([(0, 0), (120, 0), (120, 5), (120, 125)], [Edge(0, 1, FOOT), lift, Edge(2, 3, FOOT)]), tmp_path)
    ends = [network.vertex_snap(0)], [network.vertex_snap(3)]
    assert network.durations(Mode.FOOT, *ends)[0, 0] == 240_000 / 1.2 + 40_000
    assert network.with_walker(0.6).durations(Mode.FOOT, *ends)[0, 0] == 240_000 / 0.6 + 40_000
    assert network.with_walker(0.6).closed(np.array([1])).durations(Mode.FOOT, *ends)[0, 0] == INF


def test_nobody_drives_through_a_destination_street(tmp_path):
    # 0 - 1 - 2 - 3 straight on, the middle for destination traffic only; the way round is long
    places = [(0, 0), (100, 0), (200, 0), (300, 0), (150, 900)]
    edges = [Edge(0, 1), Edge(1, 2, 63 | Access.DESTINATION), Edge(2, 3), Edge(1, 4), Edge(4, 2)]
    _, network = open_network(make_streets(places, edges), tmp_path)
    along = lambda a, b: network.route(Mode.CAR, Snap(0, 0, a, 0.5, 0), Snap(0, 0, b, 0.5, 0)).edges.tolist()  # noqa: E731
    assert along(0, 2) == [0, 3, 4, 2]
    assert along(0, 1) == [0, 1]
    assert along(1, 2) == [1, 2]
    assert network.route(Mode.BIKE, Snap(0, 0, 0, 0.5, 0), Snap(0, 0, 2, 0.5, 0)).edges.tolist() == [0, 1, 2]


def test_a_street_behind_a_destination_street_can_be_driven_to_and_from(tmp_path):
    # the town 0 - 1 - 2, and a yard 3 - 4 - 5 behind a street for destination traffic
    places = [(0, 0), (100, 0), (50, 90), (200, 0), (300, 0), (250, 90)]
    edges = [Edge(0, 1), Edge(1, 2), Edge(2, 0), Edge(1, 3, 63 | Access.DESTINATION), Edge(3, 4), Edge(4, 5), Edge(5, 3)]
    _, network = open_network(make_streets(places, edges), tmp_path)
    town, yard = Snap(0, 0, 0, 0.5, 0), Snap(0, 0, 5, 0.5, 0)
    assert set(network.route(Mode.CAR, town, yard).edges.tolist()) >= {3, 5}
    assert network.route(Mode.CAR, yard, town).edges.tolist()[0] == 5


def test_cars_are_not_joined_to_a_street_that_restrictions_enclose(tmp_path):
    places = [(0, 0), (100, 0), (50, 90), (200, 0)]
    edges = [Edge(0, 1), Edge(1, 2), Edge(2, 0), Edge(1, 3)]
    closed_in = [Restriction(0, 1, 3), Restriction(1, 1, 3)]
    _, network = open_network(make_streets(places, edges, closed_in), tmp_path)
    here = (0.0, places[3][0] * E7_PER_METRE / 1e7)
    assert network.find_snap(*here, Mode.CAR, 500).edge != 3
    assert network.find_snap(*here, Mode.FOOT, 500).edge == 3
