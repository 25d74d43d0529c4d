"""Shared vehicles and taxis as parts of a price: by the plan or fare that is live now, for the time and way of the leg."""
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from shapely import LineString

from backend.contract.quotes import NotSellable, SoldKind
from backend.contract.trips import LegMode
from backend.feeds.gbfs.facts import PricingPlan
from backend.feeds.gbfs.money import price_of
from backend.following.hired import find_fleets, taken_at
from backend.following.streets import way
from backend.following.trip import STREET, End, Hire, Leg
from backend.live.view import LiveView
from backend.pricing.errors import LegNotSellable, OperatorSilent
from backend.pricing.parts import Part, place_facts
from backend.pricing.prices import Prices, Seller
from payments.money import BASIS, DECIMALS, round_half_up
from routing.earth import METRES_PER_DEGREE
from routing.shared.fleet import RIDES, Fleet
from routing.shared.taxis import TAXI_IN_S, TAXI_OUT_S
from routing.streets.path import StreetPath

# Somebody who looks at a price does not set out meanwhile.
GRACE = timedelta(minutes=5)
# A leg that claims to be much quicker or shorter than the quickest way is not believed: its price would be that of another ride.
LEAST_SHARE = 0.9


class VehicleDesk:
    """Of one question."""

    def __init__(self, view: LiveView, prices: Prices):
        self.view, self.prices = view, prices

    def find_part(self, number: int, leg: Leg, at: datetime) -> Part | None:
        """None for a leg on foot or with one's own vehicle. Raises LegNotSellable, OperatorSilent."""
        if leg.hire is None and leg.mode is not LegMode.TAXI:
            return None
        if leg.depart_at + GRACE <= at:
            raise LegNotSellable(number, NotSellable.LEFT)
        return self.taxi(number, leg) if leg.hire is None else self.rental(number, leg, leg.hire)

    def rental(self, number: int, leg: Leg, hire: Hire) -> Part:
        seller = self.prices.find_seller(SoldKind.RENTAL, hire.system)
        if seller is None:
            raise LegNotSellable(number, NotSellable.NO_SELLER)
        if all(hire.system not in (system.id, feed) for feed, system in self.view.systems.items()):
            raise OperatorSilent(number)
        fleet = self.find_fleet(leg, hire)
        offered, placed = self.view.fleets.get(fleet.key if fleet else ""), placed_at(fleet, leg, hire) if fleet else None
        if fleet is None or offered is None or placed is None or STREET.get(leg.mode) is not RIDES[fleet.kind]:
            raise LegNotSellable(number, NotSellable.NO_OFFER)
        leg = placed
        plan = offered.plan
        if plan is None or plan.currency.lower() not in DECIMALS:
            raise LegNotSellable(number, NotSellable.FARE_UNKNOWN)
        if plan.surge_pricing and not seller.agreed_price:
            raise LegNotSellable(number, NotSellable.PRICE_NOT_FIXED)
        quickest = self.quickest(leg)
        if quickest is None:
            raise LegNotSellable(number, NotSellable.NO_OFFER)
        seconds = believed(leg.duration.total_seconds(), -(-quickest.duration_ms // 1000))
        metres = believed(metres_of(leg.line), quickest.length_cm // 100)
        amount_minor, currency = price_of(plan, seconds, metres)
        ends = {"from": place_facts(leg.start, stationId=hire.take), "to": place_facts(leg.end, stationId=hire.leave)}
        facts = ends | {"systemId": offered.system.id, "vehicleTypeId": offered.type.id}
        return part(number, leg, seller, (with_tax(amount_minor, plan, seller), currency), facts, repr(plan))

    def find_fleet(self, leg: Leg, hire: Hire) -> Fleet | None:
        """Of several types of vehicles that it may be the first one that stands there."""
        there = (fleet for fleet in find_fleets(self.view, hire) if taken_at(fleet, hire, leg.start) > 0)
        return min(there, key=lambda fleet: fleet.key, default=None)

    def quickest(self, leg: Leg) -> StreetPath | None:
        snapshot = self.view.snapshot.during(leg.depart_at, leg.arrive_at)
        return way(snapshot.network, leg.on_street, leg.start, leg.end, snapshot.city)

    def taxi(self, number: int, leg: Leg) -> Part:
        if not self.prices.sells(SoldKind.TAXI):
            raise LegNotSellable(number, NotSellable.NO_SELLER)
        if not self.view.taxis:
            raise OperatorSilent(number)
        found = (offers.find_offer(leg.start.lat, leg.start.lon) for offers in self.view.taxis.values())
        offer, path = next((offer for offer in found if offer is not None), None), self.quickest(leg)
        if offer is None or path is None:
            raise LegNotSellable(number, NotSellable.NO_OFFER)
        seller = self.prices.find_seller(SoldKind.TAXI, offer.operator)
        if seller is None:
            raise LegNotSellable(number, NotSellable.NO_SELLER)
        if not seller.agreed_price:
            raise LegNotSellable(number, NotSellable.PRICE_NOT_FIXED)
        if offer.fare.currency.lower() not in DECIMALS:
            raise LegNotSellable(number, NotSellable.FARE_UNKNOWN)
        # Getting in and out, which the leg has too, is not driven.
        seconds = believed(leg.duration.total_seconds() - TAXI_IN_S - TAXI_OUT_S, -(-path.duration_ms // 1000))
        price = offer.estimate(round(believed(metres_of(leg.line), path.length_cm // 100)), round(seconds))
        return part(number, leg, seller, price, {"from": place_facts(leg.start), "to": place_facts(leg.end)}, repr(offer.fare))


def placed_at(fleet: Fleet, leg: Leg, hire: Hire) -> Leg | None:
    """With its ends where the stations are that it names: the price is for the way between those. None where there is no such station."""
    start, end = (at_spot(fleet, place, station) for place, station in ((leg.start, hire.take), (leg.end, hire.leave)))
    return None if start is None or end is None else replace(leg, start=start, end=end)


def at_spot(fleet: Fleet, place: End, station: str | None) -> End | None:
    if station is None:
        return place
    row = next((row for row, spot in enumerate(fleet.spot_id) if spot == station), None)
    if row is None:
        return None
    return End(float(fleet.lat[row]), float(fleet.lon[row]), fleet.name_of(row) or place.name, place.stop)


def believed(claimed: float, quickest: int) -> float:
    return claimed if claimed >= LEAST_SHARE * quickest else quickest


def part(number: int, leg: Leg, seller: Seller, price: tuple[int, str], facts: dict, table: str) -> Part:
    amount_minor, currency = price
    return Part(
        seller=seller, covers=(number,), starts_at=leg.depart_at, ends_at=leg.arrive_at, start=leg.start, end=leg.end, currency=currency.lower(),
        list_minor=amount_minor, product_minor=amount_minor, facts=facts, bundle=f"leg {number}", table=table,
    )  # fmt: skip


def with_tax(amount_minor: int, plan: PricingPlan, seller: Seller) -> int:
    """What is paid: some plans tell their prices without tax."""
    return amount_minor + round_half_up(amount_minor * seller.tax_rate_bp, BASIS) if plan.taxed else amount_minor


def metres_of(line: LineString | None) -> float:
    """Whole metres along a line of degrees (lon, lat)."""
    if line is None:
        return 0.0
    lon, lat = np.array(line.coords).T
    across = np.diff(lon) * np.cos(np.radians((lat[1:] + lat[:-1]) / 2))
    return float(round(np.hypot(np.diff(lat), across).sum() * METRES_PER_DEGREE))
