"""All pages as bytes: the same for the same seed and moment, and all day long."""
import json
import os
import tracemalloc

import pytest
from lxml import etree

from backend.demo.live.catalogue import FEED_IDS, FEEDS, pages
from backend.demo.live.journal import Entry, Journal, JournalFull, Order
from backend.demo.live.town import SeedError, Town
from backend.demo.live.world import World
from tests.worlds.town import write_town

BASE = "http://127.0.0.1:1"
PAGES = pages()
HOUR_S = 3600
STEP_S = 900 if os.environ.get("ALLWAYS_PROOF") else 2100  # no share of an hour: over a day it falls on all of its parts
UNCHANGING = ("system_information", "vehicle_types", "station_information", "system_pricing_plans", "geofencing_zones", "gbfs", "gbfs_versions")


def written(world: World, path: str, at_s: int) -> bytes:
    return PAGES[path].write(world, at_s, at_s, BASE)


@pytest.mark.parametrize("path", PAGES)
def test_the_same_seed_gives_the_same_bytes_and_other_moments_give_others(town, eight, path):
    one, again = World(town, 3), World(town, 3)
    again.bikes.at(eight + HOUR_S)  # whatever was asked before
    first = written(one, path, eight)
    assert first == written(again, path, eight)
    if not path.endswith(tuple(f"/{name}.json" for name in UNCHANGING)):
        assert first != written(one, path, eight + 5 * HOUR_S)


@pytest.mark.parametrize("path", [
    "/gtfs-rt/trip-updates.pb", "/gbfs/3.0/station_status.json", "/scooters/2.3/free_bike_status.json", "/parking/parkapi.json",
])  # fmt: skip
def test_another_seed_is_another_day(town, eight, path):
    assert written(World(town, 1), path, eight) != written(World(town, 2), path, eight)


def test_a_whole_day_is_written(town, eight):
    world = World(town, 1)
    for at_s in range(eight - 8 * HOUR_S, eight + 16 * HOUR_S, STEP_S):
        assert all(written(world, path, at_s) for path in PAGES)


def test_memory_stays_flat_from_day_to_day(town, eight):
    world = World(town, 1)

    def live_through(day: int) -> int:
        begin_s = eight + day * 24 * HOUR_S
        for at_s in range(begin_s, begin_s + 24 * HOUR_S, 12 * STEP_S):
            for path in PAGES:
                written(world, path, at_s)
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    used = [live_through(day) for day in range(3)]
    tracemalloc.stop()
    assert abs(used[2] - used[1]) < 300_000


@pytest.mark.parametrize("path", PAGES)
def test_a_town_with_little_in_it_has_all_pages(elmstead, path):
    for at_s in (1_795_500_600, 2_000_000_000):  # within its timetable and long after
        assert written(World(elmstead, 1), path, at_s)


def test_a_town_without_public_transport_has_all_pages(tmp_path):
    write_town(tmp_path / "built", ())
    world = World(Town.open(tmp_path / "built"), 1)
    assert all(written(world, path, 1_795_500_600) for path in PAGES)


def test_every_declared_feed_is_published(town):
    assert {feed.path for feed in FEEDS} <= set(PAGES)
    assert {page.feed_id for page in PAGES.values()} == set(FEED_IDS)


def test_car_parks_are_told_in_the_words_of_parkapi(world, town, eight):
    told = json.loads(written(world, "/parking/parkapi.json", eight))
    assert told["total_count"] == len(told["items"]) == len(town.car_parks)
    for site in told["items"]:
        assert 0 <= site["realtime_free_capacity"] <= site["realtime_capacity"] == site["capacity"]
        assert site["realtime_data_updated_at"].endswith("Z")
        assert site["max_height"] is None or 150 < site["max_height"] < 400
    assert sum(site["park_and_ride_type"] == ["YES"] for site in told["items"]) == 5


def test_both_pages_of_lifts_tell_the_same(world, eight):
    told = {one["id"]: one["state"] for one in json.loads(written(world, "/lifts.json", eight))["facilities"]}
    siri = etree.fromstring(written(world, "/lifts.xml", eight))
    spaces = {"s": "http://www.siri.org.uk/siri"}
    states = {"available": "available", "notAvailable": "unavailable", "unknown": "unknown"}
    conditions = siri.findall(".//s:FacilityMonitoringDelivery/s:FacilityCondition", spaces)
    assert {one.findtext("s:Facility/s:FacilityCode", namespaces=spaces): states[one.findtext("s:FacilityStatus/s:Status", namespaces=spaces)]
            for one in conditions} == told  # fmt: skip
    assert set(told.values()) >= {"available", "unavailable"}


def test_closures_are_geojson_lines(world, eight):
    told = json.loads(written(world, "/closures.geojson", eight))
    assert told["type"] == "FeatureCollection"
    assert all(one["geometry"]["type"] == "LineString" and len(one["geometry"]["coordinates"]) > 1 for one in told["features"])
    assert all(one["properties"].keys() >= {"id", "modes", "from", "until", "kind", "title"} for one in told["features"])


def test_a_journal_is_no_store_without_end():
    journal = Journal()
    for number in range(1000):
        journal.add(Entry(number, Order.BREAK_LIFT, "lift"))
    with pytest.raises(JournalFull):
        journal.add(Entry(1, Order.BREAK_LIFT, "lift"))


@pytest.mark.parametrize("content", ["", "[1]", '{"stations": 3}', "\x00"])
def test_a_damaged_seed_is_refused_with_its_name(elmstead, tmp_path, content):
    write_town(tmp_path / "built")
    (tmp_path / "gbfs_seed.json").write_text(content)
    with pytest.raises(SeedError, match=r"gbfs_seed\.json"):
        Town.open(tmp_path / "built")
