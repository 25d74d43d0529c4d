"""Prices by GTFS Fares v1: the cheapest way to cut a chain of rides into runs that one fare covers each."""

from collections.abc import Sequence
from typing import NamedTuple

from payments.fares.feed import Network
from payments.fares.ride import Bought, ChainPrice, Reason, Ride, Rider, Unknown
from payments.fares.rules_v1 import FareClass, RulesV1


class Way(NamedTuple):
    """How the first rides of a chain are paid. Ordered: fewest rides without a price, then the cheapest, then the fewest products."""

    unknown: tuple[str, ...]
    bought: tuple[Bought, ...]

    def key(self) -> tuple[int, int, int, tuple[Bought, ...]]:
        return len(self.unknown), sum(item.amount_minor for item in self.bought), len(self.bought), self.bought


def price_v1(rules: RulesV1, network: Network, rides: Sequence[Ride], rider: Rider) -> ChainPrice:
    """Of several currencies the one that prices most rides."""
    currencies = sorted({fare.currency for fare in rules.classes})
    ways = [(currency, cheapest_way(rules, network, rides, rider, currency)) for currency in currencies]
    currency, way = min(ways, key=lambda found: (len(found[1].unknown), found[0]))
    total = sum(item.amount_minor for item in way.bought)
    return ChainPrice(currency, total, way.bought, dict.fromkeys(way.unknown, Unknown.NO_RULE))


def cheapest_way(rules: RulesV1, network: Network, rides: Sequence[Ride], rider: Rider, currency: str) -> Way:
    best = [Way((), ())]
    for end in range(1, len(rides) + 1):
        before = best[end - 1]
        ways = [Way((*before.unknown, rides[end - 1].leg_id), before.bought)]
        for start in range(end):
            run = rides[start:end]
            for fare in rules.classes:
                rule = find_rule(rules, network, fare, run) if fare.currency == currency else None
                if rule is not None:
                    ways.append(Way(best[start].unknown, (*best[start].bought, buy(fare, run, rider, rule))))
        best.append(min(ways, key=Way.key))
    return best[-1]


def find_rule(rules: RulesV1, network: Network, fare: FareClass, run: Sequence[Ride]) -> str | None:
    """Where the rule stands by which one fare covers all rides of the run, "" for a fare that holds everywhere; None where it does not cover them."""
    boardings = sum(not ride.stay_seated for ride in run[1:])
    if fare.transfers is not None and boardings > fare.transfers:
        return None
    if fare.transfer_s is not None and (run[-1].departure - run[0].departure).total_seconds() > fare.transfer_s:
        return None
    if fare.agency_id and any(network.agency.get(ride.route_id, "") not in ("", fare.agency_id) for ride in run):
        return None
    if fare.fare_id not in rules.holds:
        return ""
    origin, destination = network.zone.get(run[0].stop_ids[0], ""), network.zone.get(run[-1].stop_ids[-1], "")
    passed = frozenset(network.zone.get(stop, "") for ride in run for stop in ride.stop_ids) - {""}
    for where, routes in rules.holds[fare.fare_id].items():
        in_zones = where.origin in ("", origin) and where.destination in ("", destination) and where.contains in (frozenset(), passed)
        lines = [routes.get(ride.route_id, routes.get("")) for ride in run]
        if in_zones and None not in lines:
            return f"fare_rules.txt:{lines[0]}"
    return None


def buy(fare: FareClass, run: Sequence[Ride], rider: Rider, rule: str) -> Bought:
    offers = [(fare.amount_minor, "")] + [(amount, category) for category, amount in fare.concessions.items() if category in rider.categories]
    amount, category = min(offers)
    legs = tuple(ride.leg_id for ride in run)
    return Bought(legs, fare.fare_id, fare.fare_id, amount, category, "", Reason.RIDE, rule or f"fare_attributes.txt:{fare.line}")
