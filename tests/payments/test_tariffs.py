from decimal import Decimal as D
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.feeds.gbfs.facts import PriceStep, PricingPlan
from backend.feeds.gbfs.money import price_of
from payments.tariffs import Part, PartKind, Segment, TaxiTariff, VehiclePlan, taxi_price, vehicle_price

K = PartKind
rates = st.integers(-200, 4000).map(lambda tenths: D(tenths) / 10)
segments = st.builds(Segment, st.integers(0, 40).map(D), rates, st.integers(0, 10).map(D), st.none() | st.integers(40, 90).map(D))
seconds, metres, positive = st.integers(0, 8000), st.integers(0, 120_000), rates.map(abs)


def slow_twin(segment, length):
    """One charge after the other."""
    at, total = Fraction(segment.start), Fraction()
    while (at < length or at == 0) and (segment.end is None or at < segment.end):
        total += Fraction(segment.rate_minor)
        if not segment.interval:
            break
        at += Fraction(segment.interval)
    return total


@given(st.integers(0, 4000).map(lambda tenths: D(tenths) / 10), st.lists(segments, max_size=3), st.lists(segments, max_size=3), seconds, metres)
def test_a_shared_vehicle_costs_what_a_slow_twin_says(price, per_min, per_km, ride_s, ride_m):
    found = vehicle_price(VehiclePlan("eur", price, tuple(per_km), tuple(per_min)), ride_s, ride_m)
    exact = Fraction(price) + sum(slow_twin(segment, Fraction(ride_s, 60)) for segment in per_min)
    exact += sum(slow_twin(segment, Fraction(ride_m, 1000)) for segment in per_km)
    assert found.total_minor == max(0, floor(exact + Fraction(1, 2)))
    assert all(part.amount_minor for part in found.parts)


@given(rates.filter(lambda rate: rate >= 0), st.lists(segments, max_size=3), st.lists(segments, max_size=3), st.integers(0, 99), metres)
def test_it_is_what_is_told_before_a_ride(price, per_min, per_km, minutes, ride_m):
    """The estimate among live offers is worked out by the same tariff, from the plan as its feed tells it."""
    told = PricingPlan("p", "", "", "EUR", price, *(tuple(PriceStep(*segment) for segment in each) for each in (per_min, per_km)))
    plan = VehiclePlan("eur", price, tuple(per_km), tuple(per_min))
    assert vehicle_price(plan, minutes * 60, ride_m).total_minor == price_of(told, minutes * 60, ride_m)[0]


@pytest.mark.parametrize("minutes, cents", [(0, 119), (1, 119), (30, 100 + 30 * 19), (30.5, 100 + 31 * 19), (31, 100 + 31 * 19)])
def test_a_scooter_by_the_minute(minutes, cents):
    plan = VehiclePlan("eur", D(100), per_min=(Segment(D(0), D(19), D(1)),), surge=True)
    found = vehicle_price(plan, int(minutes * 60), 5000)
    assert (found.total_minor, found.estimated) == (cents, True)


def test_the_first_half_hour_of_a_bike_is_free_and_then_each_half_costs():
    plan = VehiclePlan("usd", D(300), per_min=(Segment(D(30), D(300), D(30)),))
    assert [vehicle_price(plan, minutes * 60, 0).total_minor for minutes in (30, 31, 60, 61, 90)] == [300, 600, 600, 900, 900]
    assert vehicle_price(plan, 31 * 60, 0).parts == (Part(K.START, 300), Part(K.TIME, 300))


def test_an_interval_of_nothing_is_charged_once_and_an_end_ends():
    once = VehiclePlan("eur", D(0), per_km=(Segment(D(2), D(500), D(0)),))
    assert [vehicle_price(once, 0, metres).total_minor for metres in (2000, 2001, 9000)] == [0, 500, 500]
    ends = VehiclePlan("jpy", D(0), per_min=(Segment(D(0), D(10), D(10), D(60)),))
    assert [vehicle_price(ends, minutes * 60, 0).total_minor for minutes in (60, 61, 600)] == [60, 60, 60]


@pytest.mark.parametrize("ride_s, ride_m, cents", [(0, 0, 700), (600, 2000, 390 + 440 + 350), (60, 500, 700)])
def test_a_taxi_has_a_least_price(ride_s, ride_m, cents):
    tariff = TaxiTariff("eur", 390, D(220), D(35), 700)
    found = taxi_price(tariff, ride_s, ride_m)
    assert (found.total_minor, found.estimated) == (cents, True)


@given(st.integers(0, 900), positive, positive, st.integers(0, 2000), st.integers(0, 10**5), st.integers(0, 10**6))
def test_a_taxi_s_parts_add_up_and_are_the_exact_price_rounded(base, per_km, per_min, minimum, ride_s, ride_m):
    found = taxi_price(TaxiTariff("eur", base, per_km, per_min, minimum, fixed=True), ride_s, ride_m)
    exact = base + Fraction(per_km) * ride_m / 1000 + Fraction(per_min) * ride_s / 60
    assert found.total_minor == max(minimum, floor(exact + Fraction(1, 2)))
    assert not found.estimated


@pytest.mark.parametrize("wrong", [
    lambda: vehicle_price(VehiclePlan("eur", D(1)), -1, 0), lambda: vehicle_price(VehiclePlan("eur", D(1)), 0, -1),
    lambda: vehicle_price(VehiclePlan("eur", D(1), per_min=(Segment(D(-1), D(1), D(1)),)), 1, 1),
    lambda: vehicle_price(VehiclePlan("eur", D(1), per_min=(Segment(D(5), D(1), D(1), D(4)),)), 1, 1),
    lambda: taxi_price(TaxiTariff("eur", 1, D(1), D(-1)), 1, 1),
])  # fmt: skip
def test_what_has_no_price_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()
