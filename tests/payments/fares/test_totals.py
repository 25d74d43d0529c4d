"""A price that is kept is the price: chains that are taken for one another cost the same, whatever the rules of the feed."""
import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.fares.price import price_rides
from payments.fares.totals import ChainTotal, Totals
from tests.payments.fares.feed_world import read, ride
from tests.payments.fares.test_v2_twin import PEAK, leg_rules, products, transfers
from tests.payments.fares.v2_world import AREAS, CATEGORIES

WORLDS = 500 if os.environ.get("ALLWAYS_PROOF") else 60
ONE_WORLD = settings(max_examples=WORLDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
small = st.sampled_from
# Minutes around the limits of the rules, so that many chains are alike and few are the same.
chains = st.lists(
    st.lists(st.tuples(small("123"), st.lists(small("abcdef"), min_size=2, max_size=3), small([10, 28, 30, 31, 58, 61]), st.booleans()),
             min_size=1, max_size=3),
    min_size=1, max_size=12,
)  # fmt: skip


def rides_of(chain):
    minute, rides = 0, []
    for number, (route, stops, gap, stays) in enumerate(chain):
        rides.append(ride(route, "".join(stops), minute, 8, leg_id=str(number), stay_seated=stays and number > 0))
        minute += gap
    return rides


def in_all(fares, rides):
    found = price_rides(fares, rides)
    unknown = tuple(position for position, one in enumerate(rides) if one.leg_id in found.unknown)
    return ChainTotal(None if len(unknown) == len(rides) else found.currency, found.total_minor, unknown)


@ONE_WORLD
@given(products, leg_rules, transfers, chains, st.booleans(), st.booleans())
def test_by_rules_of_the_second_kind(tmp_path, products, leg_rules, transfers, chains, priorities, joins):
    if priorities:
        leg_rules = [row | {"rule_priority": str(at % 3)} for at, row in enumerate(leg_rules)]
    tables = AREAS | {
        "rider_categories": CATEGORIES, "timeframes": PEAK, "fare_products": products, "fare_leg_rules": leg_rules, "fare_transfer_rules": transfers,
        "fare_leg_join_rules": [{"from_network_id": "bus", "to_network_id": "bus"}] if joins else [],
    }  # fmt: skip
    fares = read(tmp_path, tables)
    totals = Totals(fares)
    for chain in chains:
        rides = rides_of(chain)
        assert totals.total(rides) == in_all(fares, rides)


fares_v1 = st.lists(st.tuples(st.integers(1, 60), small(["", "0", "1", "2"]), small(["", "1800", "3600"])), min_size=1, max_size=4)
rules_v1 = st.lists(
    st.tuples(st.integers(0, 3), small(["", "1", "2"]), small(["", "A", "B"]), small(["", "A", "C"]), small(["", "", "A", "B"])), max_size=6
)


@ONE_WORLD
@given(fares_v1, rules_v1, chains)
def test_by_rules_of_the_first_kind(tmp_path, fares_v1, rules_v1, chains):
    attributes = [
        {"fare_id": f"f{at}", "price": f"{dimes / 10:.2f}", "currency_type": "EUR", "transfers": most, "transfer_duration": limit}
        for at, (dimes, most, limit) in enumerate(fares_v1)
    ]
    rules = [
        {"fare_id": f"f{fare % len(fares_v1)}", "route_id": route, "origin_id": origin, "destination_id": goal, "contains_id": contains}
        for fare, route, origin, goal, contains in rules_v1
    ]
    fares = read(tmp_path, {"fare_attributes": attributes, "fare_rules": rules})
    totals = Totals(fares)
    for chain in chains:
        rides = rides_of(chain)
        asked = [one if not totals.ends_only else ends(one) for one in rides]
        assert totals.total(asked) == in_all(fares, rides)


def ends(one):
    return ride(one.route_id, one.stop_ids[0] + one.stop_ids[-1], minutes_of(one), 8, leg_id=one.leg_id, stay_seated=one.stay_seated)


def minutes_of(one):
    return (one.departure.hour - 8) * 60 + one.departure.minute


def test_a_feed_without_fares_prices_nothing(tmp_path):
    totals = Totals(read(tmp_path, {}))
    assert totals.total(rides_of([("1", "ab", 10, False)])) == ChainTotal(None, 0, (0,))
