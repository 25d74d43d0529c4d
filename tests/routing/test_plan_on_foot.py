"""Recommended, shortest and safest on foot: offered where they differ, explained in numbers, within every limit.

    0 ===== 1 ============== 2 ===== 3      === the main road, without a pavement but for 0-1 and 2-3
             \\             /
              4 --------- 5                 a footpath beside it, 120 m longer
"""
from dataclasses import replace
from datetime import timedelta

import pytest

from routing.city import City
from routing.journey import Label
from routing.limits import Limits
from routing.plan import plan
from routing.query import Query, TripMode
from routing.snapshot import Snapshot
from routing.streets.model import Kind, Sidewalk, Tri
from tests.routing.door.village import at, features, manifest, places, point
from tests.routing.streets.ground import EVERYBODY, FOOT, Edge, make_streets, open_network
from tests.routing.transit.feeds import Feed, make_transit

PLACES = [(0, 0), (100, 0), (900, 0), (1000, 0), (100, 60), (900, 60)]
BARE, PAVED = (("sidewalk", Sidewalk.NONE),), (("sidewalk", Sidewalk.BOTH),)
EDGES = [
    Edge(0, 1, EVERYBODY, Kind.SECONDARY, "Main Road", facts=PAVED),
    Edge(1, 2, EVERYBODY, Kind.SECONDARY, "Main Road", facts=BARE),
    Edge(2, 3, EVERYBODY, Kind.SECONDARY, "Main Road", facts=PAVED),
    Edge(1, 4, int(FOOT), Kind.FOOTWAY, "Lane"),
    Edge(4, 5, int(FOOT), Kind.FOOTWAY, "Lane"),
    Edge(5, 2, int(FOOT), Kind.FOOTWAY, "Lane"),
]
START, GOAL = (2.0, 0.0), (998.0, 0.0)


def town(folder, edges=EDGES) -> Snapshot:
    streets, network = open_network(make_streets(PLACES, edges, pins=(0, 3)), folder)
    transit = make_transit(Feed(2, []))
    return Snapshot.of(City(folder, manifest(), streets, transit, places(False), features(), network))


def ask(snapshot, **rest):
    query = Query(point(START), point(GOAL), rest.pop("moment", at(12)), modes=frozenset({TripMode.WALK}), **rest)
    return plan(snapshot, query).journeys


def streets_of(journey) -> list[str]:
    return [step.name for step in journey.legs[0].path.steps]


def by_label(journeys, label):
    (found,) = (journey for journey in journeys if label in journey.labels)
    return found


def test_the_safe_way_is_recommended_where_it_costs_little_and_the_short_one_is_offered_beside_it(tmp_path):
    journeys = ask(town(tmp_path))
    assert len(journeys) == 2
    safest, shortest = by_label(journeys, Label.SAFEST), by_label(journeys, Label.SHORTEST)
    assert Label.RECOMMENDED in safest.labels
    assert Label.FASTEST in shortest.labels
    assert "Lane" in streets_of(safest)
    assert streets_of(shortest) == ["Main Road"]
    assert safest.comparison.longer_m == pytest.approx(120, abs=1)
    assert safest.comparison.longer_s == pytest.approx(100, abs=2)
    assert (safest.comparison.no_pavement_m, safest.comparison.no_pavement_avoided_m) == (0, pytest.approx(800, abs=1))
    assert (shortest.comparison.longer_m, shortest.comparison.no_pavement_m) == (0, pytest.approx(800, abs=1))
    assert safest.comparison.unlit_m is None


def test_the_times_are_those_of_the_way_and_the_order_is_by_arrival(tmp_path):
    journeys = ask(town(tmp_path))
    assert [journey.duration_s for journey in journeys] == [round(metres / 1.2) for metres in (996, 1116)]
    assert [journey.arrival_s for journey in journeys] == sorted(journey.arrival_s for journey in journeys)
    later = ask(town(tmp_path / "by"), arrive_by=True)
    assert [journey.departure_s for journey in later] == sorted((journey.departure_s for journey in later), reverse=True)
    assert {journey.arrival_s for journey in later} == {12 * 3600}


def test_a_way_that_costs_too_much_time_is_the_safest_and_not_the_recommended_one(tmp_path):
    far = [*EDGES[:4], replace(EDGES[4], bends=((500.0, 300.0),)), EDGES[5]]
    journeys = ask(town(tmp_path, far))
    assert streets_of(by_label(journeys, Label.RECOMMENDED)) == ["Main Road"]
    assert "Lane" in streets_of(by_label(journeys, Label.SAFEST))
    assert Label.SHORTEST in by_label(journeys, Label.RECOMMENDED).labels


def test_where_there_is_one_way_it_carries_every_label(tmp_path):
    (only,) = ask(town(tmp_path, EDGES[:3]))
    assert only.labels == (Label.RECOMMENDED, Label.SHORTEST, Label.SAFEST)
    assert only.comparison.longer_m == only.comparison.no_pavement_avoided_m == 0


def test_after_dark_an_unlit_lane_costs_more_and_is_told(tmp_path):
    dark = [*EDGES[:3], *(replace(edge, facts=(("lit", Tri.NO),)) for edge in EDGES[3:])]
    snapshot = town(tmp_path, dark)
    by_day, by_night = (by_label(ask(snapshot, moment=moment), Label.SAFEST) for moment in (at(12), at(22)))
    assert by_day.comparison.unlit_m is None
    assert by_night.comparison.unlit_m == pytest.approx(920, abs=1)
    assert by_night.comparison.unlit_avoided_m == pytest.approx(-920, abs=1)
    assert by_night.danger_m > by_day.danger_m


@pytest.mark.parametrize("rest", [{"max_walk_m": 1050.0}, {"limits": Limits(min_width_m=1.5)}])
def test_a_limit_holds_for_every_way(tmp_path, rest):
    narrow = [*EDGES[:3], *(replace(edge, facts=(("width_cm", 100),)) for edge in EDGES[3:])]
    journeys = ask(town(tmp_path, narrow), **rest)
    assert [streets_of(journey) for journey in journeys] == [["Main Road"]]


def test_there_are_never_more_ways_than_asked_for_and_the_recommended_one_stays(tmp_path):
    (one,) = ask(town(tmp_path), max_itineraries=1)
    assert Label.RECOMMENDED in one.labels


def test_asked_from_the_same_place_there_is_one_way_of_no_length(tmp_path):
    snapshot = town(tmp_path)
    found = plan(snapshot, Query(point(START), point(START), at(12) + timedelta(minutes=1), modes=frozenset({TripMode.WALK})))
    assert [journey.walk_m for journey in found.journeys] == [0]
    assert found.journeys[0].labels[0] is Label.RECOMMENDED
