"""Ladders and hours as feeds tell them, also wrongly."""
from decimal import Decimal

import pytest

from backend.feeds.entries import Entry
from backend.feeds.parking.facts import GatePrices
from backend.feeds.parking.prices import forbids_of, opening_of, read_prices
from backend.feeds.problems import ProblemLog

RUNGS = [
    {"minutes": 120, "price": 2.5, "tarif": "Day"}, {"minutes": 60, "price": 1, "tarif": "Day"}, {"minutes": 60, "price": "0.5", "tarif": "Night"},
]  # fmt: skip


def entry(**members) -> Entry:
    return Entry(members, ProblemLog(), "P1")


def problems(of: Entry) -> dict[str, int]:
    return {problem.kind: problem.count for problem in of.log.problems()}


def test_rungs_come_in_any_order():
    told = read_prices(entry(prices=RUNGS, day_starts_at="07:00", day_ends_at="21:00", price_capped="true"))
    assert told == GatePrices(((60, Decimal(1)), (120, Decimal("2.5"))), ((60, Decimal("0.5")),), 420, 1260, True)


@pytest.mark.parametrize("rung", [
    {"minutes": 0, "price": 1}, {"minutes": "60", "price": 1}, {"minutes": True, "price": 1}, {"minutes": 60, "price": None},
    {"minutes": 60, "price": "NaN"}, {"minutes": 60, "price": -1}, {"minutes": 60, "price": 1, "tarif": "Weekend"}, "60", {},
])  # fmt: skip
def test_one_rung_that_cannot_be_makes_the_price_unknown_and_is_counted(rung):
    told = entry(prices=[*RUNGS, rung])
    assert read_prices(told) is None
    assert problems(told) == {"bad_prices": 1}


@pytest.mark.parametrize("rung", [{"minutes": 180, "price": 2, "tarif": "Day"}, {"minutes": 60, "price": 2, "tarif": "Day"}])
def test_prices_that_fall_or_are_two_at_once_are_refused(rung):
    told = entry(prices=[*RUNGS, rung])
    assert read_prices(told) is None
    assert problems(told) == {"prices_fall": 1}


def test_too_many_rungs_are_no_tariff():
    assert read_prices(entry(prices=[{"minutes": minute, "price": minute} for minute in range(1, 300)])) is None
    assert read_prices(entry(prices=[])) is None
    assert read_prices(entry()) is None


@pytest.mark.parametrize("members, opening", [
    ({"opening_hours": "24/7"}, (0, 0)), ({"opens_at": "06:30", "closes_at": "22:00"}, (390, 1320)), ({}, None), ({"opens_at": "06:30"}, None),
    ({"opens_at": "00:00", "closes_at": "24:00"}, (0, 0)), ({"opens_at": "half six", "closes_at": "22:00"}, None),
    ({"opens_at": "25:00", "closes_at": "1:0"}, None),
])  # fmt: skip
def test_hours(members, opening):
    assert opening_of(entry(**members)) == opening


def test_what_may_not_drive_in():
    assert forbids_of(entry(forbidden=["Truck", "Caravan", "Car with Trailer", "Gas Driven Vehicles", "None", "Bus"])) == ("camper", "gas", "trailer")
    assert forbids_of(entry(forbidden="Caravan")) == ()
    assert forbids_of(entry()) == ()
