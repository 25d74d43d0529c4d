"""Ladders of feeds as tariffs, tariffs as they are written down, and the garages of Heidelberg at the prices on their boards."""
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.contract.listings import ListingPrice
from backend.feeds.parking.decode import decode
from backend.feeds.parking.facts import GatePrices
from backend.parking.tariffs import TariffUnusable, as_json, digest_of, from_json, of_gate, of_host
from payments.parking.checking import check
from payments.parking.tariff import CapFrom, Tariff, Window, ladder, price

ZONE = "Europe/Berlin"
BERLIN = ZoneInfo(ZONE)
NINE = datetime(2026, 11, 24, 9, tzinfo=BERLIN)


def stay(tariff: Tariff | None, begin: datetime, minutes: int) -> int | None:
    assert tariff is not None
    return price(tariff, begin, begin + timedelta(minutes=minutes))


@pytest.fixture(scope="module")
def garages(shared_data) -> dict[str, Tariff | None]:
    facts = decode((shared_data / "heidelberg" / "parking" / "heidelberg.json").read_bytes())
    return {site.name.partition(" ")[0]: of_gate(site.prices, site.opening, ZONE, 2) for site in facts.sites}


def test_of_22_garages_with_a_place_20_have_a_price(garages):
    """One has no prices at all, and one has a ladder for a night that has no hours."""
    assert {name for name, tariff in garages.items() if tariff is None} == {"P4", "P26"}
    assert len(garages) == 22
    assert all(check(tariff) == () for tariff in garages.values() if tariff is not None)


@pytest.mark.parametrize("name, begin, minutes, minor", [
    ("P1", NINE, 35, 100), ("P1", NINE, 60, 250), ("P1", NINE, 61, 500), ("P1", NINE.replace(hour=19, minute=30), 225, 650), ("P1", NINE, 1560, 2500),
    ("P0", NINE, 60, 230), ("P0", NINE, 61, 460), ("P0", NINE, 780, 2000), ("P0", NINE, 781, None), ("P0", NINE.replace(hour=5), 120, None),
    ("P3", NINE, 720, 2400), ("P5", NINE, 1440, 2300), ("P6", NINE, 20, 50), ("P6", NINE, 21, 150), ("P6", NINE.replace(hour=20), 240, 200),
    ("P6", NINE.replace(hour=20), 241, None), ("P7", NINE, 1440, 2000), ("P8", NINE, 30, 100), ("P8", NINE, 31, 200), ("P9", NINE, 600, 1400),
    ("P10", NINE, 60, 250), ("P11", NINE, 60, 150), ("P12", NINE, 60, 250), ("P13", NINE, 60, 200), ("P14", NINE, 60, 250), ("P14", NINE, 721, None),
    ("P15", NINE, 420, 1000), ("P16", NINE, 40, 100), ("P17", NINE, 30, 50), ("P18", NINE, 60, 100), ("P18", NINE, 720, 960), ("P19", NINE, 60, 200),
    ("P20", NINE, 60, 250), ("P25", NINE, 60, 150),
])  # fmt: skip
def test_heidelberg_costs_what_its_boards_say(garages, name, begin, minutes, minor):
    assert stay(garages[name], begin, minutes) == minor


def test_heights_and_bays_for_badges_of_heidelberg(shared_data):
    sites = {site.uid: site for site in decode((shared_data / "heidelberg" / "parking" / "heidelberg.json").read_bytes()).sites}
    assert {site.max_height_mm for site in sites.values()} == {1800, 1900, 2000, 2100, 2150, 2500}
    assert sites["4"].capacity_disabled == 11
    assert sites["3"].forbids == ("camper", "gas", "trailer")
    assert sites["1"].grace_min == 10


def rungs(*pairs: tuple[int, str]) -> tuple[tuple[int, Decimal], ...]:
    return tuple((minutes, Decimal(amount)) for minutes, amount in pairs)


DAY = rungs((60, "1"), (120, "2"))


def test_hours_that_a_feed_does_not_tell_together_make_no_price():
    assert of_gate(None, None, ZONE, 2) is None
    assert of_gate(GatePrices((), DAY, 0, 0, False), None, ZONE, 2) is None
    assert of_gate(GatePrices(DAY, DAY, 0, 0, False), None, ZONE, 2) is None  # a night without hours
    assert of_gate(GatePrices(DAY, DAY, 480, 1200, False), (600, 1320), ZONE, 2) is None  # it opens in the middle of the day
    opened = of_gate(GatePrices(DAY, (), 0, 0, False), (360, 1320), ZONE, 2)
    assert stay(opened, NINE, 60) == 100
    assert stay(opened, NINE.replace(hour=21, minute=30), 60) is None


def test_a_currency_without_decimals():
    tariff = of_gate(GatePrices(rungs((60, "300")), (), 0, 0, True), None, ZONE, 0)
    assert stay(tariff, NINE, 60) == 300


def test_what_a_host_asks_for():
    tariff = of_host(ListingPrice(30, 100, 15, 1200), ZONE)
    assert check(tariff) == ()
    assert [stay(tariff, NINE, minutes) for minutes in (15, 16, 30, 31, 600)] == [0, 100, 100, 200, 1200]
    assert stay(tariff, NINE.replace(hour=22), 660) == 400 + 1200


windows = st.builds(
    Window, st.frozensets(st.integers(0, 6), min_size=1), st.integers(0, 1439), st.integers(0, 1440),
    st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 10**6)), max_size=4).map(ladder), st.integers(0, 600), st.integers(0, 5000),
    st.none() | st.integers(0, 10**6), st.frozensets(st.dates(), max_size=3),
)  # fmt: skip
tariffs = st.builds(
    Tariff, st.just(ZONE), st.lists(windows, max_size=3).map(tuple), st.integers(0, 240), st.booleans(), st.none() | st.integers(0, 10**6),
    st.sampled_from(CapFrom), st.frozensets(st.dates(), max_size=2),
)  # fmt: skip


@settings(max_examples=60)
@given(tariffs)
def test_a_tariff_is_read_as_it_was_written(tariff):
    content = as_json(tariff)
    assert from_json(content) == tariff
    assert digest_of(as_json(from_json(content))) == digest_of(content)


@pytest.mark.parametrize("content", [{}, {"windows": None}, {**as_json(of_host(ListingPrice(30, 100), ZONE)), "cap_from": "week"}])
def test_what_is_no_tariff_is_refused(content):
    with pytest.raises(TariffUnusable):
        from_json(content)
