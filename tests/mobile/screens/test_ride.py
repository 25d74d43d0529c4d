"""The page of a ride, without a screen: what to know now, what was promised, what can be done, the van on the map; and rides on a trip under way."""
from datetime import timedelta
from uuid import UUID

import pytest

from accessibility.profiles import ProfileId
from backend.contract.rides import RideLoad, RideState
from mobile.asking import Ask
from mobile.payments.buying import request_for, sold_legs
from mobile.rides.along import rides_along
from mobile.rides.load import load_of, stepped
from mobile.screens.itinerary.on_demand import on_demand_facts, on_demand_link, same_way
from mobile.screens.results.state import card_on_demand
from mobile.screens.ride.state import OLD, actions_of, describe, facts_of, head_of, late_answer, late_choices, ready_at, van_mark, view_of
from mobile.screens.underway.state import state_of
from mobile.screens.underway.trip import Trip
from mobile.store.needs import Needs
from mobile.store.people import People
from tests.mobile.rides.told import MINUTE, NOON, a_ride, left_behind, own_way, promised, put_off, there
from tests.mobile.screens.test_on_demand_states import a_way


@pytest.mark.parametrize(("one", "words"), [
    (a_ride(state=RideState.HELD), "Held for you. Pay, and it is yours."),
    (a_ride(comes_in_s=None), "Today, between 11 oh 6 and 11 16. Your van comes then. Be there when it begins."),
    (a_ride(), "Your van is on its way to you. In 8 minutes. The van comes between 11 oh 6 and 11 16."),
    (there(), "Your van is there. Van 2 · SEL-D 102. It waits until 11 oh 9."),
    (a_ride(state=RideState.ABOARD), "There at 11 30. Promised by 11 41"),
    (left_behind(), "Your van cannot come. A person of the city finds another way for you by 11 oh 2. Stay where you are."),
    (a_ride(state=RideState.NO_SHOW), "Your van has gone without you. It waited as long as it could. Look for another way."),
])  # fmt: skip
def test_the_one_thing_to_know_now(one, words):
    assert head_of(one, NOON).spoken == words


@pytest.mark.parametrize("state", list(RideState))
def test_every_state_has_a_heading_and_can_be_heard(state):
    told = describe(a_ride(state=state), NOON)
    assert told[0] == "Van to St Anna Hospital"
    assert all(told)


def test_what_was_promised_and_what_has_changed_stay_side_by_side():
    view = view_of(put_off())
    assert view.facts[0][1] == "The van comes between 11:18 and 11:28"
    assert view.changes == (("The van is held up. Before: The van comes between 11:06 and 11:16, there by 11:41.",
                             "The van is held up. Before: The van comes between 11 oh 6 and 11 16, there by 11 41."),)  # fmt: skip


def test_who_rides_and_whom_to_call_stand_among_the_facts():
    words = [written for _, written, _ in facts_of(a_ride())]
    assert {"1 wheelchair place", "One can roll in.", "Van 2 · SEL-D 102", "Call +32 2 555 01 00"} <= set(words)


def test_what_can_be_done_fits_how_it_stands():
    assert actions_of(a_ride()) == ("way", "late", "cancel", "booking")
    assert actions_of(a_ride(can_cancel=False)) == ("way", "late", "booking")
    assert actions_of(a_ride(state=RideState.HELD)) == ("pay",)
    assert actions_of(left_behind()) == ("again", "booking")
    assert actions_of(left_behind(instead_booking_id=UUID(int=5)))[0] == "instead"
    assert actions_of(a_ride(state=RideState.CANCELLED, booking_id=None)) == ("again",)


def test_late_is_counted_from_the_promise_and_from_now_once_that_is_over():
    assert late_choices(a_ride(), NOON)[0][1:] == ("I am there at 11:11", "5 min later")
    assert ready_at(a_ride(), NOON + 20 * MINUTE, 5) == NOON + 25 * MINUTE


def test_what_came_of_being_late():
    assert late_answer(a_ride(), a_ride()) == "Your van waits for you. Everything stays as promised."
    assert late_answer(put_off(), a_ride()) == "The van comes between 11:18 and 11:28. There by 11:53."
    assert "Something else is looked for" in late_answer(left_behind(), a_ride())


def test_the_van_is_on_the_map_with_its_minutes_until_nobody_knows_any_more():
    mark = van_mark(a_ride(), NOON)
    assert (mark.text, mark.old, mark.sign) == ("8 min", False, "ON_DEMAND")
    assert van_mark(a_ride(), NOON + OLD).old
    assert van_mark(a_ride(), NOON + timedelta(minutes=3)) is None
    assert van_mark(a_ride(van=None), NOON) is None


def test_an_offer_is_told_as_a_promise_with_its_price_and_is_bought_here():
    leg = own_way().legs[1]
    told = [fact.text for fact in on_demand_facts(leg, NOON)]
    assert told[1:4] == ["The van comes between 11:06 and 11:16", "There by 11:41", "€3.20 · 1 seat"]
    assert on_demand_link(leg.on_demand) is None
    assert next(iter(card_on_demand(own_way(), NOON))).text == "The van comes between 11:06 and 11:16"


def test_what_is_asked_for_a_price_names_the_service_and_who_rides():
    request = request_for(own_way())
    assert len(sold_legs(own_way())) == 1
    assert (request.legs[0].ride.zone, request.legs[0].ride.load) == ("D1", RideLoad())


def test_who_rides_is_worked_out_from_who_travels_and_stays_within_a_van():
    chair = Needs(ProfileId.MANUAL_CHAIR)
    people = People().added("a friend").changed("me", needs=chair)
    assert load_of(People()) is None
    assert load_of(people) == RideLoad(1, 1)
    assert stepped(RideLoad(1, 0), "seats", -1) == RideLoad(1, 0)
    assert stepped(RideLoad(1, 0), "child_seats", 9) == RideLoad(1, 0, 4)


def test_the_way_found_anew_is_the_one_most_like_it():
    early, late = own_way(), own_way(NOON + 30 * MINUTE)
    assert same_way((a_way(), late, early), early) is early
    assert same_way((a_way(),), early) is None


def test_a_trip_under_way_waits_for_the_van_and_follows_it():
    way = own_way()
    one = a_ride(pickup_at=NOON + 15 * MINUTE, dropoff_at=NOON + 33 * MINUTE)
    along = rides_along(way, (a_ride(zone="D2"), one))
    assert along == ((1, one),)
    state = state_of(Trip(way, Ask(), rides=along), "walk", "metric", NOON + 5 * MINUTE)
    assert (state.key[0], state.countdown, state.action) == ("board", "10 min", "On-demand van to St Anna Hospital")
    assert state.arrive.time == "11:33"
    aboard = a_ride(state=RideState.ABOARD, boarded_at=NOON + 7 * MINUTE, dropoff_at=NOON + 25 * MINUTE)
    state = state_of(Trip(way, Ask(), rides=((1, aboard),)), "walk", "metric", NOON + 8 * MINUTE)
    assert (state.key[0], state.countdown) == ("go", "17 min")


def test_a_ride_at_another_time_or_place_is_none_of_this_trip():
    way = own_way()
    far = a_ride(promised=promised(NOON + timedelta(hours=3)))
    assert rides_along(way, (far, a_ride(state=RideState.CANCELLED))) == ()
