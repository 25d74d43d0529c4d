from dataclasses import replace

import numpy as np
import pytest

from routing.dispatch.rides.model import NEVER, Ride, Vehicle
from routing.dispatch.rides.promise import Promise, Terms, commit, find_quote, promised, why_none
from routing.dispatch.rides.schedule import find_schedule
from routing.dispatch.rides.verifier import verify
from tests.routing.dispatch.rides.worlds import FOLDING, TERMS, dispatch, line, random_ride, random_world

STREET = line(0, 100, 200, 1000)
WISH = Ride(1, 2, 50, 900, 3000, (1, 0), longest_ride=400)


def one_van(**changes):
    return replace(dispatch(STREET, [Vehicle(0, FOLDING)], []), **changes)


def test_a_promise_is_made_of_the_times_that_are_foreseen():
    quote = find_quote(one_van(), WISH, TERMS)
    assert quote.promise == Promise(100, 400, 500)
    assert (quote.vehicle, quote.version, quote.insertion.added_ticks) == (0, 0, 200)


def test_a_promise_is_never_wider_than_the_wish():
    tight = replace(WISH, latest_pickup=120, latest_dropoff=210)
    assert find_quote(one_van(), tight, TERMS).promise == Promise(100, 120, 210)


def test_a_promise_binds_all_that_comes_later():
    """The second rider would be brought first, and may not: the first is to be there by 500."""
    first = commit(one_van(), WISH, find_quote(one_van(), WISH, TERMS), TERMS)
    assert verify(first.dispatch) == []
    assert first.dispatch.rides.ride(0) == promised(WISH, Promise(100, 400, 500))
    far = Ride(0, 3, 0, 5000, 9000, (1, 0))
    second = commit(first.dispatch, far, find_quote(first.dispatch, far, TERMS), TERMS)
    assert verify(second.dispatch) == []
    assert find_schedule(second.dispatch, 0).begin[second.dispatch.plan.route(0).tolist().index(1)] <= 500


def test_a_quote_is_kept_though_the_route_has_changed():
    quote = find_quote(one_van(), WISH, TERMS)
    other = commit(one_van(), WISH, quote, TERMS).dispatch
    assert other.plan.version[0] == 1
    late = commit(other, WISH, quote, TERMS)
    assert verify(late.dispatch) == []
    assert late.dispatch.rides.ride(1) == promised(WISH, quote.promise)


def test_a_quote_that_cannot_be_kept_any_more_is_not():
    quote = find_quote(one_van(), WISH, TERMS)
    gone = one_van(fleet=one_van().fleet.changed(0, start_at=401))
    assert commit(gone, WISH, quote, TERMS) is None


def test_the_other_van_keeps_the_words_of_the_first():
    two = dispatch(STREET, [Vehicle(1, FOLDING), Vehicle(0, FOLDING)], [])
    quote = find_quote(two, WISH, TERMS)
    assert quote.vehicle == 0
    broken = replace(two, fleet=two.fleet.changed(0, end_by=-1))
    kept = commit(broken, WISH, quote, TERMS)
    assert kept.dispatch.plan.vehicle_of(0) == 1
    assert verify(kept.dispatch) == []
    assert kept.promise == quote.promise


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (replace(WISH, load=(0, 2)), "no_room"),
        (replace(WISH, load=(2, 1)), None),
        (replace(WISH, longest_ride=99), "too_far"),
        (replace(WISH, latest_dropoff=149), "too_far"),
        (replace(WISH, latest_pickup=99), "no_time"),
    ],
)
def test_why_nobody_can(wish, why):
    assert (find_quote(one_van(), wish, TERMS) is None) == (why is not None)
    if why:
        assert why_none(one_van(), wish) == why


def test_where_no_street_leads_nobody_can():
    cut = STREET.copy()
    cut[1, 2] = NEVER
    assert why_none(one_van(travel_ticks=cut), WISH) == "no_way"
    assert find_quote(one_van(travel_ticks=cut), WISH, TERMS) is None


def test_whoever_is_promised_something_gets_it_however_many_come_after():
    rng = np.random.default_rng(8)
    terms, told = Terms(window=200, leeway=200, riding=1), {}
    world = random_world(rng, 0, 3)
    for _ in range(25):
        wish = random_ride(rng, world.travel_ticks)
        quote = find_quote(world, wish, terms)
        if quote is None:
            continue
        made = commit(world, wish, quote, terms)
        world, told[made.ride] = made.dispatch, made.promise
        assert verify(world) == []
    assert len(told) > 5
    for vehicle, route in enumerate(world.plan.routes()):
        for stop, at in zip(route.tolist(), find_schedule(world, vehicle).begin.tolist()):
            if stop >= 0:
                promise = told[stop // 2]
                assert at <= promise.arrive_by if stop % 2 else promise.pickup_from <= at <= promise.pickup_to
