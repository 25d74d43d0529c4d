"""Whatever stands in the files of a feed, it is read or counted, and rides are priced or have no price: never a crash."""
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.fares.price import price_rides, read_fares
from payments.fares.ride import Rider
from routing.build.problems import BuildError, Problems
from tests.payments.fares.feed_world import PLAIN, ride, write

COLUMNS = {
    "fare_attributes": "fare_id price currency_type payment_method transfers agency_id transfer_duration",
    "fare_rules": "fare_id route_id origin_id destination_id contains_id",
    "fare_rider_categories": "fare_id rider_category_id price",
    "fare_products": "fare_product_id fare_product_name rider_category_id fare_media_id amount currency",
    "fare_media": "fare_media_id fare_media_name fare_media_type",
    "rider_categories": "rider_category_id rider_category_name is_default_fare_category",
    "fare_leg_rules": "leg_group_id network_id from_area_id to_area_id from_timeframe_group_id to_timeframe_group_id fare_product_id rule_priority",
    "fare_transfer_rules": "from_leg_group_id to_leg_group_id transfer_count duration_limit duration_limit_type fare_transfer_type fare_product_id",
    "fare_leg_join_rules": "from_network_id to_network_id from_stop_id to_stop_id",
    "timeframes": "timeframe_group_id start_time end_time service_id",
    "areas": "area_id area_name", "stop_areas": "area_id stop_id",
    "networks": "network_id network_name", "route_networks": "network_id route_id",
    "calendar_dates": "service_id date exception_type",
    "location_groups": "location_group_id",
}  # fmt: skip
cells = st.sampled_from([
    "", "a", "b", "1", "2", "-1", "0", "bus", "EUR", "USD", "xx", "2.50", "-0.50", "08:00:00", "25:00:00", "all", "20261123",
    "20261399", "9" * 30, "é,\"\n",
])  # fmt: skip
tables = st.fixed_dictionaries({}, optional={
    name: st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(columns.split(), cells)), max_size=5) for name, columns in COLUMNS.items()
})  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(tables)
def test_any_rows(tmp_path, tables):
    for stale in tmp_path.glob("*"):
        stale.unlink()
    problems = Problems()
    fares = read_fares(write(tmp_path, tables), problems)
    found = price_rides(fares, [ride("1", "ab", 0), ride("2", "bc", 20), ride("3", "ca", 40)], Rider(frozenset({"a"})))
    assert {leg for item in found.bought for leg in item.leg_ids} | set(found.unknown) == {"1ab0", "2bc20", "3ca40"}
    assert found.total_minor == max(0, sum(item.amount_minor for item in found.bought))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([*COLUMNS, "stops", "routes", "agency", "calendar"]), st.binary(max_size=200))
def test_any_bytes(tmp_path, name, content):
    (write(tmp_path, {}) / f"{name}.txt").write_bytes(content)
    problems = Problems()
    found = price_rides(read_fares(tmp_path, problems), [ride("1", "ab", 0)])
    assert {leg for item in found.bought for leg in item.leg_ids} | set(found.unknown) == {"1ab0"}
    (tmp_path / f"{name}.txt").unlink()


@pytest.mark.parametrize("content", ["", "{}", '{"features": [{}]}', '{"features": 5}', "[" * 100_000, '{"features": [{"id": "zone"}]}'])
def test_zones_that_cannot_be_read_are_counted(tmp_path, content):
    (write(tmp_path, {}) / "locations.geojson").write_text(content)
    problems = Problems()
    fares = read_fares(tmp_path, problems)
    assert problems.count("unreadable_file") == ("zone" not in content)
    assert ("zone" in fares.network.spots) == ("zone" in content)


def test_a_zip_is_read_as_a_folder_is_and_what_is_no_feed_is_refused(tmp_path):
    tables = PLAIN | {"fare_attributes": [{"fare_id": "x", "price": "1.00", "currency_type": "EUR", "transfers": ""}]}
    folder = write(tmp_path / "feed", tables)
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as packed:
        for path in folder.iterdir():
            packed.write(path, path.name)
    assert read_fares(tmp_path / "feed.zip", Problems()).v1 == read_fares(folder, Problems()).v1
    with pytest.raises(BuildError):
        read_fares(tmp_path / "nothing.zip", Problems())


def test_a_file_beyond_all_measure_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr("payments.fares.feed.MOST_BYTES", 40)
    problems = Problems()
    read_fares(write(tmp_path, {}), problems)
    assert problems.count("file_too_large") > 0
