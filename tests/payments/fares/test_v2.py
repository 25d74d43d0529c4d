"""Rules of Fares v2 one by one."""
import pytest

from payments.fares.price import price_rides
from payments.fares.ride import Reason, Rider, Unknown
from tests.payments.fares.feed_world import read, ride
from tests.payments.fares.v2_world import AREAS, CATEGORIES, MEDIA, PRODUCTS, leg_rule, price, product, transfer


def test_the_network_of_a_route_decides(tmp_path):
    fares = read(tmp_path, {"fare_products": PRODUCTS, "fare_leg_rules": [leg_rule("bus", network="bus"), leg_rule("rail", network="rail")]})
    assert price(fares, ride("1", "ab", 0), ride("3", "bc", 20)) == 500


def test_empty_means_what_no_rule_names(tmp_path):
    tables = AREAS | {
        "fare_products": PRODUCTS,
        "fare_leg_rules": [leg_rule("bus", network="bus"), leg_rule("rail"), leg_rule("step", network="bus", origin="X", destination="Y")],
    }
    fares = read(tmp_path, tables)
    assert price(fares, ride("1", "ac", 0)) == 50
    assert price(fares, ride("1", "ca", 0)) == 200  # Y is named by no rule as an origin, X by none as a destination
    assert price(fares, ride("1", "cd", 0)) is None  # Y is named as a destination, so "" does not mean it
    assert price(fares, ride("3", "ee", 0)) == 300  # "" is every network but bus
    assert price_rides(fares, [ride("1", "cd", 0, leg_id="x")]).unknown == {"x": Unknown.NO_RULE}


def test_with_priorities_empty_means_anything_and_the_highest_wins(tmp_path):
    fares = read(tmp_path, AREAS | {
        "fare_products": PRODUCTS,
        "fare_leg_rules": [
            leg_rule("rail", rule_priority=""), leg_rule("bus", network="bus", rule_priority="1"), leg_rule("step", origin="X", rule_priority="2"),
        ],
    })  # fmt: skip
    assert price(fares, ride("1", "ac", 0)) == 50
    assert price(fares, ride("1", "ca", 0)) == 200
    assert price(fares, ride("3", "ca", 0)) == 300


def test_a_stop_is_in_the_areas_of_its_station_unless_it_has_its_own(tmp_path):
    stops = [{"stop_id": stop, "parent_station": parent, "zone_id": ""} for stop, parent in (("a", "S"), ("b", "S"), ("S", ""), ("c", ""))]
    areas = [{"area_id": "X", "stop_id": "S"}, {"area_id": "Y", "stop_id": "b"}]
    fares = read(tmp_path, AREAS | {"stops": stops, "stop_areas": areas, "fare_products": PRODUCTS, "fare_leg_rules": [leg_rule("bus", origin="X")]})
    assert price(fares, ride("1", "ac", 0)) == 200
    assert price(fares, ride("1", "bc", 0)) is None


def test_timeframes_are_local_and_do_not_contain_their_end(tmp_path):
    frames = [
        {"timeframe_group_id": "peak", "start_time": "06:00:00", "end_time": "09:00:00", "service_id": "all"},
        {"timeframe_group_id": "rest", "start_time": "09:00:00", "end_time": "24:00:00", "service_id": "all"},
        {"timeframe_group_id": "sunday", "start_time": "", "end_time": "", "service_id": "weekend"},
    ]
    rules = [leg_rule("rail", from_time="peak"), leg_rule("bus", from_time="rest"), leg_rule("step", from_time="sunday")]
    fares = read(tmp_path, {"timeframes": frames, "fare_products": PRODUCTS, "fare_leg_rules": rules})
    assert price(fares, ride("1", "ab", 59)) == 300
    assert price(fares, ride("1", "ab", 60)) == 200  # 09:00
    assert price(fares, ride("1", "ab", 16 * 60)) is None  # 00:00 on Tuesday
    assert price(fares, ride("1", "ab", 5 * 24 * 60)) == 50  # Saturday


def test_riders_and_media(tmp_path):
    fares = read(tmp_path, {
        "rider_categories": CATEGORIES, "fare_media": MEDIA, "fare_leg_rules": [leg_rule("bus")],
        "fare_products": [product("bus", "2.00", "adult", "cash"), product("bus", "1.80", "adult", "card"), product("bus", "0.90", "senior", "card")],
    })  # fmt: skip
    one = ride("1", "ab", 0)
    assert price(fares, one) == 180
    assert price(fares, one, media=frozenset({"cash"})) == 200
    assert price(fares, one, categories=frozenset({"senior"})) == 90
    assert price(fares, one, categories=frozenset({"senior"}), media=frozenset({"cash"})) == 200
    found = price_rides(fares, [one], Rider(media=frozenset({"stamp"})))
    assert list(found.unknown.values()) == [Unknown.NO_PRODUCT]


