"""What the ways of an answer cost, as far as it is known, and which is the cheapest."""
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace

from backend.contract.comparing import Label
from backend.contract.trips import Itinerary, ItineraryPrice
from backend.contract.trips import Leg as LegMessage
from backend.pricing.fares import CityFares, Rode
from routing.journey import Journey, LegMode, StreetLeg, TransitLeg
from routing.transit.model import Transit

# What is said before it: what a way is taken for, most telling first.
BEFORE = (Label.RECOMMENDED, Label.FASTEST)


@dataclass(frozen=True)
class Costs:
    """by_currency: minor units and the numbers of the legs whose price is known. unknown: numbers of the others that cost something.

    fees: for buying here, by currency
    """

    by_currency: dict[str, tuple[int, tuple[int, ...]]]
    unknown: tuple[int, ...]
    estimated: bool
    fees: Mapping[str, int] = field(default_factory=dict)

    @property
    def price(self) -> ItineraryPrice | None:
        """In the currency that most legs are paid in."""
        if not self.by_currency:
            return None
        currency = min(self.by_currency, key=lambda code: (-len(self.by_currency[code][1]), code))
        amount_minor, _ = self.by_currency[currency]
        others = (number for code, (_, numbers) in self.by_currency.items() if code != currency for number in numbers)
        return ItineraryPrice(amount_minor, currency, self.estimated, tuple(sorted((*others, *self.unknown))), self.fees.get(currency, 0))

    @property
    def anything(self) -> bool:
        return bool(self.by_currency or self.unknown)


FREE = Costs({}, (), False)


def costs_of(fares: CityFares, transit: Transit, journey: Journey, legs: Sequence[LegMessage], moment: Callable[[int], datetime]) -> Costs:
    """Of one person without any right to pay less. legs: the messages of the legs, with the prices of shared vehicles, taxis and rides
    on demand of ours."""
    if len(legs) == 1 and not is_paid(journey.legs[0]) and isinstance(journey.legs[0], StreetLeg):
        return FREE
    found: dict[str, tuple[int, tuple[int, ...]]] = {}
    unknown: list[int] = []

    def add(currency: str, amount_minor: int, numbers: tuple[int, ...]) -> None:
        before, counted = found.get(currency, (0, ()))
        found[currency] = before + amount_minor, (*counted, *numbers)

    rides = [rode(number, leg, moment) for number, leg in enumerate(journey.legs) if isinstance(leg, TransitLeg)]
    priced: set[int] = set()
    for total, chain in fares.price_in_all(transit, rides) if rides else ():
        if total.currency is not None:
            counted = tuple(number for position, number in enumerate(chain) if position not in total.unknown)
            add(total.currency.upper(), total.total_minor, counted)
            priced.update(counted)
    unknown += [ride.number for ride in rides if ride.number not in priced]
    estimated = False
    for number, (leg, message) in enumerate(zip(journey.legs, legs)):
        own = message.on_demand and message.on_demand.offer
        if own:
            add(own.currency, own.price_minor, (number,))
            continue
        offered = message.rental or message.taxi
        if offered is not None and offered.price is not None:
            add(offered.price.currency, offered.price.amount_minor, (number,))
            estimated = True
        elif offered is not None or is_paid(leg):
            unknown.append(number)
    return Costs(found, tuple(unknown), estimated, fares.fees)


def is_paid(leg: StreetLeg | TransitLeg) -> bool:
    """Whether a leg on streets costs something beside what one's own vehicle does: a hired one, a taxi, a ride on demand, a car park."""
    if isinstance(leg, TransitLeg):
        return False
    return leg.hired is not None or leg.cab is not None or leg.booked is not None or (leg.mode is LegMode.CAR and leg.end.place >= 0)


def rode(number: int, leg: TransitLeg, moment: Callable[[int], datetime]) -> Rode:
    """By the timetable where there is one: a late tram is not dearer."""
    departs = leg.departure_s if leg.planned_departures_s is None else int(leg.planned_departures_s[0])
    arrives = leg.arrival_s if leg.planned_arrivals_s is None else int(leg.planned_arrivals_s[-1])
    return Rode(number, leg.trip, leg.board_position, leg.alight_position, moment(departs), moment(arrives), leg.stay_seated)


def with_cheapest(itineraries: Sequence[Itinerary], costs: Sequence[Costs]) -> list[Itinerary]:
    """Said of the one that costs least of those that cost something, where that is certain: what is not known of the others cannot be less."""
    paid = [row for row, cost in enumerate(costs) if cost.anything]
    prices = {row: price for row in paid if (price := costs[row].price) is not None}
    whole = [row for row, price in prices.items() if not price.not_counted]
    same = len(prices) == len(paid) and len({price.currency for price in prices.values()}) == 1
    least = min(whole, key=lambda row: prices[row].amount_minor, default=None)
    if not same or least is None or len({price.amount_minor for price in prices.values()}) < 2:
        return list(itineraries)
    if any(price.amount_minor < prices[least].amount_minor for price in prices.values()):
        return list(itineraries)
    return [replace(one, labels=placed(one.labels)) if row == least else one for row, one in enumerate(itineraries)]


def placed(labels: tuple[Label, ...]) -> tuple[Label, ...]:
    first = tuple(label for label in labels if label in BEFORE)
    return (*first, Label.CHEAPEST, *labels[len(first) :])
