"""What each ride of a chain costs, where a product is for several: parts that add up to the price of the chain."""
from collections.abc import Mapping
from dataclasses import dataclass

from payments.allocation import Weight, allocate
from payments.fares.ride import ChainPrice, Reason


@dataclass(frozen=True)
class RideShare:
    """through: all rides of one product that this one shares, none where it has products of its own."""

    amount_minor: int
    through: frozenset[str]


def ride_shares(price: ChainPrice, weights: Mapping[str, int]) -> dict[str, RideShare]:
    """By leg id, none below zero. weights: what a product for several rides is shared by, such as their lengths; equally where all are 0.

    What changing costs falls on the ride that is changed to; a discount comes off the rides of the chain that have a price, in proportion. Rides
    whose price is not known have no share.
    """
    amounts: dict[str, int] = {leg_id: 0 for item in price.bought for leg_id in item.leg_ids}
    through: dict[str, frozenset[str]] = dict.fromkeys(amounts, frozenset())
    for item in price.bought:
        bearing = item.leg_ids[1:] if item.reason is Reason.TRANSFER else item.leg_ids
        if len(item.leg_ids) > 1:
            joined = frozenset(item.leg_ids).union(*(through[leg_id] for leg_id in item.leg_ids))
            through.update(dict.fromkeys(joined, joined))
        if item.amount_minor > 0:
            for leg_id, share in allocate(item.amount_minor, [Weight(leg_id, max(0, weights.get(leg_id, 0))) for leg_id in bearing]).items():
                amounts[leg_id] += share
    off = sum(amounts.values()) - price.total_minor
    if off > 0:
        for leg_id, share in allocate(off, [Weight(*pair) for pair in amounts.items()]).items():
            amounts[leg_id] -= share
    return {leg_id: RideShare(amount, through[leg_id]) for leg_id, amount in amounts.items()}
