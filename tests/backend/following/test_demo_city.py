"""Many trips through the demonstration city: one that was just planned is whole, and one that is broken gets another that is."""
import random
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import numpy as np
import pytest

from backend.contract.following import Advice
from backend.contract.trips import Place, PlanRequest
from backend.following.reading import request_of
from backend.service.errors import ServiceError
from routing.city import City
from routing.snapshot import Snapshot
from routing.transit.live import SCHEDULED, UNTOLD, TripUpdates
from tests.backend.following.test_look import look
from tests.backend.following.world import World

DAY = datetime.now(UTC).date()
TRIPS = 25


@pytest.fixture(scope="module")
def city(demo_folder):
    return City.open(demo_folder)


def noon() -> datetime:
    return datetime.combine(DAY, time(11), UTC)


def told(rows: dict[int, int | None]) -> TripUpdates:
    """Seconds late all the way by trip row, None: cancelled."""
    late = {row: seconds for row, seconds in rows.items() if seconds is not None}
    return TripUpdates(
        np.array([*rows], np.int32), np.full(len(rows), DAY.toordinal(), np.int32), np.array([seconds is None for seconds in rows.values()]),
        np.cumsum([0, *(row in late for row in rows)]).astype(np.int64), np.zeros(len(late), np.int32), np.full(len(late), SCHEDULED, np.uint8),
        np.array([*late.values()], np.int32), np.full(len(late), UNTOLD, np.int32),
    )  # fmt: skip


def planned(world: World, chance: random.Random):
    """Itineraries between places of the city, with the requests to follow them."""
    south, west, north, east = world.snapshot.city.manifest.bbox
    found = 0
    while found < TRIPS:
        ends = (Place(chance.uniform(south, north), chance.uniform(west, east)) for _ in range(2))
        request = PlanRequest(*ends, depart_at=noon() + timedelta(minutes=chance.randrange(0, 300)))
        try:
            itineraries = world.planner.plan(request).itineraries
        except ServiceError:
            continue
        for itinerary in itineraries:
            found += 1
            yield itinerary


def test_a_trip_that_was_just_planned_is_whole_before_and_on_the_way(city):
    chance = random.Random(12)
    world = World(Snapshot.of(city))
    rows = chance.sample(range(len(city.transit.trip_id)), len(city.transit.trip_id) // 2)
    world.say_trips(told({row: chance.randrange(-60, 600) for row in rows}), noon())
    rides = 0
    for itinerary in planned(world, chance):
        trip = world.reader.trip(request_of(itinerary))
        rides += sum(leg.ride is not None for leg in trip.legs)
        for share in (0, 0.2, 0.4, 0.6, 0.8, 0.99):
            now = itinerary.depart_at + share * (itinerary.arrive_at - itinerary.depart_at)
            found = world.assess(trip, now)
            assert found.faults == ()
            assert abs(found.arrive_at - itinerary.arrive_at) <= timedelta(seconds=1)
        assert [leg.depart_at for leg in found.legs] == [leg.depart_at for leg in itinerary.legs]
    assert rides > TRIPS / 2


def test_a_cancelled_ride_is_told_with_a_way_that_is_whole(city):
    chance = random.Random(13)
    world = World(Snapshot.of(city))
    broken = 0
    for itinerary in planned(world, chance):
        trip = world.reader.trip(request_of(itinerary))
        rides = [number for number, leg in enumerate(trip.legs) if leg.ride is not None]
        if not rides:
            continue
        last = trip.legs[rides[-1]]
        world.say_trips(told({last.ride.trip: None}), noon())
        now = chance.choice([itinerary.depart_at, trip.legs[rides[0]].depart_at + timedelta(seconds=1), last.depart_at - timedelta(seconds=30)])
        other = look(world, trip, now).state.broken
        world.say_trips(told({}), noon())
        if other is None:
            assert now > last.depart_at, "aboard already"
            continue
        broken += 1
        assert other.leg == rides[-1]
        assert other.advice in (Advice.TAKE, Advice.WAIT), other.text
        legs = other.alternative.legs
        assert all(before.arrive_at <= after.depart_at for before, after in pairwise(legs))
        assert last.ride.trip not in {leg.ride.trip for leg in world.reader.trip(request_of(other.alternative)).legs if leg.ride}
        assert world.assess(world.reader.trip(request_of(other.alternative)), legs[0].depart_at).faults == ()
    assert broken > TRIPS / 3
