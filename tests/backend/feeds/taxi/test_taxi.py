"""What taxis offer, and what a ride is likely to cost."""
import json
from contextlib import suppress
from datetime import UTC, datetime
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.feeds.problems import FeedUnreadable
from backend.feeds.taxi.decode import decode
from backend.feeds.taxi.facts import TaxiFare, TaxiOffers
from tests.backend.feeds.gbfs.broken import BODIES, damaged, spoiled

FARE = {"currency": "EUR", "baseMinor": 400, "perKmMinor": 220, "perMinMinor": 50, "minMinor": 700}


def square(west: float, south: float, size: float) -> dict:
    east, north = west + size, south + size
    return {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}


MITTE = {
    "id": "mitte", "geometry": square(8.6, 49.4, 0.1), "waitS": 300, "fare": FARE, "operator": {"name": "Taxi Mitte", "phone": "+49 6221 1"},
    "bookUrl": "https://taxi.example/book",
}  # fmt: skip
AROUND = {"id": "around", "geometry": square(8.5, 49.3, 0.3), "waitS": None, "fare": {**FARE, "baseMinor": 500}}


def read(*zones, **members) -> TaxiOffers:
    return decode(json.dumps({"version": 1, "lastUpdated": "2026-11-24T08:00:00Z", "zones": zones, **members}).encode())


def kinds(offers: TaxiOffers) -> dict[str, int]:
    return {problem.kind: problem.count for problem in offers.problems}


def test_one_gets_the_offer_of_the_place():
    offers = read(MITTE, AROUND)
    mitte, around = offers.find_offer(49.45, 8.65), offers.find_offer(49.35, 8.55)
    assert (mitte.id, mitte.wait_s, mitte.operator, mitte.phone, mitte.book_url) == (
        "mitte", 300, "Taxi Mitte", "+49 6221 1", "https://taxi.example/book",
    )  # fmt: skip
    assert (around.id, around.wait_s, around.operator, around.book_url) == ("around", None, "", "")
    assert offers.find_offer(50, 8.6) is None
    assert (offers.observed, offers.entities, len(offers.problems)) == (datetime(2026, 11, 24, 8, tzinfo=UTC), 2, 0)


@pytest.mark.parametrize(
    "metres, seconds, cents", [(5000, 600, 400 + 1100 + 500), (1000, 60, 700), (0, 0, 700), (1234, 61, 723), (2000, 0, 840)]
)
def test_what_a_ride_is_likely_to_cost(metres, seconds, cents):
    """1,234 m and 61 s: 400 + 271.48 + 50.83."""
    assert read(MITTE).offers[0].estimate(metres, seconds) == (cents, "EUR")


amounts = st.integers(0, 100_000)


@given(amounts, amounts, amounts, amounts, st.integers(0, 500_000), st.integers(0, 50_000))
def test_estimates_are_exact_and_rounded_up_once(base, per_km, per_min, least, metres, seconds):
    exact = base + Fraction(metres * per_km, 1000) + Fraction(seconds * per_min, 60)
    assert TaxiFare("EUR", base, per_km, per_min, least).estimate(metres, seconds) == max(least, ceil(exact))


@pytest.mark.parametrize(
    "fare", [None, {}, "dear", {**FARE, "perKmMinor": None}, {**FARE, "baseMinor": -1}, {**FARE, "minMinor": 1.5}, {**FARE, "currency": "€"},
             {**FARE, "currency": "EURO"}, {**FARE, "perMinMinor": 10**12}],
)  # fmt: skip
def test_a_fare_of_which_a_part_is_missing_is_none(fare):
    offers = read({**MITTE, "fare": fare}, AROUND)
    assert [offer.id for offer in offers.offers] == ["around"]
    assert kinds(offers)["zone_without_fare"] == 1


def test_entries_that_cannot_be_used_are_counted():
    point = {"type": "Point", "coordinates": [8.6, 49.4]}
    offers = read(
        MITTE, MITTE, {**MITTE, "id": None}, {**MITTE, "id": "a", "geometry": None}, {**MITTE, "id": "b", "geometry": point},
        {**MITTE, "id": "c", "waitS": -5, "bookUrl": "javascript:alert(1)", "operator": "Taxi"}, "zone",
    )  # fmt: skip
    assert [(offer.id, offer.wait_s, offer.book_url) for offer in offers.offers] == [("mitte", 300, "https://taxi.example/book"), ("c", None, "")]
    assert kinds(offers) == {
        "repeated_zone": 1, "zone_without_id": 1, "bad_geometry": 2, "bad_waitS": 1, "bad_bookUrl": 1, "bad_operator": 1, "bad_zones": 1,
    }  # fmt: skip


@pytest.mark.parametrize("members, code", [({"version": 2}, "feed_wrong_version"), ({"version": True}, "feed_wrong_version")])
def test_other_versions_are_refused(members, code):
    with pytest.raises(FeedUnreadable) as refused:
        read(MITTE, **members)
    assert refused.value.code == code


def test_a_message_has_to_list_zones_and_not_too_many():
    for zones, code in ((None, "feed_unreadable"), ({}, "feed_unreadable"), ([MITTE] * 1001, "feed_too_many_entities")):
        with pytest.raises(FeedUnreadable) as refused:
            decode(json.dumps({"version": 1, "zones": zones}).encode())
        assert refused.value.code == code


@pytest.mark.parametrize("broken", BODIES)
def test_no_broken_body_escapes(broken):
    with pytest.raises(FeedUnreadable):
        decode(BODIES[broken])


WHOLE = {"version": 1, "lastUpdated": "2026-11-24T08:00:00Z", "zones": [MITTE, AROUND]}


@given(st.one_of(spoiled(WHOLE), damaged(json.dumps(WHOLE).encode())))
def test_no_spoiled_or_damaged_body_escapes(body):
    with suppress(FeedUnreadable):
        offers = decode(body)
        offers.find_offer(49.45, 8.65)
        assert all(offer.estimate(5000, 600)[0] >= 0 for offer in offers.offers)


def test_bodies_cut_short_anywhere_are_refused():
    whole = json.dumps(WHOLE).encode()
    for end in range(0, len(whole), 3):
        with pytest.raises(FeedUnreadable):
            decode(whole[:end])
