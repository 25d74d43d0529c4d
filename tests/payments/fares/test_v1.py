import os
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.fares.price import price_rides
from payments.fares.ride import Rider, Unknown
from routing.build.problems import Problems
from tests.payments.fares.feed_world import MONDAY, read, ride

PROOF = bool(os.environ.get("ALLWAYS_PROOF"))
ONE_WORLD = settings(max_examples=1_000 if PROOF else 60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def attribute(fare_id, price, transfers="0", duration="", **more):
    row = {"fare_id": fare_id, "price": price, "currency_type": "EUR", "payment_method": "0", "transfers": transfers}
    return row | {"transfer_duration": duration} | more


def rule(fare_id, route="", origin="", destination="", contains=""):
    return {"fare_id": fare_id, "route_id": route, "origin_id": origin, "destination_id": destination, "contains_id": contains}


def price(fares, *rides, categories=()):
    found = price_rides(fares, rides, Rider(frozenset(categories)))
    assert sum(item.amount_minor for item in found.bought) == found.total_minor
    return found.total_minor if found.known else None


def test_a_fare_without_rules_holds_everywhere(tmp_path):
    fares = read(tmp_path, {"fare_attributes": [attribute("any", "2.00")]})
    assert price(fares, ride("1", "ab", 0), ride("3", "be", 20)) == 400
    found = price_rides(fares, [ride("1", "ab", 0)])
    assert (found.currency, found.bought[0].rule) == ("eur", "fare_attributes.txt:2")


def test_routes_and_zones_decide(tmp_path):
    fares = read(tmp_path, {
        "fare_attributes": [attribute("short", "1.00"), attribute("long", "3.00"), attribute("rail", "5.00")],
        "fare_rules": [rule("short", origin="A", destination="A"), rule("long", origin="A", destination="B"), rule("rail", route="3")],
    })  # fmt: skip
    assert price(fares, ride("1", "ab", 0)) == 100
    assert price(fares, ride("1", "abc", 0)) == 300
    assert price(fares, ride("3", "ab", 0)) == 100  # the cheaper one of two that hold
    assert price(fares, ride("3", "cd", 0)) == 500
    unknown = price_rides(fares, [ride("1", "ab", 0), ride("1", "cd", 20, leg_id="x")])
    assert unknown.unknown == {"x": Unknown.NO_RULE}
    assert unknown.total_minor == 100


def test_contained_zones_are_exactly_those_passed(tmp_path):
    fares = read(tmp_path, {
        "fare_attributes": [attribute("two", "2.00"), attribute("three", "3.00")],
        "fare_rules": [rule("two", contains="A"), rule("two", contains="B")] + [rule("three", contains=zone) for zone in "ABC"],
    })  # fmt: skip
    assert price(fares, ride("1", "abc", 0)) == 200
    assert price(fares, ride("1", "bcde", 0)) == 300
    assert price(fares, ride("1", "ab", 0)) is None


def test_transfers_are_counted_and_expire(tmp_path):
    fares = read(tmp_path, {"fare_attributes": [attribute("once", "2.00", transfers="1", duration="3600")]})
    assert price(fares, ride("1", "ab", 0), ride("2", "bc", 60)) == 200
    assert price(fares, ride("1", "ab", 0), ride("2", "bc", 61)) == 400
    assert price(fares, ride("1", "ab", 0), ride("2", "bc", 20), ride("1", "cd", 40)) == 400
    assert price(fares, ride("1", "ab", 0), ride("2", "bc", 20), ride("1", "cd", 40, stay_seated=True)) == 200


def test_an_unlimited_transfer_is_an_empty_one_and_an_unreadable_one_is_none(tmp_path):
    problems = Problems()
    fares = read(tmp_path, {"fare_attributes": [attribute("any", "2.00", transfers="")]})
    assert price(fares, *(ride("1", "ab", 20 * i) for i in range(5))) == 200
    fares = read(tmp_path, {"fare_attributes": [attribute("any", "2.00", transfers="many")]}, problems)
    assert price(fares, *(ride("1", "ab", 20 * i) for i in range(5))) == 1000
    assert problems.count("no_number") == 1


def test_a_concession_is_taken_where_it_is_cheaper(tmp_path):
    fares = read(tmp_path, {
        "fare_attributes": [attribute("any", "2.00")],
        "rider_categories": [{"rider_category_id": "senior"}],
        "fare_rider_categories": [{"fare_id": "any", "rider_category_id": "senior", "price": "0.85"}],
    })  # fmt: skip
    assert price(fares, ride("1", "ab", 0)) == 200
    assert price(fares, ride("1", "ab", 0), categories={"senior"}) == 85


def test_a_concession_that_is_no_price_or_stands_twice_is_counted(tmp_path):
    problems = Problems()
    fares = read(tmp_path, {
        "fare_attributes": [attribute("any", "2.00")],
        "rider_categories": [{"rider_category_id": "senior"}, {"rider_category_id": "child"}],
        "fare_rider_categories": [
            {"fare_id": "any", "rider_category_id": category, "price": text}
            for category, text in (("senior", "0.85"), ("senior", "0.10"), ("child", "-1.00"), ("child", "free"))
        ],
    }, problems)  # fmt: skip
    assert price(fares, ride("1", "ab", 0), categories={"senior", "child"}) == 85
    assert (problems.count("duplicate_id"), problems.count("no_amount")) == (1, 2)


def test_another_agency_has_its_own_fares(tmp_path):
    tables = {
        "routes": [{"route_id": "1", "agency_id": "city"}, {"route_id": "2", "agency_id": "hills"}],
        "fare_attributes": [attribute("c", "2.00", "", agency_id="city"), attribute("h", "1.00", "", agency_id="hills")],
    }
    assert price(read(tmp_path, tables), ride("1", "ab", 0), ride("2", "bc", 20)) == 300


def test_every_row_that_cannot_be_used_is_counted_with_its_line(tmp_path):
    problems = Problems()
    fares = read(tmp_path, {
        "fare_attributes": [
            attribute("good", "2.00"), attribute("good", "3.00"), attribute("bad", "two"), attribute("", "1.00"),
            attribute("odd", "1.00", currency_type="XXY"), attribute("less", "-1.00"), attribute("lost", "0.10"),
        ],
        "fare_rules": [rule("good", route="1"), rule("gone"), rule("good", route="9"), rule("good", origin="Q"), rule("lost", route="9")],
        "fare_cheese": [{"a": "b"}],
    }, problems)  # fmt: skip
    counted = {"duplicate_id": 1, "no_amount": 3, "missing_value": 1, "unknown_fare": 1, "unknown_route": 2, "unknown_zone": 1}
    assert {code: problems.count(code) for code in counted} == counted
    assert problems.as_manifest()["unknown_fare"]["examples"][0]["line"] == 3
    assert problems.count("fare_file_not_read") == 1
    assert price(fares, ride("2", "ab", 0)) is None  # "lost" lost its only rule and does not hold everywhere for that
    assert price(fares, ride("1", "ab", 0)) == 200


def test_a_feed_without_fares_says_so(tmp_path):
    found = price_rides(read(tmp_path, {}), [ride("1", "ab", 0, leg_id="x")])
    assert found.unknown == {"x": Unknown.NO_FARES}
    assert price_rides(read(tmp_path, {}), []).total_minor == 0


def test_what_is_no_chain_of_rides_is_refused(tmp_path):
    fares = read(tmp_path, {})
    for rides in ([ride("1", "ab", 5), ride("1", "ab", 0)], [ride("1", "ab", 0), ride("1", "ab", 0)], [ride("1", "ab", i) for i in range(21)]):
        with pytest.raises(ValueError):
            price_rides(fares, rides)
    with pytest.raises(ValueError):
        ride("1", "a", 0)
    with pytest.raises(ValueError):
        type(ride("1", "ab", 0))("x", "1", ("a", "b"), datetime(2026, 1, 1), MONDAY)  # noqa: DTZ001


zones = st.sampled_from(["", "", "A", "B", "C"])
attributes = st.lists(
    st.tuples(st.integers(1, 400), st.sampled_from(["", "0", "1", "2"]), st.sampled_from(["", "900", "3600"])), min_size=1, max_size=4
).map(lambda rows: [attribute(f"f{i}", f"{cents / 100:.2f}", *rest) for i, (cents, *rest) in enumerate(rows)])
rules = st.lists(st.builds(rule, st.sampled_from(["f0", "f1", "f2", "f3"]), st.sampled_from(["", "1", "2", "3"]), zones, zones, zones), max_size=8)
chains = st.lists(
    st.tuples(st.sampled_from("123"), st.lists(st.sampled_from("abcdef"), min_size=2, max_size=4), st.integers(10, 50)), min_size=1, max_size=4
)


@ONE_WORLD
@given(attributes, rules, chains)
def test_it_agrees_with_a_slow_twin(tmp_path, attributes, rules, chains):
    minute, rides = 0, []
    for route, stops, gap in chains:
        rides.append(ride(route, "".join(stops), minute, 5))
        minute += gap
    ids = {row["fare_id"] for row in attributes}
    found = price_rides(read(tmp_path, {"fare_attributes": attributes, "fare_rules": rules}), rides)
    assert (len(found.unknown), found.total_minor) == slow_twin(attributes, [row for row in rules if row["fare_id"] in ids], rides)


def slow_twin(attributes, rules, rides):
    """Tries every way of cutting the chain and every fare for every piece, from the rows as they stand in the files."""
    zone = dict(zip("abcdef", "AABBCC"))
    best = None
    for cuts in range(1 << (len(rides) - 1)):
        pieces, piece = [], [rides[0]]
        for i, one in enumerate(rides[1:]):
            if cuts >> i & 1:
                pieces, piece = [*pieces, piece], []
            piece.append(one)
        pieces.append(piece)
        unknown = cost = 0
        for piece in pieces:
            prices = [round(float(row["price"]) * 100) for row in attributes if slow_holds(row, rules, piece, zone)]
            if prices:
                cost += min(prices)
            elif len(piece) == 1:
                unknown += 1
            else:
                break
        else:
            best = min(best or (unknown, cost), (unknown, cost))
    return best


def slow_holds(row, rules, piece, zone):
    if row["transfers"] and len(piece) - 1 > int(row["transfers"]):
        return False
    if row["transfer_duration"] and (piece[-1].departure - piece[0].departure).seconds > int(row["transfer_duration"]):
        return False
    own = [each for each in rules if each["fare_id"] == row["fare_id"]]
    if not own:
        return True
    passed = {zone[stop] for one in piece for stop in one.stop_ids}
    ends = {"origin_id": zone[piece[0].stop_ids[0]], "destination_id": zone[piece[-1].stop_ids[-1]]}

    def where(each):
        like = [other for other in own if all(other[column] == each[column] for column in ("route_id", "origin_id", "destination_id"))]
        return each["origin_id"], each["destination_id"], frozenset(other["contains_id"] for other in like if other["contains_id"])

    for origin, destination, contains in {where(each) for each in own}:
        fits = origin in ("", ends["origin_id"]) and destination in ("", ends["destination_id"]) and (not contains or contains == passed)
        routes = {each["route_id"] for each in own if where(each) == (origin, destination, contains)}
        if fits and all(one.route_id in routes or "" in routes for one in piece):
            return True
    return False
