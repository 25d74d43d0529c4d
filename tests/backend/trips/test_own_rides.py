"""Rides of ours in a plan: a leg becomes what would be promised, with its price; what no van can is no way, and is told where it would have been."""
from datetime import timedelta

import pytest

from backend.contract.limits import Limits
from backend.contract.rides import FollowedRide, RideLoad
from backend.contract.trips import HindranceCode, LegMode, Place, PlanRequest, TripMode
from backend.following.reading import request_of
from backend.service.errors import Unprocessable
from backend.trips.service import TripPlanner
from tests.backend.live.conftest import EIGHT, clock
from tests.backend.pricing.driven_world import KEY, OneVan, elm, live_with
from tests.backend.pricing.driven_world import WITH_VANS as PRICES
from tests.backend.pricing.world import read_fares
from tests.worlds.town import at

__all__ = ["clock"]

MODES = (TripMode.WALK, TripMode.TRANSIT, TripMode.ON_DEMAND)
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def fares(tmp_path_factory):
    return read_fares(tmp_path_factory.mktemp("fares"), PRICES)


@pytest.fixture
def van():
    return OneVan()


@pytest.fixture
def planner(clock, fares, van):
    found = TripPlanner(live_with(clock, elm(wheelchair=1)), fares, van)
    yield found
    found.live.close()


def ask(planner, begin=0.0, end=3900.0, modes=(TripMode.ON_DEMAND,), **more):
    more = {"depart_at": EIGHT + 30 * MINUTE} | more
    return planner.plan(PlanRequest(Place(*at(begin, 10), "Home"), Place(*at(end, 10), "Work"), modes=modes, window_min=0, **more))


def driven(answer):
    return next(one for one in answer.itineraries if any(leg.mode is LegMode.ON_DEMAND for leg in one.legs))


def test_all_the_way_it_is_what_is_promised_and_what_it_costs(planner, van):
    way = driven(ask(planner))
    (leg,) = way.legs
    offer = leg.on_demand.offer
    assert (offer.zone, offer.load, offer.price_minor, offer.currency, offer.decimals) == (KEY, RideLoad(), 395, "EUR", 2)
    assert (offer.promised.pickup_from, offer.promised.arrive_by) == (leg.depart_at, leg.arrive_at) == (EIGHT + 34 * MINUTE, EIGHT + 42 * MINUTE)
    assert (leg.on_demand.pickup_from, leg.on_demand.pickup_until) == (EIGHT + 34 * MINUTE, EIGHT + 44 * MINUTE)
    assert leg.depart_at <= leg.on_demand.expected_arrive_at <= leg.arrive_at
    assert (way.depart_at, way.arrive_at, way.duration_s) == (leg.depart_at, leg.arrive_at, 480)
    assert (way.price.amount_minor, way.price.not_counted, way.price.estimated, way.price.booking_fee_minor) == (395, (), False, 30)
    assert request_of(way).legs[0].ride == FollowedRide(KEY, RideLoad())
    (wish,) = van.asked
    assert (wish.ready_at, wish.start.name, wish.end.name) == (EIGHT + 30 * MINUTE, "Home", "Work")


def test_who_rides_is_asked_for_and_a_wheelchair_of_the_limits_is_a_place_for_one(planner, van):
    assert driven(ask(planner, riding=RideLoad(2, guide_dogs=1))).legs[0].on_demand.offer.price_minor == 495
    ask(planner, limits=Limits(wheelchair=True))
    ask(planner, limits=Limits(wheelchair=True), riding=RideLoad(2))
    assert [wish.load for wish in van.asked] == [RideLoad(2, guide_dogs=1), RideLoad(0, wheelchairs=1), RideLoad(1, wheelchairs=1)]
    with pytest.raises(Unprocessable):
        ask(planner, riding=RideLoad(0))


def test_nobody_is_offered_what_is_too_late_once_they_have_read_it(planner, van):
    assert van.asked == []
    driven(ask(planner, depart_at=EIGHT))
    assert [wish.ready_at for wish in van.asked] == [EIGHT + 18 * MINUTE]  # a quarter of an hour before, and three minutes to pay


