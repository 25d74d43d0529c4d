"""Whether there will be room on arrival decides where somebody drives, and nothing else changes where nobody can say."""
from datetime import timedelta

import numpy as np
import pytest

from routing.atlas import PlaceKind
from routing.door.room import Ahead
from routing.query import TripMode
from tests.routing.door.test_parking import NOBODY, NOW, ask, park_of, parked, streets, with_parks
from tests.routing.door.village import NORTH, at

__all__ = ["streets"]
NEAR, FAR = 0, 1  # rows: beside the destination, and two and a half kilometres before it


def expected(*chances: float, begin=None) -> Ahead:
    """The same at all times of three hours from seven o'clock."""
    begin_s = (begin or NOW).timestamp()
    moments = begin_s + np.array([0, 3 * 3600.0])
    return Ahead(np.arange(len(chances), dtype=np.int32), moments, np.repeat(np.array(chances, np.float32)[:, None], 2, 1))


@pytest.fixture(scope="module")
def two(streets):
    return with_parks(streets, 12_400, 10_000)


def test_one_that_is_full_now_but_likely_to_have_room_on_arrival_is_driven_to(two):
    full = two.with_full_car_parks({NEAR}, "parking", NOW, free={FAR})
    assert park_of(ask(full)) == "P1"
    likely = full.with_room_ahead(expected(0.9, 0.9), "parking", NOW)
    assert park_of(ask(likely)) == "P0"
    assert ask(likely).left_out == ()


def test_one_that_has_room_now_but_hardly_on_arrival_is_passed_by(two):
    free = two.with_full_car_parks(NOBODY, "parking", NOW, free={NEAR})
    assert park_of(ask(free)) == "P0"
    assert park_of(ask(free.with_room_ahead(expected(0.2, 0.9), "parking", NOW))) == "P1"
    assert parked(ask(free.with_room_ahead(expected(0.2, 0.2), "parking", NOW))) == []


def test_full_now_and_uncertain_on_arrival_is_still_full(two):
    full = two.with_full_car_parks({NEAR}, "parking", NOW)
    assert park_of(ask(full.with_room_ahead(expected(0.5, 0.9), "parking", NOW))) == "P1"


def test_a_small_doubt_is_worth_a_short_walk_and_no_long_one(streets):
    near, far = with_parks(streets, 12_400, 12_300), with_parks(streets, 12_400, 10_000)
    doubt = expected(0.6, 0.95)
    assert park_of(ask(near.with_room_ahead(doubt, "parking", NOW))) == "P1"
    assert park_of(ask(far.with_room_ahead(doubt, "parking", NOW))) == "P0"


def test_it_is_the_chance_at_the_time_of_arrival_that_counts(two):
    begin_s = at(8).timestamp()
    moments = begin_s + np.array([0, 60, 120, 3 * 3600.0])
    soon_full = Ahead(np.array([FAR, NEAR], np.int32), moments, np.array([[0.9] * 4, [0.9, 0.9, 0.1, 0.1]], np.float32))
    assert park_of(ask(two.with_room_ahead(soon_full, "parking", NOW))) == "P1"
    assert park_of(ask(two.with_room_ahead(soon_full, "parking", NOW), arrive_by=True)) == "P0"


def test_beyond_the_time_ahead_and_without_the_source_everything_is_as_before(two):
    unlikely = two.with_room_ahead(expected(0.1, 0.9, begin=NOW - timedelta(hours=12)), "parking", NOW)
    assert park_of(ask(unlikely)) == "P0"
    assert park_of(ask(two.with_room_ahead(expected(0.1, 0.9), "parking", NOW).without("parking"))) == "P0"


def test_park_and_ride_goes_where_there_will_be_room(streets):
    sites = with_parks(streets, 620, 500, kinds=[PlaceKind.PARK_RIDE] * 2)
    ride = {"modes": (TripMode.PARK_RIDE,), "destination": NORTH}

    def site_of(snapshot) -> set[str]:
        return {journey.legs[0].end.name for journey in ask(snapshot, **ride).journeys if journey.kind == TripMode.PARK_RIDE}

    assert site_of(sites) == {"P0"}
    assert site_of(sites.with_room_ahead(expected(0.9, 0.9), "parking", NOW)) == {"P0"}
    assert site_of(sites.with_room_ahead(expected(0.4, 0.95), "parking", NOW)) == {"P1"}
    assert site_of(sites.with_room_ahead(expected(0.2, 0.95), "parking", NOW)) == {"P1"}
    assert site_of(sites.with_room_ahead(expected(0.1, 0.1), "parking", NOW)) == set()
    full = sites.with_full_car_parks({0, 1}, "parking", NOW)
    assert site_of(full) == set()
    assert site_of(full.with_room_ahead(expected(0.9, 0.2), "parking", NOW)) == {"P0"}


def test_a_place_that_no_source_knows_is_unknown_and_moments_lie_between(two):
    ahead = Ahead(np.array([5, 2], np.int32), np.array([0.0, 100.0]), np.array([[0.0, 1.0], [np.nan, 0.5]], np.float32))
    found = ahead.at(np.array([5, 2, 3, 5, 5]), np.array([25.0, 100.0, 25.0, 101.0, -50.0]))
    np.testing.assert_allclose(found, [0.25, np.nan, np.nan, np.nan, 0.0])
