"""Somebody who is led by voice gets the other way with all that a voice needs, and nobody else does."""
import pytest

from backend.following.reading import request_of
from tests.backend.following.test_look import told
from tests.backend.following.world import at, open_world, updates
from tests.routing.door.village import A, B, C
from tests.routing.transit.towns import trip


@pytest.mark.parametrize("guidance", [True, False])
def test_the_rest_of_a_ride_names_the_stop_after_where_to_get_off(tmp_path, guidance):
    rides = [f"{A} at 8:10, {B} at 8:20, {C} at 8:40", f"{B} at 8:23, {C} at 8:30", f"{B} at 8:29, {C} at 8:33"]
    world = open_world(tmp_path, [trip(stops, route=route) for route, stops in enumerate(rides)])
    chosen = world.reader.trip(request_of(world.planned(), guidance=guidance))
    assert chosen.guidance is guidance
    world.say_trips(updates((1, 0, None)))
    first, *_ = told(world, chosen, at(8, 15)).alternative.legs
    assert first.to.stop_id == "s1"
    assert (None if first.next_stop is None else first.next_stop.stop_id) == ("s2" if guidance else None)
