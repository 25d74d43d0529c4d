"""What chains of rides cost in all, kept by what the rules can tell apart: thousands of trips differ in their minutes and not in their price."""
from bisect import bisect_left
from collections.abc import Hashable, Sequence
from itertools import combinations
from typing import NamedTuple

from payments.fares.matching import areas_of
from payments.fares.price import Fares, price_rides
from payments.fares.ride import Ride
from payments.fares.rules_v1 import RulesV1
from payments.fares.rules_v2 import RulesV2

MOST_KEPT = 50_000


class ChainTotal(NamedTuple):
    """Of one rider of no category. currency: None where nothing has a price. unknown: positions in the chain of the rides without one."""

    currency: str | None
    total_minor: int
    unknown: tuple[int, ...]


class Totals:
    """Over the fares of one feed; may be asked from many threads."""

    def __init__(self, fares: Fares):
        self.fares = fares
        self.ends_only = fares.v2 is not None or fares.v1 is None or not contains_zones(fares.v1)  # whether stops on the way make no difference
        self._kept: dict[Hashable, ChainTotal] = {}

    def total(self, rides: Sequence[Ride]) -> ChainTotal:
        """Raises ValueError for what is no chain of rides."""
        kind = self.kind(rides)
        found = None if kind is None else self._kept.get(kind)
        if found is not None:
            return found
        price = price_rides(self.fares, rides)
        unknown = tuple(position for position, ride in enumerate(rides) if ride.leg_id in price.unknown)
        found = ChainTotal(None if len(unknown) == len(rides) else price.currency, price.total_minor, unknown)
        if kind is not None:
            if len(self._kept) >= MOST_KEPT:
                self._kept = {}
            self._kept[kind] = found
        return found

    def kind(self, rides: Sequence[Ride]) -> Hashable | None:
        """The same for chains that no rule tells apart; None where only the rides themselves tell."""
        if self.fares.v2 is not None:
            return kind_v2(self.fares, self.fares.v2, rides)
        return None if self.fares.v1 is None else kind_v1(self.fares, self.fares.v1, rides)


def contains_zones(rules: RulesV1) -> bool:
    return any(where.contains for places in rules.holds.values() for where in places)


def kind_v1(fares: Fares, rules: RulesV1, rides: Sequence[Ride]) -> Hashable:
    zone, limits = fares.network.zone, rules.limits
    each = [
        (ride.route_id, zone.get(ride.stop_ids[0]), zone.get(ride.stop_ids[-1]), ride.stay_seated,
         frozenset([zone.get(stop, "") for stop in ride.stop_ids]) if len(ride.stop_ids) > 2 else None)
        for ride in rides
    ]  # fmt: skip
    apart = [bisect_left(limits, (two.departure - one.departure).total_seconds()) for one, two in combinations(rides, 2)]
    return tuple(each), tuple(apart)


def kind_v2(fares: Fares, rules: RulesV2, rides: Sequence[Ride]) -> Hashable | None:
    """Rides that are joined are told apart by their stations: these are worked out anew."""
    network = fares.network
    if len(rides) > 1 and (rules.join_rules or any(ride.stay_seated for ride in rides)):
        return None
    each = [
        (network.route_network.get(ride.route_id, ""), areas_of(rules, network, ride.stop_ids[0]), areas_of(rules, network, ride.stop_ids[-1]),
         *[rules.within(frame, ride.departure) for frame in rules.from_frames], *[rules.within(frame, ride.arrival) for frame in rules.to_frames])
        for ride in rides
    ]  # fmt: skip
    apart = []
    for one, two in combinations(rides, 2):
        for begin in (one.departure, one.arrival):
            apart += [bisect_left(rules.limits, (end - begin).total_seconds()) for end in (two.departure, two.arrival)]
    return tuple(each), tuple(apart)
