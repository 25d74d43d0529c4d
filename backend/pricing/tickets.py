"""What rides cost by the fares of their feeds, cut into tickets: the rides of one operator that share a product."""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from backend.pricing.fares import CityFares, Rode
from payments.fares.price import Fares
from payments.fares.ride import ChainPrice, Rider
from payments.fares.shares import ride_shares
from routing.transit.model import Transit


@dataclass(frozen=True)
class Rights:
    """entitlements: what somebody says they have. categories: rider categories of feeds by entitlement, beside those of its name."""

    entitlements: frozenset[str]
    categories: Mapping[str, frozenset[str]]

    def rider(self, fares: Fares) -> Rider:
        return Rider(frozenset(category for category in categories_in(fares) if self.giving(category) is not None))

    def giving(self, category: str) -> str | None:
        """The entitlement that opens a rider category, the first of several."""
        found = (held for held in sorted(self.entitlements) if held == category.lower() or category in self.categories.get(held, ()))
        return next(found, None)


class Ticket(NamedTuple):
    """numbers: of its rides, in order. bundle: the first ride of all that share a product. reduced_minor: with a right, that of `category`."""

    numbers: tuple[int, ...]
    bundle: int
    currency: str
    list_minor: int
    product_minor: int
    reduced_minor: int
    category: str


class Share(NamedTuple):
    amount_minor: int
    through: frozenset[int]
    currency: str
    category: str


def tickets(fares: CityFares, transit: Transit, rides: Sequence[Rode], operators: Mapping[int, str], rights: Rights) -> list[Ticket]:
    """operators: whose each ride is, by its number. Rides without a price are in no ticket."""
    ordinary = shares(fares.price_chains(transit, rides), rides)
    reduced = shares(fares.price_chains(transit, rides, rights.rider), rides)
    priced = [ride for ride in sorted(rides, key=lambda ride: (ride.departs, ride.number)) if ride.number in ordinary and ride.number in reduced]
    bundles = bundled(priced, ordinary, reduced)
    found = []
    for bundle, operator in dict.fromkeys((bundles[ride.number], operators[ride.number]) for ride in priced):
        own = [ride for ride in priced if (bundles[ride.number], operators[ride.number]) == (bundle, operator)]
        numbers = tuple(ride.number for ride in own)
        reduced_minor = sum(reduced[number].amount_minor for number in numbers)
        # The parts of the two chains need not fall on the same rides: what somebody pays is the reduced chain, no mixture of both.
        product_minor = max(reduced_minor, sum(ordinary[number].amount_minor for number in numbers))
        list_minor = max(product_minor, sum(alone(fares, transit, run, ordinary) for run in seated(own)))
        category = next((reduced[number].category for number in numbers if reduced[number].category), "")
        found.append(Ticket(numbers, bundle, ordinary[numbers[0]].currency, list_minor, product_minor, reduced_minor, category))
    return found


def shares(chains: Mapping[int, ChainPrice], rides: Iterable[Rode]) -> dict[int, Share]:
    """By number; what several rides are sold together for is shared by the time they take."""
    weights = {str(ride.number): int((ride.arrives - ride.departs).total_seconds()) for ride in rides}
    found: dict[int, Share] = {}
    for chain in chains.values():
        categories = {leg_id: item.category for item in chain.bought if item.category for leg_id in item.leg_ids}
        for leg_id, share in ride_shares(chain, weights).items():
            if leg_id not in chain.unknown and chain.currency is not None:
                through = frozenset(int(other) for other in share.through)
                found[int(leg_id)] = Share(share.amount_minor, through, chain.currency, categories.get(leg_id, ""))
    return found


def bundled(rides: Sequence[Rode], *priced: Mapping[int, Share]) -> dict[int, int]:
    """For each ride the first of all rides that it shares a product with, in any of the prices. Who stays seated needs no other ticket."""
    first = {ride.number: ride.number for ride in rides}

    def join(one: int, other: int) -> None:
        low, high = sorted((first[one], first[other]))
        first.update({number: low for number, of in first.items() if of == high})

    for before, ride in zip([None, *rides], rides):
        if ride.stay_seated and before is not None:
            join(before.number, ride.number)
        for price in priced:
            for other in price[ride.number].through:
                if other in first:
                    join(ride.number, other)
    return first


def seated(rides: Sequence[Rode]) -> list[list[Rode]]:
    """Cut where one gets off."""
    runs: list[list[Rode]] = []
    for ride in rides:
        if ride.stay_seated and runs:
            runs[-1].append(ride)
        else:
            runs.append([ride])
    return runs


def alone(fares: CityFares, transit: Transit, run: Sequence[Rode], ordinary: Mapping[int, Share]) -> int:
    """What a single ticket costs; the part of the chain where there is none."""
    chain = next(iter(fares.price_chains(transit, run).values()))
    return chain.total_minor if chain.known else sum(ordinary[ride.number].amount_minor for ride in run)


def categories_in(fares: Fares) -> frozenset[str]:
    """The rider categories that fares are told for."""
    if fares.v2 is not None:
        return frozenset(product.category for rows in fares.v2.products.values() for product in rows) - {""}
    return frozenset(category for fare in fares.v1.classes for category in fare.concessions) if fares.v1 is not None else frozenset()