def test_one_medium_pays_for_all_if_it_can(tmp_path):
    fares = read(tmp_path, {
        "fare_media": MEDIA, "fare_leg_rules": [leg_rule("bus", network="bus"), leg_rule("rail", network="rail")],
        "fare_products": [product("bus", "1.00", "", "cash"), product("bus", "1.50", "", "card"), product("rail", "3.00", "", "card")],
    })  # fmt: skip
    found = price_rides(fares, [ride("1", "ab", 0), ride("3", "bc", 20)])
    assert {item.medium for item in found.bought} == {"card"}
    assert found.total_minor == 450


@pytest.mark.parametrize(
    "kind, product_id, total", [("0", "", 200), ("0", "step", 250), ("1", "", 500), ("1", "less", 400), ("2", "step", 50), ("2", "", 0)]
)
def test_the_three_ways_of_charging_a_transfer(tmp_path, kind, product_id, total):
    fares = read(tmp_path, {
        "fare_products": [*PRODUCTS, product("less", "-1.00")],
        "fare_leg_rules": [leg_rule("bus", "B", "bus"), leg_rule("rail", "R", "rail")], "fare_transfer_rules": [transfer("B", "R", kind, product_id)],
    })  # fmt: skip
    assert price(fares, ride("1", "ab", 0), ride("3", "bc", 20)) == total
    assert price(fares, ride("3", "bc", 0), ride("1", "ab", 20)) == 500  # no rule for this direction


def test_later_transfers_are_added_to_what_was_paid(tmp_path):
    """A > B replaced by AB (2), B > C added (2): S + BC."""
    fares = read(tmp_path, {
        "fare_products": [*PRODUCTS, product("pair", "0.60")], "fare_leg_rules": [leg_rule("bus", "B", "bus"), leg_rule("rail", "R", "rail")],
        "fare_transfer_rules": [transfer("B", "R", "2", "pair"), transfer("R", "B", "2", "step")],
    })  # fmt: skip
    found = price_rides(fares, [ride("1", "ab", 0), ride("3", "bc", 20), ride("1", "cd", 40)])
    assert [(item.reason, item.amount_minor) for item in found.bought] == [(Reason.THROUGH, 60), (Reason.TRANSFER, 50)]


def test_transfers_in_a_row_are_counted_and_measured_from_the_first(tmp_path):
    rules = {"fare_products": PRODUCTS, "fare_leg_rules": [leg_rule("bus", "B", "bus")]}
    once = read(tmp_path, rules | {"fare_transfer_rules": [transfer("B", "B", "0", count="1")]})
    rides = [ride("1", "ab", 30 * i) for i in range(4)]
    assert [price(once, *rides[:n]) for n in (1, 2, 3, 4)] == [200, 200, 400, 400]
    hour = read(tmp_path, rules | {"fare_transfer_rules": [transfer("B", "B", "0", count="-1", limit="3600", measured="1")]})
    assert [price(hour, *rides[:n]) for n in (1, 2, 3, 4)] == [200, 200, 200, 400]  # the fourth leaves 90 minutes after the first


def test_of_several_counts_the_smallest_that_is_enough_holds(tmp_path):
    fares = read(tmp_path, {
        "fare_products": PRODUCTS, "fare_leg_rules": [leg_rule("bus", "B", "bus")],
        "fare_transfer_rules": [transfer("B", "B", "0", "step", count="1"), transfer("B", "B", "0", count="2")],
    })  # fmt: skip
    rides = [ride("1", "ab", 30 * i) for i in range(3)]
    assert [price(fares, *rides[:n]) for n in (1, 2, 3)] == [200, 250, 250]


@pytest.mark.parametrize("measured, most_s", [("0", 50 * 60), ("1", 30 * 60), ("2", 20 * 60), ("3", 40 * 60)])
def test_a_limit_is_measured_between_its_two_moments(tmp_path, measured, most_s):
    """8:00 to 8:10 and 8:30 to 8:50."""
    rides = [ride("1", "ab", 0, 10), ride("1", "bc", 30, 20)]
    for limit, total in ((most_s, 200), (most_s - 1, 400)):
        fares = read(tmp_path, {
            "fare_products": PRODUCTS, "fare_leg_rules": [leg_rule("bus", "B", "bus")],
            "fare_transfer_rules": [transfer("B", "B", "0", count="-1", limit=str(limit), measured=measured)],
        })  # fmt: skip
        assert price(fares, *rides) == total


