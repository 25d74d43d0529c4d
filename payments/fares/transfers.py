"""The cheapest way through a chain of rides by Fares v2: which product for each ride, and where a transfer is cheaper than two of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from payments.fares.feed import Network
from payments.fares.matching import join_rides, matching_rules
from payments.fares.ride import Bought, ChainPrice, Reason, Ride, Rider, Unknown
from payments.fares.rules_v2 import Charging, LegRule, Measured, Product, RulesV2, TransferRule, currencies

Rides = tuple[Ride, ...]


class Offer(NamedTuple):
    """The cheapest product of a leg group for rides that are one for the fare."""

    product: Product
    rule: LegRule


class State(NamedTuple):
    """Where a chain stands after some rides.

    group       leg group of the last ones, None where they have no price
    pair        the groups of the transfer rule that led here, None after a product of its own
    row_start, row   the rides where its row of transfers began, and how many transfers it has
    """

    group: str | None
    pair: tuple[str, str] | None
    row_start: int
    row: int


START = State(None, None, 0, 0)


class Way(NamedTuple):
    unknown: int
    cost_minor: int
    bought: tuple[Bought, ...]

    def key(self) -> tuple[int, int, int, tuple[Bought, ...]]:
        return self.unknown, self.cost_minor, len(self.bought), self.bought


class Tariff(NamedTuple):
    """What one rider can buy: in one currency, with one medium or, None, with any."""

    rules: RulesV2
    categories: frozenset[str]
    media: frozenset[str] | None
    currency: str

    def cheapest(self, product_id: str) -> Product | None:
        rows = [
            product for product in self.rules.products.get(product_id, ())
            if product.currency == self.currency and (not product.category or product.category in self.categories)
            and (self.media is None or not product.medium or product.medium in self.media)
        ]  # fmt: skip
        return min(rows, key=lambda product: (product.amount_minor, product), default=None)


def price_v2(rules: RulesV2, network: Network, rides: Sequence[Ride], rider: Rider) -> ChainPrice:
    """All with one medium, if that has a price for as many rides as several would have; of several currencies the one that prices most rides."""
    joined = join_rides(rules, network, rides)
    matched = [matching_rules(rules, network, together) for together in joined]
    categories = rider.categories | rules.default_categories
    held = frozenset(rules.media) if rider.media is None else rider.media
    choices: list[frozenset[str] | None] = [*(frozenset({medium}) for medium in sorted(held)), rider.media]
    best = None
    for currency in currencies(rules.products.values()):
        least: Way | None = None
        for rank, media in sorted(enumerate(choices), key=lambda choice: choice[0] != len(choices) - 1):
            tariff = Tariff(rules, categories, media, currency)
            way = cheapest_way(tariff, joined, [offers(tariff, rules_of_ride) for rules_of_ride in matched])
            key = (way.unknown, currency, media is choices[-1], way.cost_minor, rank)
            if best is None or key < best[0]:
                best = (key, way, currency)
            if least is not None and (way.unknown, way.cost_minor) == (least.unknown, least.cost_minor):
                break  # with all media together nothing is cheaper, and the first single one of several counts
            least = least or way
    if best is None:
        raise ValueError("a feed with fares has a currency")
    _, way, currency = best
    paid = {leg_id for item in way.bought for leg_id in item.leg_ids}
    unknown = {
        ride.leg_id: Unknown.NO_PRODUCT if found else Unknown.NO_RULE
        for together, found in zip(joined, matched) for ride in together if ride.leg_id not in paid
    }  # fmt: skip
    return ChainPrice(currency, max(way.cost_minor, 0), way.bought, unknown)


def offers(tariff: Tariff, matched: Sequence[LegRule]) -> dict[str, Offer]:
    found: dict[str, Offer] = {}
    for rule in matched:
        product = tariff.cheapest(rule.product_id)
        if product is None:
            continue
        offer = Offer(product, rule)
        if rule.leg_group not in found or offer_key(offer) < offer_key(found[rule.leg_group]):
            found[rule.leg_group] = offer
    return found


def offer_key(offer: Offer) -> tuple[int, Product, int]:
    return offer.product.amount_minor, offer.product, offer.rule.line


def cheapest_way(tariff: Tariff, joined: Sequence[Rides], offered: Sequence[dict[str, Offer]]) -> Way:
    ways = {START: Way(0, 0, ())}
    for at in range(len(joined)):
        after: dict[State, Way] = {}
        for state, way in ways.items():
            for next_state, next_way in continued(tariff, joined, offered, at, state, way):
                if next_state not in after or next_way.key() < after[next_state].key():
                    after[next_state] = next_way
        ways = after
    return min(ways.values(), key=Way.key)


def continued(
    tariff: Tariff, joined: Sequence[Rides], offered: Sequence[dict[str, Offer]], at: int, state: State, way: Way,
) -> Iterator[tuple[State, Way]]:  # fmt: skip
    """All ways to pay for the rides `at`: with a product of their own or as a transfer from the ones before."""
    legs = tuple(ride.leg_id for ride in joined[at])
    if not offered[at]:
        yield State(None, None, at, 0), Way(way.unknown + len(legs), way.cost_minor, way.bought)
    for group, offer in offered[at].items():
        own = bought(legs, offer.product, Reason.RIDE, f"fare_leg_rules.txt:{offer.rule.line}")
        yield State(group, None, at, 0), add(way, own)
        if state.group is None:
            continue
        for rule, row_start, row in transfers(tariff.rules, joined, at, state, group):
            price = tariff.cheapest(rule.product_id) if rule.product_id else None
            if rule.product_id and price is None:
                continue
            next_state = State(group, (rule.from_group, rule.to_group), row_start, row)
            yield next_state, charged(way, state, rule, price, own)


def transfers(rules: RulesV2, joined: Sequence[Rides], at: int, state: State, group: str) -> Iterator[tuple[TransferRule, int, int]]:
    """The rules by which one can change to rides of a group; with where their row of transfers began and its length with this one."""
    from_named = {rule.from_group for rule in rules.transfer_rules} - {""}
    to_named = {rule.to_group for rule in rules.transfer_rules} - {""}
    fitting = []
    for rule in rules.transfer_rules:
        from_fits = rule.from_group == state.group if rule.from_group else state.group not in from_named
        to_fits = rule.to_group == group if rule.to_group else group not in to_named
        if not (from_fits and to_fits and state.group and group):
            continue
        goes_on = rule.counted and state.pair == (rule.from_group, rule.to_group)
        row_start, row = (state.row_start, state.row + 1) if goes_on else (at - 1, 1)
        if (rule.most is None or row <= rule.most) and in_time(rule, joined[row_start], joined[at]):
            fitting.append((rule, row_start, row))
    counts = [rule.most for rule, _, _ in fitting if rule.counted and rule.most is not None]
    for rule, row_start, row in fitting:
        # Of several numbers of transfers the smallest that is large enough holds.
        if not rule.counted or not counts or rule.most == min(counts):
            yield rule, row_start, row


def in_time(rule: TransferRule, first: Rides, last: Rides) -> bool:
    if rule.limit_s is None:
        return True
    leaves, comes = first[0].departure, first[-1].arrival
    begin = leaves if rule.measured in (Measured.DEPARTURE_TO_ARRIVAL, Measured.DEPARTURE_TO_DEPARTURE) else comes
    arrives = rule.measured in (Measured.DEPARTURE_TO_ARRIVAL, Measured.ARRIVAL_TO_ARRIVAL)
    return seconds(begin, last[-1].arrival if arrives else last[0].departure) <= rule.limit_s


def seconds(begin: datetime, end: datetime) -> float:
    return (end - begin).total_seconds()


def charged(way: Way, state: State, rule: TransferRule, price: Product | None, own: Bought) -> Way:
    """What is paid after a change: for the first one of a part of a chain A + AB, A + AB + B or AB, later ones are added to what was paid."""
    where = f"fare_transfer_rules.txt:{rule.line}"
    if rule.charging is Charging.AB_ONLY and state.pair is None:
        replaced = way.bought[-1]
        legs = (*replaced.leg_ids, *own.leg_ids)
        kept = Way(way.unknown, way.cost_minor - replaced.amount_minor, way.bought[:-1])
        return add(kept, bought(legs, price, Reason.THROUGH, where))
    legs = (way.bought[-1].leg_ids[-1], *own.leg_ids)
    after = add(way, bought(legs, price, Reason.TRANSFER, where))
    return add(after, own) if rule.charging is Charging.A_AND_AB_AND_B else after


def add(way: Way, item: Bought) -> Way:
    return Way(way.unknown, way.cost_minor + item.amount_minor, (*way.bought, item))


def bought(legs: tuple[str, ...], product: Product | None, reason: Reason, rule: str) -> Bought:
    """product None: nothing has to be bought for a change."""
    if product is None:
        return Bought(legs, "", "", 0, "", "", reason, rule)
    return Bought(legs, product.product_id, product.name, product.amount_minor, product.category, product.medium, reason, rule)
