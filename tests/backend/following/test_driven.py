"""Trips by taxi and by car to a car park are followed as other ways on streets are."""
from datetime import timedelta

import numpy as np
import pytest
import shapely

from backend.contract.following import ActionKind, BreakCode
from backend.contract.trips import LegMode, TripMode
from backend.following.reading import request_of
from routing.closures import Closure
from routing.shared.taxis import TaxiZone
from routing.streets.graph import Mode
from tests.backend.following.test_look import look
from tests.backend.following.world import at, open_world
from tests.routing.door.village import FROM_B_TO_C, NORTH

EVERYWHERE = TaxiZone("taxis:all", shapely.box(-1, -1, 1, 1), 300)


@pytest.fixture
def world(tmp_path):
    world = open_world(tmp_path)
    world.show(world.live.snapshot.with_taxis([EVERYWHERE], "taxis", at(7, 59)), "taxis", at(7, 59))
    return world


def chosen(world, mode: TripMode, goal=None):
    itinerary = world.planned(modes=(mode,), **({} if goal is None else {"goal": goal}))
    return world.reader.trip(request_of(itinerary, modes=(mode,)))


def test_a_taxi_all_the_way_is_on_its_way_and_then_there(world):
    trip = chosen(world, TripMode.TAXI)
    assert [leg.mode for leg in trip.legs] == [LegMode.TAXI]
    waiting, riding = (look(world, trip, moment).state for moment in (at(8, 1), at(8, 20)))
    assert (waiting.next.kind, waiting.next.at) == (ActionKind.LEAVE, at(8, 5))
    assert (riding.next.kind, riding.broken) == (ActionKind.ARRIVE, None)
    assert look(world, trip, trip.legs[-1].arrive_at + timedelta(minutes=6)).ended


def test_a_street_that_closes_to_cars_breaks_a_trip_by_taxi(world):
    trip = chosen(world, TripMode.TAXI)
    world.say_closed(Closure(np.array([FROM_B_TO_C], np.int32), frozenset({Mode.FOOT})))
    assert look(world, trip, at(8, 10)).state.broken is None
    world.say_closed(Closure(np.array([FROM_B_TO_C], np.int32), frozenset({Mode.CAR})))
    assert look(world, trip, at(8, 10)).state.broken.code is BreakCode.STREET_CLOSED


def test_a_car_is_left_in_a_car_park_and_one_walks_on(world):
    trip = chosen(world, TripMode.CAR_PARK, NORTH)
    assert [leg.mode for leg in trip.legs] == [LegMode.CAR, LegMode.WALK]
    state = look(world, trip, at(8, 5)).state
    assert (state.next.kind, state.next.leg, state.broken) == (ActionKind.GO, 0, None)
    walking = look(world, trip, trip.legs[1].depart_at + timedelta(seconds=30)).state
    assert (walking.leg, walking.next.kind) == (1, ActionKind.ARRIVE)
