"""Which rules of Fares v2 match a ride, and which rides are one for the fare."""

from collections.abc import Sequence
from itertools import product

from payments.fares.feed import Network
from payments.fares.ride import Ride
from payments.fares.rules_v2 import PLACE_COLUMNS, LegRule, RulesV2

MOST_LEVELS = 4  # of stations within stations; no feed has more, a loop has no end


def join_rides(rules: RulesV2, network: Network, rides: Sequence[Ride]) -> list[tuple[Ride, ...]]:
    """The rides that are one for the fare together: those in one's seat within a network, and those that a join rule joins."""
    joined: list[tuple[Ride, ...]] = []
    for ride in rides:
        if joined and is_joined(rules, network, joined[-1][-1], ride):
            joined[-1] = (*joined[-1], ride)
        else:
            joined.append((ride,))
    return joined


def is_joined(rules: RulesV2, network: Network, before: Ride, after: Ride) -> bool:
    from_network, to_network = network.route_network.get(before.route_id, ""), network.route_network.get(after.route_id, "")
    if after.stay_seated and from_network == to_network:
        return True
    left, entered = stations(network, before.stop_ids[-1]), stations(network, after.stop_ids[0])
    for rule in rules.join_rules:
        if (rule.from_network, rule.to_network) != (from_network, to_network):
            continue
        if rule.from_stop and rule.from_stop in left and rule.to_stop in entered:
            return True
        if not rule.from_stop and left[-1] == entered[-1]:
            return True
    return False


def stations(network: Network, stop_id: str) -> tuple[str, ...]:
    """The stop and what it belongs to, the station last."""
    chain = [stop_id]
    while len(chain) < MOST_LEVELS and network.parent.get(chain[-1], ""):
        chain.append(network.parent[chain[-1]])
    return tuple(chain)


def areas_of(rules: RulesV2, network: Network, stop_id: str) -> frozenset[str]:
    """The areas of a stop: its own ones, else those of its station."""
    for place in stations(network, stop_id):
        if place in rules.areas:
            return rules.areas[place]
    return frozenset()


def matching_rules(rules: RulesV2, network: Network, rides: Sequence[Ride]) -> list[LegRule]:
    """The rules that match rides which are one for the fare; of the highest priority, where there are priorities."""
    first, last = rides[0], rides[-1]
    ridden = network.route_network.get(first.route_id, "")
    places = (
        frozenset({ridden} if ridden else ()), areas_of(rules, network, first.stop_ids[0]), areas_of(rules, network, last.stop_ids[-1]),
    )  # fmt: skip
    wanted = [matching_places(rules, column, ids) for column, ids in zip(PLACE_COLUMNS, places)]
    found = [
        rule for of_network, origin, goal in product(*wanted) for rule in rules.by_place.get((of_network, origin, goal), ())
        if rules.within(rule.from_timeframe, first.departure) and rules.within(rule.to_timeframe, last.arrival)
    ]  # fmt: skip
    if rules.by_priority and found:
        highest = max(rule.priority for rule in found)
        return [rule for rule in found if rule.priority == highest]
    return found


def matching_places(rules: RulesV2, column: str, ids: frozenset[str]) -> tuple[str, ...]:
    """What a rule may name in a column, "" for nothing. A ride without a place is in none that a rule names."""
    anywhere = rules.by_priority or not ids & rules.named(column)
    return (*sorted(ids), *([""] if anywhere else []))
