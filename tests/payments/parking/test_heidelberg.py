"""The car parks of a real city: 21 with prices, by ladders and none of them straight."""
import pytest

from backend.feeds.parking.decode import decode
from backend.parking.tariffs import of_gate
from payments.parking.checking import check
from payments.parking.tariff import price
from tests.payments.parking.worlds import MINUTE, berlin, later, twin_price

STARTS = (berlin(2024, 6, 7, 10), berlin(2024, 3, 30, 19, 41), berlin(2024, 10, 26, 20, 5))


@pytest.fixture(scope="module")
def sites(shared_data):
    return [site for site in decode((shared_data / "heidelberg" / "parking" / "heidelberg.json").read_bytes()).sites if site.prices is not None]


@pytest.fixture(scope="module")
def tariffs(sites):
    return {site.name: of_gate(site.prices, site.opening, "Europe/Berlin", 2) for site in sites}


def test_all_that_have_prices_are_understood_but_the_one_with_a_night_ladder_and_no_night(tariffs):
    assert len(tariffs) == 21
    assert [name for name, tariff in tariffs.items() if tariff is None] == ["P4 Darmstaedter Hof"]
    assert all(check(tariff) == () for tariff in tariffs.values() if tariff)


@pytest.mark.parametrize("start, end, minor", [
    (STARTS[0], STARTS[0] + 35 * MINUTE, 100), (STARTS[0], STARTS[0] + 60 * MINUTE, 250), (STARTS[0], STARTS[0] + 61 * MINUTE, 500),
    (berlin(2024, 6, 7, 19, 30), berlin(2024, 6, 7, 23, 15), 650), (berlin(2024, 6, 7, 9), berlin(2024, 6, 8, 11), 2500),
])  # fmt: skip
def test_poststrasse(tariffs, start, end, minor):
    assert price(tariffs["P1 Poststrasse"], start, end) == minor


def test_staying_longer_never_costs_less_anywhere(tariffs):
    known = [tariff for tariff in tariffs.values() if tariff]
    for start in STARTS:
        for tariff in known:
            prices = [price(tariff, start, later(start, minutes)) for minutes in range(0, 29 * 60, 11)]
            sold = [minor for minor in prices if minor is not None]
            assert sold == sorted(sold)
            assert prices[: len(sold)] == sold  # what is too long stays too long


def test_a_twin_that_goes_minute_by_minute_says_the_same(tariffs):
    for number, tariff in enumerate(filter(None, tariffs.values())):
        for start in STARTS:
            end = later(start, 137 + 97 * number)
            assert price(tariff, start, end) == twin_price(tariff, start, end)


def test_no_ladder_is_a_price_per_hour(sites):
    """Whoever divides by hours would be wrong at every garage that says more than its first hours."""
    for site in sites:
        rates = {amount / minutes for minutes, amount in site.prices.day}
        assert len(rates) > 1, site.name