def test_nobody_pays_for_a_transfer_that_is_dearer_than_a_second_product(tmp_path):
    fares = read(tmp_path, {
        "fare_products": [*PRODUCTS, product("dear", "9.00")], "fare_leg_rules": [leg_rule("bus", "B", "bus")],
        "fare_transfer_rules": [transfer("B", "B", "0", "dear", count="-1")],
    })  # fmt: skip
    assert price(fares, ride("1", "ab", 0), ride("2", "bc", 20)) == 400


def test_joined_rides_are_one_for_the_fare(tmp_path):
    stops = [
        {"stop_id": stop, "parent_station": parent, "zone_id": ""}
        for stop, parent in (("a", ""), ("b", "S"), ("c", "S"), ("S", ""), ("d", ""), ("e", ""))
    ]
    tables = AREAS | {
        "stops": stops, "fare_products": PRODUCTS,
        "fare_leg_rules": [leg_rule("bus", rule_priority="0"), leg_rule("step", origin="X", destination="Z", rule_priority="1")],
        "fare_leg_join_rules": [
            {"from_network_id": "bus", "to_network_id": "bus", "from_stop_id": "", "to_stop_id": ""},
            {"from_network_id": "bus", "to_network_id": "bus", "from_stop_id": "d", "to_stop_id": "e"},
            {"from_network_id": "bus", "to_network_id": "rail", "from_stop_id": "a", "to_stop_id": "e"},
        ],
    }  # fmt: skip
    fares = read(tmp_path, tables)
    found = price_rides(fares, [ride("1", "ab", 0, leg_id="p"), ride("2", "ce", 20, leg_id="q")])
    assert [(item.leg_ids, item.amount_minor) for item in found.bought] == [(("p", "q"), 50)]
    assert price(fares, ride("1", "ad", 0), ride("2", "ed", 20)) == 200  # d to e, as the second rule says
    assert price(fares, ride("1", "aa", 0), ride("2", "da", 20)) == 400
    assert price(fares, ride("1", "da", 0), ride("2", "ea", 20)) == 400  # the third rule is of other networks


def test_staying_in_one_s_seat_is_no_second_ride(tmp_path):
    fares = read(tmp_path, {"fare_products": PRODUCTS, "fare_leg_rules": [leg_rule("bus", network="bus")]})
    assert price(fares, ride("1", "ab", 0), ride("2", "bc", 20, stay_seated=True)) == 200


def test_v2_counts_where_a_feed_has_both(tmp_path):
    old = {"fare_attributes": [{"fare_id": "old", "price": "9.00", "currency_type": "EUR", "payment_method": "0", "transfers": ""}]}
    assert price(read(tmp_path, old | {"fare_products": PRODUCTS, "fare_leg_rules": [leg_rule("bus")]}), ride("1", "ab", 0)) == 200


def test_days_that_are_added_to_a_service_or_taken_from_it_count_for_timeframes(tmp_path):
    frames = [{"timeframe_group_id": "sunday", "start_time": "", "end_time": "", "service_id": "weekend"}]
    days = [{"service_id": "weekend", "date": day, "exception_type": kind} for day, kind in (("20261123", "1"), ("20261128", "2"))]
    tables = {"timeframes": frames, "fare_products": PRODUCTS, "fare_leg_rules": [leg_rule("step", from_time="sunday")]}
    fares = read(tmp_path, tables | {"calendar_dates": [*days, {"service_id": "only", "date": "20261124", "exception_type": "1"}]})
    assert [price(fares, ride("1", "ab", day * 1440)) for day in (0, 1, 5, 6)] == [50, None, None, 50]
    assert "only" in fares.v2.days.known()


def test_products_without_rules_for_rides_are_no_fares(tmp_path):
    old = {"fare_attributes": [{"fare_id": "old", "price": "9.00", "currency_type": "EUR", "payment_method": "0", "transfers": ""}]}
    assert price(read(tmp_path / "one", old | {"fare_products": PRODUCTS}), ride("1", "ab", 0)) == 900
    assert price(read(tmp_path / "two", old | {"fare_leg_rules": [leg_rule("bus")]}), ride("1", "ab", 0)) == 900


def test_a_timeframe_without_a_usable_row_holds_never(tmp_path):
    frames = [{"timeframe_group_id": "p", "start_time": "10:00:00", "end_time": "09:00:00", "service_id": "all"}]
    fares = read(tmp_path, {"timeframes": frames, "fare_products": PRODUCTS, "fare_leg_rules": [leg_rule("bus", from_time="p")]})
    assert price(fares, ride("1", "ab", 0)) is None
