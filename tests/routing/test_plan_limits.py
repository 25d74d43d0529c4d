"""Trips of people with limits: round steps, by ramps and by bus, or an honest no with what stands in the way.

                  3
                /   \\  ramp, 5 % up and down, 1 m wide
    0 -------- 1 === 2 ------------ 4 === 5 ------------ 6        === steps
    0         100   150           1000  1050           1500       metres east; a bus from 1 by 4 to 6
"""
from dataclasses import replace

import numpy as np
import pytest

from routing.city import City
from routing.closures import Closure
from routing.journey import TransitLeg
from routing.limits import Attribute, Limits, Unknown
from routing.plan import plan
from routing.query import Query, TripMode
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from routing.streets.model import Kind, Source, Tri
from tests.routing.door.village import at, features, manifest, places, point
from tests.routing.streets.ground import E7_PER_METRE, EVERYBODY, FOOT, Edge, make_streets, open_network
from tests.routing.transit.feeds import Feed, make_transit
from tests.routing.transit.towns import trip

PLACES = [(0, 0), (100, 0), (150, 0), (125, 120), (1000, 0), (1050, 0), (1500, 0)]
RAMP = (("incline_source", Source.TAGGED), ("width_cm", 100))
EDGES = [
    Edge(0, 1, EVERYBODY, name="Low Street"),
    Edge(1, 2, int(FOOT), Kind.STEPS, name="Short Steps"),
    Edge(1, 3, int(FOOT), Kind.FOOTWAY, name="Ramp", facts=(("incline_permille", 50), *RAMP)),
    Edge(3, 2, int(FOOT), Kind.FOOTWAY, name="Ramp", facts=(("incline_permille", -50), *RAMP)),
    Edge(2, 4, EVERYBODY, name="High Street"),
    Edge(4, 5, int(FOOT), Kind.STEPS, name="Long Steps"),
    Edge(5, 6, EVERYBODY, name="Top Street"),
]
WEST, MIDDLE, EAST = (10.0, 0.0), (900.0, 0.0), (1400.0, 0.0)
CHAIR = Limits(steps=False, wheelchair=True, max_incline_up_pct=6.0, max_incline_down_pct=6.0, min_width_m=0.9)
NO_STEPS = Limits(steps=False)
NARROW = replace(CHAIR, min_width_m=1.2)


