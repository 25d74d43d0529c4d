"""Rides on demand of ours in a plan: the leg becomes what would be promised, and what no van can is no way."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from msgspec.structs import replace as replace_message

from backend.contract.quotes import SoldKind
from backend.contract.rides import RideLoad, RideOffer
from backend.contract.trips import PlanRequest
from backend.following.trip import End
from backend.pricing.driven import RideForSale, RideOffers, RideWish
from backend.pricing.driving import people, price_minor
from backend.pricing.prices import Prices
from backend.service.errors import Unprocessable
from backend.trips.clock import exact_clock_of
from backend.trips.promised import Slot, promised, slots_of
from payments.money import decimals
from routing.city import City
from routing.door.labels import labelled
from routing.flex.model import Operated
from routing.flex.rules import Bookable, Outcome, Pickup, TooEarly, earliest_bookable, instant
from routing.flex.running import moment_of, outcome_of, rules_of
from routing.journey import Booked, Hindrance, Journey, LeftOut, Notice, Plan, Spot, StreetLeg
from routing.plan import in_order
from routing.query import Query

FULL = "No van can come then without breaking a promise to somebody else. Try half an hour later."
RIDES_FULL = "rides_full"
# By row of the journeys of a plan: what is promised of its ride.
Promises = Mapping[int, RideOffer]
NO_PROMISES: Promises = {}
# Nobody has read it, agreed to it and paid sooner.
SOONEST = timedelta(minutes=3)


class NoOffers:
    """Where no service is ours."""

    def is_ours(self, zone_key: str) -> bool:
        return False

    def find_offer(self, zone_key: str, wish: RideWish, at: datetime) -> RideForSale | None:
        return None


NO_OFFERS = NoOffers()


@dataclass(frozen=True)
class RidesAsked:
    """Of one question. prices: None where nothing is sold. load: who rides. at: now."""

    offers: RideOffers
    prices: Prices | None
    load: RideLoad
    at: datetime


@dataclass(frozen=True)
class Ridden:
    """A journey with its ride as promised. offer: None where it has none of ours, or one that cannot be booked yet."""

    journey: Journey
    offer: RideOffer | None = None


def load_of(request: PlanRequest) -> RideLoad:
    """Raises Unprocessable where nobody rides."""
    wheelchair, load = request.limits is not None and request.limits.wheelchair, request.riding or RideLoad()
    if not people(load):
        raise Unprocessable("Somebody has to ride: give a seat, a wheelchair or a child seat.", "riding")
    if wheelchair and not load.wheelchairs:
        return replace_message(load, seats=max(0, load.seats - 1), wheelchairs=1)
    return load


def with_promises(city: City, plan: Plan, query: Query, asked: RidesAsked) -> tuple[Plan, Promises]:
    """What no van can is left out; where it would have been there sooner than all others it is told, with the reason."""
    if not any(own_ride(city, leg, asked) for journey in plan.journeys for leg in journey.legs):
        return plan, NO_PROMISES
    ridden, full = [], []
    for journey in plan.journeys:
        found = Asking(city, plan, query, asked).ridden(journey)
        if found is None:
            full.append(journey)
        else:
            ridden.append(found)
    drawn = labelled([one.journey for one in ridden], query, second_of(plan, query.at))
    offers = {id(journey): one.offer for journey, one in zip(drawn, ridden)}
    journeys = in_order(drawn, query)
    left_out = plan.left_out or told_full(city, full, journeys, query, asked)
    notices = plan.notices if journeys or not full else (*plan.notices, Notice(RIDES_FULL, FULL))
    promises = {row: offer for row, journey in enumerate(journeys) if (offer := offers[id(journey)]) is not None}
    return replace(plan, journeys=tuple(journeys), left_out=left_out, notices=notices), promises


def told_full(city: City, full: Sequence[Journey], journeys: Sequence[Journey], query: Query, asked: RidesAsked) -> tuple[LeftOut, ...]:
    """At most one: the best of those that no van can, where it is better than what is offered."""
    if not full:
        return ()
    best = in_order(list(full), query)[0]
    leg = next(number for number, leg in enumerate(best.legs) if own_ride(city, leg, asked))
    if not journeys:
        gain_s = best.duration_s
    elif query.arrive_by:
        gain_s = best.departure_s - max(one.departure_s for one in journeys)
    else:
        gain_s = min(one.arrival_s for one in journeys) - best.arrival_s
    return (LeftOut(best, (Hindrance(RIDES_FULL, leg),), gain_s),) if gain_s > 0 else ()


def own_ride(city: City, leg: object, asked: RidesAsked) -> Operated | None:
    """Who drives, where it is a service of ours that has a price."""
    if not isinstance(leg, StreetLeg) or leg.booked is None or asked.prices is None:
        return None
    run = city.on_demand.runs[city.on_demand.rides[leg.booked.ride].run]
    return run if run.key in asked.prices.ride_fares and asked.offers.is_ours(run.key) else None


@dataclass(frozen=True)
class Asking:
    """Of one plan."""

    city: City
    plan: Plan
    query: Query
    asked: RidesAsked

    def ridden(self, journey: Journey) -> Ridden | None:
        """None where no van can."""
        number = next((number for number, leg in enumerate(journey.legs) if own_ride(self.city, leg, self.asked)), None)
        if number is None:
            return Ridden(journey)
        leg = journey.legs[number]
        run = own_ride(self.city, leg, self.asked)
        assert isinstance(leg, StreetLeg)
        assert leg.booked is not None
        assert run is not None
        if isinstance(self.outcome(leg.booked, self.moment(leg.departure_s)), TooEarly):
            return Ridden(journey)
        for slot in slots_of(journey, number, self.query, second_of(self.plan, self.query.at)):
            found = self.offer(run, leg, leg.booked, slot, number)
            if found is not None:
                times = second_of(self.plan, found.pickup_from), second_of(self.plan, found.arrive_by)
                return Ridden(promised(journey, number, times), self.message(found))
        return None

    def offer(self, run: Operated, leg: StreetLeg, booked: Booked, slot: Slot, number: int) -> RideForSale | None:
        """None where no van can within these moments, or could no longer be booked by who has read it."""
        ride, at = self.city.on_demand.rides[booked.ride], self.asked.at.replace(microsecond=0) + SOONEST
        last, last_drop_off = (moment_of(run.timezone, booked.day, second) for second in (ride.pickup_s[1], ride.drop_off_s[1]))
        first = Pickup(self.moment(slot.ready_s).astimezone(last.tzinfo), booked.day)
        ready_at = earliest_bookable(list(rules_of(self.city.on_demand, self.city.transit, ride)), at, first, last)
        by = min(self.moment(slot.by_s), last_drop_off, key=instant)
        if ready_at is None or instant(ready_at) >= instant(by):
            return None
        wish = RideWish(number, run.key, end_of(leg.start), end_of(leg.end), ready_at, by, self.asked.load)
        found = self.asked.offers.find_offer(run.key, wish, self.asked.at)
        if found is None or instant(found.pickup_from) < instant(ready_at) or instant(found.arrive_by) > instant(by):
            return None
        return found if isinstance(self.outcome(booked, found.pickup_from), Bookable) else None

    def outcome(self, booked: Booked, pickup: datetime) -> Outcome:
        on_demand = self.city.on_demand
        return outcome_of(on_demand, self.city.transit, on_demand.rides[booked.ride], booked.day, pickup, self.asked.at)

    def message(self, found: RideForSale) -> RideOffer:
        assert self.asked.prices is not None
        wish, prices, zone = found.wish, self.asked.prices, self.plan.origin.tzinfo
        assert prices.find_seller(SoldKind.ON_DEMAND, wish.zone) is not None
        promise = found.promised
        local = {name: getattr(promise, name).astimezone(zone) for name in ("pickup_from", "pickup_to", "arrive_by")}
        return RideOffer(
            wish.zone, wish.load, replace_message(promise, **local), price_minor(prices.ride_fares[wish.zone], wish.load, found.direct_m),
            prices.currency.upper(), decimals(prices.currency), found.valid_until.astimezone(zone),
        )  # fmt: skip

    def moment(self, second: int) -> datetime:
        return exact_clock_of(self.plan)(second)


def second_of(plan: Plan, moment: datetime) -> int:
    return round((instant(moment) - instant(plan.origin)).total_seconds())


def end_of(spot: Spot) -> End:
    return End(float(spot.lat), float(spot.lon), spot.name, spot.stop)