def test_to_be_there_by_a_time_it_comes_sooner_where_it_must(planner, van):
    by = EIGHT + 90 * MINUTE
    first = driven(ask(planner, depart_at=None, arrive_by=by))
    assert first.arrive_at <= by
    van.takes = timedelta(minutes=25)  # longer than what the plan counted on
    van.asked.clear()
    sooner = driven(ask(planner, depart_at=None, arrive_by=by))
    assert sooner.arrive_at <= by
    assert [wish.be_there_by for wish in van.asked] == [by, by]
    assert van.asked[0].ready_at - van.asked[1].ready_at == 30 * MINUTE


def test_no_van_is_no_way_and_is_told_where_it_would_have_been_sooner(planner, van):
    van.full = True
    alone = ask(planner, max_walk_m=500)
    assert alone.itineraries == ()
    assert [notice.code for notice in alone.notices] == ["rides_full"]
    (told,) = alone.left_out
    (reason,) = told.reasons
    assert (reason.code, reason.leg, told.itinerary.legs[0].on_demand.offer) == (HindranceCode.RIDES_FULL, 0, None)
    assert reason.text.endswith("Try half an hour later.")
    both = ask(planner, modes=(TripMode.WALK, TripMode.ON_DEMAND))
    assert {leg.mode for one in both.itineraries for leg in one.legs} == {LegMode.WALK}
    assert both.left_out[0].gain_s > 0


def test_where_no_service_is_ours_nothing_changes(clock, fares, van):
    live = live_with(clock, elm())
    van.ours = frozenset({"oak"})
    plain, other, unpriced = TripPlanner(live, fares), TripPlanner(live, fares, van), TripPlanner(live, rides=OneVan())
    assert ask(plain) == ask(other)
    assert driven(ask(plain)).legs[0].on_demand.offer is None
    assert driven(ask(unpriced)).legs == driven(ask(plain)).legs
    assert van.asked == []
    live.close()


def test_what_is_too_early_to_book_is_told_without_a_promise(planner, van):
    (leg,) = driven(ask(planner, depart_at=EIGHT + timedelta(days=2))).legs
    assert (leg.on_demand.offer, leg.on_demand.book_from) == (None, EIGHT + timedelta(days=1))
    assert van.asked == []


def test_the_way_that_is_there_first_is_the_first_one_also_with_what_is_promised(planner, van):
    """The tram of quarter past is there at half past; the van comes later or sooner than that."""
    for wait, first in ((timedelta(minutes=1), LegMode.ON_DEMAND), (timedelta(minutes=29), LegMode.WALK)):
        van.wait = wait
        found = ask(planner, modes=MODES).itineraries
        assert found[0].legs[0].mode is first
        assert [one.arrive_at for one in found] == sorted(one.arrive_at for one in found)
        assert sum("recommended" in one.labels for one in found) == 1


def test_to_the_train_and_on_from_it_the_rest_of_the_way_goes_along(clock, fares):
    """East of 2,700 m no van drives, and who asks walks slowly."""
    van = OneVan(takes=timedelta(minutes=5))
    west = TripPlanner(live_with(clock, elm(area=(-100, 2700))), fares, van)
    home, work = Place(*at(2000, 290), "Home"), Place(*at(3900, 10), "Work")
    for begin, end in ((home, work), (work, home)):
        asked = PlanRequest(begin, end, modes=MODES, window_min=0, depart_at=EIGHT + 30 * MINUTE, limits=Limits(speed_m_s=0.5))
        way = driven(west.plan(asked))
        assert {LegMode.TRAM, LegMode.ON_DEMAND} <= {leg.mode for leg in way.legs}
        check_whole(way)
        assert way.price.not_counted == ()
    west.live.close()


def check_whole(way):
    """One leg after the other, nobody on foot in two places, the ride as promised."""
    for before, after in zip(way.legs, way.legs[1:]):
        assert before.arrive_at <= after.depart_at
    (ride,) = [leg for leg in way.legs if leg.on_demand]
    promised = ride.on_demand.offer.promised
    assert (promised.pickup_from, promised.arrive_by) == (ride.depart_at, ride.arrive_at)
    assert (way.depart_at, way.arrive_at) == (way.legs[0].depart_at, way.legs[-1].arrive_at)