@pytest.fixture(scope="module")
def hill(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hill")
    streets, network = open_network(make_streets(PLACES, EDGES, pins=(1, 4, 6)), folder)
    transit = make_transit(Feed(3, [trip(f"0 at {hour}:05, 1 at {hour}:08, 2 at {hour}:12") for hour in (8, 9)]))
    east = np.array([PLACES[vertex][0] for vertex in (1, 4, 6)]) * E7_PER_METRE / 1e7
    transit = replace(transit, stop_lat=np.zeros(3), stop_lon=east)
    return City(folder, manifest(), streets, transit, places(False), features(), network)


def fit(city: City, stops=(Tri.YES,) * 3, trips=(Tri.YES,) * 2) -> Snapshot:
    """The town with what its stops and its two runs say of wheelchairs."""
    transit = replace(city.transit, stop_wheelchair=np.array(stops, np.uint8), trip_wheelchair=np.array(trips, np.uint8))
    return Snapshot.of(City(city.folder, city.manifest, city.streets, transit, city.places, city.features, city.network))


def ask(snapshot, destination, limits=None, modes=(TripMode.WALK,), origin=WEST, **rest):
    return plan(snapshot, Query(point(origin), point(destination), rest.pop("moment", at(8)), modes=frozenset(modes), limits=limits, **rest))


def walked(found) -> set[str]:
    """Streets walked on the first journey."""
    return {step.name for leg in found.journeys[0].legs if not isinstance(leg, TransitLeg) for step in leg.path.steps}


def test_without_limits_the_steps_are_climbed_and_with_them_the_ramp_is_taken(hill):
    snapshot = fit(hill)
    assert "Short Steps" in walked(ask(snapshot, MIDDLE))
    for limits in (NO_STEPS, CHAIR):
        found = ask(snapshot, MIDDLE, limits)
        assert walked(found) == {"Low Street", "Ramp", "High Street"}
        assert found.blocked is None


@pytest.mark.parametrize("limits", [replace(NO_STEPS, max_incline_up_pct=4.0), replace(NO_STEPS, max_incline_down_pct=4), NARROW])
def test_a_ramp_beyond_a_limit_is_a_wall_in_both_directions(hill, limits):
    assert ask(fit(hill), MIDDLE, limits).journeys == ()
    assert ask(fit(hill), WEST, limits, origin=MIDDLE).journeys == ()


def test_where_there_is_no_way_the_nearest_place_and_what_blocks_are_told(hill):
    found = ask(fit(hill), EAST, NO_STEPS)
    assert [notice.code for notice in found.notices] == ["no_way_with_limits"]
    assert found.blocked.at.lon * 1e7 / E7_PER_METRE == pytest.approx(1000, abs=1)
    assert found.blocked.distance_m == pytest.approx(400, abs=1)
    (wall,) = found.blocked.walls
    assert (wall.attribute, wall.name) == (Attribute.STEPS, "Long Steps")
    assert wall.lon * 1e7 / E7_PER_METRE == pytest.approx(1000, abs=1)


def test_the_value_that_is_beyond_the_limit_is_told(hill):
    found = ask(fit(hill), MIDDLE, replace(CHAIR, max_incline_up_pct=4.0, steps=True))
    assert "Short Steps" in walked(found)
    found = ask(fit(hill), MIDDLE, replace(CHAIR, max_incline_up_pct=4.0))
    (wall, *_) = found.blocked.walls
    assert (wall.attribute, wall.name) == (Attribute.STEPS, "Short Steps")


def test_a_bus_leads_past_the_steps_where_stops_and_vehicles_are_fit(hill):
    modes = (TripMode.WALK, TripMode.TRANSIT)
    found = ask(fit(hill), EAST, CHAIR, modes)
    assert [leg.trip for journey in found.journeys for leg in journey.legs if isinstance(leg, TransitLeg)] == [0]
    later = ask(fit(hill, trips=(Tri.NO, Tri.YES)), EAST, CHAIR, modes)
    assert [leg.trip for journey in later.journeys for leg in journey.legs if isinstance(leg, TransitLeg)] == [1]
    assert ask(fit(hill, trips=(Tri.NO, Tri.YES)), EAST, NO_STEPS, modes).journeys[0].legs[1].trip == 0


@pytest.mark.parametrize("said, strict, offered", [(Tri.UNKNOWN, False, True), (Tri.UNKNOWN, True, False), (Tri.NO, False, False)])
def test_a_stop_that_says_nothing_is_left_to_the_cautious(hill, said, strict, offered):
    snapshot, modes = fit(hill, stops=(Tri.YES, Tri.YES, said)), (TripMode.WALK, TripMode.TRANSIT)
    found = ask(snapshot, EAST, Limits(steps=False, wheelchair=True, unknown=Unknown.STRICT if strict else Unknown.CAUTIOUS), modes)
    assert bool(found.journeys) == offered
    if not offered:
        assert found.blocked.walls[0].name == "Long Steps"
        assert found.blocked.at.lon * 1e7 / E7_PER_METRE == pytest.approx(1000, abs=1)


def test_to_arrive_by_a_time_limits_hold_as_well(hill):
    found = ask(fit(hill), EAST, CHAIR, (TripMode.WALK, TripMode.TRANSIT), moment=at(9, 30), arrive_by=True)
    assert [leg.trip for leg in found.journeys[0].legs if isinstance(leg, TransitLeg)] == [1]


def test_an_obstacle_stops_those_whom_it_concerns(hill):
    narrow = Closure(np.array([2], np.int32), frozenset({Mode.FOOT}), attributes=int(Attribute.WIDTH))
    snapshot = fit(hill).with_closures([narrow], "people", at(8))
    assert walked(ask(snapshot, MIDDLE, NO_STEPS)) == {"Low Street", "Ramp", "High Street"}
    assert ask(snapshot, MIDDLE, CHAIR).journeys == ()
    assert ask(snapshot, MIDDLE).journeys


def test_who_stands_where_no_way_leads_out_is_told_so(hill):
    found = ask(fit(hill), WEST, replace(CHAIR, unknown=Unknown.STRICT, surfaces=frozenset()), origin=EAST)
    assert found.journeys == ()
    assert found.notices[0].code in ("origin_beyond_limits", "no_way_with_limits")


def test_what_was_worked_out_for_limits_serves_all_with_the_like(hill):
    snapshot = fit(hill)
    ask(snapshot, MIDDLE, replace(NO_STEPS, max_incline_up_pct=6.1))
    before = set(snapshot._kept)
    ask(snapshot, MIDDLE, replace(NO_STEPS, max_incline_up_pct=6.4))
    assert set(snapshot._kept) == before
