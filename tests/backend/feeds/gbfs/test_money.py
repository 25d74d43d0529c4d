"""What a ride costs, by hand."""
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.feeds.gbfs.decode import decode
from backend.feeds.gbfs.facts import PricingPlan
from backend.feeds.gbfs.money import price_of
from tests.backend.feeds.gbfs.test_decode import bodies, changed, kinds

MINUTE, KM = 60, 1000


def plan(price: float | str = 0, currency: str = "EUR", per_min: list | None = None, per_km: list | None = None) -> PricingPlan:
    """Steps as (start, rate, interval) or (start, rate, interval, end), read as a feed tells them."""
    keys = ("start", "rate", "interval", "end")
    told = {
        "plan_id": "p", "name": "P", "currency": currency, "price": price, "is_taxable": False, "description": "",
        "per_min_pricing": [dict(zip(keys, step)) for step in per_min or []], "per_km_pricing": [dict(zip(keys, step)) for step in per_km or []],
    }  # fmt: skip
    (found,) = decode(changed("system_pricing_plans", "plans", told)).plans
    return found


@pytest.mark.parametrize(
    "minutes, cents",
    [(0, 128), (0.5, 128), (1, 128), (1.02, 156), (10, 380), (9.99, 380)],
)
def test_every_minute_that_has_begun_counts(minutes, cents):
    assert price_of(plan(1, per_min=[(0, 0.28, 1)]), minutes * MINUTE, 0) == (cents, "EUR")


@pytest.mark.parametrize("minutes, cents", [(29, 0), (30, 0), (30.1, 150), (45, 150), (45.1, 300), (90, 600)])
def test_the_first_half_hour_free_then_every_quarter(minutes, cents):
    assert price_of(plan(per_min=[(30, 1.5, 15)]), minutes * MINUTE, 0)[0] == cents


@pytest.mark.parametrize("minutes, cents", [(60, 200), (61, 300), (120, 300), (121, 350), (180, 350), (181, 400)])
def test_a_step_that_ends_is_followed_by_the_next(minutes, cents):
    """2 € for the first hour, 1 € for the second, 50 ct for each further one."""
    assert price_of(plan(per_min=[(0, 2, 60, 60), (60, 1, 60, 120), (120, 0.5, 60)]), minutes * MINUTE, 0)[0] == cents


@pytest.mark.parametrize("km, cents", [(10, 300), (10.5, 400), (25, 1800), (25.5, 2150), (26.5, 2200), (30.5, 2700)])
def test_steps_that_overlap_add_up(km, cents):
    """3 €; from km 10 to 25 1 € per km; from km 25 50 ct per km and 3 € for every 5 km."""
    assert price_of(plan(3, per_km=[(10, 1, 1, 25), (25, 0.5, 1), (25, 3, 5)]), 0, km * KM)[0] == cents


def test_time_and_distance_are_both_charged():
    assert price_of(plan(3, per_min=[(0, 0.5, 1)], per_km=[(0, 0.25, 1)]), 10 * MINUTE, 4 * KM)[0] == 300 + 500 + 100


def test_an_interval_of_0_charges_once():
    assert [price_of(plan(per_min=[(20, 5, 0)]), minutes * MINUTE, 0)[0] for minutes in (20, 21, 500)] == [0, 500, 500]


def test_an_end_within_an_interval_does_not_charge_a_part():
    """Charged at minutes 0 and 15; the next would be at 30, after the end."""
    assert price_of(plan(per_min=[(0, 1, 15, 20)]), 100 * MINUTE, 0)[0] == 200


def test_a_discount_never_makes_a_ride_cost_less_than_nothing():
    discount = plan(1, per_min=[(0, 0.5, 1), (10, -0.2, 1)])
    assert price_of(discount, 12 * MINUTE, 0)[0] == 100 + 600 - 40
    assert price_of(plan(1, per_min=[(0, -5, 1)]), 60 * MINUTE, 0)[0] == 0


