"""Fares v2 against a slow twin that reads the rows as they stand in the files."""
import os
from itertools import product as combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.fares.price import price_rides
from payments.fares.ride import Rider, Unknown
from tests.payments.fares.feed_world import read, ride
from tests.payments.fares.v2_world import AREAS, CATEGORIES, leg_rule, product, transfer

PROOF = bool(os.environ.get("ALLWAYS_PROOF"))
ONE_WORLD = settings(max_examples=2_000 if PROOF else 100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
small = st.sampled_from
products = st.lists(
    st.tuples(small(["bus", "rail", "step"]), st.integers(0, 60), small(["", "adult", "senior"])),
    min_size=1,
    max_size=6,
    unique_by=lambda r: (r[0], r[2]),
).map(lambda rows: [product(name, f"{dimes / 10:.2f}", category) for name, dimes, category in rows])
leg_rules = st.lists(st.builds(
    leg_rule, small(["bus", "rail", "step"]), small(["", "B", "R"]), small(["", "bus", "rail"]), small(["", "X", "Y"]), small(["", "X", "Y"]),
    small(["", "", "peak"]),
), min_size=1, max_size=6)  # fmt: skip
transfers = st.lists(st.builds(
    transfer, small(["", "B", "R"]), small(["", "B", "R"]), small("012"), small(["", "step"]), small(["1", "2", "-1"]), small(["", "1800", "3600"]),
), max_size=4)  # fmt: skip
chains = st.lists(st.tuples(small("123"), st.lists(small("abcdef"), min_size=2, max_size=2), st.integers(10, 50)), min_size=1, max_size=4)
PEAK = [{"timeframe_group_id": "peak", "start_time": "08:15:00", "end_time": "09:00:00", "service_id": "all"}]


@ONE_WORLD
@given(products, leg_rules, transfers, chains, st.booleans(), st.sets(small(["senior"])), small("0123"))
def test_it_agrees_with_a_slow_twin(tmp_path, products, leg_rules, transfers, chains, priorities, categories, measured):
    minute, rides = 0, []
    for route, stops, gap in chains:
        rides.append(ride(route, "".join(stops), minute, 8))
        minute += gap
    if priorities:
        leg_rules = [row | {"rule_priority": str(at % 3)} for at, row in enumerate(leg_rules)]
    transfers = [row | {"duration_limit_type": measured if row["duration_limit"] else ""} for row in transfers]
    tables = AREAS | {
        "rider_categories": CATEGORIES,
        "timeframes": PEAK,
        "fare_products": products,
        "fare_leg_rules": leg_rules,
        "fare_transfer_rules": transfers,
    }
    found = price_rides(read(tmp_path, tables), rides, Rider(frozenset(categories)))
    ids = {row["fare_product_id"] for row in products}
    legs = [row for row in leg_rules if row["fare_product_id"] in ids]
    groups = {row["leg_group_id"] for row in legs} | {""}
    changes = [
        row for row in transfers
        if {row["from_leg_group_id"], row["to_leg_group_id"]} <= groups and row["fare_product_id"] in ids | {""}
    ]  # fmt: skip
    if legs:
        assert (len(found.unknown), found.total_minor) == Twin(products, legs, changes, priorities, {"adult"} | categories).price(rides)
    else:
        assert set(found.unknown.values()) == {Unknown.NO_FARES}


class Twin:
    """Every rule and product for every ride, every way of changing: each combination is walked by itself and paid step by step."""

    def __init__(self, products, legs, changes, priorities, categories):
        self.products, self.legs, self.changes, self.priorities, self.categories = products, legs, changes, priorities, categories

    def amounts(self, product_id):
        rows = [row for row in self.products if row["fare_product_id"] == product_id and row["rider_category_id"] in self.categories | {""}]
        return [round(float(row["amount"]) * 100) for row in rows]

    def choices(self, one):
        values = {
            "network_id": {"1": "bus", "2": "bus", "3": "rail"}[one.route_id],
            "from_area_id": dict(zip("abcde", "XXYYZ")).get(one.stop_ids[0]), "to_area_id": dict(zip("abcde", "XXYYZ")).get(one.stop_ids[-1]),
        }  # fmt: skip
        fitting = []
        for row in self.legs:
            fits = True
            for column, value in values.items():
                if row[column]:
                    fits &= row[column] == value
                elif not self.priorities:
                    fits &= all(other[column] != value for other in self.legs)
            clock = one.departure.strftime("%H:%M:%S")
            if row["from_timeframe_group_id"]:
                fits &= "08:15:00" <= clock < "09:00:00"
            if fits:
                fitting.append(row)
        if self.priorities and fitting:
            top = max(int(row["rule_priority"]) for row in fitting)
            fitting = [row for row in fitting if int(row["rule_priority"]) == top]
        return [(row["leg_group_id"], amount) for row in fitting for amount in self.amounts(row["fare_product_id"])] or [None]

    def price(self, rides):
        best = None
        for chosen in combinations(*(self.choices(one) for one in rides)):
            for changes in combinations([None, *self.changes], repeat=len(rides) - 1):
                cost = self.walk(rides, chosen, changes)
                if cost is not None:
                    best = min(best or cost, cost)
        return best[0], max(best[1], 0)

    def walk(self, rides, chosen, changes):
        """None where one of the changes is not allowed."""
        unknown = sum(choice is None for choice in chosen)
        done, part, row, first = 0, 0, 0, 0  # paid for parts that are over, for the part under way; changes in a row and where they began
        for at, choice in enumerate(chosen):
            change = changes[at - 1] if at else None
            if change is None:
                done, part, row = done + part, choice[1] if choice else 0, 0
                continue
            if choice is None or chosen[at - 1] is None:
                return None
            same = change["from_leg_group_id"] == change["to_leg_group_id"]
            before = changes[at - 2] if at > 1 else None
            in_row = same and before and all(before[column] == change[column] for column in ("from_leg_group_id", "to_leg_group_id"))
            row, first = (row + 1, first) if in_row else (1, at - 1)
            if change not in self.allowed(rides, chosen, at, first, row):
                return None
            prices = self.amounts(change["fare_product_id"]) if change["fare_product_id"] else [0]
            if not prices:
                return None
            started = changes[at - 2] is None if at > 1 else True
            if change["fare_transfer_type"] == "2" and started:
                part = 0
            part += min(prices) + (choice[1] if change["fare_transfer_type"] == "1" else 0)
        return unknown, done + part

    def allowed(self, rides, chosen, at, first, row):
        """Changes to the ride `at`, if those of one group are the `row`-th since the ride `first`. Another group's row begins at the ride before."""
        fitting = []
        for change in self.changes:
            fits = all(
                value and (change[column] in (value, "") and (change[column] or all(other[column] != value for other in self.changes)))
                for column, value in (("from_leg_group_id", chosen[at - 1][0]), ("to_leg_group_id", chosen[at][0]))
            )  # fmt: skip
            same = change["from_leg_group_id"] == change["to_leg_group_id"]
            since, count = (first, row) if same else (at - 1, 1)
            begin, end = {"0": ("departure", "arrival"), "1": ("departure", "departure"), "2": ("arrival", "departure"), "3": ("arrival", "arrival")}[
                change["duration_limit_type"] or "0"
            ]
            took = (getattr(rides[at], end) - getattr(rides[since], begin)).total_seconds()
            fits &= not change["duration_limit"] or took <= int(change["duration_limit"])
            fits &= not same or change["transfer_count"] == "-1" or count <= int(change["transfer_count"])
            if fits:
                fitting.append(change)
        counted = [int(change["transfer_count"]) for change in fitting if change["from_leg_group_id"] == change["to_leg_group_id"]]
        limits = [count for count in counted if count > 0]
        return [
            change for change in fitting
            if change["from_leg_group_id"] != change["to_leg_group_id"] or not limits or int(change["transfer_count"]) == min(limits)
        ]  # fmt: skip
