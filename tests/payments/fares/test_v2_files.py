"""What in the files of Fares v2 cannot be used is counted."""
from payments.fares.price import read_fares
from routing.build.problems import Problems
from tests.payments.fares.feed_world import read, ride, write
from tests.payments.fares.v2_world import CATEGORIES, MEDIA, PRODUCTS, leg_rule, price, product, transfer


def test_route_networks_count_and_are_checked(tmp_path):
    problems = Problems()
    fares = read(tmp_path, {
        "networks": [{"network_id": "night"}], "fare_products": PRODUCTS, "fare_leg_rules": [leg_rule("rail", network="night")],
        "route_networks": [{"network_id": network, "route_id": route} for network, route in zip(("night", "night", "dark", "night"), "1921")],
    }, problems)  # fmt: skip
    assert price(fares, ride("1", "ab", 0)) == 300
    assert [problems.count(code) for code in ("unknown_route", "unknown_network", "duplicate_id", "networks_twice")] == [1, 1, 1, 1]


def test_every_row_that_cannot_be_used_is_counted(tmp_path):
    problems = Problems()
    fares = read(tmp_path, {
        "fare_media": MEDIA, "rider_categories": CATEGORIES,
        "fare_products": [*PRODUCTS, product("bus", "1.00"), product("x", "1.005"), product("x", "1", "king"), product("x", "1", "", "shell")],
        "fare_leg_rules": [leg_rule("bus", "B", "bus"), leg_rule("x"), leg_rule("bus", "", "moon"),
            leg_rule("bus", origin="Q"), leg_rule("bus", to_time="q")],
        "fare_transfer_rules": [
            transfer("B", "B", "0"), transfer("B", "B", "7", count="1"), transfer("Q", "B", "0"), transfer("B", "B", "0", "x", count="1"),
            transfer("B", "B", "0", count="1", limit="5"), transfer("B", "B", "0", "", "1", "x", "1"), transfer("B", "", "0", count="1"),
        ],
        "timeframes": [{"timeframe_group_id": "p", "start_time": start, "end_time": "25:00:00", "service_id": "all"} for start in ("09:00:00", "x")],
        "fare_leg_join_rules": [{"from_network_id": "bus", "to_network_id": "bus", "from_stop_id": "a", "to_stop_id": ""}],
        "stop_areas": [{"area_id": "Q", "stop_id": "a"}],
    }, problems)  # fmt: skip
    assert price(fares, ride("1", "ab", 0)) == 200
    counted = {
        "duplicate_id": 1, "no_amount": 1, "unknown_rider_category": 1, "unknown_fare_medium": 1, "unknown_fare_product": 2, "unknown_network": 1,
        "unknown_area": 2, "unknown_timeframe_group": 1, "no_transfer_rule": 4, "unknown_leg_group": 1, "transfer_count_ignored": 1,
        "no_timeframe": 2, "no_join_rule": 1,
    }  # fmt: skip
    assert {code: problems.count(code) for code in counted} == counted


def test_a_row_that_is_broken_is_counted_once(tmp_path):
    problems = Problems()
    tables = {
        "networks": [{"network_id": "night"}, {"network_id": "", "network_name": "Day"}], "fare_products": PRODUCTS,
        "fare_leg_rules": [leg_rule("bus")],
    }  # fmt: skip
    with (write(tmp_path, tables) / "fare_leg_rules.txt").open("a") as file:
        file.write("far,,,,,,bus,too,many\n")
    assert price(read_fares(tmp_path, problems), ride("1", "ab", 0)) == 200
    assert [problems.count(code) for code in ("row_too_long", "missing_value")] == [1, 1]
