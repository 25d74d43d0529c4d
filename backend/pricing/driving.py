"""Rides on demand of ours as parts of a price: where and when they may be booked, what was promised, what it costs."""
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from backend.contract.following import FollowedLeg
from backend.contract.quotes import NotSellable, SoldKind
from backend.contract.rides import RideLoad
from backend.contract.trips import LegMode
from backend.following.reading import Reader
from backend.following.trip import End
from backend.live.view import LiveView
from backend.pricing.driven import RideForSale, RideWish
from backend.pricing.errors import LegNotSellable
from backend.pricing.parts import Part, place_facts
from backend.pricing.prices import Prices, RideFare, Seller
from backend.service.moments import checked_moment
from payments.money import round_half_up
from routing.flex.rules import TooEarly, TooLate
from routing.flex.served import Place, Served, find_served

METRES_PER_KM = 1000


class VanDesk:
    """Of one question: rides are sold where the service says that it drives, and as long as it says that they can be booked (rule R14)."""

    def __init__(self, view: LiveView, reader: Reader, prices: Prices | None):
        self.view, self.reader, self.prices = view, reader, prices

    def wishes(self, legs: Sequence[FollowedLeg], at: datetime) -> list[RideWish]:
        """Of the legs with `ride`. Raises LegNotSellable, and what `Reader.end` raises."""
        return [self.wish(number, leg, at) for number, leg in enumerate(legs) if leg.ride is not None]

    def wish(self, number: int, leg: FollowedLeg, at: datetime) -> RideWish:
        field = f"legs[{number}]"
        ready_at, there_by = checked_moment(leg.depart_at, f"{field}.departAt"), checked_moment(leg.arrive_at, f"{field}.arriveAt")
        start, end = (self.named(self.reader.end(place, f"{field}.{name}")) for place, name in ((leg.from_, "from"), (leg.to, "to")))
        if leg.ride is None or ready_at is None or there_by is None or leg.mode is not LegMode.ON_DEMAND or not people(leg.ride.load):
            raise LegNotSellable(number, NotSellable.NO_OFFER)
        wish = RideWish(number, leg.ride.zone, start, end, ready_at, there_by, leg.ride.load)
        return replace(wish, be_there_by=min(there_by, self.served(wish, ready_at, at).last_drop_off))

    def named(self, end: End) -> End:
        """A stop is where the timetable has it, whatever a client says."""
        if end.stop < 0:
            return end
        lat, lon = self.reader.names.place_of(end.stop)
        return end if lat is None or lon is None else replace(end, lat=lat, lon=lon, name=self.reader.names.stop_name(end.stop))

    def served(self, wish: RideWish, pickup: datetime, at: datetime) -> Served:
        """Raises LegNotSellable where the service does not go there then, or it cannot be booked now."""
        city = self.view.snapshot.city
        if pickup <= at:
            raise LegNotSellable(wish.number, NotSellable.LEFT)
        ends = (Place(wish.start.lat, wish.start.lon, wish.start.stop), Place(wish.end.lat, wish.end.lon, wish.end.stop))
        found = find_served(city.on_demand, city.transit, wish.zone, ends, pickup, at)
        if found is None:
            raise LegNotSellable(wish.number, NotSellable.NO_OFFER)
        if isinstance(found.outcome, TooLate):
            raise LegNotSellable(wish.number, NotSellable.TOO_LATE)
        if isinstance(found.outcome, TooEarly):
            raise LegNotSellable(wish.number, NotSellable.TOO_EARLY)
        return found

    def parts(self, rides: Sequence[RideForSale], at: datetime) -> list[Part]:
        """One for each, in their order. Raises LegNotSellable."""
        return [self.part(ride, at) for ride in rides]

    def part(self, ride: RideForSale, at: datetime) -> Part:
        wish, number = ride.wish, ride.wish.number
        seller = self.prices.find_seller(SoldKind.ON_DEMAND, wish.zone) if self.prices else None
        if self.prices is None or seller is None:
            raise LegNotSellable(number, NotSellable.NO_SELLER)
        book_until = min(self.served(wish, moment, at).outcome.until for moment in (wish.ready_at, ride.pickup_from))
        fare = self.prices.ride_fares[wish.zone]
        first_minor, further_minor = costs(fare, wish.load, ride.direct_m)
        return Part(
            seller=for_all(seller, wish.load, first_minor, further_minor), covers=(number,), starts_at=ride.pickup_from, ends_at=ride.arrive_by,
            start=wish.start, end=wish.end, currency=self.prices.currency, list_minor=first_minor + further_minor,
            product_minor=first_minor + further_minor, facts=facts_of(wish), bundle=f"leg {number}", ride=ride, book_until=book_until,
        )  # fmt: skip


def people(load: RideLoad) -> int:
    return load.seats + load.wheelchairs + load.child_seats


def costs(fare: RideFare, load: RideLoad, direct_m: float) -> tuple[int, int]:
    """What one pays for the way, and what all others do. A wheelchair is a person, and a dog costs nothing."""
    return fare.base_minor + round_half_up(fare.per_km_minor * round(direct_m), METRES_PER_KM), fare.per_further_minor * (people(load) - 1)


def price_minor(fare: RideFare, load: RideLoad, direct_m: float) -> int:
    """Of all of them, without any right to pay less."""
    return sum(costs(fare, load, direct_m))


def for_all(seller: Seller, load: RideLoad, first_minor: int, further_minor: int) -> Seller:
    """Of several who ride together one pays less by a right, and what they pay counts for the cap of none of them."""
    if people(load) == 1:
        return seller
    lowered = (
        replace(one, factor_bp=None, fixed_minor=min(one.of(first_minor), first_minor) + further_minor, stacks_on=frozenset())
        for one in seller.concessions
    )
    return replace(seller, concessions=tuple(lowered), cap=None)


def facts_of(wish: RideWish) -> dict[str, Any]:
    ends = {"from": place_facts(wish.start), "to": place_facts(wish.end)}
    return ends | {"zone": wish.zone, "load": msgspec.to_builtins(wish.load)}


def own_ride(part: Part) -> dict[str, Any]:
    """What a sold leg says of a ride: nobody has to confirm it, and whoever drives earns what is paid. Nothing of others."""
    if part.ride is None:
        return {}
    return {"own": True, "payee": f"operator_payable:{part.seller.operator_id}", "ride": part.ride, "book_until": part.book_until}


def promise_shown(ride: RideForSale) -> dict[str, Any]:
    """What is agreed to beside the price, as the fingerprint of what was shown has it."""
    moments = {"pickupFrom": ride.pickup_from, "pickupTo": ride.pickup_to, "arriveBy": ride.arrive_by}
    told = {name: moment.astimezone(UTC).isoformat() for name, moment in moments.items()}
    return {"ride": told | {"zone": ride.wish.zone, "load": msgspec.to_builtins(ride.wish.load)}}
