"""Car parks as cities tell them."""
import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.feeds.parking.decode import decode
from backend.feeds.parking.facts import OpeningStatus, ParkingFacts, ParkingSiteFacts, Trend
from backend.feeds.problems import FeedUnreadable
from tests.backend.feeds.gbfs.broken import BODIES, damaged, spoiled

SITE = {
    "id": 7, "source_id": 1, "original_uid": "p7", "name": "Parkhaus Mitte", "lat": "49.4077000", "lon": "8.6920000",
    "purpose": "CAR", "type": "CAR_PARK", "has_realtime_data": True, "capacity": 160, "realtime_capacity": 158,
    "realtime_free_capacity": 15, "capacity_disabled": 11,
    "realtime_capacity_disabled": 10, "realtime_free_capacity_disabled": 2, "realtime_opening_status": "OPEN", "has_fee": True, "max_height": 210,
    "realtime_data_updated_at": "2026-11-24T11:54:45Z", "park_and_ride_type": ["TRAIN", "BUS"],
}  # fmt: skip


def read(*sites: dict) -> ParkingFacts:
    return decode(json.dumps({"items": sites, "total_count": len(sites)}).encode())


def one(**changes) -> ParkingSiteFacts:
    (site,) = read({**SITE, **changes}).sites
    return site


def kinds(facts: ParkingFacts) -> dict[str, int]:
    return {problem.kind: problem.count for problem in facts.problems}


def test_a_site_says_what_it_has():
    assert one() == ParkingSiteFacts(
        "7", "Parkhaus Mitte", 49.4077, 8.692, "CAR", "CAR_PARK", 158, 15, 10, 2, OpeningStatus.OPEN, True, 2100,
        datetime(2026, 11, 24, 11, 54, 45, tzinfo=UTC), ("TRAIN", "BUS"), None, covered=True,
    )  # fmt: skip
    assert not read(SITE).problems
    assert read(SITE, {**SITE, "id": 8, "realtime_data_updated_at": None}).observed == datetime(2026, 11, 24, 11, 54, 45, tzinfo=UTC)


def test_what_is_empty_null_or_0_is_unknown():
    site = one(capacity=0, realtime_capacity=None, max_height="", has_fee=None, realtime_opening_status=None, park_and_ride_type=None, type=None)
    assert (site.capacity, site.max_height_mm, site.has_fee, site.opening_status, site.park_and_ride, site.type) == (
        None, None, None, OpeningStatus.UNKNOWN, (), "OTHER",
    )  # fmt: skip
    assert one(max_height=0).max_height_mm is None


@pytest.mark.parametrize("free, capacity", [(-8, 1), (159, 158), (10**30, 158), ("many", 158), (1.5, 158)])
def test_a_count_that_cannot_be_is_unknown_and_counted(free, capacity):
    facts = read({**SITE, "realtime_free_capacity": free, "realtime_capacity": capacity})
    assert facts.sites[0].free is None
    assert len(facts.problems) == 1


def test_full_is_not_unknown_and_a_site_without_live_counts_is():
    assert one(realtime_free_capacity=0).free == 0
    assert one(has_realtime_data=False).free is None
    assert one(realtime_free_capacity=None).free is None


def test_a_site_whose_counting_is_out_of_order_is_not_full():
    facts = read({**SITE, "realtime_opening_status": "Stoerung", "realtime_free_capacity": 0})
    assert (facts.sites[0].free, facts.sites[0].opening_status) == (None, OpeningStatus.UNKNOWN)
    assert kinds(facts)["counting_out_of_order"] == 1


@pytest.mark.parametrize(
    "told, millimetres", [(1.8, 1800), ("2.15", 2150), (210, 2100), (1900, 1900), (50, None), (700, None), (-1, None), (99_999, None)]
)
def test_heights_in_metres_centimetres_and_millimetres(told, millimetres):
    assert one(max_height=told).max_height_mm == millimetres


def test_sites_without_name_or_place_and_repeated_ones_are_counted():
    facts = read(SITE, SITE, {**SITE, "id": None, "original_uid": None}, {**SITE, "id": 9, "lat": None}, {**SITE, "id": 10, "lat": 0, "lon": "0"})
    assert [site.uid for site in facts.sites] == ["7"]
    assert kinds(facts) == {"repeated_site": 1, "site_without_id": 1, "site_without_place": 2}
    assert facts.entities == 5


