"""Closed places on the way, in a town where there is a way around: Elmstead has Back Street beside Main Street."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from msgspec import structs
from shapely import LineString

from backend.contract.following import Advice, BreakCode, FollowRequest, LegState
from backend.contract.trips import Place, PlanRequest, TripMode
from backend.following.reading import request_of
from backend.following.streets import find_blocked, line_ahead, place_at
from routing.closures import Closure
from routing.covering import covered_edges
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from routing.streets.model import Kind
from tests.backend.following.test_look import look
from tests.backend.following.world import World
from tests.routing.door.village import point, village
from tests.routing.streets.ground import FOOT as FOOT_ONLY
from tests.routing.streets.ground import Edge, make_streets, open_network
from tests.worlds.town import at, open_town

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
FOOT = (TripMode.WALK,)


@pytest.fixture
def town():
    return World(Snapshot.of(open_town().planner.snapshot.city))


@pytest.fixture
def walk(town):
    """A kilometre along Main Street, from a little after the first lane."""
    request = PlanRequest(Place(*at(600, 0), "Home"), Place(*at(1900, 0), "Work"), depart_at=NOON, modes=FOOT)
    return town.reader.trip(request_of(town.planner.plan(request).itineraries[0], modes=FOOT))


def along(town, *places, modes=frozenset(Mode)) -> Closure:
    """A closure drawn along a street, metres."""
    line = LineString([(lon, lat) for lat, lon in (at(*place) for place in places)])
    return Closure(covered_edges(town.snapshot.city, line), modes, id="works", reason="Water main")


def close(town, *closures: Closure):
    town.show(town.live.snapshot.with_closures(closures, "works", NOON), "works", NOON)


def test_a_closed_stretch_is_told_with_the_way_around(town, walk):
    close(town, along(town, (1000, 0), (1500, 0)))
    found = look(town, walk, NOON)
    broken = found.state.broken
    assert (broken.code, broken.advice, found.state.legs[0].state) == (BreakCode.STREET_CLOSED, Advice.TAKE, LegState.CLOSED)
    assert broken.text.startswith("The way to Work is closed: Water main. Another way gets there at ")
    assert "Back Street" in {step.name for step in broken.alternative.legs[0].steps}
    longer = walk.legs[0].duration + timedelta(seconds=600 / 1.2)
    assert abs(found.state.arrive_at - NOON - longer) < timedelta(seconds=5)
    assert abs(broken.alternative.arrive_at - found.state.arrive_at) < timedelta(seconds=5)


@pytest.mark.parametrize("places", [
    [(2000, 0), (2500, 0)], [(1000, 0), (1000, 300)], [(1000, 300), (1500, 300)], [(0, 0), (500, 0)],
])  # fmt: skip
def test_a_street_that_is_crossed_or_lies_beside_is_no_break(town, walk, places):
    close(town, along(town, *places))
    assert look(town, walk, NOON).state.broken is None


def test_who_walks_around_already_is_not_told(town):
    close(town, along(town, (1000, 0), (1500, 0)))
    request = PlanRequest(Place(*at(600, 0)), Place(*at(1900, 0)), depart_at=NOON, modes=FOOT)
    around = town.reader.trip(request_of(town.planner.plan(request).itineraries[0], modes=FOOT))
    assert look(town, around, NOON).state.broken is None


def test_what_lies_behind_is_no_break(town, walk):
    close(town, along(town, (1000, 0), (1500, 0)))
    leg = walk.legs[0]
    lat, lon = place_at(leg, NOON + timedelta(seconds=950 / 1.2), leg.depart_at, leg.arrive_at)
    assert (lat, lon) == pytest.approx(at(1550, 0), abs=1e-4)
    assert find_blocked(town.live.snapshot, leg, NOON, NOON, line_ahead(leg, lat, lon)) is None
    assert find_blocked(town.live.snapshot, leg, NOON, NOON, leg.line) is not None


def test_at_the_end_nothing_lies_ahead(town, walk):
    close(town, along(town, (1500, 0), (2000, 0)))
    ahead = line_ahead(walk.legs[0], *at(1899, 0))
    assert find_blocked(town.live.snapshot, walk.legs[0], NOON, NOON, ahead) is None
    assert line_ahead(walk.legs[0], walk.destination.lat, walk.destination.lon + 1) is None


def test_a_leg_without_its_line_leads_along_the_quickest_way(town, walk):
    request = PlanRequest(Place(*at(600, 0)), Place(*at(1900, 0)), depart_at=NOON, modes=FOOT)
    (leg,) = request_of(town.planner.plan(request).itineraries[0]).legs
    close(town, along(town, (1000, 0), (1500, 0)))
    bare = town.reader.trip(FollowRequest((structs.replace(leg, geometry=""),)))
    assert bare.legs[0].line.length == pytest.approx(walk.legs[0].line.length, rel=0.02)
    bare = replace(bare, legs=(replace(walk.legs[0], line=bare.legs[0].line),))
    assert look(town, bare, NOON).state.broken.code is BreakCode.STREET_CLOSED


def test_a_closure_of_nothing_closes_nothing(town, walk):
    close(town, Closure(np.zeros(0, np.int32), id="far away"))
    assert look(town, walk, NOON).state.broken is None


# A street, a lift up to the next one, and a ramp around: metres.
PLACES = [(0, 0), (500, 0), (502, 0), (1000, 0), (501, 100)]
RAMP = [Edge(1, 4, FOOT_ONLY, Kind.FOOTWAY, "Ramp"), Edge(4, 2, FOOT_ONLY, Kind.FOOTWAY, "Ramp")]
STREETS = [Edge(0, 1, name="Lower Street"), Edge(1, 2, FOOT_ONLY, Kind.ELEVATOR), Edge(2, 3, name="Upper Street"), *RAMP]
LIFT = 1


@pytest.fixture
def hillside(tmp_path):
    streets, network = open_network(make_streets(PLACES, STREETS, pins=(0, 2, 3)), tmp_path / "hill")
    return World(Snapshot.of(replace(village(tmp_path / "village", []).city, streets=streets, network=network)))


def up_the_hill(hillside):
    start, end = (Place(point(place).lat, point(place).lon, name) for place, name in (((10, 0), "Home"), ((990, 0), "Work")))
    found = hillside.planner.plan(PlanRequest(start, end, depart_at=NOON, modes=FOOT))
    return hillside.reader.trip(request_of(found.itineraries[0], modes=FOOT))


def test_a_lift_out_of_order_is_told_with_the_ramp(hillside):
    trip = up_the_hill(hillside)
    close(hillside, Closure(np.array([LIFT], np.int32), id="lift", reason="Lift by the bank"))
    broken = look(hillside, trip, NOON).state.broken
    assert (broken.code, broken.advice) == (BreakCode.LIFT_OUT, Advice.TAKE)
    assert broken.text.startswith("A lift on the way to Work is out of order: Lift by the bank.")
    assert "Ramp" in {step.name for step in broken.alternative.legs[0].steps}


def test_who_takes_the_ramp_does_not_need_the_lift(hillside):
    lift = Closure(np.array([LIFT], np.int32), id="lift")
    close(hillside, lift)
    on_the_ramp = up_the_hill(hillside)
    assert look(hillside, on_the_ramp, NOON).state.broken is None