def test_currencies_have_their_own_smallest_unit():
    assert price_of(plan(130, "JPY", per_min=[(30, 100, 15)]), 46 * MINUTE, 0) == (330, "JPY")
    assert price_of(plan("0.250", "KWD", per_min=[(0, 0.005, 1)]), 2 * MINUTE, 0) == (260, "KWD")
    assert price_of(plan("0.0", "NOK", per_min=[(0, 3.5, 1)]), 3 * MINUTE, 0) == (1050, "NOK")


def test_a_step_begins_at_the_very_metre_that_is_written():
    """A tenth of a kilometre is no binary number."""
    assert [price_of(plan(per_km=[(0.1, 1, 1)]), 0, metres)[0] for metres in (100, 100.01)] == [0, 100]


def test_parts_of_a_cent_are_rounded_once_at_the_end():
    assert price_of(plan(per_min=[(0, 0.005, 1)]), 3 * MINUTE, 0)[0] == 2
    assert plan(0.1).price_minor == Decimal(10)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 300), st.integers(0, 20)), max_size=4), st.integers(0, 7200), st.integers(0, 7200),
)  # fmt: skip
def test_riding_on_never_costs_less(steps, seconds, more):
    tariff = plan(1, per_min=[(start, rate / 100, interval) for start, rate, interval in steps])
    assert price_of(tariff, seconds, 0)[0] <= price_of(tariff, seconds + more, 0)[0]


@given(st.integers(0, 40), st.integers(1, 12), st.integers(0, 60), st.integers(0, 6000))
def test_a_step_is_due_as_often_as_one_would_count(start, interval, length, seconds):
    """Counting the moments at which the rate falls due, one after the other."""
    moments = range(start, start + length, interval)
    due = sum(seconds > moment * MINUTE or moment == 0 for moment in moments)
    assert price_of(plan(per_min=[(start, 1, interval, start + length)]), seconds, 0)[0] == due * 100


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": -1}, {"price": None}, {"price": "free"}, {"price": 1e30}, {"currency": "EURO"}, {"currency": "€"}, {"currency": ""},
        {"plan_id": ""}, {"per_km_pricing": "dear"}, {"per_km_pricing": [None]},
        {"per_min_pricing": [{"start": 0, "interval": 1}]}, {"per_min_pricing": [{"start": -1, "rate": 1, "interval": 1}]},
        {"per_min_pricing": [{"start": 0, "rate": 1, "interval": 1e-9}]},
        {"per_min_pricing": [{"start": 0, "rate": 1, "interval": 1, "end": "late"}]},
        {"per_min_pricing": [{"start": 0, "rate": 1, "interval": 1}] * 101},
        {"per_min_pricing": [{"start": 5, "rate": 1, "interval": 1, "end": 4}]}, {"price": "1e-999999"},
    ],
)  # fmt: skip
def test_a_plan_that_does_not_tell_its_whole_price_is_left_out(wrong):
    told = {"plan_id": "p", "name": "P", "currency": "EUR", "price": 1, "is_taxable": False, "description": ""}
    system = decode(changed("system_pricing_plans", "plans", {**told, **wrong}))
    assert not system.plans
    assert kinds(system)["bad_plan"] == 1


def test_a_plan_that_stands_twice_counts_once():
    told = {"plan_id": "p", "name": "P", "currency": "EUR", "price": 1, "is_taxable": True, "description": "", "surge_pricing": True}
    system = decode(bodies({**SYSTEM, "system_pricing_plans": {"plans": [told, {**told, "price": 2}]}}))
    assert [(found.price_minor, found.taxed, found.surge_pricing) for found in system.plans] == [(100, True, True)]
    assert kinds(system) == {"repeated_plan": 1}


SYSTEM = {"system_information": {"system_id": "x", "name": "X", "timezone": "Europe/Berlin"}, "free_bike_status": {"bikes": []}}