def test_words_nobody_knows_are_counted():
    facts = read({**SITE, "type": "SPACESHIP", "purpose": {}, "park_and_ride_type": ["HORSE", "TRAM"], "realtime_opening_status": "maybe"})
    assert (facts.sites[0].type, facts.sites[0].purpose, facts.sites[0].park_and_ride) == ("OTHER", "CAR", ("TRAM",))
    assert kinds(facts) == {"bad_type": 1, "bad_purpose": 1, "bad_park_and_ride_type": 1, "bad_realtime_opening_status": 1}


def test_a_bare_list_is_read_too_and_anything_else_is_refused():
    assert decode(b"\xef\xbb\xbf " + json.dumps([SITE]).encode()).sites[0].uid == "7"
    for body in (b'{"detail": "not found"}', b'{"items": {}}', b'"x"', b"[1"):
        with pytest.raises(FeedUnreadable):
            decode(body)


def test_the_garages_of_heidelberg(shared_data):
    body = (shared_data / "heidelberg" / "parking" / "heidelberg.json").read_bytes()
    facts = decode(body)
    told = {entry["parkingSiteId"]["value"]: entry for entry in json.loads(body)}
    assert facts.entities == 25
    assert kinds(facts)["site_without_place"] == 3
    assert len(facts.sites) == 22
    by_name = {site.name: site for site in facts.sites}
    crowne, mitte, kirchheim = by_name["P3 Crowne Plaza"], by_name["P1 Poststrasse"], by_name["P26 Kirchheim"]
    assert (crowne.free, crowne.capacity, told["3"]["availableSpotNumber"]["value"]) == (None, 140, 0)  # out of order, not full
    assert (mitte.free, mitte.capacity, mitte.max_height_mm, mitte.capacity_disabled, mitte.trend) == (143, 528, 1800, 2, Trend.STEADY)
    assert (kirchheim.park_and_ride, kirchheim.capacity) == (("YES",), 55)
    assert facts.observed == datetime(2024, 6, 8, 13, 25, tzinfo=UTC)
    assert all(site.free is None or site.free <= site.capacity for site in facts.sites)


def test_the_park_and_ride_sites_around_heidelberg(shared_data):
    facts = decode((shared_data / "heidelberg" / "parking" / "vrn_p_r.json").read_bytes())
    assert (facts.entities, len(facts.sites), kinds(facts)) == (16, 15, {"repeated_site": 1})
    assert all(site.park_and_ride == ("YES",) for site in facts.sites)
    wiesloch = facts.sites[0]
    assert (wiesloch.type, wiesloch.capacity, wiesloch.free, wiesloch.has_fee) == ("CAR_PARK", 263, 234, True)
    assert wiesloch.observed == datetime.fromtimestamp(1_783_357_588, UTC).replace(microsecond=985_000)


@pytest.mark.parametrize("broken", BODIES)
def test_no_broken_body_escapes_or_tells_of_a_site(broken):
    with suppress(FeedUnreadable):
        assert decode(BODIES[broken]).sites == ()


NGSI = {
    "id": "urn:P1", "name": {"value": "P1"}, "lat": {"value": 49.4}, "lon": {"value": 8.6},
    "availableSpotNumber": {"value": 3}, "trend": {"value": 1},
}  # fmt: skip
WHOLE = [
    {"items": [SITE, {**SITE, "id": 8}]}, {"items": [NGSI]}, {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": SITE}]},
]  # fmt: skip


@given(st.sampled_from(WHOLE).flatmap(lambda whole: st.one_of(spoiled(whole), damaged(json.dumps(whole).encode()))))
def test_no_spoiled_or_damaged_body_escapes(body):
    with suppress(FeedUnreadable):
        for site in decode(body).sites:
            assert site.free is None or site.free >= 0
            assert -90 <= site.lat <= 90
            assert -180 <= site.lon <= 180


def test_bodies_cut_short_anywhere_are_refused():
    whole = json.dumps(WHOLE[0]).encode()
    for end in range(0, len(whole), 3):
        with pytest.raises(FeedUnreadable):
            decode(whole[:end])
