import numpy as np
import pytest

from routing.dispatch.rides import city_times
from routing.dispatch.rides.city_times import CityTimes, TooManyPlaces
from routing.dispatch.rides.model import NEVER
from routing.streets.graph import Mode
from routing.streets.snap import Snap
from routing.streets.topology import INF
from tests.routing.streets.ground import CAR, Edge, make_streets, open_network, random_streets


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return open_network(random_streets(np.random.default_rng(4), 40), tmp_path_factory.mktemp("town"))


def snaps(town, count: int) -> list[Snap]:
    streets, _ = town
    rng = np.random.default_rng(2)
    driven = np.flatnonzero(streets.edge_access & CAR)
    return [Snap(0.0, 0.0, int(edge), float(rng.random()), 0.0) for edge in rng.choice(driven, count, replace=False)]


def test_a_table_grown_place_by_place_is_the_one_made_at_once(town):
    _, network = town
    places = snaps(town, 9)
    grown = CityTimes.of(network)
    for place in places:
        grown = grown.with_places([place])
    whole = CityTimes.of(network, places)
    assert grown.snaps == whole.snaps == tuple(places)
    assert np.array_equal(grown.travel_ticks, whole.travel_ticks)
    assert (whole.travel_ticks != whole.travel_ticks.T).any()


def test_seconds_are_those_of_the_streets_rounded_up(town):
    _, network = town
    places = snaps(town, 9)
    ms, ticks = network.durations(Mode.CAR, places, places), CityTimes.of(network, places).travel_ticks[:9, :9]
    assert np.array_equal(ticks == NEVER, ms >= INF)
    can = ms < INF
    assert ((ticks[can] * 1000 >= ms[can]) & (ticks[can] * 1000 < ms[can] + 1000)).all()
    assert (ticks.diagonal() == 0).all()


def test_a_place_that_is_known_keeps_its_row_and_costs_nothing(town):
    _, network = town
    places = snaps(town, 4)
    times = CityTimes.of(network, places)
    assert times.with_places([places[2], places[0]]) is times
    assert [times.row(place) for place in places] == [0, 1, 2, 3]
    assert CityTimes.of(network, [places[0], places[0]]).snaps == (places[0],)


def test_whoever_holds_an_older_table_sees_what_it_saw(town, monkeypatch):
    """Also when the table has to be made larger, and when two grow from one."""
    monkeypatch.setattr(city_times, "FIRST_ROOM", 2)
    _, network = town
    places = snaps(town, 6)
    old = CityTimes.of(network, places[:2])
    before = old.travel_ticks.copy()
    one, other = old.with_places(places[2:4]), old.with_places(places[4:6])
    assert np.array_equal(old.travel_ticks, before)
    assert np.array_equal(one.travel_ticks[:4, :4], CityTimes.of(network, places[:4]).travel_ticks[:4, :4])
    assert np.array_equal(other.travel_ticks[:4, :4], CityTimes.of(network, [*places[:2], *places[4:]]).travel_ticks[:4, :4])


def test_a_closed_street_is_in_the_new_table_only(tmp_path):
    """One street from west to east: whoever is beyond the closure is not reached any more."""
    _, network = open_network(make_streets([(0, 0), (500, 0), (1000, 0), (1500, 0)], [Edge(k, k + 1) for k in range(3)]), tmp_path)
    places = [Snap(0.0, 0.0, 0, 0.5, 0.0), Snap(0.0, 0.0, 2, 0.5, 0.0)]
    times = CityTimes.of(network, places)
    after = times.on(network.closed(np.array([1], np.int32)))
    assert times.travel_ticks[0, 1] < NEVER
    assert after.travel_ticks[:2, :2].tolist() == [[0, NEVER], [NEVER, 0]]
    assert after.rows == times.rows


def test_a_table_has_an_end(town, monkeypatch):
    monkeypatch.setattr(city_times, "MOST_PLACES", 3)
    with pytest.raises(TooManyPlaces):
        CityTimes.of(town[1], snaps(town, 4))
