"""Rides of the timetable as parts of a price: when they run by the timetable, whose they are, which tickets they need."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from backend.contract.quotes import NotSellable, SoldKind
from backend.following.expected import Times, times_of
from backend.following.reading import TimesRunBack, is_planned
from backend.following.trip import End, Leg, Ride
from backend.live.view import LiveView
from backend.pricing.errors import LegNotSellable
from backend.pricing.fares import CityFares, Rode
from backend.pricing.parts import Part, place_facts
from backend.pricing.prices import Prices, Seller
from backend.pricing.tickets import Rights, Ticket, tickets
from backend.stops.names import Names
from payments.concessions import Concession
from routing.transit.model import Transit
from routing.transit.seats import IN_SEAT


@dataclass(frozen=True)
class Ridden:
    """A ride that is to be sold."""

    leg: Leg
    ride: Ride
    times: Times
    seller: Seller


class RideDesk:
    """Of one question. names: of the timetable of the view."""

    def __init__(self, view: LiveView, names: Names, fares: CityFares, prices: Prices, entitlements: frozenset[str]):
        self.view, self.names, self.fares, self.prices = view, names, fares, prices
        self.transit = view.snapshot.transit
        self.rights = Rights(entitlements, prices.categories)

    def parts(self, legs: Sequence[Leg], at: datetime) -> list[Part]:
        """Raises LegNotSellable, TimesRunBack."""
        ridden = {number: self.ridden(number, leg, leg.ride, at) for number, leg in enumerate(legs) if leg.ride is not None}
        check_one_traveller(ridden)
        rides = [self.rode(number, one, ridden.get(number - 1)) for number, one in ridden.items()]
        operators = {number: one.seller.operator_id for number, one in ridden.items()}
        sold = tickets(self.fares, self.transit, rides, operators, self.rights)
        known = {number for ticket in sold for number in ticket.numbers}
        for number in ridden:
            if number not in known:
                raise LegNotSellable(number, NotSellable.FARE_UNKNOWN)
        return [self.part(ticket, [ridden[number] for number in ticket.numbers]) for ticket in sold]

    def ridden(self, number: int, leg: Leg, ride: Ride, at: datetime) -> Ridden:
        times = times_of(self.view.snapshot, leg)
        if ride.trip < 0 or times is None or not (ride.added or is_planned(self.view.snapshot.city.transit, ride)):
            raise LegNotSellable(number, NotSellable.NO_OFFER)
        if times.cancelled or times.skips_board or times.skips_alight:
            raise LegNotSellable(number, NotSellable.NO_OFFER)
        if times.depart_at <= at:
            raise LegNotSellable(number, NotSellable.LEFT)
        feed, route = int(self.transit.route_feed[self.transit.trip_route[ride.trip]]), int(self.transit.trip_route[ride.trip])
        if feed not in self.fares.feeds:
            raise LegNotSellable(number, NotSellable.FARE_UNKNOWN)
        agency = self.fares.feeds[feed].network.agency.get(self.transit.route_id[route], "")
        seller = self.prices.find_seller(SoldKind.TRANSIT, self.names.outside_id(feed, agency))
        if seller is None:
            raise LegNotSellable(number, NotSellable.NO_SELLER)
        return Ridden(replace(leg, start=self.named(leg.start), end=self.named(leg.end)), ride, times, seller)

    def named(self, end: End) -> End:
        """As the timetable has the stop: what a client calls it, and where it says that it is, would be read by inspectors and operators."""
        lat, lon = self.names.place_of(end.stop)
        name = self.names.stop_name(end.stop)
        return replace(end, name=name) if lat is None or lon is None else replace(end, lat=lat, lon=lon, name=name)

    def rode(self, number: int, one: Ridden, before: Ridden | None) -> Rode:
        """By the timetable: a late tram is not dearer. That nobody changed is not believed either where the vehicle does not go on as this one."""
        zone, ride = ZoneInfo(self.view.snapshot.city.manifest.timezone), one.ride
        departs, arrives = (moment.astimezone(zone) for moment in (one.times.planned_depart_at, one.times.planned_arrive_at))
        seated = one.leg.stay_seated and before is not None and goes_on(self.transit, before.ride, ride)
        return Rode(number, ride.trip, ride.board, ride.alight, departs, arrives, seated)

    def part(self, ticket: Ticket, rides: Sequence[Ridden]) -> Part:
        first, last, seller = rides[0], rides[-1], rides[0].seller
        held = self.rights.giving(ticket.category) if ticket.category and ticket.reduced_minor < ticket.product_minor else None
        return Part(
            seller=seller,
            covers=ticket.numbers,
            starts_at=first.times.planned_depart_at,
            ends_at=max(one.times.planned_arrive_at for one in rides),
            start=first.leg.start,
            end=last.leg.end,
            currency=ticket.currency,
            list_minor=ticket.list_minor,
            product_minor=ticket.product_minor,
            facts=self.facts(rides),
            bundle=f"ride {ticket.bundle}",
            concession=None if held is None else Concession(ticket.category, held, fixed_minor=ticket.reduced_minor),
        )

    def facts(self, rides: Sequence[Ridden]) -> dict[str, Any]:
        names = self.names
        start, end = rides[0].leg.start, rides[-1].leg.end
        told = [
            {
                "tripId": names.trip_id(one.ride.trip), "serviceDay": one.ride.day.isoformat(), "fromStopId": names.stop_id(one.leg.start.stop),
                "toStopId": names.stop_id(one.leg.end.stop),
            }
            for one in rides
        ]  # fmt: skip
        return {"from": place_facts(start, stopId=names.stop_id(start.stop)), "to": place_facts(end, stopId=names.stop_id(end.stop)), "rides": told}


def check_one_traveller(ridden: Mapping[int, Ridden]) -> None:
    """One traveller is in one vehicle at a time: else two people would share what is sold for a change. Raises TimesRunBack."""
    ordered = sorted(ridden.items(), key=lambda row: row[1].times.planned_depart_at)
    for (_, before), (number, after) in pairwise(ordered):
        planned = after.times.planned_depart_at < before.times.planned_arrive_at
        if planned and after.times.depart_at < before.times.arrive_at:
            raise TimesRunBack("This ride begins before the one before it ends. Send them as POST /v1/plan gave them.", f"legs[{number}].departAt")


def goes_on(transit: Transit, before: Ride, after: Ride) -> bool:
    """Whether the vehicle of a ride, ridden to its end, goes on as another one, as blocks and transfers.txt say (`routing/transit/seats.py`)."""
    first, end = (int(transit.pattern_first[transit.trip_pattern[before.trip] + more]) for more in (0, 1))
    if before.day != after.day or first + before.alight != end - 1 or after.board != 0:
        return False
    feeds = {int(transit.route_feed[transit.trip_route[ride.trip]]) for ride in (before, after)}
    entered = int(transit.pattern_stop[transit.pattern_first[transit.trip_pattern[after.trip]]])
    block = int(transit.trip_block[before.trip])
    if len(feeds) == 1 and block >= 0 and block == int(transit.trip_block[after.trip]) and entered == int(transit.pattern_stop[end - 1]):
        return True
    named = (transit.transfer_from_trip == before.trip) & (transit.transfer_to_trip == after.trip) & (transit.transfer_type == IN_SEAT)
    return bool(named.any())
